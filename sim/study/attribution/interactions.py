"""Pairs of causes: repairs that need each other, and repairs that replace each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from sim.array_types import Ints
from sim.study.attribution.outcomes import Outcomes
from sim.study.statistics.estimates import RESAMPLES, Estimate, ShareEstimate, mean_estimates, resampled_sums, share_of
from sim.study.statistics.wording import in_text, listed, percent


@dataclass(frozen=True)
class Interaction:
    """Two causes, and what their repairs do to each other."""

    causes: tuple[str, str]
    titles: tuple[str, str]
    interaction: Estimate  # share of all initiatives; above zero: together they save more than one by one
    together: ShareEstimate  # of the failures: saved by both repairs, by neither of them alone


def pairs_of(outcomes: Outcomes, titles: Mapping[str, str], resamples: int = RESAMPLES, seed: int = 0) -> tuple[Interaction, ...]:
    """Every pair of causes; those that help each other most come first.

    The interaction index is what the second repair adds once the first is made, less what it adds without it, averaged over all sets of
    other repairs as the Shapley share averages over orders.
    Source: Grabisch & Roubens 1999.
    """
    chosen = list(combinations(outcomes.causes, 2))
    if not chosen:
        return ()
    unit = factorial(len(outcomes.causes) - 1)
    counts = outcomes.success.astype(np.int64) @ interaction_weights(len(outcomes.causes))
    indices = mean_estimates(counts, unit, resampled_sums(counts, resamples, seed))
    found = [
        Interaction(pair, (titles[pair[0]], titles[pair[1]]), index, _together(outcomes, pair))
        for pair, index in zip(chosen, indices, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.interaction.value, pair.causes)))


def interaction_weights(causes: int) -> Ints:
    """The weight of succeeding in each coalition for each pair in alphabetical order, times (causes − 1)!, shape (2^causes, pairs)."""
    pairs = list(combinations(range(causes), 2))
    weights = np.zeros((1 << causes, len(pairs)), np.int64)
    for column, (one, other) in enumerate(pairs):
        for mask in range(1 << causes):
            inside = mask >> one & 1, mask >> other & 1
            others = mask.bit_count() - sum(inside)
            sign = 1 if inside[0] == inside[1] else -1
            weights[mask, column] = sign * factorial(others) * factorial(causes - others - 2)
    return weights


def _together(outcomes: Outcomes, pair: tuple[str, str]) -> ShareEstimate:
    alone = outcomes.repaired[frozenset(pair[:1])] | outcomes.repaired[frozenset(pair[1:])]
    saved = outcomes.failed & ~alone & outcomes.repaired[frozenset(pair)]
    return share_of(int(saved.sum()), int(outcomes.failed.sum()))


def pairs_table(pairs: Sequence[Interaction]) -> pd.DataFrame:
    """A row for every pair; index first and second cause. The index as a share of initiatives, together as a share of failures."""
    rows = [(*pair.causes, *pair.interaction, *pair.together) for pair in pairs]
    columns = ["first", "second", "interaction", "low", "high", *(f"together_{field}" for field in ShareEstimate._fields)]
    return pd.DataFrame(rows, columns=columns).set_index(["first", "second"])


def said_of_pairs(pairs: Sequence[Interaction]) -> tuple[str, ...]:
    """Which repairs belong together and which replace each other, in sentences."""
    if not pairs:
        return ()
    return tuple(text for text in (_said_of_together(pairs), _said_of_help(pairs), _said_of_replacement(pairs)) if text)


def _said_of_together(pairs: Sequence[Interaction]) -> str:
    best = max(pairs, key=lambda pair: pair.together.count)
    if best.together.count == 0:
        return "No pair of repairs saves a failure that neither of the two saves alone."
    return f"{_called(best)} together save {percent(best.together)} of failures, none of which either saves alone: the most of any pair."


def _said_of_help(pairs: Sequence[Interaction]) -> str:
    helping = [pair for pair in pairs if pair.interaction.low > 0.0]
    if not helping:
        return "No pair clearly does more together than one by one, averaged over all sets of other repairs."
    named = [_indexed(pair) for pair in helping[:3]]
    return f"{_some(helping, pairs)} clearly do more together than one by one, on average over all sets of other repairs: {listed(named)}."


def _said_of_replacement(pairs: Sequence[Interaction]) -> str:
    replacing = [pair for pair in reversed(pairs) if pair.interaction.high < 0.0]
    if not replacing:
        return ""
    named = [_indexed(pair) for pair in replacing[:3]]
    return f"{_some(replacing, pairs)} clearly stand in for each other, one repair making the other less needed: {listed(named)}."


def _some(chosen: Sequence[Interaction], pairs: Sequence[Interaction]) -> str:
    most = ", the strongest of them" if len(chosen) > 3 else ""
    return f"{len(chosen)} of {len(pairs)} pairs{most}"


def _indexed(pair: Interaction) -> str:
    value, low, high = (f"{share * 100:.1f}".replace("-", "−") for share in pair.interaction)
    return f"{in_text(_called(pair))} ({value} points [{low}, {high}])"


def _called(pair: Interaction) -> str:
    return f"{pair.titles[0]} with {in_text(pair.titles[1])}"
