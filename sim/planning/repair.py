"""Repairs: conditions raised to an enabling level, with all random draws unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.array_types import Floats
from sim.schema.levers import CONDITIONS
from sim.schema.names import check_names

HARMFUL = frozenset({"cynicism", "derailing", "finance_power", "rival_strength", "threshold"})
"""Conditions that help by being low; every other helps by being high."""


@dataclass(frozen=True)
class Repair:
    """A set of conditions raised to an enabling level; better ones are left unchanged.

    levels : [0, 1] by lever or disposition; threshold : on the scale of pulls, the mean of all people
    Raises ValueError for what is no condition, or a level out of its range.
    """

    levels: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names("repair", self.levels, CONDITIONS.keys() | {"threshold"})
        for name, level in self.levels.items():
            if name != "threshold" and not 0.0 <= level <= 1.0:
                raise ValueError(f"repair: {name}: {level}; allowed: 0 to 1")

    def joined(self, other: Repair) -> Repair:
        return Repair(self.levels | other.levels)


UNREPAIRED = Repair()


def restored(name: str, value: Floats | float, repairs: Sequence[Repair]) -> Floats:
    """A disposition under each repair: no worse than its level, if it has one; the last axis is the repair."""
    alone, better = (np.inf, np.minimum) if name in HARMFUL else (-np.inf, np.maximum)
    levels = np.array([repair.levels.get(name, alone) for repair in repairs])
    return better(np.asarray(value, float)[..., None], levels)


def threshold_shift(mean: float, repairs: Sequence[Repair]) -> Floats:
    """Reduction of all thresholds by each repair, so that their mean does not exceed its level; shape (repairs,), at most 0."""
    levels = np.array([repair.levels.get("threshold", np.inf) for repair in repairs])
    return np.minimum(0.0, levels - mean)
