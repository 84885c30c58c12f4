"""Cards: all interventions, searchable, added to a timeline by click or drag."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from sim.lab.components.messages import left_open
from sim.lab.planning.words import FAMILY_COLOURS, costs_in_words, lines_of, whom
from sim.organisation.organisation import Organisation
from sim.play.intervention_cards import FAMILIES, Card
from sim.texts import say


class Cards(Element, component="cards.js", default_classes="plan-cards-place"):
    """Fills its parent, which must have a height. The plus sign adds a card; a card can also be dragged onto a timeline."""

    def __init__(self, cards: Sequence[Card], organisation: Organisation, on_add: Callable[[str], Awaitable[None] | None]) -> None:
        """on_add : called with the name of the added card"""
        super().__init__()
        self._names = {card.name for card in cards}
        self._props["cards"] = [_told(card, organisation) for card in cards]
        self._props["families"] = [{"name": name, "title": say(f"plan.family.{name}"), "colour": FAMILY_COLOURS[name]} for name in FAMILIES]
        self._props["words"] = {
            "title": say("plan.cards"),
            "search": say("plan.search"),
            "families": say("plan.families"),
            "found": left_open("plan.found", "count"),
            "add": left_open("plan.add", "title"),
            "none": say("plan.none_found"),
        }

        def add(message: GenericEventArguments) -> Awaitable[None] | None:
            name = message.args
            return on_add(name) if isinstance(name, str) and name in self._names else None

        self.on("add", add)


def _told(card: Card, organisation: Organisation) -> dict[str, Any]:
    what = card.intervention
    said = (what.title, what.description, what.source, say(f"plan.family.{what.family}"), whom(what.audience, organisation))
    return {
        "name": card.name,
        "title": what.title,
        "description": what.description,
        "family": what.family,
        "colour": FAMILY_COLOURS[what.family],
        "costs": costs_in_words(card.price),
        "lines": lines_of(card, organisation),
        "sought": " ".join(said).lower(),
    }
