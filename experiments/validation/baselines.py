"""Baselines: results of every scenario of the library, to the bit, so that every change is noticed.

python -m experiments.validation.baselines --check    # which scenarios moved, and by how much
python -m experiments.validation.baselines --write    # what they come to now, and the line that the changelog then needs
python -m experiments.validation.baselines --shares 200  # how often they succeed as told, and with uncertain descriptions
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections.abc import Iterable, Sequence
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from experiments.validation.ensembles import scenario
from sim.config.errors import Refused
from sim.config.library_files import config_dir, names_of
from sim.config.loading import load
from sim.config.run_folder import cpu_level
from sim.engine.record import Record, records_of
from sim.engine.run import prepare
from sim.one_line_parser import OneLineParser
from sim.study.population.description import AS_RATED, said_of
from sim.study.statistics.estimates import ShareEstimate, share_of

SEEDS = (1, 2, 3)
ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "science" / "baselines.csv"
CHANGELOG = ROOT / "CHANGELOG.md"
STAMP = ROOT / "sim" / "rules_stamp.py"
NUMBERS = {"adoption": "share at the end", "felt": "share at the end", "spend": "thousand euro in all"}
SAME = 1e-9
"""Two numbers nearer than this are the same to any reader."""

COMMAND = "python -m experiments.validation.baselines"


class Baseline(NamedTuple):
    """What one run comes to: a few numbers to read, and a digest of all of it."""

    scenario: str
    seed: int
    adoption: float  # at the end, share
    felt: float  # at the end, share
    spend: float  # thousand euro
    met: str  # definitions of success that are met
    mode: str  # in which it failed by the scenario's own definition, if it did
    digest: str  # the first 16 digits

    @property
    def run(self) -> str:
        """Which run it is of, in words."""
        return f"{self.scenario}, seed {self.seed}"


def measured(scenarios: Sequence[str] | None = None, seeds: Sequence[int] = SEEDS) -> list[Baseline]:
    """Play every scenario of the library, or those that are named, under each seed."""
    names = names_of("scenario", (config_dir(),)) if scenarios is None else scenarios
    return [_baseline_of(name, record) for name in names for record in records_of(prepare(load(name), seeds).advance())]


def _baseline_of(name: str, record: Record) -> Baseline:
    met = " ".join(sorted(definition for definition, is_met in record.outcome.by_definition.items() if is_met))
    adoption, felt, spend = (float(f"{series.iloc[-1]:.12g}") for series in (record.firm["adoption"], record.felt, record.spend))
    return Baseline(name, record.seed, adoption, felt, spend, met, record.outcome.mode or "", record.digest[:16])


def text_of(baselines: Iterable[Baseline]) -> str:
    """A line a run, as it stands in the file."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Baseline._fields)
    writer.writerows(baselines)
    return text.getvalue()


def baselines_in(text: str) -> list[Baseline]:
    """The same, read. Raises ValueError for what is no file of baselines."""
    rows = list(csv.reader(StringIO(text)))
    if not rows or tuple(rows[0]) != Baseline._fields or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError(f"not a file of baselines; write it with: {COMMAND} --write")
    return [_baseline_in(*row) for row in rows[1:]]


def _baseline_in(scenario: str, seed: str, adoption: str, felt: str, spend: str, met: str, mode: str, digest: str) -> Baseline:
    return Baseline(scenario, int(seed), float(adoption), float(felt), float(spend), met, mode, digest)


