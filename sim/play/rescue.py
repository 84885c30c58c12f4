"""Rescue: which causes of failure, repaired from the first week, would have changed the outcome.

The play is rerun with every set of the causes of the library repaired, with the same random draws and all decisions. A repair brings
a cause's conditions to the level of the better initiatives of a population, as in the study of why initiatives fail; conditions that are
already better stay unchanged.
"""

from __future__ import annotations

from functools import cache
from math import factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import DEFAULT_SCENARIO, load
from sim.config.errors import Refused
from sim.config.library_files import entry_of, folders_in_use, names_of
from sim.planning.repair import Repair
from sim.play.background_task import UNWATCHED, WorkWatch
from sim.play.futures import judged_week, lived, lives_of
from sim.play.play import Play
from sim.study.attribution.outcomes import Outcomes
from sim.study.attribution.rescues import rescues_of
from sim.study.attribution.shapley import shapley_weights
from sim.study.experiments.cause_repairs import levels_in
from sim.study.population.causes import Cause, repairs_of
from sim.study.population.library_parts import causes_from, parts_for
from sim.study.population.population import Population
from sim.study.population.sampling import Sampler

POPULATION = "calibrated"
"""The population that gives the levels of repairs; the study uses the same."""

MOST_CAUSES = 8
"""Causes of which every set is repaired, as in a study: 256 lanes of one run."""


class Repaired(NamedTuple):
    """A cause, and the effect of its repair on a play."""

    cause: str
    title: str
    description: str
    adoption: float  # in the week of judgement, with this repair alone
    felt_gain: float
    succeeds: bool  # with this repair alone
    mode: str | None
    succeeds_without: bool  # with all the others repaired
    adoption_without: float
    part: float  # contribution to the gain in adoption from repairing all causes, mean over all orders of repair (Shapley)


class PlayRescue(NamedTuple):
    """Repairs that would have saved a play, or that a successful play did not need."""

    causes: tuple[Repaired, ...]  # largest contribution first
    judged: int  # week
    success: bool  # as played
    adoption: float
    felt_gain: float
    everything: float  # adoption with all causes repaired
    everything_succeeds: bool
    sets: tuple[tuple[str, ...], ...]  # smallest sets of causes whose repair saves it, by name, small ones first; none for a success

    @property
    def alone(self) -> tuple[Repaired, ...]:
        """The causes whose repair alone would have saved it."""
        return () if self.success else tuple(one for one in self.causes if one.succeeds)

    @property
    def harmful(self) -> tuple[Repaired, ...]:
        """The causes whose repair alone would have cost a success."""
        return tuple(one for one in self.causes if not one.succeeds) if self.success else ()


def rescue_of(play: Play, watch: WorkWatch = UNWATCHED) -> PlayRescue:
    """Rerun a play with every set of causes repaired, with its own random draws."""
    watch.progress(0, 1)
    causes, levels = repairable()
    names = tuple(sorted(causes))
    coalitions = [frozenset(name for place, name in enumerate(names) if mask >> place & 1) for mask in range(1 << len(names))]
    run = lived(play.initiative, play.organisation, play.decisions, [play.seed], repairs_of(coalitions, causes, levels))
    judged = judged_week(run)
    lives = lives_of(run, judged)
    parts = shapley_of(lives.adoption, len(names))
    whole = len(coalitions) - 1

    def repaired(place: int, name: str) -> Repaired:
        alone, others = 1 << place, whole ^ (1 << place)
        return Repaired(
            cause=name,
            title=causes[name].title,
            description=causes[name].description,
            adoption=float(lives.adoption[alone]),
            felt_gain=float(lives.felt_gain[alone]),
            succeeds=bool(lives.success[alone]),
            mode=lives.mode[alone],
            succeeds_without=bool(lives.success[others]),
            adoption_without=float(lives.adoption[others]),
            part=float(parts[place]),
        )

    found = [repaired(place, name) for place, name in enumerate(names)]
    success = bool(lives.success[0])
    sets = () if success else tuple(rescues_of(Outcomes(names, lives.success[None, :], np.zeros(1, np.int64), 0), 0))
    watch.progress(1, 1)
    return PlayRescue(
        causes=tuple(sorted(found, key=lambda one: (-one.part, one.cause))),
        judged=judged,
        success=success,
        adoption=float(lives.adoption[0]),
        felt_gain=float(lives.felt_gain[0]),
        everything=float(lives.adoption[whole]),
        everything_succeeds=bool(lives.success[whole]),
        sets=sets,
    )


def shapley_of(values: NDArray[np.float64], causes: int) -> NDArray[np.float64]:
    """Contribution of each cause, averaged over all orders of repair; sums to the total. values : shape (2^causes,), by mask."""
    return -(np.asarray(values, float) @ shapley_weights(causes)) / factorial(causes)


@cache
def repairable() -> tuple[dict[str, Cause], dict[str, float]]:
    """The causes of the library, and the level to which a repair brings each condition.

    Raises Refused for more causes than can be repaired in every set, or for a cause that restores an unknown condition.
    """
    base = load(DEFAULT_SCENARIO)
    population = Population.model_validate(_shelf("population", POPULATION))
    names = names_of("cause", folders_in_use())
    if len(names) > MOST_CAUSES:
        raise Refused(f"cause: {len(names)} causes ({', '.join(names)}); a debrief repairs every set of at most {MOST_CAUSES}")
    try:
        causes = causes_from(names, _shelf)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    return causes, levels_in(Sampler(population, parts_for(population, base, _shelf), base, seed=0), causes)


def repair_for(cause: str) -> Repair:
    """Conditions that the repair of one cause restores, and their levels."""
    causes, levels = repairable()
    return repairs_of([frozenset({cause})], causes, levels)[0]


def _shelf(kind: str, name: str) -> dict[str, Any]:
    return entry_of(kind, name, folders_in_use(), "debrief")
