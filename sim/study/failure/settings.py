"""Settings of companions, the smaller studies that measure certainty: size of each; 0, or an empty list, omits it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from sim.declared import Declared, Text


class CompanionSettings(Declared):
    """Sizes of the companion studies that measure the certainty of the conclusions."""

    sensitivity: Annotated[int, Field(ge=0, le=16_384)] = 128  # rows of the Sobol indices, a power of two; 0: none
    screening: Annotated[int, Field(ge=0, le=1_000)] = 4  # trajectories of elementary effects; 0: none
    robustness: Annotated[int, Field(ge=0, le=100_000)] = 50  # initiatives under each model alternative; 0: none
    tipping: Annotated[list[Text], Field(max_length=2)] = ["dispositions.interest", "dispositions.commitment"]  # of a map; []: none

    @field_validator("sensitivity", "screening")
    @classmethod
    def _is_none_or_enough(cls, size: int) -> int:
        if size == 1:
            raise ValueError("1 is not allowed: must be 0 or at least 2")
        return size

    @field_validator("sensitivity")
    @classmethod
    def _doubles(cls, rows: int) -> int:
        if rows & (rows - 1):
            raise ValueError(f"{rows} is not allowed: must be a power of two")
        return rows
