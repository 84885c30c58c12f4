"""Targets: published survey results, and the quantity in an ensemble that corresponds to each.

A survey says what share of some initiatives succeeded; the ensemble is asked for the success, by one of our definitions, of those among its
initiatives that were led likewise. Where a survey does not say how many answered so, parts of the ensemble stand for them: fifths, thirds,
halves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.array_types import Bools
from sim.declared import Declared, Text
from sim.study.experiments.leading_indicators import PRACTICES, Practice
from sim.study.statistics.estimates import Z

EVERY = "every definition"
"""The strictest reading of success: all definitions hold at once."""

INDEX: tuple[Practice, ...] = tuple(name for name in PRACTICES if name != "drive")
"""The practices whose mean rank says how well a change is led; that people practise already is rather an outcome."""

HALF = 0.5  # added to each cell of a table from which odds are taken
UNTOLD = 0.1  # logarithm of odds below which practices bring nothing that could multiply


class Among(Declared):
    """Which initiatives a survey speaks of, by how they were led: those in the best, or the worst, part of the ensemble."""

    practices: Annotated[list[Practice], Field(min_length=1)]
    end: Literal["best", "worst"]
    part: Annotated[float, Field(gt=0.0, le=1.0)]  # of the ensemble
    joined: Literal["each", "mean"] = "each"  # in that part by each practice, or by the mean of their ranks


class Target(Declared):
    """A published number, how far it can be trusted, and what in the ensemble stands for it."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    published: float
    of: Annotated[int, Field(ge=1)] | None = None  # cases behind it, where they are known
    deviation: Annotated[float, Field(ge=0.0)] = 0.0  # of the number, where they are not
    reading: Annotated[float, Field(ge=0.0)]  # standard deviation for what our reading of it may be wrong by
    success: Text  # a definition of success, or "every definition"
    among: Among | None = None  # none: all initiatives
    against_culture: bool = False  # only those that an inherited culture works against
    odds: list[Practice] = []  # not a share of successes but the synergy of these practices
    value_share: float | None = None  # success is this share of the promised value, instead of a definition
    role: Literal["fit", "check"] = "fit"  # a check is compared and never fitted
    meant: Text  # by success, in the source
    source: Annotated[str, Field(min_length=1, max_length=120)]
    status: Literal["V", "V2", "C"]  # read in the source, quoted by others, computed from a published rule

    @model_validator(mode="after")
    def _can_be_asked_of_an_ensemble(self) -> Target:
        if not 0.0 < self.published < 1.0:
            raise ValueError(f"published: {self.published:g} is not allowed: must be more than 0 and less than 1")
        if len(self.odds) == 1:
            raise ValueError("odds: one practice has no synergy; name two or more")
        return self

    @property
    def own_variance(self) -> float:
        """Of the published number: what the source's cases leave open."""
        sampling = 0.0 if self.of is None else self.published * (1.0 - self.published) / self.of
        return sampling + self.deviation**2

    @property
    def variance(self) -> float:
        """Of the published number, and of our reading of it."""
        return self.own_variance + self.reading**2

    @property
    def interval(self) -> tuple[float, float]:
        """Where the number may lie in our terms, 95 %: its own uncertainty, and that of our reading."""
        return self._around(self.variance)

    @property
    def own_interval(self) -> tuple[float, float]:
        """Where it may lie in the source's own terms, 95 %; only the number itself where its cases are not known."""
        return self._around(self.own_variance)

    def _around(self, variance: float) -> tuple[float, float]:
        half = Z * math.sqrt(variance)
        return max(0.0, self.published - half), min(1.0, self.published + half)


class TargetReading(NamedTuple):
    """What an ensemble shows for a target, with the variance that so few initiatives leave."""

    value: float
    variance: float
    cases: int


def found(target: Target, runs: pd.DataFrame) -> TargetReading:
    """What an ensemble shows for a target; runs : a row for every initiative. No cases tell nothing: a half, give or take a half."""
    succeeded = succeeded_in(target, runs)
    if target.odds:
        return synergy(succeeded, [_part(runs[name].to_numpy(), "best", 0.5) for name in target.odds])
    counted = members(target, runs)
    cases, wins = int(counted.sum()), int((counted & succeeded).sum())
    smoothed = (wins + 1.0) / (cases + 2.0)  # Laplace's rule, so that none of few does not pass for certainty
    return TargetReading(wins / cases if cases else 0.5, smoothed * (1.0 - smoothed) / max(cases, 1), cases)


def succeeded_in(target: Target, runs: pd.DataFrame) -> Bools:
    """Which initiatives succeeded as the target understands it."""
    if target.value_share is not None:
        return runs["value_share"].to_numpy() >= target.value_share
    if target.success == EVERY:
        return np.all([runs[name].to_numpy(bool) for name in runs.columns if name.startswith("success_")], axis=0)
    return runs[f"success_{target.success}"].to_numpy(bool)


def members(target: Target, runs: pd.DataFrame) -> Bools:
    """Which initiatives a target speaks of."""
    everyone = np.ones(len(runs), dtype=bool)
    if target.against_culture:
        everyone = runs["culture_weighs"].to_numpy(bool)
    among = target.among
    if among is None:
        return everyone
    columns = [runs[name].to_numpy() for name in among.practices]
    if among.joined == "mean":
        return everyone & _part(np.mean([_ranks(column) for column in columns], axis=0), among.end, among.part)
    return everyone & np.all([_part(column, among.end, among.part) for column in columns], axis=0)


def _part(values: NDArray[Any], end: str, part: float) -> Bools:
    """The best, or worst, part by rank."""
    ranks = _ranks(values)
    count = round(part * len(values))
    return ranks >= len(values) - count if end == "best" else ranks < count


def _ranks(values: NDArray[Any]) -> NDArray[np.int64]:
    """Places from 0; equals stand in the order of the initiatives."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def synergy(succeeded: Bools, practised: Sequence[Bools]) -> TargetReading:
    """How much of the odds that practices bring one by one they bring together: on the scale of logarithms, 1 where odds multiply.

    Source: Haldane 1956 (half a case added to each cell); Woolf 1955 (variance of the logarithm), as if the ratios were independent.
    """
    together = np.all(practised, axis=0)
    joint, joint_variance = log_odds_ratio(succeeded, together)
    each = [log_odds_ratio(succeeded, one) for one in practised]
    product = sum(value for value, _ in each)
    if product < UNTOLD:
        return TargetReading(1.0, 1.0, int(together.sum()))
    share = joint / product
    variance = (joint_variance + share**2 * sum(variance for _, variance in each)) / product**2
    return TargetReading(share, variance, int(together.sum()))


def log_odds_ratio(succeeded: Bools, practised: Bools) -> tuple[float, float]:
    """The logarithm of the odds of success with a practice over those without, and its variance."""
    cells = [int((succeeded == won).astype(bool)[practised == has].sum()) + HALF for has in (True, False) for won in (True, False)]
    (with_won, with_lost, without_won, without_lost) = cells
    return math.log(with_won * without_lost / (with_lost * without_won)), sum(1.0 / cell for cell in cells)


__all__ = ["EVERY", "INDEX", "Among", "Target", "TargetReading", "found", "log_odds_ratio", "members", "succeeded_in", "synergy"]
