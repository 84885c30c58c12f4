"""Figure of scenario discovery: the limits of boxes in which initiatives fail, and their density and coverage."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from sim.figures.attribution import About, described, safe
from sim.figures.style import (
    BLUE,
    FAINT,
    GREY,
    SMALL,
    VERMILION,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    plain,
    spaced,
    unbroken,
    wrapped,
)
from sim.figures.style import percent as percent_of
from sim.study.population.factors import UNLIMITED
from sim.study.prognosis.boxes import number
from sim.study.prognosis.scenario_discovery import Box, Discovery, Restriction
from sim.study.statistics.wording import percent

ROW, HEAD, GAP = 2.0, 0.75, 0.5  # centimetres: row of a limit, title of a box, gap between boxes
EDGE = 0.5  # centimetres left and right of the scales
DRAWN = 3  # number of boxes: those with the highest failure rates, and the one with the lowest


def draw_boxes(known: Discovery, about: About) -> Drawing:
    """Draw the limits of the boxes over the sampled range, with density and coverage on the held-out half."""
    with in_style():
        size = f"selected on {known.chosen_on:,} initiatives, tested on {known.held_out:,} others"
        drawn = f"{size} · bars: limits of a box within the sampled range; brackets: 95 % intervals"
        heading = heading_of(unbroken(safe(plain(known.finding, 400))), described(about._replace(initiatives=known.initiatives), drawn))
        boxes = shown_of(known)
        titles = [wrapped(_title(known, box), WIDTH - 0.6, SMALL, 2, bold=True) for box in boxes]
        heights = [HEAD + 0.6 * (len(title) - 1) + len(box.restrictions) * ROW + GAP for box, title in zip(boxes, titles, strict=True)]
        figure = Drawing(heading.height + max(1.0, sum(heights)))
        heading.write(figure)
        top = heading.height
        for box, title, height in zip(boxes, titles, heights, strict=True):
            figure.words(0.3, top, "\n".join(title), weight="bold")
            rows = len(box.restrictions)
            axes = figure.panel(EDGE, top + height - GAP - rows * ROW, WIDTH - 2 * EDGE, rows * ROW)
            _draw_box(axes, box, VERMILION if _fails_more(known, box) else BLUE)
            top += height
        return figure.finished(boxes_in_words(known))


def boxes_in_words(known: Discovery) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    return spaced(plain(" ".join(known.statements), 4_000))


def shown_of(known: Discovery) -> list[Box]:
    """Return the boxes with the highest failure rates, and the one with the lowest."""
    return list(known.boxes) if len(known.boxes) <= DRAWN else [*known.boxes[: DRAWN - 1], known.boxes[-1]]


def _title(known: Discovery, box: Box) -> str:
    sure = "" if box.is_confirmed else " (not confirmed)"
    return unbroken(safe(f"{percent(box.density)} fail{sure}; covers {percent(box.coverage)} of failures"))


def _fails_more(known: Discovery, box: Box) -> bool:
    return (box.density.share or 0.0) > (known.failure.share or 0.0)


def _draw_box(axes: Axes, box: Box, colour: str) -> None:
    """Draw each limit on its own scale, from the lowest to the highest sampled value."""
    rows = len(box.restrictions)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    for row, limited in enumerate(box.restrictions):
        low, high = _ends(limited)
        axes.plot([0.0, 1.0], [row, row], color=FAINT, linewidth=3, solid_capstyle="butt")
        axes.plot([low, high], [row, row], color=colour, linewidth=11, solid_capstyle="butt")
        words = fitted(f"{plain(limited.words, 120)} · {percent_of(limited.share)} of all", WIDTH - 2 * EDGE)
        axes.text(0.0, row - 0.13, words, ha="left", va="bottom", fontsize=SMALL)
        _name_ends(axes, row, limited)
    axes.set_axis_off()


def _ends(limited: Restriction) -> tuple[float, float]:
    """Return the ends of a limit as shares of the range."""
    span = limited.most - limited.least or 1.0
    low, high = ((value - limited.least) / span for value in (limited.limit.low, limited.limit.high))
    if limited.limit.value:  # a choice: the half that applies
        return (0.5, 1.0) if limited.limit.low >= 0.0 else (0.0, 0.5)
    return (0.0 if math.isinf(low) else max(0.0, low), 1.0 if math.isinf(high) else min(1.0, high))


def _name_ends(axes: Axes, row: int, limited: Restriction) -> None:
    """Write the lowest and highest sampled values at the ends of the scale."""
    most = "no limit" if limited.limit.factor in UNLIMITED else number(limited.most)
    ends = ("no", "yes") if limited.limit.value else (number(limited.least), most)
    axes.text(0.0, row + 0.14, ends[0], ha="left", va="top", fontsize=SMALL, color=GREY)
    axes.text(1.0, row + 0.14, ends[1], ha="right", va="top", fontsize=SMALL, color=GREY)
