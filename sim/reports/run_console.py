"""Console report of one run: framed tables on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from sim.engine.record import Record
from sim.planning.amounts import budget_of
from sim.reports.console_table import table_of

BAR = 12  # characters of a full bar
STORY_WIDTH = 100  # characters of a line
MOST_UNITS = 30  # rows of a table; the rest are counted


def tell(record: Record, files: Iterable[Path] = (), console: Console | None = None) -> None:
    """Print outcome, turning points, adoption, customers, resources, briefing, notes and file paths, in this order."""
    console = Console(width=None, highlight=False, soft_wrap=True) if console is None else console
    _tell_outcome(record, console)
    _tell_adoption(record, console)
    _tell_customers(record, console)
    _tell_means(record, console)
    _tell_story(record, console)
    for note in record.notes:
        console.print(_plain(f"Note: {note}"))
    written = list(files)
    if written:
        folder = os.path.relpath(written[0].parent)
        console.print(_plain(f"Files in {folder}: {', '.join(path.name for path in written)}"))


def _tell_story(record: Record, console: Console) -> None:
    """Print the briefing that a trainer reads out, and the points to watch."""
    console.print(_plain("The story", "bold"))
    for line in textwrap.wrap(" ".join(record.initiative.briefing.split()), STORY_WIDTH):
        console.print(_plain(line))
    for item in record.initiative.watch:
        console.print(_plain(f"  - {item}"))


def _plain(text: object, style: str = "") -> Text:
    """Return user-supplied text that is safe to print: no markup, no control characters."""
    return Text("".join(character if character.isprintable() else "\ufffd" for character in str(text)), style=style)


def _tell_outcome(record: Record, console: Console) -> None:
    outcome, initiative = record.outcome, record.initiative
    verdict = "SUCCESS" if outcome.success else f"FAILURE: {outcome.mode}"
    console.print(_plain(f"{initiative.title}, seed {record.seed}", "bold"))
    console.print(_plain(verdict, "bold green" if outcome.success else "bold red"), _plain(f"({initiative.success.title})"))
    console.print(_plain(outcome.reading))
    if outcome.moments:
        table = table_of("Turning points", console, "week", "")
        for week, text in outcome.moments:
            table.add_row(str(week), _plain(text))
        console.print(table)


def _bar(share: float) -> str:
    full = round(min(max(share, 0.0), 1.0) * BAR)
    return "█" * full + "░" * (BAR - full)


def _tell_adoption(record: Record, console: Console) -> None:
    """Print start, peak and end of adoption (share of people who practise): the firm, the firm as units report it, and each unit."""
    adoption = record.adoption
    titles = dict(zip(record.organisation.unit_ids, record.organisation.unit_titles, strict=True))
    table = table_of("Adoption by unit", console, "unit", "start", "peak", "in week", "end", "")
    firm = [("whole firm", record.firm["adoption"]), ("  as reported", record.firm["reported"])]
    for title, curve in [*firm, *((titles[unit], adoption[unit]) for unit in list(adoption.columns)[:MOST_UNITS])]:
        first, last = curve.iloc[0], curve.iloc[-1]
        table.add_row(_plain(title), f"{first:.0%}", f"{curve.max():.0%}", str(curve.idxmax()), f"{last:.0%}", _bar(last))
    console.print(table)
    if adoption.shape[1] > MOST_UNITS:
        console.print(f"… and {adoption.shape[1] - MOST_UNITS} more units")


def _tell_customers(record: Record, console: Console) -> None:
    """Print felt quality by segment next to the internal score; the two can diverge."""
    segments = record.initiative.segments
    rows = [(segments[name].title or name, record.segments[name, "felt"]) for name in segments]
    rows = [("felt by all customers", record.felt), *((f"  {title}", curve) for title, curve in rows)]
    table = table_of("Felt quality, and the internal score", console, "", "start", "midpoint", "end", "")
    for name, curve in [*rows, ("internal score", record.internal_score)]:
        at = [curve.iloc[0], curve.iloc[len(curve) // 2], curve.iloc[-1]]
        table.add_row(_plain(name), *(f"{value:.2f}" for value in at), _bar(at[-1]))
    console.print(table)


def _tell_means(record: Record, console: Console) -> None:
    """Print money, attention and leaders' time used, against the programme's budgets."""
    budgets = record.initiative.programme.budgets
    spent, money = float(record.spend.iloc[-1]), budget_of(budgets, record.organisation)
    heaviest = float(record.load.to_numpy().max(initial=0.0))
    busiest = float(record.leaders_time.to_numpy().max(initial=0.0))
    table = table_of("Resources", console, "", "used", "budget")
    table.add_row("money, thousand euro", f"{spent:,.0f}", "no limit" if money is None else f"{money:,.0f}")
    table.add_row("attention, heaviest week", f"{heaviest:.0%}", f"{budgets.attention:.0%}")
    table.add_row("leaders' time, heaviest week", f"{busiest:.0%}", f"{budgets.leaders_time:.0%}")
    console.print(table)
