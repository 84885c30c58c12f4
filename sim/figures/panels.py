"""Panels of a course: title, end labels and drawing function of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from sim.engine.outcome import Claim, highest_claim
from sim.engine.record import ALL_BUT, Record
from sim.figures.lines import EndLabel, draw_line, goal_line
from sim.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    percent,
    unit_look,
)  # fmt: skip
from sim.figures.wording import titles_of
from sim.planning.amounts import budget_of

MOST_UNITS = 10
"""Maximum number of units drawn in colour and labelled; with more, a selection (see standing_out)."""

DASHED: Any = (0, (5, 1.5))
DOTTED: Any = (0, (1, 1))
REPORTED: Any = (0, (3, 1.5))
LEVEL: Any = (0, (4, 3))


class SeriesPanel(NamedTuple):
    """A panel that is not yet placed."""

    title: str
    labels: list[EndLabel]
    draw: Callable[[Axes], None]
    highest: float = 1.0


class SeriesLine(NamedTuple):
    """A weekly series and its line style."""

    values: Any  # a pandas Series indexed by week
    name: str
    colour: str
    width: float = 2.0
    dash: Any = "solid"


def panels_of(record: Record) -> list[SeriesPanel]:
    """Return the panels: adoption, customers, sponsors, resources."""
    return [_adoption(record), _customers(record), _sponsors(record), _means(record)]


def standing_out(record: Record) -> list[str]:
    """Return the units to label: all if few; otherwise the highest and lowest at the end, and the largest of the rest."""
    ends = record.adoption.iloc[-1]
    if len(ends) <= MOST_UNITS:
        return list(ends.index)
    order = list(ends.sort_values(kind="stable").index)
    size = dict(zip(record.organisation.unit_ids, record.organisation.unit_size, strict=True))
    between = sorted(order[2:-2], key=lambda unit: (-int(size[unit]), unit))
    return order[:2] + order[-2:] + between[: MOST_UNITS - 4]


def _adoption(record: Record) -> SeriesPanel:
    shown, adoption, firm = standing_out(record), record.adoption, record.firm["adoption"]
    titles = dict(zip(adoption, titles_of(record.organisation), strict=True))
    goal = float(record.initiative.success.adoption)
    labels = [EndLabel(adoption[unit].iloc[-1], titles[unit], unit_look(row).colour) for row, unit in enumerate(adoption) if unit in shown]
    labels += [EndLabel(firm.iloc[-1], f"whole firm {percent(firm.iloc[-1])}", BLACK, True), EndLabel(goal, f"goal {percent(goal)}")]
    reported = record.firm["reported"] if claim_of(record) is not None else None
    if reported is not None:
        labels.append(EndLabel(reported.iloc[-1], f"as reported {percent(reported.iloc[-1])}", BLACK))

    def draw(axes: Axes) -> None:
        goal_line(axes, goal)
        for row, unit in enumerate(adoption):
            if unit in shown:
                draw_line(axes, adoption.index, adoption[unit], unit_look(row).colour, 1.8, unit_look(row).dash)
            else:
                draw_line(axes, adoption.index, adoption[unit], FAINT, 0.9, zorder=1.8)
        draw_line(axes, firm.index, firm, BLACK, 3.2, zorder=3)
        if reported is not None:
            draw_line(axes, reported.index, reported, BLACK, 1.3, REPORTED, zorder=3)

    others = adoption.shape[1] - len(shown)
    return SeriesPanel("Adoption of aligned behaviours, by unit" + (f" ({others} others pale)" if others else ""), labels, draw)


def claim_of(record: Record) -> Claim | None:
    """Return the highest reports of a run where they run clearly ahead of practice; none where both tell the same."""
    return highest_claim(record.firm["reported"].to_numpy(), record.firm["adoption"].to_numpy())


def attended_of(record: Record) -> pd.Series:
    """Return the share of the work of change that people inside attend to, by week; 1 where they can carry all of it."""
    organisation = record.organisation
    people = organisation.unit_size * organisation.is_internal
    attended = record.units.xs("attended", axis=1, level="series")[list(organisation.unit_ids)]
    return pd.Series(attended.to_numpy() @ people / people.sum(), attended.index, name="attended")


def is_overloaded(attended: pd.Series) -> bool:
    """Return whether the work of change was ever more than people could carry."""
    return bool(attended.min() < ALL_BUT)


def _customers(record: Record) -> SeriesPanel:
    shares = {name: float(segment.share) for name, segment in record.initiative.segments.items()}
    worst = pd.Series(sum(record.segments[(name, "worst")] * share for name, share in shares.items()))
    lines = [
        SeriesLine(record.internal_score, "internal score", ORANGE),
        SeriesLine(record.firm["expectation"], "expectation", GREY, 2.0, DASHED),
        SeriesLine(worst, "worst remembered", VERMILION, 2.0, DOTTED),
        SeriesLine(record.felt, "felt quality", BLUE, 3.2),
    ]
    return SeriesPanel("Customers: felt quality and internal metrics", ends_of(lines), drawing_of(lines))


def _sponsors(record: Record) -> SeriesPanel:
    sponsor = record.sponsor
    lines = [
        SeriesLine(sponsor["talk"], "talk", SKY, 2.0, DASHED),
        SeriesLine(sponsor["credibility"], "credibility", PURPLE),
        SeriesLine(1.0 - sponsor["board_lost"], "board’s patience", GREY, 2.0, DOTTED),
        SeriesLine(sponsor["walk"], "walk", GREEN, 3.2),
    ]
    return SeriesPanel("Sponsors: walk, talk, credibility and remaining patience", ends_of(lines), drawing_of(lines))


def _means(record: Record) -> SeriesPanel:
    budgets, spent = record.initiative.programme.budgets, float(record.spend.iloc[-1])
    vigour = record.firm["vigour"].loc[1:]  # a programme that is wound down claims less
    claimed, carried = record.load.max(axis=1) * vigour, float(budgets.attention)
    money = budget_of(budgets, record.organisation)
    whole = spent if money is None else float(money)
    of = "" if money is None else f" of {whole:,.0f}k"
    lines = [SeriesLine(record.spend / whole if whole > 0.0 else record.spend * 0.0, f"€{spent:,.0f}k{of} spent", BLUE, 2.0, DASHED)]
    if len(claimed):
        lines.append(SeriesLine(record.leaders_time * vigour, "leaders’ time", PURPLE, 2.0, DOTTED))
        lines.append(SeriesLine(claimed, "attention claimed", VERMILION, 3.2))
    attended = attended_of(record)
    if is_overloaded(attended):
        lines.append(SeriesLine(attended, f"attended to, least {percent(attended.min())}", BLACK, 2.0))
    draw_lines = drawing_of(lines)

    def draw(axes: Axes) -> None:
        axes.axhline(carried, color=VERMILION, linewidth=1.3, linestyle=LEVEL, zorder=1.5)
        if len(claimed):
            over = (claimed > carried).to_numpy()
            axes.fill_between(claimed.index, carried, claimed, where=over, color=VERMILION, alpha=0.25, linewidth=0)
        draw_lines(axes)

    level = EndLabel(carried, f"sustainable {percent(carried)}", VERMILION)
    highest = 1.0 if not len(claimed) else max(1.0, 0.5 * -(-float(claimed.max()) // 0.5))
    short = "Resources: attention, leaders’ time, money; work attended to"
    title = short if is_overloaded(attended) else "Resources: attention in the busiest unit, leaders’ time, money"
    return SeriesPanel(title, [*ends_of(lines), level], draw, highest)


def ends_of(lines: list[SeriesLine]) -> list[EndLabel]:
    """Return a label at the end of each line."""
    return [EndLabel(float(line.values.iloc[-1]), line.name, line.colour) for line in lines]


def drawing_of(lines: list[SeriesLine]) -> Callable[[Axes], None]:
    """Return the function that draws all lines."""

    def draw(axes: Axes) -> None:
        for line in lines:
            draw_line(axes, line.values.index, line.values, line.colour, line.width, line.dash)

    return draw
