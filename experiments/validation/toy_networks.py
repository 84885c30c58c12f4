"""Toy networks: people on explicit networks who respond only to what they see others do.

Networks that are played together lie side by side in one organisation without a tie between them; draws go by address, so they are
independent of one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.array_types import Floats
from sim.engine import Initiative, Run, prepare
from sim.organisation import network_organisation

Pairs = NDArray[np.int64]

ALWAYS = -100.0
"""The threshold of an employee who always practises."""

SILENT = ("lead", "interest", "reward", "habit", "norm", "hold", "temptation", "derailing_ease")
"""What else pulls or holds: weights at zero in the pure threshold model."""

PURE: dict[str, dict[str, float]] = {
    "choice": {"reconsider": 1.0, "noise": 0.0, "social": 1.0, **dict.fromkeys(SILENT, 0.0)},
    "exposure": {"spotlight": 0.0},
    "turnover": {"quits": 0.0},
    "disturbance": {"size": 0.0},
}
"""Rules of the threshold model of the literature: everybody looks every week, and chance and the times have no say."""


class ToyNetwork(NamedTuple):
    """People, tied to one another with equal strength."""

    pairs: Pairs  # (ties, 2)
    thresholds: Floats  # (people,)


def laboratory(weeks: int, rules: dict[str, dict[str, float]], **more: Any) -> Initiative:
    """An initiative in which nothing is planned and one behaviour, which costs nothing and all can see, may spread.

    rules : numbers by rule, where they are not the defaults; more : other fields of the initiative
    """
    behaviour = {"title": "A practice", "description": "", "direction": "aligned", "visibility": 1.0}
    behaviour |= {"effort": 0.0, "autonomy": 0.0, "coordination": 0.0}
    known = {
        "behaviours": {"practice": behaviour},
        "outcomes": {"end": {"title": "Adoption at the end", "description": "", "kind": "adoption_at_deadline"}},
    }
    scenario = {
        "name": "laboratory", "title": "Laboratory", "briefing": "", "weeks": weeks, "dispositions": {"practice": 0.0},
        "organisation": {"source": "drawn", "units": {"network": {"size": 1}}}, "behaviours": ["practice"], "outcome": "end",
        "segments": {"all": {"share": 1.0, "panel": 1}}, "programme": {"title": "Nothing", "description": "", "steps": {}},
        "rules": rules, "definitions": known,
    }  # fmt: skip
    return Initiative.model_validate(scenario | more)


def pure_thresholds(weeks: int, noise: float = 0.0, reconsider: float = 1.0) -> Initiative:
    """The threshold model of the literature, with chance where noise is above zero; reconsider : share of people a week."""
    choice = PURE["choice"] | {"noise": noise, "reconsider": reconsider}
    return laboratory(weeks, PURE | {"choice": choice})


def play_network(initiative: Initiative, network: ToyNetwork, seeds: Sequence[int] = (0,)) -> Run:
    """One network under many seeds, played to the end."""
    organisation = network_organisation(len(network.thresholds), network.pairs, thresholds=network.thresholds)
    return prepare(initiative, seeds, organisation=organisation).advance()


def shares_of(run: Run) -> Floats:
    """Share practising of a run in the laboratory, shape (weeks + 1, seeds)."""
    return run.traces.practising[:, 0, 0] / run.organisation.employees


def play_side_by_side(initiative: Initiative, networks: Sequence[ToyNetwork]) -> Floats:
    """Share practising in each network, shape (weeks + 1, networks)."""
    sizes = np.array([len(network.thresholds) for network in networks])
    first = np.cumsum(sizes) - sizes
    pairs = np.concatenate([network.pairs + begin for network, begin in zip(networks, first, strict=True)])
    thresholds = np.concatenate([network.thresholds for network in networks])
    organisation = network_organisation(len(thresholds), pairs, thresholds=thresholds)
    everyone = prepare(initiative, [0], organisation=organisation, watch_everyone=True).advance().traces.everyone[:, :, 0]
    return np.add.reduceat(everyone, first, axis=1, dtype=np.int64) / sizes


def fully_mixed(thresholds: ArrayLike) -> ToyNetwork:
    """Everybody sees everybody."""
    thresholds = np.asarray(thresholds, float)
    one, other = np.triu_indices(len(thresholds), 1)
    return ToyNetwork(np.column_stack((one, other)), thresholds)


def random_pairs(people: int, mean_degree: float, seed: int) -> Pairs:
    """Pairs of a graph in which every pair is tied with the same chance."""
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = generator.poisson(mean_degree * people / 2)
    pairs = generator.integers(0, people, size=(2 * drawn + 10, 2))
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    return pairs[generator.permutation(len(pairs))[:drawn]]


def small_world(people: int, rewired: float, seed: int, each_side: int = 4) -> Pairs:
    """Pairs of a ring on which everybody is tied to the next few on each side, with a share of ties moved anywhere."""
    generator = np.random.Generator(np.random.Philox(seed))
    pairs = np.array([(i, (i + step) % people) for i in range(people) for step in range(1, each_side + 1)])
    moved = generator.random(len(pairs)) < rewired
    pairs[moved, 1] = generator.integers(0, people, moved.sum())
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)


def swapped(pairs: Pairs, seed: int, rounds: int = 10) -> Pairs:
    """The same people with as many ties each, but to anybody: ends of two ties are swapped, again and again.

    rounds : swaps tried for each tie; one that would tie someone to oneself, or twice to the same, is left out
    """
    generator = np.random.Generator(np.random.Philox(seed))
    ties = [(int(one), int(other)) for one, other in np.sort(pairs, axis=1)]
    there = set(ties)
    for first, second in generator.integers(0, len(ties), size=(rounds * len(ties), 2)):
        (a, b), (c, d) = ties[first], ties[second]
        new = tuple(sorted((a, d))), tuple(sorted((c, b)))
        if a == d or c == b or new[0] in there or new[1] in there or new[0] == new[1]:
            continue
        there -= {ties[first], ties[second]}
        there |= set(new)
        ties[first], ties[second] = new
    return np.array(sorted(there))
