"""Point designs: which points of a space a sweep visits. Equal seeds give equal points."""

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
    """The points of a design, each with the values of its factors, and what is to be said of them."""

    points: tuple[dict[str, ParameterValue], ...]
    notes: tuple[str, ...]


def laid(factors: Sequence[Factor], kind: PointDesign, n: int, seed: int) -> Laid:
    """Points in a space: no two are equal.

    n : points asked for; a grid has as many as fit, a level of every factor with each of all others
    Raises ValueError for a design of no points, or of more than can be run.
    """
    refuse_counts(n, "n")
    points, notes = _grid(factors, n) if kind == "grid" else _scattered(factors, kind, n, seed)
    kept = list({tuple(sorted(point.items())): point for point in points}.values())
    if len(kept) < len(points):
        double = len(points) - len(kept)
        notes = [*notes, f"{double:,} of {len(points):,} points were there before and are left out"]
    return Laid(tuple(kept), tuple(notes))


def refuse_counts(points: int, name: str = "the sweep") -> None:
    """A sweep has at least one point, and no more than a machine can hold. Raises ValueError with the count."""
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"{name}: {points:,} points; allowed are 1 to {MOST_POINTS:,}")


def refuse_runs(points: int, replicates: int) -> None:
    """Raises ValueError, with the count, for a sweep of no runs or of more than should be begun."""
    if replicates < 1 or points * replicates > MOST_RUNS:
        runs = f"{points:,} points x {replicates:,} seeds are {points * replicates:,} runs"
        raise ValueError(f"replicates: {runs}; allowed are 1 to {MOST_RUNS:,}")


def _scattered(factors: Sequence[Factor], kind: PointDesign, n: int, seed: int) -> tuple[list[dict[str, ParameterValue]], list[str]]:
    rng = np.random.default_rng(seed)
    engine = qmc.Sobol(len(factors), scramble=True, rng=rng) if kind == "sobol" else qmc.LatinHypercube(len(factors), rng=rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance is asked of powers of two; the note says so
        shares = engine.random(n)
    notes = []
    if kind == "sobol" and n & (n - 1):
        notes.append(f"n={n:,} is no power of two, at which Sobol points are balanced; {2 ** round(math.log2(n)):,} is")
    return [_point(factors, row) for row in shares], notes


def _point(factors: Sequence[Factor], shares: NDArray[np.float64]) -> dict[str, ParameterValue]:
    """What is absent by chance is left as the initiative has it."""
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
    return made, [] if len(made) == n else [f"n={n:,} asked for; the grid of {shape} has {len(made):,} points"]


def _given(factor: Factor) -> Sequence[Any] | None:
    """The levels of a factor that has only these."""
    if isinstance(factor.drawn, Levels):
        return factor.drawn.values
    return factor.drawn.choice if isinstance(factor.drawn, Categorical) and factor.drawn.chance == 1.0 else None


def _spread(factor: Factor, count: int) -> Sequence[Any]:
    """So many levels of a factor: evenly spread from end to end, or the middles of equal shares where it has a shape."""
    drawn = factor.drawn
    if drawn.chance == 1.0 and isinstance(drawn, Uniform | UniformInteger | LogUniform):
        low, high = factor.ends[0], factor.ends[-1]
        spread = np.geomspace if isinstance(drawn, LogUniform) else np.linspace
        values = np.clip(spread(float(low), float(high), count), float(low), float(high)).tolist()
        return list(dict.fromkeys(map(round, values) if isinstance(drawn, UniformInteger) else values))
    return list(dict.fromkeys(drawn.at((place + 0.5) / count) for place in range(count)))
