"""Figures of a debrief: the course among its branches, and its rank among other plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.figures.lines import EndLabel, draw_line, end_labels, goal_line, marks, numbers, room_for, share_axis, week_axis
from sim.figures.panels import REPORTED, attended_of, is_overloaded
from sim.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREY,
    INK,
    LARGE,
    ORANGE,
    PURPLE,
    SHADE,
    SKY,
    SMALL,
    SUCCESS_COLOUR,
    VERMILION,
    WIDTH,
    Drawing,
    Heading,
    in_style,
    ink_of,
    line_height,
    percent,
    plain,
    shortened,
    spaced,
    wrapped,
)
from sim.lab.debrief.wording import course_finding, dated, drawn_said, overload_said, place_finding
from sim.play.debrief import Debrief, Future
from sim.texts import say

MOST_DRAWN = 6  # lines of the subtitle
LEFT, TALL, LOW, BETWEEN, NUMBERS = 1.95, 7.4, 3.4, 1.45, 0.75  # centimetres: margin, panels, between them, above the first
BRANCHES = ((VERMILION, (0, (5, 1.5))), (SKY, (0, (1, 1))), (PURPLE, (0, (5, 1.5, 1, 1.5))))
"""Looks of other branches; they cannot be mistaken for units, because this figure shows none."""

NINE_IN_TEN = (0.05, 0.95)
WIDEST_LABEL = 6.4
BINS = 26


def headed(finding: str, drawn: str) -> Heading:
    """A complete heading, because a debrief is read without its author."""
    width = WIDTH - 0.6
    return Heading(wrapped(finding, width, LARGE, 3, bold=True), wrapped(spaced(drawn).replace(" ·", "\u00a0·"), width, SMALL, MOST_DRAWN))


def draw_debrief_course(debrief: Debrief) -> Drawing:
    """The course of a play: numbered key moments, dashed other branches, and a band of nine in ten other plans."""
    with in_style():
        heading = headed(course_finding(debrief), f"{drawn_said(debrief)}. {_subtitle(debrief)}")
        panels = _panels(debrief)
        tops = [heading.height + line_height(SMALL) + NUMBERS + 0.1]
        for panel in panels:
            tops.append(tops[-1] + panel.tall + BETWEEN)
        below = tops[-1] - BETWEEN
        figure = Drawing(below + 2.35)
        heading.write(figure)
        room = room_for([label for panel in panels for label in panel.labels], WIDEST_LABEL)
        wide = WIDTH - LEFT - room
        for panel, top in zip(panels, tops, strict=False):
            axes, is_first = figure.panel(LEFT, top, wide, panel.tall), panel is panels[0]
            week_axis(axes, debrief.play.weeks, named=panel is panels[-1])
            share_axis(axes)
            marks(axes, [moment.week for moment in debrief.moments])
            panel.draw(axes, debrief)
            above = line_height(SMALL) + (NUMBERS if is_first else 0.32)
            figure.words(0.3, top - above, say(f"debrief.course.{panel.title}"), weight="bold")
            end_labels(figure, axes, panel.labels, room)
            if is_first:
                numbers(axes, [moment.week for moment in debrief.moments], debrief.play.weeks, wide, TALL)
        figure.words(LEFT + wide / 2, below + 1.5, say("debrief.course.weeks"), ha="center")
        return figure.finished(course_in_words(debrief))


class _CoursePanel(NamedTuple):
    """A panel of the course, not yet placed."""

    title: str  # key of its text
    tall: float  # centimetres
    labels: list[EndLabel]
    draw: Callable[[Axes, Debrief], None]


def _panels(debrief: Debrief) -> list[_CoursePanel]:
    """Adoption, customers, and the work that people attended to where it was ever more than they could carry."""
    panels = [
        _CoursePanel("adoption", TALL, _adoption_labels(debrief), _draw_adoption),
        _CoursePanel("customers", LOW, _customer_labels(debrief), _draw_customers),
    ]
    attended = attended_of(debrief.record)
    if is_overloaded(attended):
        end = float(attended.iloc[-1])
        said = spaced(say("debrief.course.attended_least", end=end, share=attended.min()))
        panels.append(_CoursePanel("attended", LOW, [EndLabel(end, said, VERMILION)], _draw_attended))
    return panels


def course_in_words(debrief: Debrief) -> str:
    """The text alternative, from the same numbers."""
    told = "; ".join(dated(moment) for moment in debrief.moments) or say("debrief.course.nothing")
    said = " ".join(overload_said(debrief))
    return f"{say('debrief.course.words', outcome=f'{course_finding(debrief)}.', moments=told)} {said}".rstrip()


def _subtitle(debrief: Debrief) -> str:
    universe = debrief.universe
    drawn = say("debrief.course.subtitle_bare") if universe is None else say("debrief.course.subtitle", plans=universe.plans)
    claim = debrief.future.claim
    return drawn if claim is None else f"{drawn} {say('debrief.course.claim', **claim._asdict())}"


def _draw_adoption(axes: Axes, debrief: Debrief) -> None:
    weeks, adoption = np.arange(debrief.play.weeks + 1), debrief.future.adoption
    if debrief.universe is not None:
        axes.fill_between(weeks, *debrief.universe.band(*NINE_IN_TEN), color=SHADE, linewidth=0, zorder=0.5)
        draw_line(axes, weeks, debrief.universe.band(0.5, 0.5)[0], FAINT, 1.6, zorder=0.6)
    goal_line(axes, debrief.goal)
    for other, (colour, dash) in zip(debrief.others, BRANCHES, strict=False):
        draw_line(axes, other.adoption.index, other.adoption, colour, 2.0, dash, zorder=2.5)
    if debrief.future.claim is not None:
        draw_line(axes, adoption.index, debrief.future.reported, BLACK, 1.3, REPORTED, zorder=2.9)
    draw_line(axes, adoption.index, adoption, BLACK, 3.2, zorder=3)
    decided = sorted({one.week for one in debrief.decisions if one.effect is not None})
    axes.plot(decided, [0.03] * len(decided), marker="^", markersize=8, color=INK, linestyle="", clip_on=False, zorder=4)


def _adoption_labels(debrief: Debrief) -> list[EndLabel]:
    end = float(debrief.future.adoption.iloc[-1])
    labels = [EndLabel(end, spaced(say("debrief.course.own", share=end)), BLACK, True)]
    labels.append(EndLabel(debrief.goal, spaced(say("debrief.course.goal", share=debrief.goal))))
    if debrief.future.claim is not None:
        told = float(debrief.future.reported.iloc[-1])
        labels.append(EndLabel(told, spaced(say("debrief.course.reported", share=told)), BLACK))
    for other, (colour, _) in zip(debrief.others, BRANCHES, strict=False):
        last = float(other.adoption.iloc[-1])
        labels.append(EndLabel(last, spaced(say("debrief.course.branch", title=branch_title(other), share=last)), colour))
    if debrief.universe is not None:
        middle = float(debrief.universe.band(0.5, 0.5)[0][-1])
        labels.append(EndLabel(middle, spaced(say("debrief.course.median", share=middle)), GREY))
    return labels


def branch_title(future: Future) -> str:
    """Label of a branch."""
    return plain(future.title, 40) or say("debrief.branches.unnamed")


def _draw_customers(axes: Axes, debrief: Debrief) -> None:
    record = debrief.record
    draw_line(axes, record.internal_score.index, record.internal_score, ORANGE, 2.0)
    draw_line(axes, record.felt.index, record.felt, BLUE, 3.2)


def _draw_attended(axes: Axes, debrief: Debrief) -> None:
    """The share attended to; what was left undone is shaded."""
    attended = attended_of(debrief.record)
    axes.fill_between(attended.index, attended, 1.0, color=VERMILION, alpha=0.25, linewidth=0)
    draw_line(axes, attended.index, attended, VERMILION, 2.6)


def _customer_labels(debrief: Debrief) -> list[EndLabel]:
    record = debrief.record
    ends = float(record.internal_score.iloc[-1]), float(record.felt.iloc[-1])
    return [EndLabel(ends[0], say("debrief.course.score"), ORANGE), EndLabel(ends[1], say("debrief.course.felt"), BLUE)]


def draw_place(debrief: Debrief) -> Drawing:
    """Endings of other plans, successes in green, with this play and its branches.

    Raises ValueError without a universe.
    """
    universe = debrief.universe
    if universe is None:
        raise ValueError("this debrief has no universe of other plans")
    with in_style():
        success = spaced(say("debrief.place.none") if not universe.success.any() else percent(float(universe.success.mean())))
        drawn = say("debrief.place.subtitle", plans=universe.plans, success=success)
        heading = headed(place_finding(debrief), spaced(f"{drawn_said(debrief)}. {drawn}"))
        lines: list[tuple[float, str, str, Any]] = [(float(debrief.future.adoption.iloc[-1]), say("debrief.place.own"), BLACK, "solid")]
        for other, (colour, dash) in zip(debrief.others, BRANCHES, strict=False):
            lines.append((float(other.adoption.iloc[-1]), branch_title(other), colour, dash))
        row, wide = line_height(SMALL) * 1.15, WIDTH - LEFT - 1.0
        top = heading.height + row * len(lines) + 0.3
        figure = Drawing(top + 6.4 + 2.2)
        heading.write(figure)
        axes = figure.panel(LEFT, top, wide, 6.4)
        _draw_plans(axes, universe.adoption[:, -1].astype(float), universe.success)
        for place, (end, title, colour, dash) in enumerate(lines):
            height = 1.0 + (0.3 + row * (len(lines) - 0.5 - place)) / 6.4
            _draw_among(axes, end, colour, dash, height)
            said = f"{shortened(title, wide - 4.0)} {percent(end)}"
            weight = "bold" if colour == BLACK else "normal"
            figure.words(LEFT + 1.5, top - 0.3 - row * (len(lines) - 0.5 - place), said, va="center", color=ink_of(colour), weight=weight)
        return figure.finished(f"{place_finding(debrief)}. {drawn}")


def _draw_plans(axes: Axes, ends: np.ndarray, success: np.ndarray) -> None:
    edges = np.linspace(0.0, 1.0, BINS + 1)
    failing, succeeding = np.histogram(ends[~success], edges)[0], np.histogram(ends[success], edges)[0]
    axes.bar(edges[:-1], failing, width=1.0 / BINS, align="edge", color=FAINT, edgecolor="white", linewidth=1.0)
    axes.bar(edges[:-1], succeeding, width=1.0 / BINS, bottom=failing, align="edge", color=SUCCESS_COLOUR, edgecolor="white", linewidth=1.0)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks(np.linspace(0.0, 1.0, 6), [percent(share) for share in np.linspace(0.0, 1.0, 6)])
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_xlabel(say("debrief.place.axis"))
    axes.set_ylabel(say("debrief.place.plans"))


def _draw_among(axes: Axes, end: float, colour: str, dash: Any, height: float) -> None:
    """A line through all plans, with a sample next to its label."""
    look = {"color": colour, "linewidth": 2.8 if colour == BLACK else 2.2, "linestyle": dash, "zorder": 4, "clip_on": False}
    axes.axvline(end, **look)
    axes.plot([0.0, 0.08], [height, height], transform=axes.transAxes, **look)
