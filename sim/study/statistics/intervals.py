"""Intervals: how far a share may be from what so few initiatives show of it. All are 95 % intervals in closed form.

Initiatives are sampled quasi-randomly, which spreads them more evenly than chance would; the intervals are those of chance, and so rather
too wide than too narrow.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

Z = 1.959963984540054


class ShareEstimate(NamedTuple):
    """A share with its 95 % interval. Without any cases the interval is everything."""

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
        """Whether the interval leaves zero out."""
        return self.low > 0.0 or self.high < 0.0


def count_of(mask: Any) -> int:
    """In how many cases something holds; mask : of any shape, as numpy takes it."""
    return int(np.count_nonzero(mask))


def share_of(count: int, of: int) -> ShareEstimate:
    """A share of independent cases.

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
    """The change of a share when some cases went one way and some the other; the rest stayed as they were.

    Source: Agresti & Min 2005, half a case added to each of the four cells of the paired table.
    """
    if of == 0:
        return PairedChange(0.0, -1.0, 1.0)
    n, b, c = of + 2.0, up + 0.5, down + 0.5
    middle = (b - c) / n
    half = Z * math.sqrt(max(0.0, (b + c) - (b - c) ** 2 / n)) / n
    return PairedChange((up - down) / of, max(-1.0, middle - half), min(1.0, middle + half))
