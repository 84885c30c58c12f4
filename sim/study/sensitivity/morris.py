"""Elementary effects: how an initiative responds when one factor moves from its low to its high end, all else fixed.

A screening: cheap for many factors, and blind to how often a factor stands where. Ends are the 5th and 95th percentile of what occurs; of
what is only sometimes there, absent and strongest. Between them lie eight levels.
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
LOW, HIGH = 0.05, 0.95  # percentiles that count as the ends of what is there
ABSENT = 1.0 - 2.0**-32  # a place in the cube where nothing is that is not always there
NAMED = 5  # factors that sentences name
_SEED = 1  # of the resampling


class ElementaryEffect(NamedTuple):
    """What a factor alone does, in the unit of the output, from its low to its high end."""

    factor: str
    title: str
    size: Estimate  # mean of absolute effects
    mean: Estimate  # of effects with their sign
    spread: float  # standard deviation of effects: large where it depends on everything else


@dataclass(frozen=True)
class Screened:
    """Which single factors move an output, and which hardly do."""

    output: str
    title: str
    trajectories: int
    left_out: int  # trajectories of which a case could not be run
    cases: int
    effects: tuple[ElementaryEffect, ...]  # largest first

    @property
    def chance(self) -> ElementaryEffect | None:
        """What another seed alone does: the yardstick."""
        return next((effect for effect in self.effects if effect.factor == CHANCE), None)

    @property
    def finding(self) -> str:
        """Which factors move it most, in which direction."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """All of it, in sentences."""
        return tuple(text for text in (f"{self.finding}.", _said_of_others(self), _said_of_chance(self)) if text)

    def as_data(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return data_of(self) | {"finding": self.finding, "statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """A row for every factor, by size of its effect; index factor."""
        rows = [(effect.factor, effect.title, *effect.size, *effect.mean, effect.spread) for effect in self.effects]
        names = ["factor", "title", "size", "size_low", "size_high", "mean", "mean_low", "mean_high", "spread"]
        return pd.DataFrame(rows, columns=names).set_index("factor")


def steps_of(problem: Problem, trajectories: int, seed: int) -> Floats:
    """Levels of every factor in every case, shape (trajectories * (factors + 1), factors): from case to case one factor moves."""
    from SALib.sample import morris  # only who samples waits for it

    return morris.sample(problem.declared(grouped=False), trajectories, num_levels=LEVELS, seed=seed)


def places_at(problem: Problem, sampler: Sampler, levels: Floats) -> Floats:
    """Where levels lie in the cube of factors; the lowest level of what is only sometimes there is its absence, or the highest."""
    sometimes = np.array([_chance_of(sampler, factor) for factor in problem.factors])
    absent_at = np.array([1.0 if factor in UNLIMITED else 0.0 for factor in problem.factors])
    inside = sometimes * (LOW + (HIGH - LOW) * levels)
    return np.where((sometimes < 1.0) & (levels == absent_at), ABSENT, inside)


def screened(problem: Problem, levels: Floats, output: Output, names: Names | None = None) -> Screened:
    """Which factors move an output. Trajectories of which a case could not be run are left out.

    levels : as `steps_of` made them
    names : what factors are called; none: by their paths
    Raises ValueError where fewer than two trajectories are left.
    """
    from SALib.analyze import morris

    length = len(problem.factors) + 1
    table = output.values.reshape(-1, length)
    kept = np.isfinite(table).all(axis=1)
    if np.count_nonzero(kept) < 2:
        raise ValueError(f"{np.count_nonzero(kept)} of {len(table)} trajectories could be run; at least 2 are needed")
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
        return f"No single factor moves {in_text(known.title)}"
    first, others = moving[0], moving[1:]
    says = f"{first.title[:1].upper()}{first.title[1:]} moves {in_text(known.title)} most of all single factors, by {_points(first)}"
    rivals = sum(other.size.high >= first.size.low for other in others)
    return f"{says}; {counted(rivals, 'other')} cannot be told apart from it at this size" if rivals else says


def _said_of_others(known: Screened) -> str:
    """Which factors come next."""
    moving = [effect for effect in known.effects if effect.factor != CHANCE and effect.size.value > 0.0][1:NAMED]
    parts = [f"{effect.title} ({_points(effect)})" for effect in moving]
    return f"Each goes from its low to its high end alone; next come {listed(parts)}." if parts else ""


def _points(effect: ElementaryEffect) -> str:
    """Hundredths, with the sign where it is clear."""
    signed = f"{effect.mean.value * 100:+.0f}" if effect.mean.is_clear else f"±{effect.size.value * 100:.0f}"
    return f"{signed.replace('-', '−')} points"


def _said_of_chance(known: Screened) -> str:
    """How many factors stand out from what another seed does."""
    chance = known.chance
    if chance is None:
        return ""
    others: Sequence[ElementaryEffect] = [effect for effect in known.effects if effect.factor != CHANCE]
    more = sum(effect.size.value > chance.size.value for effect in others)
    idle = sum(effect.size.value == 0.0 for effect in others)
    return (
        f"Another seed alone moves it by {chance.size.value * 100:.0f} points [{chance.size.low * 100:.0f}, {chance.size.high * 100:.0f}]: "
        f"{more:,} of {counted(len(others), 'factor')} do more, and {idle:,} did nothing in {counted(known.trajectories, 'trajectory')}."
    ).replace("trajectorys", "trajectories")
