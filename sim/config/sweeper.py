"""The sweeper: a study is handed to Hydra's launcher as so many shards, each of them one job; no run is ever a job of its own."""

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
    """What cannot be split into shards of one study is refused before Hydra starts anything.

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
    """All shards of a study, wherever the launcher runs them; then how to bring them together is said.

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
    """What tells a job which part of the study is its own."""
    return [f"{SWEPT}study.shards={jobs}", f"{SWEPT}study.shard={number}"]


def part_of(options: Any, overrides: Sequence[str]) -> Any:
    """The options of a program, with the part that this job was told is its own; the same where it is no part.

    overrides : what differs from job to job
    """
    told = dict(text.removeprefix(SWEPT).split("=", 1) for text in overrides)
    part = {key.removeprefix("study."): int(told[key]) for key in _OF_PARTS if key in told}
    return options if len(part) < len(_OF_PARTS) else options.model_copy(update={"study": options.study.model_copy(update=part)})


def is_only_for_jobs(word: str) -> bool:
    """Whether a word of the command line splits a study into jobs; without those words, one process runs or reports the same study."""
    return word in ("--multirun", "-m") or word.startswith(_ONLY_FOR_JOBS)
