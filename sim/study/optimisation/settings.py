"""Settings of an optimisation: goal, budget and number of runs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared, Identifier


class OptimiseSettings(Declared):
    """What is looked for, within which budget, and with how many runs."""

    money: Annotated[float, Field(gt=0.0, le=1e9)] | None = None  # thousand euro; none: the budget, or what the own programme takes
    candidates: list[Identifier] = []  # interventions that may be used; none: all that fit
    most: Annotated[int, Field(ge=1, le=60)] | None = None  # steps; none: as many as the own programme has, at least six
    programmes: Annotated[int, Field(ge=2, le=100_000)] = 360  # that are tried
    runs: Annotated[int, Field(ge=1, le=1_000)] = 8  # of each, in the search
    finalists: Annotated[int, Field(ge=1, le=100)] = 8  # of whom the best is chosen
    choosing: Annotated[int, Field(ge=2, le=10_000)] = 32  # runs of each finalist
    checking: Annotated[int, Field(ge=2, le=100_000)] = 200  # runs of each programme that is reported
    worlds: Annotated[int, Field(ge=2, le=10_000)] = 64  # runs of each programme in each world
