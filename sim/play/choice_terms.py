"""What pulled a person and what held the person back in one week, in the terms of the choice rule.

A term that pulls is the rule's result with all other weights at zero. Of the conditions that a behaviour takes, only the scarcest holds:
its term is the rule's whole hold, and those of the others are 0. So the terms are the rule's own, and their sum is compared with the
threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import in_python
from sim.engine.chances import address_at, chances_of_choice, chances_of_meetings, chances_of_week
from sim.engine.run import Run
from sim.engine.state import FIRM, World
from sim.mechanisms import choice, exposure, leadership
from sim.mechanisms.choice import ChoiceParameters
from sim.organisation.organisation import MISSING
from sim.planning.arrays import Plan
from sim.planning.temporary_ties import WHOLE
from sim.schema.levers import LEVER

pull_of_aligned, hold_on_aligned = in_python(choice.pull_of_aligned), in_python(choice.hold_on_aligned)
pull_of_derailing, decides = in_python(choice.pull_of_derailing), in_python(choice.decides)
lacking, ability_left, conforming = in_python(choice.lacking), in_python(choice.ability_left), in_python(choice.conforming)
exposure_of, encountered = in_python(exposure.exposure_of), in_python(exposure.encountered)
signal_heard = in_python(leadership.signal_heard)

WEIGHTS = ("social", "lead", "interest", "reward", "habit", "norm", "hold", "conformity", "temptation")
"""Weights of the choice rule; with all but one at zero, the rule gives one term."""

CONDITIONS = ("effort", "autonomy", "policies", "coordination", "resources", "climate", "account", "meaning", "cynicism")
"""Terms of the conditions that a behaviour takes, of which only the scarcest has a value; `effort` is the ability that it takes."""


class Before(NamedTuple):
    """State of people at the start of a week. One lane; copied, so that the run can continue."""

    week: int
    practice: NDArray[np.uint8]  # (employees, behaviours)
    habit: NDArray[np.float64]
    interest: NDArray[np.float64]  # (employees,)
    capacity: NDArray[np.float64]
    cynicism: NDArray[np.float64]
    threshold: NDArray[np.float64]
    commitment: NDArray[np.float64]  # (leaders,)
    credibility: NDArray[np.float64]
    norm: NDArray[np.float64]  # (units, behaviours)
    is_agent: NDArray[np.uint8]  # (employees,)
    abandoned: bool


class Term(NamedTuple):
    """One term of a choice; negative if it holds the person back."""

    name: str
    value: float  # on the scale of thresholds


class Weighing(NamedTuple):
    """One person's choice about one behaviour."""

    behaviour: str
    title: str
    is_aligned: bool
    terms: tuple[Term, ...]
    pull: float  # the sum of the terms
    chance: float  # contribution of the week's random draw
    threshold: float
    decides: bool  # whether pull and chance reach the threshold
    practised: bool  # before the week
    practises: bool  # after it

    @property
    def scarcest(self) -> str | None:
        """The condition that the person lacks most for this behaviour, the only one that holds; none where it lacks none."""
        return next((term.name for term in self.terms if term.name in CONDITIONS and term.value < 0.0), None)


class Weighed(NamedTuple):
    """One person's choice in one week. Only people who reconsider decide; change agents practise aligned behaviours anyway."""

    week: int
    person: int
    thinks_again: bool
    is_agent: bool
    is_succeeded: bool  # a successor took over in this week
    behaviours: tuple[Weighing, ...]


def as_it_begins(run: Run) -> Before:
    """State of people at the start of the coming week."""
    state = run.state
    return Before(
        week=run.week,
        practice=state.practice[..., 0].copy(),
        habit=state.habit[..., 0].copy(),
        interest=state.interest[..., 0].copy(),
        capacity=state.capacity[..., 0].copy(),
        cynicism=state.cynicism[..., 0].copy(),
        threshold=state.threshold[..., 0].copy(),
        commitment=state.commitment[..., 0].copy(),
        credibility=state.credibility[..., 0].copy(),
        norm=state.norm[..., 0].copy(),
        is_agent=state.is_agent[..., 0].copy(),
        abandoned=bool(state.abandoned[0] >= 0),
    )


