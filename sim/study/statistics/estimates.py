"""Estimates: numbers with their sampling uncertainty. All intervals are 95 % intervals.

Intervals of shares are in closed form. Initiatives are sampled quasi-randomly, which covers the space more evenly than random sampling;
the intervals assume random sampling and are therefore conservative.

Without a closed form, initiatives are resampled with replacement (bootstrap), each with the results of all its repairs, so that differences
between causes stay paired; intervals are percentile intervals. Counts are whole numbers, so intervals are identical on every machine and
for every order of the initiatives.
Source: Efron & Tibshirani 1993.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from sim.array_types import Ints

Z = 1.959963984540054
RESAMPLES = 1_000
ENDS = (0.025, 0.975)
MOST_DRAWN = 1_000_000
"""Maximum number of resampled counts in memory at once."""


class Estimate(NamedTuple):
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Return whether the interval excludes zero."""
        return self.low > 0.0 or self.high < 0.0


class ShareEstimate(NamedTuple):
    """A share with its 95 % interval. Without cases the interval is [0, 1]."""

    count: int
    of: int
    share: float | None
    low: float
    high: float


class PairedChange(NamedTuple):
    """A change of a share on the same initiatives, with its paired 95 % interval."""

    change: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Return whether the interval excludes zero."""
        return self.low > 0.0 or self.high < 0.0


def count_of(mask: Any) -> int:
    """Return the number of true values; mask : a Boolean array of any shape."""
    return int(np.count_nonzero(mask))


def share_of(count: int, of: int) -> ShareEstimate:
    """Return a share of independent cases.

    Source: Wilson 1927, the score interval.
    """
    if of == 0:
        return ShareEstimate(0, 0, None, 0.0, 1.0)
    share, square = count / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return ShareEstimate(count, of, share, low, high)


def paired_change(up: int, down: int, of: int) -> PairedChange:
    """Return the change of a share from the numbers of cases that changed in each direction.

    Source: Agresti & Min 2005, half a case added to each of the four cells of the paired table.
    """
    if of == 0:
        return PairedChange(0.0, -1.0, 1.0)
    n, b, c = of + 2.0, up + 0.5, down + 0.5
    middle = (b - c) / n
    half = Z * math.sqrt(max(0.0, (b + c) - (b - c) ** 2 / n)) / n
    return PairedChange((up - down) / of, max(-1.0, middle - half), min(1.0, middle + half))


def resampled_sums(counts: Ints, resamples: int, seed: int, often: Ints | None = None) -> Ints:
    """Return sums over resampled initiatives, shape (resamples, columns).

    counts : whole numbers, shape (rows, columns); often : number of initiatives of each row, shape (rows,); none: one
    """
    if resamples < 1:
        raise ValueError(f"resamples: {resamples}; at least 1 is required")
    if len(counts) == 0:
        raise ValueError("there are no initiatives to resample")
    alike, place = np.unique(counts, axis=0, return_inverse=True)
    number = np.zeros(len(alike), np.int64)
    np.add.at(number, place.reshape(-1), 1 if often is None else often)
    of, chance = int(number.sum()), np.random.default_rng(seed)
    at_once = max(1, MOST_DRAWN // len(alike))  # the draws are the same for any number at once
    sizes = [min(at_once, resamples - first) for first in range(0, resamples, at_once)]
    return np.concatenate([chance.multinomial(of, number / of, size=size) @ alike for size in sizes])


def mean_estimates(counts: Ints, unit: int, sums: Ints, often: Ints | None = None) -> list[Estimate]:
    """Return means of the columns with their intervals.

    counts : in fractions 1/unit, each within ± one unit, shape (rows, columns); unit : number of fractions per whole
    sums : resampled sums of counts; often : number of initiatives of each row, shape (rows,); none: one

    If all initiatives have the same value, the bootstrap has no spread; the interval is then extended by Wilson's bound.
    """
    number = np.ones(len(counts), np.int64) if often is None else often
    initiatives = int(number.sum())
    of = initiatives * unit
    low, high = np.quantile(sums / of, ENDS, axis=0)
    room = np.where((counts == counts[0]).all(axis=0), share_of(0, initiatives).high, 0.0)
    values = (number @ counts / of).tolist()
    ends = zip((low - room).tolist(), (high + room).tolist(), strict=True)
    return [Estimate(value, max(-1.0, least), min(1.0, most)) for value, (least, most) in zip(values, ends, strict=True)]
