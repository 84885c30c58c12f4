"""The weekly difference between two initiatives, run by run on the same draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy.special import stdtrit  # of scipy.stats, which takes a second to load, only this is needed

from sim.drawable import draw
from sim.engine.series import OF_THE_FIRM, SHARE
from sim.study.statistics.estimates import ENDS

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Nine pairs in ten lie between the outermost."""


@dataclass(frozen=True)
class CourseDifference:
    """One initiative less another, in pairs of runs that share their seed."""

    series: str
    first: str
    second: str
    pairs: pd.DataFrame  # index week; a column a seed

    @property
    def table(self) -> pd.DataFrame:
        """A row for every week: mean of the pairs with its 95 % interval (low, high), share of pairs ahead, quantiles of pairs.

        Intervals are of Student's t and hold week by week, not for all weeks at once.
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
        """How far apart the two are in the last week, and how sure that is."""
        end = self.table.iloc[-1]
        clear = end["low"] > 0.0 or end["high"] < 0.0
        mean, low, high = (self.said(float(end[name])) for name in ("mean", "low", "high"))
        apart = f"{mean} {self.unit} [{low}, {high}] in week {self.pairs.index[-1]}"
        return f"{self.first} less {self.second}: {apart}" + ("" if clear else ", which does not tell them apart")

    @property
    def unit(self) -> str:
        """What a difference is counted in."""
        known = OF_THE_FIRM[self.series].measured_in
        return "points" if known == SHARE else known

    def said(self, difference: float) -> str:
        """A difference in words: a share in percentage points, money as it is."""
        number = f"{100.0 * difference:+.1f}" if self.unit == "points" else f"{difference:+,.0f}"
        return number.replace("-", "−")

    def plot(self) -> Any:
        """Mean, its interval and the spread of pairs over weeks, as a figure."""
        return draw(self)


def difference_of(one: pd.DataFrame, other: pd.DataFrame, series: str, names: tuple[str, str]) -> CourseDifference:
    """The difference of two tables of courses, as of Replicates.courses, over the seeds they share.

    Raises ValueError for a series that was not kept, other numbers of weeks, or fewer than two common seeds.
    """
    kept = list(one.columns.unique(level="series"))
    if series not in kept:
        raise ValueError(f"series: {series}; kept of every run are {', '.join(kept)}")
    if len(one) != len(other):
        raise ValueError(f"weeks: {len(one) - 1} and {len(other) - 1}; only runs of the same length are compared week by week")
    first, second = (cast(pd.DataFrame, frame[series]) for frame in (one, other))
    seeds = first.columns.intersection(second.columns)
    if len(seeds) < 2:
        raise ValueError(f"seeds: {len(seeds)} in common; at least 2 are needed")
    return CourseDifference(series, *names, cast(pd.DataFrame, first[seeds] - second[seeds]))
