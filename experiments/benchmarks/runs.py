"""Speed of both engines with the same rules, measured in one run on this machine.

Usage: python experiments/benchmarks/runs.py [--rounds N] [--initiatives N] [--folder FOLDER]

Writes benchmark.json and benchmark.md, and prints the same table. Nothing is judged: figures stand beside their targets. Processor time is
measured, medians of rounds in which what is compared takes turns; machines differ and are shared, so read ratios before figures.
A study of the serious size takes --initiatives 10000 and, on two cores, the better part of half an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sim.engine import Initiative

SCENARIO = "company_a"
EMPLOYEES = 1_000
SIZES = (300, 1_000, 10_000, 100_000)
WEEKS = {300: 156, 1_000: 156, 10_000: 78, 100_000: 26}
MESA_WEEKS = 6
LANES = 32
LANE_WEEKS = 52
REPAIRED = ("incentives", "metrics", "people", "time", "training", "vision")
"""Conditions that the repairs of one initiative bring to an enabling level, in every combination."""

ENABLING = 0.8

_FIRST_START = f"""
import json, time
wall = time.perf_counter()
import sim
sim.simulate(sim.load({SCENARIO!r}), 7)
print(json.dumps({{"wall": time.perf_counter() - wall, "cpu": time.process_time()}}))
"""


class Timing(NamedTuple):
    """One figure of the report."""

    what: str
    figure: float
    unit: str
    ratio: float | None = None
    of: str = ""  # what the ratio says
    target: str = ""

    def words(self) -> tuple[str, str, str, str]:
        ratio = "" if self.ratio is None else f"{self.ratio:,.1f} {self.of}"
        return self.what, f"{self.figure:,.{0 if self.figure >= 100 else 1}f} {self.unit}", ratio, self.target


def main() -> None:
    """Measure, print and write. Times are per employee, week and lane unless they say otherwise."""
    options = _options()
    console = Console(stderr=True)
    starts = _starts(console)
    lines = [*_weeks_of_people(options.rounds, console), *_studies(options.initiatives, console), *starts]
    _show(lines)
    _write(lines, options.folder)
    console.print(f"Written to {options.folder}")


def _options() -> argparse.Namespace:
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=usage, epilog=rest.partition("\n\n")[2], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the median is taken (default: 3)")
    parser.add_argument("--initiatives", type=int, default=24, help="initiatives of the study, each with 64 repairs (default: 24)")
    parser.add_argument("--folder", type=Path, default=Path("outputs/benchmark"), help="where to write (default: outputs/benchmark)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds}; at least 1 is needed")
    if options.initiatives < 4:
        parser.error(f"--initiatives: {options.initiatives}; at least 4 are needed")
    return options


def _starts(console: Console) -> list[Timing]:
    """The first start ever, and a later one, each in a process of its own with a cache of its own."""
    found = []
    with tempfile.TemporaryDirectory() as cache:
        for name in ("first", "later"):
            console.print(f"A {name} start …")
            environment = os.environ | {"NUMBA_CACHE_DIR": cache}
            done = subprocess.run([sys.executable, "-c", _FIRST_START], env=environment, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    first, later = found
    return [
        Timing("First start ever: compile, load, one run", first["cpu"], "s", target="at most 30 s"),
        Timing("… as the clock on the wall says", first["wall"], "s"),
        Timing("Later start: import, load, one run", later["cpu"], "s", target="at most 2 s"),
        Timing("… as the clock on the wall says", later["wall"], "s"),
    ]


def _weeks_of_people(rounds: int, console: Console) -> list[Timing]:
    # imported late: help and a first start in another process need not wait for Mesa
    from sim.config import load
    from sim.engine import Repair, prepare
    from sim.model import ChangeModel
    from sim.organisation import organisation_of

    initiative = load(SCENARIO)
    sized = {size: _of_size(initiative, size) for size in SIZES}
    organisations = {size: organisation_of(sized[size].organisation) for size in SIZES}
    repairs = [Repair({name: ENABLING for bit, name in enumerate(REPAIRED) if number >> bit & 1}) for number in range(2 ** len(REPAIRED))]
    prepare(initiative, [1]).advance()  # compiled before anything is measured

    def mesa() -> float:
        model = ChangeModel(sized[EMPLOYEES], seed=7, organisation=organisations[EMPLOYEES])
        seconds = _seconds(lambda: [model.step() for _ in range(MESA_WEEKS)])
        model.close()
        return seconds / (MESA_WEEKS * organisations[EMPLOYEES].employees)

    def lanes(size: int, weeks: int, seeds: Sequence[int], variants: Sequence[Repair] = (Repair(),)) -> Callable[[], float]:
        def seconds() -> float:
            run = prepare(sized[size], seeds, variants, organisation=organisations[size])
            return _seconds(lambda: run.advance(weeks)) / (weeks * organisations[size].employees * run.lanes)

        return seconds

    measured = _in_turns(
        {
            "mesa": mesa,
            **{f"one lane, {size}": lanes(size, WEEKS[size], [7]) for size in SIZES},
            "replicates": lanes(EMPLOYEES, LANE_WEEKS, range(LANES)),
            "repairs": lanes(EMPLOYEES, LANE_WEEKS, [7], repairs),
            "repairs of a small firm": lanes(SIZES[0], WEEKS[SIZES[0]], [7], repairs),
            "build": lambda: _seconds(lambda: organisation_of(sized[EMPLOYEES].organisation)) / organisations[EMPLOYEES].employees,
        },
        rounds,
        console,
    )
    slow, one = measured["mesa"], measured[f"one lane, {EMPLOYEES}"]
    alone = prepare(sized[EMPLOYEES], [7], organisation=organisations[EMPLOYEES])
    own = sum(column.nbytes for column in alone.state) / organisations[EMPLOYEES].employees
    columns = alone.world._replace(logistic=0.0)  # a table of quantiles, the same for any organisation
    shared = sum(getattr(column, "nbytes", 8) for column in columns) / organisations[EMPLOYEES].employees
    smallest = min(measured[f"one lane, {size}"] for size in SIZES)
    per_week = "ns a week"
    return [
        Timing(f"Mesa, {EMPLOYEES:,} employees", slow * 1e9, per_week),
        *(
            Timing(
                f"Compiled, one lane, {size:,} employees", measured[f"one lane, {size}"] * 1e9, per_week,
                slow / one if size == EMPLOYEES else measured[f"one lane, {size}"] / smallest,
                "times as fast as Mesa" if size == EMPLOYEES else "times the cheapest size",
                "at least 150" if size == EMPLOYEES else "at most 2",
            )
            for size in SIZES
        ),
        Timing(
            f"Compiled, {LANES} replicates", measured["replicates"] * 1e9, per_week,
            slow / measured["replicates"], "times as fast as Mesa", "at least 300",
        ),
        Timing(
            f"Compiled, {len(repairs)} repairs on the same draws", measured["repairs"] * 1e9, per_week,
            len(repairs) * measured["repairs"] / one, "single runs for all", "at most 5",
        ),
        Timing(
            f"… of {SIZES[0]} employees over {WEEKS[SIZES[0]]} weeks", measured["repairs of a small firm"] * 1e9, per_week,
            len(repairs) * measured["repairs of a small firm"] / measured[f"one lane, {SIZES[0]}"], "single runs for all", "at most 5",
        ),
        Timing("State, each lane", own, "bytes an employee"),
        Timing("World, shared by all lanes", shared, "bytes an employee"),
        Timing("Both, of a single lane", own + shared, "bytes an employee", target="at most 600"),
        Timing(
            f"Building an organisation of {EMPLOYEES:,}", measured["build"] * 1e9, "ns an employee", measured["build"] / one,
            "weeks of one lane", "at most 20",
        ),
    ]  # fmt: skip


def _studies(initiatives: int, console: Console) -> list[Timing]:
    """What surrounds the weeks of a study, how fast and how large it is, and Mesa's own way to run many."""
    from experiments.benchmarks.studies import EMPLOYEES as PEOPLE
    from experiments.benchmarks.studies import batch_ratio, shares_of, sizes_of
    from sim.config import load
    from sim.organisation import organisation_of

    console.print("A study, part by part …")
    shares = shares_of(min(initiatives, 24))
    console.print(f"A study of {initiatives:,} initiatives, and a quarter of it …")
    quarter, whole = sizes_of(initiatives)
    workers = os.cpu_count() or 1
    console.print(f"Mesa's batch_run in {workers} processes …")
    initiative = _of_size(load(SCENARIO), PEOPLE)
    mesa, compiled, ratio = batch_ratio(initiative, organisation_of(initiative.organisation), workers)
    percent = {name: 100 * getattr(shares, name) / shares.weeks for name in ("around", *shares._fields)}
    return [
        Timing("Around the weeks of a study: all of it", percent["around"], "% of the weeks", target="at most 25 %"),
        Timing("… drawing initiatives", percent["sampling"], "%"),
        Timing("… organisation, plan, beginning", percent["preparing"], "%"),
        Timing("… judging, digests", percent["judging"] + percent["digests"], "%"),
        Timing("… rows, files, progress", percent["rows"] + percent["files"], "%"),
        Timing(f"A study, {initiatives:,} initiatives x 64 repairs", whole.initiatives / whole.processor, "initiatives a second of a core"),
        Timing("… peak memory", whole.peak, "MB", whole.peak / quarter.peak, "times that of a quarter of it", "flat, under 2,000 MB"),
        Timing("Mesa's batch_run, a run", mesa * 1e3, "ms"),
        Timing(f"Compiled, as many threads ({workers}), a run", compiled * 1e3, "ms", ratio, "times as fast", "at least 200"),
    ]  # fmt: skip


