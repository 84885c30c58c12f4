"""Settings of a comparison: number of runs, and criteria for a difference."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared


class CompareSettings(Declared):
    """Secchi & Seri 2017 recommend power 0.95 at a significance level of 0.01 for simulation studies."""

    runs: Annotated[int, Field(ge=2, le=100_000)] = 200  # of each programme
    difference: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.05  # of the share of success: smallest difference that matters
    error: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.01  # significance level: chance of claiming any difference if none exists
    power: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95  # required chance of detecting a difference that matters
