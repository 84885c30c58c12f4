"""Figure of what customers live through: experience by segment, effort, what their own business gains, and what they spend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from sim.engine.record import Record
from sim.figures.lines import EndLabel, draw_line, end_labels, room_for, share_axis, week_axis
from sim.figures.panels import DASHED, DOTTED, SeriesLine, SeriesPanel, drawing_of, ends_of
from sim.figures.style import (
    BLUE,
    GREEN,
    GREY,
    SMALL,
    UNIT_COLOURS,
    UNIT_DASHES,
    VERMILION,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    percent,
    plain,
    shortened,
    wrapped,
)
from sim.figures.wording import described
from sim.planning.arrays import GAINS

MOST_SEGMENTS = 6
"""Segments with a panel of their own, and a line in the panels below; of more, those with the largest shares of revenue."""
ACROSS = 3
LEFT, BETWEEN = 1.95, 1.05  # centimetres: left margin, gap between panels of segments
TALL, LOW, UNDER = 4.2, 3.2, 1.45  # centimetres: panel of a segment, other panels, space below
WIDEST_LABEL, WIDEST_NAME = 7.4, 5.4
EXPERIENCE = (
    ("expectation", "expectation", GREY, 2.0, DASHED),
    ("mean", "mean", GREEN, 2.0, (0, (5, 1.5, 1, 1.5))),
    ("worst", "worst", VERMILION, 2.0, DOTTED),
    ("felt", "felt", BLUE, 3.2, "solid"),
)
"""Series of what a segment lives through: name, label, colour, width and dash."""
POINT = 0.005
DIFFER = 0.05
"""Difference between what two segments gained that is worth a title; our convention."""
ALIKE = 0.02
"""Curves of segments that are never further apart lie on one another, and are drawn as one."""


def draw_customers(record: Record) -> Drawing:
    """Draw experience, effort, gain and share of spend of each segment; record : of any length, with any number of segments."""
    with in_style():
        names = shown_segments(record)
        heading = heading_of(customers_finding(record), described(record.initiative, record.organisation, record.seed))
        rows = [names[place : place + ACROSS] for place in range(0, len(names), ACROSS)]
        room = room_for(_experience_labels(record, names[-1]), WIDEST_LABEL)
        columns = min(len(names), ACROSS)
        wide = (WIDTH - LEFT - room - (columns - 1) * BETWEEN) / columns
        title = line_height(SMALL) * max(len(_title_lines(record, name, wide)) for name in names)
        row = title + 0.2 + TALL + UNDER
        top = heading.height + line_height(SMALL) + 0.35
        below = top + len(rows) * row
        figure = Drawing(below + 3 * (line_height(SMALL) + LOW + UNDER) + 1.1)
        heading.write(figure)
        all_shown = len(names) == len(record.initiative.segments)
        which = "what customers remember, feel and expect" if all_shown else f"the {len(names)} largest segments"
        figure.words(0.3, heading.height, f"Experience: {which}", weight="bold")
        for place, one in enumerate(rows):
            _draw_experience(figure, record, one, top + place * row, (wide, title, room))
        _draw_below(figure, record, _panels(record, names), below)
        return figure.finished(customers_in_words(record))


def shown_segments(record: Record) -> list[str]:
    """Return the segments that are drawn, in the order of the initiative: all if few, otherwise the largest."""
    segments = record.initiative.segments
    largest = sorted(segments, key=lambda name: (-float(segments[name].share), name))[:MOST_SEGMENTS]
    return [name for name in segments if name in largest]


def gain_of(record: Record, name: str) -> pd.Series:
    """Return what a segment's customers have gained in their own business, mean of the three gains, [0, 1], by week."""
    return pd.Series(sum(record.segments[name, gain] for gain in GAINS) / len(GAINS))


def segment_title(record: Record, name: str) -> str:
    """Return the title of a segment, safe in a figure."""
    return plain(record.initiative.segments[name].title or name, 60)


def customers_finding(record: Record) -> str:
    """Return how much more or less customers feel than at the start, and the segments that differ, as a title."""
    gained = float(record.felt.iloc[-1] - record.felt.iloc[0])
    if record.initiative.weeks == 0:
        return f"Customers feel {percent(record.felt.iloc[0])} of the quality there could be"
    said = f"Customers feel {_points(gained)} than at the start" if abs(gained) >= POINT else "Customers feel no more than at the start"
    felt = record.segments.xs("felt", axis=1, level="series")
    each = (felt.iloc[-1] - felt.iloc[0]).to_dict()
    best, worst = max(each, key=lambda name: each[name]), min(each, key=lambda name: each[name])
    if each[best] - each[worst] < DIFFER:
        return said
    return f"{said}: {segment_title(record, best)} {_signed(each[best])}, {segment_title(record, worst)} {_signed(each[worst])}"


