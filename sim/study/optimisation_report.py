"""The report of an optimisation: the best programme, how sure that is, what it costs, how robust it is, on one screen, and its files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sim.compiled import MODEL_VERSION
from sim.context.programme import Programme, Step
from sim.study.comparison_report import costs, reached, table_of
from sim.study.costs import cost_of
from sim.study.optimisation import BEST, OWN, Elsewhere, Optimisation
from sim.study.paired import SUCCESS
from sim.study.proposals import SLACK
from sim.study.search import measure_of
from sim.study.store import parquet_of, said_in_a_line, write_whole
from sim.study.telling import counted, data_of, in_text, listed, percent
from sim.study.verdict import NAMES, said_of


def finding_of(found: Optimisation) -> str:
    """How the best programme does beside the scenario's own, on draws that the search has not seen."""
    paired = found.comparison.paired
    best, own = paired.standing(BEST), paired.standing(OWN)
    success, level = paired.between(SUCCESS, BEST, OWN), paired.between("adoption_end", BEST, OWN)
    reaches = f"{best.means['adoption_end'].value:.0%} against {own.means['adoption_end'].value:.0%} adoption"
    if success.is_told_apart:
        return f"The best programme found succeeds in {percent(best.success)} of runs, the scenario's own in {percent(own.success)}"
    same = f"By success the best programme found cannot be told from the scenario's own at this size ({percent(best.success)} of runs)"
    return f"{same}; it reaches {reaches}" if level.is_told_apart else f"{same}, nor by adoption"


def statements_of(found: Optimisation) -> tuple[str, ...]:
    """All of it: the finding, what the search saw, how the best does beside the others, what it costs, and elsewhere."""
    paired = found.comparison.paired
    others = [one.name for one in paired.standings if one.name != BEST]
    said = [said_of(paired, paired.between(outcome, BEST, name)) for outcome in (SUCCESS, "adoption_end") for name in others]
    return (f"{finding_of(found)}.", said_of_search(found), *said_of_own(found), *said, said_of_worlds(found.elsewhere))


def said_of_own(found: Optimisation) -> list[str]:
    """Whether the scenario's own programme was planned for more money than there is."""
    budgets = found.base.programme.budgets
    unlimited = found.base.programme.model_copy(update={"budgets": budgets.model_copy(update={"money": None})})
    asks = cost_of(found.base.model_copy(update={"programme": unlimited})).money
    if budgets.money is None or asks <= budgets.money + SLACK:
        return []
    return [f"The scenario's own programme asks for {asks:,.0f} thousand euro; with {budgets.money:,.0f} it stops when they are spent."]


def said_of_search(found: Optimisation) -> str:
    """What was searched, and what the luckiest of many looked like before it was checked."""
    seen, best = found.seen, found.comparison.paired.standing(BEST)
    measure, fresh = NAMES[measure_of(found.base)], best.means[measure_of(found.base)].value
    return (
        f"{counted(len(found.tried), 'programme')} of {counted(len(found.offers), 'intervention')} were tried, all within the budgets; "
        f"in {counted(found.aims.runs, 'run')} of the search the best succeeded in {seen.success:.0%} with {seen.level:.1%} {measure}, "
        f"in {counted(found.comparison.paired.replicates, 'run')} on fresh draws in {percent(best.success)} with {fresh:.1%}."
    )


def said_of_worlds(elsewhere: Sequence[Elsewhere]) -> str:
    """Where the best stays ahead, and where it does not."""
    if not elsewhere:
        return "No other world could be played."
    ahead = [one for one in elsewhere if one.success.low > 0.0 or (one.success.high >= 0.0 and one.level.low > 0.0)]
    behind = [in_text(one.title) for one in elsewhere if one not in ahead]
    least = min(elsewhere, key=lambda one: (one.best.count, one.best_level.value))
    said = f"In {len(ahead)} of {counted(len(elsewhere), 'world')} the best programme is ahead of the scenario's own"
    worst = f"{percent(least.best)} of its runs succeed, with {least.best_level.value:.0%} adoption"
    return f"{said}{f' (not: {listed(behind)})' if behind else ''}; at its worst, “{in_text(least.title)}”, {worst}."


def written_programme(programme: Programme, title: str, description: str) -> dict[str, Any]:
    """A programme as a file of the library holds it."""
    data = programme.model_copy(update={"title": title, "description": description}).model_dump(mode="json", exclude_none=True)
    data["steps"] = dict(sorted(data["steps"].items(), key=lambda item: (item[1]["start"], item[0])))
    return data


def write_optimisation(found: Optimisation, digest: str, command: str, folder: Path) -> list[Path]:
    """Write summary.json and the tables; each file is whole or absent. Raises StoreError, in a line."""
    told = {"finding": finding_of(found), "statements": list(statements_of(found)), "use_it_with": command}
    kept = {"aims": found.aims.model_dump(), "candidates": [offer.name for offer in found.offers], "check": found.comparison.as_data()}
    budgets = found.base.programme.budgets.model_dump()
    data = {"model_version": MODEL_VERSION, "digest": digest} | told | kept | {"budgets": budgets, "elsewhere": data_of(found.elsewhere)}
    trials = parquet_of(pa.Table.from_pandas(found.trials, preserve_index=False))
    with said_in_a_line(folder):
        return [
            write_whole(folder / "summary.json", (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()),
            write_whole(folder / "programmes.csv", found.comparison.table.reset_index().to_csv(index=False).encode()),
            write_whole(folder / "trials.parquet", trials),
        ]


def tell(found: Optimisation, command: str, files: Sequence[Path], console: Console | None = None) -> None:
    """The finding first, then the programme, how it does, what it costs, how robust it is, and how to use it."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    console.print(f"{finding_of(found)}.", style="bold", markup=False)
    for table in (_steps(found, console), reached(found.comparison, console), costs(found.comparison, console), _worlds(found, console)):
        console.print(table)
    for statement in statements_of(found)[1:]:
        console.print(statement, markup=False)
    console.print(f"Use it with: {command}", markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def _steps(found: Optimisation, console: Console) -> Table:
    cards = found.base.definitions.interventions
    table = table_of("The best programme found", console, "", "from week", "to", "strength", "for")
    for step in sorted(found.best.steps.values(), key=lambda step: (step.start, step.intervention)):
        length = cards[step.intervention].weeks if step.weeks is None else step.weeks
        table.add_row(cards[step.intervention].title, str(step.start), str(step.start + length), f"{step.strength:.0%}", whom(step))
    return table


def whom(step: Step) -> str:
    """Whom a step is for, in words."""
    return listed(step.audience.units) if step.audience is not None and step.audience.units else "all it is meant for"


def _worlds(found: Optimisation, console: Console) -> Table:
    columns = ("best succeeds", "own succeeds", "adoption", "points more, paired")
    table = table_of("Elsewhere: the best and the scenario's own programme on the same draws", console, "", *columns)
    for one in found.elsewhere:
        reached = f"{one.best_level.value:.0%} and {one.own_level.value:.0%}"
        more = f"{one.level.value * 100:+.1f} [{one.level.low * 100:+.1f}, {one.level.high * 100:+.1f}]"
        table.add_row(one.title, percent(one.best), percent(one.own), reached, more)
    return table
