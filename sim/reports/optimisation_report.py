"""Console report and files of an optimisation: the best programme, its certainty, cost and robustness."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sim.compiled import MODEL_VERSION
from sim.reports.comparison_report import costs, reached, table_of
from sim.schema.programme import Programme
from sim.study.optimisation.optimisation import Optimisation
from sim.study.optimisation.wording import audience_of, finding_of, statements_of
from sim.study.population.description import said_of
from sim.study.statistics.wording import data_of, percent
from sim.study.store.blocks import said_in_a_line, write_whole
from sim.study.store.shards import parquet_of


def written_programme(programme: Programme, title: str, description: str) -> dict[str, Any]:
    """Return a programme as the data of a library file."""
    data = programme.model_copy(update={"title": title, "description": description}).model_dump(mode="json", exclude_none=True)
    data["steps"] = dict(sorted(data["steps"].items(), key=lambda item: (item[1]["start"], item[0])))
    return data


def write_optimisation(found: Optimisation, digest: str, command: str, folder: Path) -> list[Path]:
    """Write summary.json and the tables; each file is complete or absent. Raises a one-line StoreError."""
    told = {"finding": finding_of(found), "statements": list(statements_of(found)), "use_it_with": command}
    kept = {"aims": found.settings.model_dump(), "candidates": [offer.name for offer in found.offers], "check": found.comparison.as_data()}
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
    """Print finding, programme, results, cost, robustness, the command that uses the programme, and the file paths."""
    console = Console(highlight=False, soft_wrap=True) if console is None else console
    console.print(f"{finding_of(found)}.", style="bold", markup=False)
    console.print(said_of(found.comparison.description), markup=False)
    for table in (_steps(found, console), reached(found.comparison, console), costs(found.comparison, console), _worlds(found, console)):
        console.print(table)
    for statement in statements_of(found)[1:]:
        console.print(statement, markup=False)
    console.print(f"Use it with: {command}", markup=False)
    console.print("Files: " + ", ".join(str(path) for path in files), markup=False)


def _steps(found: Optimisation, console: Console) -> Table:
    cards = found.base.definitions.interventions
    table = table_of("The best programme found", console, "", "from week", "to week", "strength", "audience")
    for step in sorted(found.best.steps.values(), key=lambda step: (step.start, step.intervention)):
        length = cards[step.intervention].weeks if step.weeks is None else step.weeks
        table.add_row(cards[step.intervention].title, str(step.start), str(step.start + length), f"{step.strength:.0%}", audience_of(step))
    return table


def _worlds(found: Optimisation, console: Console) -> Table:
    columns = ("best succeeds", "scenario's succeeds", "adoption, best and scenario's", "difference, points, paired")
    table = table_of("Stress tests: the best programme and the scenario's programme on the same random draws", console, "", *columns)
    for one in found.elsewhere:
        reached = f"{one.best_level.value:.0%} and {one.own_level.value:.0%}"
        more = f"{one.level.value * 100:+.1f} [{one.level.low * 100:+.1f}, {one.level.high * 100:+.1f}]"
        table.add_row(one.title, percent(one.best), percent(one.own), reached, more)
    return table
