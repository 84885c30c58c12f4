"""Calibration: posterior of a population's adjustments given survey results. One ensemble is compared with all targets jointly.

History matching rules out implausible adjustments. An emulator then proposes posterior draws; each is simulated and weighted by its
simulated results: approximate Bayesian computation with the uncertainty of the evidence as the acceptance kernel.
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
"""Simulated value of an ensemble, by target."""

Simulator = Callable[[str, list[dict[str, float]]], list[TargetReadings]]
"""Runs an ensemble at each point; each step has a unique name under which its results are stored."""

PROPOSED = 2**16  # candidate points of the cube for the posterior
ALIKE = 2.0  # units of support within which the evidence barely distinguishes draws
DIGITS = 3  # decimal places of an adjustment: finer than any target can resolve


class CalibrationSettings(Declared):
    """Size of a calibration, and the adjustments it may change."""

    waves: Annotated[int, Field(ge=1, le=20)] = 3
    points: Annotated[int, Field(ge=4, le=1_000)] = 30  # per wave
    initiatives: Annotated[int, Field(ge=10, le=100_000)] = 200  # at each point
    draws: Annotated[int, Field(ge=4, le=10_000)] = 60  # of the posterior
    check: Annotated[int, Field(ge=10, le=1_000_000)] = 1_000  # initiatives on other random draws
    adjust: Annotated[list[ParameterName], Field(min_length=1)] = ["level", "spread", "common", "hindrance", "strength", "planning"]
    failure: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.7  # base rate of the profile

    @model_validator(mode="after")
    def _names_each_once(self) -> CalibrationSettings:
        if len(set(self.adjust)) < len(self.adjust):
            raise ValueError("calibrate.adjust: duplicate names")
        return self


class TriedPoint(NamedTuple):
    """A simulated point."""

    wave: int
    theta: dict[str, float]
    shown: TargetReadings


@dataclass(frozen=True)
class Posterior:
    """Posterior draws of the adjustments."""

    thetas: tuple[dict[str, float], ...]
    shown: tuple[TargetReadings, ...]
    weights: Floats  # sum to 1
    evidence: Floats  # log density of the evidence at each draw
    tried: tuple[TriedPoint, ...]  # points of the preceding waves
    left: tuple[float, ...]  # share of the cube not ruled out after each wave

    @property
    def effective(self) -> float:
        """Return the effective sample size. Source: Kish 1965."""
        return float(1.0 / np.sum(self.weights**2))

    @property
    def kept(self) -> dict[str, float]:
        """Return the draw that changes the assumed population least among those that fit the evidence about as well as the best.

        The evidence constrains combinations of adjustments rather than single ones, so their mean need not fit.
        Source: Edwards 1972 (two units of support); selecting the least change is our choice.
        """
        good = [theta for theta, support in zip(self.thetas, self.evidence, strict=True) if support >= max(self.evidence) - ALIKE]
        names = list(self.thetas[0])
        changes = np.linalg.norm(places_of(good, names) - places_of([NEUTRAL], names), axis=1)
        return dict(good[int(np.argmin(changes))])

    @property
    def moved(self) -> list[str]:
        """Return the adjustments that were not fixed at their neutral values."""
        thetas = [*self.thetas, *(point.theta for point in self.tried)]
        return [name for name in self.thetas[0] if len({theta[name] for theta in thetas}) > 1]

    def of(self, name: str) -> Estimate:
        """Return an adjustment's mean and 95 % credible interval."""
        return _weighted(self._values(name), self.weights)

    def predicted(self, target: str) -> Estimate:
        """Return a target's simulated value over the posterior: mean and 95 % interval."""
        return _weighted(np.array([one[target].value for one in self.shown]), self.weights)

    def assumed(self, target: str) -> Estimate:
        """Return a target's simulated value over the first wave, before any evidence."""
        values = np.array([point.shown[target].value for point in self.tried if point.wave == 0])
        return _weighted(values, np.full(len(values), 1.0 / len(values)))

    def table(self) -> pd.DataFrame:
        """Return one row per draw: adjustments, simulated targets and weight."""
        rows = [theta | {name: one.value for name, one in shown.items()} for theta, shown in zip(self.thetas, self.shown, strict=True)]
        return pd.DataFrame(rows).assign(weight=self.weights, evidence=self.evidence)

    def _values(self, name: str) -> Floats:
        return np.array([theta[name] for theta in self.thetas])


def posterior_of(settings: CalibrationSettings, targets: Mapping[str, Target], simulate: Simulator, seed: int) -> Posterior:
    """Return the posterior of the adjustments. Equal arguments give an equal posterior.

    simulate : called once per wave, and once for the draws
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
    """Return an emulator fitted to all points tried so far."""
    return emulated(places_of([point.theta for point in tried], names), [point.shown for point in tried], targets)


def implausibility_of(shown: TargetReadings, targets: Mapping[str, Target]) -> float:
    """Return the implausibility of an ensemble's results, in standard deviations."""
    return float(implausibility(*_as_arrays([shown], targets), targets)[0])


def thetas_at(places: Floats, names: Sequence[str]) -> list[dict[str, float]]:
    """Return the adjustments at points of the unit cube; adjustments not named stay neutral."""
    low, high = _bounds(names)
    return [NEUTRAL | dict(zip(names, row, strict=True)) for row in np.round(low + places * (high - low), DIGITS).tolist()]


def places_of(thetas: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """Return the points of adjustments in the unit cube."""
    low, high = _bounds(names)
    return (np.array([[theta[name] for name in names] for theta in thetas]) - low) / (high - low)


def _bounds(names: Sequence[str]) -> tuple[Floats, Floats]:
    known = [ADJUSTMENTS[name] for name in names]
    return np.array([one.low for one in known]), np.array([one.high for one in known])


def _proposed(emulator: Emulator, targets: Mapping[str, Target], dimensions: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Return points drawn from the emulated posterior, and its log density there."""
    candidates = cube(dimensions, PROPOSED, seed + 1_000)
    density = log_likelihood(*emulator.predict(candidates), targets)
    steps = (np.arange(draws) + 0.5) / draws
    chosen = np.searchsorted(np.cumsum(_normalised(density)), steps).clip(max=PROPOSED - 1)
    return candidates[chosen], density[chosen]


def _normalised(density: Floats) -> Floats:
    weights = np.exp(density - density.max())
    return weights / weights.sum()


def _as_arrays(shown: Sequence[TargetReadings], targets: Mapping[str, Target]) -> tuple[Floats, Floats]:
    """Return values and variances, each of shape (points, targets)."""
    found = np.array([[(one[name].value, one[name].variance) for name in targets] for one in shown])
    return found[:, :, 0], found[:, :, 1]


def _weighted(values: Floats, weights: Floats) -> Estimate:
    low, high = np.quantile(values, ENDS, weights=weights, method="inverted_cdf")
    return Estimate(float(weights @ values), float(low), float(high))
