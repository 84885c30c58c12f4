"""Targets: published survey results, and their counterparts in an ensemble. One ensemble is compared with all targets jointly.

A survey reports the success rate of a group of initiatives. Its counterpart is the success rate, by one of our definitions, of the
initiatives of the ensemble that were led in the same way. If a survey does not report the size of the group, a part of the ensemble
represents it: a fifth, a third or a half.
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
"""Practices whose mean rank measures how well a change is led; early adoption is excluded, since it is rather an outcome."""

HALF = 0.5  # added to each cell of a table for odds ratios
UNTOLD = 0.1  # log odds ratio below which practices have no effect that could multiply


class Among(Declared):
    """The group of initiatives a survey describes, by quality of leading: the best or the worst part of the ensemble."""

    practices: Annotated[list[Practice], Field(min_length=1)]
    end: Literal["best", "worst"]
    part: Annotated[float, Field(gt=0.0, le=1.0)]  # of the ensemble
    joined: Literal["each", "mean"] = "each"  # in that part by each practice, or by the mean rank


class Target(Declared):
    """A published number, its uncertainty, and its counterpart in the ensemble."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    published: float
    of: Annotated[int, Field(ge=1)] | None = None  # number of cases, if known
    deviation: Annotated[float, Field(ge=0.0)] = 0.0  # standard deviation of the number, if the cases are unknown
    reading: Annotated[float, Field(ge=0.0)]  # standard deviation of our reading of the number
    success: Text  # a definition of success, or "every definition"
    among: Among | None = None  # none: all initiatives
    against_culture: bool = False  # only initiatives opposed by an inherited culture
    odds: list[Practice] = []  # the synergy of these practices, instead of a success rate
    value_share: float | None = None  # success is this share of the promised value, instead of a definition
    role: Literal["fit", "check"] = "fit"  # a check is compared but not fitted
    meant: Text  # definition of success in the source
    source: Annotated[str, Field(min_length=1, max_length=120)]
    status: Literal["V", "V2", "C"]  # V: read in the source; V2: quoted second hand; C: computed from a published rule

    @model_validator(mode="after")
    def _can_be_asked_of_an_ensemble(self) -> Target:
        if not 0.0 < self.published < 1.0:
            raise ValueError(f"published: {self.published:g} is not allowed: must be more than 0 and less than 1")
        if len(self.odds) == 1:
            raise ValueError("odds: one practice has no synergy; name two or more")
        return self

    @property
    def own_variance(self) -> float:
        """Return the sampling variance of the published number."""
        sampling = 0.0 if self.of is None else self.published * (1.0 - self.published) / self.of
        return sampling + self.deviation**2

    @property
    def variance(self) -> float:
        """Return the variance of the published number and of our reading of it."""
        return self.own_variance + self.reading**2

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the number with the uncertainty of our reading."""
        return self._around(self.variance)

    @property
    def own_interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the number without that of our reading; the number itself if its cases are unknown."""
        return self._around(self.own_variance)

    def _around(self, variance: float) -> tuple[float, float]:
        half = Z * math.sqrt(variance)
        return max(0.0, self.published - half), min(1.0, self.published + half)


class TargetReading(NamedTuple):
    """Simulated value of a target, with its sampling variance."""

    value: float
    variance: float
    cases: int


def found(target: Target, runs: pd.DataFrame) -> TargetReading:
    """Return an ensemble's value for a target; runs : one row per initiative. Without cases: 0.5 with standard deviation 0.5."""
    succeeded = succeeded_in(target, runs)
    if target.odds:
        return synergy(succeeded, [_part(runs[name].to_numpy(), "best", 0.5) for name in target.odds])
    counted = members(target, runs)
    cases, wins = int(counted.sum()), int((counted & succeeded).sum())
    smoothed = (wins + 1.0) / (cases + 2.0)  # Laplace's rule, so that 0 of few cases is not treated as certainty
    return TargetReading(wins / cases if cases else 0.5, smoothed * (1.0 - smoothed) / max(cases, 1), cases)


def succeeded_in(target: Target, runs: pd.DataFrame) -> Bools:
    """Return which initiatives succeeded by the target's definition."""
    if target.value_share is not None:
        return runs["value_share"].to_numpy() >= target.value_share
    if target.success == EVERY:
        return np.all([runs[name].to_numpy(bool) for name in runs.columns if name.startswith("success_")], axis=0)
    return runs[f"success_{target.success}"].to_numpy(bool)


def members(target: Target, runs: pd.DataFrame) -> Bools:
    """Return which initiatives belong to a target's group."""
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
    """Return the best or worst part by rank."""
    ranks = _ranks(values)
    count = round(part * len(values))
    return ranks >= len(values) - count if end == "best" else ranks < count


def _ranks(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return ranks from 0; ties keep the order of the initiatives."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def synergy(succeeded: Bools, practised: Sequence[Bools]) -> TargetReading:
    """Return the joint log odds ratio of practices relative to the sum of their single log odds ratios; 1 if odds multiply.

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
    """Return the log odds ratio of success with a practice over success without it, and its variance."""
    cells = [int((succeeded == won).astype(bool)[practised == has].sum()) + HALF for has in (True, False) for won in (True, False)]
    (with_won, with_lost, without_won, without_lost) = cells
    return math.log(with_won * without_lost / (with_lost * without_won)), sum(1.0 / cell for cell in cells)


__all__ = ["EVERY", "INDEX", "Among", "Target", "TargetReading", "found", "log_odds_ratio", "members", "succeeded_in", "synergy"]
