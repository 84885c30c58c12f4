"""Figures of causes of failure: contribution of each, and effect of repairing it alone or repairing all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    SMALL,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    plain,
    spaced,
    unbroken,
    wrapped,
)
from sim.study.attribution.rescues import AllButOne, Rescue
from sim.study.attribution.shapley import Attribution
from sim.study.statistics.estimates import Estimate, PairedChange
from sim.study.statistics.wording import counted, in_text, percent

ROW, HEAD, AXIS = 0.86, 0.85, 1.55  # centimetres: row of a bar, title of a panel, axis with label
TITLES, NUMBERS = 5.6, 5.3  # centimetres: label of a bar, its numbers
BAR = 0.6  # height of a bar, as a share of its row
LONGEST = 20_000  # characters of a text alternative
POINTS = "points of the failure rate"


class About(NamedTuple):
    """Description of a study, shown in each of its figures."""

    definition: str  # of success, its title
    initiatives: int
    weeks: int
    seed: int
    population: str  # its title


def draw_waterfall(known: Attribution, about: About) -> Drawing:
    """Draw the failure rate, the contribution of each cause, and the failure rate with all causes repaired."""
    with in_style():
        drawn = "blue: reduction of the failure rate by each repair, mean over all orders of repair (Shapley); lines: 95 % intervals"
        heading = heading_of(unbroken(safe(known.finding)), described(about, drawn))
        rows = len(known.parts) + 2
        figure = Drawing(heading.height + rows * ROW + AXIS)
        heading.write(figure)
        axes = row_panel(figure, heading.height, rows)
        _draw_steps(axes, known)
        name_rows(axes, ["Fails without repair", *(plain(part.title, 60) for part in known.parts), "Fails with all repaired"])
        hundredths(axes, *_reach(known), "share of initiatives that fail, %")
        return figure.finished(waterfall_in_words(known))


def waterfall_in_words(known: Attribution) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    return safe(" ".join(known.statements))


def draw_rescues(rescues: Sequence[Rescue], left_out: Sequence[AllButOne], about: About) -> Drawing:
    """Draw the effect of each repair alone, and of leaving it out of all repairs, with paired intervals.

    rescues, left_out : of the same causes, at least one
    """
    with in_style():
        heading = heading_of(unbroken(safe(_rescue_finding(rescues))), described(about, "lines: paired 95 % intervals, same random draws"))
        back = {one.cause: one.needed for one in left_out}
        panels = [
            ("Repaired alone: reduction of the failure rate", [(one.title, _turned(one.failures)) for one in rescues]),
            ("All repaired except this one: increase of the failure rate", [(one.title, back[one.cause]) for one in rescues]),
        ]
        tall = HEAD + len(rescues) * ROW + AXIS + 0.3
        figure = Drawing(heading.height + len(panels) * tall)
        heading.write(figure)
        lowest = min(0.0, *(change.low for _, rows in panels for _, change in rows))
        highest = max(change.high for _, rows in panels for _, change in rows)
        for place, (title, rows) in enumerate(panels):
            top = heading.height + place * tall
            figure.words(0.3, top, title, weight="bold")
            axes = row_panel(figure, top + HEAD, len(rows))
            _draw_changes(axes, [change for _, change in rows])
            name_rows(axes, [plain(name, 60) for name, _ in rows])
            hundredths(axes, lowest * 100.0, highest * 100.0, POINTS)
        return figure.finished(rescues_in_words(rescues, left_out))


def rescues_in_words(rescues: Sequence[Rescue], left_out: Sequence[AllButOne]) -> str:
    """Return the text alternative of the figure, from the same numbers."""
    alone = "; ".join(f"{in_text(one.title)} {signed(_turned(one.failures))}" for one in rescues)
    back = "; ".join(f"{in_text(one.title)} {signed(one.needed)}" for one in left_out)
    return safe(
        f"{_rescue_finding(rescues)}. Reduction of the failure rate by one repair alone, points: {alone}. "
        f"Increase when all causes except one are repaired, points: {back}."
    )


def _rescue_finding(rescues: Sequence[Rescue]) -> str:
    first = max(rescues, key=lambda one: one.rescued.count)
    if first.rescued.of == 0:
        return "No initiative failed, so there was nothing to rescue"
    if first.rescued.count == 0:
        return f"No single repair rescues any of {counted(first.rescued.of, 'failure')}"
    return f"No single repair rescues more than {percent(first.rescued)} of failures"


def described(about: About, drawn: str) -> str:
    """Return the subtitle: sample, definition of success, and legend."""
    return spaced(
        f"{counted(about.initiatives, 'initiative')} of {counted(about.weeks, 'week')}, seed {about.seed} · "
        f"success: {in_text(plain(about.definition, 60))} · {drawn}"
    )


def row_panel(figure: Drawing, top: float, rows: int) -> Axes:
    """Return axes for rows with a label on the left and numbers on the right."""
    axes = figure.panel(0.5 + TITLES, top, WIDTH - 0.5 - TITLES - NUMBERS, rows * ROW)
    axes.set_ylim(rows - 0.5, -0.5)
    return axes


def name_rows(axes: Axes, titles: Sequence[str], width: float = TITLES) -> None:
    """Write the row labels, each in at most two lines."""
    axes.set_yticks(range(len(titles)), ["\n".join(wrapped(title, width, SMALL, 2)) for title in titles], linespacing=1.05)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def interval_line(axes: Axes, row: float, low: float, high: float, colour: str = INK) -> None:
    """Draw an interval as a line that is visible on white and on any bar."""
    axes.plot([low, high], [row, row], color="white", linewidth=4.5, solid_capstyle="butt", clip_on=False)
    axes.plot([low, high], [row, row], color=colour, linewidth=1.8, solid_capstyle="butt", clip_on=False)


def hundredths(axes: Axes, lowest: float, highest: float, name: str) -> None:
    """Set a percentage axis that spans the data, with zero marked."""
    axes.set_xlim(lowest, max(5.0, highest))
    axes.axvline(0.0, color=GREY, linewidth=1.0, zorder=0.5)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}".replace("-", "−")))
    axes.set_xlabel(name)


def signed(value: Estimate | PairedChange) -> str:
    """Format a change in points with its interval and a minus sign."""
    middle, low, high = (f"{share * 100:.1f}".replace("-", "−") for share in value)
    return f"{middle} [{low}, {high}]"


def safe(text: str) -> str:
    """Return sentences with user-supplied text made safe to show with a figure."""
    return spaced(plain(text, LONGEST))


def _draw_steps(axes: Axes, known: Attribution) -> None:
    """Draw the bars of the waterfall, each starting at the end of the previous one."""
    failure, remaining, last = known.failure, known.remaining, len(known.parts) + 1
    level = failure.count / failure.of * 100.0
    _draw_total(axes, 0, level, failure.low, failure.high)
    for row, part in enumerate(known.parts, start=1):
        value, low, high = (share * 100.0 for share in part.points)
        axes.plot([level, level], [row - 1 + BAR / 2, row - BAR / 2], color=FAINT, linewidth=1.2)
        axes.barh(row, -value, left=level, height=BAR, color=BLUE if value >= 0.0 else ORANGE)
        interval_line(axes, row, level - high, level - low)
        _number(axes, row, signed(part.points))
        level -= value
    axes.plot([level, level], [last - 1 + BAR / 2, last - BAR / 2], color=FAINT, linewidth=1.2)
    _draw_total(axes, last, remaining.count / remaining.of * 100.0, remaining.low, remaining.high)


def _draw_total(axes: Axes, row: int, value: float, low: float, high: float) -> None:
    axes.barh(row, value, height=BAR, color=GREY)
    interval_line(axes, row, low * 100.0, high * 100.0)
    _number(axes, row, f"{value:.1f} [{low * 100.0:.1f}, {high * 100.0:.1f}]")


def _draw_changes(axes: Axes, changes: Sequence[PairedChange]) -> None:
    for row, change in enumerate(changes):
        axes.barh(row, change.change * 100.0, height=BAR, color=BLUE if change.change >= 0.0 else ORANGE)
        interval_line(axes, row, change.low * 100.0, change.high * 100.0)
        _number(axes, row, signed(change))


def _number(axes: Axes, row: int, text: str) -> None:
    """Write a number, right-aligned at the edge of the figure."""
    edge = 1.0 + (NUMBERS - 0.2) / (axes.get_position().width * WIDTH)
    axes.text(edge, row, text, transform=axes.get_yaxis_transform(), va="center", ha="right", fontsize=SMALL)


def _reach(known: Attribution) -> tuple[float, float]:
    """Return the range of bars and intervals in percent, including zero."""
    level = known.failure.count / known.failure.of
    ends = [0.0, known.failure.high, known.remaining.high]
    for part in known.parts:
        ends += [level - part.points.high, level - part.points.low]
        level -= part.points.value
    return min(ends) * 100.0, max(ends) * 100.0


def _turned(change: PairedChange) -> PairedChange:
    """Return a change with its sign reversed: a fall becomes a reduction."""
    return PairedChange(0.0 - change.change, 0.0 - change.high, 0.0 - change.low)