def weighed(run: Run, before: Before, person: int) -> Weighed:
    """Terms of each behaviour's choice in the last week.

    run : one lane, a week later than `before`
    Raises ValueError for another week.
    """
    if run.week != before.week + 1:
        raise ValueError(f"the run is at week {run.week}, but `before` is from week {before.week}; the run must be one week later")
    world, plan = run.world, run.plan
    unit, leads = int(world.unit[person]), bool(world.leader_row[person] != MISSING)
    behaviours = plan.behaviours
    seen, listened = _watched(run, before, person)
    address = address_at(int(world.address_low[person]), int(world.address_high[person]), run.seeds[0])
    chances = chances_of_week(address, before.week + 1)
    draws = chances_of_choice(address, before.week + 1, len(behaviours.weight))
    meetings = chances_of_meetings(address, before.week + 1, len(behaviours.weight))
    names = sorted(run.initiative.behaviours)
    succeeded = bool(run.state.threshold[person, 0] != before.threshold[person])  # only a successor has another threshold
    weighings = tuple(
        _weighing(run, before, person, b, name, _shown(run, person, b, seen[b], listened, meetings[b]), draws[b])
        for b, name in enumerate(names)
        if behaviours.applies[unit, b] and (leads or not behaviours.leaders_only[b])
    )
    thinks = chances.reconsiders < run.rules.choice.reconsider
    return Weighed(before.week, person, thinks, bool(before.is_agent[person]), succeeded, weighings)


def _shown(run: Run, person: int, b: int, seen: int, listened: int, meeting: float) -> float:
    """Exposure that counts for a choice: all of it, or what the colleagues met show of it."""
    plan, rules = run.plan, run.rules.exposure
    recognition = run.state.stratum_levers[plan.stratum[person], LEVER["recognition"], 0]
    shown = exposure_of(seen, listened, plan.behaviours.visibility[b], recognition, rules)
    return encountered(shown, meeting, rules.encounters) if rules.encounters >= 1.0 else shown


def _weighing(run: Run, before: Before, person: int, b: int, name: str, shown: float, draw: float) -> Weighing:
    plan, rules = run.plan, run.rules.choice
    unit = int(run.world.unit[person])
    levers = run.state.stratum_levers[plan.stratum[person], :, 0]
    kept = 1.0 - _disruption(plan, before, person)
    own = {
        "exposure": shown, "signal": _heard(run, person), "interest": before.interest[person], "habit": before.habit[person, b] * kept,
        "norm": before.norm[unit, b], "times": float(run.state.firm[FIRM["disturbance"], 0]), "closure": float(run.world.closure[person]),
    }  # fmt: skip
    aligned = bool(plan.behaviours.aligned[b])
    if aligned:
        terms, ease = _terms_of_aligned(own, before.capacity[person] * kept, before.cynicism[person], run, levers, unit, b), 0.0
    else:
        terms, ease = _terms_of_derailing(own, levers[LEVER["metrics"]], float(plan.asked[unit, b]), rules), rules.derailing_ease
    pull, threshold = _sum(terms), float(before.threshold[person]) - ease
    return Weighing(
        name, run.initiative.definitions.behaviours[name].title, aligned, terms, pull, rules.noise * draw, threshold,
        bool(decides(pull, threshold, draw, shown, run.world.follows_from, rules)), bool(before.practice[person, b]),
        bool(run.state.practice[person, b, 0]),
    )  # fmt: skip


