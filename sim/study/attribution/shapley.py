"""Attribution: exact contribution of each cause to the failure rate, from all sets of repairs of all initiatives.

Repairs are a cooperative game; its value is the failure rate with a set of causes repaired. A cause's Shapley share is the reduction of
that rate by its repair, averaged over all orders of repair. The shares and the failure rate with all causes repaired add up to the
failure rate without repair. Counting in whole fractions of an initiative keeps this sum exact.
Source: Shapley 1953. Repairing conditions on the same random draws, instead of correlating them with outcomes, is our choice.
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
    """Return each cause's contribution to the failure of an initiative of each row, in 1/causes! of an initiative, shape (rows, causes).

    Rows sum to causes! if an initiative fails without repair and succeeds with all causes repaired, to −causes! in the reverse case,
    and to 0 otherwise. Means over initiatives are the Shapley shares of the failure rate, because Shapley values are linear in the game.
    """
    return (~outcomes.success).astype(np.int64) @ shapley_weights(len(outcomes.causes))


def shapley_weights(causes: int) -> Ints:
    """Return the weight of failure in each coalition for each cause, times causes!, shape (2^causes, causes)."""
    size = np.array([mask.bit_count() for mask in range(1 << causes)])
    has = (np.arange(1 << causes)[:, None] >> np.arange(causes) & 1).astype(bool)
    before = np.array([factorial(k) * factorial(max(0, causes - k - 1)) for k in range(causes + 1)], np.int64)
    return np.where(has, -before[size - 1][:, None], before[size][:, None])


@dataclass(frozen=True)
class CauseShare:
    """Contribution of one cause."""

    cause: str
    title: str
    count: int  # in 1/unit of an initiative
    points: Estimate  # share of all initiatives: reduction of the failure rate
    of_failures: Estimate  # the same as a share of the failures


@dataclass(frozen=True)
class Attribution:
    """Decomposition of the failure rate: contribution of each cause, and failures with all causes repaired."""

    initiatives: int
    left_out: int  # initiatives that did not run with every set of repairs
    unit: int  # parts are counted in 1/unit of an initiative, so that their sum is exact
    failure: ShareEstimate  # without repair
    remaining: ShareEstimate  # with all causes repaired
    parts: tuple[CauseShare, ...]  # largest first
    rival: str | None  # the cause with the least certain difference from the leading cause
    lead: PairedChange | None  # of the leading cause over that rival, in shares of all initiatives, paired
    first_in: int  # resamples in which the leading cause leads
    resamples: int
    seed: int  # of the resampling
    is_clear: bool = field(init=False)  # whether the leading cause differs clearly from every other
    finding: str = field(init=False)  # the leading cause, and whether it is clear
    statements: tuple[str, ...] = field(init=False)  # all findings as sentences

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_clear", self.lead is None or self.lead.low > 0.0)
        object.__setattr__(self, "finding", _finding(self))
        said = (f"{self.finding}.", _said_of_sum(self), _said_of_clarity(self), _said_of_harm(self))
        object.__setattr__(self, "statements", tuple(text for text in said if text))

    def of(self, cause: str) -> CauseShare:
        """Return the contribution of a cause, by name."""
        return next(part for part in self.parts if part.cause == cause)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        return data_of(self)

    def table(self) -> pd.DataFrame:
        """Return one row per cause, then one for remaining failures; index cause. Shares of all initiatives."""
        rows = [(part.cause, part.title, *part.points, *part.of_failures) for part in self.parts]
        left, unknown = self.remaining, float("nan")
        ratio = left.count / self.failure.count if self.failure.count else 0.0
        rows.append(("", "Fails with all causes repaired", left.count / left.of, left.low, left.high, ratio, unknown, unknown))
        columns = ["cause", "title", "points", "low", "high", "of_failures", "of_failures_low", "of_failures_high"]
        return pd.DataFrame(rows, columns=columns).set_index("cause")


def attribution_of(outcomes: Outcomes, titles: Mapping[str, str], resamples: int = RESAMPLES, seed: int = 0) -> Attribution:
    """Decompose the failure rate by cause.

    titles : of the causes, by name; seed : of the resampling alone
    """
    unit, number, often = factorial(len(outcomes.causes)), len(outcomes.initiatives), outcomes.often
    counts = shapley_counts(outcomes)
    sums = resampled_sums(np.column_stack([counts, outcomes.failed * unit]), resamples, seed, often)
    totals = (often @ counts).tolist()
    points, ratios = mean_estimates(counts, unit, sums[:, :-1], often), _of_failures(totals, outcomes.count(outcomes.failed) * unit, sums)
    order = sorted(range(len(totals)), key=lambda place: (-totals[place], outcomes.causes[place]))
    names = outcomes.causes
    parts = [CauseShare(names[k], titles[names[k]], totals[k], points[k], ratios[k]) for k in order]
    rival, lead = _lead(sums[:, order] / (unit * number), [part.points.value for part in parts])
    return Attribution(
        initiatives=number,
        left_out=outcomes.left_out,
        unit=unit,
        failure=share_of(outcomes.count(outcomes.failed), number),
        remaining=share_of(outcomes.count(~outcomes.success[:, -1]), number),
        parts=tuple(parts),
        rival=None if rival is None else parts[rival].cause,
        lead=lead,
        first_in=int(np.count_nonzero(sums[:, order[0]] == sums[:, :-1].max(axis=1))),
        resamples=resamples,
        seed=seed,
    )


def _of_failures(totals: list[int], failures: int, sums: Ints) -> list[Estimate]:
    """Return ratios of means over the resamples with at least one failure; failures : in the unit of the totals."""
    if failures == 0:
        return [Estimate(0.0, 0.0, 0.0)] * len(totals)
    some = sums[:, -1] > 0
    low, high = np.quantile(sums[some, :-1] / sums[some, -1:], ENDS, axis=0).tolist()
    return [Estimate(*known) for known in zip([total / failures for total in totals], low, high, strict=True)]


def _lead(means: NDArray[np.float64], values: list[float]) -> tuple[int | None, PairedChange | None]:
    """Compare the leading cause with each other cause on the same resamples; the rival is the one with the least certain lead."""
    if len(values) < 2:
        return None, None
    low, high = np.quantile(means[:, :1] - means[:, 1:], ENDS, axis=0)
    rival = int(np.argmin(low)) + 1
    return rival, PairedChange(values[0] - values[rival], float(low[rival - 1]), float(high[rival - 1]))


def said_of_definitions(by_definition: Mapping[str, Attribution], definition_titles: Mapping[str, str]) -> str:
    """Return a sentence on the leading cause under each definition of success."""
    judged = {name: known for name, known in by_definition.items() if known.failure.count}
    if len(judged) < 2:
        return ""
    first: dict[str, list[str]] = {}
    for name, known in sorted(judged.items()):
        hedge = "" if known.is_clear else " (not clearly)"
        first.setdefault(known.parts[0].title, []).append(f"“{definition_titles[name]}”{hedge}")
    if len(first) == 1:
        title, names = first.popitem()
        return f"{title} is the leading cause under each of {len(judged)} definitions of success: {listed(names)}."
    ways = [f"{in_text(title)} under {listed(names)}" for title, names in sorted(first.items(), key=lambda item: -len(item[1]))]
    return f"The leading cause depends on the definition of success: {'; '.join(ways)}."


def _finding(known: Attribution) -> str:
    if known.failure.count == 0:
        return f"None of {counted(known.initiatives, 'initiative')} failed, so there is nothing to attribute"
    first = known.parts[0]
    if first.count <= 0:
        return f"No cause accounts for any of {counted(known.failure.count, 'failure')}: with all causes repaired, as many initiatives fail"
    says = f"{first.title} accounts for {percent(first.of_failures)} of failures"
    if known.rival is None:
        return says
    if known.is_clear:
        return f"As this study asks, {in_text(says)}, more than any other cause"
    rival = known.of(known.rival)
    return f"{says}; {in_text(rival.title)}, {percent(rival.of_failures)}, is not clearly different at this sample size"


def _said_of_sum(known: Attribution) -> str:
    """Return the decomposition in points of the failure rate."""
    if known.failure.count == 0 or known.failure.share is None or known.remaining.share is None:
        return ""
    parts = listed([f"{in_text(part.title)} {part.points.value * 100:.1f} {interval(part.points)}" for part in known.parts])
    return (
        f"The failure rate of {known.failure.share * 100:.1f} points {interval(known.failure)} divides into {parts}, and "
        f"{known.remaining.share * 100:.1f} {interval(known.remaining)} that remain with all causes repaired."
    ).replace(" -", " −")


def _said_of_clarity(known: Attribution) -> str:
    if known.lead is None or known.rival is None or known.failure.count == 0:
        return ""
    first, rival = known.parts[0], known.of(known.rival)
    how = "This is clear" if known.is_clear else "This is not clear"
    return (
        f"{how}: {in_text(first.title)} leads {in_text(rival.title)} by {known.lead.change * 100:.1f} points "
        f"[{known.lead.low * 100:.1f}, {known.lead.high * 100:.1f}], and is the leading cause in {known.first_in:,} "
        f"of {counted(known.resamples, 'resample')} of {counted(known.initiatives, 'initiative')}."
    ).replace("[-", "[−")


def _said_of_harm(known: Attribution) -> str:
    harming = [f"{in_text(part.title)} ({part.points.value * 100:.1f} points)" for part in known.parts if part.count < 0]
    if not harming:
        return ""
    return f"Repairing {listed(harming)} adds failures on average over all orders of repair.".replace("(-", "(−")
