"""Console report and files of a study of causes."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sim.reports.calibrated_rules import said_of_rules
from sim.reports.console_table import table_of
from sim.study.attribution.shapley import Attribution
from sim.study.execution.stored_study import Study
from sim.study.failure.findings import Findings
from sim.study.failure.summary import Summary
from sim.study.statistics.estimates import ShareEstimate
from sim.study.statistics.wording import percent_in_tenths
from sim.study.store.blocks import said_in_a_line, write_whole, written_whole
from sim.study.store.parts import regrouped
from sim.study.store.shards import write_parquet

ROWS_IN_GROUP = 32_768
"""Rows per group of a table's file; readers hold a group in memory."""


def write_summary(findings: Findings) -> Path:
    """Write summary.json into the study's folder; the file is complete or absent. Raises a one-line StoreError."""
    origin = findings.origin
    data = {"model_version": origin.model_version, "digest": origin.digest} | findings.as_data()
    text = json.dumps(data, indent=2, ensure_ascii=False, default=_plain) + "\n"
    with said_in_a_line(origin.folder):
        return write_whole(origin.folder / "summary.json", text.encode())


def write_tables(study: Study) -> list[Path]:
    """Write each table of a study as one Parquet file into its folder; each file is complete or absent. Raises a one-line StoreError."""
    with said_in_a_line(study.folder):
        return [_write_table(study, name) for name in study.specification["tables"]]


def _write_table(study: Study, name: str) -> Path:
    """Write a table in row groups; only one of them is in memory."""
    path, parts = study.folder / f"{name}.parquet", study.in_parts(name)
    first = next(parts)
    with written_whole(path) as file:
        write_parquet(file, first.schema, regrouped(chain([first], parts), ROWS_IN_GROUP))
    pa.default_memory_pool().release_unused()
    return path


def _plain(value: Any) -> Any:
    """Convert NumPy scalars and infinities to JSON values."""
    return value.item() if hasattr(value, "item") else str(value)


def tell(findings: Findings, files: list[Path], console: Console | None = None) -> None:
    """Print the finding, then the numbers, then the file paths."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    summary, known = findings.summary, findings.companions
    console.print(f"{findings.answer}.", style="bold", markup=False)
    drawn = f"Population: {summary.population}. {summary.initiatives:,} initiatives of {summary.weeks} weeks, seed {summary.seed}."
    console.print(drawn, markup=False)
    _tell_failures(summary, console)
    if findings.why is not None:
        _tell_attribution(findings.why.attribution, console)
    if summary.rescues:
        _tell_rescues(summary, console)
    sure = [] if known.ways is None else list(known.ways.statements[1:])
    sampling = [findings.sampling] if findings.sampling else []
    rules = said_of_rules(summary.calibrated_under)
    for statement in [*summary.remarks, *sampling, f"{findings.foresight.finding}.", *sure, *([rules] if rules else [])]:
        console.print(statement, markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def _tell_failures(summary: Summary, console: Console) -> None:
    table = table_of("Failures by definition of success (←: definition used in this study)", console, "", "share", "95 %", "initiatives")
    for name, share in summary.by_definition.items():
        chosen = " ←" if name == summary.definition else ""
        _add(table, f"{summary.definition_titles[name]}{chosen}", share)
    console.print(table)
    if summary.failure.count:
        table = table_of("How they failed", console, "", "share of failures", "95 %", "initiatives")
        for mode, share in summary.modes.items():
            _add(table, mode.capitalize(), share)
        console.print(table)


def _tell_attribution(known: Attribution, console: Console) -> None:
    table = table_of("Contributions to the failure rate by cause (Shapley), points", console, "", "points", "95 %", "of failures", "95 %")
    for part in known.parts:
        points, share = part.points, part.of_failures
        own = [f"{points.value * 100:.1f}", _interval(points.low, points.high), f"{share.value:.1%}", _interval(share.low, share.high)]
        table.add_row(part.title, *own)
    left = known.remaining
    table.add_row("Fails with all causes repaired", f"{(left.share or 0.0) * 100:.1f}", _interval(left.low, left.high), "", "")
    console.print(table)


def _tell_rescues(summary: Summary, console: Console) -> None:
    table = table_of(
        "Effect of each single repair on the same random draws: failures rescued, successes harmed, share of failures", console,
        "repaired", "rescued", "95 %", "harmed", "failures, points", "paired 95 %",
    )  # fmt: skip
    for rescue in summary.rescues:
        change = rescue.failures
        table.add_row(
            rescue.title,
            percent_in_tenths(rescue.rescued),
            _interval(rescue.rescued.low, rescue.rescued.high),
            percent_in_tenths(rescue.harmed),
            f"{change.change * 100:+.1f}",
            _interval(change.low, change.high, "+.1f"),
        )
    console.print(table)


def _add(table: Table, title: str, share: ShareEstimate) -> None:
    table.add_row(title, percent_in_tenths(share), _interval(share.low, share.high), f"{share.count:,} of {share.of:,}")


def _interval(low: float, high: float, form: str = ".1f") -> str:
    return f"[{low * 100:{form}}, {high * 100:{form}}]"
