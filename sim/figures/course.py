"""Figure of the weekly course of one initiative: adoption, customers, sponsors and resources."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from sim.drawable import draws
from sim.engine.outcome import Moment
from sim.engine.record import Record
from sim.figures.lines import along, end_labels, marks, numbers, room_for, share_axis, span, week_axis
from sim.figures.panels import SeriesPanel, attended_of, claim_of, is_overloaded, panels_of
from sim.figures.style import (
    GREY,
    SHADE,
    SMALL,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    percent,
    plain,
    spaced,
    wrapped,
)  # fmt: skip
from sim.figures.wording import described, titles_of
from sim.study.statistics.wording import counted

MOST_MOMENTS = 8
MOST_IN_WORDS = 12  # units named in the text alternative
LEFT, TALL, LOW, BETWEEN = 1.95, 7.2, 3.4, 1.45  # centimetres: margin, first panel, other panels, gap between panels
NUMBERS = 0.75  # centimetres above the first panel for the numbers of turning points
WIDEST_LABEL = 6.4


@draws(Record)
def draw_course(record: Record) -> Drawing:
    """Draw the course of a run on one page; record : of any length, with any number of units."""
    with in_style():
        heading = heading_of(finding_of(record), described(record.initiative, record.organisation, record.seed))
        story = _story(record.outcome.moments)
        tops = [heading.height + line_height(SMALL) + NUMBERS + 0.1]
        for tall in (TALL, LOW, LOW):
            tops.append(tops[-1] + tall + BETWEEN)
        below = tops[-1] + LOW + 2.35
        figure = Drawing(below + line_height(SMALL) * len(story) + 0.3)
        heading.write(figure)
        _place(figure, record, panels_of(record), tops)
        figure.words(0.3, below, "\n".join(story))
        return figure.finished(course_in_words(record))


def finding_of(record: Record) -> str:
    """Return the outcome of the run as a title."""
    reading = re.sub(r" \(peak[^)]*\)", "", plain(record.outcome.reading, 400)).removeprefix("It ").rstrip(".")
    return spaced(reading[:1].upper() + reading[1:])


def course_in_words(record: Record) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    ends = record.adoption.iloc[-1].sort_values(ascending=False, kind="stable")
    titles = dict(zip(record.adoption, titles_of(record.organisation), strict=True))
    named = ", ".join(f"{titles[unit]} {percent(ends[unit])}" for unit in ends.index[:MOST_IN_WORDS])
    more = f" and {counted(len(ends) - MOST_IN_WORDS, 'unit')} more" if len(ends) > MOST_IN_WORDS else ""
    customers = f"felt quality goes {_from_to(record.felt)}, the internal score {_from_to(record.internal_score)}"
    spent = f"€{record.spend.iloc[-1]:,.0f}k is spent"
    what = f"{plain(record.initiative.title)}, seed {record.seed}, weeks 0 to {record.initiative.weeks}: {finding_of(record)}."
    return f"{what} At the end adoption is {named}{more}; {customers}; {spent}.{gap_in_words(record)}{overload_in_words(record)}"


def gap_in_words(record: Record) -> str:
    """Return a sentence, with a space before it, on how far reports run ahead of practice; empty where both tell the same."""
    claim = claim_of(record)
    if claim is None:
        return ""
    said = f"reports say {percent(claim.reported)} and {percent(claim.practised)} is practised"
    return f" The thin dashed line is adoption as units report it: in week {claim.week}, where reports are highest, {said}."


def overload_in_words(record: Record) -> str:
    """Return a sentence, with a space before it, on the work of change that people could not attend to; empty where they carried it."""
    attended = attended_of(record)
    if not is_overloaded(attended):
        return ""
    said = f"in week {attended.idxmin()} they attended to {percent(attended.min())} of it"
    return f" The work of change was more than people could carry: {said}."


def _from_to(share: pd.Series) -> str:
    return f"from {percent(share.iloc[0])} to {percent(share.iloc[-1])}"


def _place(figure: Drawing, record: Record, panels: Sequence[SeriesPanel], tops: Sequence[float]) -> None:
    weeks, placed, moments = record.initiative.weeks, record.schedule, record.outcome.moments[:MOST_MOMENTS]
    room = room_for([label for panel in panels for label in panel.labels], WIDEST_LABEL)
    wide = WIDTH - LEFT - room
    begin, end = min((step.start for step in placed.steps), default=0), min(placed.end, weeks, _given_up(record))
    for panel, top, tall in zip(panels, tops, (TALL, LOW, LOW, LOW), strict=True):
        axes, is_first = figure.panel(LEFT, top, wide, tall), top == tops[0]
        week_axis(axes, weeks, named=top == tops[-1])
        share_axis(axes, 0.0, panel.highest)
        span(axes, begin, end, SHADE)
        marks(axes, [moment.week for moment in moments])
        panel.draw(axes)
        figure.words(0.3, top - line_height(SMALL) - (NUMBERS if is_first else 0.32), panel.title, weight="bold")
        end_labels(figure, axes, panel.labels, room)
        if is_first:
            numbers(axes, [moment.week for moment in moments], weeks, wide, TALL)
        if top == tops[2]:
            _name_span(axes, begin, end, weeks, wide)
    figure.words(LEFT + wide / 2, tops[-1] + LOW + 1.5, "weeks since the start", ha="center")


def _name_span(axes: Axes, begin: int, end: int, weeks: int, wide: float) -> None:
    middle = along((begin + end) / 2, weeks)
    if (end - begin) / max(weeks, 1) * wide > 2.6:
        axes.text(middle, 0.03, "programme", transform=axes.transAxes, ha="center", va="bottom", color=GREY, fontsize=SMALL)


def _story(moments: Sequence[Moment]) -> list[str]:
    """Return the turning points as text lines, numbered as in the figure."""
    lines: list[str] = []
    for number, moment in enumerate(moments[:MOST_MOMENTS], start=1):
        text = spaced(plain(moment.text, 200))
        first, *rest = wrapped(f"{number}  {text[:1].upper()}{text[1:]}", WIDTH - 0.6, SMALL, 2)
        lines += [first, *(f"    {line}" for line in rest)]
    if len(moments) > MOST_MOMENTS:
        lines.append(f"… and {counted(len(moments) - MOST_MOMENTS, 'moment')} more")
    return lines


def _given_up(record: Record) -> int:
    """Return the first week of the programme's wind-down, or the last week if there is none."""
    vigour = record.firm["vigour"]
    faded = vigour.index[vigour < vigour.iloc[0]]
    return int(faded[0]) if len(faded) else record.initiative.weeks
