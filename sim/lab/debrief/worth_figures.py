"""Figures of worth and rescue: the worth of each step, and the effect of repairing each cause of failure."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.figures.attribution import interval_line, name_rows
from sim.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    SMALL,
    VERMILION,
    WIDTH,
    Drawing,
    in_style,
    ink_of,
    line_height,
    outcome_colour,
    percent,
    plain,
    spaced,
    wrapped,
)
from sim.lab.debrief.figures import headed
from sim.lab.debrief.wording import (
    POINT,
    drawn_said,
    effect_said,
    points,
    rescue_finding,
    rescue_said,
    step_title,
    worth_finding,
    worths_said,
)
from sim.play.debrief import Debrief
from sim.play.rescue import PlayRescue, Repaired
from sim.play.step_worth import Worth, Worths
from sim.texts import say

ROW, AXIS = 1.0, 1.6  # centimetres: a row, the axis with its label
NAMES, MONEY, TIMES = 6.9, 1.6, 2.7  # centimetres: row label, cost, successes without the step
CAUSES, VERDICTS, ALONE = 5.6, 5.1, 2.75
MOST_STEPS = 24
"""Largest number of steps in a figure; of more, those with the highest and lowest worth."""


def draw_worth(debrief: Debrief) -> Drawing:
    """Worth of each step: mean over other draws with interval, this play's value beside it, cost at the right."""
    worths = debrief.worths
    steps, others = shown(worths), worths.others
    with in_style():
        drawn = say("debrief.worth.subtitle", week=worths.judged, others=others)
        heading = headed(worth_finding(worths), spaced(f"{drawn_said(debrief)}. {drawn}"))
        top = heading.height + 2.0 * line_height(SMALL) + 0.2
        figure = Drawing(top + max(1, len(steps)) * ROW + AXIS)
        heading.write(figure)
        right = WIDTH - 0.2
        figure.words(right - TIMES, top - line_height(SMALL) - 0.15, say("debrief.worth.cost"), weight="bold", ha="right")
        figure.words(right, top - 2.0 * line_height(SMALL) - 0.15, say("debrief.worth.of").replace(" ", "\n", 1), weight="bold", ha="right")
        axes = figure.panel(0.5 + NAMES, top, WIDTH - 0.9 - NAMES - MONEY - TIMES, max(1, len(steps)) * ROW)
        axes.set_ylim(max(1, len(steps)) - 0.5, -0.5)
        axes.axvline(0.0, color=GREY, linewidth=1.2, zorder=0.5)
        for row, step in enumerate(steps):
            _draw_step(axes, row, step)
            middle = top + (row + 0.5) * ROW
            figure.words(right - TIMES, middle, f"{step.money:,.0f}", va="center", ha="right")
            figure.words(right, middle, say("debrief.worth.count", count=step.success_without, of=others), va="center", ha="right")
        name_rows(axes, [step_title(step, worths) for step in steps], NAMES)
        _points_axis(axes, say("debrief.worth.axis"))
        return figure.finished(worth_in_words(worths))


def shown(worths: Worths) -> list[Worth]:
    """The steps that a figure shows, the most valuable first."""
    steps = list(worths.steps)
    if len(steps) <= MOST_STEPS:
        return steps
    return [*steps[: MOST_STEPS - 6], *steps[-6:]]


def worth_in_words(worths: Worths) -> str:
    """The text alternative, from the same numbers."""
    told = "; ".join(f"{step_title(step, worths)} {effect_said(step.adoption)}" for step in worths.steps)
    return spaced(f"{worth_finding(worths)}. {told}. {' '.join(worths_said(worths))}")


def _draw_step(axes: Axes, row: int, step: Worth) -> None:
    known = step.adoption
    colour = GREY if not known.is_clear or abs(known.mean) < POINT else BLUE if known.mean > 0.0 else VERMILION
    axes.plot([0.0, known.mean * 100.0], [row, row], color=FAINT, linewidth=1.2, zorder=0.8)
    interval_line(axes, row, known.low * 100.0, known.high * 100.0, colour)
    axes.plot(known.mean * 100.0, row, marker="o", markersize=9, color=colour, clip_on=False, zorder=3)
    axes.plot(known.here * 100.0, row, marker="D", markersize=7, markerfacecolor="none", markeredgecolor=INK, clip_on=False, zorder=4)


def _points_axis(axes: Axes, name: str) -> None:
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, -1.0), max(high, 3.0))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}".replace("-", "−")))
    axes.set_xlabel(name)


