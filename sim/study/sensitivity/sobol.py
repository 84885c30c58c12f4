"""Sensitivity: how much of the variance of outcomes each group of factors explains, alone and with others.

Variance is shared out by Sobol's indices: the first-order index of a group is the share of the variance that would vanish, on average, if
the group were known; the total index the share that would remain if everything else were. Chance is one of the groups, so its total index
is what no one can foresee who knows all the rest.
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
_SEED = 1  # of the resampling; SALib takes 0 for none
NARROW = 0.05
"""Half-width of an interval that we call converged."""
PARTS = (8, 4, 2, 1)
"""Indices are also computed from an eighth, a quarter and half of the rows, to show how they settle."""


class Problem(NamedTuple):
    """What is varied: factors, each between 0 and 1, in groups."""

    factors: tuple[str, ...]  # the dimensions of the population, and chance
    groups: tuple[FactorGroup, ...]  # that have factors, in a fixed order
    membership: tuple[str, ...]  # name of the group of every factor

    @property
    def row(self) -> int:
        """Cases of a row: the two initiatives of which it is made, and the first with each group taken from the second."""
        return len(self.groups) + 2

    def declared(self, *, grouped: bool = True) -> dict[str, Any]:
        """The same for SALib."""
        problem = {"num_vars": len(self.factors), "names": list(self.factors), "bounds": [[0.0, 1.0]] * len(self.factors)}
        return problem | ({"groups": list(self.membership)} if grouped else {})


class SobolIndex(NamedTuple):
    """How much of the variance goes back to a group; intervals are of 95 %."""

    group: str
    title: str
    first: Estimate  # alone
    total: Estimate  # alone and together with others


class Stage(NamedTuple):
    """What so many rows say."""

    rows: int
    indices: tuple[SobolIndex, ...]


class Output(NamedTuple):
    """What a case came to: a number each, not finite where it could not be run."""

    name: str
    title: str
    values: Floats  # shape (cases,)


@dataclass(frozen=True)
class Sensitivity:
    """Where the variance of an output comes from."""

    output: str
    title: str
    rows: int
    left_out: int  # rows of which a case could not be run
    cases: int
    mean: float
    deviation: float
    indices: tuple[SobolIndex, ...]  # by total index, largest first; none where the output is the same everywhere
    alone: Estimate  # sum of the first-order indices
    lead: PairedChange | None  # of the largest total index over the second, paired
    stages: tuple[Stage, ...]  # from few rows to all

    @property
    def widest(self) -> float:
        """Half-width of the widest interval."""
        return max((max(_half(index.first), _half(index.total)) for index in self.indices), default=0.0)

    @property
    def moved(self) -> float:
        """By how much the index that moved most moved when the rows were doubled last."""
        if len(self.stages) < 2:
            return float("inf")
        before = {index.group: index for index in self.stages[-2].indices}
        pairs = [(index, before[index.group]) for index in self.indices]
        return max((max(abs(a.first.value - b.first.value), abs(a.total.value - b.total.value)) for a, b in pairs), default=0.0)

    @property
    def is_converged(self) -> bool:
        """Whether every interval is narrow, and the last doubling of rows moved no index by more than that."""
        return self.widest <= NARROW and self.moved <= NARROW

    @property
    def finding(self) -> str:
        """Which group matters most, and whether that is clear."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """All of it, in sentences."""
        if not self.indices:
            return (f"{self.finding}.",)
        return tuple(text for text in (f"{self.finding}.", _said_of_alone(self), _said_of_chance(self), _said_of_convergence(self)) if text)

    def as_data(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        derived = {"widest": self.widest, "is_converged": self.is_converged, "finding": self.finding}
        return data_of(self) | derived | {"statements": list(self.statements)}

    def table(self) -> pd.DataFrame:
        """A row for every number of rows and group: first-order and total index with their intervals."""
        rows = [(stage.rows, index.group, index.title, *index.first, *index.total) for stage in self.stages for index in stage.indices]
        names = ["rows", "group", "title", "first", "first_low", "first_high", "total", "total_low", "total_high"]
        return pd.DataFrame(rows, columns=names)


def problem_of(sampler: Sampler) -> Problem:
    """Everything that a population draws, and chance."""
    return problem_from([*sampler.dimensions, CHANCE])


def problem_from(factors: Sequence[str]) -> Problem:
    """Factors in their groups."""
    membership = tuple(group_of(factor) for factor in factors)
    there = dict.fromkeys(membership)  # SALib takes groups in the order in which they first appear
    known = {group.name: group for group in GROUPS}
    return Problem(tuple(factors), tuple(known[name] for name in there), membership)


def places_of(problem: Problem, rows: int, seed: int) -> Floats:
    """Where the cases lie in the cube of factors: rows of `problem.row` cases, shape (cases, factors), each in [0, 1).

    rows : a power of two; the first half of them are the rows of half as many
    Source: Saltelli et al. 2010, on a scrambled Sobol sequence (SALib, scipy.stats.qmc).
    """
    from SALib.sample import sobol  # only who samples waits for it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance is asked of powers of two; a small test may do without
        return sobol.sample(problem.declared(), rows, calc_second_order=False, seed=seed)


def sensitivity_of(problem: Problem, output: Output) -> Sensitivity:
    """Where the variance of an output comes from.

    Rows of which a case could not be run are left out.
    Raises ValueError where the cases do not make whole rows, or fewer than two rows are left.
    """
    if len(output.values) % problem.row:
        raise ValueError(f"{len(output.values)} cases do not make rows of {problem.row}")
    table = output.values.reshape(-1, problem.row)
    whole_rows = table[np.isfinite(table).all(axis=1)]
    if len(whole_rows) < 2:
        raise ValueError(f"{len(whole_rows)} of {len(table)} rows could be run; at least 2 are needed")
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
    """Indices by total, the sum of the first-order ones, and the lead of the first, all from the same resamples."""
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
    """An estimate as it is told: no share lies below nothing or above everything, though what few rows show of it may."""
    return Estimate(*(min(1.0, max(0.0, value)) for value in known))


def _percent_within(known: Estimate) -> str:
    return percent(within(known))


def _half(known: Estimate) -> float:
    return (known.high - known.low) / 2.0


def _finding(known: Sensitivity) -> str:
    if not known.indices:
        return f"{known.title} is the same in all {counted(known.cases, 'run')}, so nothing can account for differences"
    first = known.indices[0]
    says = f"{first.title} takes part in {_percent_within(first.total)} of the variance of {in_text(known.title)}"
    if known.lead is None:
        return says
    if known.lead.low > 0.0:
        return f"{says}, more than any other group of factors"
    second = known.indices[1]
    return f"{says}; {in_text(second.title)}, {_percent_within(second.total)}, cannot be told apart from it at this size"


def _said_of_alone(known: Sensitivity) -> str:
    """What the groups explain one at a time, and what only shows when they meet."""
    strongest = max(known.indices, key=lambda index: index.first.value)
    together = Estimate(1.0 - known.alone.value, 1.0 - known.alone.high, 1.0 - known.alone.low)
    alone = f"One at a time, the groups explain {_percent_within(known.alone)} of the variance, most of it {in_text(strongest.title)}"
    if together.low > 0.0:
        return f"{alone}, {_percent_within(strongest.first)}; the other {_percent_within(together)} arise only where groups meet."
    return f"{alone}, {_percent_within(strongest.first)}; whether groups also act together cannot be told at this size."


def _said_of_chance(known: Sensitivity) -> str:
    chance = next((index for index in known.indices if index.group == CHANCE), None)
    if chance is None:
        return ""
    return f"Knowing everything but chance would leave {_percent_within(chance.total)} of the variance unexplained."


def _said_of_convergence(known: Sensitivity) -> str:
    """Whether more rows would say something else, and how many more."""
    size = f"{counted(known.rows, 'row')} ({counted(known.cases, 'run')})"
    if known.is_converged:
        return f"The indices have converged: at {size} no interval is wider than ±{whole(known.widest)} points."
    needed = known.rows * 2 ** max(1, int(np.ceil(np.log2(max(1.0, (known.widest / NARROW) ** 2)))))
    open_still = [in_text(index.title) for index in known.indices if max(_half(index.first), _half(index.total)) > NARROW]
    which = f"; wider than ±{whole(NARROW)} points: {listed(open_still)}" if 0 < len(open_still) < len(known.indices) else ""
    return (
        f"The indices have not converged: at {size} the widest interval is ±{whole(known.widest)} points{which}; "
        f"about {needed:,} rows would bring it to ±{whole(NARROW)}."
    )
