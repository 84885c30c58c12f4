"""Settings of a comparison: number of runs, and the difference that counts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared


class CompareSettings(Declared):
    """Power 0.95 at a chance of error of 0.01 is what Secchi & Seri 2017 ask of simulation studies."""

    runs: Annotated[int, Field(ge=2, le=100_000)] = 200  # of each programme
    difference: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.05  # of the share of success: the smallest that would matter
    error: Annotated[float, Field(gt=0.0, lt=0.5)] = 0.01  # chance of claiming any difference where there is none
    power: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95  # wanted chance of finding a difference that matters
