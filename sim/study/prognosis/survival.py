"""Survival of sponsorship over time. Sponsors judge only while the programme runs, so curves end flat."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf, logrank

from sim.array_types import Floats
from sim.study.statistics.estimates import Estimate, share_of
from sim.study.statistics.wording import percent, whole

FEWEST = 8
"""Minimum number of programmes per group for a comparison."""

CLEAR = 0.05
"""Significance level of a difference between groups."""


class SurvivalCurve(NamedTuple):
    """Survival curve of a group: share of programmes still sponsored after each week."""

    title: str
    programmes: int
    given_up: int
    weeks: NDArray[np.int64]  # weeks with an event, from 0 to the end
    share: Floats  # still sponsored after the week
    low: Floats  # 95 % interval
    high: Floats
    at_risk: NDArray[np.int64]  # sponsored before the week
    half_by: int | None  # week by which half of the programmes are given up

    def at(self, week: float) -> tuple[float, float, float]:
        """Return the share still sponsored after a week, with its interval."""
        place = int(np.searchsorted(self.weeks, week, side="right")) - 1
        return float(self.share[place]), float(self.low[place]), float(self.high[place])

    def sponsored_at(self, week: float) -> int:
        """Return the number of programmes still sponsored after a week."""
        return round(self.programmes * self.at(week)[0])


@dataclass(frozen=True)
class Survival:
    """Survival of sponsorship for all programmes, and for two groups."""

    weeks: int
    everyone: SurvivalCurve
    split_by: str  # a column of initiatives; empty without groups
    split: tuple[SurvivalCurve, ...]  # two, or none
    p: float | None  # of the log-rank test of the two groups
    finding: str
    statements: tuple[str, ...]

    @property
    def groups(self) -> tuple[SurvivalCurve, ...]:
        return (self.everyone, *self.split)

    def table(self) -> pd.DataFrame:
        """Return one row per group and week with an event."""
        names = ["week", "share", "low", "high", "at_risk"]
        parts = [
            pd.DataFrame(dict(zip(names, (one.weeks, one.share, one.low, one.high, one.at_risk), strict=True))).assign(group=one.title)
            for one in self.groups
        ]
        return pd.concat(parts, ignore_index=True).loc[:, ["group", *names]]

    def as_data(self) -> dict[str, Any]:
        """Return final numbers and sentences as JSON-compatible data; the table has the curves."""
        groups = [
            {"title": one.title, "programmes": one.programmes, "given_up": one.given_up, "half_by": one.half_by}
            | dict(zip(("share", "low", "high"), one.at(self.weeks), strict=True))
            for one in self.groups
        ]
        return {
            "weeks": self.weeks,
            "groups": groups,
            "split_by": self.split_by,
            "p": self.p,
            "finding": self.finding,
            "statements": list(self.statements),
        }


def survival_of(plain: pd.DataFrame, weeks: int, initiatives: pd.DataFrame | None = None, split_by: str = "") -> Survival:
    """Return the survival of sponsorship without repair.

    plain : runs without repair, columns initiative and abandoned_week, the week in which the sponsor withdrew or finance stopped the
        programme, -1 if neither; weeks : the last week, at which programmes not given up are censored
    initiatives, split_by : column that defines two groups: at its median, by its two values, or by presence
    Raises ValueError if there is no such column or it does not define two groups.
    Source: Kaplan & Meier 1958, exponential Greenwood intervals; Mantel 1966 for the log-rank test.
    """
    given_up = cast(pd.Series, plain.set_index("initiative")["abandoned_week"])
    everyone = _group("all programmes", given_up.to_numpy(), weeks)
    parts = {}
    if split_by:
        if initiatives is None or split_by not in initiatives:
            raise ValueError(f"{split_by}: no such column of initiatives")
        column = cast(pd.Series, initiatives.set_index("initiative")[split_by].reindex(given_up.index))
        parts = _parts(column, split_by)
    values = [given_up.to_numpy()[mask] for mask in parts.values()]
    split = tuple(_group(title, value, weeks) for title, value in zip(parts, values, strict=True))
    p = _logrank(values[0], values[1], weeks) if _is_comparable(split) else None
    said = [_said(everyone, weeks), *(_said(one, weeks) for one in split), *_said_of_split(split, split_by, p)]
    return Survival(weeks, everyone, split_by, split, p, _finding(everyone, split, split_by, p, weeks), tuple(said))


def _parts(column: pd.Series, name: str) -> dict[str, NDArray[np.bool_]]:
    """Return two groups by a column, with their names."""
    absent, word = column.isna().to_numpy(), words_of(name)
    if absent.any():
        return _both({f"{word} absent": absent, f"{word} present": ~absent}, name)
    kinds = sorted(column.unique(), key=str)
    if len(kinds) == 2:
        return _both({f"{word} {kind}": (column == kind).to_numpy() for kind in kinds}, name)
    if not pd.api.types.is_numeric_dtype(column):
        raise ValueError(f"{name}: {len(kinds)} values; two values, or numbers with a median, are required")
    middle = float(column.median())
    low = (column <= middle).to_numpy()
    return _both({f"{word} up to {middle:.3g}": low, f"{word} above {middle:.3g}": ~low}, name)


def words_of(column: str) -> str:
    """Return the name of a column of initiatives in sentences: the last part of its path."""
    return column.rpartition(".")[2].replace("_", " ")


def _both(parts: dict[str, NDArray[np.bool_]], name: str) -> dict[str, NDArray[np.bool_]]:
    if not all(mask.any() for mask in parts.values()):
        raise ValueError(f"{name}: equal in all initiatives, so it does not define two groups")
    return parts


def _censored(given_up: NDArray[Any], weeks: int) -> CensoredData:
    """Return survival times; programmes not given up are censored at the end."""
    return CensoredData(uncensored=given_up[given_up >= 0], right=np.full(int((given_up < 0).sum()), weeks))


def _logrank(first: NDArray[Any], second: NDArray[Any], weeks: int) -> float | None:
    """Return the log-rank p-value of two groups; none if all programmes were given up in one week."""
    with np.errstate(invalid="ignore"):
        p = float(logrank(_censored(first, weeks), _censored(second, weeks)).pvalue)
    return p if np.isfinite(p) else None


def _group(title: str, given_up: NDArray[Any], weeks: int) -> SurvivalCurve:
    n = len(given_up)
    if n == 0:
        raise ValueError("no programmes, so survival cannot be estimated")
    when, count = np.unique(given_up[given_up >= 0], return_counts=True)
    when, count = when.astype(np.int64), count.astype(np.int64)
    share, low, high = _curve(given_up, when, weeks)
    if not len(when):  # without events, only the final interval is known
        when, count = np.array([weeks]), np.array([0])
    at_risk = n - np.concatenate([[0, 0], np.cumsum(count)[:-1]])
    steps = np.concatenate([[0], when])
    half = np.flatnonzero(share <= 0.5)
    return SurvivalCurve(title, n, int(count.sum()), steps, share, low, high, at_risk, int(steps[half[0]]) if len(half) else None)


def _curve(given_up: NDArray[Any], when: NDArray[np.int64], weeks: int) -> tuple[Floats, Floats, Floats]:
    """Return the share still sponsored with its interval: at the start, and after each week with an event.

    If no programme or every programme has been given up, Greenwood's formula is undefined; the interval of a share is used instead.
    """
    n = len(given_up)
    if not len(when):
        return np.ones(2), np.array([1.0, share_of(n, n).low]), np.ones(2)
    survival = ecdf(_censored(given_up, weeks)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        bounds = survival.confidence_interval(0.95, method="log-log")
    rows = np.searchsorted(survival.quantiles, when)
    share, low, high = (one.probabilities[rows] for one in (survival, bounds.low, bounds.high))
    none = share_of(0, n)
    low, high = np.where(np.isnan(low), none.low, low), np.where(np.isnan(high), none.high, high)
    return np.insert(share, 0, 1.0), np.insert(low, 0, 1.0), np.insert(high, 0, 1.0)


def _is_comparable(split: tuple[SurvivalCurve, ...]) -> bool:
    return len(split) == 2 and min(one.programmes for one in split) >= FEWEST and any(one.given_up for one in split)


def _said(one: SurvivalCurve, weeks: int) -> str:
    share, low, high = one.at(weeks)
    half = f", half of all by week {one.half_by}" if one.half_by is not None else ""
    title = one.title[:1].upper() + one.title[1:]
    ended = f"{one.given_up:,} of {one.programmes:,} were given up by the sponsor or stopped by finance"
    kept = f"{percent(Estimate(share, low, high))} were not given up within {weeks} weeks"
    return f"{title}: {ended}{half}; {kept}."


def _said_of_split(split: tuple[SurvivalCurve, ...], split_by: str, p: float | None) -> list[str]:
    if not split:
        return []
    if p is None:
        few = f"too few programmes (under {FEWEST} in a group), or too few weeks with events"
        return [f"By {words_of(split_by)}: not compared; {few}."]
    clear = "differ clearly in duration" if p < CLEAR else "are not clearly different"
    return [f"By {words_of(split_by)}, the two groups {clear} (log-rank, {_p_in_words(p)})."]


def _finding(everyone: SurvivalCurve, split: tuple[SurvivalCurve, ...], split_by: str, p: float | None, weeks: int) -> str:
    share, low, high = everyone.at(weeks)
    said = f"{percent(Estimate(1.0 - share, 1.0 - high, 1.0 - low))} of programmes are given up within {weeks} weeks"
    if p is None:
        return said
    word = words_of(split_by)
    if p >= CLEAR:
        return f"{said}; no clear difference by {word} (log-rank, {_p_in_words(p)})"
    first, second = (f"{whole(1.0 - one.at(weeks)[0])}% with {one.title}" for one in split)
    return f"{said}: {first}, {second} (log-rank, {_p_in_words(p)})"


def _p_in_words(p: float) -> str:
    return "p under 0.001" if p < 0.001 else f"p = {p:.2g}"
