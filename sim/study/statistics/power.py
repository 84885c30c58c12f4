"""Power: differences that paired runs can detect, and runs needed, so that a small study does not report "no difference".

A difference is claimed if the p-value of its test, adjusted for multiple tests, is below the significance level. Power is the chance that
the test detects an existing difference.
Source: McNemar 1947, the exact test on discordant pairs; Holm 1979. Secchi & Seri 2017 recommend power 0.95 at a significance level of
0.01 for simulation studies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import binom, norm

REACH = 12.0
"""Range of the number of discordant pairs in the sum, in standard deviations."""

MOST_PAIRS = 10_000_000


def power_of_pairs(pairs: int, discordance: float, difference: float, error: float) -> float:
    """Return the chance that the exact paired test of two shares detects a difference.

    pairs : runs of each, on the same random draws
    discordance : share of pairs with different outcomes, at least the difference; difference : of the shares, (0, 1]
    error : significance level of the two-sided test
    """
    discordance = min(1.0, max(discordance, difference))
    middle, spread = pairs * discordance, math.sqrt(pairs * discordance * (1.0 - discordance))
    low, high = max(0, math.floor(middle - REACH * spread - 1)), min(pairs, math.ceil(middle + REACH * spread + 1))
    differing = np.arange(low, high + 1)
    worst = binom.ppf(error / 2.0, differing, 0.5)
    worst = worst - (binom.cdf(worst, differing, 0.5) > error / 2.0)  # at most so many in one direction is significant
    towards = 0.5 * (1.0 + difference / discordance)
    found = binom.cdf(worst, differing, towards) + binom.sf(differing - worst - 1, differing, towards)
    return float(np.sum(binom.pmf(differing, pairs, discordance) * np.where(worst >= 0, found, 0.0)))


def pairs_needed(discordance: float, difference: float, error: float, power: float) -> int:
    """Return the approximate number of pairs of runs for a power; power increases in small steps, so slightly fewer may suffice."""
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
    """Return the smallest mean difference detectable with the given number of pairs and power.

    spread : standard deviation of the paired differences
    """
    return float((norm.isf(error / 2.0) + norm.ppf(power)) * spread / math.sqrt(pairs))


def holm(chances: Sequence[float]) -> list[float]:
    """Return Holm-adjusted p-values, which control the chance of any false claim among several tests."""
    order = np.argsort(chances, kind="stable")
    raised = np.array(chances, float)[order] * np.arange(len(chances), 0, -1)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(raised))
    return adjusted.tolist()
