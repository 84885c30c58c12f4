"""Repairs: conditions raised to an enabling level, with all random draws unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from sim.array_types import Floats
from sim.schema.levers import CONDITIONS
from sim.schema.names import check_names

HARMFUL = frozenset({"cynicism", "derailing", "finance_power", "rival_strength", "threshold"})
"""Conditions that help by being low; every other helps by being high."""

ROW = {name: row for row, name in enumerate((*CONDITIONS, "threshold"))}
"""Everything that a repair can restore."""


@dataclass(frozen=True)
class Repair:
    """A set of conditions raised to an enabling level; better ones are left unchanged.

    levels : [0, 1] by lever or disposition; threshold : on the scale of pulls, the mean of all people
    Raises ValueError for what is no condition, or a level out of its range.
    """

    levels: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_names("repair", self.levels, ROW)
        for name, level in self.levels.items():
            if name != "threshold" and not 0.0 <= level <= 1.0:
                raise ValueError(f"repair: {name}: {level}; allowed: 0 to 1")

    @cached_property
    def column(self) -> Floats:
        """Its levels by ROW; NaN where it leaves a condition as it is."""
        return np.array([self.levels.get(name, np.nan) for name in ROW])

    def joined(self, other: Repair) -> Repair:
        return Repair(self.levels | other.levels)


UNREPAIRED = Repair()


def levels_of(repairs: Sequence[Repair]) -> Floats:
    """The level of each condition under each repair, as of `Repair.column`; shape (conditions, repairs)."""
    return np.stack([repair.column for repair in repairs], axis=1)


def floors(names: Sequence[str], levels: Floats) -> Floats:
    """The level under which no condition is left by a repair, 0 without; levels : as of `levels_of`; shape (names, repairs)."""
    return np.fmax(levels[[ROW[name] for name in names]], 0.0)


def restored(values: Mapping[str, Floats | float], levels: Floats) -> Floats:
    """Dispositions under each repair: no worse than their levels, where they have one; shape (dispositions, …, repairs)."""
    found = np.array(list(values.values()), float)[..., None]
    own = levels[[ROW[name] for name in values]].reshape(len(values), *(1,) * (found.ndim - 2), -1)
    better_low = np.array([name in HARMFUL for name in values]).reshape(-1, *(1,) * (found.ndim - 1))
    return np.where(better_low, np.fmin(found, own), np.fmax(found, own))


def threshold_shift(mean: float, levels: Floats) -> Floats:
    """Reduction of all thresholds by each repair, so that their mean does not exceed its level; shape (repairs,), at most 0."""
    return np.fmin(0.0, levels[ROW["threshold"]] - mean)
