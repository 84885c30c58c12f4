"""Survival: how long sponsors support a change. They judge only while the programme runs, so curves end level."""

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
"""Programmes in a part of a split below which it is not compared."""

CLEAR = 0.05
"""Chance of so large a difference without any cause, below which it counts as clear."""


class SurvivalCurve(NamedTuple):
    """The programmes of a group, and the share of them that is still sponsored after each week."""

    title: str
    programmes: int
    given_up: int
    weeks: NDArray[np.int64]  # in which something happens, from 0 to the end
    share: Floats  # still sponsored after that week
    low: Floats  # 95 % interval
    high: Floats
    at_risk: NDArray[np.int64]  # sponsored before that week
    half_by: int | None  # week by which half are given up

    def at(self, week: float) -> tuple[float, float, float]:
        """Share still sponsored after a week, and its interval."""
        place = int(np.searchsorted(self.weeks, week, side="right")) - 1
        return float(self.share[place]), float(self.low[place]), float(self.high[place])

    def sponsored_at(self, week: float) -> int:
        """Programmes that are still sponsored after a week."""
        return round(self.programmes * self.at(week)[0])


@dataclass(frozen=True)
class Survival:
    """Sponsors' commitment over the weeks, of all programmes and of two kinds of them."""

    weeks: int
    everyone: SurvivalCurve
    split_by: str  # a column of initiatives; empty where nothing was split
    split: tuple[SurvivalCurve, ...]  # two, or none
    p: float | None  # log-rank, of the two
    finding: str
    statements: tuple[str, ...]

    @property
    def groups(self) -> tuple[SurvivalCurve, ...]:
        return (self.everyone, *self.split)

    def table(self) -> pd.DataFrame:
        """A row for every group and week in which something happens."""
        names = ["week", "share", "low", "high", "at_risk"]
        parts = [
            pd.DataFrame(dict(zip(names, (one.weeks, one.share, one.low, one.high, one.at_risk), strict=True))).assign(group=one.title)
            for one in self.groups
        ]
        return pd.concat(parts, ignore_index=True).loc[:, ["group", *names]]

    def as_data(self) -> dict[str, Any]:
        """The numbers at the end and the words, ready for JSON; curves stand in the table."""
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
    """How long programmes stay sponsored, without any repair.

    plain : runs without a repair, columns initiative and abandoned_week, the week in which the sponsor withdrew or finance stopped the
        programme, -1 if neither; weeks : the last week, at which those not given up are censored
    initiatives, split_by : a column of theirs: at its median, by its two values, or by whether anything was drawn
    Raises ValueError where there is no such column or it does not make two groups.
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
    """Two groups by a column, each with what it is called."""
    absent, word = column.isna().to_numpy(), words_of(name)
    if absent.any():
        return _both({f"{word} absent": absent, f"{word} present": ~absent}, name)
    kinds = sorted(column.unique(), key=str)
    if len(kinds) == 2:
        return _both({f"{word} {kind}": (column == kind).to_numpy() for kind in kinds}, name)
    if not pd.api.types.is_numeric_dtype(column):
        raise ValueError(f"{name}: {len(kinds)} values, not two, and not numbers that have a median")
    middle = float(column.median())
    low = (column <= middle).to_numpy()
    return _both({f"{word} up to {middle:.3g}": low, f"{word} above {middle:.3g}": ~low}, name)


def words_of(column: str) -> str:
    """What a column of initiatives is called in a sentence: the last part of its name."""
    return column.rpartition(".")[2].replace("_", " ")


def _both(parts: dict[str, NDArray[np.bool_]], name: str) -> dict[str, NDArray[np.bool_]]:
    if not all(mask.any() for mask in parts.values()):
        raise ValueError(f"{name}: the same in all initiatives, so it makes no two groups")
    return parts


def _censored(given_up: NDArray[Any], weeks: int) -> CensoredData:
    """Programmes that were not given up are known to have lasted to the end, no more."""
    return CensoredData(uncensored=given_up[given_up >= 0], right=np.full(int((given_up < 0).sum()), weeks))


def _logrank(first: NDArray[Any], second: NDArray[Any], weeks: int) -> float | None:
    """How often chance alone would part two groups so far; none where all were given up in one week, which parts no one."""
    with np.errstate(invalid="ignore"):
        p = float(logrank(_censored(first, weeks), _censored(second, weeks)).pvalue)
    return p if np.isfinite(p) else None


def _group(title: str, given_up: NDArray[Any], weeks: int) -> SurvivalCurve:
    n = len(given_up)
    if n == 0:
        raise ValueError("no programmes, so no one's commitment can be told")
    when, count = np.unique(given_up[given_up >= 0], return_counts=True)
    when, count = when.astype(np.int64), count.astype(np.int64)
    share, low, high = _curve(given_up, when, weeks)
    if not len(when):  # nothing happens: the end alone says how surely
        when, count = np.array([weeks]), np.array([0])
    at_risk = n - np.concatenate([[0, 0], np.cumsum(count)[:-1]])
    steps = np.concatenate([[0], when])
    half = np.flatnonzero(share <= 0.5)
    return SurvivalCurve(title, n, int(count.sum()), steps, share, low, high, at_risk, int(steps[half[0]]) if len(half) else None)


def _curve(given_up: NDArray[Any], when: NDArray[np.int64], weeks: int) -> tuple[Floats, Floats, Floats]:
    """Share still sponsored and its interval: at the start, when all are, then after each week in which some are given up.

    Where no one has been given up, or everybody, Greenwood's formula says nothing; the interval is then that of a share.
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
        few = f"too few programmes (under {FEWEST} in a group), or too few weeks in which some were given up"
        return [f"By {words_of(split_by)}: {few}, to compare."]
    clear = "hold on differently long" if p < CLEAR else "cannot be told apart"
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
