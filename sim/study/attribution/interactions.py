"""Interactions of pairs of causes: complements, which must be repaired together, and substitutes, of which one repair suffices."""

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
    """Interaction of the repairs of two causes."""

    causes: tuple[str, str]
    titles: tuple[str, str]
    interaction: Estimate  # share of all initiatives; above zero: the two repairs are complements
    together: ShareEstimate  # of the failures: rescued by both repairs together, by neither alone


def pairs_of(outcomes: Outcomes, titles: Mapping[str, str], resamples: int = RESAMPLES, seed: int = 0) -> tuple[Interaction, ...]:
    """Return the interaction of each pair of causes, the strongest complements first.

    The interaction index is the effect of the second repair with the first made, minus its effect without the first, averaged over all
    sets of other repairs as Shapley shares are averaged over orders.
    Source: Grabisch & Roubens 1999.
    """
    chosen = list(combinations(outcomes.causes, 2))
    if not chosen:
        return ()
    unit = factorial(len(outcomes.causes) - 1)
    counts = outcomes.success.astype(np.int64) @ interaction_weights(len(outcomes.causes))
    indices = mean_estimates(counts, unit, resampled_sums(counts, resamples, seed, outcomes.often), outcomes.often)
    found = [
        Interaction(pair, (titles[pair[0]], titles[pair[1]]), index, _together(outcomes, pair))
        for pair, index in zip(chosen, indices, strict=True)
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.interaction.value, pair.causes)))


def interaction_weights(causes: int) -> Ints:
    """Return the weight of success in each coalition for each pair in alphabetical order, times (causes − 1)!, shape (2^causes, pairs)."""
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
    return share_of(outcomes.count(saved), outcomes.count(outcomes.failed))


def pairs_table(pairs: Sequence[Interaction]) -> pd.DataFrame:
    """Return one row per pair, indexed by first and second cause: interaction (share of initiatives), together (share of failures)."""
    rows = [(*pair.causes, *pair.interaction, *pair.together) for pair in pairs]
    columns = ["first", "second", "interaction", "low", "high", *(f"together_{field}" for field in ShareEstimate._fields)]
    return pd.DataFrame(rows, columns=columns).set_index(["first", "second"])


def said_of_pairs(pairs: Sequence[Interaction]) -> tuple[str, ...]:
    """Return sentences on complements and substitutes."""
    if not pairs:
        return ()
    return tuple(text for text in (_said_of_together(pairs), _said_of_help(pairs), _said_of_replacement(pairs)) if text)


def _said_of_together(pairs: Sequence[Interaction]) -> str:
    best = max(pairs, key=lambda pair: pair.together.count)
    if best.together.count == 0:
        return "No pair of repairs rescues a failure that neither repair rescues alone."
    return f"{_called(best)} together rescue {percent(best.together)} of failures that neither rescues alone, the most of any pair."


def _said_of_help(pairs: Sequence[Interaction]) -> str:
    helping = [pair for pair in pairs if pair.interaction.low > 0.0]
    if not helping:
        return "No pair of repairs is clearly complementary, on average over all sets of other repairs."
    named = [_indexed(pair) for pair in helping[:3]]
    return f"{_some(helping, pairs)} are clear complements, on average over all sets of other repairs: {listed(named)}."


def _said_of_replacement(pairs: Sequence[Interaction]) -> str:
    replacing = [pair for pair in reversed(pairs) if pair.interaction.high < 0.0]
    if not replacing:
        return ""
    named = [_indexed(pair) for pair in replacing[:3]]
    return f"{_some(replacing, pairs)} are clear substitutes; one repair reduces the need for the other: {listed(named)}."


def _some(chosen: Sequence[Interaction], pairs: Sequence[Interaction]) -> str:
    most = ", strongest first," if len(chosen) > 3 else ""
    return f"{len(chosen)} of {len(pairs)} pairs{most}"


def _indexed(pair: Interaction) -> str:
    value, low, high = (f"{share * 100:.1f}".replace("-", "−") for share in pair.interaction)
    return f"{in_text(_called(pair))} ({value} points [{low}, {high}])"


def _called(pair: Interaction) -> str:
    return f"{pair.titles[0]} and {in_text(pair.titles[1])}"
