"""Console report and files of a comparison: which programme wins, how certain that is, and the costs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sim.compiled import MODEL_VERSION
from sim.reports.console_table import table_of
from sim.study.comparison.comparison import Comparison
from sim.study.comparison.paired import SUCCESS, Difference
from sim.study.comparison.verdict import NAMES
from sim.study.population.description import said_of
from sim.study.statistics.wording import percent_in_tenths
from sim.study.store.blocks import said_in_a_line, write_whole
from sim.study.store.shards import parquet_of

_REACHED = (("adoption_end", ".1f"), ("felt_gain", "+.1f"), ("revenue_growth", "+.1f"))
"""Measures shown as percentages, with their formats."""


def write_comparison(comparison: Comparison, digest: str, folder: Path) -> list[Path]:
    """Write summary.json and the tables; each file is complete or absent. Raises a one-line StoreError."""
    data = {"model_version": MODEL_VERSION, "digest": digest} | comparison.as_data()
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    tables = {"programmes": comparison.table.reset_index(), "differences": comparison.differences}
    with said_in_a_line(folder):
        return [
            write_whole(folder / "summary.json", text.encode()),
            *(write_whole(folder / f"{name}.csv", table.to_csv(index=False).encode()) for name, table in tables.items()),
            write_whole(folder / "runs.parquet", parquet_of(pa.Table.from_pandas(comparison.runs, preserve_index=False))),
        ]


def tell(comparison: Comparison, files: Sequence[Path], console: Console | None = None) -> None:
    """Print the finding, then each programme, then the differences, then the file paths."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    console.print(f"{comparison.finding}.", style="bold", markup=False)
    first = next(iter(comparison.initiatives.values()))
    drawn = f"{first.title}: {comparison.paired.replicates:,} runs of each programme over {first.weeks} weeks, on the same random draws."
    console.print(f"{drawn} Success: {comparison.definition}.", markup=False)
    console.print(said_of(comparison.description), markup=False)
    for table in (reached(comparison, console), costs(comparison, console), _differences(comparison, console)):
        console.print(table)
    for statement in comparison.statements[1:-1]:
        console.print(statement, markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def reached(comparison: Comparison, console: Console) -> Table:
    """Return a table of each programme's success rate and results."""
    columns = ("succeeds", "95 %", "adoption", "felt gain", "revenue")
    table = table_of("Results, best programme first", console, "", *columns)
    for one in comparison.paired.standings:
        interval = f"[{one.success.low * 100:.1f}, {one.success.high * 100:.1f}]"
        means = [f"{one.means[measure].value * 100:{form}}" for measure, form in _REACHED]
        table.add_row(one.title, percent_in_tenths(one.success), interval, *means)
    return table


def costs(comparison: Comparison, console: Console) -> Table:
    """Return a table of each programme's use of its budgets."""
    columns = ("thousand euro", "leaders' time, weeks", "leaders' time, peak", "attention, peak")
    table = table_of("Costs: money as spent; leaders' time and peak loads as planned", console, "", *columns)
    for one in comparison.paired.standings:
        numbers = (
            f"{one.means['spend'].value:,.0f}",
            f"{one.cost.leaders_weeks:.1f}",
            f"{one.cost.busiest:.0%}",
            f"{one.cost.heaviest:.0%}",
        )
        table.add_row(one.title, *numbers)
    return table


def _differences(comparison: Comparison, console: Console) -> Table:
    best, *others = comparison.paired.standings
    columns = ("points", "paired 95 %", "p (adjusted)", "power", "runs needed")
    title = f"“{best.title}” minus each other programme on the same random draws; p-values adjusted for all pairs"
    table = table_of(title, console, "", *columns)
    for outcome in (SUCCESS, "adoption_end"):
        for one in others:
            known = comparison.paired.of(outcome, best.name, one.name)
            table.add_row(f"{NAMES[outcome].capitalize()}: {one.title}", *_numbers(known))
    return table


def _numbers(one: Difference) -> tuple[str, ...]:
    """Return the cells of a difference; power and runs needed are shown only if no difference was found."""
    known = () if one.is_told_apart or one.power is None else (f"{one.power:.2f}", f"{one.runs_needed:,}")
    chance = "< 0.0001" if one.chance < 0.0001 else f"{one.chance:.4f}"
    return f"{one.change * 100:+.1f}", f"[{one.low * 100:+.1f}, {one.high * 100:+.1f}]", chance, *known
