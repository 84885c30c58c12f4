"""Claims of the source articles: for each mechanism and intervention what is tried, what is measured, and whether that shows the claim.

The words of a claim stand in docs/coverage.md alone; its state there follows from the verdict here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.validation.cards import DOWN, NONE, RIGHT, SEEDS, UP, WRONG, is_unsaturated
from experiments.validation.claim_runs import ADOPTION, PlayedRuns, RunReading, place_of, play
from experiments.validation.readings import POINTS, MeasuredNumber, mean_reading
from sim.array_types import Floats
from sim.schema.initiative import Initiative

AT_MOST, AT_LEAST, WITHIN, NOT_JUDGED = "at most", "at least", "within ±", "not judged"
"""Ways of judging beside a sign: an interval on one side of a bound, or within it both ways; or shown alone."""

MARGIN = 0.01
"""Effect on a share, up to which it counts as none where none is claimed; our convention."""

SHOWN, IN_PART, NOT_SHOWN, BY_TEST = "shown", "in part", "not shown", "shown by a test"
"""Verdicts on a claim."""

COVERAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"
_WORDS = re.compile(r"^\| ([MN]\d+) \| (.+?) \|", re.MULTILINE)


class ClaimEffect(NamedTuple):
    """One measured effect that a claim speaks of."""

    where: str  # the firm
    what: str  # what is read, and of what against what
    expected: str  # UP, DOWN, AT_MOST, AT_LEAST, WITHIN or NOT_JUDGED
    reading: MeasuredNumber
    bound: float = 0.0  # of the last ways of judging
    has_room: bool = True  # whether adoption is near none or all on neither side

    @property
    def verdict(self) -> str:
        """RIGHT, WRONG or NONE, by the whole interval; noise never acquits."""
        low, high = self.reading.low, self.reading.high
        if self.expected == NOT_JUDGED:
            return NOT_JUDGED
        if self.expected == WITHIN:
            return RIGHT if -self.bound <= low and high <= self.bound else WRONG if low > self.bound or high < -self.bound else NONE
        if self.expected in (DOWN, AT_MOST):
            low, high, bound = -high, -low, -self.bound
        else:
            bound = self.bound
        is_bound = self.expected in (AT_MOST, AT_LEAST)
        if low > bound or (is_bound and low == bound):
            return RIGHT
        return WRONG if high < bound else NONE

    @property
    def is_slight(self) -> bool:
        """Whether a sign is shown, and yet the whole interval is within the margin up to which an effect counts as none elsewhere."""
        low, high = self.reading.low, self.reading.high
        is_sign = self.expected in (UP, DOWN) and self.reading.unit == POINTS
        return is_sign and self.verdict == RIGHT and max(abs(low), abs(high)) < MARGIN


class TriedClaim(NamedTuple):
    """How a claim is tried."""

    tried: str  # the experiment, in a sentence or two
    measure: Callable[[int], Iterable[ClaimEffect]] | None = None  # pairs of runs to effects; none: a test shows it
    because: str = ""  # why it is not met, in words that hold for any numbers; shown only then
    tests: tuple[str, ...] = ()  # of a claim about how things are connected: file::name under tests/


class MeasuredClaim(NamedTuple):
    """A claim with everything measured of it."""

    row: str
    tried: str
    effects: tuple[ClaimEffect, ...]
    because: str
    tests: tuple[str, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many effects are right, wrong or not to be told from none."""
        return Counter(effect.verdict for effect in self.effects if effect.verdict != NOT_JUDGED)

    @property
    def verdict(self) -> str:
        """SHOWN where every effect is right, IN_PART where some are and none is wrong."""
        if not self.counts:
            return BY_TEST
        if self.counts[RIGHT] == self.counts.total():
            return SHOWN
        return IN_PART if self.counts[RIGHT] and not self.counts[WRONG] else NOT_SHOWN

    @property
    def is_met(self) -> bool:
        """Whether no effect that was measured speaks against it."""
        return self.verdict in (SHOWN, BY_TEST)


def words_of_claims(page: str | None = None) -> dict[str, str]:
    """The words of every claim on mechanisms and interventions, by row; page : text of docs/coverage.md; none: as it stands"""
    return dict(_WORDS.findall(COVERAGE.read_text(encoding="utf-8") if page is None else page))


def measured(row: str, claim: TriedClaim, seeds: int = SEEDS) -> MeasuredClaim:
    """A claim, measured; seeds : pairs of runs for each effect, at least 2"""
    effects = () if claim.measure is None else tuple(claim.measure(seeds))
    return MeasuredClaim(row, claim.tried, effects, claim.because, claim.tests)


def effect_on(
    where: str, what: str, with_it: Floats, without: Floats | float, expected: str = UP, bound: float = 0.0, *, is_adoption: bool = False
) -> ClaimEffect:
    """The paired difference of shares, each of shape (seeds,), with its interval."""
    has_room = not is_adoption or all(is_unsaturated(float(np.mean(side))) for side in (with_it, without))
    return ClaimEffect(where, what, expected, mean_reading(with_it - without, "pairs of runs", unit=POINTS), bound, has_room)


def level_of(where: str, what: str, shares: Floats, expected: str, bound: float) -> ClaimEffect:
    """A level itself, not a difference, against a bound; shares : (seeds,)"""
    return ClaimEffect(where, what, expected, mean_reading(shares, "runs", is_share=True), bound)


def compared(
    scenario: Sequence[str],
    what: str,
    sides: tuple[Initiative, Initiative],
    seeds: int,
    readings: Sequence[tuple[RunReading, str]] = ((ADOPTION, UP),),
    bound: float = 0.0,
) -> list[ClaimEffect]:
    """The second side of a firm less the first, in everything that is read; what : the difference between the sides; empty: only one"""
    without, with_it = (play(side, seeds) for side in sides)
    return [read(scenario, what, reading, with_it, without, expected, bound) for reading, expected in readings]


def read(
    scenario: Sequence[str], what: str, reading: RunReading, with_it: PlayedRuns, without: PlayedRuns, expected: str, bound: float = 0.0
) -> ClaimEffect:
    """One reading of two sides that were played."""
    told = f"{what}: {reading.what}" if what else reading.what
    return effect_on(place_of(scenario), told, reading.of(with_it), reading.of(without), expected, bound, is_adoption=reading.is_adoption)
