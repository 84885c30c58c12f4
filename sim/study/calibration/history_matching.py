"""History matching: rules out implausible points wave by wave; each wave samples the points not yet ruled out.

An emulator, fitted to the simulated points, predicts the result at any other point with its uncertainty. A point is implausible if its
distance to a published number is large relative to the total uncertainty of the number, our reading of it, and the emulator.
Source: Craig, Goldstein, Seheult & Smith 1997; Vernon, Goldstein & Bower 2010.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import qmc
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

from sim.array_types import Floats
from sim.study.calibration.targets import Target, TargetReading

RULED_OUT = 3.0
"""Implausibility above which a point is ruled out: three standard deviations.

Source: Pukelsheim 1994, the three-sigma rule for any distribution with one mode.
"""

CANDIDATES = 2**14
_LEAST = 1e-6  # minimum variance, for results that are equal at all points
_AT_ONCE = 2**12  # candidates per batch


class Emulator(NamedTuple):
    """A Gaussian process for each target, over the cube of adjustments."""

    processes: tuple[GaussianProcessRegressor, ...]
    sampling: Floats  # variance of a simulated result around its expectation, shape (targets,)

    def predict(self, places: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of results that would be simulated, each of shape (places, targets)."""
        parts = [places[first : first + _AT_ONCE] for first in range(0, len(places), _AT_ONCE)]
        told = np.array([np.concatenate([_predicted(process, part) for part in parts], axis=1) for process in self.processes])
        return told[:, 0].T, told[:, 1].T ** 2

    def expect(self, places: Floats) -> tuple[Floats, Floats]:
        """Return expected results and the variance of what is not known of them, each of shape (places, targets).

        This is what infinitely many initiatives would show: the error of a finite ensemble is left out.
        """
        mean, variance = self.predict(places)
        return mean, np.maximum(variance - self.sampling, 0.0)


def emulated(places: Floats, shown: Sequence[Mapping[str, TargetReading]], targets: Mapping[str, Target]) -> Emulator:
    """Fit an emulator of the targets.

    places : points of the unit cube, shape (points, adjustments)
    shown : simulated targets at each point
    """
    processes = tuple(_process(places, [one[name] for one in shown]) for name in targets)
    values = np.array([[one[name].value for name in targets] for one in shown])
    scatter = values.std(axis=0) ** 2  # the processes are fitted to standardised values
    kernels: list[Any] = [process.kernel_ for process in processes]
    return Emulator(processes, np.array([kernel.k2.noise_level for kernel in kernels]) * np.where(scatter > 0.0, scatter, 1.0))


def _process(places: Floats, shown: Sequence[TargetReading]) -> GaussianProcessRegressor:
    """Fit a smooth process with one length scale per adjustment; sampling error is modelled as noise."""
    values = np.array([one.value for one in shown])
    noise = max(_LEAST, float(np.mean([one.variance for one in shown])) / max(float(values.var()), _LEAST))
    reach: Any = np.ones(places.shape[1])
    kernel = ConstantKernel(1.0, (0.05, 20.0)) * RBF(reach, (0.15, 20.0)) + WhiteKernel(min(noise, 0.5), (1e-5, 1.0))
    process = GaussianProcessRegressor(kernel, normalize_y=True, n_restarts_optimizer=1, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length scale at its bound belongs to an irrelevant adjustment
        return process.fit(places, values)


def _predicted(process: GaussianProcessRegressor, places: Floats) -> Floats:
    """Return mean and standard deviation at points, shape (2, places)."""
    mean, deviation = process.predict(places, return_std=True)[:2]
    return np.array([mean, deviation], dtype=float)


def implausibility(mean: Floats, variance: Floats, targets: Mapping[str, Target]) -> Floats:
    """Return the largest distance to any target, in standard deviations of the total uncertainty, shape (places,).

    mean, variance : predicted results, shape (places, targets)
    """
    published = np.array([target.published for target in targets.values()])
    uncertain = np.array([target.variance for target in targets.values()])
    return np.max(np.abs(mean - published) / np.sqrt(variance + uncertain), axis=1)


def log_likelihood(mean: Floats, variance: Floats, targets: Mapping[str, Target]) -> Floats:
    """Return the log likelihood with normal errors of the survey and of our reading of it, shape (places,).

    Source: Wilkinson 2013: with this acceptance, approximate Bayesian computation is exact under the stated errors.
    """
    published = np.array([target.published for target in targets.values()])
    total = variance + np.array([target.variance for target in targets.values()])
    return -0.5 * np.sum((mean - published) ** 2 / total + np.log(2.0 * np.pi * total), axis=1)


def cube(dimensions: int, count: int, seed: int) -> Floats:
    """Return points spread evenly over the unit cube, shape (count, dimensions). Source: Sobol 1967, with Owen's scrambling."""
    engine = qmc.Sobol(dimensions, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # scipy warns that only powers of two are balanced
        return engine.random(count)


def next_places(emulator: Emulator, targets: Mapping[str, Target], dimensions: int, count: int, seed: int) -> tuple[Floats, float]:
    """Return the next points, far apart and not ruled out, and the share of the cube not ruled out.

    If (almost) all points are ruled out, the least implausible points are used.
    """
    candidates = cube(dimensions, CANDIDATES, seed)
    implausible = implausibility(*emulator.predict(candidates), targets)
    left = int((implausible < RULED_OUT).sum())
    best = np.argsort(implausible, kind="stable")[: max(left, 4 * count)]
    return spread_out(candidates[best], count), left / CANDIDATES


def spread_out(places: Floats, count: int) -> Floats:
    """Select points by farthest-point sampling, starting from the first."""
    chosen = [0]
    distance = cdist(places, places[:1])[:, 0]
    while len(chosen) < min(count, len(places)):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, cdist(places, places[chosen[-1:]])[:, 0])
    return places[chosen]
