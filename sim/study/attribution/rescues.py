"""Rescues of failures: by single repairs, by all repairs except one, and by the smallest sets of repairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.array_types import Bools
from sim.study.attribution.outcomes import Outcomes
from sim.study.statistics.estimates import PairedChange, ShareEstimate, count_of, paired_change, share_of
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent

MOST_SETS = 6
"""Maximum number of sets of repairs listed for one initiative; the rest are counted."""


@dataclass(frozen=True)
class Rescue:
    """Effect of a single repair."""

    cause: str
    title: str
    rescued: ShareEstimate  # of the failures: succeed with the repair
    harmed: ShareEstimate  # of the successes: fail with the repair
    failures: PairedChange  # of the share of failures, all initiatives


@dataclass(frozen=True)
class AllButOne:
    """Failures when all causes except one are repaired."""

    cause: str
    title: str
    failing: ShareEstimate  # of all initiatives
    needed: PairedChange  # change of the failure rate if this repair is left out of all repairs


@dataclass(frozen=True)
class SmallestSets:
    """Minimum number of repairs that rescue a failure."""

    by_size: dict[int, ShareEstimate]  # of the failures: by size of the smallest set of repairs that rescues them
    never: ShareEstimate  # of the failures: rescued by no set
    statements: tuple[str, ...] = field(init=False)  # shares of failures by number of repairs needed

    def __post_init__(self) -> None:
        object.__setattr__(self, "statements", tuple(_said_of_sizes(self)))

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        return {"by_size": {str(size): data_of(share) for size, share in self.by_size.items()}, "never": data_of(self.never)} | {
            "statements": list(self.statements)
        }

    def table(self) -> pd.DataFrame:
        """Return one row per size, and a last row, 0, for failures that no set rescues; index repairs. Shares of the failures."""
        rows = [(size, *share) for size, share in [*self.by_size.items(), (0, self.never)]]
        return pd.DataFrame(rows, columns=["repairs", *ShareEstimate._fields]).set_index("repairs")


def rescue_of(cause: str, title: str, succeeded: Bools, repaired: Bools, count: Callable[[Bools], int] = count_of) -> Rescue:
    """Return the effect of a repair.

    succeeded, repaired : whether each initiative succeeds without and with the repair, same shape
    count : number of initiatives for which a condition holds; if initiatives share rows, that of their table
    """
    rescued, harmed = count(~succeeded & repaired), count(succeeded & ~repaired)
    failures, of = count(~succeeded), count(np.ones_like(succeeded))
    return Rescue(cause, title, share_of(rescued, failures), share_of(harmed, of - failures), paired_change(harmed, rescued, of))


def single_rescues(outcomes: Outcomes, titles: Mapping[str, str]) -> tuple[Rescue, ...]:
    """Return the effect of each single repair, the largest share of rescues first."""
    alone = {cause: outcomes.repaired[frozenset([cause])] for cause in outcomes.causes}
    found = [rescue_of(cause, titles[cause], ~outcomes.failed, repaired, outcomes.count) for cause, repaired in alone.items()]
    return tuple(sorted(found, key=lambda rescue: (-rescue.rescued.count, rescue.cause)))


def all_but_one(outcomes: Outcomes, titles: Mapping[str, str]) -> tuple[AllButOne, ...]:
    """Return the failures with all causes except one repaired, the most needed repair first."""
    everything, of = outcomes.repaired[frozenset(outcomes.causes)], len(outcomes.initiatives)
    found = []
    for cause in outcomes.causes:
        without = outcomes.repaired[frozenset(outcomes.causes) - {cause}]
        needed = paired_change(outcomes.count(everything & ~without), outcomes.count(~everything & without), of)
        found.append(AllButOne(cause, titles[cause], share_of(outcomes.count(~without), of), needed))
    return tuple(sorted(found, key=lambda left_out: (-left_out.needed.change, left_out.cause)))


def minimal_sets(success: Bools) -> Bools:
    """Return the sets of repairs that rescue an initiative while none of their subsets does.

    success : (rows, 2^causes), columns as in Outcomes; returns the same shape. A repair may harm, so a larger set may fail again.
    """
    saved_below = np.zeros_like(success)
    for mask in range(success.shape[1]):
        for place in range(mask.bit_length()):
            if mask >> place & 1:
                smaller = mask ^ (1 << place)
                saved_below[:, mask] |= success[:, smaller] | saved_below[:, smaller]
    return success & ~saved_below


def rescues_of_all(outcomes: Outcomes) -> list[list[tuple[str, ...]]]:
    """Return the minimal sets of repairs that rescue each initiative, smallest first; the empty set if it succeeds without repair."""
    columns = range(outcomes.success.shape[1])
    members = [tuple(cause for place, cause in enumerate(outcomes.causes) if mask >> place & 1) for mask in columns]
    small_first = sorted(columns, key=lambda mask: (len(members[mask]), members[mask]))
    found = [[members[small_first[k]] for k in np.flatnonzero(row)] for row in minimal_sets(outcomes.success)[:, small_first]]
    return [found[row] for row in outcomes.row_of.tolist()]


def rescues_of(outcomes: Outcomes, initiative: int) -> list[tuple[str, ...]]:
    """Return the minimal sets of repairs that rescue one initiative, in the order of rescues_of_all.

    Raises KeyError if the study has no such initiative.
    """
    row = np.flatnonzero(outcomes.initiatives == initiative)
    if len(row) == 0:
        raise KeyError(f"initiative {initiative} did not run with every set of repairs")
    return rescues_of_all(outcomes.only(row))[0]


def said_of_rescues(outcomes: Outcomes, initiative: int, mode: str | None = None) -> str:
    """Return a sentence on the repairs that rescue an initiative. mode : failure mode; none: omitted. Raises KeyError like rescues_of."""
    sets = rescues_of(outcomes, initiative)
    called = f"Initiative {initiative}" if mode is None else f"Initiative {initiative} ({mode})"
    if sets == [()]:
        return f"{called} succeeded without repair."
    if not sets:
        return f"{called} would not have been rescued by any repair, nor by all {len(outcomes.causes)} together."
    named = [listed([cause.replace("_", " ") for cause in members]) + " together" * (len(members) > 1) for members in sets[:MOST_SETS]]
    if len(sets) > MOST_SETS:
        named.append(f"{counted(len(sets) - MOST_SETS, 'other set')} of repairs")
    return f"{called} would have been rescued by repairing {'; or by '.join(named)}."


def smallest_sets(outcomes: Outcomes) -> SmallestSets:
    """Return the minimum numbers of repairs that failures need."""
    sizes = np.array([mask.bit_count() for mask in range(outcomes.success.shape[1])])
    never = len(outcomes.causes) + 1
    smallest = np.where(outcomes.success, sizes, never).min(axis=1, initial=never)
    of = outcomes.count(outcomes.failed)
    by_size = {size: share_of(outcomes.count(smallest == size), of) for size in range(1, never)}
    return SmallestSets(by_size, share_of(outcomes.count(smallest == never), of))


def rescues_table(rescues: Sequence[Rescue]) -> pd.DataFrame:
    """Return one row per cause; index cause. Shares of failures, of successes, and of all initiatives."""
    rows = [(one.cause, one.title, *one.rescued, *one.harmed, *one.failures) for one in rescues]
    columns = ["cause", "title", *_named("rescued", ShareEstimate), *_named("harmed", ShareEstimate), *_named("failures", PairedChange)]
    return pd.DataFrame(rows, columns=columns).set_index("cause")


def all_but_one_table(left_out: Sequence[AllButOne]) -> pd.DataFrame:
    """Return one row per cause left out; index cause. Shares of all initiatives."""
    rows = [(one.cause, one.title, *one.failing, *one.needed) for one in left_out]
    columns = ["cause", "title", *_named("failing", ShareEstimate), *_named("needed", PairedChange)]
    return pd.DataFrame(rows, columns=columns).set_index("cause")


def said_of_all_but_one(left_out: Sequence[AllButOne]) -> str:
    """Return a sentence on the most needed repair."""
    clear = [one for one in left_out if one.needed.low > 0.0]
    if not left_out:
        return ""
    if not clear:
        return "No single repair is clearly needed: with all others made, about as few initiatives fail as with all repairs."
    first = clear[0]
    others = f"; {_titles(clear[1:])} {'are' if len(clear) > 2 else 'is'} also clearly needed" if clear[1:] else ""
    return f"With all causes except {in_text(first.title)} repaired, {percent(first.failing)} of initiatives still fail{others}."


def _titles(found: Sequence[AllButOne]) -> str:
    return listed([in_text(one.title) for one in found])


def _said_of_sizes(known: SmallestSets) -> list[str]:
    if known.never.of == 0:
        return []
    parts = [f"{counted(size, 'repair')} {percent(share)}" for size, share in known.by_size.items() if share.count]
    said = [f"Smallest set of repairs that rescues a failure, share of {counted(known.never.of, 'failure')}: {', '.join(parts)}."]
    if known.never.count:
        said.append(f"No set of repairs rescues {percent(known.never)} of failures.")
    return said if parts else said[1:]


def _named(of: str, kind: Any) -> list[str]:
    return [f"{of}_{field}" for field in kind._fields]
