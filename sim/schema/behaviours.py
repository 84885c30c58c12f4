"""Behaviours that people adopt or should give up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.declared import Share
from sim.schema.interventions import Described

CustomersGain = Literal["profitability", "efficiency", "position"]


class Behaviour(Described):
    """A behaviour that supports the customer-centric end state, or derails it."""

    direction: Literal["aligned", "derailing"]
    practised_by: Literal["everyone", "front_line", "back_office", "leaders"] = "everyone"  # front line: units with contact of at least 0.5
    weight: Annotated[float, Field(gt=0.0, le=1.0)] = 0.5  # for what customers experience
    visibility: Share = 0.7  # how much of it others see
    effort: Share = 0.3  # beyond what people do anyway
    autonomy: Share = 0.3  # freedom it needs
    coordination: Share = 0.1  # help from other units it needs
    divergence: Share = 0.0  # how far it departs from what is usual here: who decides, who works with whom
    needs_units: Annotated[int, Field(ge=1, le=100)] = (
        1  # strategic if more than one: customers feel no more of it than so many units practise
    )
    for_own_customers: bool = False  # done for the customers in a person's own care
    improves: dict[CustomersGain, Share] = {}  # what a customer gains at full practice; strategic behaviours alone

    @model_validator(mode="after")
    def _improves_if_strategic(self) -> Behaviour:
        if self.improves and self.needs_units < 2:
            raise ValueError("improves: only a strategic behaviour, with needs_units of at least 2, improves a customer's own business")
        return self
