"""Figure of the weekly difference between two initiatives: mean with interval, and spread of the pairs of runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.drawable import draws
from sim.figures.lines import GRID, EndLabel, draw_band, draw_line, end_labels, room_for, week_axis
from sim.figures.replicates import LEFT, WIDEST_LABEL
from sim.figures.style import BLUE, INK, SMALL, WIDTH, Drawing, heading_of, in_style, line_height, spaced
from sim.study.comparison.course_difference import QUANTILES, CourseDifference
from sim.study.statistics.wording import counted

TALL = 6.5  # centimetres
MEASURED = {
    "adoption": "adoption", "derailing": "derailing practice", "felt": "felt quality", "internal_score": "the internal score",
    "credibility": "the CEO’s credibility", "walk": "the CEO’s commitment", "revenue": "revenue", "value": "value", "spend": "spend",
}  # fmt: skip
LEAST, LEAST_MONEY = 0.02, 1.0  # minimum half-range of the axis: two points, or a thousand euro


@draws(CourseDifference)
def draw_difference(difference: CourseDifference) -> Drawing:
    """Draw the mean difference by week with its 95 % interval, over bands that hold 50 % and 90 % of the pairs."""
    table, weeks = difference.table, int(difference.pairs.index[-1])
    pairs = counted(difference.pairs.shape[1], "pair")
    with in_style():
        heading = heading_of(
            spaced(difference.finding),
            f"{pairs} of runs, each pair under one seed · pairs differ by {difference.sources} · "
            "thin lines: pointwise 95\u00a0% interval of the mean",
        )
        top = heading.height + line_height(SMALL) + 0.4
        figure = Drawing(top + TALL + 2.2)
        heading.write(figure)
        labels = _labels(difference)
        room = room_for(labels, WIDEST_LABEL)
        axes = figure.panel(LEFT, top, WIDTH - LEFT - room, TALL)
        week_axis(axes, weeks, named=True)
        _axis(axes, difference)
        quantiles = pd.DataFrame({quantile: table[f"q{round(100 * quantile):02d}"] for quantile in QUANTILES})
        draw_band(axes, quantiles, BLUE, middle=False)
        axes.axhline(0.0, color=INK, linewidth=1.2)
        for bound in ("low", "high"):
            draw_line(axes, table.index, table[bound], BLUE, 1.0)
        draw_line(axes, table.index, table["mean"], BLUE, 3.0)
        figure.words(0.3, top - line_height(SMALL) - 0.3, _measured(difference), weight="bold")
        end_labels(figure, axes, labels, room)
        figure.words(LEFT + (WIDTH - LEFT - room) / 2, top + TALL + 1.5, "weeks since the start", ha="center")
        return figure.finished(difference_in_words(difference))


def difference_in_words(difference: CourseDifference) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    end = difference.table.iloc[-1]
    ahead = f"in {round(100 * end['ahead'])} % of {counted(difference.pairs.shape[1], 'pair')} the first is ahead"
    return f"{spaced(difference.finding)}; {ahead}. Pairs differ by {difference.sources}."


def _labels(difference: CourseDifference) -> list[EndLabel]:
    end = difference.table.iloc[-1]
    labels = [EndLabel(float(end["mean"]), "mean", BLUE, True), EndLabel(0.0, "no difference")]
    if end["q95"] - end["q05"] > 0.5 * _least(difference):
        labels.append(EndLabel(float(end["q95"]), "90\u00a0% of pairs", BLUE))
        labels.append(EndLabel(float(end["q25"]), "middle half", BLUE))
    return labels


def _least(difference: CourseDifference) -> float:
    return LEAST if difference.unit == "points" else LEAST_MONEY


def _measured(difference: CourseDifference) -> str:
    name = MEASURED[difference.series]
    return f"Percentage points of {name}" if difference.unit == "points" else f"{name[:1].upper()}{name[1:]}, {difference.unit}"


def _axis(axes: Axes, difference: CourseDifference) -> None:
    table, least = difference.table, _least(difference)
    low, high = float(np.min(table["q05"])), float(np.max(table["q95"]))
    axes.set_ylim(min(-least, 1.1 * low), max(least, 1.1 * high))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: difference.said(value).removesuffix(".0") if value else "0"))
    axes.tick_params(axis="y", labelsize=SMALL, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
