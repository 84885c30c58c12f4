"""Speed and decisions beside an earlier version, built in the same environment and measured in the same hour.

Usage: python experiments/benchmarks/against.py FOLDER [--decisions FOLDER] [--rounds N] [--initiatives N] [--page PAGE]

FOLDER is a clone of the earlier version, for example: git worktree add ../earlier 0a14ccb
Where rules have changed since, decisions cannot be compared with it: --decisions names a clone of a later version that has today's rules.
Every figure is processor time of both versions in turns, the least of the rounds; --page writes the table as a page of the documentation.
Decisions are compared first: --initiatives generated ones, each with four repairs on the same draws, to the last bit.
A whole comparison takes about half an hour on two quiet cores. Nothing is judged: figures stand beside what was aimed at.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import Progress

HERE = Path(__file__).resolve().parents[2]

_SIZED = """
import json, sys, time
from sim.config import load
from sim.engine import Repair, prepare
from sim.organisation import organisation_of
def sized(employees):
    told = load("company_a").model_dump()
    units = told["organisation"]["units"].values()
    whole = sum(unit["size"] for unit in units)
    for unit in units:
        unit["size"] = max(1, round(unit["size"] * employees / whole))
    return type(load("company_a")).model_validate(told)
NAMES = ("incentives", "metrics", "people", "time", "training", "vision")
repairs = [Repair({name: 0.8 for bit, name in enumerate(NAMES) if number >> bit & 1}) for number in range(64)]
"""

_WEEKS = (
    _SIZED
    + """
employees, weeks, seeds, alone = json.loads(sys.argv[1])
initiative = sized(employees)
organisation, times = organisation_of(initiative.organisation), []
for _ in range(4):
    run = prepare(initiative, range(seeds), (Repair(),) if alone else repairs, organisation=organisation)
    began = time.process_time()
    run.advance(weeks)
    times.append((time.process_time() - began) / (weeks * organisation.employees * run.lanes))
print(1e9 * min(times))
"""
)

_AROUND = """
try:
    from experiments.benchmark_studies import shares_of  # so it was called up to 0.4
except ImportError:
    from experiments.benchmarks.studies import shares_of
shares_of(2)
shares = shares_of(24)
print(1e3 * shares.around / 24)
"""

_DECISIONS = """
import hashlib, json, sys
import numpy as np
from sim.engine import Initiative, Repair, prepare
for line in open(sys.argv[1], encoding="utf-8"):
    told, seed = json.loads(line)
    repairs = [Repair(levels) for levels in ({}, {"vision": 0.8}, {"people": 0.9, "time": 0.7}, {"incentives": 0.6, "training": 0.95})]
    run = prepare(Initiative.model_validate(told), [seed], repairs).advance()
    digest = hashlib.sha256()
    for part in (run.traces, run.state):
        for name in sorted(part._fields):
            column = np.ascontiguousarray(getattr(part, name))
            if not name.endswith(("_levers", "_next")):
                digest.update(name.encode() + (column + 0.0 if column.dtype == np.float64 else column).tobytes())
    print(digest.hexdigest())
"""

_GENERATED = """
import json, sys
from experiments.benchmarks.studies import study_of
study = study_of(int(sys.argv[1]))
for number in range(int(sys.argv[1])):
    sampled = study.sampler.initiative(number)
    if sampled.initiative is not None:
        print(json.dumps([sampled.initiative.model_dump(mode="json"), sampled.seed]))
"""

_FIRST = "import sim; sim.simulate(sim.load('company_a'), 7)"
_ALONE = ("study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]", "executor.workers=1")


_SINCE = """
Rules have changed since commit 0a14ccb, so that the two versions take different decisions and a week does not have the same work in both:
what is compared is the time that a week of a firm of the same size takes under the rules of each."""


class Case(NamedTuple):
    """A figure of both versions."""

    what: str
    unit: str
    of: Callable[[Version], float]
    at_most: float | None = None  # ratios that were aimed at
    reach: float | None = None


class Version(NamedTuple):
    """A checkout."""

    folder: Path

    @property
    def has_console(self) -> bool:
        """Whether `python -m sim` takes commands."""
        return (self.folder / "sim" / "__main__.py").exists()

    def command(self, name: str, program: str) -> list[str]:
        """How one types a command of this version."""
        return ["-m", "sim", name] if self.has_console else [f"experiments/{program}.py"]

    def python(self, arguments: Sequence[str], **environment: str) -> tuple[str, float]:
        """What a program prints, and its processor seconds. Raises CalledProcessError where it fails."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=known | {"PYTHONPATH": str(self.folder), **environment},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Compare, print and write."""
    options = _options()
    console = Console(stderr=True)
    earlier, now = Version(options.folder.resolve()), Version(HERE)
    for version in (earlier, now):
        version.python(["-c", _FIRST])  # compiled, and bytecode kept, before anything is measured
    told = _decisions(Version((options.decisions or options.folder).resolve()), now, options.initiatives)
    if options.decisions is not None:
        told += _SINCE
    console.print(told)
    rows = _measured(earlier, now, options.rounds, console)
    table = _table(rows)
    print(table)
    if options.page is not None:
        stages = now.python(["experiments/benchmarks/studies.py"])[0]
        options.page.write_text(_page(told, table, options.rounds) + "\n" + stages, encoding="utf-8")


