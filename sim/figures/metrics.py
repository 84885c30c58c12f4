"""Figure of what is measured against what customers feel: internal score, felt quality, and tactical metrics in their own units."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes

from sim.engine.record import Record
from sim.figures.lines import GRID, EndLabel, along, draw_line, end_labels, marks, room_for, share_axis, week_axis
from sim.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SMALL,
    WIDTH,
    Drawing,
    fitted,
    heading_of,
    in_style,
    ink_of,
    line_height,
    percent,
    plain,
    width_of,
    wrapped,
)
from sim.figures.wording import described, titles_of
from sim.planning.schedule import Placed

MOST_METRICS = 6
ACROSS = 2
LEFT, RIGHT, BETWEEN = 1.95, 0.6, 2.0  # centimetres: left and right margins, gap between small panels
TALL, LOW, UNDER = 6.0, 2.6, 1.0  # centimetres: panel of the gap, small panel, its week axis
TITLES = 3  # lines above a small panel: metric, unit, readings
WIDEST_LABEL = 6.4
CHANGES = 0.25
"""Part of the way from their own metrics to what customers feel that a step must take units to be marked; our convention."""
LEVEL = 0.005
"""Half a point: smaller gaps are none."""


class MovingMetric(NamedTuple):
    """A metric of the unit in which its score moves most."""

    unit: str
    metric: str
    moved: float  # distance of the score at the end from that at the start


class SmallPanel(NamedTuple):
    """A metric's panel that is not yet placed."""

    kept: MovingMetric
    words: list[tuple[str, str]]  # lines above it, with the weight of each


def draw_metrics(record: Record) -> Drawing:
    """Draw what is measured against what is felt, and at most six tactical metrics, each in the unit where it moves most; up is better."""
    with in_style():
        heading = heading_of(gap_finding(record), described(record.initiative, record.organisation, record.seed))
        kept, change = moving_most(record), change_of_metrics(record)
        top = heading.height + line_height(SMALL) * (2 + (change is not None)) + 0.6
        wide = (WIDTH - LEFT - RIGHT - BETWEEN) / ACROSS
        panels = [_small_panel(record, one, wide + RIGHT - 0.1) for one in kept]
        rows = [panels[place : place + ACROSS] for place in range(0, len(panels), ACROSS)]
        tall = [line_height(SMALL) * max(len(panel.words) for panel in row) + 0.2 for row in rows]  # of the words above each row
        below = top + TALL + 1.75
        said = _said_of(record, kept)
        first = below + line_height(SMALL) * len(said) + 0.4
        bottom = first + sum(tall) + len(rows) * (LOW + UNDER)
        figure = Drawing(bottom + (line_height(SMALL) + 0.3 if kept else 0.0))
        heading.write(figure)
        figure.words(0.3, heading.height, "What is measured, and what customers feel", weight="bold")
        _draw_gap(figure, record, top, change)
        for row, line in enumerate(said):
            figure.words(0.3, below + row * line_height(SMALL), line, weight="bold" if row == 0 and kept else "normal")
        for place, row in enumerate(rows):
            above = first + sum(tall[: place + 1]) + place * (LOW + UNDER)
            for column, panel in enumerate(row):
                _draw_metric(figure, record, panel, (LEFT + column * (wide + BETWEEN), above, wide), change)
        if kept:
            figure.words(WIDTH / 2, bottom, "weeks since the start", ha="center")
        return figure.finished(metrics_in_words(record))


def gap_finding(record: Record) -> str:
    """Return the gap between what is measured and what is felt, at the start and at the end, as a title."""
    ends = [float(record.gap.iloc[0]), float(record.gap.iloc[-1])]
    first, last = (_apart(gap) for gap in ends)
    if record.initiative.weeks == 0:
        return f"The internal score is {first} what customers feel"
    return f"The internal score is {first} what customers feel at the start, and {last} it at the end"


