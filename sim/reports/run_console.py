"""Console report of one run: framed tables on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import pandas as pd
from rich.console import Console
from rich.text import Text

from sim.engine.record import Record
from sim.figures.panels import attended_of, is_overloaded
from sim.figures.silos import a_week_at_both_ends
from sim.planning.amounts import budget_of
from sim.planning.arrays import GAINS
from sim.reports.console_table import table_of

BAR = 12  # characters of a full bar
STORY_WIDTH = 100  # characters of a line
YEAR = 52
SILOS = {
    "silo_rework": "rework",
    "silo_scrap": "scrap",
    "silo_delay": "delay",
    "silo_morale": "people leaving",
    "silo_churn": "margin on customers lost",
    "silo_opportunities": "margin on customers missed",
    "silo_hours": "the firm's time on rework",
    "customers_silo_cost": "cost to the customers followed",
    "customers_silo_hours": "their time at hand-offs",
}
"""What silos cost, in the order of the table: name of the series and title."""
MOST_UNITS = 30  # rows of a table; the rest are counted


def tell(record: Record, files: Iterable[Path] = (), console: Console | None = None) -> None:
    """Print outcome, turning points, adoption, customers, silos, results, resources, briefing, notes and file paths, in this order."""
    console = Console(width=None, highlight=False, soft_wrap=True) if console is None else console
    _tell_outcome(record, console)
    _tell_adoption(record, console)
    _tell_customers(record, console)
    _tell_segments(record, console)
    _tell_silos(record, console)
    _tell_results(record, console)
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
    gap = [record.gap.iloc[0], record.gap.iloc[len(record.gap) // 2], record.gap.iloc[-1]]
    table.add_row("score above felt", *(f"{value:+.2f}".replace("-", "−") for value in gap), "")
    console.print(table)


def _tell_segments(record: Record, console: Console) -> None:
    """Print what customers of each segment live through, what they gain in their own business, and what they spend."""
    lived = table_of(
        "Customers, start → end (worst: as remembered; of spend: the firm's share; churn: in a year)",
        console, "", "worst", "effort", "recommend", "of spend", "churn",
    )  # fmt: skip
    said = "What customers gained, in points; customers left; revenue, with its growth from each and in all"
    gained = table_of(said, console, "", "profits", "efficiency", "position", "left", "k€ a week", "each", "all")
    for name, segment in record.initiative.segments.items():
        title, series = _plain(segment.title or name), cast(pd.DataFrame, record.segments[name])
        first, last = series.iloc[0], series.iloc[-1]
        shares = [f"{first[one]:.0%} → {last[one]:.0%}" for one in ("worst", "effort", "recommendation", "share_of_spend")]
        lived.add_row(title, *shares, f"{_churn_in_a_year(series['churn'].iloc[1:].tail(YEAR)):.0%}")
        points = [_signed((last[gain] - first[gain]) * 100.0) for gain in GAINS]
        grown = [f"{_signed((last[one] / first[one] - 1.0) * 100.0)}%" if first[one] else "–" for one in ("share_of_spend", "revenue")]
        gained.add_row(title, *points, f"{last['customers']:.0%}", _whole(last["revenue"]), *grown)
    console.print(lived)
    console.print(gained)


def _churn_in_a_year(churn: Any) -> float:
    """Return the share of customers who leave in a year, at the pace of the given weeks; 0 of none."""
    return 1.0 - float((1.0 - churn).prod()) ** (YEAR / len(churn)) if len(churn) else 0.0


def _signed(number: float) -> str:
    """Format a change to the whole number, with its sign."""
    text = f"{number:+.0f}"
    return "0" if float(text) == 0.0 else text.replace("-", "−")


def _whole(number: float) -> str:
    return f"{number:,.0f}".replace("-", "−")


def _tell_silos(record: Record, console: Console) -> None:
    """Print what silos cost to date, by kind, in money and in hours."""
    costs, units = record.silo_costs, record.silo_costs.attrs["units"]
    ends, (first, last) = costs.iloc[-1], a_week_at_both_ends(costs)
    table = table_of("What silos cost, thousand euro or hours", console, "", "to date", "a week, at first", "at last")
    for name, title in SILOS.items():
        unit = " h" if "hours" in units[name] else ""
        table.add_row(title, *(f"{amount:,.{digits}f}{unit}" for amount, digits in ((ends[name], 0), (first[name], 1), (last[name], 1))))
    console.print(table)
    console.print(f"Customers followed: {sum(segment.panel for segment in record.initiative.segments.values()):,}")


def _tell_results(record: Record, console: Console) -> None:
    """Print revenue, earnings, value and return, and what workflow audits brought, to whom most."""
    first, last = record.firm.iloc[0], record.firm.iloc[-1]
    table = table_of("Results", console, "", "start", "end")
    for name in ("revenue", "earnings"):
        table.add_row(f"{name}, thousand euro a week", _whole(first[name]), _whole(last[name]))
    table.add_row("value, thousand euro to date", "", _whole(last["value"]))
    returned = f"{last['returned']:.1f}".replace("-", "−") if last["spend"] > 0.0 else "none spent"
    table.add_row("return, euro for each euro spent", "", returned)
    if last["mistrust"] > 0.0:
        table.add_row("regulators' mistrust, thousand euro to date", "", _whole(last["mistrust"]))
    console.print(table)
    brought = {name: float(last[f"audit_{name}"]) * 100.0 for name in ("customers", "partners", "employees", "finance")}
    if any(brought.values()):
        order = ", ".join(f"{name} {brought[name]:.1f}" for name in sorted(brought, key=lambda name: -brought[name]))
        console.print(_plain(f"What workflow audits brought, in points of the ease that was lacking: {order}"))


def _tell_means(record: Record, console: Console) -> None:
    """Print money, attention and leaders' time used, against the programme's budgets, and the least of the work that people attended to."""
    budgets = record.initiative.programme.budgets
    spent, money = float(record.spend.iloc[-1]), budget_of(budgets, record.organisation)
    heaviest = float(record.load.to_numpy().max(initial=0.0))
    busiest = float(record.leaders_time.to_numpy().max(initial=0.0))
    table = table_of("Resources", console, "", "used", "budget")
    table.add_row("money, thousand euro", f"{spent:,.0f}", "no limit" if money is None else f"{money:,.0f}")
    table.add_row("attention, heaviest week", f"{heaviest:.0%}", f"{budgets.attention:.0%}")
    attended = attended_of(record)
    table.add_row("attended to, least", f"{attended.min():.0%} in week {attended.idxmin()}" if is_overloaded(attended) else "all", "")
    table.add_row("leaders' time, heaviest week", f"{busiest:.0%}", f"{budgets.leaders_time:.0%}")
    console.print(table)
