"""Subgroups: contributions of causes by firm size, front-line share, strength of silos and patience of leaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import factorial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.array_types import Ints
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.shapley import Attribution, attribution_of, shapley_counts
from sim.study.experiments.leading_indicators import FRONT_LINE
from sim.study.statistics.estimates import ENDS, RESAMPLES, Estimate, resampled_sums
from sim.study.statistics.wording import counted, data_of, in_text, listed, percent

SMALL = 30
"""Number of initiatives below which a group is reported as small; our convention."""

THIRDS = 3


class Component(NamedTuple):
    """A criterion of a ranking: a sampled column, its sign, and its name in sentences."""

    column: str
    sign: int
    words: str


class Ranking(NamedTuple):
    """A ranking by which initiatives are divided into thirds."""

    name: str
    title: str
    components: tuple[Component, ...]
    unit: str = ""  # of a single column as displayed; none: thirds are labelled low, middle and high
    factor: float = 1.0  # conversion to that unit


RANKINGS = (
    Ranking("size", "Size", (Component("employees", 1, "employees"),), " people"),
    Ranking(
        "front_line",
        "Front-line share",
        (Component("front_line", 1, f"share of staff in units whose contact with customers is at least {FRONT_LINE}"),),
        "%",
        100.0,
    ),
    Ranking(
        "silos",
        "Strength of silos",
        (
            Component("inhibitors.silos", 1, "silos at work"),
            Component("inhibitors.departmental_goals", 1, "departmental goals at work"),
            Component("organisation.ties.between", -1, "few ties between units"),
            Component("organisation.levers.coordination", -1, "little coordination"),
        ),
    ),
    Ranking(
        "patience",
        "Leaders' patience",
        (
            Component("dispositions.patience", 1, "patience of leaders"),
            Component("dispositions.board_patience", 1, "patience of the board"),
            Component("catalysts.patient_leadership", 1, "patient leadership at work"),
            Component("catalysts.patient_board", 1, "a patient board at work"),
            Component("inhibitors.haste", -1, "no haste"),
            Component("inhibitors.short_termism", -1, "no short-termism"),
        ),
    ),
)

TRAITS = tuple(dict.fromkeys(part.column for ranking in RANKINGS for part in ranking.components))
"""Columns of initiatives by which the rankings divide them."""


@dataclass(frozen=True)
class Subgroup:
    """A third of the initiatives and the attribution of its failures."""

    label: str
    attribution: Attribution
    is_small: bool = field(init=False)  # whether there are too few initiatives for firm conclusions

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_small", self.attribution.initiatives < SMALL)


@dataclass(frozen=True)
class SubgroupComparison:
    """Attribution of the failure rate in each third of a ranking."""

    name: str
    title: str
    definition: str  # definition of the thirds, in words
    groups: tuple[Subgroup, ...]  # from low to high
    differences: dict[str, Estimate]  # by cause: share of the initiatives, last group minus first
    statements: tuple[str, ...] = field(init=False)  # differences of failure rate and leading cause between the groups

    def __post_init__(self) -> None:
        said = (_said_of_rates(self), _said_of_first(self), _said_of_differences(self), _said_of_small(self))
        object.__setattr__(self, "statements", tuple(text for text in said if text))

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        groups = [{"label": group.label, "is_small": group.is_small} | group.attribution.as_data() for group in self.groups]
        return data_of(self) | {"groups": groups}

    def table(self) -> pd.DataFrame:
        """Return one row per group and cause; index grouping, group, cause. Shares of the group's initiatives."""
        tables = [
            group.attribution.table().assign(grouping=self.name, group=group.label, initiatives=group.attribution.initiatives).reset_index()
            for group in self.groups
        ]
        return pd.concat(tables).set_index(["grouping", "group", "cause"])


def subgroups_of(
    outcomes: Outcomes, initiatives: pd.DataFrame, titles: Mapping[str, str], resamples: int = RESAMPLES, seed: int = 0
) -> tuple[SubgroupComparison, ...]:
    """Return the attribution in each third of each ranking that the sampled columns allow.

    initiatives : one row per initiative with its sampled values; a missing strength counts as 0
    titles : of the causes, by name; seed : of the resampling alone
    """
    drawn = initiatives.set_index("initiative").loc[outcomes.initiatives]
    possible = [ranking for ranking in RANKINGS if _known(ranking, drawn)]
    return tuple(_compared(ranking, outcomes, drawn, titles, resamples, seed) for ranking in possible)


