"""A paper forecast of a plan's effect on working conditions, before the first week.

It uses the model's rules, with people at the means of their units, leaders at their initial commitment, and no imitation among people. It
reads the plan and does not predict the outcome: only a simulation shows how people respond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.mechanisms import Rules
from sim.mechanisms.fatigue import attended_share, fatigue_after
from sim.mechanisms.interest import interest_after
from sim.mechanisms.leadership import signal_of
from sim.mechanisms.reporting import ceremony_after, demand_of
from sim.mechanisms.test_bed import contributed, first_idea, fit_after, proof_of
from sim.organisation.organisation import Organisation
from sim.planning.arrays import FIRM_ROW, UNIT_ROW, Plan
from sim.planning.plan import compile_plan
from sim.planning.schedule import NOTHING_BEGUN, Schedule
from sim.schema.initiative import Initiative
from sim.schema.levers import LEVER
from sim.schema.programme import Programme

INVOLVES = 1
"""The kind of action that turns participants into champions."""
MIDDLING = 0.5
"""Quality of an idea of which no more is known than that it is drawn evenly."""

UNDECIDED = 0.5
"""Commitment of other heads at which a test-bed learns at its own pace."""


@dataclass(frozen=True)
class OnPaper:
    """A plan compiled for its organisation, before play."""

    programme: Programme
    initiative: Initiative
    organisation: Organisation
    plan: Plan
    schedule: Schedule
    rules: Rules

    @property
    def weeks(self) -> int:
        return len(self.plan.planned)

    @property
    def end(self) -> int:
        """The week after the last stimulus; at most the number of weeks."""
        return min(self.schedule.end, self.weeks)

    @cached_property
    def everyone(self) -> Floats:
        """Weight of each stratum among the people inside the firm, shape (strata,)."""
        inside = self.organisation.is_internal[self.organisation.unit]
        return self.weights(inside)

    def weights(self, people: NDArray[np.bool_]) -> Floats:
        """Weight of each stratum in a non-empty audience; shape (strata,)."""
        counted = np.bincount(self.plan.stratum[people], minlength=len(self.plan.unit_of_stratum)).astype(float)
        return counted / counted.sum()

    def lever(self, name: str, weights: Floats | None = None) -> Floats:
        """Weekly value of a lever for the people with these weights, including the effect of proof; shape (weeks,)."""
        return self.levers[:, :, LEVER[name]] @ (self.everyone if weights is None else weights)

    def standing(self, name: str) -> float:
        """Initial value of a lever for the people inside the firm."""
        return float(self.plan.standing[:, LEVER[name]] @ self.everyone)

    @cached_property
    def resources(self) -> Floats:
        """Mean of people, time and money, shape (weeks,)."""
        return (self.lever("people") + self.lever("time") + self.lever("capital")) / 3.0

    def disposition(self, name: str) -> float:
        """Initial state of the firm."""
        return float(self.plan.firm[FIRM_ROW[name], 0])

    def of_units(self, name: str) -> Floats:
        """Initial state of each unit's people, shape (units,)."""
        return self.plan.unit[UNIT_ROW[name], :, 0]

    @cached_property
    def unit_weights(self) -> Floats:
        """Weight of each unit among the people inside the firm, shape (units,)."""
        size = self.organisation.unit_size * self.organisation.is_internal
        return size / size.sum()

    @cached_property
    def proof(self) -> Floats:
        """Weekly proof of a test-bed whose ideas are middling, and are revised as often as is to be expected."""
        rules, fit, proven = self.rules.test_bed, 0.0, np.zeros(self.weeks)
        idea = first_idea(MIDDLING, rules)
        for week in range(self.weeks):
            running, committed = float(self.plan.test_bed[week]), float(self.plan.committed[week])
            idea += contributed(rules.revises, UNDECIDED, running, rules) * (1.0 - committed) * MIDDLING * (1.0 - idea)
            fit = float(fit_after(fit, idea, self.plan.test_bed_learning, UNDECIDED, running, rules))
            proven[week] = proof_of(fit, rules)
        return proven

    @cached_property
    def tiredness(self) -> Floats:
        """Forecast fatigue of people whose interest comes only from being told why; shape (weeks, units)."""
        rules, tired = self.rules, np.zeros((self.weeks + 1, self.organisation.units))
        time = self._of_units("time")
        for week in range(self.weeks):
            for unit in range(self.organisation.units):
                tired[week + 1, unit] = fatigue_after(
                    tired[week, unit], float(self.plan.load[week, unit]), self.plan.attention, time[week, unit],
                    self.interest[week, unit], rules.fatigue,
                )  # fmt: skip
        return tired[1:]

    @cached_property
    def attended(self) -> Floats:
        """Forecast share of the work of change that the same people attend to, (0, 1]; shape (weeks, units)."""
        rules, attended = self.rules, np.ones((self.weeks, self.organisation.units))
        time, rested = self._of_units("time"), np.zeros((1, self.organisation.units))
        before = np.concatenate([rested, self.tiredness[:-1]])
        for week in range(self.weeks):
            for unit in range(self.organisation.units):
                attended[week, unit] = attended_share(
                    float(self.plan.load[week, unit]), self.plan.attention, time[week, unit], before[week, unit],
                    self.interest[week, unit], rules.fatigue,
                )  # fmt: skip
        return attended

    @cached_property
    def interest(self) -> Floats:
        """Forecast interest from communication by leaders at their initial commitment; shape (weeks, units)."""
        units = self.organisation.units
        vision, voice, care, rituals = (self._of_units(name) for name in ("vision", "customer_voice", "employee_experience", "rituals"))
        openness = np.bincount(self.organisation.unit, self.organisation.openness, units) / self.organisation.unit_size
        seen = np.zeros((self.weeks + 1, units))
        seen[0] = self.of_units("interest")
        credibility = self.disposition("credibility")
        for week in range(self.weeks):
            talk = float(1.0 - (1.0 - self.disposition("talk")) * (1.0 - self.plan.says[week]))
            for unit in range(units):
                signal = signal_of(float(self.commitment[week, unit]), credibility, talk, self.rules.leadership)
                seen[week + 1, unit] = interest_after(
                    seen[week, unit], openness[unit], vision[week, unit], signal, float(self.of_units("practice")[unit]), 0.0,
                    voice[week, unit], care[week, unit], seen[week, unit], rituals[week, unit],
                    float(self.of_units("cynicism")[unit]), self.rules.interest,
                )  # fmt: skip
        return seen[1:]

    @cached_property
    def talk(self) -> Floats:
        """How much leaders speak for the change while the programme runs, shape (weeks,)."""
        says = np.where(np.arange(self.weeks) < self.end, self.plan.says, 0.0)
        return 1.0 - (1.0 - self.disposition("talk")) * (1.0 - says)

    @cached_property
    def demand(self) -> Floats:
        """How much more leaders and pay make of the change than at the start, shape (weeks,)."""
        talk, pay = self.disposition("talk"), self.standing("incentives")
        return np.array([demand_of(said, talk, paid, pay) for said, paid in zip(self.talk, self.lever("incentives"), strict=True)])

    @cached_property
    def ceremony(self) -> Floats:
        """Forecast share of what is not practised that units report all the same, mean over the people inside; shape (weeks,)."""
        pay, metrics, units = self._of_units("incentives"), self._of_units("metrics"), self.organisation.units
        before = np.bincount(self.plan.unit_of_stratum, self.plan.share_of_stratum * self.plan.standing[:, LEVER["incentives"]], units)
        talk, named = self.disposition("talk"), np.zeros((self.weeks + 1, units))
        for week in range(self.weeks):
            for unit in range(units):
                named[week + 1, unit] = ceremony_after(
                    named[week, unit], demand_of(self.talk[week], talk, pay[week, unit], before[unit]), self.interest[week, unit],
                    metrics[week, unit], float(week < self.end), self.rules.reporting,
                )  # fmt: skip
        return named[1:] @ self.unit_weights

    @cached_property
    def commitment(self) -> Floats:
        """Commitment of unit heads: the initial value plus the effects of coaching and involvement; shape (weeks, units)."""
        left = np.ones((self.weeks, self.organisation.units))
        for _, gained, audience in self._deeds():
            left *= 1.0 - gained[:, None] * audience[self.organisation.unit_head]
        return 1.0 - (1.0 - self.of_units("leader_commitment")) * np.cumprod(left, axis=0)

    @cached_property
    def benefit(self) -> Floats:
        """Forecast benefit that units see after involved counterparts have become champions; shape (weeks,)."""
        left = np.ones(self.weeks)
        for kind, gained, _ in self._deeds():
            if kind == INVOLVES:
                left *= 1.0 - gained
        return 1.0 - (1.0 - self.lever("benefit")) * np.cumprod(left)

    def _deeds(self) -> Iterator[tuple[int, Floats, NDArray[np.uint8]]]:
        """Support of leaders: kind, weekly share of the gap that it closes, audience; involvement waits for proof."""
        early, plan = self.rules.enactment.early_part, self.plan
        for kind, gain, intensity, audience in zip(plan.deed_kind, plan.deed_gain, plan.deed_intensity, plan.deed_audience, strict=True):
            works = early + (1.0 - early) * self.proof if kind == INVOLVES else 1.0
            yield int(kind), gain * intensity * works, audience

    @cached_property
    def levers(self) -> Floats:
        """All levers of all strata, including the effect of proof; shape (weeks, strata, levers)."""
        if len(self.plan.on_proof) == 0:
            return self.plan.planned
        return 1.0 - (1.0 - self.plan.planned) * (1.0 - self.plan.on_proof * self.proof[:, None, None])

    def _of_units(self, name: str) -> Floats:
        """A lever of every unit, shape (weeks, units)."""
        weighted = self.levers[:, :, LEVER[name]] * self.plan.share_of_stratum
        table = np.zeros((len(self.plan.unit_of_stratum), self.organisation.units))
        table[np.arange(len(table)), self.plan.unit_of_stratum] = 1.0
        return weighted @ table


def on_paper(programme: Programme, initiative: Initiative, organisation: Organisation, begun: Mapping[str, int] = NOTHING_BEGUN) -> OnPaper:
    """Forecast of a plan in an initiative. begun : the actual start week of a step, by its handle.

    Raises ValueError for units or customers that do not exist.
    """
    planned: Any = initiative.model_copy(update={"programme": programme})
    plan, placed = compile_plan(planned, organisation, begun=begun)
    return OnPaper(programme, planned, organisation, plan, placed, initiative.rules.frozen())