def customers_in_words(record: Record) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    said = [f"{customers_finding(record)}."]
    for name in shown_segments(record):
        table = cast(pd.DataFrame, record.segments[name])
        end = table.iloc[-1]
        felt = f"felt quality {_from_to(table['felt'])} (at the end mean {percent(end['mean'])}, worst {percent(end['worst'])}"
        rest = f"expectation {percent(end['expectation'])}), effort {_from_to(table['effort'])}"
        business = f"gain in their own business {_from_to(gain_of(record, name))}"
        spend = f"the firm’s share of their spend {_from_to(table['share_of_spend'])}"
        said.append(f"{segment_title(record, name)}: {felt}, {rest}, {business}, {spend}.")
    return " ".join(said)


def _from_to(share: Any) -> str:
    return f"from {percent(share.iloc[0])} to {percent(share.iloc[-1])}"


def _points(gained: float) -> str:
    size = round(abs(gained) * 100)
    return f"{size} {'point' if size == 1 else 'points'} {'more' if gained > 0.0 else 'less'}"


def _signed(gained: float) -> str:
    return f"{round(gained * 100):+d}".replace("-", "−")


def _panels(record: Record, names: Sequence[str]) -> list[SeriesPanel]:
    """Return the panels below those of segments."""
    titles = [shortened(segment_title(record, name), WIDEST_NAME) for name in names]
    return [
        _by_segment("Effort: how much customers must do themselves", titles, [_of(record, name, "effort") for name in names]),
        _by_segment("Gain in customers’ own business, mean of three", titles, [gain_of(record, name) for name in names]),
        _by_segment("Share of their spend that the firm gets", titles, [_of(record, name, "share_of_spend") for name in names]),
    ]


def _of(record: Record, name: str, series: str) -> pd.Series:
    return cast(pd.Series, record.segments[name, series])


def _by_segment(title: str, names: Sequence[str], curves: Sequence[pd.Series]) -> SeriesPanel:
    """Return a panel with one curve per segment; names : titles of the segments."""
    if len(curves) > 1 and float(np.ptp(np.array(curves), axis=0).max()) < ALIKE:
        names, curves = ["all segments"], curves[:1]
    lines = [
        SeriesLine(curve, f"{name} {percent(curve.iloc[-1])}", UNIT_COLOURS[place], 2.4, UNIT_DASHES[place % len(UNIT_DASHES)])
        for place, (name, curve) in enumerate(zip(names, curves, strict=True))
    ]
    highest = max(float(curve.max()) for curve in curves)
    return SeriesPanel(title, ends_of(lines), drawing_of(lines), 1.0 if highest > 0.5 else 0.5)


def _draw_experience(figure: Drawing, record: Record, names: Sequence[str], top: float, size: tuple[float, float, float]) -> None:
    """Draw a row of segments, one panel each; lines are named beside the last panel.

    size : width of a panel, height of its title and room to the right, centimetres
    """
    wide, title, room = size
    weeks = record.initiative.weeks
    for place, name in enumerate(names):
        left = LEFT + place * (wide + BETWEEN)
        figure.words(left, top, "\n".join(_title_lines(record, name, wide)))
        axes = figure.panel(left, top + title + 0.2, wide, TALL)
        week_axis(axes, weeks, named=True)
        ticks = sorted({0, weeks // 2, weeks})
        axes.set_xticks(ticks, [str(week) for week in ticks])
        share_axis(axes)
        if place > 0:
            axes.set_yticklabels([""] * len(axes.get_yticks()))
        for series, _, colour, thick, dash in EXPERIENCE:
            curve = record.segments[name, series]
            draw_line(axes, curve.index, curve, colour, thick, dash)
        if place == len(names) - 1:
            end_labels(figure, axes, _experience_labels(record, name), room)


def _title_lines(record: Record, name: str, wide: float) -> list[str]:
    return wrapped(segment_title(record, name), wide + BETWEEN - 0.2, most=2)


def _experience_labels(record: Record, name: str) -> list[EndLabel]:
    ends = record.segments[name].iloc[-1]
    return [EndLabel(float(ends[series]), text, colour, series == "felt") for series, text, colour, _, _ in EXPERIENCE]


def _draw_below(figure: Drawing, record: Record, panels: Sequence[SeriesPanel], below: float) -> None:
    """Draw the panels below those of segments, with one axis of weeks."""
    room = room_for([label for panel in panels for label in panel.labels], WIDEST_LABEL)
    wide = WIDTH - LEFT - room
    for place, panel in enumerate(panels):
        top, is_last = below + line_height(SMALL) + place * (line_height(SMALL) + LOW + UNDER), place == len(panels) - 1
        figure.words(0.3, top - line_height(SMALL) - 0.25, panel.title, weight="bold")
        axes = figure.panel(LEFT, top, wide, LOW)
        week_axis(axes, record.initiative.weeks, named=is_last)
        share_axis(axes, 0.0, panel.highest)
        panel.draw(axes)
        end_labels(figure, axes, panel.labels, room)
        if is_last:
            figure.words(LEFT + wide / 2, top + LOW + 1.5, "weeks since the start", ha="center")
