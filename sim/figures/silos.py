"""Figure of what silos cost: money to date by kind, and the time that the firm and its customers lose."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.engine.record import Record
from sim.figures.lines import GRID, EndLabel, draw_line, end_labels, room_for, week_axis
from sim.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    VERMILION,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    percent,
    spaced,
)
from sim.figures.wording import described

LEFT, BETWEEN = 2.6, 1.5  # centimetres: left margin, gap between panels
TALL, LOW = 8.0, 3.4  # centimetres: panel of costs, panels of time
WIDEST_LABEL = 7.0
QUARTER = 13  # weeks
KINDS = {
    "silo_rework": ("rework", BLUE),
    "silo_scrap": ("scrap", SKY),
    "silo_delay": ("delay", ORANGE),
    "silo_morale": ("people leaving", VERMILION),
    "silo_churn": ("customers lost", PURPLE),
    "silo_opportunities": ("customers missed", GREY),
}
"""Kinds of cost from the bottom of the stack to its top: title and colour. The first four are paid, the others are margin not earned."""
PAID = ("silo_rework", "silo_scrap", "silo_delay", "silo_morale")


def draw_silos(record: Record) -> Drawing:
    """Draw what silos cost to date, by kind, one on the other, and the hours that they take of the firm and of its customers."""
    costs: Any = record.silo_costs
    with in_style():
        heading = heading_of(silos_finding(record), described(record.initiative, record.organisation, record.seed))
        tops = [heading.height + line_height(SMALL) * 2 + 0.35]
        for tall in (TALL, LOW):
            tops.append(tops[-1] + tall + BETWEEN)
        figure = Drawing(tops[-1] + LOW + 2.3)
        heading.write(figure)
        figure.words(0.3, heading.height, "Cost of silos to date, thousand euro", weight="bold")
        first, last = (float(amount.sum()) for amount in a_week_at_both_ends(costs[list(KINDS)]))
        said = f"€{first:,.0f}k a week at first, €{last:,.0f}k at last; lost and missed: margin not earned"
        figure.words(0.3, heading.height + line_height(SMALL), said)
        labels = _labels(record)
        followed = sum(segment.panel for segment in record.initiative.segments.values())
        theirs = f"Time that {followed:,} customers lose at hand-offs, hours to date"
        hours = [("silo_hours", "Time that rework takes inside the firm, hours to date", BLUE),
                 ("customers_silo_hours", theirs, VERMILION)]  # fmt: skip
        ends = [[EndLabel(float(costs[name].iloc[-1]), f"{costs[name].iloc[-1]:,.0f} hours", colour)] for name, _, colour in hours]
        room = room_for([*labels, *(label for one in ends for label in one)], WIDEST_LABEL)
        wide = WIDTH - LEFT - room
        axes = figure.panel(LEFT, tops[0], wide, TALL)
        _draw_stack(axes, record)
        end_labels(figure, axes, labels, room)
        for top, (name, title, colour), own in zip(tops[1:], hours, ends, strict=True):
            figure.words(0.3, top - line_height(SMALL) - 0.25, title, weight="bold")
            axes = figure.panel(LEFT, top, wide, LOW)
            _axes(axes, record.initiative.weeks, float(costs[name].max()), named=top == tops[-1])
            draw_line(axes, costs.index, costs[name], colour, 2.6)
            end_labels(figure, axes, own, room)
        figure.words(LEFT + wide / 2, tops[-1] + LOW + 1.5, "weeks since the start", ha="center")
        return figure.finished(silos_in_words(record))


def cost_of_silos(record: Record) -> float:
    """Return what silos cost by the end, paid and missed, thousand euro."""
    return float(record.silo_costs[list(KINDS)].iloc[-1].sum())


def silos_finding(record: Record) -> str:
    """Return what silos cost by the end, as a share of revenue, and the largest kind, as a title."""
    whole, revenue = cost_of_silos(record), float(record.firm["revenue"].iloc[1:].sum())
    if whole <= 0.0 or revenue <= 0.0:
        return f"Silos cost €0k by week {record.initiative.weeks}"
    ends = record.silo_costs[list(KINDS)].iloc[-1]
    most = str(ends.idxmax())
    part = f"{_KIND[most]} is" if most in PAID[:3] else f"{_KIND[most]} are"
    said = f"Silos cost €{whole:,.0f}k by week {record.initiative.weeks}, {percent(whole / revenue)} of revenue"
    return spaced(f"{said}; {part} {percent(ends[most] / whole)} of it")


_KIND = {name: title for name, (title, _) in KINDS.items()}


def a_week_at_both_ends(to_date: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return what amounts to date came to a week, in the first and in the last quarter of a year; 0 where no week passed."""
    rows = len(to_date) - 1
    weeks = min(QUARTER, rows)
    if weeks == 0:
        return to_date.iloc[0], to_date.iloc[0]
    return (to_date.iloc[weeks] - to_date.iloc[0]) / weeks, (to_date.iloc[rows] - to_date.iloc[rows - weeks]) / weeks


def silos_in_words(record: Record) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    ends = record.silo_costs.iloc[-1]
    kinds = ", ".join(f"{title} €{ends[name]:,.0f}k" for name, (title, _) in KINDS.items())
    paid = float(ends[list(PAID)].sum())
    time = f"the firm lost {ends['silo_hours']:,.0f} hours to rework, customers {ends['customers_silo_hours']:,.0f} hours"
    worth = f"worth €{ends['customers_silo_cost']:,.0f}k to them"
    return (
        f"{silos_finding(record)}. To date: {kinds}; €{paid:,.0f}k of it was paid, the rest is margin not earned. In time, {time}, {worth}."
    )


def _labels(record: Record) -> list[EndLabel]:
    """Return a label for each kind, at the middle of its layer, and the total at the top."""
    ends, below, labels = record.silo_costs.iloc[-1], 0.0, []
    for name, (title, colour) in KINDS.items():
        labels.append(EndLabel(below + float(ends[name]) / 2.0, f"{title} €{ends[name]:,.0f}k", colour))
        below += float(ends[name])
    return [*labels, EndLabel(below, f"together €{below:,.0f}k", INK, True)]


def _draw_stack(axes: Axes, record: Record) -> None:
    costs = record.silo_costs[list(KINDS)].clip(lower=0.0)
    _axes(axes, record.initiative.weeks, float(costs.sum(axis=1).max()), named=False)
    if len(costs) == 1:
        return
    colours = [colour for _, colour in KINDS.values()]
    axes.stackplot(costs.index, costs.to_numpy().T, colors=colours, edgecolor="white", linewidth=0.8)


def _axes(axes: Axes, weeks: int, highest: float, *, named: bool) -> None:
    week_axis(axes, weeks, named=named)
    axes.set_ylim(0.0, highest * 1.02 if highest > 0.0 else 1.0)
    ticks = [tick for tick in MaxNLocator(4).tick_values(0.0, highest) if 0.0 <= tick <= highest] if highest > 0.0 else [0.0]
    axes.set_yticks(ticks, [f"{tick:,.10g}" for tick in ticks])
    axes.tick_params(axis="y", labelsize=SMALL, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
