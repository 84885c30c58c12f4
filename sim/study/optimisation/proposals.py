"""Proposals: programmes that a search may try, each within all three budgets.

A proposal gives each intervention an urgency, start, length, strength and audience. Interventions with an urgency of at least one half
are taken in order of urgency; one that needs more money, leaders' time or attention than is left is skipped. So every proposal is within
the budgets without penalties, and every programme within the budgets that uses each intervention once, on the grid of weeks and
strengths, can be proposed.
Source: random keys, Bean 1994; the method of filling the budgets is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.audience import members
from sim.planning.philosophy import cards_in
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative
from sim.schema.interventions import Intervention
from sim.schema.programme import Budgets, Programme, Step

EVERY = 4
"""Weeks between possible starts."""

LENGTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
"""Length of a step, as a multiple of its intervention's default."""

STRENGTHS = (0.4, 0.6, 0.8, 1.0)
EVERYONE = ""
SLACK = 1e-9  # rounding tolerance
MOST_UNITS = 8
"""Number of units to which a step may be restricted: the largest it reaches."""

IN = 0.5
"""Minimum urgency at which an intervention is used."""

Genes = dict[str, Any]
"""A proposal as genes: urgency, start, length, strength and audience of each intervention, named `intervention.gene`."""


class Suggests(Protocol):
    """Source of proposals: an Optuna trial."""

    def suggest_float(self, name: str, low: float, high: float) -> float: ...
    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1) -> int: ...
    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any: ...


class Offer(NamedTuple):
    """An intervention that a programme may use, and its possible audiences."""

    name: str
    card: Intervention
    audiences: tuple[str, ...]  # its full audience, then single units by id, the largest first


class BudgetTaken(NamedTuple):
    """Use of the budgets by a step, or the remaining budgets."""

    money: float  # thousand euro
    leaders_time: Floats  # (weeks,) share of leaders' working time
    attention: Floats  # (weeks, units) share of people's attention


@dataclass(frozen=True)
class ProgrammeLimits:
    """Organisation, weeks and budgets that limit a programme."""

    organisation: Organisation
    weeks: int
    budgets: Budgets  # money is set
    most: int  # steps
    last_start: int  # a multiple of EVERY

    def taken_by(self, offer: Offer, step: Step) -> BudgetTaken:
        """Return the use of the budgets by a step without delays."""
        alone = Programme(title=offer.name, description="", steps={offer.name: step}, budgets=Budgets(leaders_time=1.0))
        known = schedule(alone, {offer.name: offer.card}, self.organisation, self.weeks)
        return BudgetTaken(float(known.spend.sum()), known.leaders_time, known.load)

    @property
    def whole(self) -> BudgetTaken:
        """Return the full budgets."""
        shape = (self.weeks, self.organisation.units)
        return BudgetTaken(
            np.inf if self.budgets.money is None else self.budgets.money,
            np.full(self.weeks, self.budgets.leaders_time),
            np.full(shape, self.budgets.attention),
        )


def offers_of(initiative: Initiative, organisation: Organisation, names: Iterable[str]) -> list[Offer]:
    """Return applicable interventions, by name in alphabetical order: they reach at least one person, and a test-bed has its customers.

    names : of interventions in the initiative's definitions
    """
    cards = cards_in(initiative, organisation)
    found = [Offer(name, cards[name], _audiences(cards[name], organisation)) for name in sorted(set(names))]
    return [offer for offer in found if offer.audiences and _has_its_customers(offer.card, initiative)]


def _has_its_customers(card: Intervention, initiative: Initiative) -> bool:
    return all(deed.segment in initiative.segments for deed in card.does if deed.kind == "test_bed")


def _audiences(card: Intervention, organisation: Organisation) -> tuple[str, ...]:
    """Return possible audiences: none if the intervention reaches no one; single units only if it is for employees and names no units."""
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
    """Return the proposal of a trial."""
    genes: Genes = {}
    for offer in offers:
        genes[f"{offer.name}.urgency"] = trial.suggest_float(f"{offer.name}.urgency", 0.0, 1.0)
        genes[f"{offer.name}.start"] = trial.suggest_int(f"{offer.name}.start", 0, room.last_start, step=EVERY)
        for gene, choices in choices_of(offer).items():
            genes[f"{offer.name}.{gene}"] = trial.suggest_categorical(f"{offer.name}.{gene}", choices)
    return genes


def choices_of(offer: Offer) -> dict[str, tuple[Any, ...]]:
    """Return the categorical genes with their choices."""
    return {"length": LENGTHS, "strength": STRENGTHS, "audience": offer.audiences}


def steps_of(genes: Genes, offers: Sequence[Offer], room: ProgrammeLimits) -> dict[str, Step]:
    """Return the steps of a proposal that fit, by name of their intervention, the most urgent first."""
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
    """Return the remaining budgets after a step; none if it does not fit."""
    rest = BudgetTaken(left.money - taken.money, left.leaders_time - taken.leaders_time, left.attention - taken.attention)
    fits = rest.money >= -SLACK and rest.leaders_time.min(initial=0.0) >= -SLACK and rest.attention.min(initial=0.0) >= -SLACK
    return rest if fits else None


def _step(genes: Genes, offer: Offer) -> Step:
    start, length, strength, unit = (genes[f"{offer.name}.{gene}"] for gene in ("start", "length", "strength", "audience"))
    audience = None if unit == EVERYONE else offer.card.audience.model_copy(update={"units": [unit]})
    return Step(intervention=offer.name, start=start, weeks=max(1, round(offer.card.weeks * length)), strength=strength, audience=audience)


def genes_of(programme: Programme, offers: Sequence[Offer], room: ProgrammeLimits) -> Genes:
    """Return the proposal closest to a programme; earlier steps are more urgent.

    If an intervention has several steps, the first one for the full audience is kept.
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
    """Return the single unit to which a step is restricted, or everyone."""
    units = [] if step.audience is None else step.audience.units
    return units[0] if len(units) == 1 else EVERYONE


def _nearest(value: float, choices: Sequence[float]) -> float:
    return min(choices, key=lambda choice: abs(choice - value))
