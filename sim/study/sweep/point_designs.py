"""Point designs: the points of a space in a sweep. Equal seeds give equal points."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.study.experiments.parameter_points import ParameterValue
from sim.study.population.distributions import Categorical, LogUniform, Uniform, UniformInteger
from sim.study.sweep.space import Factor, Levels

PointDesign = Literal["grid", "latin_hypercube", "sobol"]
MOST_POINTS = 100_000
MOST_RUNS = 5_000_000


class Laid(NamedTuple):
    """Points of a design with the values of their factors, and notes on them."""

    points: tuple[dict[str, ParameterValue], ...]
    notes: tuple[str, ...]


def laid(factors: Sequence[Factor], kind: PointDesign, n: int, seed: int) -> Laid:
    """Return distinct points in a space.

    n : number of points requested; a grid (full factorial) has as many as fit
    Raises ValueError for a design without points, or with too many.
    """
    refuse_counts(n, "n")
    points, notes = _grid(factors, n) if kind == "grid" else _scattered(factors, kind, n, seed)
    kept = list({tuple(sorted(point.items())): point for point in points}.values())
    if len(kept) < len(points):
        double = len(points) - len(kept)
        notes = [*notes, f"{double:,} of {len(points):,} points are duplicates and are omitted"]
    return Laid(tuple(kept), tuple(notes))


def refuse_counts(points: int, name: str = "the sweep") -> None:
    """Raise ValueError, with the count, if a sweep has no points or too many for a machine's memory."""
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"{name}: {points:,} points; allowed are 1 to {MOST_POINTS:,}")


def refuse_runs(points: int, replicates: int) -> None:
    """Raise ValueError, with the count, if a sweep has no runs or too many."""
    if replicates < 1 or points * replicates > MOST_RUNS:
        runs = f"{points:,} points x {replicates:,} seeds are {points * replicates:,} runs"
        raise ValueError(f"replicates: {runs}; allowed are 1 to {MOST_RUNS:,}")


def _scattered(factors: Sequence[Factor], kind: PointDesign, n: int, seed: int) -> tuple[list[dict[str, ParameterValue]], list[str]]:
    rng = np.random.default_rng(seed)
    engine = qmc.Sobol(len(factors), scramble=True, rng=rng) if kind == "sobol" else qmc.LatinHypercube(len(factors), rng=rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance needs powers of two; the note reports this
        shares = engine.random(n)
    notes = []
    if kind == "sobol" and n & (n - 1):
        notes.append(f"n={n:,} is not a power of two, so the Sobol points are not balanced; {2 ** round(math.log2(n)):,} would be")
    return [_point(factors, row) for row in shares], notes


def _point(factors: Sequence[Factor], shares: NDArray[np.float64]) -> dict[str, ParameterValue]:
    """Return the values at a point; a factor that is absent by chance keeps the initiative's value."""
    drawn = {factor.path: factor.drawn.at(share) for factor, share in zip(factors, shares.tolist(), strict=True)}
    return {path: value for path, value in drawn.items() if value is not None}


def _grid(factors: Sequence[Factor], n: int) -> tuple[list[dict[str, ParameterValue]], list[str]]:
    given = {factor.path: _given(factor) for factor in factors}
    free = [factor for factor in factors if given[factor.path] is None]
    fixed = math.prod(len(values) for values in given.values() if values is not None)
    each = max(2, math.floor((n / fixed) ** (1.0 / len(free)) + 1e-9)) if free else 0
    refuse_counts(fixed * each ** len(free))
    axes = {path: _spread(factor, each) if (values := given[path]) is None else values for path, factor in zip(given, factors, strict=True)}
    made = [{path: value for path, value in zip(axes, values, strict=True) if value is not None} for values in product(*axes.values())]
    shape = " x ".join(str(len(values)) for values in axes.values())
    return made, [] if len(made) == n else [f"n={n:,} requested; the grid of {shape} has {len(made):,} points"]


def _given(factor: Factor) -> Sequence[Any] | None:
    """Return the levels of a factor with discrete levels; none otherwise."""
    if isinstance(factor.drawn, Levels):
        return factor.drawn.values
    return factor.drawn.choice if isinstance(factor.drawn, Categorical) and factor.drawn.chance == 1.0 else None


def _spread(factor: Factor, count: int) -> Sequence[Any]:
    """Return a number of levels of a factor: evenly spaced, or the midpoints of equal quantile ranges for a non-uniform distribution."""
    drawn = factor.drawn
    if drawn.chance == 1.0 and isinstance(drawn, Uniform | UniformInteger | LogUniform):
        low, high = factor.ends[0], factor.ends[-1]
        spread = np.geomspace if isinstance(drawn, LogUniform) else np.linspace
        values = np.clip(spread(float(low), float(high), count), float(low), float(high)).tolist()
        return list(dict.fromkeys(map(round, values) if isinstance(drawn, UniformInteger) else values))
    return list(dict.fromkeys(drawn.at((place + 0.5) / count) for place in range(count)))