def said_of_subgroups(comparisons: Sequence[SubgroupComparison]) -> str:
    """Return a sentence on the number of clear differences between extreme groups, against the number expected by chance."""
    all_of_them = [difference for one in comparisons for difference in one.differences.values()]
    if not all_of_them:
        return ""
    clear = sum(difference.is_clear for difference in all_of_them)
    return (
        f"{clear} of {counted(len(all_of_them), 'difference')} between the lowest and the highest third have intervals that exclude zero; "
        f"about {len(all_of_them) * 0.05:.0f} are expected by chance alone."
    )


def thirds_of(values: pd.Series) -> Ints:
    """Return the third of each value, 0 to 2; equal values share a third."""
    return np.minimum(((values.rank() - 0.5) * THIRDS / len(values)).to_numpy().astype(np.int64), THIRDS - 1)


def _known(ranking: Ranking, drawn: pd.DataFrame) -> list[Component]:
    """Return the components that were sampled for this population and vary."""
    return [part for part in ranking.components if part.column in drawn and len(np.unique(drawn[part.column].fillna(0.0))) > 1]


def _compared(
    ranking: Ranking, outcomes: Outcomes, drawn: pd.DataFrame, titles: Mapping[str, str], resamples: int, seed: int
) -> SubgroupComparison:
    parts = _known(ranking, drawn)
    ranks = [(part.sign * drawn[part.column].fillna(0.0)).rank(pct=True) for part in parts]
    third = thirds_of(pd.concat(ranks, axis=1).mean(axis=1))
    there = sorted(set(third.tolist()))
    groups = [
        Subgroup(_label(ranking, drawn, third, group), attribution_of(outcomes.only(third == group), titles, resamples, seed))
        for group in there
    ]
    low, high = outcomes.only(third == there[0]), outcomes.only(third == there[-1])
    differences = _differences(low, high, resamples, seed) if len(there) > 1 else {}
    return SubgroupComparison(ranking.name, ranking.title, _definition(parts), tuple(groups), differences)


def _label(ranking: Ranking, drawn: pd.DataFrame, third: Ints, group: int) -> str:
    if not ranking.unit:
        return ("low", "middle", "high")[group]
    values = drawn[ranking.components[0].column][third == group] * ranking.factor
    return f"{values.min():.0f}–{values.max():.0f}{ranking.unit}"


def _definition(parts: Sequence[Component]) -> str:
    if len(parts) == 1:
        return f"Thirds of the initiatives by {parts[0].words}"
    return f"Thirds of the initiatives by their mean rank in {listed([part.words for part in parts])}"


def _differences(low: Outcomes, high: Outcomes, resamples: int, seed: int) -> dict[str, Estimate]:
    """Return differences between groups; the groups are independent, so each is resampled separately."""
    known = [(shapley_counts(one), one.often, factorial(len(one.causes)) * len(one.initiatives)) for one in (low, high)]
    means = [resampled_sums(counts, resamples, seed + place, often) / of for place, (counts, often, of) in enumerate(known)]
    ends = np.quantile(means[1] - means[0], ENDS, axis=0)
    values = [often @ counts / of for counts, often, of in known]
    return {
        cause: Estimate(float(value), float(least), float(most))
        for cause, value, least, most in zip(low.causes, values[1] - values[0], *ends, strict=True)
    }


def _said_of_rates(known: SubgroupComparison) -> str:
    rates = [f"{group.label} {percent(group.attribution.failure)} (n = {group.attribution.initiatives:,})" for group in known.groups]
    return f"{known.title}, failure rate: {', '.join(rates)}."


def _said_of_first(known: SubgroupComparison) -> str:
    first = [group.attribution.parts[0].title for group in known.groups if group.attribution.failure.count]
    if len(set(first)) == 1:
        return f"{first[0]} is the leading cause in each of {counted(len(first), 'group')}."
    named = [
        f"{in_text(group.attribution.parts[0].title)} ({group.label}{'' if group.attribution.is_clear else ', not clearly'})"
        for group in known.groups
        if group.attribution.failure.count
    ]
    return f"The leading cause differs: {listed(named)}." if named else ""


def _said_of_differences(known: SubgroupComparison) -> str:
    titles = {part.cause: part.title for part in known.groups[0].attribution.parts}
    clear = {cause: difference for cause, difference in known.differences.items() if difference.is_clear}
    if not clear:
        return "No cause contributes clearly more or less in the last group than in the first."
    named = [
        f"{in_text(titles[cause])} {value.value * 100:+.1f} points [{value.low * 100:.1f}, {value.high * 100:.1f}]"
        for cause, value in sorted(clear.items(), key=lambda item: -abs(item[1].value))
    ]
    return f"Last group minus first: {listed(named)}.".replace("-", "−")


def _said_of_small(known: SubgroupComparison) -> str:
    small = [group.label for group in known.groups if group.is_small]
    return f"Fewer than {SMALL} initiatives: {listed(small)}." if small else ""
