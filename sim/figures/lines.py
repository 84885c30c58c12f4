"""Line charts over weeks: week axis, share axis, and non-overlapping labels at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from sim.array_types import Floats
from sim.figures.style import GREY, INK, SMALL, Drawing, ink_of, line_height, percent, shortened, width_of

REACH = 0.45  # centimetres from the end of a line to its label
YEAR = 52
GRID = "#E4E4E4"
OUTER, INNER = (0.05, 0.95), (0.25, 0.75)  # quantiles of the outer (90 %) and inner (50 %) bands


class EndLabel(NamedTuple):
    """A label at the right edge, at the height where a line ends."""

    height: float
    text: str
    colour: str = INK
    bold: bool = False


def draw_line(axes: Axes, weeks: ArrayLike, values: ArrayLike, colour: str, width: float = 2.0, dash: Any = "solid", **look: Any) -> None:
    """Draw a line over weeks; a single week is a dot."""
    alone = len(np.atleast_1d(np.asarray(values))) == 1
    axes.plot(weeks, values, color=colour, linewidth=width, linestyle=dash, marker="o" if alone else "", clip_on=False, **look)


def draw_band(axes: Axes, quantiles: pd.DataFrame, colour: str, *, middle: bool = True) -> None:
    """Draw 90 % of runs as a pale band, the middle 50 % darker, the median as a line; a single week is a bar. Columns : quantiles.

    middle : whether the median is drawn
    """
    weeks = quantiles.index
    for (low, high), alpha in ((OUTER, 0.18), (INNER, 0.3)):
        if len(weeks) == 1:
            axes.vlines(weeks, quantiles[low], quantiles[high], color=colour, alpha=alpha, linewidth=10, clip_on=False)
        else:
            axes.fill_between(weeks, quantiles[low], quantiles[high], color=colour, alpha=alpha, linewidth=0)
    if middle:
        axes.plot(weeks, quantiles[0.5], color=colour, linewidth=3.0, marker="o" if len(weeks) == 1 else "", clip_on=False)


def week_axis(axes: Axes, weeks: int, *, named: bool) -> None:
    """Set the week axis from 0 to the last week, with years below on long axes. named : whether ticks have labels."""
    axes.set_xlim(*((0, weeks) if weeks > 0 else (-1, 0)))
    ticks = _week_ticks(weeks)
    axes.set_xticks(ticks)
    axes.tick_params(axis="x", labelsize=SMALL, length=4)
    axes.set_xticklabels([_tick_words(week, weeks) for week in ticks] if named else [""] * len(ticks))


def along(week: float, weeks: int) -> float:
    """Return the position of a week on its axis, [0, 1]; if the axis has one week only, its end."""
    return week / weeks if weeks > 0 else 1.0


def share_axis(axes: Axes, lowest: float = 0.0, highest: float = 1.0) -> None:
    """Set a share axis, 0 to 100 % by default, with zero shown."""
    axes.set_ylim(lowest, highest)
    ticks = np.linspace(lowest, highest, 3) if highest <= 1.0 else np.arange(lowest, highest + 1e-9, 0.5)
    axes.set_yticks(ticks)
    axes.set_yticklabels([percent(tick) for tick in ticks])
    axes.tick_params(axis="y", labelsize=SMALL, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def end_labels(figure: Drawing, axes: Axes, labels: Sequence[EndLabel], room: float) -> None:
    """Write each label at the end of its line, moved just enough to avoid overlap; room : centimetres to the right."""
    if not labels:
        return
    box = axes.get_position()
    tall, wide = box.height * figure.height, box.width * figure.width
    low, high = axes.get_ylim()
    order = sorted(labels, key=lambda label: label.height)
    ends = np.array([np.clip((label.height - low) / (high - low), 0.0, 1.0) * tall for label in order])
    places = apart(ends, line_height(SMALL) * 0.92, 0.05, tall - 0.05)
    for label, end, place in zip(order, ends, places, strict=True):
        reach = [1.0 + 0.08 / wide, 1.0 + (REACH - 0.08) / wide]
        axes.plot(reach, [end / tall, place / tall], color=label.colour, linewidth=1.0, transform=axes.transAxes, clip_on=False)
        text = shortened(label.text, room - REACH - 0.1, SMALL)
        weight = "bold" if label.bold else "normal"
        at = (1.0 + REACH / wide, place / tall)
        axes.text(*at, text, fontsize=SMALL, color=ink_of(label.colour), weight=weight, va="center", transform=axes.transAxes)


def room_for(labels: Sequence[EndLabel], most: float) -> float:
    """Return the width that the widest label needs, centimetres, within bounds."""
    widest = max((width_of(label.text, SMALL, label.bold) for label in labels), default=0.0)
    return float(min(most, widest + REACH + 0.25))


def apart(wanted: ArrayLike, gap: float, low: float, high: float) -> Floats:
    """Return positions at least a gap apart and within bounds that minimise the squared distance to the wanted ones, in ascending order.

    With the gaps subtracted this is isotonic regression; if the gaps do not fit, they are narrowed evenly.
    """
    wanted = np.asarray(wanted, float)
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    steps = gap * np.arange(len(wanted))
    blocks: list[list[float]] = []  # mean, members
    for target in wanted - steps:
        blocks.append([float(target), 1.0])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, members = blocks.pop()
            before, others = blocks.pop()
            blocks.append([(mean * members + before * others) / (members + others), members + others])
    level = np.concatenate([np.full(int(members), mean) for mean, members in blocks]) if blocks else np.zeros(0)
    return np.clip(level, low, high - steps[-1] if len(steps) else high) + steps


def goal_line(axes: Axes, goal: float) -> None:
    """Draw the share that counts as success."""
    axes.axhline(goal, color=INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=1.5)


def span(axes: Axes, begin: float, end: float, colour: str) -> None:
    """Shade a span of weeks behind all lines."""
    if end > begin:
        axes.axvspan(begin, end, color=colour, linewidth=0, zorder=0)


def marks(axes: Axes, weeks: Sequence[float]) -> None:
    """Draw thin vertical lines at the weeks of events."""
    for week in weeks:
        axes.axvline(week, color=GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)


def _week_ticks(weeks: int) -> list[int]:
    if weeks <= 0:
        return [0]
    steps = (1, 2, 4, 13, 26, YEAR, 2 * YEAR, 5 * YEAR, 10 * YEAR, 20 * YEAR)
    step = next((step for step in steps if weeks / step <= 6), steps[-1])
    return list(range(0, weeks + 1, step))


def _tick_words(week: int, weeks: int) -> str:
    if weeks <= YEAR or week % YEAR:
        return str(week)
    years = week // YEAR
    return f"{week}\n" + ("" if years == 0 else "1 year" if years == 1 else f"{years} years")


def numbers(axes: Axes, at: Sequence[int], weeks: int, wide: float, tall: float) -> None:
    """Write numbers above a panel that refer to the list of turning points below it; numbers of close weeks are moved apart.

    at : week of each number; wide, tall : size of the panel, centimetres
    """
    wanted = [along(week, weeks) * wide for week in at]
    for number, place in enumerate(apart(wanted, 0.62, 0.0, wide), start=1):
        axes.text(
            place / wide, 1.0 + 0.38 / tall, str(number), transform=axes.transAxes, ha="center", va="center", color="white",
            fontsize=SMALL, weight="bold", bbox={"boxstyle": "circle,pad=0.12", "facecolor": INK, "edgecolor": "none"},
        )  # fmt: skip
