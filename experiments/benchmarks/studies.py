"""Cost of a study, stage by stage; `runs.py` prints it beside the speed of runs.

Usage: python experiments/benchmarks/studies.py [--initiatives N] [--rounds N] [--page PAGE]

A study here is N initiatives of the prior population, each in a firm of 300 over 156 weeks, with every set of six causes repaired.
Processor time of one thread, of the round that took least. --page replaces the section with this table in a page of the documentation.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from unittest.mock import patch

from rich.console import Console

if TYPE_CHECKING:
    from sim.engine import Initiative
    from sim.model import ChangeModel
    from sim.organisation.organisation import Organisation
    from sim.study.experiments.cause_repairs import CauseRepairs
    from sim.study.experiments.experiment import CaseResult

EMPLOYEES, WEEKS = 300, 156
LANES_EACH = 32
"""Replicates of the compiled engine in each thread, beside Mesa's."""

MESA_WEEKS, MESA_RUNS = 26, 4

_STUDY = """
from experiments.benchmarks.studies import run_a_study
run_a_study({initiatives}, {kept!r})
"""


SECTION = "## An initiative with its 64 repairs, stage by stage"
STAGES = {
    "sampling": "draw it from the population",
    "preparing": "prepare: organisation, schedule, plan, beginning",
    "weeks": "live its weeks",
    "judging": "judge: every definition of success, mode of failure",
    "digests": "digests",
    "rows": "rows, course and tables",
    "files": "files, progress, threads",
}


class Shares(NamedTuple):
    """Processor seconds of a study, stage by stage, as in STAGES."""

    sampling: float
    preparing: float
    weeks: float
    judging: float
    digests: float
    rows: float
    files: float

    @property
    def around(self) -> float:
        """What all but the weeks costs."""
        return sum(self) - self.weeks


class _Retold:
    """A study whose cases were run before: what it still costs is to store them."""

    def __init__(self, experiment: CauseRepairs) -> None:
        self._experiment, self._done = experiment, [experiment.run(number) for number in range(experiment.cases)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._experiment, name)

    def run(self, number: int) -> CaseResult:
        return self._done[number]


class Size(NamedTuple):
    """A study in a process of its own."""

    initiatives: int
    processor: float  # seconds
    wall: float
    peak: float  # million bytes


def study_of(initiatives: int) -> CauseRepairs:
    """A study of so many initiatives, complete."""
    from sim.config import config_dir, load
    from sim.config.library_files import entry_of
    from sim.study.experiments.cause_repairs import CauseSettings, cause_repairs_of
    from sim.study.population.population import Population

    def read_entry(kind: str, name: str) -> dict[str, Any]:
        return entry_of(kind, name, (config_dir(),), "benchmark")

    population = read_entry("population", "prior")
    population["organisation"]["size"] = {"uniform": [EMPLOYEES - 0.4, EMPLOYEES + 0.4]}
    base = load("customer_centric", f"weeks={WEEKS}", "programme=do_nothing")
    settings = CauseSettings(initiatives=initiatives, coalitions="all")
    return cause_repairs_of(settings, Population.model_validate(population), base, read_entry)


def main() -> None:
    """Measure, print and write."""
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=usage, epilog=rest.partition("\n\n")[2], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--initiatives", type=int, default=24, help="initiatives of a round (default: 24)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, after one that counts for nothing (default: 3)")
    parser.add_argument("--page", type=Path, help="page of which to replace the section")
    options = parser.parse_args()
    for name in ("initiatives", "rounds"):
        if getattr(options, name) < 1:
            parser.error(f"--{name}: {getattr(options, name)}; at least 1 is needed")
    if options.page is not None and SECTION not in (options.page.read_text(encoding="utf-8") if options.page.is_file() else ""):
        parser.error(f"--page: {options.page}: no file with the section {SECTION!r}")
    section = section_of(options.initiatives, options.rounds)
    print(section, end="")
    if options.page is not None:
        before, _, rest = options.page.read_text(encoding="utf-8").partition(SECTION)
        _, heading, after = rest.partition("\n## ")
        options.page.write_text(before + section + heading + after, encoding="utf-8")


def section_of(initiatives: int, rounds: int) -> str:
    """The section of a page that shows what one initiative of a study takes, stage by stage."""
    console = Console(stderr=True)
    console.print("A study, stage by stage …")
    shares_of(min(2, initiatives))  # compiled, and modules loaded, before anything is measured
    found = []
    for number in range(rounds):
        console.print(f"Round {number + 1} of {rounds} …")
        found.append(shares_of(initiatives))
    least = min(found, key=sum)
    lines = [
        f"| {words} | {1e3 * getattr(least, name) / initiatives:.2f} | {getattr(least, name) / sum(least):.1%} |"
        for name, words in STAGES.items()
    ]
    ahead = [
        SECTION, "",
        "`python experiments/benchmarks/studies.py --page docs/speed.md` writes this table. A study has",
        f"{initiatives} initiatives, each in a firm of {EMPLOYEES} people over {WEEKS} weeks; figures are processor time of one thread, in",
        f"the round of {rounds} that took least. What a study does once is among its files.",
        "",
        "| stage | ms | share |", "| --- | ---: | ---: |",
    ]  # fmt: skip
    around = f"| all but the weeks | {1e3 * least.around / initiatives:.2f} | {least.around / sum(least):.1%} |"
    return "\n".join([*ahead, *lines, around, ""])


