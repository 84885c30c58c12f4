"""Scenario discovery: boxes in the space of initiatives with high failure rates, selected on one half and tested on the other.

A box is a leaf of a classification tree: a few limits on sampled factors. A random half of the initiatives determines the number of boxes
(by cross-validation) and their limits; coverage, density and all tests use the other half, which had no part in the selection.
Source: Breiman et al. 1984 (trees, by scikit-learn); Bryant & Lempert 2010 (scenario discovery: coverage, density, and the test of each
limit, here on cases held out). The halves are our choice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binom, fisher_exact

from sim.array_types import Bools
from sim.study.population.factors import Names
from sim.study.prognosis.boxes import Limit, boxes_in, candidates_in, in_box, tree_of, words_of
from sim.study.statistics.estimates import ShareEstimate, share_of
from sim.study.statistics.wording import counted, data_of, listed, percent

FEWEST = 40  # minimum number of initiatives for a search
OTHER_HALVES = 50
FRAGILE = 0.5
"""Boxes are reported as fragile if a smaller share of other halves limits one of their factors."""
LEVEL = 0.05
"""Significance level for confirming boxes, divided by the number of boxes."""


class Restriction(NamedTuple):
    """A limit of a box, in words, with its significance."""

    limit: Limit
    title: str  # of the factor
    words: str
    share: float  # of all initiatives within this limit
    least: float  # lowest sampled value; 0 for a categorical option
    most: float  # highest sampled value; 1 for a categorical option
    again: float  # share of other halves whose boxes limit the same factor
    quasi_p: float  # chance of a density as high as on the held-out half if the limit had no effect


@dataclass(frozen=True)
class Box:
    """A region with a high or low failure rate."""

    restrictions: tuple[Restriction, ...]
    chosen: ShareEstimate  # density on the selection half: biased upwards
    density: ShareEstimate  # on the held-out half: failure rate in the box
    coverage: ShareEstimate  # on the held-out half: share of all failures in the box
    p: float  # on the held-out half: p-value of independence of failure and box
    is_confirmed: bool

    @property
    def rule(self) -> str:
        """Return its limits in words."""
        return listed([restriction.words for restriction in self.restrictions])


@dataclass(frozen=True)
class Discovery:
    """Boxes of an ensemble, by density on the selection half, highest first."""

    initiatives: int
    candidates: int  # number of factors searched for limits
    chosen_on: int
    held_out: int
    failure: ShareEstimate  # on the held-out half
    boxes: tuple[Box, ...]
    seed: int  # of the halves

    @property
    def failing(self) -> tuple[Box, ...]:
        """Return confirmed boxes with a higher failure rate than outside."""
        return tuple(box for box in self.boxes if box.is_confirmed and _share(box.density) > _share(self.failure))

    @property
    def finding(self) -> str:
        """Return a sentence on the box with the highest failure rate, if confirmed."""
        return _finding(self)

    @property
    def statements(self) -> tuple[str, ...]:
        """Return all findings as sentences."""
        others = [_said_of_box(self, box) for box in self.boxes if box not in self.failing[:1]] if self.boxes else []
        return tuple(text for text in (f"{self.finding}.", *others, _said_of_halves(self), _said_of_again(self)) if text)

    def as_data(self) -> dict[str, Any]:
        """Return the results as JSON-compatible data."""
        data = data_of(self) | {"finding": self.finding, "statements": list(self.statements)}
        return data | {"rules": [box.rule for box in self.boxes]}

    def table(self) -> pd.DataFrame:
        """Return one row per limit of each box."""
        rows = [
            (
                place,
                *limited.limit,
                limited.words,
                limited.again,
                limited.quasi_p,
                *box.density,
                *box.coverage,
                box.p,
                box.is_confirmed,
            )
            for place, box in enumerate(self.boxes, start=1)
            for limited in box.restrictions
        ]
        shares = [f"{name}{part}" for name in ("density", "coverage") for part in ("_count", "_of", "", "_low", "_high")]
        names = ["box", "factor", "value", "low", "high", "words", "again", "quasi_p", *shares, "p", "is_confirmed"]
        return pd.DataFrame(rows, columns=names)


def discovery_of(drawn: pd.DataFrame, failed: Bools, names: Names, seed: int = 0) -> Discovery:
    """Search for boxes with high failure rates.

    drawn : sampled values, one column per factor, one row per initiative; missing if absent
    failed : whether each fails, shape (initiatives,)
    seed : of the halves
    Raises ValueError for too few initiatives.
    """
    if len(drawn) < FEWEST:
        raise ValueError(f"{len(drawn)} initiatives are too few for scenario discovery; at least {FEWEST} are required")
    columns = candidates_in(drawn)
    chooses = _half_of(len(drawn), seed)
    found = boxes_in(columns.loc[chooses], failed[chooses])
    again = _limited_again(columns, failed, len(found), seed)
    judge = _BoxJudge(columns, failed, chooses, again, names)
    held = sorted((judge.box(box, len(found)) for box in found), key=lambda box: -_share(box.chosen))
    outside = ~chooses
    return Discovery(
        initiatives=len(drawn),
        candidates=drawn.shape[1],
        chosen_on=int(chooses.sum()),
        held_out=int(outside.sum()),
        failure=share_of(int(failed[outside].sum()), int(outside.sum())),
        boxes=tuple(held),
        seed=seed,
    )


def _half_of(number: int, seed: int) -> Bools:
    """Return a random half of the initiatives."""
    chooses = np.zeros(number, bool)
    chooses[np.random.default_rng(seed).permutation(number)[: number // 2]] = True
    return chooses


def _limited_again(columns: pd.DataFrame, failed: Bools, boxes: int, seed: int) -> dict[str, float]:
    """Return the share of other halves that limit a factor, with the same number of boxes."""
    counts: Counter[str] = Counter()
    for other in range(1, OTHER_HALVES + 1) if boxes else ():
        half = _half_of(len(columns), seed + other)
        tree = tree_of(int(half.sum()), boxes).fit(columns.to_numpy()[half], failed[half]).tree_
        counts.update({str(columns.columns[place]).partition("=")[0] for place in tree.feature if place >= 0})
    return {factor: count / OTHER_HALVES for factor, count in counts.items()}


class _BoxJudge(NamedTuple):
    """Evaluates boxes on the held-out half."""

    columns: pd.DataFrame
    failed: Bools
    chooses: Bools
    again: dict[str, float]
    names: Names

    def box(self, limits: tuple[Limit, ...], boxes: int) -> Box:
        """Evaluate a box; boxes : total number of boxes."""
        inside, held, failed = in_box(limits, self.columns), ~self.chooses, self.failed
        counts = [[int((held & place & fate).sum()) for fate in (failed, ~failed)] for place in (inside, ~inside)]
        (hits, missed), (others, _) = counts
        p = float(np.asarray(fisher_exact(counts))[1])
        return Box(
            restrictions=tuple(self._restriction(limit, limits) for limit in limits),
            chosen=share_of(int((inside & self.chooses & failed).sum()), int((inside & self.chooses).sum())),
            density=share_of(hits, hits + missed),
            coverage=share_of(hits, hits + others),
            p=p,
            is_confirmed=p < LEVEL / boxes,
        )

    def _restriction(self, limit: Limit, box: tuple[Limit, ...]) -> Restriction:
        values = self.columns[limit.column].to_numpy()
        share = float(in_box((limit,), self.columns).mean())
        again = self.again.get(limit.factor, 0.0)
        words = words_of(limit, values, self.names)
        title = self.names.title(limit.factor)
        return Restriction(limit, title, words, share, float(values.min()), float(values.max()), again, self._quasi_p(limit, box))

    def _quasi_p(self, limit: Limit, box: tuple[Limit, ...]) -> float:
        """Return the chance of the box's density if its initiatives were a random sample of the box without this limit."""
        held, without = ~self.chooses, tuple(other for other in box if other != limit)
        inside, wider = in_box(box, self.columns) & held, in_box(without, self.columns) & held
        count, of = int(self.failed[inside].sum()), int(inside.sum())
        rate = float(self.failed[wider].sum()) / max(1, int(wider.sum()))
        return float(binom.sf(count - 1, of, rate) if count >= rate * of else binom.cdf(count, of, rate))


