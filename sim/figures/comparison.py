"""Figure of a comparison: each programme's success, adoption and spending, and its paired difference from the best programme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.drawable import draws
from sim.figures.style import (
    BLACK,
    BLUE,
    GREY,
    INK,
    ORANGE,
    SMALL,
    SUCCESS_COLOUR,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    plain,
    spaced,
    unbroken,
    wrapped,
)
from sim.study.comparison.comparison import Comparison
from sim.study.comparison.paired import SUCCESS, Difference, ProgrammeResult
from sim.study.population.description import said_of, sources_of
from sim.study.statistics.wording import counted, in_text

ROW, HEAD, TICKS, GAP = 0.9, 0.8, 0.85, 0.55  # centimetres: row, title of a panel, axis, gap between panels
TITLES, NUMBERS = 4.6, 6.2  # centimetres: label of a row, its numbers


class IntervalRow(NamedTuple):
    """A row with an interval: label, values, colour and text."""

    title: str
    middle: float
    low: float
    high: float
    colour: str
    words: str


@draws(Comparison)
def draw_comparison(comparison: Comparison) -> Drawing:
    """Draw each programme's success, adoption and spending with 95 % intervals, and below the differences from the best programme."""
    paired = comparison.paired
    best = paired.standings[0]
    with in_style():
        heading = heading_of(unbroken(_without_shares(comparison.finding)), _drawn(comparison))
        panels = [
            ("Succeeds, % of runs", [_success(one) for one in paired.standings], 100.0),
            ("Adoption at the end, % of staff", [_adoption(one) for one in paired.standings], 100.0),
            ("Spent, thousand euro", [_spent(one) for one in paired.standings], None),
        ]
        for outcome, title in ((SUCCESS, "success"), ("adoption_end", "adoption")):
            known = [one for one in paired.differences if one.outcome == outcome and one.first == best.name]
            panels.append((f"Shortfall from “{plain(best.title, 40)}” in {title}: points, paired", _differences(comparison, known), None))
        figure = Drawing(heading.height + sum(HEAD + len(rows) * ROW + TICKS + GAP for _, rows, _ in panels))
        heading.write(figure)
        top = heading.height
        for title, rows, whole in panels:
            figure.words(0.3, top, title, weight="bold")
            axes = figure.panel(0.5 + TITLES, top + HEAD, WIDTH - 0.5 - TITLES - NUMBERS, len(rows) * ROW)
            draw_rows(axes, rows, whole)
            top += HEAD + len(rows) * ROW + TICKS + GAP
        return figure.finished(comparison_in_words(comparison))


def _without_shares(finding: str) -> str:
    """Return the finding without the shares in brackets at its end, which the first panel shows."""
    return re.sub(r" \([^()]*\)$", "", finding)


def comparison_in_words(comparison: Comparison) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    return spaced(" ".join((*comparison.statements, said_of(comparison.description))))


def _drawn(comparison: Comparison) -> str:
    """Return the subtitle: scenario, sample, definition of success, and legend."""
    first = next(iter(comparison.initiatives.values()))
    return spaced(
        f"{plain(first.title, 60)} · {counted(comparison.paired.replicates, 'run')} of each programme over {counted(first.weeks, 'week')}, "
        f"same random draws · success: {in_text(plain(comparison.definition, 60))} · "
        f"lines: 95 % intervals of {sources_of(comparison.description)}"
    )


def _success(one: ProgrammeResult) -> IntervalRow:
    share = one.success
    middle, low, high = (share.share or 0.0) * 100.0, share.low * 100.0, share.high * 100.0
    return IntervalRow(one.title, middle, low, high, SUCCESS_COLOUR, _words(middle, low, high, ".0f", "\u00a0%"))


def _adoption(one: ProgrammeResult) -> IntervalRow:
    middle, low, high = (value * 100.0 for value in one.means["adoption_end"])
    return IntervalRow(one.title, middle, low, high, BLACK, _words(middle, low, high, ".1f", "\u00a0%"))


def _spent(one: ProgrammeResult) -> IntervalRow:
    middle, low, high = one.means["spend"]
    return IntervalRow(one.title, middle, low, high, ORANGE, _words(middle, low, high, ",.0f"))


def _words(middle: float, low: float, high: float, form: str, unit: str = "") -> str:
    """Format a number with its interval; omit the interval if rounding makes it equal to the number."""
    numbers = [f"{value:{form}}".replace("-", "−") for value in (middle, low, high)]
    return f"{numbers[0]}{unit}" if len(set(numbers)) == 1 else f"{numbers[0]}{unit} [{numbers[1]}, {numbers[2]}]"


def _differences(comparison: Comparison, known: Sequence[Difference]) -> list[IntervalRow]:
    """Return the rows of differences from the best programme; grey if the difference is not clear."""
    titles = {one.name: one.title for one in comparison.paired.standings}
    rows = []
    for one in known:
        middle, low, high = -one.change * 100.0 + 0.0, -one.high * 100.0, -one.low * 100.0
        rows.append(
            IntervalRow(titles[one.second], middle, low, high, BLUE if one.is_told_apart else GREY, _words(middle, low, high, "+.1f"))
        )
    return rows


def draw_rows(axes: Axes, rows: Sequence[IntervalRow], whole: float | None = None) -> None:
    """Draw a dot and its interval in each row, with zero shown; whole : the upper end of the axis, if one exists."""
    low = min(0.0, *(row.low for row in rows))
    high = whole if whole is not None else max(0.0, *(row.high for row in rows))
    span = max(high - low, 1e-9)
    axes.set_xlim(low - 0.02 * span * (low < 0.0), high + 0.02 * span * (whole is None))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    for place, row in enumerate(rows):
        axes.plot([0.0, row.middle], [place, place], color=row.colour, linewidth=7.0, alpha=0.3, solid_capstyle="butt", clip_on=False)
        axes.plot([row.low, row.high], [place, place], color=INK, linewidth=2.0, solid_capstyle="butt", clip_on=False)
        axes.plot([row.middle], [place], "o", color=row.colour, markersize=7, clip_on=False)
        axes.text(1.04, place, row.words, transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
    titles = ["\n".join(wrapped(plain(row.title, 60), TITLES, SMALL, 2)) for row in rows]
    axes.set_yticks(range(len(rows)), titles, linespacing=0.9)
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}".replace("-", "−")))
