"""Boxes: limits on sampled factors, extracted from a classification tree and put into words.

Source: Breiman et al. 1984 (classification trees, by scikit-learn).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Bools
from sim.study.population.factors import UNLIMITED, Names

MOST_BOXES = 6
SMALLEST_BOX = 0.05  # share of the selection half
FOLDS = 5
BEYOND = 2.0
"""Multiple of the largest sampled value that represents initiatives without a limit."""


class Limit(NamedTuple):
    """Limits of a factor: above the lower value, up to and including the upper value."""

    factor: str
    value: str  # option of a categorical factor; "" for a number
    low: float
    high: float

    @property
    def column(self) -> str:
        """Return its column in the table of candidates."""
        return f"{self.factor}={self.value}" if self.value else self.factor


def in_box(box: Sequence[Limit], columns: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which initiatives are in a box, shape (initiatives,)."""
    inside = np.ones(len(columns), bool)
    for limit in box:
        values = columns[limit.column].to_numpy()
        inside &= (values > limit.low) & (values <= limit.high)
    return inside


def leaves_of(tree: Any, columns: Sequence[str]) -> list[tuple[Limit, ...]]:
    """Return the leaves of a scikit-learn tree as boxes, which partition the cases."""
    return [tuple(_limit(name, low, high) for name, (low, high) in bounds.items()) for bounds in _walked(tree, columns, 0, {})]


_Bounds = dict[str, tuple[float, float]]


def _walked(tree: Any, columns: Sequence[str], node: int, bounds: _Bounds) -> Iterator[_Bounds]:
    if tree.children_left[node] < 0:
        yield bounds
        return
    name, cut = columns[int(tree.feature[node])], float(tree.threshold[node])
    low, high = bounds.get(name, (-math.inf, math.inf))
    yield from _walked(tree, columns, tree.children_left[node], bounds | {name: (low, min(high, cut))})
    yield from _walked(tree, columns, tree.children_right[node], bounds | {name: (max(low, cut), high)})


def _limit(column: str, low: float, high: float) -> Limit:
    factor, _, value = column.partition("=")
    return Limit(factor, value, low, high)


def words_of(limit: Limit, values: NDArray[np.float64], names: Names) -> str:
    """Return a limit in words.

    values : sampled values of the factor; 0 if absent, or beyond all others if absence means no limit
    """
    title = names.title(limit.factor)
    if limit.value:
        return f"{title} {'' if limit.low >= 0.0 else 'not '}“{names.programme(limit.value)}”"
    if limit.factor in UNLIMITED and limit.low >= values.max() / BEYOND:
        return f"no limit on {title}"
    least, present = float(values[values > 0.0].min(initial=math.inf)), bool((values == 0.0).any())
    if present and limit.high < least:
        return f"no {title}"
    if present and 0.0 <= limit.low < least:
        return title if math.isinf(limit.high) else f"{title}, at most {number(limit.high)}"
    if math.isinf(limit.low):
        return f"{title} at most {number(limit.high)}"
    if math.isinf(limit.high):
        return f"{title} above {number(limit.low)}{' or without limit' if limit.factor in UNLIMITED else ''}"
    return f"{title} between {number(limit.low)} and {number(limit.high)}"


def number(value: float) -> str:
    """Format a sampled value: rounded to a whole number if large, to hundredths if a share."""
    places = 0 if abs(value) >= 20.0 else 1 if abs(value) >= 2.0 else 2
    return f"{value:,.{places}f}".replace("-", "−")


def candidates_in(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the numeric columns searched for limits: absence counts as 0, or as larger than all values if it means no limit.

    Each option of a categorical factor has its own column.
    """
    columns: dict[str, Any] = {}
    for name in drawn:
        values = drawn[name].to_numpy()
        if pd.api.types.is_numeric_dtype(drawn[name]):
            numbers = values.astype(float)
            absent = BEYOND * np.nanmax(numbers, initial=0.0) if name in UNLIMITED else 0.0
            columns[str(name)] = np.where(np.isnan(numbers), absent, numbers)
        else:
            columns |= {f"{name}={value}": (values == value).astype(float) for value in sorted({*values[~pd.isna(values)]})}
    return pd.DataFrame(columns, index=drawn.index)


def boxes_in(columns: pd.DataFrame, failed: Bools) -> list[tuple[Limit, ...]]:
    """Return the leaves of the tree with the best cross-validated prediction of failure; none if nearly all cases have one outcome."""
    from sklearn.model_selection import GridSearchCV, StratifiedKFold  # imported late because it is slow

    if min(np.bincount(failed.astype(int), minlength=2)) < FOLDS:
        return []
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    sizes = {"max_leaf_nodes": list(range(2, MOST_BOXES + 1))}
    search = GridSearchCV(tree_of(len(columns), 2), sizes, scoring="neg_brier_score", cv=folds).fit(columns.to_numpy(), failed)
    leaves = leaves_of(search.best_estimator_.tree_, list(columns.columns))
    return leaves if len(leaves) > 1 else []


def tree_of(cases: int, boxes: int) -> Any:
    """Return a tree with a maximum number of leaves and a minimum leaf size."""
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(max_leaf_nodes=boxes, min_samples_leaf=max(2, int(SMALLEST_BOX * cases)), random_state=0)
