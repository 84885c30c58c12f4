"""Figures of an optimisation: timeline of the best programme, progress of the search, and stress tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from sim.figures.lines import draw_line, share_axis, week_axis
from sim.figures.style import (
    BLACK,
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    SMALL,
    SUCCESS_COLOUR,
    WIDTH,
    Drawing,
    heading_of,
    in_style,
    line_height,
    percent,
    plain,
    spaced,
    unbroken,
    unit_look,
    wrapped,
)
from sim.schema.programme import Step
from sim.study.comparison.verdict import NAMES
from sim.study.optimisation.genetic_search import measure_of
from sim.study.optimisation.optimisation import BEST, Optimisation
from sim.study.optimisation.wording import audience_of, finding_of, said_of_search, said_of_worlds
from sim.study.statistics.wording import counted

ROW, AXIS = 0.78, 2.3  # centimetres: row of a step, week axis
NAMES_WIDE, AUDIENCE, MONEY = 7.1, 3.1, 1.5  # centimetres
WORLDS_WIDE, GAP = 6.3, 1.7


def draw_timeline(found: Optimisation) -> Drawing:
    """Draw the best programme: one bar per step, from first to last week, darker if stronger, with its audience and cost."""
    cards, steps = found.base.definitions.interventions, _in_order(found)
    room = WIDTH - 0.5 - NAMES_WIDE - AUDIENCE - MONEY
    with in_style():
        heading = heading_of(unbroken(finding_of(found)), _drawn(found, "bars: weeks of a step, paler = weaker"))
        top = heading.height + line_height(SMALL) + 0.2
        figure = Drawing(top + len(steps) * ROW + AXIS)
        heading.write(figure)
        left = 0.5 + NAMES_WIDE + room
        figure.words(left + 0.3, heading.height, "for", weight="bold")
        figure.words(WIDTH - 0.2, heading.height, "k€", weight="bold", ha="right")
        axes = figure.panel(0.5 + NAMES_WIDE, top, room, max(1, len(steps)) * ROW)
        week_axis(axes, found.base.weeks, named=True)
        axes.set_ylim(max(1, len(steps)) - 0.5, -0.5)
        for place, step in enumerate(steps):
            _bar(axes, place, step, found)
            figure.words(left + 0.3, top + (place + 0.5) * ROW, _short_whom(step, found), va="center")
            figure.words(WIDTH - 0.2, top + (place + 0.5) * ROW, f"{_money(step, found):,.0f}", va="center", ha="right")
        titles = ["\n".join(wrapped(plain(cards[step.intervention].title, 60), NAMES_WIDE, SMALL, 1)) for step in steps]
        axes.set_yticks(range(len(steps)), titles)
        axes.tick_params(axis="y", length=0, pad=6)
        axes.grid(axis="x", color="#E4E4E4", linewidth=0.8)
        axes.set_axisbelow(True)
        figure.words(0.5 + NAMES_WIDE + room / 2, top + len(steps) * ROW + 1.6, "weeks since the start", ha="center")
        return figure.finished(timeline_in_words(found))


def timeline_in_words(found: Optimisation) -> str:
    """Return the text alternative of the timeline, from the same numbers."""
    cards = found.base.definitions.interventions
    told = "; ".join(
        f"{plain(cards[step.intervention].title, 60)} from week {step.start} for {_weeks(step, found)} weeks, {audience_of(step)}"
        for step in _in_order(found)
    )
    return spaced(f"{finding_of(found)}. The programme: {told}.")


def _in_order(found: Optimisation) -> list[Step]:
    return sorted(found.best.steps.values(), key=lambda step: (step.start, step.intervention))


def _weeks(step: Step, found: Optimisation) -> int:
    return found.base.definitions.interventions[step.intervention].weeks if step.weeks is None else step.weeks


def _bar(axes: Axes, place: int, step: Step, found: Optimisation) -> None:
    """Draw a step: dark if it is for all units, otherwise in the colour of its unit."""
    last = min(found.base.weeks, step.start + _weeks(step, found))
    axes.barh(place, last - step.start, 0.62, step.start, color=_colour(step, found), alpha=0.25 + 0.75 * step.strength, linewidth=0)


def _colour(step: Step, found: Optimisation) -> str:
    units = [] if step.audience is None else step.audience.units
    if len(units) != 1:
        return INK
    return unit_look(found.room.organisation.unit_ids.index(units[0])).colour


def _short_whom(step: Step, found: Optimisation) -> str:
    units = [] if step.audience is None else step.audience.units
    if not units:
        return _levels_in_words((step.audience or found.base.definitions.interventions[step.intervention].audience).levels)
    titles = dict(zip(found.room.organisation.unit_ids, found.room.organisation.unit_titles, strict=True))
    return wrapped(plain(titles[units[0]] or units[0], 40), AUDIENCE - 0.4, SMALL, 1)[0]


def _levels_in_words(levels: Sequence[str]) -> str:
    if len(levels) < 2:
        return levels[0].replace("_", " ") if levels else "everybody"
    return "some levels" if "staff" in levels else "leaders"


def _money(step: Step, found: Optimisation) -> float:
    """Return the cost of a step, thousand euro."""
    offer = next(offer for offer in found.offers if offer.name == step.intervention)
    return found.room.taken_by(offer, step).money


def draw_search(found: Optimisation) -> Drawing:
    """Draw all programmes tried, in order, and the best so far."""
    level = np.array([one.level for one in found.tried])
    success = np.array([one.success for one in found.tried])
    best = _best_so_far(found)
    with in_style():
        said = f"dots: programmes, green if all runs succeed; line: best so far · {counted(found.settings.runs, 'run')} of each"
        heading = heading_of(unbroken(_search_finding(found)), _drawn(found, said))
        figure = Drawing(heading.height + 0.9 + 6.5 + 1.7)
        heading.write(figure)
        name = NAMES[measure_of(found.base)]
        figure.words(0.3, heading.height, f"{name[:1].upper()}{name[1:]} in the search", weight="bold")
        axes = figure.panel(1.95, heading.height + 0.9, WIDTH - 1.95 - 3.9, 6.5)
        axes.set_xlim(0, max(1, len(level) - 1))
        if measure_of(found.base) == "adoption_end":
            share_axis(axes)
        colours = np.where(success >= 1.0, SUCCESS_COLOUR, np.where(success > 0.0, ORANGE, FAINT))
        axes.scatter(np.arange(len(level)), level, s=18, c=colours.tolist(), linewidths=0, clip_on=False)
        draw_line(axes, np.arange(len(level)), best, BLUE, 2.5)
        for place, (words, colour) in enumerate((("best so far", BLUE), ("all succeed", SUCCESS_COLOUR), ("some", ORANGE), ("none", GREY))):
            figure.words(WIDTH - 3.5, heading.height + 0.9 + place * 0.75, words, color=colour, weight="bold")
        figure.words(1.95 + (WIDTH - 5.85) / 2, heading.height + 8.4, "programmes tried", ha="center")
        return figure.finished(spaced(f"{_search_finding(found)}. {said_of_search(found)}"))


def _best_so_far(found: Optimisation) -> list[float]:
    """Return the ranking measure of the best programme up to each trial."""
    kept, best = [], found.tried[0]
    for one in found.tried:
        best = one if one.value > best.value else best
        kept.append(best.level)
    return kept


def _search_finding(found: Optimisation) -> str:
    paired = found.comparison.paired
    measure = measure_of(found.base)
    fresh = paired.standing(BEST).means[measure].value
    return f"The best programme reached {percent(found.seen.level)} {NAMES[measure]} in the search, {percent(fresh)} on fresh random draws"


def draw_robustness(found: Optimisation) -> Drawing:
    """Draw success and adoption of the best and the scenario's programme in each stress test, with 95 % intervals."""
    with in_style():
        said = "filled dots: best programme; hollow: the scenario's programme; lines: 95 % intervals"
        heading = heading_of(unbroken(said_of_worlds(found.elsewhere).split(";")[0]), _drawn(found, said, found.settings.worlds))
        rows, half = len(found.elsewhere), (WIDTH - 0.5 - WORLDS_WIDE - GAP - 0.9) / 2
        figure = Drawing(heading.height + 0.9 + rows * 1.1 + 1.6)
        heading.write(figure)
        for side, (title, colour) in enumerate((("Succeeds", SUCCESS_COLOUR), ("Adoption", BLACK))):
            left = 0.5 + WORLDS_WIDE + side * (half + GAP)
            figure.words(left, heading.height, title, weight="bold")
            axes = figure.panel(left, heading.height + 0.9, half, rows * 1.1)
            _draw_worlds(axes, found, side, colour)
            if side == 0:
                names = ["\n".join(wrapped(spaced(one.title), WORLDS_WIDE - 0.3, SMALL, 2)) for one in found.elsewhere]
                axes.set_yticks(range(rows), names, linespacing=0.9)
        return figure.finished(spaced(said_of_worlds(found.elsewhere)))


