"""Profile: the calibrated population shifted to another base rate of failure. The base rate is a setting; no measurement exists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.optimize import isotonic_regression

from sim.study.population.adjustment import ADJUSTMENTS, Theta

LEVELS = 7
"""Number of levels at which the base rate is simulated."""

REACH = 0.9  # standard deviations to either side of the calibrated level

SAID_OF_RATES = (
    "A base rate is a setting, not a measurement: the claim that “about 70 %” of change initiatives fail was made without evidence "
    "(Beer & Nohria 2000), and there is “no valid and reliable empirical evidence” for it (Hughes 2011)."
)


def levels_around(theta: Theta) -> list[dict[str, float]]:
    """Return the calibrated adjustments at several levels of conditions, the worst first."""
    known = ADJUSTMENTS["level"]
    low, high = max(known.low, theta["level"] - REACH), min(known.high, theta["level"] + REACH)
    return [dict(theta) | {"level": round(level, 3)} for level in np.linspace(low, high, LEVELS).tolist()]


def level_for(failure: float, levels: Sequence[float], failures: Sequence[float]) -> float:
    """Return the level of conditions with a given failure rate, or the closest level if none reaches it.

    levels : in ascending order
    failures : failure rates at the levels; if sampling noise makes them rise, they are pooled to their mean
    Source: Barlow et al. 1972 (isotonic regression); Fritsch & Carlson 1980 (monotone interpolation)
    """
    falling = isotonic_regression(np.asarray(failures, dtype=float), increasing=False).x
    rates = np.unique(falling)
    at = np.array([np.mean(np.asarray(levels)[falling == rate]) for rate in rates])
    if len(rates) == 1:
        return round(float(at[0]), 3)
    return round(float(PchipInterpolator(rates, at)(np.clip(failure, rates[0], rates[-1]))), 3)