def metrics_in_words(record: Record) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    felt, score, change = record.felt, record.internal_score, change_of_metrics(record)
    goes = f"felt quality goes from {percent(felt.iloc[0])} to {percent(felt.iloc[-1])}, the internal score from {percent(score.iloc[0])}"
    said = [f"{gap_finding(record)}: {goes} to {percent(score.iloc[-1])}."]
    if change is not None:
        said.append(f"Dotted line: {_named(change)}.")
    titles = dict(zip(record.organisation.unit_ids, titles_of(record.organisation), strict=True))
    named = [f"{_title(record, one.metric)} in {titles[one.unit]} {_from_to(record, one)}" for one in moving_most(record)]
    return " ".join([*said, f"{'; '.join(named)}." if named else "No unit keeps a named metric."])


def moving_most(record: Record) -> list[MovingMetric]:
    """Return each tactical metric in the unit where its score moves most; of these the six that move most."""
    moved = (record.metrics.iloc[-1] - record.metrics.iloc[0]).abs()
    found: dict[str, MovingMetric] = {}
    for place, (unit, metric) in enumerate(record.metrics.columns):
        one = MovingMetric(unit, metric, float(moved.iloc[place]))
        if metric not in found or one.moved > found[metric].moved:
            found[metric] = one
    return sorted(found.values(), key=lambda one: (-round(one.moved, 9), one.metric))[:MOST_METRICS]


def change_of_metrics(record: Record) -> Placed | None:
    """Return the step that most puts what customers feel in place of the metrics that units answer for; none where no step does."""
    weeks = record.initiative.weeks
    raising = [step for step in record.schedule.steps if step.card.raises.get("metrics", 0.0) >= CHANGES and step.start < weeks]
    return min(raising, key=lambda step: (-float(step.card.raises["metrics"]), step.start, step.handle), default=None)


def _apart(gap: float) -> str:
    """Return the internal score's distance from felt quality in words."""
    if abs(gap) < LEVEL:
        return "level with"
    points = round(abs(gap) * 100)
    return f"{points} {'point' if points == 1 else 'points'} {'above' if gap > 0.0 else 'below'}"


def _named(change: Placed) -> str:
    return f"metrics change in week {change.start}: {plain(change.card.title, 60)}"


def _title(record: Record, metric: str) -> str:
    return plain(record.initiative.definitions.metrics[metric].title or metric, 60)


def _from_to(record: Record, one: MovingMetric) -> str:
    """Return a metric's readings at the start and at the end, with their unit of measure."""
    reading = record.initiative.definitions.metrics[one.metric].reading
    column = record.readings[one.unit, one.metric]
    first, last = (_read(float(value), reading.best - reading.worst) for value in (column.iloc[0], column.iloc[-1]))
    counted_in = plain(reading.measured_in, 60)
    return f"{first} → {last}\u00a0{counted_in}"


def _read(value: float, spread: float) -> str:
    """Format a reading, as finely as its spread from worst to best needs."""
    size = abs(spread)
    text = f"{value:,.{0 if size >= 15.0 else 1 if size >= 1.5 else 2}f}"
    return text.replace("-", "−")


def _said_of(record: Record, kept: list[MovingMetric]) -> list[str]:
    if not kept:
        return ["No unit keeps a named metric: each has one general score."]
    names = len(set(record.metrics.columns.get_level_values("metric")))
    which = "" if names <= MOST_METRICS else f"the {MOST_METRICS} of {names} that move most; "
    return ["Named metrics, each in the unit where it moves most", f"{which}up is better as the unit sees it"]


def _small_panel(record: Record, one: MovingMetric, across: float) -> SmallPanel:
    """Return the words of a metric's panel, in lines of a width, centimetres: the metric, the unit that keeps it, its readings."""
    unit = titles_of(record.organisation)[record.organisation.unit_ids.index(one.unit)]
    title = wrapped(_title(record, one.metric), across, most=2, bold=True)
    readings = wrapped(_from_to(record, one), across, most=2)
    reading = record.initiative.definitions.metrics[one.metric].reading
    lines = [fitted(unit, across), *readings, *([fitted("axis reversed: less is better", across)] if reading.best < reading.worst else [])]
    return SmallPanel(one, [*((line, "bold") for line in title), *((line, "normal") for line in lines)])


