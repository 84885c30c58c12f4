"""Paired comparison: all pairs of programmes on the same random draws, by outcome, with the detectable difference.

Success is tested by an exact test, measures by the paired t-test. p-values are adjusted for all pairs of programmes within an outcome.
Source: McNemar 1947; Holm 1979; intervals as in `estimates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest
from scipy.stats import t as student

from sim.array_types import Floats
from sim.study.comparison.costs import ProgrammeCost
from sim.study.comparison.settings import CompareSettings
from sim.study.statistics.estimates import ENDS, Estimate, PairedChange, ShareEstimate, paired_change, share_of
from sim.study.statistics.power import detectable, holm, pairs_needed, power_of_pairs

SUCCESS = "success"
MEASURES = ("adoption_end", "felt_gain", "revenue_growth", "spend")
"""Measures compared in addition to success; see the table of runs."""


class ProgrammeResult(NamedTuple):
    """Success rate, measures and cost of one programme."""

    name: str
    title: str
    success: ShareEstimate
    means: dict[str, Estimate]  # by measure
    cost: ProgrammeCost


class Difference(NamedTuple):
    """The first programme minus the second, on the same random draws."""

    outcome: str  # success, or a measure
    first: str
    second: str
    change: float  # share, or thousand euro of spend
    low: float  # of its paired 95 % interval
    high: float
    chance: float  # p-value, adjusted for all pairs of programmes
    is_told_apart: bool
    finds: float  # smallest difference detectable with these runs at the required power
    power: float | None  # of success: to detect the difference that matters
    runs_needed: int | None  # of success: to detect it with the required power


class Paired(NamedTuple):
    """Results of a paired comparison."""

    settings: CompareSettings
    replicates: int  # run with every programme
    left_out: int  # not run with every programme
    standings: tuple[ProgrammeResult, ...]  # the best first
    differences: tuple[Difference, ...]  # each pair of programmes, the better first, by outcome

    def of(self, outcome: str, first: str, second: str) -> Difference:
        """Return the difference of two programmes. Raises KeyError if they were not compared, or not in that order."""
        for one in self.differences:
            if (one.outcome, one.first, one.second) == (outcome, first, second):
                return one
        raise KeyError(f"{first} and {second} were not compared by {outcome}")

    def between(self, outcome: str, first: str, second: str) -> Difference:
        """Return the difference of two programmes in either order. Raises KeyError if they were not compared."""
        if [one.name for one in self.standings if one.name in (first, second)] == [first, second]:
            return self.of(outcome, first, second)
        one = self.of(outcome, second, first)
        return one._replace(first=first, second=second, change=-one.change, low=-one.high, high=-one.low)

    def standing(self, name: str) -> ProgrammeResult:
        """Return the result of a programme, by name."""
        return next(one for one in self.standings if one.name == name)


def paired_of(runs: pd.DataFrame, titles: Mapping[str, str], costs: Mapping[str, ProgrammeCost], settings: CompareSettings) -> Paired:
    """Return the results of each programme and of each pair from runs on the same random draws.

    runs : columns programme, replicate, success and the measures; titles, costs : by programme, at least two
    Raises ValueError if fewer than two replicates ran with every programme.
    """
    names = list(titles)
    wide = {outcome: runs.pivot(index="replicate", columns="programme", values=outcome) for outcome in _OUTCOMES}
    whole = wide[SUCCESS].reindex(columns=names).notna().all(axis=1).to_numpy(bool)
    if np.count_nonzero(whole) < 2:
        raise ValueError("fewer than two replicates ran with every programme")
    values = {outcome: {name: table[name].to_numpy()[whole].astype(float) for name in names} for outcome, table in wide.items()}
    known = [_standing(name, titles[name], costs[name], values) for name in names]
    order = tuple(sorted(known, key=lambda one: (-one.success.count, -one.means["adoption_end"].value, one.name)))
    pairs = list(combinations([one.name for one in order], 2))
    found = [difference for outcome, columns in values.items() for difference in _differences(outcome, columns, pairs, settings)]
    return Paired(settings, int(np.count_nonzero(whole)), int(np.count_nonzero(~whole)), order, tuple(found))


_OUTCOMES = (SUCCESS, *MEASURES)


def _standing(name: str, title: str, cost: ProgrammeCost, values: Mapping[str, Mapping[str, Floats]]) -> ProgrammeResult:
    success = values[SUCCESS][name]
    means = {measure: mean_of(values[measure][name]) for measure in MEASURES}
    return ProgrammeResult(name, title, share_of(int(success.sum()), len(success)), means, cost)


def mean_of(values: Floats) -> Estimate:
    """Return a mean with its 95 % interval by Student's t; at least two values."""
    middle = float(values.mean())
    half = float(student.ppf(ENDS[1], len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Estimate(middle, middle - half, middle + half)


def _differences(
    outcome: str, columns: Mapping[str, Floats], pairs: Sequence[tuple[str, str]], settings: CompareSettings
) -> list[Difference]:
    """Return the differences of all pairs in one outcome; detectable differences use the strictest step of Holm's procedure."""
    changes = [columns[first] - columns[second] for first, second in pairs]
    tested = _tested_shares if outcome == SUCCESS else _tested_means
    known = [tested(change, settings, settings.error / len(pairs)) for change in changes]
    adjusted = holm([chance for _, chance, _ in known])
    return [
        Difference(outcome, first, second, *change, chance, chance < settings.error, *finds)
        for (first, second), (change, _, finds), chance in zip(pairs, known, adjusted, strict=True)
    ]


Finds = tuple[float, float | None, int | None]
"""Smallest detectable difference, power to detect the one that matters, and runs needed."""


def _tested_shares(change: Floats, settings: CompareSettings, error: float) -> tuple[PairedChange, float, Finds]:
    """Test a difference in success by the discordant runs; change : 1, 0 or -1 per run."""
    number, up, down = len(change), int(np.count_nonzero(change > 0)), int(np.count_nonzero(change < 0))
    chance = float(binomtest(up, up + down).pvalue) if up + down else 1.0
    discordance = max((up + down) / number, settings.difference)  # a difference that matters implies at least this discordance
    power = power_of_pairs(number, discordance, settings.difference, error)
    needed = pairs_needed(discordance, settings.difference, error, settings.power)
    return paired_change(up, down, number), chance, (detectable(discordance**0.5, number, error, settings.power), power, needed)


def _tested_means(change: Floats, settings: CompareSettings, error: float) -> tuple[PairedChange, float, Finds]:
    """Test a difference in a measure by the paired t-test; a difference that is equal in all runs has no uncertainty."""
    spread, middle = float(change.std(ddof=1)), float(change.mean())
    if spread <= 1e-12 * max(1.0, float(np.abs(change).max())):
        chance = 1.0 if abs(middle) <= 1e-12 else 0.0
    else:
        chance = float(2.0 * student.sf(abs(middle) / spread * np.sqrt(len(change)), len(change) - 1))
    return PairedChange(*mean_of(change)), chance, (detectable(spread, len(change), error, settings.power), None, None)
