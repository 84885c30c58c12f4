"""Tipping: the outcome of a sweep over two of its factors, and the line at which half of the runs succeed.

If every cell of the two factors has enough runs, the outcome is the mean of the cell. Otherwise a logistic regression on cubic splines of
both factors and their products is fitted to all runs, with a ridge penalty selected by five-fold cross-validation over points. All other
factors vary with the points, so the result is averaged over them. The computation is repeated with resampled seeds, which gives the
uncertainty of the line.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import SplineTransformer
from threadpoolctl import threadpool_limits

from sim.array_types import Floats
from sim.study.statistics.estimates import ENDS, Estimate
from sim.study.sweep.factor_levels import number, title_of
from sim.study.sweep.sweep import Sweep

Fit = Callable[[Floats], Floats]
"""Function from the outcomes of the points, as shares, to the outcome over the plane."""

HALF = 0.5
RESAMPLES, FINE, KNOTS, FOLDS = 40, 41, 5, 5
FEWEST_IN_CELL = 8
FAR, LEANS = 20.0, 0.3  # criteria for a logarithmic axis: ratio of highest to lowest value, relative position of the median
MOST_CELLS, MOST_ON_LINE = 1_600, 24
PENALTIES = np.logspace(-2, 3, 6)
MOST_JUDGED = 20_000  # maximum number of runs for the selection of the penalty


class Axis(NamedTuple):
    """One factor of the plane, with the values at which it is evaluated."""

    factor: str
    places: Floats  # values; 0, 1, 2, … for categories
    words: tuple[str, ...]  # empty for numbers
    is_log: bool = False
    is_whole: bool = False  # takes only whole numbers

    def named(self, place: int) -> str:
        """Return the label of a position."""
        return self.words[place].replace("_", " ") if self.words else self.number(float(self.places[place]))

    def number(self, value: float) -> str:
        """Format a value as briefly as distinguishes it from others."""
        return number(value, abs(value) if self.is_log else float(self.places[-1] - self.places[0]))


LINE = Axis("", np.zeros(1), ())
"""The second axis of a curve over one factor."""


class Surface(NamedTuple):
    """Outcome over a plane of two factors."""

    x: Axis
    y: Axis
    outcome: Floats  # shape (y, x)
    resampled: Floats  # the same with the seeds resampled, shape (resamples, y, x)
    is_cells: bool  # means of cells rather than a fit
    measure: str

    @property
    def method(self) -> str:
        """Return the method in words."""
        return "means of all runs in a cell" if self.is_cells else "logistic regression on splines"

    def tips_at(self, row: int) -> Estimate | None:
        """Return the position in a row at which half of the runs succeed, with its interval; none if the row does not cross one half."""
        places = [_crossing(self.x, surface[row]) for surface in (self.outcome, *self.resampled)]
        if places[0] is None:
            return None
        found = np.array([place for place in places[1:] if place is not None])
        if len(found) < 0.9 * len(self.resampled):
            return Estimate(places[0], float(self.x.places[0]), float(self.x.places[-1]))
        low, high = np.quantile(found, ENDS)
        return Estimate(places[0], float(low), float(high))

    @property
    def finding(self) -> str:
        """Return a sentence on the tipping points."""
        rows = (0, len(self.y.places) - 1) if self.y.factor else (0,)
        low, high = float(self.outcome.min()), float(self.outcome.max())
        if self.measure != "success" or not low < HALF < high:
            return self._said_of_range(low, high)
        if self.x.words or all(self.tips_at(row) is None for row in rows):
            return f"Half of the runs or more succeed in {(self.outcome >= HALF).mean() * 100:.0f}% of the varied range"
        said = [(f"where {_name(self.y)} is {self.y.named(row)}, " if self.y.factor else "") + self._said(row) for row in rows]
        text = "; ".join(said)
        return f"{text[:1].upper()}{text[1:]}"

    def _said_of_range(self, low: float, high: float) -> str:
        """Return a sentence on the range of the outcome, if there is no tipping point."""
        subject = "the share of runs that succeed" if self.measure == "success" else "adoption in the last week"
        over = " and ".join(_name(axis) for axis in (self.x, self.y) if axis.factor)
        side = "" if self.measure != "success" else ": nowhere more than half" if high <= HALF else ": everywhere half or more"
        return f"Over {over}, {subject} is between {low * 100:.0f}% and {high * 100:.0f}%{side}"

    def _said(self, row: int) -> str:
        place = self.tips_at(row)
        if place is None:
            return f"most runs {'succeed' if self.outcome[row].mean() > HALF else 'fail'} throughout"
        return f"success tips at {_name(self.x)} {self.x.number(place.value)} [{self.x.number(place.low)}, {self.x.number(place.high)}]"


def surface_of(sweep: Sweep, x: str, y: str) -> Surface:
    """Return the outcome of a sweep over two of its factors; if only one of them is categorical, it becomes the second axis.

    Raises ValueError for a factor that was not varied.
    """
    for factor in (x, y):
        if factor not in sweep.factors:
            raise ValueError(f"{factor}: was not varied; varied factors: {', '.join(sweep.factors)}")
    table = sweep.values.loc[sweep.outcomes.columns]
    if _is_words(table[x]) and not _is_words(table[y]):
        x, y = y, x
    there = (table[x].notna() & table[y].notna()).to_numpy(bool)
    outcomes = sweep.outcomes.to_numpy(float)[:, there] / sweep.unit
    plane = _Plane(x, y, pd.DataFrame(table[there]))
    return _resampled(plane, [_levels(plane.of(factor), factor) for factor in (x, y)], outcomes, sweep)


def curve_of(sweep: Sweep, x: str) -> Surface:
    """Return the outcome over one factor, as a plane with a single row. Raises ValueError for a factor that was not varied."""
    if x not in sweep.factors:
        raise ValueError(f"{x}: was not varied; varied factors: {', '.join(sweep.factors)}")
    table = sweep.values.loc[sweep.outcomes.columns]
    there = table[x].notna().to_numpy(bool)
    plane = _Plane(x, x, pd.DataFrame(table[there]))
    outcomes = sweep.outcomes.to_numpy(float)[:, there] / sweep.unit
    return _resampled(plane, [_levels(plane.of(x), x), LINE], outcomes, sweep)


class _Plane(NamedTuple):
    """Points by two factors."""

    x: str
    y: str
    table: pd.DataFrame

    def of(self, factor: str) -> pd.Series:
        return pd.Series(self.table[factor])

    def only(self, mask: NDArray[np.bool_]) -> _Plane:
        return self._replace(table=pd.DataFrame(self.table[mask]))


def _resampled(plane: _Plane, axes: list[Axis], outcomes: Floats, sweep: Sweep) -> Surface:
    """Return the outcome, and its repetitions with resampled seeds."""
    fit = _cells(plane, axes)
    is_cells = fit is not None
    drawn = np.random.default_rng(sweep.experiment.seed).integers(len(outcomes), size=(RESAMPLES, len(outcomes)))
    with threadpool_limits(1):  # at this size, several threads are slower
        if fit is None:
            axes = [_fine(axis) for axis in axes]
            fit = _by_row(plane, axes, outcomes) if axes[1].words else _smooth(plane, axes, outcomes)
        resampled = np.stack([fit(outcomes[rows].mean(axis=0)) for rows in drawn])
        return Surface(axes[0], axes[1], fit(outcomes.mean(axis=0)), resampled, is_cells, sweep.measure)


def _levels(values: pd.Series, factor: str) -> Axis:
    """Return the axis of a factor with all its values."""
    if _is_words(values):
        words = tuple(sorted({str(value) for value in values}))
        return Axis(factor, np.arange(len(words), dtype=float), words)
    places = np.unique(values.to_numpy(float))
    spread = places[-1] - places[0]
    leans = spread > 0.0 and (np.median(values.to_numpy(float)) - places[0]) / spread < LEANS
    is_log = bool(leans and places[0] > 0.0 and places[-1] / places[0] > FAR)
    return Axis(factor, places, (), is_log, bool((places == np.round(places)).all()))


def _fine(axis: Axis) -> Axis:
    if axis.words or len(axis.places) == 1:
        return axis
    low, high = axis.places[0], axis.places[-1]
    if axis.is_whole and high - low < FINE and not axis.is_log:
        return axis._replace(places=np.arange(low, high + 1.0))
    return axis._replace(places=(np.geomspace if axis.is_log else np.linspace)(low, high, FINE))


def _cells(plane: _Plane, axes: list[Axis]) -> Fit | None:
    """Return means by cell, if all cells have equally many points, or enough points; none otherwise."""
    shape = tuple(len(axis.places) for axis in reversed(axes))
    most = MOST_CELLS if axes[1].factor or axes[0].words else MOST_ON_LINE
    if shape[0] * shape[1] > min(most, len(plane.table)):
        return None
    columns = _place_of(plane.of(plane.x), axes[0])
    rows = _place_of(plane.of(plane.y), axes[1]) if axes[1].factor else np.zeros_like(columns)
    cell = rows * shape[1] + columns
    count = np.bincount(cell, minlength=shape[0] * shape[1])
    if count.min() < FEWEST_IN_CELL and (count.min() < 1 or count.min() < count.max()):
        return None
    return lambda outcome: (np.bincount(cell, outcome, len(count)) / count).reshape(shape)


def _place_of(values: pd.Series, axis: Axis) -> NDArray[np.int64]:
    if axis.words:
        return np.array([axis.words.index(str(value)) for value in values], dtype=np.int64)
    return np.searchsorted(axis.places, values.to_numpy(float))


def _by_row(plane: _Plane, axes: list[Axis], outcomes: Floats) -> Fit:
    """Return one curve per category."""
    row_of = _place_of(plane.of(plane.y), axes[1])
    masks = [row_of == row for row in range(len(axes[1].words))]
    fits = [_smooth(plane._replace(y=plane.x).only(mask), [axes[0], LINE], outcomes[:, mask]) for mask in masks]
    return lambda outcome: np.concatenate([fit(outcome[mask]) for fit, mask in zip(fits, masks, strict=True)])


def _smooth(plane: _Plane, axes: list[Axis], outcomes: Floats) -> Fit:
    """Return a smooth surface, or a smooth curve if the second axis has a single position."""
    splines = [_Spline(plane.of(factor).to_numpy(float), axis) for factor, axis in zip((plane.x, plane.y), axes, strict=True)]
    points = _products(*(spline(spline.values) for spline in splines))
    grid = [values.ravel() for values in np.meshgrid(axes[0].places, axes[1].places)]
    plain = _products(*(spline(values) for spline, values in zip(splines, grid, strict=True)))
    penalty = _penalty(points, outcomes)
    shape = (len(axes[1].places), len(axes[0].places))

    def fit(outcome: Floats) -> Floats:
        if outcome.max() == outcome.min():
            return np.full(shape, outcome[0])
        weights = np.concatenate([outcome, 1.0 - outcome]) * len(outcomes)
        kind = np.repeat([True, False], len(outcome))
        used = weights > 0.0
        model = LogisticRegression(C=penalty, solver="newton-cholesky")
        model.fit(np.tile(points, (2, 1))[used], kind[used], sample_weight=weights[used])
        return model.predict_proba(plain)[:, 1].reshape(shape)

    return fit


class _Spline:
    """Cubic spline basis of a factor; empty if it has a single value, or is evaluated at a single position."""

    def __init__(self, values: Floats, axis: Axis) -> None:
        self.values, self._is_log = values, axis.is_log
        distinct = len(np.unique(values))
        self._splines = None
        if distinct > 1 and len(axis.places) > 1:
            spread = SplineTransformer(min(KNOTS, distinct), degree=min(3, distinct - 1), include_bias=False, extrapolation="linear")
            self._splines = spread.fit(self._scaled(values))

    def __call__(self, values: Floats) -> Floats:
        return np.zeros((len(values), 0)) if self._splines is None else np.asarray(self._splines.transform(self._scaled(values)))

    def _scaled(self, values: Floats) -> Floats:
        return (np.log(values) if self._is_log else values)[:, None]


def _products(first: Floats, second: Floats) -> Floats:
    both = (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
    return np.concatenate([first, second, both], axis=1)


def _penalty(points: Floats, outcomes: Floats) -> float:
    """Return the ridge penalty with the best prediction of held-out points; all runs of a point are held out together."""
    chosen = np.random.default_rng(0).permutation(len(points))[: max(FOLDS, MOST_JUDGED // len(outcomes))]
    succeeded = (outcomes[:, chosen] >= HALF).ravel()
    groups = np.tile(chosen, len(outcomes))
    features = np.tile(points[chosen], (len(outcomes), 1))
    if len(chosen) < 2 * FOLDS or succeeded.all() or not succeeded.any():
        return 1.0
    folds = list(GroupKFold(FOLDS).split(features, groups=groups))
    if any(len(set(succeeded[kept])) < 2 or len(set(succeeded[left])) < 2 for kept, left in folds):
        return 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        model: Any = LogisticRegressionCV(Cs=PENALTIES.tolist(), cv=folds, scoring="neg_log_loss", solver="newton-cholesky")
        return float(np.ravel(model.fit(features, succeeded).C_)[0])


def _crossing(axis: Axis, row: Floats) -> float | None:
    """Return the position at which a row first crosses one half."""
    above = row >= HALF
    change = np.flatnonzero(above[1:] != above[:-1])
    if len(change) == 0:
        return None
    place = int(change[0])
    share = (HALF - row[place]) / (row[place + 1] - row[place])
    return float(axis.places[place] + share * (axis.places[place + 1] - axis.places[place]))


def _is_words(values: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)


def _name(axis: Axis) -> str:
    name = title_of(axis.factor).split(" (")[0]
    return name[:1].lower() + name[1:]
