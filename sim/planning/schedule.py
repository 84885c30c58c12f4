"""The schedule: when each step really runs, given money, leaders' time and attention.

Work that does not fit into leaders' time waits for up to half a year and is then thinned out; load beyond the attention budget is not
refused but tires people (see the fatigue rule). What has begun stays begun: a programme that is changed while it runs keeps the weeks that
its steps really started in.

Money is spent in the order of the weeks, on work that goes on before work that begins. Where it ends, work that costs money stops, as at
its planned end: what lasts stays where it is, the rest fades. Money moves no start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Bools
from sim.organisation.organisation import Organisation
from sim.planning.amounts import budget_of, fees
from sim.planning.audience import members, reaches_whole_units
from sim.schema.interventions import Intervention
from sim.schema.programme import Programme

Weekly = NDArray[np.float64]

LONGEST_WAIT = 26
"""Weeks that work may wait for leaders' time; our assumption."""

WHILE_NEW = 2.0
"""Attention that a step claims in its first week beyond what it claims once it has come into force; it falls evenly. Our assumption."""

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
    work: Weekly  # what is done: ramp and hold, nothing before and after; shape (weeks,)
    intensity: Weekly  # what is in effect: work, and what lasts or has not yet faded of earlier work; shape (weeks,)
    splits_units: bool = True  # whether it may reach some people of a unit and not others
    once: float = 0.0  # thousand euro paid when it starts, at full strength
    weekly: float = 0.0  # thousand euro a week for all it reaches, at full strength
    paid: float = 1.0  # smallest share of its work that money allows while it runs

    @property
    def money(self) -> float:
        """What it costs as it runs, thousand euro."""
        return (self.once + self.weekly * float(self.share[self.start : self.end].sum())) * self.strength

    @property
    def worked_until(self) -> int:
        """The week after its last week of work; its start if there is none."""
        return int(np.flatnonzero(self.work)[-1]) + 1 if self.work.any() else self.start


@dataclass(frozen=True)
class Schedule:
    """All steps, and what they take from the budgets week by week."""

    steps: tuple[Placed, ...]  # by handle
    spend: Weekly  # thousand euro a week
    leaders_time: Weekly  # share of leaders' working time
    load: NDArray[np.float64]  # attention claimed, shape (weeks, units)
    waiting: Weekly  # share of the work announced by then that waits for leaders' time, by strength
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

    Leaders' time decides when a step starts, money how far it then runs.

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
        share[start:end] = _part_of(np.full(len(room), claim), room)
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
        once, weekly = fees(card.cost, organisation, int(audience.sum()))
        idle = np.zeros(weeks)
        placed.append(Placed(handle, card, audience, step.start, start, end, step.strength, share, idle, idle, splits, once, weekly))
    spend, paid, runs_out = _money(placed, budget_of(programme.budgets, organisation), weeks)
    if runs_out is not None:
        notes.append(f"money ran out in week {runs_out}")
    steps = _at_work([_as_paid(step, own) for step, own in zip(placed, paid, strict=True)], weeks)
    taken = _leaders_time(steps, weeks)
    steps = tuple(sorted(steps, key=lambda step: step.handle))
    return Schedule(steps, spend, taken, _load(steps, organisation, weeks), _waiting(steps, weeks), tuple(notes))


def _first_fit(taken: Weekly, start: int, length: int, claim: float, budget: float) -> int:
    """The first week, not too late, from which leaders' time suffices throughout; the planned one where there is none."""
    if claim == 0.0:
        return start
    suffices = taken + claim <= budget + ROUNDING
    for candidate in range(start, min(start + LONGEST_WAIT, max(start, len(taken) - 1)) + 1):
        if suffices[candidate : candidate + length].all():
            return candidate
    return start


