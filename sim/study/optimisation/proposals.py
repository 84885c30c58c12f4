"""Proposals: programmes that a search may try, each within all three budgets.

A proposal says of every intervention how urgent it is, when it would start, how long and how strongly it would run, and for whom. Those
that are at least half urgent are taken in the order of their urgency; one that would need more money, leaders' time or attention than is
left is passed over. So no proposal is ever over budget, none has to be penalised, and every programme within the budgets that holds each
intervention once, on the grid of weeks and strengths, can be proposed.
Source: random keys, Bean 1994; the filling of the budgets is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.audience import members
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative
from sim.schema.interventions import Intervention
from sim.schema.programme import Budgets, Programme, Step

EVERY = 4
"""Weeks between the starts that are tried."""

LENGTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""How long a step runs, as a multiple of what its intervention says."""

STRENGTHS = (0.4, 0.6, 0.8, 1.0)
EVERYONE = ""
SLACK = 1e-9  # of rounding
MOST_UNITS = 8
"""Units that a step may be kept to: the largest of those it reaches."""

IN = 0.5
"""Urgency from which an intervention is wanted."""

Genes = dict[str, Any]
"""A proposal as a search knows it: for every intervention its urgency, start, length, strength and audience, named `intervention.gene`."""


class Suggests(Protocol):
    """Who makes proposals: a trial of Optuna's."""

    def suggest_float(self, name: str, low: float, high: float) -> float: ...
    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1) -> int: ...
    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any: ...


class Offer(NamedTuple):
    """An intervention that a programme may hold, and whom it may be kept to."""

    name: str
    card: Intervention
    audiences: tuple[str, ...]  # everyone it is meant for, then single units by id, the largest first


class BudgetTaken(NamedTuple):
    """What a step takes, or what is left to be taken."""

    money: float  # thousand euro
    leaders_time: Floats  # (weeks,) share of leaders' working time
    attention: Floats  # (weeks, units) share of people's attention


@dataclass(frozen=True)
class ProgrammeLimits:
    """The organisation, the weeks and the budgets that a programme has to fit into."""

    organisation: Organisation
    weeks: int
    budgets: Budgets  # money is set
    most: int  # steps
    last_start: int  # a multiple of EVERY

    def taken_by(self, offer: Offer, step: Step) -> BudgetTaken:
        """What a step takes when nothing is in its way."""
        alone = Programme(title=offer.name, description="", steps={offer.name: step}, budgets=Budgets(leaders_time=1.0))
        known = schedule(alone, {offer.name: offer.card}, self.organisation, self.weeks)
        return BudgetTaken(float(known.spend.sum()), known.leaders_time, known.load)

    @property
    def whole(self) -> BudgetTaken:
        """All that there is."""
        shape = (self.weeks, self.organisation.units)
        return BudgetTaken(
            np.inf if self.budgets.money is None else self.budgets.money,
            np.full(self.weeks, self.budgets.leaders_time),
            np.full(shape, self.budgets.attention),
        )


def offers_of(initiative: Initiative, organisation: Organisation, names: Iterable[str]) -> list[Offer]:
    """Interventions that fit: they reach someone here, and a test-bed has its customers; by name, in alphabetical order.

    names : of interventions that the initiative's definitions hold
    """
    cards = initiative.definitions.interventions
    found = [Offer(name, cards[name], _audiences(cards[name], organisation)) for name in sorted(set(names))]
    return [offer for offer in found if offer.audiences and _has_its_customers(offer.card, initiative)]


def _has_its_customers(card: Intervention, initiative: Initiative) -> bool:
    return all(deed.segment in initiative.segments for deed in card.does if deed.kind == "test_bed")


def _audiences(card: Intervention, organisation: Organisation) -> tuple[str, ...]:
    """No one where the intervention reaches no one; units only where it is meant for people inside and names none itself."""
    everyone = members(card.audience, organisation)
    if not everyone.any():
        return ()
    if card.audience.units or card.audience.kinds != ["internal"]:
        return (EVERYONE,)
    size = np.bincount(organisation.unit[everyone], minlength=organisation.units)
    largest = [row for row in np.argsort(-size, kind="stable").tolist() if size[row] and organisation.is_internal[row]][:MOST_UNITS]
    units = [organisation.unit_ids[row] for row in largest]
    reached = [unit for unit in units if members(card.audience.model_copy(update={"units": [unit]}), organisation).any()]
    return (EVERYONE, *(reached if len(units) > 1 else []))


