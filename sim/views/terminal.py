"""The terminal: what one run says, on one screen. Tables for people who read; plain lines where nobody watches."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.engine.scenario import Initiative

BAR = 12  # characters of a full bar
MOST_UNITS = 30  # rows of a table; the rest are counted


def tell(record: Any, initiative: Initiative, files: Iterable[Path] = (), console: Console | None = None) -> None:
    """Outcome first, then when it turned, then who, what customers felt, what it cost, and where the files are."""
    console = Console(width=None, highlight=False, soft_wrap=True) if console is None else console
    _tell_outcome(record, initiative, console)
    if len(record.adoption):
        _tell_adoption(record, initiative, console)
        _tell_customers(record, console)
    _tell_means(record, initiative, console)
    written = [str(path) for path in files]
    if written:
        console.print(_plain("Files: " + ", ".join(written)))


def _plain(text: object, style: str = "") -> Text:
    """Words of others as they may stand on a terminal: no markup, no control characters."""
    return Text("".join(character if character.isprintable() else "\ufffd" for character in str(text)), style=style)


def _table(title: str, console: Console, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, title_style="bold"
    )
    for place, column in enumerate(columns):
        table.add_column(column, justify="left" if place == 0 or column == "" else "right", overflow="fold")
    return table


def _tell_outcome(record: Any, initiative: Initiative, console: Console) -> None:
    outcome = record.outcome
    verdict = "SUCCESS" if outcome.success else f"FAILURE: {outcome.mode}"
    console.print(_plain(f"{initiative.title}, seed {record.seed}" if hasattr(record, "seed") else initiative.title, "bold"))
    console.print(_plain(verdict, "bold green" if outcome.success else "bold red"), _plain(f"({initiative.success.title})"))
    console.print(_plain(outcome.reading))
    if outcome.moments:
        table = _table("When it turned", console, "week", "")
        for week, text in outcome.moments:
            table.add_row(str(week), _plain(text))
        console.print(table)


def _bar(share: float) -> str:
    full = round(min(max(share, 0.0), 1.0) * BAR)
    return "█" * full + "░" * (BAR - full)


def _tell_adoption(record: Any, initiative: Initiative, console: Console) -> None:
    """Start, peak and end of the share of people who practise, by unit."""
    adoption: pd.DataFrame = record.adoption
    table = _table("Adoption by unit", console, "unit", "start", "peak", "in week", "end", "")
    for unit in list(adoption.columns)[:MOST_UNITS]:
        curve = adoption[unit]
        known = initiative.organisation.units.get(unit)
        title = known.title if known is not None and known.title else unit
        first, last = curve.iloc[0], curve.iloc[-1]
        table.add_row(_plain(title), f"{first:.0%}", f"{curve.max():.0%}", str(curve.idxmax()), f"{last:.0%}", _bar(last))
    console.print(table)
    if adoption.shape[1] > MOST_UNITS:
        console.print(f"… and {adoption.shape[1] - MOST_UNITS} more units")


def _tell_customers(record: Any, console: Console) -> None:
    """What customers felt beside what the house measured of itself: the two may part."""
    felt = record.felt.to_frame("customers") if isinstance(record.felt, pd.Series) else record.felt
    table = _table("What customers felt, and what internal metrics said", console, "", "start", "half-way", "end", "")
    rows = [(f"felt by {name}", felt[name]) for name in felt.columns]
    for name, curve in [*rows, ("internal score", record.internal_score)]:
        at = [curve.iloc[0], curve.iloc[len(curve) // 2], curve.iloc[-1]]
        table.add_row(_plain(name), *(f"{value:.2f}" for value in at), _bar(at[-1]))
    console.print(table)


def _tell_means(record: Any, initiative: Initiative, console: Console) -> None:
    """Money and attention, against what the programme may use."""
    budgets = initiative.programme.budgets
    spent = float(pd.DataFrame(record.spend).to_numpy().sum())
    load = pd.DataFrame(record.load)
    heaviest = float(load.to_numpy().max()) if load.size else 0.0
    table = _table("Means", console, "", "used", "budget")
    table.add_row("money, thousand euro", f"{spent:,.0f}", "no limit" if budgets.money is None else f"{budgets.money:,.0f}")
    table.add_row("attention, heaviest week", f"{heaviest:.0%}", f"{budgets.attention:.0%}")
    console.print(table)