def _draw_gap(figure: Drawing, record: Record, top: float, change: Placed | None) -> None:
    """Draw both lines, the gap between them shaded and its size where it is widest."""
    felt, score, gap, weeks = record.felt, record.internal_score, record.gap, record.initiative.weeks
    labels = [
        EndLabel(float(score.iloc[-1]), f"internal score {percent(score.iloc[-1])}", ORANGE),
        EndLabel(float(felt.iloc[-1]), f"felt quality {percent(felt.iloc[-1])}", BLUE, True),
    ]
    room = room_for(labels, WIDEST_LABEL)
    wide = WIDTH - LEFT - room
    axes = figure.panel(LEFT, top, wide, TALL)
    week_axis(axes, weeks, named=True)
    share_axis(axes)
    for over, colour in ((gap.to_numpy() > 0.0, ORANGE), (gap.to_numpy() < 0.0, BLUE)):
        axes.fill_between(felt.index, felt, score, where=over, interpolate=True, color=colour, alpha=0.18, linewidth=0)
    if change is not None:
        marks(axes, [change.start])
    draw_line(axes, score.index, score, ORANGE, 2.4, (0, (5, 1.5)))
    draw_line(axes, felt.index, felt, BLUE, 3.2)
    widest = int(gap.abs().to_numpy().argmax())
    said = f"widest in week {widest}: {round(abs(gap.iloc[widest]) * 100)} points"
    notes = [(widest, said)] + ([] if change is None else [(change.start, _named(change))])
    axes.plot([widest, widest], [felt.iloc[widest], score.iloc[widest]], color=INK, linewidth=1.2, marker="_", markersize=8, clip_on=False)
    for row, (week, text) in enumerate(notes):
        _note(axes, along(week, weeks), fitted(text, WIDTH - 0.6), (wide, row), INK if row == 0 else ink_of(GREY))
    end_labels(figure, axes, labels, room)


def _note(axes: Axes, at: float, text: str, place: tuple[float, int], colour: str) -> None:
    """Write a note above a panel, with a thin line down to its week; place : width of the panel, centimetres, and row of the note."""
    wide, row = place
    high = 1.0 + (0.4 + row * line_height(SMALL)) / TALL
    axes.plot([at, at], [1.0, high], color=GREY, linewidth=0.8, linestyle=(0, (1, 2)), transform=axes.transAxes, clip_on=False, zorder=1)
    left = min(max(at * wide - width_of(text) / 2.0, 0.3 - LEFT), WIDTH - 0.3 - LEFT - width_of(text))
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    axes.text(left / wide, high, text, transform=axes.transAxes, fontsize=SMALL, color=colour, ha="left", va="bottom", bbox=ground)


def _draw_metric(figure: Drawing, record: Record, panel: SmallPanel, place: tuple[float, float, float], change: Placed | None) -> None:
    """Draw a metric over the weeks; place : left and upper edge of the panel and its width, centimetres."""
    left, top, wide = place
    weeks, reading = record.initiative.weeks, record.initiative.definitions.metrics[panel.kept.metric].reading
    for row, (line, weight) in enumerate(reversed(panel.words)):
        figure.words(left, top - 0.2 - (row + 1) * line_height(SMALL), line, weight=weight)
    axes = figure.panel(left, top, wide, LOW)
    week_axis(axes, weeks, named=True)
    step = next((step for step in (1, 2, 4, 13, 26, 52, 104, 260, 520) if weeks / step <= 4), max(1, weeks))
    axes.set_xticks(range(0, weeks + 1, step), [str(week) for week in range(0, weeks + 1, step)])
    worst, best = float(reading.worst), float(reading.best)
    ticks = [worst, (worst + best) / 2.0, best]
    axes.set_ylim(worst, best)
    axes.set_yticks(ticks, [fitted(f"{tick:,.2f}".rstrip("0").rstrip(".").replace("-", "−"), BETWEEN - RIGHT) for tick in ticks])
    axes.tick_params(axis="y", labelsize=SMALL, length=0)
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    if change is not None:
        marks(axes, [change.start])
    column = record.readings[panel.kept.unit, panel.kept.metric]
    draw_line(axes, column.index, column, ORANGE, 2.4)
