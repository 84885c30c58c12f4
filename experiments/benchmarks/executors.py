"""Start-up, overhead and throughput of each executor, measured in one run on this machine.

Usage: python experiments/benchmarks/executors.py [--workers N] [--initiatives N] [--rounds N]

Start-up is the time until a case that is refused at once is back, in a Python of its own that has loaded the simulator. The overhead is
that of such a case among many. The pace is that of initiatives of the prior population with all 64 repairs. Medians of rounds in which the
executors take turns; machines differ and are shared, so read ratios before figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sim.study.execution.executor import Executor
    from sim.study.experiments.cause_repairs import CauseRepairs
    from sim.study.experiments.experiment import Experiment
    from sim.study.experiments.parameter_points import ParameterPoints

KINDS = ("threads", "processes", "dask")
REFUSED = 2_000


class Measured(NamedTuple):
    """One executor, in one round or as a median of them."""

    start: float  # s
    overhead: float  # ms of a case, all workers together
    pace: float  # initiatives a second


def main() -> None:
    """Measure, and show a table."""
    from sim.study.execution.executor import Executor

    asked = _options()
    if asked.start:
        print(_times(_refused(1), Executor.model_validate({"kind": asked.start, "workers": asked.workers}))[0])
        return
    console = Console(stderr=True)
    study, refused = _study(asked.initiatives), _refused(REFUSED)
    study.run(0)  # compiled before anything is measured
    rounds: dict[str, list[Measured]] = {kind: [] for kind in KINDS}
    for number in range(asked.rounds):
        for kind in KINDS:
            console.print(f"Round {number + 1} of {asked.rounds}: {kind} …")
            rounds[kind].append(_measured(study, refused, Executor.model_validate({"kind": kind, "workers": asked.workers})))
    _show({kind: Measured(*map(median, zip(*found, strict=True))) for kind, found in rounds.items()}, asked)


def _options() -> argparse.Namespace:
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=usage, epilog=rest.partition("\n\n")[2], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default, what in (
        ("workers", 2, "workers of each executor"),
        ("initiatives", 100, "initiatives that are run, of which the second half counts"),
        ("rounds", 3, "rounds of which the median is taken"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{what} (default: {default})")
    parser.add_argument("--start", choices=KINDS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if min(options.workers, options.initiatives // 2, options.rounds) < 1:
        parser.error("at least 1 worker, 2 initiatives and 1 round are needed")
    return options


def _study(initiatives: int) -> CauseRepairs:
    from sim.config import config_dir, load
    from sim.config.library_files import entry_of
    from sim.study.experiments.cause_repairs import CauseSettings, cause_repairs_of
    from sim.study.population.population import Population

    def read_entry(kind: str, name: str) -> dict[str, Any]:
        return entry_of(kind, name, (config_dir(),), "population")

    base = load("customer_centric", "programme=do_nothing")
    return cause_repairs_of(
        CauseSettings(initiatives=initiatives), Population.model_validate(read_entry("population", "prior")), base, read_entry
    )


def _refused(points: int) -> ParameterPoints:
    """Points that the schema refuses, so that nothing of them is run."""
    from sim.config import load
    from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints

    base = load("customer_centric", "programme=do_nothing")
    return ParameterPoints({"plain": base}, (ParameterPoint("plain", {"weeks": -1}),) * points, replicates=1, seed=1)


def _measured(study: CauseRepairs, refused: ParameterPoints, executor: Executor) -> Measured:
    return Measured(_start(executor), 1e3 * _seconds(_times(refused, executor)), 1.0 / _seconds(_times(study, executor)))


def _seconds(times: list[float]) -> float:
    """A case, in the second half: by then, every worker is there and has loaded what it needs."""
    half = len(times) // 2
    return (times[-1] - times[half - 1]) / (len(times) - half)


def _start(executor: Executor) -> float:
    """In a process of its own, because what was started once is kept."""
    command = [sys.executable, __file__, "--start", executor.kind, "--workers", str(executor.count)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _times(experiment: Experiment, executor: Executor) -> list[float]:
    """Seconds after which each case was back."""
    from sim.study.execution.executor import run_cases

    began = time.perf_counter()
    return [time.perf_counter() - began for _ in run_cases(experiment, range(experiment.cases), executor, lambda: False)]


def _show(measured: dict[str, Measured], asked: argparse.Namespace) -> None:
    table = Table("executor", f"start-up, s, {asked.workers} workers", "overhead of a case, ms", "initiatives a second", "of threads")
    for kind, found in measured.items():
        ratio = found.pace / measured["threads"].pace
        table.add_row(kind, f"{found.start:.1f}", f"{found.overhead:.2f}", f"{found.pace:.1f}", f"{ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
