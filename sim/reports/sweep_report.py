"""Console report and files of a sweep: effects of the factors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from rich import box
from rich.console import Console
from rich.table import Table

from sim.compiled import MODEL_VERSION
from sim.study.statistics.wording import data_of, interval
from sim.study.store.blocks import said_in_a_line, write_whole
from sim.study.store.shards import parquet_of
from sim.study.sweep.factor_levels import MainEffect, title_of
from sim.study.sweep.sweep import Sweep

MEASURES = {"success": "Runs that succeed", "adoption_end": "Adoption in the last week"}


def write_results(sweep: Sweep, folder: Path) -> list[Path]:
    """Write summary.json and the tables of points and runs; each file is complete or absent. Raises a one-line StoreError."""
    data = {
        "model_version": MODEL_VERSION,
        "digest": sweep.study.digest,
        "finding": sweep.finding,
        "statements": list(sweep.statements),
        "measure": sweep.measure,
        "overall": data_of(sweep.overall),
        "effects": data_of(sweep.effects),
        "failed": sweep.failed,
        "notes": list(sweep.notes),
    }
    table = pa.Table.from_pandas(sweep.points, preserve_index=False)
    with said_in_a_line(folder):
        return [
            write_whole(folder / "summary.json", (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()),
            write_whole(folder / "points.csv", sweep.points.to_csv(index=False).encode()),
            write_whole(folder / "points.parquet", parquet_of(table)),
            write_whole(folder / "runs.parquet", parquet_of(sweep.study.arrow("runs"))),
        ]


def tell(sweep: Sweep, files: Sequence[Path], console: Console | None = None) -> None:
    """Print the finding, then each factor, then the file paths."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    console.print(f"{sweep.finding}.", style="bold", markup=False)
    console.print(f"{sweep.initiative.title}: {sweep.drawn}.", markup=False)
    console.print(_effects(sweep, console))
    for statement in sweep.remarks:
        console.print(f"{statement}.", markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def _effects(sweep: Sweep, console: Console) -> Table:
    shape = box.SIMPLE_HEAD if console.is_terminal else None
    title = f"{MEASURES[sweep.measure]}, %, by level of each factor, all others varying; 95 % intervals over seeds"
    table = Table(title=title, title_justify="left", title_style="bold", box=shape, pad_edge=False)
    for name in ("factor", "level", "%", "95 %", "points", "best − worst, points", "95 %"):
        table.add_column(name, justify="left" if name in ("factor", "level") else "right", overflow="fold")
    for effect in sweep.effects:
        _add(table, effect)
    return table


def _add(table: Table, effect: MainEffect) -> None:
    for place, level in enumerate(effect.levels):
        change = [f"{effect.change.value * 100:+.1f}", interval(effect.change)] if place == 0 else ["", ""]
        name = title_of(effect.factor) if place == 0 else ""
        table.add_row(name, level.title, f"{level.outcome.value * 100:.1f}", interval(level.outcome), f"{level.points:,}", *change)
