"""Order: the why that comes late, the foundation that comes last, and the commitment that does not wait for proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.ensembles import Ensemble, play
from experiments.validation.money import placed
from experiments.validation.pattern import OUR_REQUIREMENT, Check, Pattern, Plot, Trend, direction, not_judged
from experiments.validation.readings import POINTS, MeasuredNumber, bands, mean_reading, share_reading
from experiments.validation.tendencies import LEVEL, broken, fallen
from experiments.validation.variants import changed
from sim.array_types import Floats
from sim.config import load
from sim.config.with_more_cards import with_interventions
from sim.schema.initiative import Initiative

WHY = "share_the_why"
"""Intervention that gives the reasons."""

COMMITS = "mainstream_test_bed"
"""Intervention that commits a firm to what a test-bed has found."""

LATE = (26, 52)
"""Weeks to which the why is moved."""

FIRMS = {"customer_centric": "An ordinary firm", "company_a": "Company A"}
"""Scenarios whose own plans have a why that is moved, with their names in a figure."""

CENTRED, OFF_CENTRE = "centred", "off_centre"
"""The same interventions in two orders, in the same firm."""

PROVED, EARLY, AFTER = 0.5, 10, 26
"""Share of proof at which it counts as there, the week of an early commitment, and weeks after the why has ended; our conventions."""


class Committed(NamedTuple):
    """A test-bed that is mainstreamed early and when its proof is there, on the same draws."""

    early: Ensemble
    waiting: Ensemble
    week: int  # in which the proof is there, in the mean of the runs
    failed: np.ndarray  # (seeds,): whether the idea never proved itself

    def saved(self) -> MeasuredNumber:
        """What waiting is worth at the end, thousand euro: value, which is margin gained less the cost of the programme."""
        return mean_reading(self.waiting.firm["value"][-1] - self.early.firm["value"][-1], "pairs", unit="thousand euro")


def why_in(initiative: Initiative, week: int, *, alone: bool = False) -> Initiative:
    """The same plan with its why in another week, as long as before; alone : nothing else is done."""

    def move(data: dict[str, Any]) -> None:
        programme = data["programme"]
        if alone:
            programme["steps"] = {"why": {"intervention": WHY}}
        for step in programme["steps"].values():
            if step["intervention"] == WHY:
                step["start"] = week

    return changed(initiative, move)


def why_of(initiative: Initiative) -> int:
    """The week in which a plan's why begins."""
    return min(step.start for step in initiative.programme.steps.values() if step.intervention == WHY)


def after_the_why(ensemble: Ensemble, initiative: Initiative) -> Floats:
    """Adoption some weeks after the why has ended, shape (seeds,)."""
    steps = initiative.programme.steps
    end = max(step.worked_until for step in placed(initiative).steps if steps[step.handle].intervention == WHY)
    return ensemble.adoption[min(end + AFTER, initiative.weeks)]


def committed(base: Initiative, seeds: int, early: int = EARLY) -> Committed | None:
    """Move the step that commits the firm to the test-bed; none where the proof is never there in the mean, as planned."""
    commits = [handle for handle, step in base.programme.steps.items() if step.intervention == COMMITS]

    def committing_in(week: int) -> Callable[[dict[str, Any]], None]:
        def move(data: dict[str, Any]) -> None:
            for handle in commits:
                data["programme"]["steps"][handle]["start"] = week

        return move

    there = np.flatnonzero(play(base, seeds).firm["proof"].mean(axis=1) >= PROVED)
    if not len(there):
        return None
    week = int(there[0])
    waiting = play(changed(base, committing_in(week)), seeds)
    return Committed(play(changed(base, committing_in(early)), seeds), waiting, week, waiting.firm["proof"].max(axis=0) < PROVED)


