"""Conventions: people who all see each other, of whom some never waver; pure coordination, its theory, and the ordinary firm.

Two set-ups. Pure coordination is that of the experiment: one convention or another, people who do what most of those did whom they
remember, and no other reason to choose. The ordinary firm has our default rules, in which a new practice replaces no convention.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from scipy.special import expit
from scipy.stats import binom

from experiments.validation.mean_field import quantile_thresholds
from experiments.validation.toy_networks import ALWAYS, PURE, fully_mixed, laboratory, shares_of
from sim.array_types import Floats
from sim.engine import prepare
from sim.organisation import network_organisation
from sim.organisation.organisation import Organisation

PEOPLE, WEEKS, LONG = 1_000, 104, 520
TIPPED = 0.5
"""Share of those not committed beyond which the convention counts as tipped."""

TIES = 0.01
"""Noise that decides where as many did the one as the other, and hardly any other choice: 2 % where 13 of 24 did the one, fewer beyond."""

ONE_IN_A_HUNDRED = 0.5 / math.log(99.0)
"""Noise with which one in a hundred of those who saw the new convention nowhere takes it up."""

ONLY_PEERS: dict[str, dict[str, float]] = {
    "choice": {"lead": 0.0, "interest": 0.0, "reward": 0.0, "hold": 0.0},
    "exposure": {"spotlight": 0.0},
    "turnover": {"quits": 0.0},
    "disturbance": {"size": 0.0},
}
"""No one leads, explains, pays or leaves, and the times are quiet; all else is as in any firm: noise, habit, norm, thresholds."""


@cache
def everybody() -> Organisation:
    """A thousand people who all see each other."""
    return network_organisation(PEOPLE, fully_mixed(np.zeros(PEOPLE)).pairs)


def others_practising(thresholds: Floats, committed: float, rules: dict[str, Any], weeks: int, seeds: int) -> Floats:
    """Share of those not committed who practise, shape (weeks + 1, seeds); the first people are committed."""
    few = round(committed * PEOPLE)
    own = np.where(np.arange(PEOPLE) < few, ALWAYS, thresholds)
    run = prepare(laboratory(weeks, rules), range(seeds), organisation=replace(everybody(), threshold=own)).advance()
    return (shares_of(run) * PEOPLE - few) / (PEOPLE - few)


def coordination(committed: float, memory: int, seeds: int, noise: float = TIES, weeks: int = WEEKS) -> Floats:
    """The others' course in pure coordination: each does what most of those did whom one remembers; as others_practising.

    memory : colleagues met and remembered
    """
    rules = PURE | {"choice": PURE["choice"] | {"noise": noise}, "exposure": {"spotlight": 0.0, "encounters": float(memory)}}
    return others_practising(np.full(PEOPLE, TIPPED), committed, rules, weeks, seeds)


def in_the_firm(committed: float, seeds: int, old_ways: float = 0.0, wide: float = 1.0) -> Floats:
    """The others' course among ordinary people whom only peers move; as others_practising.

    old_ways : hold of the old practice; wide : spread of thresholds and noise, of the ordinary ones
    """
    spread = np.random.Generator(np.random.Philox(1)).permutation(quantile_thresholds(PEOPLE, 0.9, 0.25 * wide))
    choice = ONLY_PEERS["choice"] | {"old_ways": old_ways, "noise": 0.18 * wide}
    return others_practising(spread, committed, ONLY_PEERS | {"choice": choice}, LONG, seeds)


def taking_up(seen: Floats, memory: int, noise: float = TIES) -> Floats:
    """Chance that one who meets so many people takes up what this share of all people do; seen : as the result."""
    met = np.arange(memory + 1)
    return (binom.pmf(met, memory, np.asarray(seen, float)[..., None]) * expit((met / memory - TIPPED) / noise)).sum(axis=-1)


def tipping_by_sampling(memory: int, noise: float = TIES) -> float:
    """Committed share above which the old convention cannot hold among infinitely many people.

    Where it holds, x = C + (1 − C) P(x): the share x who do the new is that of the committed, C, and of the others who then take it up,
    P(x). Every x below one half is such a fixed point for one C, and the largest of these C is the last at which there is one.
    """
    x = np.linspace(0.0, TIPPED, 5_001)[:-1]
    taken = taking_up(x, memory, noise)
    return float(((x - taken) / (1.0 - taken)).max())


def held_by_sampling(committed: float, memory: int) -> float:
    """Share of the others who do the new in the end, if none does at the start, among infinitely many people."""
    others = 0.0
    for _ in range(WEEKS):
        others = float(taking_up(np.array(committed + (1.0 - committed) * others), memory))
    return others
