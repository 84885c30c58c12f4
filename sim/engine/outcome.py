"""Outcome: whether an initiative succeeded, by which definition; otherwise its failure mode and when that began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.compiled import rule
from sim.engine.state import FIRM_SERIES, State, Traces
from sim.organisation.organisation import Organisation
from sim.planning.arrays import Plan
from sim.schema.initiative import Initiative
from sim.schema.success import Success

MODES = ("never took off", "stalled", "siloed", "hollow", "abandoned", "relapsed", "overtaken")
"""The seven failure modes, in reporting order."""

TOOK_OFF = 0.15
"""Gain of adoption over the start below which a change never took off; our convention."""

LEFT_BEHIND = 0.5
"""A unit is left behind where its adoption is under this share of the goal; our convention."""


APART = 0.05
"""Share by which reports run ahead of practice before it is worth telling; our convention."""

WORTH_TELLING = 5
"""People in the smallest unit that reports speak of by name: below, one person is a landslide."""


class Moment(NamedTuple):
    """Something a reader would point at on the curve."""

    week: int
    text: str


class Claim(NamedTuple):
    """What was reported where reports were highest, and what was practised then."""

    week: int
    reported: float  # [0, 1]
    practised: float  # [0, 1]


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
    """One or all lanes of a run, as outcome rules read them; weeks on the first axis, lanes, if any, on the last."""

    adoption: Floats  # practised, (weeks + 1, …)
    reported: Floats  # adoption as units report it, (weeks + 1, …)
    by_unit: Floats  # (weeks + 1, units inside, …)
    felt: Floats
    revenue: Floats
    spend: Floats
    abandoned: int | NDArray[np.int32]  # week, -1 if never
    vetoed: int | NDArray[np.int32]
    overtaken: int | NDArray[np.int32]


def unit_adoption(practising: NDArray[np.uint32], plan: Plan, organisation: Organisation) -> Floats:
    """Adoption of every unit: practised share of the aligned behaviours that apply there, by their weight for customers.

    practising : (weeks + 1, units, behaviours, …); returns (weeks + 1, units, …); 0 where nothing applies
    """
    behaviours = plan.behaviours
    weight = behaviours.weight * behaviours.aligned * behaviours.applies
    total = weight.sum(axis=1)
    counts = np.ascontiguousarray(practising).reshape(*practising.shape[:3], -1)
    adopted = np.empty((*counts.shape[:2], counts.shape[3]))
    _add_up(counts, weight / organisation.unit_size[:, None], np.where(total > 0.0, total, 1.0), adopted)
    return adopted.reshape(practising.shape[:2] + practising.shape[3:])


@rule
def _add_up(practising, weight, total, adopted):
    """Weighted sums over behaviours, one by one, so that a lane's sums never depend on the others."""
    weeks, units, behaviours, lanes = practising.shape
    for week in range(weeks):
        for u in range(units):
            for lane in range(lanes):
                adopted[week, u, lane] = 0.0
            for b in range(behaviours):
                if weight[u, b] > 0.0:
                    for lane in range(lanes):
                        adopted[week, u, lane] += practising[week, u, b, lane] * weight[u, b]
            for lane in range(lanes):
                adopted[week, u, lane] /= total[u]


def course_of(traces: Traces, plan: Plan, organisation: Organisation, state: State, lane: int) -> Course:
    """One lane, cut out of the traces."""
    weeks = (int(week[lane]) for week in (state.abandoned, state.vetoed, state.overtaken))
    return _course(traces.firm[..., lane], traces.practising[..., lane], plan, organisation, *weeks)


def courses_of(traces: Traces, plan: Plan, organisation: Organisation, state: State) -> Course:
    """All lanes side by side."""
    return _course(traces.firm, traces.practising, plan, organisation, state.abandoned, state.vetoed, state.overtaken)


def _course(firm: Floats, practising: NDArray[np.uint32], plan: Plan, organisation: Organisation, *weeks: Any) -> Course:
    series = {name: firm[:, row] for row, name in enumerate(FIRM_SERIES)}
    units = unit_adoption(practising, plan, organisation)
    if not organisation.is_internal.all():
        units = units[:, organisation.is_internal]
    return Course(series["adoption"], series["reported"], units, series["felt"], series["revenue"], series["spend"], *weeks)


def judged_in(success: Success, course: Course, initiative: Initiative, programme_end: int) -> int:
    """The week that a definition judges: the deadline, the end, or a time after the stimulus stopped."""
    last = len(course.adoption) - 1
    deadline = min(last, initiative.programme.expected_weeks)
    if success.kind in ("adoption_at_deadline", "objectives_met"):
        return deadline
    if success.kind == "value_realised":
        return last
    return min(last, max(deadline, programme_end) + success.weeks_after)


def holds(success: Success, course: Course, initiative: Initiative, programme_end: int) -> NDArray[np.bool_]:
    """Whether a definition of success is met; shape () for one lane, (lanes,) for all. A firm that was merged by then met none."""
    judged = judged_in(success, course, initiative, programme_end)
    overtaken = np.asarray(course.overtaken)
    return _is_met(success, course, initiative, judged) & ((overtaken < 0) | (overtaken > judged))


