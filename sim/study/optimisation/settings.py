"""Settings of an optimisation: objective, budget and numbers of runs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared, Identifier


class OptimiseSettings(Declared):
    """Objective, budget and numbers of runs of an optimisation."""

    money: Annotated[float, Field(gt=0.0, le=1e9)] | None = None  # thousand euro; none: scenario's budget, or its programme's cost
    candidates: list[Identifier] = []  # interventions that may be used; none: all applicable ones
    most: Annotated[int, Field(ge=1, le=60)] | None = None  # steps; none: as many as the scenario's own programme has, at least six
    programmes: Annotated[int, Field(ge=2, le=100_000)] = 360  # number tried
    runs: Annotated[int, Field(ge=1, le=1_000)] = 8  # of each programme, in the search
    finalists: Annotated[int, Field(ge=1, le=100)] = 8  # among which the best is selected
    choosing: Annotated[int, Field(ge=2, le=10_000)] = 32  # runs of each finalist
    checking: Annotated[int, Field(ge=2, le=100_000)] = 200  # runs of each reported programme
    worlds: Annotated[int, Field(ge=2, le=10_000)] = 64  # runs of each programme in each stress test
