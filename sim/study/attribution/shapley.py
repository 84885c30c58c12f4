"""Attribution: how much of the failure rate each cause accounts for, exactly, from every set of repairs of every initiative.

Repairing causes is a game whose value is the failure rate with a set of them repaired. A cause's Shapley share is what its repair takes off
that rate, averaged over all orders in which the causes could be repaired. The shares, and what still fails with everything repaired, add up
to the failure rate; this is kept exact by counting in whole parts of an initiative.
Source: Shapley 1953. That conditions are repaired on the same draws, not correlated with outcomes, is our choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import factorial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.array_types import Ints
from sim.study.attribution.outcomes import Outcomes
from sim.study.statistics.estimates import ENDS, RESAMPLES, Estimate, PairedChange, ShareEstimate, mean_estimates, resampled_sums, share_of
from sim.study.statistics.wording import counted, data_of, in_text, interval, listed, percent


def shapley_counts(outcomes: Outcomes) -> Ints:
    """What each cause takes off the failure of each initiative, in 1/causes! of an initiative, shape (initiatives, causes).

    Rows sum to causes! where an initiative fails as it is and succeeds with everything repaired, to minus that where it is the other way
    round, and to 0 otherwise. Means over initiatives are the Shapley shares of the failure rate: they are linear in the game.
    """
    return (~outcomes.success).astype(np.int64) @ shapley_weights(len(outcomes.causes))


def shapley_weights(causes: int) -> Ints:
    """The weight of failing in each coalition for each cause, times causes!, shape (2^causes, causes)."""
    size = np.array([mask.bit_count() for mask in range(1 << causes)])
    has = (np.arange(1 << causes)[:, None] >> np.arange(causes) & 1).astype(bool)
    before = np.array([factorial(k) * factorial(max(0, causes - k - 1)) for k in range(causes + 1)], np.int64)
    return np.where(has, -before[size - 1][:, None], before[size][:, None])


@dataclass(frozen=True)
class CauseShare:
    """What one cause accounts for."""

    cause: str
    title: str
    count: int  # in 1/unit of an initiative
    points: Estimate  # share of all initiatives: what it takes off the failure rate
    of_failures: Estimate  # the same as a share of the failures


@dataclass(frozen=True)
class Attribution:
    """The failure rate taken apart: what each cause accounts for, and what still fails with everything repaired."""

    initiatives: int
    left_out: int  # initiatives that could not be run with every set of repairs
    unit: int  # parts are counted in 1/unit of an initiative, so that they add up exactly
    failure: ShareEstimate  # as it is
    remaining: ShareEstimate  # with everything repaired
    parts: tuple[CauseShare, ...]  # largest first
    rival: str | None  # the cause that is hardest to tell from the first
    lead: PairedChange | None  # of the first over that rival, in shares of all initiatives, paired
    first_in: int  # resamples in which the first stays first
    resamples: int
    seed: int  # of the resampling
    is_clear: bool = field(init=False)  # whether the first cause can be told from every other
    finding: str = field(init=False)  # which cause accounts for most of the failures, and whether that is clear
    statements: tuple[str, ...] = field(init=False)  # all of it, in sentences

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_clear", self.lead is None or self.lead.low > 0.0)
        object.__setattr__(self, "finding", _finding(self))
        said = (f"{self.finding}.", _said_of_sum(self), _said_of_clarity(self), _said_of_harm(self))
        object.__setattr__(self, "statements", tuple(text for text in said if text))

    def of(self, cause: str) -> CauseShare:
        """The part of a cause, by name."""
        return next(part for part in self.parts if part.cause == cause)

    def as_data(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return data_of(self)

    def table(self) -> pd.DataFrame:
        """A row for every cause, then one for what still fails; index cause. Shares of all initiatives."""
        rows = [(part.cause, part.title, *part.points, *part.of_failures) for part in self.parts]
        left, unknown = self.remaining, float("nan")
        ratio = left.count / self.failure.count if self.failure.count else 0.0
        rows.append(("", "Still fails with everything repaired", left.count / left.of, left.low, left.high, ratio, unknown, unknown))
        columns = ["cause", "title", "points", "low", "high", "of_failures", "of_failures_low", "of_failures_high"]
        return pd.DataFrame(rows, columns=columns).set_index("cause")


def attribution_of(outcomes: Outcomes, titles: Mapping[str, str], resamples: int = RESAMPLES, seed: int = 0) -> Attribution:
    """Take the failure rate apart.

    titles : of the causes, by name; seed : of the resampling alone
    """
    unit, number = factorial(len(outcomes.causes)), len(outcomes.success)
    counts = shapley_counts(outcomes)
    sums = resampled_sums(np.column_stack([counts, outcomes.failed * unit]), resamples, seed)
    points, ratios = mean_estimates(counts, unit, sums[:, :-1]), _of_failures(counts, outcomes.failed * unit, sums)
    totals = counts.sum(axis=0).tolist()
    order = sorted(range(len(totals)), key=lambda place: (-totals[place], outcomes.causes[place]))
    names = outcomes.causes
    parts = [CauseShare(names[k], titles[names[k]], totals[k], points[k], ratios[k]) for k in order]
    rival, lead = _lead(sums[:, order] / (unit * number), [part.points.value for part in parts])
    return Attribution(
        initiatives=number,
        left_out=outcomes.left_out,
        unit=unit,
        failure=share_of(int(outcomes.failed.sum()), number),
        remaining=share_of(int((~outcomes.success[:, -1]).sum()), number),
        parts=tuple(parts),
        rival=None if rival is None else parts[rival].cause,
        lead=lead,
        first_in=int(np.count_nonzero(sums[:, order[0]] == sums[:, :-1].max(axis=1))),
        resamples=resamples,
        seed=seed,
    )


def _of_failures(counts: Ints, failed: Ints, sums: Ints) -> list[Estimate]:
    """Ratios of means, over the resamples in which anything failed at all."""
    total, some = failed.sum(), sums[:, -1] > 0
    if total == 0:
        return [Estimate(0.0, 0.0, 0.0)] * counts.shape[1]
    low, high = np.quantile(sums[some, :-1] / sums[some, -1:], ENDS, axis=0).tolist()
    return [Estimate(*known) for known in zip((counts.sum(axis=0) / total).tolist(), low, high, strict=True)]


def _lead(means: NDArray[np.float64], values: list[float]) -> tuple[int | None, PairedChange | None]:
    """The first cause against each other one on the same resamples; the rival is the one it leads least surely."""
    if len(values) < 2:
        return None, None
    low, high = np.quantile(means[:, :1] - means[:, 1:], ENDS, axis=0)
    rival = int(np.argmin(low)) + 1
    return rival, PairedChange(values[0] - values[rival], float(low[rival - 1]), float(high[rival - 1]))


def said_of_definitions(by_definition: Mapping[str, Attribution], definition_titles: Mapping[str, str]) -> str:
    """Whether the first cause depends on what counts as success, in a sentence."""
    judged = {name: known for name, known in by_definition.items() if known.failure.count}
    if len(judged) < 2:
        return ""
    first: dict[str, list[str]] = {}
    for name, known in sorted(judged.items()):
        hedge = "" if known.is_clear else " (not clearly)"
        first.setdefault(known.parts[0].title, []).append(f"“{definition_titles[name]}”{hedge}")
    if len(first) == 1:
        title, names = first.popitem()
        return f"{title} comes first under each of {len(judged)} definitions of success: {listed(names)}."
    ways = [f"{in_text(title)} under {listed(names)}" for title, names in sorted(first.items(), key=lambda item: -len(item[1]))]
    return f"Which cause comes first depends on the definition of success: {'; '.join(ways)}."


def _finding(known: Attribution) -> str:
    if known.failure.count == 0:
        return f"None of {counted(known.initiatives, 'initiative')} failed, so there is nothing to account for"
    first = known.parts[0]
    if first.count <= 0:
        return f"No cause accounts for any of {counted(known.failure.count, 'failure')}: with everything repaired as many fail"
    says = f"{first.title} accounts for {percent(first.of_failures)} of failures"
    if known.rival is None:
        return says
    if known.is_clear:
        return f"{says}, more than any other cause"
    rival = known.of(known.rival)
    return f"{says}; {in_text(rival.title)}, {percent(rival.of_failures)}, cannot be told apart from it at this size"


def _said_of_sum(known: Attribution) -> str:
    """The identity, in points of the failure rate."""
    if known.failure.count == 0 or known.failure.share is None or known.remaining.share is None:
        return ""
    parts = listed([f"{in_text(part.title)} {part.points.value * 100:.1f} {interval(part.points)}" for part in known.parts])
    return (
        f"Of the {known.failure.share * 100:.1f} points of the failure rate {interval(known.failure)}, {parts} are accounted for; "
        f"{known.remaining.share * 100:.1f} {interval(known.remaining)} remain with everything repaired."
    ).replace(" -", " −")


def _said_of_clarity(known: Attribution) -> str:
    if known.lead is None or known.rival is None or known.failure.count == 0:
        return ""
    first, rival = known.parts[0], known.of(known.rival)
    how = "This is clear" if known.is_clear else "This is fragile"
    return (
        f"{how}: {in_text(first.title)} leads {in_text(rival.title)} by {known.lead.change * 100:.1f} points "
        f"[{known.lead.low * 100:.1f}, {known.lead.high * 100:.1f}], and comes first in {known.first_in:,} "
        f"of {counted(known.resamples, 'resample')} of {counted(known.initiatives, 'initiative')}."
    ).replace("[-", "[−")


def _said_of_harm(known: Attribution) -> str:
    harming = [f"{in_text(part.title)} ({part.points.value * 100:.1f} points)" for part in known.parts if part.count < 0]
    if not harming:
        return ""
    return f"Repairing {listed(harming)} adds failures on average over all orders of repair.".replace("(-", "(−")