def _share(known: ShareEstimate) -> float:
    return 0.0 if known.share is None else known.share


def _finding(known: Discovery) -> str:
    if known.failing:
        box = known.failing[0]
        return (
            f"With {box.rule}, {percent(box.density)} of initiatives fail, against {percent(known.failure)} of all; "
            f"this covers {percent(box.coverage)} of failures"
        )
    if not known.boxes:
        return f"No box could be selected: nearly all of {counted(known.chosen_on, 'initiative')} had the same outcome"
    return (
        f"No box is confirmed: in the box with most failures in the first half, {percent(known.boxes[0].density)} of the other half fail, "
        f"against {percent(known.failure)} of all"
    )


def _said_of_box(known: Discovery, box: Box) -> str:
    sure = "" if box.is_confirmed else " (not confirmed; may be chance)"
    return f"With {box.rule}, {percent(box.density)} fail, which covers {percent(box.coverage)} of failures{sure}."


def _said_of_halves(known: Discovery) -> str:
    return (
        f"Boxes were selected on {counted(known.chosen_on, 'initiative')} among {counted(known.candidates, 'factor')} and tested on "
        f"{known.held_out:,} others, of which {percent(known.failure)} failed."
    )


def _said_of_again(known: Discovery) -> str:
    """Return a sentence on the stability of the boxes over other random halves."""
    again = {limited.limit.factor: (limited.again, limited.title) for box in known.boxes for limited in box.restrictions}
    if not again:
        return ""
    parts = [f"{title} in {share:.0%}" for share, title in sorted(again.values(), reverse=True)]
    fragile = " The boxes are fragile." if min(share for share, _ in again.values()) < FRAGILE else ""
    return f"In {OTHER_HALVES} other random halves, the same factors are limited as follows: {listed(parts)}.{fragile}"
