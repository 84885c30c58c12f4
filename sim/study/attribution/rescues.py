"""Rescue: which repairs would have saved the failures: one alone, all but one, and the smallest sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.array_types import Bools
from sim.study.attribution.outcomes import Outcomes
from sim.study.statistics.estimates import PairedChange, ShareEstimate, count_of, paired_change, share_of
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent

MOST_SETS = 6
"""Sets of repairs that are named for one initiative; more of them are counted."""


@dataclass(frozen=True)
class Rescue:
    """What one repair, and nothing else, would have changed."""

    cause: str
    title: str
    rescued: ShareEstimate  # of the failures: they succeed
    harmed: ShareEstimate  # of the successes: they fail
    failures: PairedChange  # of the share of failures, all initiatives


@dataclass(frozen=True)
class AllButOne:
    """What fails when every cause but one is repaired."""

    cause: str
    title: str
    failing: ShareEstimate  # of all initiatives
    needed: PairedChange  # of the share of failures when this one is left out of all repairs


@dataclass(frozen=True)
class SmallestSets:
    """How many repairs it takes to save a failure."""

    by_size: dict[int, ShareEstimate]  # of the failures: size of the smallest set of repairs that saves them
    never: ShareEstimate  # of the failures: saved by no set
    statements: tuple[str, ...] = field(init=False)  # how many failures one repair would have saved, how many need several, or none saves

    def __post_init__(self) -> None:
        object.__setattr__(self, "statements", tuple(_said_of_sizes(self)))

    def as_data(self) -> dict[str, Any]:
        """The same, ready for JSON."""
        return {"by_size": {str(size): data_of(share) for size, share in self.by_size.items()}, "never": data_of(self.never)} | {
            "statements": list(self.statements)
        }

    def table(self) -> pd.DataFrame:
        """A row for every size, and a last one, 0, for failures that no set saves; index repairs. Shares of the failures."""
        rows = [(size, *share) for size, share in [*self.by_size.items(), (0, self.never)]]
        return pd.DataFrame(rows, columns=["repairs", *ShareEstimate._fields]).set_index("repairs")


def rescue_of(cause: str, title: str, succeeded: Bools, repaired: Bools) -> Rescue:
    """What a repair changes.

    succeeded, repaired : whether each initiative succeeds without and with the repair, same shape
    """
    rescued, harmed = count_of(~succeeded & repaired), count_of(succeeded & ~repaired)
    failures = count_of(~succeeded)
    return Rescue(
        cause,
        title,
        share_of(rescued, failures),
        share_of(harmed, len(succeeded) - failures),
        paired_change(harmed, rescued, len(succeeded)),
    )


def single_rescues(outcomes: Outcomes, titles: Mapping[str, str]) -> tuple[Rescue, ...]:
    """Every repair alone; the one that rescues most comes first."""
    found = [rescue_of(cause, titles[cause], ~outcomes.failed, outcomes.repaired[frozenset([cause])]) for cause in outcomes.causes]
    return tuple(sorted(found, key=lambda rescue: (-rescue.rescued.count, rescue.cause)))


def all_but_one(outcomes: Outcomes, titles: Mapping[str, str]) -> tuple[AllButOne, ...]:
    """Every cause left out of the repair of all; the one whose absence costs most comes first."""
    everything = outcomes.repaired[frozenset(outcomes.causes)]
    found = []
    for cause in outcomes.causes:
        without = outcomes.repaired[frozenset(outcomes.causes) - {cause}]
        needed = paired_change(count_of(everything & ~without), count_of(~everything & without), len(without))
        found.append(AllButOne(cause, titles[cause], share_of(count_of(~without), len(without)), needed))
    return tuple(sorted(found, key=lambda left_out: (-left_out.needed.change, left_out.cause)))


def minimal_sets(success: Bools) -> Bools:
    """Which sets of repairs save an initiative while none of their subsets does.

    success : (initiatives, 2^causes), columns as in Outcomes; returns the same shape. A repair may harm, so a larger set may fail again.
    """
    saved_below = np.zeros_like(success)
    for mask in range(success.shape[1]):
        for place in range(mask.bit_length()):
            if mask >> place & 1:
                smaller = mask ^ (1 << place)
                saved_below[:, mask] |= success[:, smaller] | saved_below[:, smaller]
    return success & ~saved_below


def rescues_of_all(outcomes: Outcomes) -> list[list[tuple[str, ...]]]:
    """For each initiative the minimal sets of repairs that save it, small ones first; of one that succeeds as it is: the empty one."""
    columns = range(outcomes.success.shape[1])
    members = [tuple(cause for place, cause in enumerate(outcomes.causes) if mask >> place & 1) for mask in columns]
    small_first = sorted(columns, key=lambda mask: (len(members[mask]), members[mask]))
    return [[members[small_first[k]] for k in np.flatnonzero(row)] for row in minimal_sets(outcomes.success)[:, small_first]]


def rescues_of(outcomes: Outcomes, initiative: int) -> list[tuple[str, ...]]:
    """The minimal sets of repairs that save an initiative, as rescues_of_all gives them.

    Raises KeyError where the study has no such initiative.
    """
    row = np.flatnonzero(outcomes.initiatives == initiative)
    if len(row) == 0:
        raise KeyError(f"initiative {initiative} is not among those that ran with every set of repairs")
    return rescues_of_all(outcomes.only(row))[0]


def said_of_rescues(outcomes: Outcomes, initiative: int, mode: str | None = None) -> str:
    """What would have saved an initiative, in a sentence. mode : how it failed; none: not said. Raises KeyError as rescues_of does."""
    sets = rescues_of(outcomes, initiative)
    called = f"Initiative {initiative}" if mode is None else f"Initiative {initiative} ({mode})"
    if sets == [()]:
        return f"{called} succeeded as it is."
    if not sets:
        return f"{called} would have been saved by no repair, nor by all {len(outcomes.causes)} together."
    named = [listed([cause.replace("_", " ") for cause in members]) + " together" * (len(members) > 1) for members in sets[:MOST_SETS]]
    if len(sets) > MOST_SETS:
        named.append(f"{counted(len(sets) - MOST_SETS, 'other set')} of repairs")
    return f"{called} would have been saved by repairing {'; or by '.join(named)}."


def smallest_sets(outcomes: Outcomes) -> SmallestSets:
    """How many repairs the failures need at least."""
    failures = outcomes.success[outcomes.failed]
    sizes = np.array([mask.bit_count() for mask in range(failures.shape[1])])
    never = len(outcomes.causes) + 1
    smallest = np.where(failures, sizes, never).min(axis=1, initial=never)
    of = len(failures)
    by_size = {size: share_of(count_of(smallest == size), of) for size in range(1, never)}
    return SmallestSets(by_size, share_of(count_of(smallest == never), of))


def rescues_table(rescues: Sequence[Rescue]) -> pd.DataFrame:
    """A row for every cause; index cause. Shares of failures, of successes, and of all initiatives."""
    rows = [(one.cause, one.title, *one.rescued, *one.harmed, *one.failures) for one in rescues]
    columns = ["cause", "title", *_named("rescued", ShareEstimate), *_named("harmed", ShareEstimate), *_named("failures", PairedChange)]
    return pd.DataFrame(rows, columns=columns).set_index("cause")


def all_but_one_table(left_out: Sequence[AllButOne]) -> pd.DataFrame:
    """A row for every cause that is left out; index cause. Shares of all initiatives."""
    rows = [(one.cause, one.title, *one.failing, *one.needed) for one in left_out]
    columns = ["cause", "title", *_named("failing", ShareEstimate), *_named("needed", PairedChange)]
    return pd.DataFrame(rows, columns=columns).set_index("cause")


def said_of_all_but_one(left_out: Sequence[AllButOne]) -> str:
    """Which repair the others cannot do without, in a sentence."""
    clear = [one for one in left_out if one.needed.low > 0.0]
    if not left_out:
        return ""
    if not clear:
        return "No single cause is clearly needed: with all the others repaired, about as few fail as with everything repaired."
    first = clear[0]
    others = f"; also needed, clearly, {'are' if len(clear) > 2 else 'is'} {_titles(clear[1:])}" if clear[1:] else ""
    return f"With everything repaired but {in_text(first.title)}, {percent(first.failing)} of initiatives still fail{others}."


def _titles(found: Sequence[AllButOne]) -> str:
    return listed([in_text(one.title) for one in found])


def _said_of_sizes(known: SmallestSets) -> list[str]:
    if known.never.of == 0:
        return []
    parts = [f"{counted(size, 'repair')} {percent(share)}" for size, share in known.by_size.items() if share.count]
    said = [f"The smallest set of repairs that saves a failure, share of {counted(known.never.of, 'failure')}: {', '.join(parts)}."]
    if known.never.count:
        said.append(f"{percent(known.never)} of failures are saved by no set of repairs.")
    return said if parts else said[1:]


def _named(of: str, kind: Any) -> list[str]:
    return [f"{of}_{field}" for field in kind._fields]
