"""A philosophy of change as data: how it lets interventions act, what it costs, and which context it suits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from sim.declared import Declared, Share
from sim.schema.interventions import Described
from sim.schema.levers import CONDITIONS
from sim.schema.names import check_names

EffectFactor = Annotated[float, Field(ge=0.5, le=1.5)]
CostFactor = Annotated[float, Field(ge=0.5, le=2.0)]
SuitedRange = Annotated[list[Share], Field(min_length=2, max_length=2)]


class EffectByFamily(Declared):
    """Factors on what a card raises, removes, strengthens and does, by the family of the card; 1 leaves a family as it is."""

    mindsets: EffectFactor = 1.0  # cards that change how people and leaders see the change
    inhibitors: EffectFactor = 1.0  # cards that take away what hinders
    reinforcement: EffectFactor = 1.0  # cards that reward, measure and train the behaviours
    agents: EffectFactor = 1.0  # cards that act through people: agents, test-beds, counterparts
    structure: EffectFactor = 1.0  # cards that change structure, systems and metrics


class PhilosophyCost(Declared):
    """Factors on what cards take from the three budgets; 1 leaves a budget as it is."""

    money: CostFactor = 1.0  # on what a card costs once and every week
    leaders_time: CostFactor = 1.0  # on the leaders' time that a card takes
    attention: CostFactor = 1.0  # on the attention that a card claims


class Philosophy(Described):
    """A philosophy of change: how it lets interventions act, what it costs, and which context it suits."""

    effect: EffectByFamily = EffectByFamily()
    says: EffectFactor = 1.0  # factor on what cards let leaders say; words are no fewer where the firm does not suit it
    ramp: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0  # factor on the weeks to full intensity: below 1 is quicker
    cost: PhilosophyCost = PhilosophyCost()
    suits: dict[str, SuitedRange] = {}  # lever or disposition: the lowest and the highest standing level that suits it
    unsuited: Share = 1.0  # share of its effect that is left where no condition suits it at all

    @model_validator(mode="after")
    def _suits_what_exists(self) -> Philosophy:
        check_names("suits", self.suits, CONDITIONS)
        for name, (lowest, highest) in self.suits.items():
            if lowest > highest:
                raise ValueError(f"suits.{name}: [{lowest:g}, {highest:g}] is reversed; write the lowest level first")
        return self
