"""Cost of a study besides its weeks; `runs.py` prints it.

A study here is N initiatives of the prior population, each in a firm of 300 over 156 weeks, with every set of six causes repaired.
"""

from __future__ import annotations

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


class Shares(NamedTuple):
    """Processor seconds of a study, part by part."""

    sampling: float
    preparing: float
    weeks: float
    judging: float
    storing: float  # tables, files, progress, threads

    @property
    def around(self) -> float:
        """What all but the weeks costs."""
        return self.sampling + self.preparing + self.judging + self.storing


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


def shares_of(initiatives: int) -> Shares:
    """What each part of a study takes, by one thread."""
    from sim.engine import prepare
    from sim.study.execution.executor import Executor
    from sim.study.execution.run_study import run_study
    from sim.study.experiments.run_tables import run_rows

    experiment, spent = study_of(initiatives), dict.fromkeys(Shares._fields, 0.0)
    retold = _Retold(experiment)

    def part(name: str, deed: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = deed()
        spent[name] += time.process_time() - began
        return result

    for number in range(initiatives):
        sampled = part("sampling", lambda: experiment.sampler.initiative(number))  # noqa: B023
        if sampled.initiative is not None:
            run = part("preparing", lambda: prepare(sampled.initiative, [sampled.seed], experiment.repairs, to_the_end=True))  # noqa: B023
            part("weeks", run.advance)
            part("judging", lambda: run_rows(run))  # noqa: B023
    with _nowhere() as folder:
        part("storing", lambda: run_study(cast(Any, retold), folder, Executor(workers=1)))
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