def shares_of(initiatives: int) -> Shares:
    """What each stage of a study takes, by one thread."""
    from sim.engine import prepare, verdicts
    from sim.study.execution import run_study as running
    from sim.study.execution.executor import Executor
    from sim.study.experiments import run_tables

    experiment, retold = study_of(initiatives), _Retold(study_of(initiatives))  # two: one would have drawn what the other is timed for
    spent, inner = dict.fromkeys(Shares._fields, 0.0), [0.0]

    def stage(name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        """The deed, timed; what stages within it take is theirs."""

        def timed(*given: Any) -> Any:
            began, outer = time.process_time(), inner[0]
            inner[0] = 0.0
            result = deed(*given)
            whole = time.process_time() - began
            spent[name] += whole - inner[0]
            inner[0] = outer + whole
            return result

        return timed

    draw = stage("sampling", experiment.sampler.initiative)
    make = stage("preparing", lambda drawn: prepare(drawn.initiative, [drawn.seed], experiment.repairs, to_the_end=True))
    live, tell, follow = (
        stage("weeks", lambda run: run.advance()),
        stage("rows", run_tables.run_rows),
        stage("rows", run_tables.course_rows),
    )
    with (
        patch.object(run_tables, "verdicts_of", stage("judging", run_tables.verdicts_of)),
        patch.object(verdicts, "digests_of", stage("digests", verdicts.digests_of)),
        patch.object(running, "tables_of", stage("rows", running.tables_of)),
        _nowhere() as folder,
    ):
        for number in range(initiatives):
            sampled = draw(number)
            if sampled.initiative is not None:
                run = live(make(sampled))
                tell(run)
                follow(run, 0)
        stage("files", running.run_study)(cast(Any, retold), folder, Executor(workers=1))
    return Shares(**spent)


def sizes_of(initiatives: int) -> tuple[Size, Size]:
    """A quarter of a study, and all of it, each in a process of its own: what grows with the study shows in the second."""
    return _in_own_process(max(1, initiatives // 4)), _in_own_process(initiatives)


def run_a_study(initiatives: int, kept: str) -> None:
    """Run a study with as many threads as cores, and print what it took."""
    from sim.study.execution.run_study import run_study

    experiment = study_of(initiatives)
    wall, processor = time.perf_counter(), time.process_time()
    run_study(experiment, kept)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps(Size(initiatives, processor, wall, peak)))


def batch_ratio(initiative: Initiative, organisation: Organisation, workers: int) -> tuple[float, float, float]:
    """Seconds on the wall that a run takes in Mesa's `batch_run`, in processes, and here, in as many threads; and how many times as long.

    batch_run begins its processes anew: the time of fewer runs is taken from that of more. Every run has a seed of its own, since
    iterations of one seed are the same run.
    """
    short = initiative.model_copy(update={"weeks": MESA_WEEKS})
    few, many = MESA_RUNS * workers, 3 * MESA_RUNS * workers
    mesa = (_batch(short, many, workers) - _batch(short, few, workers)) / (many - few)
    began = time.perf_counter()
    _threads(short, organisation, workers)
    compiled = (time.perf_counter() - began) / (workers * LANES_EACH)
    return mesa, compiled, mesa / compiled


def _batch(initiative: Initiative, runs: int, workers: int) -> float:
    from sim.model.agent import mesa

    parameters = {"declared": [initiative.model_dump(mode="json")], "seed": list(range(runs))}
    began = time.perf_counter()
    model: Any = model_of
    mesa.batch_run(
        model, parameters, number_processes=workers, max_steps=initiative.weeks, data_collection_period=-1, display_progress=False
    )
    return time.perf_counter() - began


def model_of(declared: dict[str, Any], seed: int) -> ChangeModel:
    """A model from plain data, which is what processes can hand to one another."""
    from sim.engine import Initiative
    from sim.model import ChangeModel

    return ChangeModel(Initiative.model_validate(declared), seed)


def _threads(initiative: Initiative, organisation: Organisation, workers: int) -> None:
    from sim.engine import prepare

    def some(first: int) -> None:
        prepare(initiative, range(first, first + LANES_EACH), organisation=organisation).advance()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(some, range(0, workers * LANES_EACH, LANES_EACH)))


def _in_own_process(initiatives: int) -> Size:
    with _nowhere() as kept:
        program = _STUDY.format(initiatives=initiatives, kept=str(kept))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return Size(*json.loads(done.stdout))


@contextmanager
def _nowhere() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "study"


if __name__ == "__main__":
    main()
