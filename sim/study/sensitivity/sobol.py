"""Sensitivity: contributions of groups of factors to the variance of outcomes, alone and together with others.

Variance is decomposed by Sobol indices. The first-order index of a group is the expected share of the variance that would vanish if the
group were known; the total index is the share that would remain if all other groups were known. Chance is one of the groups, so its total
index is the share that remains unpredictable when all other groups are known.
Source: Sobol 2001; Saltelli et al. 2010 (sampling and estimators, by SALib; intervals by its bootstrap). Treating the seed as a factor is
our choice.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.array_types import Floats
from sim.study.population.factors import CHANCE, GROUPS, FactorGroup, group_of
from sim.study.population.sampling import Sampler
from sim.study.statistics.estimates import Estimate, PairedChange, Z
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent, whole

RESAMPLES = 500
_SEED = 1  # for resampling; SALib treats 0 as no seed
NARROW = 0.05
"""Maximum half-width of an interval that counts as converged."""
PARTS = (8, 4, 2, 1)
"""Indices are also computed from an eighth, a quarter and half of the rows, to show convergence."""


class Problem(NamedTuple):
    """Factors to vary, each in [0, 1], in groups."""

    factors: tuple[str, ...]  # the dimensions of the population, and chance
    groups: tuple[FactorGroup, ...]  # groups with at least one factor, in a fixed order
    membership: tuple[str, ...]  # name of the group of each factor

    @property
    def row(self) -> int:
        """Return the number of cases per row: two initiatives, and the first one with each group replaced from the second."""
        return len(self.groups) + 2

    def declared(self, *, grouped: bool = True) -> dict[str, Any]:
        """Return the problem as SALib expects it."""
        problem = {"num_vars": len(self.factors), "names": list(self.factors), "bounds": [[0.0, 1.0]] * len(self.factors)}
        return problem | ({"groups": list(self.membership)} if grouped else {})


class SobolIndex(NamedTuple):
    """Contribution of a group to the variance, with 95 % intervals."""

    group: str
    title: str
    first: Estimate  # alone
    total: Estimate  # alone and together with others


class Stage(NamedTuple):
    """Indices from a part of the rows."""

    rows: int
    indices: tuple[SobolIndex, ...]


class Output(NamedTuple):
    """An output of the cases: one number each, NaN if a case failed."""

    name: str
    title: str
    values: Floats  # shape (cases,)


@dataclass(frozen=True)
class Sensitivity:
    """Decomposition of the variance of an output."""

    output: str
    title: str
    rows: int
    left_out: int  # rows with a failed case
    cases: int
    mean: float
    deviation: float
    indices: tuple[SobolIndex, ...]  # by total index, largest first; empty if the output is constant
    alone: Estimate  # sum of the first-order indices
    lead: PairedChange | None  # of the largest total index over the second, paired
    stages: tuple[Stage, ...]  # from few rows to all rows

    @property
    def widest(self) -> float:
        """Return the half-width of the widest interval."""
        return max((max(_half(index.first), _half(index.total)) for index in self.indices), default=0.0)

    @property
    def moved(self) -> float:
        """Return the largest change of an index in the last doubling of rows."""
        if len(self.stages) < 2:
            return float("inf")
        before = {index.group: index for index in self.stages[-2].indices}
        pairs = [(index, before[index.group]) for index in self.indices]
        return max((max(abs(a.first.value - b.first.value), abs(a.total.value - b.total.value)) for a, b in pairs), default=0.0)

    @property
    def is_converged(self) -> bool:
        """Return whether all intervals are narrow, and the last doubling of rows changed no index by more than that."""
        return self.widest <= NARROW and self.moved <= NARROW

    @property
    def finding(self) -> str:
        """Return a sentence on the group with the largest total index, and whether it is clear."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        if not self.indices:
            return (f"{self.finding}.",)
        return tuple(text for text in (f"{self.finding}.", _said_of_alone(self), _said_of_chance(self), _said_of_convergence(self)) if text)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        derived = {"widest": self.widest, "is_converged": self.is_converged, "finding": self.finding}
        return data_of(self) | derived | {"statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """Return one row per number of rows and group: first-order and total indices with their intervals."""
        rows = [(stage.rows, index.group, index.title, *index.first, *index.total) for stage in self.stages for index in stage.indices]
        names = ["rows", "group", "title", "first", "first_low", "first_high", "total", "total_low", "total_high"]
        return pd.DataFrame(rows, columns=names)


def problem_of(sampler: Sampler) -> Problem:
    """Return the problem with all factors that a population samples, and chance."""
    return problem_from([*sampler.dimensions, CHANCE])


def problem_from(factors: Sequence[str]) -> Problem:
    """Return the problem of the given factors."""
    membership = tuple(group_of(factor) for factor in factors)
    there = dict.fromkeys(membership)  # SALib orders groups by first appearance
    known = {group.name: group for group in GROUPS}
    return Problem(tuple(factors), tuple(known[name] for name in there), membership)


def places_of(problem: Problem, rows: int, seed: int) -> Floats:
    """Return the points of cases in the cube of factors: rows of `problem.row` cases, shape (cases, factors), each in [0, 1).

    rows : a power of two; the first half equals the result for half as many rows
    Source: Saltelli et al. 2010, on a scrambled Sobol sequence (SALib, scipy.stats.qmc).
    """
    from SALib.sample import sobol  # imported late because it is slow

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance needs powers of two; small tests may go without
        return sobol.sample(problem.declared(), rows, calc_second_order=False, seed=seed)


def sensitivity_of(problem: Problem, output: Output) -> Sensitivity:
    """Decompose the variance of an output.

    Rows with a failed case are excluded.
    Raises ValueError if the cases do not form complete rows, or fewer than two rows remain.
    """
    if len(output.values) % problem.row:
        raise ValueError(f"{len(output.values)} cases do not form complete rows of {problem.row}")
    table = output.values.reshape(-1, problem.row)
    whole_rows = table[np.isfinite(table).all(axis=1)]
    if len(whole_rows) < 2:
        raise ValueError(f"{len(whole_rows)} of {len(table)} rows could be run; at least 2 are required")
    counts = [count for part in PARTS if (count := len(whole_rows) // part) >= 2 and np.ptp(whole_rows[:count, [0, -1]]) > 0.0]
    found = [_analysed(problem, whole_rows[:count]) for count in counts]
    stages = tuple(Stage(count, indices) for count, (indices, _, _) in zip(counts, found, strict=True))
    return Sensitivity(
        output=output.name,
        title=output.title,
        rows=len(whole_rows),
        left_out=len(table) - len(whole_rows),
        cases=whole_rows.size,
        mean=float(whole_rows[:, [0, -1]].mean()),
        deviation=float(whole_rows[:, [0, -1]].std()),
        indices=stages[-1].indices if stages else (),
        alone=found[-1][1] if found else Estimate(0.0, 0.0, 0.0),
        lead=found[-1][2] if found else None,
        stages=stages,
    )


def _analysed(problem: Problem, rows: Floats) -> tuple[tuple[SobolIndex, ...], Estimate, PairedChange | None]:
    """Return indices by total, the sum of first-order indices, and the lead of the first group, all from the same resamples."""
    from SALib.analyze import sobol

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a resample of few rows may be constant
        known = sobol.analyze(
            problem.declared(), rows.ravel(), calc_second_order=False, num_resamples=RESAMPLES, keep_resamples=True, seed=_SEED
        )  # fmt: skip
    first, total = _estimates(known, "S1"), _estimates(known, "ST")
    indices = [SobolIndex(group.name, group.title, first[k], total[k]) for k, group in enumerate(problem.groups)]
    order = sorted(range(len(indices)), key=lambda k: -total[k].value)
    alone = _estimate(float(np.sum(known["S1"])), known["S1_conf_all"].sum(axis=1))
    return tuple(indices[k] for k in order), alone, _lead(known, order)


def _estimates(known: Any, name: str) -> list[Estimate]:
    values, resamples = np.asarray(known[name], float), known[f"{name}_conf_all"]
    return [_estimate(float(value), resamples[:, k]) for k, value in enumerate(values)]


def _estimate(value: float, resamples: Floats) -> Estimate:
    half = Z * float(np.std(resamples, ddof=1))
    return Estimate(value, value - half, value + half)


def _lead(known: Any, order: list[int]) -> PairedChange | None:
    if len(order) < 2:
        return None
    one, other = order[:2]
    difference = _estimate(float(known["ST"][one] - known["ST"][other]), known["ST_conf_all"][:, one] - known["ST_conf_all"][:, other])
    return PairedChange(*difference)


def within(known: Estimate) -> Estimate:
    """Clip an estimate to [0, 1] for display; with few rows, raw estimates may fall outside."""
    return Estimate(*(min(1.0, max(0.0, value)) for value in known))


def _percent_within(known: Estimate) -> str:
    return percent(within(known))


def _half(known: Estimate) -> float:
    return (known.high - known.low) / 2.0


def _finding(known: Sensitivity) -> str:
    if not known.indices:
        return f"{known.title} is constant over all {counted(known.cases, 'run')}, so there is no variance to decompose"
    first = known.indices[0]
    says = f"{first.title} contributes to {_percent_within(first.total)} of the variance of {in_text(known.title)}"
    if known.lead is None:
        return says
    if known.lead.low > 0.0:
        return f"{says}, more than any other group of factors"
    second = known.indices[1]
    return f"{says}; {in_text(second.title)}, {_percent_within(second.total)}, is not clearly different at this sample size"


def _said_of_alone(known: Sensitivity) -> str:
    """Return a sentence on first-order effects and interactions."""
    strongest = max(known.indices, key=lambda index: index.first.value)
    together = Estimate(1.0 - known.alone.value, 1.0 - known.alone.high, 1.0 - known.alone.low)
    alone = f"First-order effects explain {_percent_within(known.alone)} of the variance, the largest being {in_text(strongest.title)}"
    if together.low > 0.0:
        return f"{alone}, {_percent_within(strongest.first)}; interactions of groups explain the other {_percent_within(together)}."
    return f"{alone}, {_percent_within(strongest.first)}; interactions of groups are not clear at this sample size."


def _said_of_chance(known: Sensitivity) -> str:
    chance = next((index for index in known.indices if index.group == CHANCE), None)
    if chance is None:
        return ""
    return f"With full knowledge of an initiative except chance, {_percent_within(chance.total)} of the variance remains unpredictable."


def _said_of_convergence(known: Sensitivity) -> str:
    """Return a sentence on convergence, and on the number of rows needed."""
    size = f"{counted(known.rows, 'row')} ({counted(known.cases, 'run')})"
    if known.is_converged:
        return f"The indices have converged: at {size} no interval is wider than ±{whole(known.widest)} points."
    needed = known.rows * 2 ** max(1, int(np.ceil(np.log2(max(1.0, (known.widest / NARROW) ** 2)))))
    open_still = [in_text(index.title) for index in known.indices if max(_half(index.first), _half(index.total)) > NARROW]
    which = f"; wider than ±{whole(NARROW)} points: {listed(open_still)}" if 0 < len(open_still) < len(known.indices) else ""
    return (
        f"The indices have not converged: at {size} the widest interval is ±{whole(known.widest)} points{which}; "
        f"about {needed:,} rows would reduce it to ±{whole(NARROW)}."
    )
