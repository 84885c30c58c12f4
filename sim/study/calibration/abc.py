"""Calibration: posterior of a population's adjustments given survey results. One ensemble is compared with all targets jointly.

History matching rules out implausible adjustments. Rounds then simulate ensembles where the evidence puts the posterior, and refit the
emulator to them; each round first tests what the emulator foretold. The posterior is drawn from the last emulator: approximate Bayesian
computation with the uncertainty of the evidence as the acceptance kernel, and that of the emulator added to it.
Source: Vernon, Goldstein & Bower 2010 (history matching); Kennedy & O'Hagan 2001, Wilkinson 2014 (a posterior from an emulator that is
refined where the posterior lies); Wilkinson 2013 (acceptance by known errors).
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
from sim.study.statistics.estimates import ENDS, Estimate, ShareEstimate, Z, share_of

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
    rounds: Annotated[int, Field(ge=1, le=20)] = 4  # of as many points as a wave, where the posterior lies
    draws: Annotated[int, Field(ge=4, le=10_000)] = 200  # of the posterior
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

    wave: int  # the rounds count on from the waves
    theta: dict[str, float]
    shown: TargetReadings


@dataclass(frozen=True)
class Posterior:
    """Distinct posterior draws of the adjustments."""

    thetas: tuple[dict[str, float], ...]
    shown: tuple[TargetReadings, ...]  # expected by the emulator
    weights: Floats  # sum to 1
    evidence: Floats  # log density of the evidence at each draw
    tried: tuple[TriedPoint, ...]  # points of the waves and rounds
    left: tuple[float, ...]  # share of the cube not ruled out after each wave
    foretold: ShareEstimate  # simulated results of the last round within the 95 % intervals that the emulator gave them before

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

    simulate : called once per wave, and once per round
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
    for turn in range(settings.rounds):
        places = _drawn_from(emulator, fitted, len(names), settings.points, seed + turn).places
        thetas = thetas_at(places, names)
        shown = simulate(f"rounds/{turn:02d}", thetas)
        foretold = _foretold(emulator, places_of(thetas, names), _as_arrays(shown, fitted)[0])
        tried += [TriedPoint(settings.waves + turn, theta, one) for theta, one in zip(thetas, shown, strict=True)]
        emulator = emulator_of(tried, names, fitted)
    drawn = _drawn_from(emulator, fitted, len(names), settings.draws, seed + settings.rounds)
    thetas, weights = thetas_at(drawn.places, names), drawn.times / drawn.times.sum()
    expected = _expected(emulator_of(tried, names, targets), drawn.places, list(targets))
    return Posterior(tuple(thetas), expected, weights, drawn.evidence, tuple(tried), tuple(left), foretold)


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


class _Drawn(NamedTuple):
    """Distinct places drawn from the emulated posterior."""

    places: Floats  # shape (places, dimensions)
    evidence: Floats  # log density of the evidence, shape (places,)
    times: Floats  # how often each was drawn, shape (places,)


def _drawn_from(emulator: Emulator, targets: Mapping[str, Target], dimensions: int, draws: int, seed: int) -> _Drawn:
    """Draw places in proportion to the emulated likelihood; all places are equally likely beforehand."""
    candidates = cube(dimensions, PROPOSED, seed + 1_000)
    density = log_likelihood(*emulator.expect(candidates), targets)
    steps = (np.arange(draws) + 0.5) / draws
    chosen, times = np.unique(np.searchsorted(np.cumsum(_normalised(density)), steps).clip(max=PROPOSED - 1), return_counts=True)
    return _Drawn(candidates[chosen], density[chosen], times.astype(float))


def _foretold(emulator: Emulator, places: Floats, values: Floats) -> ShareEstimate:
    """Return how many simulated results lie within the 95 % intervals that an emulator gives them; values : shape (places, targets)"""
    mean, variance = emulator.predict(places)
    return share_of(int(np.count_nonzero(np.abs(values - mean) <= Z * np.sqrt(variance))), values.size)


def _expected(emulator: Emulator, places: Floats, names: Sequence[str]) -> tuple[TargetReadings, ...]:
    """Return what an emulator expects of ensembles at places."""
    means, variances = emulator.expect(places)
    return tuple(
        {name: TargetReading(float(mean), float(variance), 0) for name, mean, variance in zip(names, *row, strict=True)}
        for row in zip(means, variances, strict=True)
    )


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
