"""Claims of a plan on money, leaders' time and attention, week by week, and how shortages are resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.amounts import budget_of, fees
from sim.planning.audience import members
from sim.planning.philosophy import cards_in
from sim.planning.schedule import NOTHING_BEGUN, Placed, Schedule, schedule
from sim.schema.initiative import Initiative
from sim.schema.interventions import Audience, Intervention
from sim.schema.programme import Budgets, Programme

SLACK = 1e-9  # of rounding


class Price(NamedTuple):
    """Demand of a step that runs unhindered; money in thousand euro."""

    people: int  # whom it reaches
    once: float
    weekly: float  # for all it reaches
    money: float  # in all
    leaders_time: float  # share of leaders' working time, while it runs
    attention: float  # share of the attention of those it reaches
    weeks: int
    ramp: int  # weeks to full effect


class Ran(NamedTuple):
    """A step as planned and as it runs."""

    handle: str
    planned: int
    start: int
    end: int  # the week after its last week
    thinned: float  # smallest share of it that leaders' time and money allow, [0, 1]
    thinned_from: int  # first week in which they do not allow it in full; its end if they always do
    money: float  # total, thousand euro


class Strain(NamedTuple):
    """Unmet demand of a plan."""

    name: Literal["waits", "thinned", "unpaid", "never_runs", "overload"]
    week: int
    handles: tuple[str, ...]
    values: dict[str, float | int | str]


class Claims(NamedTuple):
    """Use of the three budgets by a plan."""

    money: Floats  # spent by the end of each week, thousand euro, shape (weeks,)
    leaders_time: Floats  # share of leaders' working time, shape (weeks,)
    attention: Floats  # share claimed of each unit's attention, shape (weeks, units)
    heaviest: Floats  # of all units inside the firm, shape (weeks,)
    budgets: Budgets  # money in all, where it is limited
    steps: tuple[Ran, ...]  # by handle
    strains: tuple[Strain, ...]  # by week


def price_of(
    card: Intervention, organisation: Organisation, *, strength: float = 1.0, weeks: int | None = None, audience: Audience | None = None
) -> Price:
    """Cost of an intervention in an organisation. Raises ValueError for units that do not exist."""
    people = int(members(card.audience if audience is None else audience, organisation).sum())
    length = card.weeks if weeks is None else weeks
    once, weekly = (fee * strength for fee in fees(card.cost, organisation, people))
    return Price(
        people, once, weekly, once + weekly * length, card.cost.leaders_time * strength, card.cost.attention * strength, length, card.ramp
    )


def claims_of(programme: Programme, initiative: Initiative, organisation: Organisation, begun: Mapping[str, int] = NOTHING_BEGUN) -> Claims:
    """Demand of a plan in an initiative, with waiting and thinning.

    begun : the actual start week of a step, by its handle
    Raises ValueError for units that do not exist.
    """
    planned = initiative.model_copy(update={"programme": programme})
    known = schedule(programme, cards_in(planned, organisation), organisation, initiative.weeks, begun)
    return claimed(known, programme.budgets, organisation)


def claimed(known: Schedule, budgets: Budgets, organisation: Organisation) -> Claims:
    """Demand of a scheduled plan."""
    budgets = budgets.model_copy(update={"money": budget_of(budgets, organisation)})
    heaviest = known.load[:, organisation.is_internal].max(axis=1, initial=0.0)
    strains = sorted(_strains(known, heaviest, budgets), key=lambda strain: (strain.week, strain.name, strain.handles))
    return Claims(
        np.cumsum(known.spend),
        known.leaders_time,
        known.load,
        heaviest,
        budgets,
        tuple(_ran(step) for step in known.steps),
        tuple(strains),
    )


def _ran(step: Placed) -> Ran:
    """A step that never runs is not thinned, and costs nothing."""
    share = step.share[step.start : step.end]
    short = np.flatnonzero(share < 1.0 - SLACK)
    since = step.start + int(short[0]) if len(short) else step.end
    return Ran(step.handle, step.planned, step.start, step.end, float(share.min(initial=1.0)), since, step.money)


def _strains(known: Schedule, heaviest: Floats, budgets: Budgets) -> Iterator[Strain]:
    broke = _broke(known, budgets)
    unpaid = []
    for step in known.steps:
        share = step.share[step.start : step.end]
        if len(share) == 0:
            yield Strain("never_runs", step.planned, (step.handle,), {"week": step.planned})
            continue
        if step.start > step.planned:
            yield Strain("waits", step.planned, (step.handle,), {"weeks": step.start - step.planned, "week": step.start})
        is_paid = step.paid >= 1.0 - SLACK
        before = share if is_paid else share[: max(0, broke - step.start)]
        if before.min(initial=1.0) < 1.0 - SLACK:
            first = step.start + int(np.argmax(before < 1.0 - SLACK))
            yield Strain("thinned", first, (step.handle,), {"share": float(before.min())})
        if not is_paid:
            unpaid.append(step.handle)
    if broke < len(known.spend) and unpaid:
        yield Strain("unpaid", broke, tuple(unpaid), {"week": broke})
    over = np.flatnonzero(heaviest > budgets.attention + SLACK)
    if len(over):
        heavy = int(heaviest.argmax())
        running = tuple(s.handle for s in known.steps if s.start <= heavy < s.end and s.card.cost.attention > 0.0)
        yield Strain("overload", int(over[0]), running, {"weeks": len(over), "load": float(heaviest[heavy]), "budget": budgets.attention})


def _broke(known: Schedule, budgets: Budgets) -> int:
    """The week in which the money runs out; beyond the last if it does not."""
    if budgets.money is None:
        return len(known.spend)
    gone = np.flatnonzero(np.cumsum(known.spend) >= budgets.money - SLACK)
    return int(gone[0]) if len(gone) else len(known.spend)
