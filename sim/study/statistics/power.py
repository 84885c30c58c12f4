"""Power: what a number of paired runs can detect, and how many are needed, so that a small study never claims "no difference".

Differences are claimed where a test, adjusted for all that were made, stays below a chance of error; power is the chance that the test
finds a difference that is there.
Source: McNemar 1947, the exact test on discordant pairs; Holm 1979. Power 0.95 at a chance of error of 0.01 is what Secchi & Seri 2017 ask
of simulation studies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import binom, norm

REACH = 12.0
"""Standard deviations of the number of discordant pairs that are summed over."""

MOST_PAIRS = 10_000_000


def power_of_pairs(pairs: int, discordance: float, difference: float, error: float) -> float:
    """The chance that the exact paired test of two shares finds a difference.

    pairs : runs of each, on the same draws
    discordance : share of pairs that come out differently, at least the difference; difference : of the shares, (0, 1]
    error : chance of error of the two-sided test
    """
    discordance = min(1.0, max(discordance, difference))
    middle, spread = pairs * discordance, math.sqrt(pairs * discordance * (1.0 - discordance))
    low, high = max(0, math.floor(middle - REACH * spread - 1)), min(pairs, math.ceil(middle + REACH * spread + 1))
    differing = np.arange(low, high + 1)
    worst = binom.ppf(error / 2.0, differing, 0.5)
    worst = worst - (binom.cdf(worst, differing, 0.5) > error / 2.0)  # so few one way, or so few the other, and the test finds it
    towards = 0.5 * (1.0 + difference / discordance)
    found = binom.cdf(worst, differing, towards) + binom.sf(differing - worst - 1, differing, towards)
    return float(np.sum(binom.pmf(differing, pairs, discordance) * np.where(worst >= 0, found, 0.0)))


def pairs_needed(discordance: float, difference: float, error: float, power: float) -> int:
    """About how many pairs of runs give that power; power rises in small steps, so a few less may do as well."""
    enough = 8
    while power_of_pairs(enough, discordance, difference, error) < power:
        enough *= 2
        if enough > MOST_PAIRS:
            return MOST_PAIRS
    few = enough // 2
    while few + 1 < enough:
        middle = (few + enough) // 2
        few, enough = (few, middle) if power_of_pairs(middle, discordance, difference, error) >= power else (middle, enough)
    return enough


def detectable(spread: float, pairs: int, error: float, power: float) -> float:
    """The smallest mean difference that so many pairs find with that power.

    spread : standard deviation of the paired differences
    """
    return float((norm.isf(error / 2.0) + norm.ppf(power)) * spread / math.sqrt(pairs))


def holm(chances: Sequence[float]) -> list[float]:
    """Chances of error of several tests, raised so that any false claim among all of them is as unlikely as one alone."""
    order = np.argsort(chances, kind="stable")
    raised = np.array(chances, float)[order] * np.arange(len(chances), 0, -1)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(raised))
    return adjusted.tolist()
