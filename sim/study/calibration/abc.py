"""Calibration: which populations agree with published surveys, given all that surveys leave open. One ensemble serves all targets.

History matching rules out what cannot be, an emulator then proposes draws of the posterior, and each is run and weighted by what it really
showed: approximate Bayesian computation with the uncertainty of the evidence as its acceptance.
Source: Vernon, Goldstein & Bower 2010 (history matching); Beaumont, Zhang & Balding 2002; Wilkinson 2013 (acceptance by known errors).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from sim.array_types import Floats
from sim.declared import Declared
from sim.study.calibration.history_matching import Emulator, cube, emulated, implausibility, log_likelihood, next_places
from sim.study.calibration.targets import Target, TargetReading
from sim.study.population.adjustment import ADJUSTMENTS, NEUTRAL
from sim.study.statistics.estimates import ENDS, Estimate

ParameterName = Literal["level", "spread", "common", "hindrance", "strength", "planning"]
TargetReadings = dict[str, TargetReading]
"""What an ensemble shows, by target."""

Simulator = Callable[[str, list[dict[str, float]]], list[TargetReadings]]
"""Runs an ensemble at every point; the step has a name of its own, under which it is found again."""

PROPOSED = 2**16  # places of the cube among which the posterior is looked for
ALIKE = 2.0  # units of support: draws that the evidence hardly tells apart
DIGITS = 3  # of an adjustment: finer than any target can tell


class CalibrationSettings(Declared):
    """How carefully a population is calibrated, and what of it may be moved."""

    waves: Annotated[int, Field(ge=1, le=20)] = 3
    points: Annotated[int, Field(ge=4, le=1_000)] = 30  # tried in a wave
    initiatives: Annotated[int, Field(ge=10, le=100_000)] = 200  # at each point
    draws: Annotated[int, Field(ge=4, le=10_000)] = 60  # of the posterior
    check: Annotated[int, Field(ge=10, le=1_000_000)] = 1_000  # initiatives on other draws
    adjust: Annotated[list[ParameterName], Field(min_length=1)] = ["level", "spread", "common", "hindrance", "strength", "planning"]
    failure: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.7  # base rate of the profile

    @model_validator(mode="after")
    def _names_each_once(self) -> CalibrationSettings:
        if len(set(self.adjust)) < len(self.adjust):
            raise ValueError("calibrate.adjust: listed twice")
        return self


class TriedPoint(NamedTuple):
    """A point that was run."""

    wave: int
    theta: dict[str, float]
    shown: TargetReadings


@dataclass(frozen=True)
class Posterior:
    """Draws of the adjustments that the evidence leaves possible."""

    thetas: tuple[dict[str, float], ...]
    shown: tuple[TargetReadings, ...]
    weights: Floats  # sum to 1
    evidence: Floats  # logarithmic density of it at each draw
    tried: tuple[TriedPoint, ...]  # the waves before
    left: tuple[float, ...]  # share of the cube that was not ruled out after each wave

    @property
    def effective(self) -> float:
        """How many equally weighted draws these are worth. Source: Kish 1965."""
        return float(1.0 / np.sum(self.weights**2))

    @property
    def kept(self) -> dict[str, float]:
        """Of the draws that answer to the evidence as well as the best, the one that changes the assumed population least.

        The evidence fixes combinations rather than single adjustments; the mean of them all need not be one that answers.
        Source: Edwards 1972 (two units of support); that the least change is kept is our choice.
        """
        good = [theta for theta, support in zip(self.thetas, self.evidence, strict=True) if support >= max(self.evidence) - ALIKE]
        names = list(self.thetas[0])
        changes = np.linalg.norm(places_of(good, names) - places_of([NEUTRAL], names), axis=1)
        return dict(good[int(np.argmin(changes))])

    @property
    def moved(self) -> list[str]:
        """The adjustments that were not held where they change nothing."""
        thetas = [*self.thetas, *(point.theta for point in self.tried)]
        return [name for name in self.thetas[0] if len({theta[name] for theta in thetas}) > 1]

    def of(self, name: str) -> Estimate:
        """An adjustment: mean and 95 % credible interval."""
        return _weighted(self._values(name), self.weights)

    def predicted(self, target: str) -> Estimate:
        """What the ensembles of the posterior show for a target: mean and 95 % interval."""
        return _weighted(np.array([one[target].value for one in self.shown]), self.weights)

    def assumed(self, target: str) -> Estimate:
        """What the ensembles of the first wave show, before any evidence."""
        values = np.array([point.shown[target].value for point in self.tried if point.wave == 0])
        return _weighted(values, np.full(len(values), 1.0 / len(values)))

    def table(self) -> pd.DataFrame:
        """A row for every draw: the adjustments, what it showed, and its weight."""
        rows = [theta | {name: one.value for name, one in shown.items()} for theta, shown in zip(self.thetas, self.shown, strict=True)]
        return pd.DataFrame(rows).assign(weight=self.weights, evidence=self.evidence)

    def _values(self, name: str) -> Floats:
        return np.array([theta[name] for theta in self.thetas])


def posterior_of(settings: CalibrationSettings, targets: Mapping[str, Target], simulate: Simulator, seed: int) -> Posterior:
    """The adjustments that the evidence leaves possible. Equal arguments give an equal posterior.

    simulate : is called once for every wave, and once for the draws
    """
    fitted = {name: target for name, target in targets.items() if target.role == "fit"}
    names, tried, left = list(settings.adjust), [], []
    places = cube(len(names), settings.points, seed)
    for wave in range(settings.waves):
        thetas = thetas_at(places, names)
        tried += [TriedPoint(wave, theta, one) for theta, one in zip(thetas, simulate(f"waves/{wave:02d}", thetas), strict=True)]
        emulator = emulator_of(tried, names, fitted)
        places, share = next_places(emulator, fitted, len(names), settings.points, seed + wave + 1)
        left.append(share)
    places, proposal = _proposed(emulator, fitted, len(names), settings.draws, seed)
    thetas = thetas_at(places, names)
    shown = simulate("draws", thetas)
    evidence = log_likelihood(*_as_arrays(shown, fitted), fitted)
    return Posterior(tuple(thetas), tuple(shown), _normalised(evidence - proposal), evidence, tuple(tried), tuple(left))


def emulator_of(tried: Sequence[TriedPoint], names: Sequence[str], targets: Mapping[str, Target]) -> Emulator:
    """An emulator of everything that was tried so far."""
    return emulated(places_of([point.theta for point in tried], names), [point.shown for point in tried], targets)


def implausibility_of(shown: TargetReadings, targets: Mapping[str, Target]) -> float:
    """How implausible what an ensemble showed is, in standard deviations."""
    return float(implausibility(*_as_arrays([shown], targets), targets)[0])


def thetas_at(places: Floats, names: Sequence[str]) -> list[dict[str, float]]:
    """Adjustments at places of the unit cube; those that are not named stay neutral."""
    low, high = _bounds(names)
    return [NEUTRAL | dict(zip(names, row, strict=True)) for row in np.round(low + places * (high - low), DIGITS).tolist()]


def places_of(thetas: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """Where adjustments stand in the unit cube."""
    low, high = _bounds(names)
    return (np.array([[theta[name] for name in names] for theta in thetas]) - low) / (high - low)


def _bounds(names: Sequence[str]) -> tuple[Floats, Floats]:
    known = [ADJUSTMENTS[name] for name in names]
    return np.array([one.low for one in known]), np.array([one.high for one in known])


def _proposed(emulator: Emulator, targets: Mapping[str, Target], dimensions: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Places drawn from the posterior as the emulator sees it, and its logarithmic density there."""
    candidates = cube(dimensions, PROPOSED, seed + 1_000)
    density = log_likelihood(*emulator.predict(candidates), targets)
    steps = (np.arange(draws) + 0.5) / draws
    chosen = np.searchsorted(np.cumsum(_normalised(density)), steps).clip(max=PROPOSED - 1)
    return candidates[chosen], density[chosen]


def _normalised(density: Floats) -> Floats:
    weights = np.exp(density - density.max())
    return weights / weights.sum()


def _as_arrays(shown: Sequence[TargetReadings], targets: Mapping[str, Target]) -> tuple[Floats, Floats]:
    """Values and variances, each of shape (points, targets)."""
    found = np.array([[(one[name].value, one[name].variance) for name in targets] for one in shown])
    return found[:, :, 0], found[:, :, 1]


def _weighted(values: Floats, weights: Floats) -> Estimate:
    low, high = np.quantile(values, ENDS, weights=weights, method="inverted_cdf")
    return Estimate(float(weights @ values), float(low), float(high))
