"""A Hydra sweeper that splits a study into shards, one job per shard; a run is never a job."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sim.config.errors import Refused, shown
from sim.exit_statuses import STUDY_ERROR
from sim.typed_command import without

SWEPT = "++swept."
"""Under this key, what differs from job to job travels through Hydra."""
MOST_JOBS = 10_000
NAME = "design"
_OF_PARTS = ("study.shards", "study.shard")
_ONLY_FOR_JOBS = ("hydra.sweeper.", "hydra.launcher.", "hydra/launcher", "hydra.sweep.")


def refuse_split(chosen: str | None, jobs: Any, sweeps: Sequence[str], *, has_study: bool) -> None:
    """Refuse a study that cannot be split into shards, before Hydra starts anything.

    chosen : what hydra/sweeper names; jobs : what hydra.sweeper.jobs says, if anything; sweeps : overrides of several values
    """
    if chosen != NAME:
        return
    if not has_study:
        raise Refused(f"hydra/sweeper={NAME}: splits a study into jobs, and this program runs none")
    if sweeps:
        raise Refused(f"hydra/sweeper={NAME}: splits one study into jobs, and {shown(sweeps[0])} asks for several; leave one of them out")
    if jobs is not None and not (isinstance(jobs, int) and not isinstance(jobs, bool) and 1 <= jobs <= MOST_JOBS):
        raise Refused(f"hydra.sweeper.jobs: {shown(jobs)} is not allowed: must be a whole number from 1 to {MOST_JOBS:,}")


def launched(launcher: Any, config: Any, jobs: int, arguments: Sequence[str]) -> list[Any]:
    """Run all shards of a study through a launcher, then print how to combine them.

    arguments : overrides that every job gets
    Raises SystemExit where the launcher or a job of it gave up.
    """
    try:
        found = launcher.launch([[*arguments, *shard_of(number, jobs)] for number in range(jobs)], initial_job_idx=0)
        for job in found:
            _ = job.return_value  # raises what the job died of
    except Exception as problem:  # a launcher can fail in many ways; finished work is kept
        why = " ".join(str(problem).split())[:300] or type(problem).__name__
        print(f"a job could not be finished: {why}; the same command goes on with what is missing", file=sys.stderr)
        raise SystemExit(STUDY_ERROR) from None
    with suppress(OSError):
        Path(str(config.hydra.sweep.dir)).rmdir()
    print(f"{jobs:,} of {jobs:,} jobs are done. For the report: {without(is_only_for_jobs)}", flush=True)
    return [found]


def shard_of(number: int, jobs: int) -> list[str]:
    """Settings that tell a job its shard."""
    return [f"{SWEPT}study.shards={jobs}", f"{SWEPT}study.shard={number}"]


def part_of(options: Any, overrides: Sequence[str]) -> Any:
    """Options of a program, restricted to this job's shard if it has one.

    overrides : what differs from job to job
    """
    told = dict(text.removeprefix(SWEPT).split("=", 1) for text in overrides)
    part = {key.removeprefix("study."): int(told[key]) for key in _OF_PARTS if key in told}
    return options if len(part) < len(_OF_PARTS) else options.model_copy(update={"study": options.study.model_copy(update=part)})


def is_only_for_jobs(word: str) -> bool:
    """Whether a word of the command line splits a study into jobs; without those words, one process runs or reports the same study."""
    return word in ("--multirun", "-m") or word.startswith(_ONLY_FOR_JOBS)
