"""Levels of a factor: single values, or thirds if there are many, with their labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.statistics.estimates import Estimate
from sim.study.statistics.wording import percent

FEW = 6
"""Maximum number of values shown singly; with more, thirds."""


class LevelResult(NamedTuple):
    """A level of a factor, or a third of its values, with the outcome over all other factors."""

    title: str
    middle: float  # of its values; its position if they are text
    points: int
    outcome: Estimate


class MainEffect(NamedTuple):
    """Main effect of one factor on the outcome, over all other factors."""

    factor: str
    levels: tuple[LevelResult, ...]  # in the order of the values
    worst: LevelResult
    best: LevelResult
    change: Estimate  # from worst to best, under the same seeds


def title_of(factor: str) -> str:
    """Return a factor's title, for the start of a sentence."""
    *sections, last = factor.split(".")
    words = last.replace("_", " ")
    inside = " ".join(sections[-2:]).replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}" + (f" ({inside})" if inside else "")


def number(value: float, span: float = 1.0) -> str:
    """Format a value as briefly as distinguishes it from others; span : from the lowest to the highest value."""
    decimals = max(0, 2 - round(math.log10(span))) if span > 0.0 else 4
    text = f"{value:,.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def said_of(effect: MainEffect) -> str:
    """Return a sentence on the effect of a factor."""
    clear = "" if effect.change.is_clear else ", not clearly different"
    levels = "; ".join(f"{level.title} {percent(level.outcome)}" for level in effect.levels)
    return f"{title_of(effect.factor)}: {levels}{clear}"


def parts_of(values: pd.Series) -> list[tuple[str, float, list[int]]]:
    """Return the points by level of a factor, or by third of its values: label, middle, numbers of the points."""
    there = values.notna().to_numpy(bool)
    points, given = values.index.to_numpy(int), values.to_numpy()
    levels = sorted(set(given[there].tolist()))
    if len(levels) <= FEW or not pd.api.types.is_numeric_dtype(values):
        span = _span(levels)
        parts = [(_level(level, span), float(place), points[there & (given == level)].tolist()) for place, level in enumerate(levels)]
    else:
        numbers = given.astype(float)
        edges = np.quantile(numbers[there], [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0])
        third = np.searchsorted(edges[1:3], numbers, side="left")
        chosen = [there & (third == place) for place in range(3)]
        parts = [_third(numbers[mask], points[mask], _span(levels)) for mask in chosen if mask.any()]
    return parts if there.all() else [*parts, ("absent", float(len(parts)), points[~there].tolist())]


def _third(values: NDArray[np.float64], points: NDArray[np.int64], span: float) -> tuple[str, float, list[int]]:
    low, high = float(values.min()), float(values.max())
    return f"{number(low, span)} to {number(high, span)}", (low + high) / 2.0, points.tolist()


def _span(levels: Sequence[Any]) -> float:
    return float(levels[-1] - levels[0]) if levels and isinstance(levels[0], int | float) else 0.0


def _level(level: Any, span: float) -> str:
    return number(level, span) if isinstance(level, int | float) and not isinstance(level, bool) else str(level).replace("_", " ")
