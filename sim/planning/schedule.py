"""The schedule: when each step really runs, given money, leaders' time and attention.

Work that does not fit into leaders' time waits for up to half a year and is then thinned out; work without money stops; load beyond the
attention budget is not refused but tires people (see the fatigue rule). What has begun stays begun: a programme that is changed while it
runs keeps the weeks that its steps really started in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Bools
from sim.organisation.organisation import Organisation
from sim.planning.audience import members, reaches_whole_units
from sim.schema.interventions import Intervention
from sim.schema.programme import Programme

Weekly = NDArray[np.float64]

LONGEST_WAIT = 26
"""Weeks that work may wait for leaders' time; our assumption."""

ROUNDING = 1e-12
"""Claims that fill a budget exactly may exceed it by so much in binary: 0.1 + 0.2 > 0.3."""

NOTHING_BEGUN: Mapping[str, int] = {}


@dataclass(frozen=True)
class Placed:
    """A scheduled step: start, and strength in each week."""

    handle: str
    card: Intervention
    audience: Bools
    planned: int
    start: int
    end: int
    strength: float
    share: Weekly  # of full strength that leaders' time and money allow, while it runs
    intensity: Weekly  # ramp, hold, fade; shape (weeks,)
    splits_units: bool = True  # whether it may reach some people of a unit and not others


@dataclass(frozen=True)
class Schedule:
    """All steps, and what they take from the budgets week by week."""

    steps: tuple[Placed, ...]  # by handle
    spend: Weekly  # thousand euro a week
    leaders_time: Weekly  # share of leaders' working time
    load: NDArray[np.float64]  # attention claimed, shape (weeks, units)
    notes: tuple[str, ...]
    # what follows from where the steps stand
    end: int = field(init=False)  # week after the last stimulus; what lasts by itself is no stimulus; 0 without steps
    as_they_begin: tuple[Placed, ...] = field(init=False)  # by real start: what comes later changes nothing for what came before

    def __post_init__(self) -> None:
        end = max((step.end for step in self.steps if step.end > step.start), default=0)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "as_they_begin", tuple(sorted(self.steps, key=lambda step: (step.start, step.handle))))

    def begun_by(self, week: int) -> dict[str, int]:
        """The steps that had begun before a week, each with the week it started in."""
        return {step.handle: step.start for step in self.steps if step.start < min(week, step.end)}


def schedule(
    programme: Programme, cards: dict[str, Intervention], organisation: Organisation, weeks: int, begun: Mapping[str, int] = NOTHING_BEGUN
) -> Schedule:
    """Place every step within the budgets: those that have begun where they are, then earlier starts first, then by handle.

    begun : the week in which a step, by its handle, has really started
    """
    order = sorted(programme.steps.items(), key=lambda item: (item[0] not in begun, item[1].start, item[0]))
    leaders_time = np.zeros(weeks)
    placed: list[Placed] = []
    notes: list[str] = []
    for handle, step in order:
        card = cards[step.intervention]
        length = step.weeks if step.weeks is not None else card.weeks
        claim = card.cost.leaders_time * step.strength
        start = begun.get(handle, -1)
        if start < 0:
            start = _first_fit(leaders_time, step.start, length, claim, programme.budgets.leaders_time)
        end = min(weeks, start + length)
        room = np.maximum(programme.budgets.leaders_time - leaders_time[start:end], 0.0)
        share = np.ones(weeks)
        if claim > 0.0:
            share[start:end] = np.minimum(1.0, room / claim)
        leaders_time[start:end] += claim * share[start:end]
        if step.start >= weeks:
            notes.append(f"{handle} never ran: it starts in week {step.start}, after the last")
        elif start > step.start:
            notes.append(f"{handle} waited from week {step.start} to week {start} for leaders' time")
        elif share[start:end].min() < 1.0 - ROUNDING:
            notes.append(f"{handle} was thinned out to {share[start:end].min():.0%} for want of leaders' time")
        whom = step.audience if step.audience is not None else card.audience
        splits = not reaches_whole_units(whom) and end > start and step.strength > 0.0
        audience = members(whom, organisation)
        placed.append(Placed(handle, card, audience, step.start, start, end, step.strength, share, np.zeros(weeks), splits))
    spend, funded = _money(placed, programme.budgets.money, weeks)
    if funded.min(initial=1.0) < 1.0:
        notes.append(f"money ran out in week {int(np.argmax(funded < 1.0))}")
    steps = _with_intensity(sorted(placed, key=lambda step: step.handle), funded, weeks)
    return Schedule(steps, spend, leaders_time, _load(steps, organisation, weeks), tuple(notes))