def _draw_worlds(axes: Axes, found: Optimisation, side: int, colour: str) -> None:
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(len(found.elsewhere) - 0.5, -0.5)
    axes.set_xticks([0.0, 0.5, 1.0], [percent(0.0), percent(0.5), percent(1.0)])
    axes.set_yticks([])
    axes.tick_params(axis="y", length=0, pad=8)
    axes.grid(axis="x", color="#E4E4E4", linewidth=0.8)
    axes.set_axisbelow(True)
    for place, one in enumerate(found.elsewhere):
        pairs = ((one.best.share or 0.0, one.best.low, one.best.high), (one.own.share or 0.0, one.own.low, one.own.high))
        known = pairs if side == 0 else (tuple(one.best_level), tuple(one.own_level))
        for (middle, low, high), height, filled in ((known[0], place - 0.17, colour), (known[1], place + 0.17, "white")):
            axes.plot([low, high], [height, height], color=INK, linewidth=1.8, solid_capstyle="butt", clip_on=False)
            axes.plot([middle], [height], "o", color=colour, markerfacecolor=filled, markersize=7, markeredgewidth=1.8, clip_on=False)


def _drawn(found: Optimisation, said: str, runs: int | None = None) -> str:
    """Return the subtitle: scenario, sample, definition of success, and legend."""
    base = found.base
    title, success = plain(base.title, 60), plain(base.success.title, 60)
    number = counted(found.comparison.paired.replicates if runs is None else runs, "run")
    return spaced(f"{title} · {number} of each on fresh random draws · success: {success[:1].lower()}{success[1:]} · {said}")
