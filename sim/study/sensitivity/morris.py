"""Elementary effects: change of an outcome when one factor moves from its low to its high end and all others are held constant.

A screening method: cheap for many factors, but blind to the distribution of a factor. The ends are its 5th and 95th percentiles; for a
property that may be absent, absence and the highest value. There are eight levels between them.
Source: Morris 1991; Campolongo, Cariboni & Saltelli 2007 (the mean of absolute effects), by SALib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.array_types import Floats
from sim.study.population.factors import CHANCE, UNLIMITED, Names
from sim.study.population.sampling import Sampler
from sim.study.sensitivity.sobol import Output, Problem
from sim.study.statistics.estimates import Estimate, Z
from sim.study.statistics.wording import counted, data_of, in_text, listed

LEVELS = 8
LOW, HIGH = 0.05, 0.95  # percentiles that define the ends of a factor
ABSENT = 1.0 - 2.0**-32  # a position in the cube at which optional properties are absent
NAMED = 5  # number of factors named in sentences
_SEED = 1  # for resampling


class ElementaryEffect(NamedTuple):
    """Effect of a single factor from its low to its high end, in the unit of the output."""

    factor: str
    title: str
    size: Estimate  # mean of absolute effects
    mean: Estimate  # mean of signed effects
    spread: float  # standard deviation of effects: large if the effect depends on other factors


@dataclass(frozen=True)
class Screened:
    """Effects of single factors on an output."""

    output: str
    title: str
    trajectories: int
    left_out: int  # trajectories with a failed case
    cases: int
    effects: tuple[ElementaryEffect, ...]  # largest first

    @property
    def chance(self) -> ElementaryEffect | None:
        """Return the effect of another seed alone, for reference."""
        return next((effect for effect in self.effects if effect.factor == CHANCE), None)

    @property
    def finding(self) -> str:
        """Return a sentence on the factor with the largest effect and its direction."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        return tuple(text for text in (f"{self.finding}.", _said_of_others(self), _said_of_chance(self)) if text)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        return data_of(self) | {"finding": self.finding, "statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """Return one row per factor, by size of effect; index factor."""
        rows = [(effect.factor, effect.title, *effect.size, *effect.mean, effect.spread) for effect in self.effects]
        names = ["factor", "title", "size", "size_low", "size_high", "mean", "mean_low", "mean_high", "spread"]
        return pd.DataFrame(rows, columns=names).set_index("factor")


def steps_of(problem: Problem, trajectories: int, seed: int) -> Floats:
    """Return the levels of factors in each case, shape (trajectories * (factors + 1), factors); one factor changes from case to case."""
    from SALib.sample import morris  # imported late because it is slow

    return morris.sample(problem.declared(grouped=False), trajectories, num_levels=LEVELS, seed=seed)


def places_at(problem: Problem, sampler: Sampler, levels: Floats) -> Floats:
    """Return the points of levels in the cube of factors; for optional properties, the lowest (or highest) level is absence."""
    sometimes = np.array([_chance_of(sampler, factor) for factor in problem.factors])
    absent_at = np.array([1.0 if factor in UNLIMITED else 0.0 for factor in problem.factors])
    inside = sometimes * (LOW + (HIGH - LOW) * levels)
    return np.where((sometimes < 1.0) & (levels == absent_at), ABSENT, inside)


def screened(problem: Problem, levels: Floats, output: Output, names: Names | None = None) -> Screened:
    """Return the effects of factors on an output. Trajectories with a failed case are excluded.

    levels : as returned by `steps_of`
    names : of factors; none: their paths
    Raises ValueError if fewer than two trajectories remain.
    """
    from SALib.analyze import morris

    length = len(problem.factors) + 1
    table = output.values.reshape(-1, length)
    kept = np.isfinite(table).all(axis=1)
    if np.count_nonzero(kept) < 2:
        raise ValueError(f"{np.count_nonzero(kept)} of {len(table)} trajectories could be run; at least 2 are required")
    steps = levels.reshape(-1, length, len(problem.factors))[kept].reshape(-1, len(problem.factors))
    declared = problem.declared(grouped=False)
    known = morris.analyze(declared, steps, table[kept].ravel(), num_levels=LEVELS, num_resamples=500, seed=_SEED)
    effects = [_effect(problem.factors[k], names, known, k, int(kept.sum())) for k in range(len(problem.factors))]
    return Screened(
        output=output.name,
        title=output.title,
        trajectories=int(kept.sum()),
        left_out=int((~kept).sum()),
        cases=int(kept.sum()) * length,
        effects=tuple(sorted(effects, key=lambda effect: (-effect.size.value, effect.factor))),
    )


def _chance_of(sampler: Sampler, factor: str) -> float:
    return sampler.distributions[factor].chance if factor in sampler.distributions else 1.0


def _effect(factor: str, names: Names | None, known: Any, place: int, trajectories: int) -> ElementaryEffect:
    size, mean, spread = (float(known[name][place]) for name in ("mu_star", "mu", "sigma"))
    half, around = float(known["mu_star_conf"][place]), Z * spread / trajectories**0.5
    title = factor if names is None else names.title(factor)
    return ElementaryEffect(
        factor, title, Estimate(size, max(0.0, size - half), size + half), Estimate(mean, mean - around, mean + around), spread
    )


def _finding(known: Screened) -> str:
    moving = [effect for effect in known.effects if effect.factor != CHANCE and effect.size.value > 0.0]
    if not moving:
        return f"No single factor affects {in_text(known.title)}"
    first, others = moving[0], moving[1:]
    says = f"{first.title[:1].upper()}{first.title[1:]} has the largest single effect on {in_text(known.title)}, {_points(first)}"
    rivals = sum(other.size.high >= first.size.low for other in others)
    return f"{says}; {counted(rivals, 'other')} not clearly different at this sample size" if rivals else says


def _said_of_others(known: Screened) -> str:
    """Return a sentence on the factors with the next largest effects."""
    moving = [effect for effect in known.effects if effect.factor != CHANCE and effect.size.value > 0.0][1:NAMED]
    parts = [f"{effect.title} ({_points(effect)})" for effect in moving]
    return f"Next come {listed(parts)}, each from its low to its high end." if parts else ""


def _points(effect: ElementaryEffect) -> str:
    """Format an effect in points, with its sign if it is clear."""
    signed = f"{effect.mean.value * 100:+.0f}" if effect.mean.is_clear else f"±{effect.size.value * 100:.0f}"
    return f"{signed.replace('-', '−')} points"


def _said_of_chance(known: Screened) -> str:
    """Return a sentence on the number of factors with effects larger than that of another seed."""
    chance = known.chance
    if chance is None:
        return ""
    others: Sequence[ElementaryEffect] = [effect for effect in known.effects if effect.factor != CHANCE]
    more = sum(effect.size.value > chance.size.value for effect in others)
    idle = sum(effect.size.value == 0.0 for effect in others)
    return (
        f"Another seed alone changes {in_text(known.title)} by {chance.size.value * 100:.0f} points "
        f"[{chance.size.low * 100:.0f}, {chance.size.high * 100:.0f}]: {more:,} of {counted(len(others), 'factor')} have larger effects, "
        f"and {idle:,} had none in {counted(known.trajectories, 'trajectory')}."
    ).replace("trajectorys", "trajectories")