def _is_met(success: Success, course: Course, initiative: Initiative, judged: int) -> NDArray[np.bool_]:
    felt_gain = course.felt[judged] - course.felt[0]
    if success.kind == "adoption_at_deadline":
        return np.asarray(course.adoption[judged] >= success.adoption)
    if success.kind == "customer_outcome":
        return np.asarray(felt_gain >= success.felt_gain)
    if success.kind == "value_realised":
        growth = course.revenue[-1] / course.revenue[0] - 1.0
        return np.asarray(growth >= success.value_share * initiative.market.promised_growth)
    reached = np.asarray((course.adoption[judged] >= success.adoption) & (felt_gain >= success.felt_gain))
    if success.kind == "sustained":
        return reached
    money = initiative.programme.budgets.money
    in_budget = money is None or course.spend[-1] <= money + 1e-9
    return reached & in_budget & (np.asarray(course.abandoned) < 0)


def met_by(course: Course, initiative: Initiative, programme_end: int) -> dict[str, NDArray[np.bool_]]:
    """Whether each definition of success is met, by name; shapes as of `holds`."""
    known = initiative.definitions.outcomes
    return {name: holds(success, course, initiative, programme_end) for name, success in sorted(known.items())}


def modes_of(course: Course, initiative: Initiative, programme_end: int, succeeded: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Failure mode of each failure in the week that the chosen definition judges; None for a success; shapes as of `holds`."""
    judged = judged_in(initiative.success, course, initiative, programme_end)
    failed_as = failure_mode(course, initiative.success, judged).astype(object)
    return np.where(succeeded, np.array(None, object), failed_as)


def outcome_of(course: Course, initiative: Initiative, organisation: Organisation, programme_end: int) -> Outcome:
    """How one lane ended."""
    met = met_by(course, initiative, programme_end)
    by_definition = {name: bool(is_met) for name, is_met in met.items()}
    succeeded = by_definition[initiative.outcome]
    mode = modes_of(course, initiative, programme_end, met[initiative.outcome]).item()
    goal = float(initiative.success.adoption)
    moments = _moments(course, initiative, organisation, programme_end, goal)
    return Outcome(succeeded, mode, initiative.outcome, by_definition, moments, _reading(succeeded, mode, course, moments, goal))


def failure_mode(course: Course, success: Success, judged: int) -> NDArray[np.str_]:
    """The way a failure failed by the week it was judged: the first of the seven that describes it; shapes as of `holds`.

    Overtaken is a firm that was merged into a better rival by the end, however its change stood (Byrnes and Wass: Bell).
    Hollow is what is there in name only: practice is at the goal, or reports reached a goal that practice never did, and customers do not
    feel it. Reports fade once no programme asks for them, so their highest point by then counts. A change that customers feel has
    substance and keeps the name of its practice, even where reports ran ahead of it. Source: Meyer and Rowan 1977 (decoupling).
    """
    goal = float(success.adoption)
    peak, end, start = course.adoption[: judged + 1].max(axis=0), course.adoption[judged], course.adoption[0]
    unfelt = course.felt[judged] - course.felt[0] < success.felt_gain
    told = course.reported[: judged + 1].max(axis=0)
    best = course.by_unit[: judged + 1].max(axis=0)
    one_unit_there, one_left_behind = best.max(axis=0, initial=0.0) >= goal, best.min(axis=0, initial=1.0) < LEFT_BEHIND * goal
    found = {
        "overtaken": np.asarray(course.overtaken) >= 0,
        "abandoned": (np.asarray(course.abandoned) >= 0) & (peak < goal),
        "hollow": (end >= goal) | ((peak < goal) & (told >= goal) & unfelt),
        "relapsed": peak >= goal,
        "never took off": peak - start < TOOK_OFF,
        "siloed": one_unit_there & one_left_behind,
    }
    return np.select(list(found.values()), list(found), "stalled")


def highest_claim(reported: Floats, practised: Floats) -> Claim | None:
    """Highest reports of a course, where they run ahead of practice by at least `APART`; none where they do not. Both : (weeks + 1,)."""
    week = int(reported.argmax())
    if reported[week] - practised[week] < APART:
        return None
    return Claim(week, float(reported[week]), float(practised[week]))


def _moments(course: Course, initiative: Initiative, organisation: Organisation, programme_end: int, goal: float) -> tuple[Moment, ...]:
    moments: list[Moment] = []
    if course.vetoed >= 0:
        moments.append(Moment(int(course.vetoed), f"finance stopped the programme in week {course.vetoed}"))
    elif course.abandoned >= 0 and course.abandoned != course.overtaken:
        moments.append(Moment(int(course.abandoned), f"the sponsor withdrew in week {course.abandoned}"))
    if course.overtaken >= 0:
        moments.append(Moment(int(course.overtaken), f"the firm was merged into a better rival in week {course.overtaken}"))
    reached = np.flatnonzero(course.adoption >= goal)
    if len(reached) and reached[0] > 0:
        moments.append(Moment(int(reached[0]), f"adoption reached the goal of {goal:.0%} in week {reached[0]}"))
    claim = highest_claim(course.reported, course.adoption)
    if claim is not None:
        moments.append(Moment(claim.week, f"reports said {claim.reported:.0%} in week {claim.week}; {claim.practised:.0%} practised"))
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
    claim = highest_claim(course.reported, course.adoption) if mode == "hollow" else None
    told = "" if claim is None else f"; reports said {claim.reported:.0%}"
    return f"It {'succeeded' if succeeded else f'failed ({mode})'}: {course_in_words}{told}."
