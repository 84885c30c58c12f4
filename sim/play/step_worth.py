"""Worth: the value of each step of a play, measured by replaying it without that step.

With the same random draws, only the step differs. One set of draws involves luck, so the comparison is repeated under other seeds, always
paired. Steps interact: if two steps need each other, each is credited with the gain of the pair; if two do the same job, each seems worth
little. The values therefore do not add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit  # instead of scipy.stats, which takes a second to import

from sim.array_types import Floats
from sim.planning.schedule import Placed
from sim.play.background_task import UNWATCHED, WorkWatch, spread
from sim.play.futures import Lives, judged_week, lived, lives_of
from sim.play.play import Play

OTHER_SEEDS, FEWEST_SEEDS = 16, 4
MOST_LIVED = 8_000_000
"""Person-weeks of one step's reruns: a few seconds on one core."""

CONFIDENCE = 0.90


class StepEffect(NamedTuple):
    """Effect of a step on one measure: value with it, less value without it."""

    here: float  # on the draws of the play
    mean: float  # over other draws
    low: float  # of the paired 90 % interval of that mean
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0.0 or self.high < 0.0


class Worth(NamedTuple):
    """Worth of one step of a play."""

    handle: str
    title: str
    start: int  # actual start week
    end: int
    money: float  # cost, thousand euro
    leaders_weeks: float  # leaders' time, in weeks of all leaders' full working time
    adoption: StepEffect  # share of aligned practice in the week of judgement
    felt: StepEffect
    success_here: bool  # whether the play succeeds without the step, with its own draws
    success_without: int  # of the other draws


class Worths(NamedTuple):
    """Worth of all steps, best on average first."""

    steps: tuple[Worth, ...]
    judged: int  # week
    others: int  # number of other draws
    success_here: bool  # with every step
    success_with: int  # of the other draws


def worths_of(play: Play, others: int = OTHER_SEEDS, watch: WorkWatch = UNWATCHED) -> Worths:
    """Rerun a play without each step that ran, with its own random draws and with several others."""
    seeds = seeds_of(play, others)
    whole = lived(play.initiative, play.organisation, play.decisions, seeds)
    judged = judged_week(whole)
    known = lives_of(whole, judged)
    ran = [step for step in whole.schedule.steps if step.end > step.start]

    def worth(step: Placed) -> Worth:
        bare = play.without(step.handle)
        run = lived(bare.initiative, play.organisation, bare.decisions, seeds)
        return _worth(step, known, lives_of(run, judged))

    found = spread(worth, ran, watch)
    steps = tuple(sorted(found, key=lambda one: (-one.adoption.mean, one.handle)))
    return Worths(steps, judged, others, bool(known.success[0]), int(known.success[1:].sum()))


def others_for(play: Play) -> int:
    """Number of other draws that time allows."""
    return int(np.clip(MOST_LIVED // max(1, play.organisation.employees * play.weeks), FEWEST_SEEDS, OTHER_SEEDS))


def seeds_of(play: Play, others: int) -> list[int]:
    """The play's own seed, and the seeds after it."""
    return [(play.seed + place) % 2**63 for place in range(others + 1)]


def _worth(step: Placed, with_it: Lives, without: Lives) -> Worth:
    return Worth(
        handle=step.handle,
        title=step.card.title,
        start=step.start,
        end=step.end,
        money=step.money,
        leaders_weeks=float(step.card.cost.leaders_time * step.strength * step.share[step.start : step.end].sum()),
        adoption=_effect(with_it.adoption - without.adoption),
        felt=_effect(with_it.felt_gain - without.felt_gain),
        success_here=bool(without.success[0]),
        success_without=int(without.success[1:].sum()),
    )


def _effect(differences: Floats) -> StepEffect:
    """An effect from its differences. differences : with the play's draws, then with the others."""
    return StepEffect(float(differences[0]), *paired_mean(differences[1:]))


def paired_mean(differences: Sequence[float] | Floats) -> tuple[float, float, float]:
    """The mean of paired differences with its 90 % interval; a single pair gives no information on the spread.

    Source: Student 1908.
    """
    values = np.asarray(differences, float)
    if len(values) == 0:
        return 0.0, -np.inf, np.inf
    mean = float(values.mean())
    if len(values) == 1:
        return mean, -np.inf, np.inf
    half = float(stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2.0) * values.std(ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half
