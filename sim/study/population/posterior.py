"""Posterior of a calibration: the assumed population, and draws of its adjustments that agree with the surveys."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from sim.declared import Declared, Text
from sim.schema.names import check_names
from sim.study.population.adjustment import ADJUSTMENTS
from sim.study.population.population import Population

WEIGHT = "weight"


class PosteriorDraws(Declared):
    """Distinct draws of the adjustments of a population, each with its weight."""

    title: Text
    rules: Annotated[str, Field(max_length=64)] = ""  # stamp of the rules under which they were drawn
    assumed: Population
    draws: Annotated[list[dict[str, float]], Field(min_length=1, max_length=100_000)]

    @model_validator(mode="after")
    def _draws_what_can_be_adjusted(self) -> PosteriorDraws:
        for place, draw in enumerate(self.draws):
            check_names(f"draws.{place}", draw, {*ADJUSTMENTS, WEIGHT})
            if not draw.get(WEIGHT, 1.0) > 0.0:
                raise ValueError(f"draws.{place}.{WEIGHT}: {draw[WEIGHT]}; must be above 0")
            for name, value in draw.items():
                if name != WEIGHT and not ADJUSTMENTS[name].low <= value <= ADJUSTMENTS[name].high:
                    raise ValueError(f"draws.{place}.{name}: {value}; allowed: {ADJUSTMENTS[name].low:g} to {ADJUSTMENTS[name].high:g}")
        return self

    def chosen(self, count: int) -> list[dict[str, float]]:
        """Return draws of equal weight, spread evenly over the posterior as it is listed; fewer if some would be the same.

        Source: systematic sampling (Madow & Madow 1944), without a random start, so that equal files give equal draws.
        """
        weights = np.array([draw.get(WEIGHT, 1.0) for draw in self.draws])
        steps = (np.arange(count) + 0.5) / count
        places = np.unique(np.searchsorted(np.cumsum(weights / weights.sum()), steps).clip(max=len(weights) - 1))
        return [{name: value for name, value in self.draws[place].items() if name != WEIGHT} for place in places]