def asked(trial: Suggests, offers: Sequence[Offer], room: ProgrammeLimits) -> Genes:
    """What a trial proposes."""
    genes: Genes = {}
    for offer in offers:
        genes[f"{offer.name}.urgency"] = trial.suggest_float(f"{offer.name}.urgency", 0.0, 1.0)
        genes[f"{offer.name}.start"] = trial.suggest_int(f"{offer.name}.start", 0, room.last_start, step=EVERY)
        for gene, choices in choices_of(offer).items():
            genes[f"{offer.name}.{gene}"] = trial.suggest_categorical(f"{offer.name}.{gene}", choices)
    return genes


def choices_of(offer: Offer) -> dict[str, tuple[Any, ...]]:
    """What is chosen among few."""
    return {"length": LENGTHS, "strength": STRENGTHS, "audience": offer.audiences}


def steps_of(genes: Genes, offers: Sequence[Offer], room: ProgrammeLimits) -> dict[str, Step]:
    """The steps of a proposal, by the name of their intervention: the most urgent first, as many as fit."""
    wanted = sorted((offer for offer in offers if genes[f"{offer.name}.urgency"] >= IN), key=lambda one: -genes[f"{one.name}.urgency"])
    left, steps = room.whole, dict[str, Step]()
    for offer in wanted:
        if len(steps) == room.most:
            break
        step = _step(genes, offer)
        rest = _less(left, room.taken_by(offer, step))
        if rest is not None:
            left, steps[offer.name] = rest, step
    return steps


def _less(left: BudgetTaken, taken: BudgetTaken) -> BudgetTaken | None:
    """What is left after a step; none where it does not fit."""
    rest = BudgetTaken(left.money - taken.money, left.leaders_time - taken.leaders_time, left.attention - taken.attention)
    fits = rest.money >= -SLACK and rest.leaders_time.min(initial=0.0) >= -SLACK and rest.attention.min(initial=0.0) >= -SLACK
    return rest if fits else None


def _step(genes: Genes, offer: Offer) -> Step:
    start, length, strength, unit = (genes[f"{offer.name}.{gene}"] for gene in ("start", "length", "strength", "audience"))
    audience = None if unit == EVERYONE else offer.card.audience.model_copy(update={"units": [unit]})
    return Step(intervention=offer.name, start=start, weeks=max(1, round(offer.card.weeks * length)), strength=strength, audience=audience)


def genes_of(programme: Programme, offers: Sequence[Offer], room: ProgrammeLimits) -> Genes:
    """The proposal that comes nearest to a programme; its steps are the more urgent the earlier they start.

    Of an intervention that has several steps, the first one for everybody is kept.
    """
    kept: dict[str, Step] = {}
    for step in sorted(programme.steps.values(), key=lambda step: (step.start, _unit_of(step) != EVERYONE)):
        if step.intervention not in kept or _unit_of(kept[step.intervention]) != EVERYONE == _unit_of(step):
            kept[step.intervention] = step
    known = [offer.name for offer in offers]
    urgent = {name: 1.0 - (1.0 - IN) * place / len(kept) for place, name in enumerate(kept) if name in known}
    genes: Genes = {}
    for offer in offers:
        step = kept.get(offer.name, Step(intervention=offer.name))
        unit = _unit_of(step)
        genes[f"{offer.name}.urgency"] = urgent.get(offer.name, IN / 2.0)
        genes[f"{offer.name}.start"] = min(room.last_start, round(step.start / EVERY) * EVERY)
        genes[f"{offer.name}.length"] = _nearest((step.weeks or offer.card.weeks) / offer.card.weeks, LENGTHS)
        genes[f"{offer.name}.strength"] = _nearest(step.strength, STRENGTHS)
        genes[f"{offer.name}.audience"] = unit if unit in offer.audiences else EVERYONE
    return genes


def _unit_of(step: Step) -> str:
    """The single unit that a step is kept to, or everyone."""
    units = [] if step.audience is None else step.audience.units
    return units[0] if len(units) == 1 else EVERYONE


def _nearest(value: float, choices: Sequence[float]) -> float:
    return min(choices, key=lambda choice: abs(choice - value))
