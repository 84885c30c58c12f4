"""Kill a study again and again, at random moments, and see whether anything is lost.

Usage: python tests/study/kill.py KILLS [--seed N] [--workers SHARE]

A study is begun, killed with SIGKILL, begun again, until it ends by itself; then the next study is begun, until there were KILLS kills.
What is killed is the process that writes, or, in a share of the starts, one of its worker processes, or both. Whenever the writer was
killed, the folder is opened, and what is in it must be a part of the study that was never interrupted; in the end, the files must be the
same. Every two blocks are merged, so that many kills meet a merge.

Exit status: 0 nothing was lost, 1 something was.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from sim.config import config_dir, load
from sim.config.library_files import entry_of
from sim.study.execution import worker_pool
from sim.study.execution.executor import Executor
from sim.study.execution.run_study import damaged_in, run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, cause_repairs_of
from sim.study.population.population import Population
from sim.study.store import shards

INITIATIVES, WEEKS = 28, 6
COMING_UP = 4.0  # seconds until worker processes are there
KILLED = ("the writer", "a worker", "a worker and the writer")


def small() -> CauseRepairs:
    """Twenty-eight initiatives of about sixty people, all repairs, in blocks of eight."""

    def read_entry(kind: str, name: str) -> dict:
        return entry_of(kind, name, (config_dir(),), "kill")

    population = read_entry("population", "prior")
    population["organisation"]["size"] = {"log_uniform": [50, 70]}
    base = load("customer_centric", f"weeks={WEEKS}", "programme=do_nothing")
    return cause_repairs_of(
        CauseSettings(initiatives=INITIATIVES, coalitions="all"), Population.model_validate(population), base, read_entry
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "shards").iterdir() if not path.name.startswith(".")}


def begun(experiment: CauseRepairs, folder: Path, executor: Executor) -> int:
    """A process of its own that runs the study; its number."""
    number = os.fork()
    if number:
        return number
    os.dup2(os.open(folder.with_name("said"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    status = 1
    try:
        run_study(experiment, folder, executor)
        status = 0
    except BaseException as problem:
        print(repr(problem), file=sys.stderr, flush=True)
    finally:
        os._exit(status)


def children(number: int) -> list[int]:
    """The processes that descend from one."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            of = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found.setdefault(of, []).append(int(path.parent.name))
    first = found.get(number, [])
    return first + [second for child in first for second in found.get(child, [])]


def kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def is_over(number: int, within: float, said: Path) -> bool:
    """Whether a process ends by itself within some seconds. Raises RuntimeError if it ends badly."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            if status:
                raise RuntimeError(f"the study ended with {os.waitstatus_to_exitcode(status)}: {said.read_text()}")
            return True
        time.sleep(0.002)
    return False


def begun_until_it_ends(
    experiment: CauseRepairs, folder: Path, whole: dict[str, bytes], seconds: float, chance: random.Random, share: float, left: int
) -> Counter[str]:
    """Kills of a study until it ends, at most so many."""
    kills: Counter[str] = Counter()
    said = folder.with_name("said")
    while kills.total() < left:
        what = chance.choice(KILLED[1:]) if chance.random() < share else KILLED[0]
        if what == KILLED[0]:
            number = begun(experiment, folder, Executor(workers=2))
            within = chance.uniform(0.0, seconds / 2)
        else:
            number = begun(experiment, folder, Executor(kind="processes", workers=2))
            within = chance.uniform(0.0, COMING_UP + seconds)
        if is_over(number, within, said):
            return kills
        kills[what] += 1
        if what != KILLED[0] and (descended := children(number)):
            kill(chance.choice(descended))
        if what == KILLED[1] and is_over(number, chance.uniform(0.0, COMING_UP + seconds), said):
            return kills
        kill(number)
        os.waitpid(number, 0)
        check_part(folder, whole)
    if not is_over(begun(experiment, folder, Executor(workers=2)), 300.0, said):
        raise RuntimeError("the study hangs")
    return kills


def check_part(folder: Path, whole: dict[str, bytes]) -> None:
    """What a killed study leaves can be opened, and is a part of the whole, merged or not. Raises RuntimeError otherwise."""
    if not (folder / "plan.json").exists():
        return
    there = contents(folder)
    if any(whole.get(name) != content for name, content in there.items()):
        raise RuntimeError("something is stored that is not part of the study")
    if damaged_in(folder):
        raise RuntimeError("something is torn")
    study = Study(folder)
    if not study.done:
        return
    if len(study.runs) != study.done * 64 or len(set(study.runs["initiative"])) != study.done:
        raise RuntimeError("a case is there twice or not at all")


def main() -> int:
    """Kill, and say what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=float, default=0.2, help="share of the starts in which workers are killed too (default: 0.2)")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    worker_pool.Died.attempts = 1_000  # a case is innocent of the kills that it meets
    experiment = small()
    kills: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as home:
        experiment.run(0)
        began = time.monotonic()
        run_study(experiment, Path(home) / "whole")
        seconds, loose = time.monotonic() - began, contents(Path(home) / "whole")
        shards.FILES = -(-INITIATIVES // experiment.block) // 2
        run_study(experiment, Path(home) / "whole")
        whole = contents(Path(home) / "whole")
        if not len(whole) < len(loose):
            raise RuntimeError("nothing was merged")
        studies = differing = 0
        while kills.total() < asked.kills:
            folder = Path(home) / f"study-{studies}"
            kills += begun_until_it_ends(experiment, folder, loose | whole, seconds, chance, asked.workers, asked.kills - kills.total())
            studies += 1
            differing += contents(folder) != whole or len(Study(folder).runs) != INITIATIVES * len(experiment.coalitions)
            shutil.rmtree(folder)
    for what in KILLED:
        print(f"{what:<24} killed {kills[what]:>5,} times")
    print(f"{studies:,} studies of {len(whole)} files, an uninterrupted one takes {seconds:.1f} s; ended otherwise than it: {differing}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