def fingerprint(text: str) -> str:
    """What the changelog calls a file of baselines: the first 12 digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:12]


def line_for_changelog(text: str) -> str:
    """What a paragraph of the changelog has to hold for these baselines."""
    return f"Baselines: {fingerprint(text)}"


def is_told(text: str, changelog: str) -> bool:
    """Whether a paragraph on regressions names these baselines."""
    told = (paragraph for paragraph in changelog.split("\n\n") if paragraph.lstrip().startswith("Regression information"))
    return any(line_for_changelog(text) in paragraph for paragraph in told)


def moves(before: Iterable[Baseline], after: Iterable[Baseline]) -> list[str]:
    """Which runs moved and by how much, a line each; no lines: every bit is the same."""
    old, new = ({(one.scenario, one.seed): one for one in some} for some in (before, after))
    gone = [f"{old[run].run}: is no longer there" for run in sorted(old.keys() - new.keys())]
    come = [f"{new[run].run}: is new" for run in sorted(new.keys() - old.keys())]
    return gone + come + [_move(old[run], new[run]) for run in sorted(old.keys() & new.keys()) if old[run] != new[run]]


def _move(before: Baseline, after: Baseline) -> str:
    parts = []
    for name in NUMBERS:
        was, now = getattr(before, name), getattr(after, name)
        if abs(now - was) > SAME * max(1.0, abs(was)):
            parts.append(f"{name} {was:.6g} → {now:.6g} ({now - was:+.3g})")
    for name in ("met", "mode"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            parts.append(f"{name} {was or 'none'} → {now or 'none'}")
    only_bits = f"only the last bits of the course, no number by more than {SAME:g}; this processor is of level {cpu_level()}"
    return f"{after.run}: {', '.join(parts) or only_bits}"


class ScenarioShares(NamedTuple):
    """How often a scenario succeeds, and how often it is abandoned, under seeds 0, 1, 2, …"""

    scenario: str
    told: ShareEstimate  # successes, every run with the description as told
    drawn: ShareEstimate  # successes, every run with a firm drawn around the description
    abandoned: ShareEstimate  # of the latter
    seconds_told: float  # that the runs took together
    seconds_drawn: float


def shares_of(name: str, runs: int) -> ScenarioShares:
    """How often a scenario of the library succeeds."""
    began = time.perf_counter()
    told = scenario(name, seeds=runs)
    between = time.perf_counter()
    drawn = scenario(name, seeds=runs, drawn=True)
    ended = time.perf_counter()
    first, second, third = (share_of(int(one.sum()), runs) for one in (told.success, drawn.success, drawn.abandoned >= 0))
    return ScenarioShares(name, first, second, third, between - began, ended - between)


def _row_of_shares(one: ScenarioShares) -> str:
    return f"| {one.scenario} | {' | '.join(_share_in_words(share) for share in (one.told, one.drawn, one.abandoned))} |"


def _share_in_words(share: ShareEstimate) -> str:
    return f"{100.0 * share.count / share.of:.0f} % [{100.0 * share.low:.0f}, {100.0 * share.high:.0f}]"


def print_shares(runs: int) -> None:
    """Print the table of scenarios, a line as soon as it is known; the line on the error stream says how far it is."""
    names = names_of("scenario", (config_dir(),))
    print(f"{runs} runs of each scenario, seeds 0 to {runs - 1}; 95 % intervals. Drawn: {said_of(AS_RATED)}\n")
    print("| scenario | succeeds, as told | succeeds, drawn | abandoned, drawn |\n| --- | --- | --- | --- |", flush=True)
    for place, name in enumerate(names, 1):
        known = shares_of(name, runs)
        print(_row_of_shares(known), flush=True)
        told, drawn = (f"{1000.0 * seconds / runs:.1f} ms" for seconds in (known.seconds_told, known.seconds_drawn))
        print(f"{place} of {len(names)} scenarios; a run of {name} took {told} as told, {drawn} drawn", file=sys.stderr)


def _number_of_runs(text: str) -> int:
    if not (text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of runs; give a whole number of at least 1")
    return int(text)


def what_to_do(moved: Sequence[str]) -> str:
    """What someone is told whose change moved baselines."""
    return "\n".join(
        [
            f"{len(moved)} runs moved:",
            *moved,
            f"If that is meant: {COMMAND} --write, and put the line it prints into the paragraph 'Regression information' of the newest",
            "entry of CHANGELOG.md, with what moved and why. If it is not meant, the change did more than it should.",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare with the file, write it, or print shares.

    Returns the exit status: 1 where something moved, 2 where there is nothing to compare with.
    """
    parser = OneLineParser(prog=COMMAND, description="What every scenario of the library comes to, to the bit.")
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--check", action="store_true", help="say which scenarios moved, and by how much")
    deed.add_argument("--write", action="store_true", help="write what they come to now, and print the line for the changelog")
    deed.add_argument("--shares", type=_number_of_runs, metavar="RUNS", help="print how often each scenario succeeds in so many runs")
    parser.add_argument("--file", type=Path, default=FILE, help="of the baselines")
    asked = parser.parse_args(arguments)
    if asked.shares is not None:
        print_shares(asked.shares)
        return 0
    try:
        stored = asked.file.read_text(encoding="utf-8") if asked.file.exists() else text_of([])
        before = baselines_in(stored)
        if asked.check and not before:
            raise Refused(f"{asked.file}: no baselines are there; in a checkout, write them with: {COMMAND} --write")
    except (OSError, ValueError) as problem:
        print(f"{asked.file.name}: {problem}", file=sys.stderr)
        return 2
    after = measured()
    moved = moves(before, after)
    if asked.write:
        asked.file.write_text(text_of(after), encoding="utf-8")
        if asked.file == FILE:
            STAMP.write_text(
                re.sub(r"[0-9a-f]{12}", fingerprint(text_of(after)), STAMP.read_text(encoding="utf-8"), count=1), encoding="utf-8"
            )
        print("\n".join([*moved, line_for_changelog(text_of(after))]))
        return 0
    print(what_to_do(moved) if moved else f"0 of {len(after)} runs moved")
    return 1 if moved else 0


if __name__ == "__main__":
    raise SystemExit(main())
