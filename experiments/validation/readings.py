"""Readings: measured numbers with intervals, and the few ways in which one can agree with a published result.

No way has a tolerance that someone chose: it is the interval that the sample size leaves, and the digit to which a number was printed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from sim.study.statistics.estimates import share_of

CONFIDENCE = 0.95
POINTS = "points"
"""Unit of a difference of shares; kept as a share, told in hundredths."""

RULE_OF_THREE = 3.0
"""No case in n bounds the rate at 3/n with 95 % confidence."""


class MeasuredNumber(NamedTuple):
    """A measured number with its interval, and how many of what it was measured on."""

    value: float
    low: float
    high: float
    n: int
    of: str
    is_share: bool = False
    unit: str = ""  # of numbers that are no shares
    confidence: float = CONFIDENCE


def mean_reading(values: ArrayLike, of: str, *, is_share: bool = False, unit: str = "", confidence: float = CONFIDENCE) -> MeasuredNumber:
    """The mean of independent values with Student's interval; values : shape (n,), n at least 2."""
    values = np.asarray(values, float)
    half = float(student.ppf(0.5 + confidence / 2.0, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))
    mean = float(values.mean())
    return MeasuredNumber(mean, mean - half, mean + half, len(values), of, is_share, unit, confidence)


def share_reading(hits: ArrayLike, of: str) -> MeasuredNumber:
    """How often something happened, with the score interval; hits : booleans, shape (n,)."""
    hits = np.asarray(hits, bool)
    share = share_of(int(hits.sum()), len(hits))
    return MeasuredNumber(float(hits.mean()), share.low, share.high, len(hits), of, is_share=True)


def difference_of_shares(more: MeasuredNumber, less: MeasuredNumber) -> MeasuredNumber:
    """The difference of two shares of independent cases, with an interval made from theirs.

    Source: Newcombe 1998, the hybrid score interval.
    """
    value = more.value - less.value
    down = math.hypot(more.value - more.low, less.high - less.value)
    up = math.hypot(more.high - more.value, less.value - less.low)
    return MeasuredNumber(value, value - down, value + up, more.n, more.of, unit=POINTS)


def exact(value: float, of: str, n: int = 1, *, is_share: bool = False, unit: str = "") -> MeasuredNumber:
    """A number without chance: the rule itself, or a run without draws."""
    return MeasuredNumber(float(value), float(value), float(value), n, of, is_share, unit)


def bands(values: Sequence[ArrayLike] | ArrayLike) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Means and the bounds of their intervals of many rows of values; values : shape (rows, n)."""
    return columns([mean_reading(row, "") for row in np.asarray(values, float)])


def columns(readings: Sequence[MeasuredNumber]) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Values of readings and the bounds of their intervals, for a curve."""
    return tuple(r.value for r in readings), tuple(r.low for r in readings), tuple(r.high for r in readings)


def holds(reading: MeasuredNumber, published: float, half_digit: float) -> bool:
    """Whether a published number, anywhere within the digit to which it was printed, lies in the interval of the reading."""
    return reading.low - half_digit <= published <= reading.high + half_digit


def is_within(reading: MeasuredNumber, low: float, high: float) -> bool:
    """Whether the whole interval of the reading lies in a published range."""
    return low <= reading.low and reading.high <= high


def is_above_zero(reading: MeasuredNumber) -> bool:
    """Whether a direction is clear: the whole interval of a difference lies above zero."""
    return reading.low > 0.0