def _of_size(initiative: Initiative, employees: int) -> Initiative:
    """The same initiative in an organisation with so many people, its units in proportion."""
    declared = initiative.model_dump()
    units = declared["organisation"]["units"].values()
    whole = sum(unit["size"] for unit in units)
    for unit in units:
        unit["size"] = max(1, round(unit["size"] * employees / whole))
    return type(initiative).model_validate(declared)


def _seconds(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return time.process_time() - began


def _in_turns(cases: dict[str, Callable[[], float]], rounds: int, console: Console) -> dict[str, float]:
    """The median of each case; in every round each has its turn, so that a busy minute falls on all."""
    found: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds):
        for name, case in cases.items():
            console.print(f"Round {number + 1} of {rounds}: {name} …")
            found[name].append(case())
    return {name: median(times) for name, times in found.items()}


def _show(lines: list[Timing]) -> None:
    table = Table(title="Speed on this machine; weeks are per employee and lane")
    table.add_column("")
    table.add_column("measured", justify="right")
    table.add_column("ratio", justify="right")
    table.add_column("target", justify="right")
    for line in lines:
        table.add_row(*line.words())
    Console().print(table)


def _write(lines: list[Timing], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    machine = {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    document = {"machine": machine, "lines": [line._asdict() for line in lines]}
    (folder / "benchmark.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = ["| | measured | ratio | target |", "| --- | ---: | ---: | ---: |", *("| " + " | ".join(line.words()) + " |" for line in lines)]
    (folder / "benchmark.md").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
