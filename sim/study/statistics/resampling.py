"""Resampling: how far a mean over initiatives may be from what so few show of it, where no closed form is at hand.

Initiatives are drawn again with replacement, as many as there are, each with all that its repairs did, so that differences between causes
stay paired. Intervals are percentile intervals of 95 %. Counts are whole numbers, so that intervals are the same on every machine and in
every order of the initiatives.
Source: Efron & Tibshirani 1993.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.array_types import Ints
from sim.study.statistics.intervals import share_of

RESAMPLES = 1_000
ENDS = (0.025, 0.975)


class Estimate(NamedTuple):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


def resampled_sums(counts: Ints, resamples: int, seed: int) -> Ints:
    """Sums over initiatives drawn again, shape (resamples, columns).

    counts : whole numbers, shape (initiatives, columns)
    """
    if resamples < 1:
        raise ValueError(f"resamples: {resamples}; at least 1 is needed")
    if len(counts) == 0:
        raise ValueError("there is no initiative to draw again")
    alike, often = np.unique(counts, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(counts), often / len(counts), size=resamples)
    return drawn @ alike


def mean_estimates(counts: Ints, unit: int, sums: Ints) -> list[Estimate]:
    """Means of the columns with their intervals.

    counts : in parts of a unit, each within ± one unit, shape (initiatives, columns); unit : what counts as one
    sums : the same, resampled

    Where all initiatives agree, resampling sees no spread; then the interval leaves room for what so many may have missed, by Wilson.
    """
    of = len(counts) * unit
    low, high = np.quantile(sums / of, ENDS, axis=0)
    room = np.where((counts == counts[0]).all(axis=0), share_of(0, len(counts)).high, 0.0)
    values = (counts.sum(axis=0) / of).tolist()
    ends = zip((low - room).tolist(), (high + room).tolist(), strict=True)
    return [Estimate(value, max(-1.0, least), min(1.0, most)) for value, (least, most) in zip(values, ends, strict=True)]