def measure_order(seeds: int = 100) -> Pattern:
    """The why alone and in two plans, early and late; two orders of one plan; a commitment before and after proof."""
    checks, panels = [], []
    alone = with_interventions(load("customer_centric"), [WHY])
    early = play(why_in(alone, 0, alone=True), seeds)
    courses = {0: early}
    for week in LATE:
        courses[week] = play(why_in(alone, week, alone=True), seeds)
        what = f"the why alone, in week {week} rather than 0: adoption gained"
        checks.append(_no_gain(what, courses[week].adoption[-1] - early.adoption[-1]))
    panels.append(_panel("The why alone", {f"week {week}": one for week, one in courses.items()}))
    ended = {week: after_the_why(one, why_in(alone, week, alone=True)) for week, one in courses.items()}
    unjudged = [
        not_judged(f"the why alone, in week {week} rather than 0, each read {AFTER} weeks after its end: gained",
                   _difference(ended[week], ended[0]), OUR_REQUIREMENT)
        for week in LATE
    ]  # fmt: skip
    for name, title in FIRMS.items():
        base = load(name)
        planned, begins = play(base, seeds), why_of(base)
        moved = {week: play(why_in(base, week), seeds) for week in LATE}
        for week, one in moved.items():
            what = f"{name}: the why of the plan in week {week} rather than {begins}: adoption gained"
            checks.append(_no_gain(what, one.adoption[-1] - planned.adoption[-1]))
        panels.append(_panel(f"{title}: the why", {f"week {week}": one for week, one in ({begins: planned} | moved).items()}))
    centred, off_centre = play(load(CENTRED), seeds), play(load(OFF_CENTRE), seeds)
    clear = "95 % interval of the paired difference leaves out zero"
    checks.append(
        direction("adoption at the end, centred less off centre", "above 0", _difference(centred.adoption[-1], off_centre.adoption[-1]),
                  clear, OUR_REQUIREMENT)
    )  # fmt: skip
    panels.append(_panel("Two orders", {"centred": centred, "off centre": off_centre}))
    unjudged.append(
        not_judged("success, centred less off centre", _difference(centred.success.astype(float), off_centre.success.astype(float)),
                   OUR_REQUIREMENT)
    )  # fmt: skip
    tested = committed(load("test_bed_small_customer"), seeds)
    commitment, words = _rows_on_commitment(tested)
    return Pattern(
        name="order",
        title="First things first",
        source="this project, after Hunsaker 2020 and Byrnes and Wass",
        status=OUR_REQUIREMENT,
        published=(
            "Reasons that come late do not do better than reasons that come first, a plan that begins with its foundation beats the same "
            "plan in another order, and committing a firm to an idea before it has proved itself costs more than it brings."
        ),
        measured=(
            f"The intervention `{WHY}` alone in customer_centric, and in the plans of {' and '.join(FIRMS)}, moved; scenarios `{CENTRED}` "
            f"and `{OFF_CENTRE}`; test_bed_small_customer with `{COMMITS}` in week {EARLY}, and in the week in which the mean "
            f"proof is {PROVED:.0%}. {seeds} seeds, the same in each pair."
        ),
        checks=(*checks, *commitment, *unjudged),
        panels=tuple(panels),
        remarks=(
            *words,
            f"An intervention that comes late also ends late, nearer to the week in which adoption is read; the rows that are not judged "
            f"read each {AFTER} weeks after its own end.",
        ),
    )  # fmt: skip


def _rows_on_commitment(tested: Committed | None) -> tuple[list[Check], tuple[str, ...]]:
    """What waiting for proof is worth, judged where the idea can fail; and what is known of that, in words."""
    what, published = f"value at the end, mainstreamed when proof is there less in week {EARLY}", "above 0"
    if tested is None:
        return [], ("Whether a firm should wait for proof is not measured: in the mean, the proof of the test-bed is never there.",)
    saved, fails = tested.saved(), share_reading(tested.failed, "runs")
    failing = not_judged("runs in which the idea of the test-bed never proves itself", fails, OUR_REQUIREMENT)
    if not tested.failed.any():
        risks = "not judged: the idea fails in no run, so that an early commitment risks nothing"
        row = not_judged(what, saved, OUR_REQUIREMENT, risks, published)
        words = (
            f"The proof of the test-bed is there in week {tested.week}, in the mean, and comes in every run: in none of them does an early "
        )
        return [row, failing], (words + "commitment trust an idea that fails.",)
    row = direction(what, published, saved, "95 % interval of the paired difference leaves out zero", OUR_REQUIREMENT)
    spent = (tested.early.firm["spend"][-1] - tested.waiting.firm["spend"][-1])[tested.failed]
    return [row, failing], (
        f"The proof of the test-bed is there in week {tested.week}, in the mean. Where the idea never proves itself, the early commitment "
        f"has cost {spent.mean():,.0f} thousand euro more by the end.",
    )


def _no_gain(what: str, gained: Floats) -> Check:
    """A row that asks that something late does not do better."""
    return Check(what, "not above 0", _difference(gained, 0.0), f"one-sided test of gain, {LEVEL:.0%}",
                 not broken([fallen("late", -gained)]), OUR_REQUIREMENT)  # fmt: skip


def _difference(one: Floats, other: Floats | float) -> MeasuredNumber:
    return mean_reading(one - other, "pairs", unit=POINTS)


def _panel(title: str, courses: dict[str, Ensemble]) -> Plot:
    lines = []
    for name, one in courses.items():
        weeks = tuple(float(week) for week in range(len(one.adoption)))
        lines.append(Trend(name, weeks, *bands(one.adoption)))
    return Plot(title, "weeks", "adoption", tuple(lines), is_share=True)
