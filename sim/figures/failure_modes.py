"""Figures of failure modes: typical courses by outcome, and how early the outcome can be foreseen."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.figures.lines import EndLabel, draw_band, draw_line, end_labels, goal_line, room_for, share_axis, week_axis
from sim.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SMALL,
    SUCCESS_COLOUR,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    ink_of,
    line_height,
    outcome_colour,
    percent,
    plain,
    spaced,
    wrapped,
)
from sim.study.prognosis.foresight import Alone, Foresight
from sim.study.prognosis.signals import BACK, SIGNALS
from sim.study.prognosis.trajectories import ENDS, FEWEST, FEWEST_OUTER, SERIES, SUCCESS, Trajectories, quantiles_of
from sim.study.statistics.wording import counted

LEFT, RIGHT, BETWEEN = 1.95, 0.6, 1.05  # centimetres: left and right margins, gap between panels
ACROSS, TALL, TITLE, UNDER = 3, 3.4, 1.35, 0.95  # panels per row; centimetres: panel, its title, its week axis
OVERALL = 7.6  # centimetres: height of the foresight panel
SINGLES = ((BLUE, "solid"), (ORANGE, (0, (5, 1.5))), (PURPLE, (0, (1, 1))))  # styles of the earliest single signals
WIDEST_LABEL = 7.4


def draw_trajectories(trajectories: Trajectories, definition: str, series: str = "adoption") -> Drawing:
    """Draw one panel per outcome that occurred: median, middle 50 % and 90 % of runs; for rare outcomes, single runs.

    definition : the title of what counts as success; series : one of SERIES
    """
    ends = [end for end in ENDS if trajectories.counts[end]]
    with in_style():
        heading = heading_of(spaced(trajectories.finding_of(series)), _drawn(trajectories, definition, series))
        key = wrapped(_key(trajectories, series), WIDTH - 0.6, SMALL, 3)
        rows = max(1, -(-len(ends) // ACROSS))
        row = TITLE + TALL + UNDER
        figure = Drawing(heading.height + rows * row + line_height(SMALL) * (len(key) + 1) + 0.6)
        heading.write(figure)
        wide = (WIDTH - LEFT - RIGHT - (ACROSS - 1) * BETWEEN) / ACROSS
        for place, end in enumerate(ends):
            left, top = LEFT + place % ACROSS * (wide + BETWEEN), heading.height + place // ACROSS * row
            axes = figure.panel(left, top + TITLE, wide, TALL)
            _title(figure, left, top, end, trajectories.counts[end])
            _axes(axes, trajectories.weeks, place % ACROSS == 0)
            _draw_end(axes, trajectories, end, series)
        below = heading.height + rows * row + 0.1
        figure.words(WIDTH / 2, below, "weeks since the start", ha="center")
        figure.words(0.3, below + line_height(SMALL) + 0.15, "\n".join(key), color="#555555")
        return figure.finished(spaced(" ".join([f"{trajectories.finding_of(series)}.", *trajectories.statements])))


def _drawn(trajectories: Trajectories, definition: str, series: str) -> str:
    success = f"success: {plain(definition, 60)[:1].lower()}{plain(definition, 60)[1:]}"
    named = SERIES[series][:1].upper() + SERIES[series][1:]
    return " · ".join((f"{named}, by outcome", counted(trajectories.runs, "initiative"), success))


def _key(trajectories: Trajectories, series: str) -> str:
    """Return the legend of lines and bands."""
    counts = trajectories.counts
    scarce = any(FEWEST <= count < FEWEST_OUTER for count in counts.values())
    bands = "Line: median · dark: middle half · pale: 90 % of runs" + (f", if at least {FEWEST_OUTER} runs" if scarce else "")
    single = f"thin: single runs, if fewer than {FEWEST}" if any(0 < count < FEWEST for count in counts.values()) else ""
    beside = "green dots: median success" if counts[SUCCESS] >= FEWEST else ""
    goal = f"dashes: goal {trajectories.goal:.0%}" if series == "adoption" else ""
    absent = [end for end, count in counts.items() if not count]
    none = f"no run ended as {', '.join(absent)}" if absent else ""
    return spaced(" · ".join(part for part in (bands, single, beside, goal, none) if part))


def _title(figure: Drawing, left: float, top: float, end: str, count: int) -> None:
    figure.words(left, top, end.capitalize(), weight="bold", color=ink_of(_colour(end)))
    figure.words(left, top + line_height(SMALL), counted(count, "run"), color="#555555")


def _colour(end: str) -> str:
    return SUCCESS_COLOUR if end == SUCCESS else outcome_colour(end)


def _axes(axes: Axes, weeks: int, is_first: bool) -> None:
    """Set the axes of a narrow panel: few week labels, share labels only at the left edge."""
    week_axis(axes, weeks, named=True)
    step = next((step for step in (1, 2, 4, 13, 26, 52, 104, 260, 520) if weeks / step <= 3), max(1, weeks))
    axes.set_xticks(range(0, weeks + 1, step), [str(week) for week in range(0, weeks + 1, step)])
    share_axis(axes)
    if not is_first:
        axes.set_yticklabels([""] * len(axes.get_yticks()))


def _draw_end(axes: Axes, trajectories: Trajectories, end: str, series: str) -> None:
    if series == "adoption":
        goal_line(axes, trajectories.goal)
    if trajectories.counts[end] < FEWEST:
        for _, run in trajectories.few.loc[end].groupby(level="initiative"):
            draw_line(axes, run.index.get_level_values("week"), run[series], _colour(end), 1.2)
        return
    draw_band(axes, quantiles_of(trajectories.bands, end, series), _colour(end))
    if end != SUCCESS and trajectories.counts[SUCCESS] >= FEWEST:
        median = quantiles_of(trajectories.bands, SUCCESS, series)[0.5]
        draw_line(axes, median.index, median, SUCCESS_COLOUR, 2.0, (0, (1, 1.6)))


def draw_foresight(foresight: Foresight, definition: str) -> Drawing:
    """Draw how well signals observed up to each week foretell the outcome: all signals together, and single signals.

    definition : the title of what counts as success
    """
    with in_style():
        heading = heading_of(spaced(foresight.finding), _said_of(foresight, definition))
        words = spaced(" ".join(foresight.statements))
        if not foresight.skill:
            figure = Drawing(heading.height + 0.4)
            heading.write(figure)
            return figure.finished(words)
        top = heading.height + line_height(SMALL) * (1 + len(_marked(foresight))) + 0.5
        figure = Drawing(top + OVERALL + 2.2)
        heading.write(figure)
        alone = ", by all signals and by single signals" if foresight.alone else ""
        figure.words(0.3, heading.height, f"Held-out balanced accuracy{alone}", weight="bold")
        labels = _labels(foresight)
        room = room_for(labels, WIDEST_LABEL)
        axes = figure.panel(LEFT, top, WIDTH - LEFT - room, OVERALL)
        _draw_skill(axes, foresight)
        end_labels(figure, axes, labels, room)
        figure.words(LEFT + (WIDTH - LEFT - room) / 2, top + OVERALL + 1.5, "weeks since the start", ha="center")
        return figure.finished(words)


def _said_of(foresight: Foresight, definition: str) -> str:
    counts = ", ".join(f"{name} {count:,}" for name, count in foresight.classes.items())
    success = f"success: {plain(definition, 60)[:1].lower()}{plain(definition, 60)[1:]}"
    if foresight.reason:
        return spaced(" · ".join((foresight.reason, success)))
    what = f"logistic regression on levels and changes over {BACK} weeks"
    return spaced(" · ".join((f"{foresight.base.of:,} initiatives: {counts}", what, "band: 95 % interval", success)))


def _shown(foresight: Foresight) -> list[tuple[Alone, str, Any]]:
    """Return the single signals to highlight, with their line styles."""
    return [(one, colour, dash) for one, (colour, dash) in zip(foresight.alone, SINGLES, strict=False)]


def _labels(foresight: Foresight) -> list[EndLabel]:
    last = foresight.skill[-1].balanced.value
    labels = [EndLabel(last, f"all {len(SIGNALS)} signals", BLACK, True)]
    labels += [EndLabel(one.balanced[-1].value, SIGNALS[one.signal], colour) for one, colour, _ in _shown(foresight)]
    if len(foresight.alone) > len(SINGLES):
        lowest = min(one.balanced[-1].value for one in foresight.alone[len(SINGLES) :])
        labels.append(EndLabel(lowest, "other signals", GREY))
    if foresight.plan is not None:
        labels.append(EndLabel(foresight.plan.value, f"plan alone {percent(foresight.plan.value)}", GREY))
    labels.append(EndLabel(foresight.bar, f"required {percent(foresight.bar)}"))
    return [*labels, EndLabel(foresight.chance, f"constant guess {percent(foresight.chance)}", GREY)]


def _draw_skill(axes: Axes, foresight: Foresight) -> None:
    weeks = [one.week for one in foresight.skill]
    week_axis(axes, weeks[-1], named=True)
    low = 0.4 if foresight.chance >= 0.5 else 0.0
    share_axis(axes, low)
    axes.axhline(foresight.bar, color=INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=1.5)
    axes.axhline(foresight.chance, color=GREY, linewidth=1.3, zorder=1.5)
    if foresight.plan is not None:
        axes.axhline(foresight.plan.value, color=GREY, linewidth=1.3, linestyle=(0, (1, 2)), zorder=1.5)
    for one in foresight.alone[len(SINGLES) :]:
        draw_line(axes, one.weeks, [value.value for value in one.balanced], FAINT, 0.9, zorder=1.8)
    low_high = np.array([one.balanced[1:] for one in foresight.skill])
    axes.fill_between(weeks, low_high[:, 0], low_high[:, 1], color=BLACK, alpha=0.14, linewidth=0)
    draw_line(axes, weeks, [one.balanced.value for one in foresight.skill], BLACK, 3.0, zorder=3)
    for one, colour, dash in _shown(foresight):
        draw_line(axes, one.weeks, [value.value for value in one.balanced], colour, 2.0, dash, zorder=2.5)
    _mark_weeks(axes, foresight, low)


def _marked(foresight: Foresight) -> list[tuple[float, str]]:
    """Return the weeks labelled above the panel, with their labels."""
    named = [(foresight.foreseen, "all signals: from week"), (foresight.deadline, "median deadline: week")]
    return [(week, f"{name} {week:.0f}") for week, name in named if week is not None and week <= foresight.skill[-1].week]


def _mark_weeks(axes: Axes, foresight: Foresight, low: float) -> None:
    """Draw a thin line at each labelled week, up to its label."""
    last = max(1, foresight.skill[-1].week)
    for row, (week, text) in enumerate(_marked(foresight)):
        high = 1.0 + (1.0 - low) * (0.12 + row * line_height(SMALL)) / OVERALL
        axes.plot([week, week], [low, high], color=GREY, linewidth=1.0, linestyle=(0, (1, 2)), clip_on=False, zorder=1)
        side = "left" if week < 0.55 * last else "right"
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        axes.text(week, high, f" {text} ", fontsize=SMALL, ha=side, va="bottom", color=INK, bbox=ground)