def _options() -> argparse.Namespace:
    usage, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(description=usage, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a clone of the earlier version")
    parser.add_argument("--decisions", type=Path, metavar="FOLDER", help="a clone with today's rules, of which decisions are compared")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of which the least figure is taken (default: 3)")
    parser.add_argument("--initiatives", type=int, default=200, help="generated initiatives whose decisions are compared (default: 200)")
    parser.add_argument("--page", type=Path, help="where to write the table as a page")
    options = parser.parse_args()
    for folder in (options.folder, options.decisions or options.folder):
        if not (folder / "sim").is_dir():
            parser.error(f"{folder}: no checkout of the simulator is there")
    for name in ("rounds", "initiatives"):
        if getattr(options, name) < 1:
            parser.error(f"--{name}: {getattr(options, name)}; at least 1 is needed")
    return options


def _decisions(earlier: Version, now: Version, initiatives: int) -> str:
    """How many generated initiatives come out alike to the last bit, in words."""
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder) / "generated.jsonl"
        generated.write_text(now.python(["-c", _GENERATED, str(initiatives)])[0], encoding="utf-8")
        before, after = (version.python(["-c", _DECISIONS, str(generated)])[0].split() for version in (earlier, now))
    alike = sum(one == other for one, other in zip(before, after, strict=True))
    commit = _commit_of(earlier.folder)
    said = f"{alike} of {len(before)} generated initiatives, each with four repairs, are alike to the last bit in everything recorded"
    return f"{said} under commit {commit}" + ("." if alike == len(before) else ": the rules have changed since.")


def _commit_of(folder: Path) -> str:
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
    return told.stdout.strip()


def _cases() -> list[Case]:
    def weeks(employees: int, weeks: int, seeds: int, alone: bool) -> Callable[[Version], float]:
        return lambda version: float(version.python(["-c", _WEEKS, json.dumps([employees, weeks, seeds, alone])])[0])

    def typed(name: str, program: str, *words: str) -> Callable[[Version], float]:
        def seconds(version: Version) -> float:
            with tempfile.TemporaryDirectory() as folder:
                told = [] if "--help" in words else [f"hydra.run.dir={folder}/results"]
                return version.python([*version.command(name, program), *words, *told])[1]

        return seconds

    def first(version: Version) -> float:
        with tempfile.TemporaryDirectory() as cache:
            return version.python(["-c", _FIRST], NUMBA_CACHE_DIR=cache)[1]

    def why(*words: str) -> Callable[[Version], float]:
        return typed("why", "why_initiatives_fail", *words)

    def around(version: Version) -> float:
        return float(version.python(["-c", _AROUND])[0])

    per_week, seconds = "ns", "s"
    return [
        Case("64 repairs, 300 people x 156 weeks, an employee-week and lane", per_week, weeks(300, 156, 1, False), 0.6, 0.4),
        Case("64 repairs, 1,000 people x 52 weeks", per_week, weeks(1_000, 52, 1, False), 0.5, 0.35),
        Case("32 replicates, 1,000 people x 52 weeks", per_week, weeks(1_000, 52, 32, True), 0.65, 0.5),
        Case("One lane, 1,000 people x 156 weeks", per_week, weeks(1_000, 156, 1, True), 0.8, 0.6),
        Case("One lane, 100,000 people x 10 weeks", per_week, weeks(100_000, 10, 1, True)),
        Case("Around the weeks, an initiative x 64", "ms", around, 8 / 26, 4 / 26),
        Case("`why` alone, 100 initiatives x 64, start and report included", seconds, why("study.initiatives=100", *_ALONE)),
        Case("`why` with its companions, 100 initiatives x 64", seconds, why("study.initiatives=100", "executor.workers=1")),
        Case("First start ever: compile, load, one run", seconds, first, 0.55, 0.4),
        Case("A later start of `simulate`, files and figures written", seconds, typed("simulate", "simulate"), 0.5, 0.35),
        Case("`simulate --help`", seconds, typed("simulate", "simulate", "--help"), 0.15),
    ]  # fmt: skip


def _measured(earlier: Version, now: Version, rounds: int, console: Console) -> list[tuple[Case, float, float]]:
    cases = _cases()
    found: dict[str, tuple[list[float], list[float]]] = {case.what: ([], []) for case in cases}
    with Progress(console=console) as progress:
        task = progress.add_task("Measuring", total=rounds * len(cases))
        for _ in range(rounds):
            for case in cases:
                progress.update(task, description=case.what[:50])
                for version, times in zip((earlier, now), found[case.what], strict=True):
                    times.append(case.of(version))
                progress.advance(task)
    return [(case, min(found[case.what][0]), min(found[case.what][1])) for case in cases]


def _table(rows: Sequence[tuple[Case, float, float]]) -> str:
    lines = ["| | before | now | ratio | at most | reach for |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for case, before, now in rows:
        aims = " | ".join("" if aim is None else f"{aim:.2g}" for aim in (case.at_most, case.reach))
        lines.append(f"| {case.what} | {before:.3g} {case.unit} | {now:.3g} {case.unit} | {now / before:.2f} | {aims} |")
    return "\n".join(lines)


def _page(told: str, table: str, rounds: int) -> str:
    commit, told_rounds = _commit_of(HERE), f"{rounds} round{'s' * (rounds > 1)}"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"""# Speed, beside version 0.4

`python experiments/benchmarks/against.py FOLDER --page docs/speed.md` writes this page; FOLDER is a clone of commit 0a14ccb. Both versions
take turns in one environment ({machine}); figures are processor time, the least of {told_rounds}. Machines differ and are shared, so
read ratios before figures. In a first round, a later start of `simulate` compiles what only its figures need, unless that was done before.

The version measured is commit {commit}. {told}

{table}

"At most" and "reach for" are ratios that the developers aimed at. A ratio above "at most" is an aim that is not met.
[The design](design.md) explains what makes the difference.
"""


if __name__ == "__main__":
    main()
