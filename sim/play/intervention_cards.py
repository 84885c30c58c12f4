"""Intervention cards: all interventions available to a plan, so that a decision during play can name any of them."""

from __future__ import annotations

from typing import NamedTuple

from sim.config.library_files import folders_in_use
from sim.config.with_more_cards import programmes_in, with_interventions, with_philosophies
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.play.budget_claims import Price, price_of
from sim.schema.initiative import Initiative
from sim.schema.interventions import Intervention
from sim.schema.programme import Programme
from sim.study.optimisation.proposals import offers_of

FAMILIES = ("mindsets", "inhibitors", "reinforcement", "agents", "structure")
"""The four families of interventions, and structural ones, in display order."""


class Card(NamedTuple):
    """An intervention and its price."""

    name: str
    intervention: Intervention
    price: Price  # at full strength, for its default audience


def with_all_cards(initiative: Initiative, organisation: Organisation | None = None) -> Initiative:
    """The same initiative with all library interventions that fit, and all its philosophies; its own definitions stay.

    organisation : already built from the initiative's specification, to save building it again
    """
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    wide = with_philosophies(with_interventions(initiative))
    cards = wide.definitions.interventions
    fits = {offer.name for offer in offers_of(wide, organisation, cards)} | initiative.definitions.interventions.keys()
    kept = wide.definitions.model_copy(update={"interventions": {name: card for name, card in cards.items() if name in fits}})
    return Initiative.model_validate(wide.model_copy(update={"definitions": kept}).model_dump())


def cards_of(initiative: Initiative, organisation: Organisation) -> list[Card]:
    """Known interventions that reach an employee here, as the programme's philosophy lets them act, by family and title."""
    offers = offers_of(initiative, organisation, initiative.definitions.interventions)
    found = [Card(offer.name, offer.card, price_of(offer.card, organisation)) for offer in offers]
    return sorted(found, key=lambda card: (FAMILIES.index(card.intervention.family), card.intervention.title))


def programmes_for(initiative: Initiative, organisation: Organisation) -> dict[str, Programme]:
    """Library programmes that fit here, by name: their interventions fit, and the units they name exist."""
    return {name: programme for name, programme in programmes_in(folders_in_use()).items() if _fits(programme, initiative, organisation)}


def _fits(programme: Programme, initiative: Initiative, organisation: Organisation) -> bool:
    cards = initiative.definitions.interventions
    return all(
        step.intervention in cards and (step.audience is None or set(step.audience.units) <= set(organisation.unit_ids))
        for step in programme.steps.values()
    )
