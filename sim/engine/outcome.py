"""Outcome: whether an initiative succeeded, by which definition, and if not, in which way it failed and when that began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.columns import FIRM_SERIES, Traces
from sim.engine.plan import Plan
from sim.engine.scenario import Initiative, Success
from sim.organisation.organisation import Organisation

Floats = NDArray[np.float64]

MODES = ("never took off", "stalled", "siloed", "hollow", "abandoned", "relapsed")
"""The six ways to fail, in the order in which reports list them."""

TOOK_OFF = 0.15
"""Gain of adoption over the start below which a change never took off; our convention."""

LEFT_BEHIND = 0.5
"""A unit is left behind where its adoption is under this share of the goal; our convention."""


WORTH_TELLING = 5
"""People in the smallest unit that reports speak of by name: below, one person is a landslide."""


class Moment(NamedTuple):
    """Something a reader would point at on the curve."""

    week: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """How an initiative ended, in words and by every definition."""

    success: bool
    mode: str | None  # none for a success
    definition: str
    by_definition: dict[str, bool]
    moments: tuple[Moment, ...]
    reading: str  # one sentence


class Course(NamedTuple):
    """One lane of a run, as the outcome looks at it; weeks run along the first axis."""

    adoption: Floats  # (weeks + 1,)
    by_unit: Floats  # (weeks + 1, units inside)
    felt: Floats
    revenue: Floats
    spend: Floats
    abandoned: int
    vetoed: int


def unit_adoption(practising: NDArray[np.uint32], plan: Plan, organisation: Organisation) -> Floats:
    """Adoption of every unit: practised share of the aligned behaviours that apply there, by their weight for customers.

    practising : (weeks + 1, units, behaviours, …); returns (weeks + 1, units, …); 0 where nothing applies
    """
    behaviours = plan.behaviours
    weight = behaviours.weight * behaviours.aligned * behaviours.applies
    share = practising / organisation.unit_size[:, None].astype(float).reshape((1, -1, 1) + (1,) * (practising.ndim - 3))
    weighted = np.einsum("tub...,ub->tu...", share, weight)
    total = weight.sum(axis=1)
    return weighted / np.where(total > 0.0, total, 1.0).reshape((1, -1) + (1,) * (practising.ndim - 3))


def course_of(traces: Traces, plan: Plan, organisation: Organisation, abandoned: int, vetoed: int, lane: int) -> Course:
    """One lane, cut out of the traces."""
    series = {name: traces.firm[:, row, lane] for row, name in enumerate(FIRM_SERIES)}
    units = unit_adoption(traces.practising[..., lane], plan, organisation)[:, organisation.is_internal]
    return Course(series["adoption"], units, series["felt"], series["revenue"], series["spend"], int(abandoned), int(vetoed))


def judged_in(success: Success, course: Course, initiative: Initiative, programme_end: int) -> int:
    """The week a definition looks at: the deadline, the end, or so long after the stimulus stopped."""
    last = len(course.adoption) - 1
    deadline = min(last, initiative.programme.expected_weeks)
    if success.kind in ("adoption_at_deadline", "objectives_met"):
        return deadline
    if success.kind == "value_realised":
        return last
    return min(last, max(deadline, programme_end) + success.weeks_after)


def holds(success: Success, course: Course, initiative: Initiative, programme_end: int) -> bool:
    """Whether a definition of success is met."""
    last = len(course.adoption) - 1
    judged = judged_in(success, course, initiative, programme_end)
    felt_gain = course.felt[judged] - course.felt[0]
    growth = course.revenue[last] / course.revenue[0] - 1.0
    if success.kind == "adoption_at_deadline":
        return bool(course.adoption[judged] >= success.adoption)
    if success.kind == "sustained":
        return bool(course.adoption[judged] >= success.adoption and felt_gain >= success.felt_gain)
    if success.kind == "customer_outcome":
        return bool(felt_gain >= success.felt_gain)
    if success.kind == "value_realised":
        return bool(growth >= success.value_share * initiative.market.promised_growth)
    money = initiative.programme.budgets.money
    in_budget = money is None or course.spend[last] <= money + 1e-9
    in_time = course.adoption[judged] >= success.adoption and felt_gain >= success.felt_gain
    return bool(in_budget and in_time and course.abandoned < 0)


def outcome_of(course: Course, initiative: Initiative, organisation: Organisation, programme_end: int) -> Outcome:
    """How one lane ended."""
    known = initiative.definitions.outcomes
    by_definition = {name: holds(success, course, initiative, programme_end) for name, success in sorted(known.items())}
    succeeded = by_definition[initiative.outcome]
    goal = float(initiative.success.adoption)
    judged = judged_in(initiative.success, course, initiative, programme_end)
    mode = None if succeeded else failure_mode(course, goal, judged)
    moments = _moments(course, initiative, organisation, programme_end, goal)
    return Outcome(succeeded, mode, initiative.outcome, by_definition, moments, _reading(succeeded, mode, course, moments, goal))


def failure_mode(course: Course, goal: float, judged: int) -> str:
    """The way a failure failed by the week it was judged: the first of the six that describes it."""
    peak, end, start = course.adoption[: judged + 1].max(), course.adoption[judged], course.adoption[0]
    if course.abandoned >= 0 and peak < goal:
        return "abandoned"
    if end >= goal:
        return "hollow"
    if peak >= goal:
        return "relapsed"
    if peak - start < TOOK_OFF:
        return "never took off"
    best = course.by_unit[: judged + 1].max(axis=0)
    if best.max(initial=0.0) >= goal and best.min(initial=1.0) < LEFT_BEHIND * goal:
        return "siloed"
    return "stalled"


def _moments(course: Course, initiative: Initiative, organisation: Organisation, programme_end: int, goal: float) -> tuple[Moment, ...]:
    moments: list[Moment] = []
    if course.vetoed >= 0:
        moments.append(Moment(course.vetoed, f"finance stopped the programme in week {course.vetoed}"))
    elif course.abandoned >= 0:
        moments.append(Moment(course.abandoned, f"the sponsor withdrew in week {course.abandoned}"))
    reached = np.flatnonzero(course.adoption >= goal)
    if len(reached) and reached[0] > 0:
        moments.append(Moment(int(reached[0]), f"adoption reached the goal of {goal:.0%} in week {reached[0]}"))
    inside = organisation.is_internal
    names = [title for title, is_inside in zip(organisation.unit_titles, inside, strict=True) if is_inside]
    told = np.flatnonzero(organisation.unit_size[inside] >= min(WORTH_TELLING, organisation.unit_size[inside].max()))
    crossed = sorted(
        (int(np.argmax(column >= goal)), names[u]) for u, column in enumerate(course.by_unit.T) if u in told and (column >= goal).any()
    )
    crossed = [(week, name) for week, name in crossed if week > 0]
    if crossed:
        moments.append(Moment(crossed[0][0], f"{crossed[0][1]} was the first unit at {goal:.0%}, in week {crossed[0][0]}"))
    last = len(course.adoption) - 1
    laggard = int(told[np.argmin(course.by_unit[-1][told])])
    if last > 0 and len(names) > 1 and course.by_unit[:, laggard].max() < LEFT_BEHIND * goal:
        moments.append(Moment(last, f"unit {names[laggard]} never passed {np.ceil(course.by_unit[:, laggard].max() * 100):.0f} %"))
    if 0 < programme_end < last and course.adoption[programme_end] - course.adoption[-1] > 0.05:
        fall = f"from {course.adoption[programme_end]:.0%} to {course.adoption[-1]:.0%}"
        moments.append(Moment(programme_end, f"adoption fell {fall} after the programme ended in week {programme_end}"))
    for _, shock in sorted(initiative.shocks.items()):
        if shock.week < last:
            moments.append(Moment(shock.week + 1, f"{shock.title or shock.kind.replace('_', ' ')} (week {shock.week + 1})"))
    return tuple(sorted(moments))


def _reading(succeeded: bool, mode: str | None, course: Course, moments: tuple[Moment, ...], goal: float) -> str:
    peak, end = course.adoption.max(), course.adoption[-1]
    gain = course.felt[-1] - course.felt[0]
    felt = f"what customers feel {'rose' if gain >= 0 else 'fell'} by {abs(gain) * 100:.0f} points"
    course_in_words = f"adoption went from {course.adoption[0]:.0%} to {end:.0%} (peak {peak:.0%}, goal {goal:.0%}) and {felt}"
    return f"It {'succeeded' if succeeded else f'failed ({mode})'}: {course_in_words}."
