"""Settings of companions, the smaller studies that measure certainty: size of each; 0, or an empty list, omits it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared, Text


class CompanionSettings(Declared):
    """Sizes of the companion studies that measure the certainty of the conclusions."""

    sensitivity: Annotated[int, Field(ge=0, le=16_384)] = 128  # rows of the Sobol indices, a power of two; 0: none
    screening: Annotated[int, Field(ge=0, le=1_000)] = 4  # trajectories of elementary effects; 0: none
    robustness: Annotated[int, Field(ge=0, le=100_000)] = 50  # initiatives under each model alternative; 0: none
    tipping: Annotated[list[Text], Field(max_length=2)] = ["dispositions.interest", "dispositions.commitment"]  # of a map; []: none