def _first_fit(taken: Weekly, start: int, length: int, claim: float, budget: float) -> int:
    """The first week, not too late, from which leaders' time suffices throughout; the planned one where there is none."""
    if claim == 0.0:
        return start
    suffices = taken + claim <= budget + ROUNDING
    for candidate in range(start, min(start + LONGEST_WAIT, max(start, len(taken) - 1)) + 1):
        if suffices[candidate : candidate + length].all():
            return candidate
    return start


def _money(steps: list[Placed], budget: float | None, weeks: int) -> tuple[Weekly, Weekly]:
    """Spending a week, and the share of each week's work that the money still pays for."""
    demand = np.zeros(weeks)
    for step in steps:
        cost = step.card.cost
        weekly = (cost.weekly + cost.weekly_per_person * int(step.audience.sum())) * step.strength
        demand[step.start : step.end] += weekly * step.share[step.start : step.end]
        if step.start < step.end:
            demand[step.start] += cost.once * step.strength
    if budget is None:
        return demand, np.ones(weeks)
    before = np.concatenate(([0.0], np.cumsum(demand)[:-1]))
    left = np.maximum(budget - before, 0.0)
    funded = np.where(demand > 0.0, np.minimum(1.0, left / np.where(demand > 0.0, demand, 1.0)), 1.0)
    return demand * funded, funded


def _with_intensity(steps: list[Placed], funded: Weekly, weeks: int) -> tuple[Placed, ...]:
    """Full intensity after the ramp; after the end, a lasting effect stays and others fade. All steps at once, one a row."""
    if not steps or weeks == 0:
        return tuple(steps)
    week = np.arange(weeks)
    start, end = np.array([(step.start, step.end) for step in steps]).T[..., None]
    ramp, fade = np.array([(max(1, step.card.ramp), max(1, step.card.fade)) for step in steps]).T[..., None]
    strength, lasts = np.array([[step.strength] for step in steps]), np.array([[step.card.lasts] for step in steps])
    runs = (week >= start) & (week < end)
    share = np.stack([step.share for step in steps]) * np.where(runs, funded, 1.0)
    running = np.where(runs, np.minimum(1.0, (week - start + 1) / ramp) * share * strength, 0.0)
    reached = np.where(end > start, np.take_along_axis(running, np.maximum(end - 1, 0), axis=1), 0.0)
    gone = np.minimum(1.0, (week - end + 1) / fade)
    intensity = np.where(week >= end, np.where(lasts, reached, reached * (1.0 - gone)), running)
    return tuple(replace(step, share=own, intensity=full) for step, own, full in zip(steps, share, intensity, strict=True))


def _load(steps: tuple[Placed, ...], organisation: Organisation, weeks: int) -> NDArray[np.float64]:
    """Attention claimed of each unit: every running step, by the share of the unit's people it reaches."""
    load = np.zeros((weeks, organisation.units))
    for step in steps:
        reached = np.bincount(organisation.unit[step.audience], minlength=organisation.units) / organisation.unit_size
        load[step.start : step.end] += step.card.cost.attention * step.strength * step.share[step.start : step.end, None] * reached
    return load