def draw_rescue(debrief: Debrief) -> Drawing:
    """Adoption with each cause repaired alone, compared with the play's end; filled if it succeeds."""
    rescue = debrief.rescue
    with in_style():
        heading = headed(rescue_finding(rescue), spaced(f"{drawn_said(debrief)}. {say('debrief.rescue.subtitle', week=rescue.judged)}"))
        rows = len(rescue.causes) + 2
        top = heading.height + 2.0 * line_height(SMALL) + 0.35
        figure = Drawing(top + rows * ROW + AXIS)
        heading.write(figure)
        for right, column in ((ALONE, "alone"), (0.2, "others")):
            words = "\n".join(wrapped(say(f"debrief.rescue.{column}"), 2.1, SMALL, 2))
            figure.words(WIDTH - right, top - 0.15, words, weight="bold", ha="right", va="bottom")
        axes = figure.panel(0.5 + CAUSES, top, WIDTH - 1.0 - CAUSES - VERDICTS, rows * ROW)
        axes.set_ylim(rows - 0.5, -0.5)
        axes.set_xlim(0.0, 1.0)
        axes.axvline(debrief.goal, color=INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=0.6)
        goal = spaced(say("debrief.course.goal", share=debrief.goal))
        axes.text(debrief.goal, 1.01, goal, transform=axes.get_xaxis_transform(), ha="center", va="bottom", fontsize=SMALL)
        axes.axvline(rescue.adoption, color=FAINT, linewidth=1.6, zorder=0.5)
        mode = debrief.record.outcome.mode
        _draw_end(axes, 0, rescue.adoption, rescue.adoption, rescue.success, mode)
        for row, cause in enumerate(rescue.causes, start=1):
            _draw_end(axes, row, rescue.adoption, cause.adoption, cause.succeeds, cause.mode)
        _draw_end(axes, rows - 1, rescue.adoption, rescue.everything, rescue.everything_succeeds, None)
        _name_verdicts(figure, top, rescue)
        titles = [say("debrief.rescue.played"), *(plain(one.title, 60) for one in rescue.causes), say("debrief.rescue.everything")]
        name_rows(axes, [f"{title[:1].upper()}{title[1:]}" for title in titles], CAUSES)
        axes.set_xticks([0.0, 0.5, 1.0], [percent(share) for share in (0.0, 0.5, 1.0)])
        axes.set_xlabel(say("debrief.rescue.axis", week=rescue.judged))
        return figure.finished(rescue_in_words(debrief))


def _draw_end(axes: Axes, row: int, start: float, end: float, succeeds: bool, mode: str | None) -> None:
    """The end of a rerun, connected with the end of the play."""
    colour = outcome_colour(None if succeeds else mode or "stalled")
    axes.plot([start, end], [row, row], color=colour, linewidth=2.4, zorder=2, clip_on=False)
    axes.plot(
        end, row, marker="o", markersize=12, markerfacecolor=colour if succeeds else "white", markeredgecolor=colour, markeredgewidth=2.4,
        clip_on=False, zorder=3,
    )  # fmt: skip


def _name_verdicts(figure: Drawing, top: float, rescue: PlayRescue) -> None:
    """Success next to each row: with this repair alone, and with all repairs except this one."""
    rows = [(rescue.success, None), *((one.succeeds, one.succeeds_without) for one in rescue.causes), (rescue.everything_succeeds, None)]
    for row, verdicts in enumerate(rows):
        for right, succeeds in zip((ALONE, 0.2), verdicts, strict=True):
            if succeeds is not None:
                colour = ink_of(outcome_colour(None)) if succeeds else INK
                figure.words(WIDTH - right, top + (row + 0.5) * ROW, _verdict(succeeds), va="center", ha="right", color=colour)


def _verdicts(one: Repaired) -> str:
    return f"{_verdict(one.succeeds)}, {say('debrief.rescue.others')} {_verdict(one.succeeds_without)}"


def _verdict(succeeds: bool) -> str:
    return say(f"debrief.rescue.{'saved' if succeeds else 'lost'}")


def rescue_in_words(debrief: Debrief) -> str:
    """The text alternative, from the same numbers."""
    rescue = debrief.rescue
    told = "; ".join(f"{one.title} {percent(one.adoption)}, {_verdicts(one)} ({points(one.part)})" for one in rescue.causes)
    return spaced(f"{rescue_finding(rescue)}. {told}. {' '.join(rescue_said(debrief))}")
