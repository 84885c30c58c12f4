"""Weekly difference between two initiatives in paired runs on the same random draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # instead of scipy.stats, which takes a second to import

from sim.drawable import draw
from sim.engine.series import OF_THE_FIRM, SHARE
from sim.study.statistics.estimates import ENDS

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The outermost quantiles enclose 90 % of the pairs."""


@dataclass(frozen=True)
class CourseDifference:
    """One initiative minus another, in pairs of runs with the same seed."""

    series: str
    first: str
    second: str
    pairs: pd.DataFrame  # index week; one column per seed
    sources: str  # what makes pairs differ, and what intervals and bands are therefore of

    @property
    def table(self) -> pd.DataFrame:
        """Return one row per week: mean of the pairs with its 95 % interval (low, high), share of pairs ahead, quantiles of pairs.

        Intervals use Student's t and are pointwise, not simultaneous over weeks.
        """
        values = self.pairs.to_numpy()
        count = values.shape[1]
        mean, error = values.mean(axis=1), values.std(axis=1, ddof=1) / np.sqrt(count)
        half = float(stdtrit(count - 1, ENDS[1])) * error
        found = {"mean": mean, "low": mean - half, "high": mean + half, "ahead": (values > 0.0).mean(axis=1)}
        found |= {f"q{round(100 * q):02d}": row for q, row in zip(QUANTILES, np.quantile(values, QUANTILES, axis=1), strict=True)}
        return pd.DataFrame(found, self.pairs.index)

    @property
    def finding(self) -> str:
        """Return a sentence on the difference in the last week and its certainty."""
        end = self.table.iloc[-1]
        clear = end["low"] > 0.0 or end["high"] < 0.0
        mean, low, high = (self.said(float(end[name])) for name in ("mean", "low", "high"))
        apart = f"{mean} {self.unit} [{low}, {high}] in week {self.pairs.index[-1]}"
        return f"{self.first} minus {self.second}: {apart}" + ("" if clear else ", not a clear difference")

    @property
    def unit(self) -> str:
        """Return the unit of the difference."""
        known = OF_THE_FIRM[self.series].measured_in
        return "points" if known == SHARE else known

    def said(self, difference: float) -> str:
        """Format a difference: percentage points for shares, thousand euro for money."""
        number = f"{100.0 * difference:+.1f}" if self.unit == "points" else f"{difference:+,.0f}"
        return number.replace("-", "−")

    def plot(self) -> Any:
        """Draw mean, interval and spread of pairs over weeks."""
        return draw(self)


def difference_of(one: pd.DataFrame, other: pd.DataFrame, series: str, names: tuple[str, str], sources: str) -> CourseDifference:
    """Return the difference of two tables of courses (see Replicates.courses) over their common seeds.

    sources : what makes pairs differ
    Raises ValueError for an unknown series, different numbers of weeks, or fewer than two common seeds.
    """
    kept = list(one.columns.unique(level="series"))
    if series not in kept:
        raise ValueError(f"series: {series}; available are {', '.join(kept)}")
    if len(one) != len(other):
        raise ValueError(f"weeks: {len(one) - 1} and {len(other) - 1}; runs must have the same length")
    first, second = (cast(pd.DataFrame, frame[series]) for frame in (one, other))
    seeds = first.columns.intersection(second.columns)
    if len(seeds) < 2:
        raise ValueError(f"seeds: {len(seeds)} in common; at least 2 are needed")
    return CourseDifference(series, *names, cast(pd.DataFrame, first[seeds] - second[seeds]), sources)
