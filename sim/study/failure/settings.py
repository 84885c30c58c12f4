"""Depth of a study, and settings of its companions, the studies that measure certainty: size of each; 0, or an empty list, omits it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.declared import Declared, Text

Depth = Literal["quick", "standard", "full"]

MAP = ["dispositions.interest", "dispositions.commitment"]

DEPTHS: dict[Depth, dict[str, Any]] = {
    "quick": {"initiatives": 400, "robustness": 0, "populations": 0, "conditions": 0},
    "standard": {"initiatives": 1_000, "robustness": 32, "populations": 20, "conditions": 250},
    "full": {"initiatives": 4_000, "robustness": 250, "populations": 50, "conditions": 2_000},
}
DEPTHS["quick"] |= {"sensitivity": 0, "screening": 0, "tipping": []}
DEPTHS["standard"] |= {"sensitivity": 128, "screening": 4, "tipping": MAP}
DEPTHS["full"] |= {"sensitivity": 1_024, "screening": 16, "tipping": MAP}
"""Sizes that a depth gives where no other is asked for."""

AFFORDS = {
    "quick": "the rate of failure, its modes, and the shares under every definition of success; no other way of asking is tried",
    "standard": "the same, and whether a cause comes first in other ways of asking",
    "full": "the same with narrower intervals, and sensitivities that settle",
}
"""What each depth can say."""


def or_null(schema: dict[str, Any]) -> None:
    """Let files leave a size to the depth: null."""
    own = {key: schema.pop(key) for key in list(schema) if key not in ("default", "title", "description")}
    schema["anyOf"] = [own, {"type": "null"}]


class CompanionSettings(Declared):
    """Depth of a study, and sizes of the companion studies that measure the certainty of its conclusions."""

    depth: Depth = "standard"  # gives every size that is not asked for
    robustness: Annotated[int, Field(ge=0, le=100_000, json_schema_extra=or_null)] = 32  # initiatives asked in each other way; 0: none
    populations: Annotated[int, Field(ge=0, le=10_000, json_schema_extra=or_null)] = (
        20  # draws of the calibration's posterior among these ways
    )
    conditions: Annotated[int, Field(ge=0, le=100_000, json_schema_extra=or_null)] = (
        250  # initiatives with every condition repaired in turn
    )
    sensitivity: Annotated[int, Field(ge=0, le=16_384, json_schema_extra=or_null)] = (
        128  # rows of the Sobol indices, a power of two; 0: none
    )
    screening: Annotated[int, Field(ge=0, le=1_000, json_schema_extra=or_null)] = 4  # trajectories of elementary effects; 0: none
    tipping: Annotated[list[Text], Field(max_length=2, json_schema_extra=or_null)] = MAP  # of a map; []: none

    @model_validator(mode="before")
    @classmethod
    def _takes_sizes_from_the_depth(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("depth", "standard") not in DEPTHS:
            return data
        sizes = {name: size for name, size in DEPTHS[data.get("depth", "standard")].items() if name in cls.model_fields}
        return data | {name: size for name, size in sizes.items() if data.get(name) is None}

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