def _money(steps: list[Placed], budget: float | None, weeks: int) -> tuple[Weekly, NDArray[np.float64], int | None]:
    """Spending a week, the share of its work that each step is paid for, shape (steps, weeks), and the week in which the money ends.

    Weeks are paid in their order, and in a week what goes on before what begins; each of the two in equal shares. A step that can pay
    a part of what it costs to start is bought in part, for all its weeks.
    """
    demand, going_on = np.zeros(weeks), np.zeros(weeks)
    for step in steps:
        weekly = step.weekly * step.strength * step.share[step.start : step.end]
        demand[step.start : step.end] += weekly
        going_on[step.start + 1 : step.end] += weekly[1:]
        if step.start < step.end:
            demand[step.start] += step.once * step.strength
    paid = np.ones((len(steps), weeks))
    if budget is None:
        return demand, paid, None
    left = np.maximum(budget - np.concatenate(([0.0], np.cumsum(demand)[:-1])), 0.0)[:weeks]
    for_work, for_starts = _part_of(going_on, left), _part_of(demand - going_on, np.maximum(left - going_on, 0.0))
    for row, step in enumerate(steps):
        if step.end <= step.start:
            continue
        if step.weekly > 0.0:
            paid[row, step.start + 1 : step.end] = for_work[step.start + 1 : step.end]
            paid[row, step.start] = for_starts[step.start]
        if step.once > 0.0:
            paid[row, step.start : step.end] = np.minimum(paid[row, step.start : step.end], for_starts[step.start])
    short = np.flatnonzero(demand > left)
    return np.minimum(demand, left), paid, int(short[0]) if len(short) else None


def _as_paid(step: Placed, paid: Weekly) -> Placed:
    """A step with the share of its work that is paid for."""
    if step.end <= step.start:
        return replace(step, once=0.0)
    least = float(paid[step.start : step.end].min())
    return replace(step, share=step.share * paid, once=step.once * float(paid[step.start]), paid=least)


def _part_of(asked: Weekly, left: Weekly) -> Weekly:
    """The share of what is asked that can be paid, 1 where it is all of it."""
    return np.divide(left, asked, out=np.ones_like(asked), where=asked > left)


def _at_work(steps: list[Placed], weeks: int) -> tuple[Placed, ...]:
    """Steps with the work that is done and what is in effect of it. All steps at once, one a row.

    What a week of work reached lasts, or fades evenly over the weeks that the card says; of all weeks so far the strongest counts. So an
    effect never falls faster because work is thinned out or unpaid than because it ends.
    """
    if not steps or weeks == 0:
        return tuple(steps)
    week = np.arange(weeks)
    start, end = np.array([(step.start, step.end) for step in steps]).T[..., None]
    ramp, fade = np.array([(max(1, step.card.ramp), max(1, step.card.fade)) for step in steps]).T[..., None]
    strength, lasts = np.array([[step.strength] for step in steps]), np.array([[step.card.lasts] for step in steps])
    share = np.stack([step.share for step in steps])
    work = np.where((week >= start) & (week < end), np.minimum(1.0, (week - start + 1) / ramp) * share * strength, 0.0)
    effect = np.where(lasts, np.maximum.accumulate(work, axis=1), work)
    for row, peak in np.argwhere((work[:, :-1] > work[:, 1:]) & ~lasts):  # a week that the next one exceeds leaves nothing that counts
        over = int(fade[row, 0])
        left = work[row, peak] * (1.0 - np.arange(1, min(over, weeks - peak)) / over)
        np.maximum(effect[row, peak + 1 : peak + 1 + len(left)], left, out=effect[row, peak + 1 : peak + 1 + len(left)])
    return tuple(replace(step, work=done, intensity=full) for step, done, full in zip(steps, work, effect, strict=True))


def _leaders_time(steps: tuple[Placed, ...], weeks: int) -> Weekly:
    """The share of leaders' working time that the work takes which is done."""
    taken = np.zeros(weeks)
    for step in steps:
        taken[step.start : step.end] += step.card.cost.leaders_time * step.strength * step.share[step.start : step.end]
    return taken


def _waiting(steps: tuple[Placed, ...], weeks: int) -> Weekly:
    """Share of what was announced, and is not yet over, that waits for leaders' time, by strength; week by week."""
    announced, waits = np.zeros(weeks), np.zeros(weeks)
    for step in steps:
        announced[min(step.planned, step.start) : step.end] += step.strength
        waits[step.planned : min(step.start, step.end)] += step.strength
    return np.divide(waits, announced, out=np.zeros(weeks), where=announced > 0.0)


def _load(steps: tuple[Placed, ...], organisation: Organisation, weeks: int) -> NDArray[np.float64]:
    """Attention claimed of each unit: every running step, by the share of the unit's people it reaches, and more while it is new."""
    load = np.zeros((weeks, organisation.units))
    for step in steps:
        new = 1.0 - np.minimum(1.0, np.arange(step.end - step.start) / max(1, step.card.ramp))
        reached = np.bincount(organisation.unit[step.audience], minlength=organisation.units) / organisation.unit_size
        claim = step.card.cost.attention * step.strength * step.share[step.start : step.end] * (1.0 + WHILE_NEW * new)
        load[step.start : step.end] += claim[:, None] * reached
    return load