def _terms_of_aligned(
    own: dict[str, Any], capacity: float, cynicism: float, run: Run, levers: NDArray[np.float64], unit: int, b: int
) -> tuple[Term, ...]:
    rules, behaviours = run.rules.choice, run.plan.behaviours
    lever = {name: float(levers[row]) for name, row in LEVER.items()}
    stake = (lever["incentives"] + lever["metrics"] + lever["benefit"]) / 3.0
    resources = (lever["people"] + lever["time"] + lever["capital"]) / 3.0
    freedom, ability = behaviours.autonomy[b], ability_left(capacity, run.state.fatigue[unit, 0])

    def pull(p: ChoiceParameters) -> float:
        return pull_of_aligned(own["exposure"], own["signal"], 0.0, own["interest"], stake, own["habit"], own["norm"], p)

    missing = {
        "effort": lacking(rules.skill * behaviours.effort[b], ability),
        "autonomy": lacking(freedom, lever["autonomy"]),
        "policies": lacking(rules.leeway * freedom, lever["policies"]),
        "coordination": lacking(rules.links * behaviours.coordination[b], lever["coordination"]),
        "resources": lacking(rules.means * behaviours.effort[b], resources),
        "climate": lacking(rules.safety, lever["climate"]),
        "account": lacking(rules.account, stake),
        "meaning": lacking(rules.meaning, own["interest"]),
        "cynicism": lacking(rules.belief, 1.0 - cynicism),
    }
    scarcest = max(missing, key=missing.__getitem__)
    hold = hold_on_aligned(
        behaviours.effort[b], capacity, run.state.fatigue[unit, 0], freedom, lever["autonomy"], behaviours.coordination[b],
        lever["coordination"], resources, lever["policies"], lever["climate"], stake, own["interest"], cynicism, 0.0, own["closure"],
        own["exposure"], rules,
    )  # fmt: skip
    return (
        *_each(("social", "lead", "interest", "reward", "habit", "norm"), pull, rules),
        Term("times", own["times"]),
        *(Term(name, -float(hold) if name == scarcest else 0.0) for name in missing),
        Term("conformity", -float(conforming(behaviours.divergence[b], own["closure"], rules)) * (1.0 - own["exposure"])),
    )


def _terms_of_derailing(own: dict[str, Any], metrics: float, asked: float, rules: ChoiceParameters) -> tuple[Term, ...]:
    def pull(p: ChoiceParameters) -> float:
        return pull_of_derailing(own["exposure"], own["signal"], 0.0, own["interest"], metrics, asked, own["habit"], own["norm"], p)

    return (*_each(("social", "temptation", "habit", "norm", "lead", "interest"), pull, rules), Term("times", -own["times"]))


def _each(names: tuple[str, ...], pull: Callable[[ChoiceParameters], float], rules: ChoiceParameters) -> tuple[Term, ...]:
    return tuple(Term(name, float(pull(_only(name, rules)))) for name in names)


def _only(weight: str, rules: ChoiceParameters) -> ChoiceParameters:
    """The rule with all weights but one at zero."""
    return rules._replace(**{name: 0.0 for name in WEIGHTS if name != weight})


def _sum(terms: tuple[Term, ...]) -> float:
    return float(sum(term.value for term in terms))


def _heard(run: Run, person: int) -> float:
    world, signal = run.world, run.state.signal[:, 0]
    heard = (signal[world.row_manager[person]], signal[world.row_head[person]], signal[world.row_chief])
    return float(signal_heard(*heard, run.rules.leadership))


def _disruption(plan: Plan, before: Before, person: int) -> float:
    """The share of habit and ability that a reorganisation removes at the start of the week."""
    kept = 1.0
    for kind, week, size, audience in zip(plan.event_kind, plan.event_week, plan.event_size, plan.event_audience, strict=True):
        if kind == 1 and week == before.week and audience[person] and not before.abandoned:
            kept *= 1.0 - size
    return float(1.0 - kept)


def _watched(run: Run, before: Before, person: int) -> tuple[NDArray[np.int64], int]:
    """Tie strength to practitioners of each behaviour, and in total, in 64ths."""
    colleagues, strength = ties_of(run, before.week, person)
    return strength @ before.practice[colleagues].astype(np.int64), int(strength.sum())


def ties_of(run: Run, week: int, person: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The colleagues a person listens to in a week, with tie strengths in 64ths: permanent ties, then temporary ones."""
    world, plan = run.world, run.plan
    standing = _ends(world, world.start, person)
    made = _ends(world, world.bridge_start, person)
    group = world.bridge_group[made]
    parts = np.where(
        run.state.takes_place[group, 0] > 0, plan.bridges.parts[min(week, len(plan.spend) - 1), group], plan.bridges.otherwise[group]
    )
    colleagues = np.concatenate((world.neighbour[standing], world.bridge_neighbour[made])).astype(np.int64)
    strength = np.concatenate((world.strength[standing].astype(np.int64) * WHOLE, world.bridge_strength[made].astype(np.int64) * parts))
    return colleagues[strength > 0], strength[strength > 0]


def _ends(world: World, start: NDArray[np.uint64], person: int) -> slice:
    return slice(int(start[person]), int(start[person + 1]))
