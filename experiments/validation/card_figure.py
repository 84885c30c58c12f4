"""Figures of cards: the effect of each in four firms, sorted, beside zero."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.validation.card_page import FIGURES, HEADINGS, CardRow, CardTable, in_words
from experiments.validation.cards import DOWN, FIRMS, INTERVENTIONS, NO_GAIN, NONE, WRONG
from experiments.validation.figures import write_picture
from sim.figures.lines import GRID
from sim.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SHADE,
    VERMILION,
    Drawing,
    fitted,
    heading_of,
    in_style,
    ink_of,
    pale,
    spaced,
    width_of,
)

LOOKS = dict(zip(FIRMS, ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PURPLE, "D")), strict=True))
"""Colour and marker of each firm."""

SLIDE = 32.0  # centimetres as drawn, so that two columns of cards stand beside each other
NAMES, ROW, TITLE, TICKS, LEGEND, EDGE = 8.4, 0.6, 0.75, 1.5, 0.95, 0.3  # centimetres
BASELINE = 0.45  # centimetres, of words below the top of a row
APART = 0.17  # of a row, between the markers of two firms


class Block(NamedTuple):
    """Cards below one another, on one axis."""

    title: str
    rows: tuple[CardRow, ...]
    limits: tuple[float, float]  # of the axis, points


def write_cards(table: CardTable, folder: Path) -> list[Path]:
    """The figures of the cards as pictures; returns their files."""
    shown = {name: [group for group in groups if table.rows(group)] for name, groups in FIGURES.items()}
    return [write_picture(draw_cards(table, groups), folder, f"validation_{name}") for name, groups in shown.items() if groups]


def draw_cards(table: CardTable, groups: Sequence[str]) -> Drawing:
    """Some groups of cards in two columns."""
    columns = _columns(table, groups)
    with in_style():
        heading = heading_of(_finding(table, groups), _drawn(table), SLIDE - 1.5)
        tall = max(sum(TITLE + ROW * len(block.rows) + TICKS for block in column) for column in columns)
        figure = Drawing(heading.height + LEGEND + tall, SLIDE)
        heading.write(figure)
        _name_firms(figure, list(table.firms), heading.height)
        wide = SLIDE / len(columns)
        for place, column in enumerate(columns):
            top, left = heading.height + LEGEND, EDGE + place * wide
            for block in column:
                figure.words(left, top, fitted(block.title, 0.9 * (wide - EDGE)), weight="bold")
                axes = figure.panel(left + NAMES, top + TITLE, wide - NAMES - 1.0, ROW * len(block.rows))
                _draw(axes, block.rows, block.limits)
                for number, row in enumerate(block.rows):
                    _name_card(figure, row, left, top + TITLE + ROW * number)
                top += TITLE + ROW * len(block.rows) + TICKS
        return figure.finished(in_words(table, groups))


def _columns(table: CardTable, groups: Sequence[str]) -> list[list[Block]]:
    """Two columns: the last of several groups on the right, or one group cut in two on one scale."""
    if len(groups) > 1:
        blocks = [Block(HEADINGS[group], tuple(table.rows(group)), _limits(table.rows(group))) for group in groups]
        return [blocks[:-1], blocks[-1:]]
    rows, title = tuple(table.rows(groups[0])), HEADINGS[groups[0]]
    half = (len(rows) + 1) // 2
    halves = [Block(title, rows[:half], _limits(rows)), Block(f"{title}, continued", rows[half:], _limits(rows))]
    return [[block] for block in halves if block.rows]


def _limits(rows: Sequence[CardRow]) -> tuple[float, float]:
    """All intervals, zero, and some room."""
    bounds = [100.0 * bound for row in rows for effect in row.effects for bound in effect.effect[1:3]]
    low, high = min(0.0, *bounds), max(0.0, *bounds)
    room = 0.06 * (high - low or 1.0)
    return low - room, high + room


def _finding(table: CardTable, groups: Sequence[str]) -> str:
    rows = [row for group in groups for row in table.rows(group)]
    right = sum(row.is_right for row in rows)
    what = "interventions" if list(groups) == [INTERVENTIONS] else "conditions"
    return f"{right} of {len(rows)} {what} move adoption as expected in all {len(table.firms)} firms"


def _drawn(table: CardTable) -> str:
    pairs = min(effect.effect.n for row in table.all_rows for effect in row.effects)
    return spaced(
        f"points of adoption at the end · {pairs} pairs of runs on the same draws, 95 % intervals · shaded: the unexpected side · "
        "hollow: the interval includes zero · each column of cards has its own scale · bold: no "
        "effect in a firm · bold and red: the wrong sign in a firm · "
        "* by its own card, brings no gain"
    )


def _name_firms(figure: Drawing, firms: Sequence[str], top: float) -> None:
    at = EDGE
    for firm in firms:
        colour, marker = LOOKS[firm]
        x, y = (at + 0.2) / figure.width, 1.0 - (top + 0.3) / figure.height
        figure.add_artist(Line2D([x], [y], marker=marker, color=colour, markersize=9, linestyle=""))
        figure.words(at + 0.55, top + BASELINE, FIRMS[firm].title, color=ink_of(colour), va="baseline")
        at += 0.55 + width_of(FIRMS[firm].title) + 0.9


def _name_card(figure: Drawing, row: CardRow, left: float, top: float) -> None:
    name = row.card.replace("_", " ") + (" *" if row.effects[0].expected == NO_GAIN else "")
    is_odd = row.counts[WRONG] or row.counts[NONE]
    weight, colour = "bold" if is_odd else "normal", ink_of(VERMILION) if row.counts[WRONG] else INK
    words = fitted(name, (0.88 if is_odd else 1.0) * (NAMES - 0.4))
    figure.words(left, top + BASELINE, words, weight=weight, color=colour, va="baseline")


def _draw(axes: Axes, rows: Sequence[CardRow], limits: tuple[float, float]) -> None:
    """A line for each card, a marker with its interval for each firm."""
    low, high = limits
    axes.set_xlim(low, high)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    for place, row in enumerate(rows):
        is_down = row.effects[0].expected in (DOWN, NO_GAIN)
        beyond = (0.0, high) if is_down else (low, 0.0)
        axes.fill_betweenx([place - 0.5, place + 0.5], *beyond, color=pale(VERMILION), linewidth=0, zorder=0.5)
        axes.axhline(place + 0.5, color=SHADE, linewidth=0.8, zorder=0.8)
        for number, effect in enumerate(row.effects):
            colour, marker = LOOKS[effect.firm]
            height = place + APART * (number - (len(row.effects) - 1) / 2.0)
            value, start, end = (100.0 * number for number in effect.effect[:3])
            axes.plot([start, end], [height, height], color=colour, linewidth=1.6, solid_capstyle="butt", zorder=3)
            axes.plot(
                [value],
                [height],
                marker,
                color=colour,
                markersize=6,
                markerfacecolor="white" if effect.verdict == NONE else colour,
                zorder=4,
            )
    axes.axvline(0.0, color=GREY, linewidth=1.2, zorder=2)
    axes.set_yticks([])
    axes.set_xticks([tick for tick in MaxNLocator(5).tick_values(low, high) if low <= tick <= high])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0"))
    axes.grid(axis="x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(GREY)
