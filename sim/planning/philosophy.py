"""The philosophy of change of a programme: its cards as it lets them act in a firm, and how far the firm suits it.

A philosophy multiplies what a card raises, removes, strengthens and does by a factor of the card's family, and what it says, its weeks of
ramp and its costs by factors of their own. Where the firm does not suit it, its cards do less, and say as much. All this is done to the
cards, before they are scheduled, so that every use of a card agrees. A programme without a philosophy has the cards as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.organisation.organisation import Organisation
from sim.planning.conditions import context_of, mean_conditions
from sim.planning.schedule import ROUNDING
from sim.schema.initiative import Initiative
from sim.schema.interventions import Intervention, Structural
from sim.schema.philosophy import Philosophy, PhilosophyCost

_AMOUNT = {
    "seed_agents": ("share", 0.5),
    "connect": ("ties_per_person", 20.0),
    "reorganise": ("mixed", 1.0),
    "coach_leaders": ("gain", 1.0),
    "replace_leaders": ("commitment", 1.0),
    "involve_counterparts": ("gain", 1.0),
    "test_bed": ("learning", 1.0),
    "workflow_audit": ("mends", 1.0),
    "reframe": ("gain", 1.0),
    "brief_board": ("gain", 1.0),
}
"""Of each deed, the amount that it does, and the highest amount that its declaration allows. What it disturbs is no amount that it does."""


class Shortfall(NamedTuple):
    """A condition of the firm outside the range that a philosophy suits."""

    condition: str  # lever or disposition
    level: float  # where the firm stands at the start, [0, 1]
    lowest: float
    highest: float

    @property
    def missing(self) -> float:
        """How far the level is outside the range, [0, 1]."""
        return max(self.lowest - self.level, self.level - self.highest)

    @property
    def met(self) -> float:
        """How far the range is met: 1 at its border, 0 at the end of the scale, evenly in between."""
        room = self.lowest if self.level < self.lowest else 1.0 - self.highest
        return 1.0 - self.missing / room


class Suitability(NamedTuple):
    """How far a firm suits the philosophy of its programme."""

    name: str
    philosophy: Philosophy
    fit: float  # mean over its conditions of how far each is met, [0, 1]
    shortfalls: tuple[Shortfall, ...]  # the widest first

    @property
    def share(self) -> float:
        """The share of its effects that the fit leaves, [0, 1]."""
        return self.philosophy.unsuited + (1.0 - self.philosophy.unsuited) * self.fit


def suitability_of(initiative: Initiative, organisation: Organisation) -> Suitability | None:
    """How far the firm, as it stands before any intervention, suits the philosophy of the programme; None without a philosophy.

    Source: that the way of change must fit the situation: Kotter and Schlesinger 1979; Dunphy and Stace 1993. That each condition counts
    alike, and that a shortfall counts evenly, are our assumptions.
    """
    name = initiative.programme.philosophy
    if name is None:
        return None
    philosophy = initiative.definitions.philosophies[name]
    levels = mean_conditions(context_of(initiative, organisation), organisation)
    short = [
        Shortfall(condition, levels[condition], lowest, highest)
        for condition, (lowest, highest) in sorted(philosophy.suits.items())
        if not lowest - ROUNDING <= levels[condition] <= highest + ROUNDING
    ]
    fit = 1.0 - sum(1.0 - one.met for one in short) / len(philosophy.suits) if short else 1.0
    return Suitability(name, philosophy, fit, tuple(sorted(short, key=lambda one: (-one.missing, one.condition))))


def cards_in(initiative: Initiative, organisation: Organisation) -> dict[str, Intervention]:
    """The initiative's cards by name, as the philosophy of its programme lets them act in this firm."""
    return cards_under(initiative.definitions.interventions, suitability_of(initiative, organisation))


def cards_under(cards: dict[str, Intervention], suited: Suitability | None) -> dict[str, Intervention]:
    """Cards by name as a philosophy lets them act in a firm; without a philosophy, as they are."""
    return cards if suited is None else {name: card_under(card, suited) for name, card in cards.items()}


def card_under(card: Intervention, suited: Suitability) -> Intervention:
    """A card as a philosophy lets it act in a firm; shares stay within [0, 1], and deeds within what their declarations allow.

    Rituals have no amount: a ritual carries the customer or does not. A ramp of more than no weeks stays one.
    """
    philosophy = suited.philosophy
    factor = getattr(philosophy.effect, card.family) * suited.share
    return card.model_copy(
        update={
            **{name: _effects(getattr(card, name), factor) for name in ("raises", "removes", "strengthens")},
            "says": min(1.0, card.says * philosophy.says),
            "does": [_deed(deed, factor) for deed in card.does],
            "ramp": max(min(card.ramp, 1), round(card.ramp * philosophy.ramp)),
            "cost": card.cost.model_copy(update=_cost(card, philosophy.cost)),
        }
    )


def _effects(effects: Mapping[str, float], factor: float) -> dict[str, float]:
    return {name: min(1.0, size * factor) for name, size in effects.items()}


def _deed(deed: Structural, factor: float) -> Structural:
    amount, highest = _AMOUNT[deed.kind]
    return deed.model_copy(update={amount: min(highest, getattr(deed, amount) * factor)})


def _cost(card: Intervention, cost: PhilosophyCost) -> dict[str, float]:
    money = {name: getattr(card.cost, name) * cost.money for name in ("once", "weekly", "weekly_per_person")}
    shares = {name: min(1.0, getattr(card.cost, name) * getattr(cost, name)) for name in ("leaders_time", "attention")}
    return money | shares


def notes_on(suited: Suitability | None) -> tuple[str, ...]:
    """In one sentence, which conditions of the firm a philosophy falls short of, and by how much; none where the firm suits it."""
    if suited is None or not suited.shortfalls:
        return ()
    short = "; ".join(
        f"{one.condition} is {one.level:.2f} and should be {one.lowest:.2f} to {one.highest:.2f} ({one.missing:.2f} short)"
        for one in suited.shortfalls
    )
    said = f"the firm suits the philosophy {suited.name} by {suited.fit:.0%}, so its cards have {suited.share:.0%} of their effect"
    return (f"{said}: {short}",)
