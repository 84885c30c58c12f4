"""Known limits, exactly: with one pull and no chance the model is the threshold model of the literature."""

from __future__ import annotations

import numpy as np
import pytest
from ensembles import changed

import sim
from sim.engine import Initiative, prepare
from sim.organisation import network_organisation
from sim.organisation.organisation import Organisation

PURE = {"choice": {"reconsider": 1.0, "noise": 0.0, "social": 1.0}, "exposure": {"spotlight": 0.0}, "turnover": {"quits": 0.0}}
SILENT = ("lead", "interest", "reward", "habit", "norm", "effort", "friction", "cynicism", "temptation", "derailing_ease")


def pure_thresholds(weeks: int) -> Initiative:
    """One behaviour that all can see, and nothing but what others do to move anybody."""

    def strip(data: dict) -> None:
        data.update(weeks=weeks, catalysts={}, inhibitors={}, behaviours=["b"], shocks={})
        data["dispositions"] = {"practice": 0.0}
        data["organisation"]["units"] = {"network": {"size": 1}}
        data["definitions"]["behaviours"] = {
            "b": {
                "title": "b",
                "description": "",
                "direction": "aligned",
                "visibility": 1.0,
                "effort": 0.0,
                "autonomy": 0.0,
                "coordination": 0.0,
            }
        }
        for part, numbers in PURE.items():
            data["rules"][part].update(numbers)
        data["rules"]["choice"].update(dict.fromkeys(SILENT, 0.0))

    return changed(sim.load("customer_centric", "programme=do_nothing"), strip)


def adopters(organisation: Organisation, weeks: int) -> np.ndarray:
    """How many practise, week by week."""
    run = prepare(pure_thresholds(weeks), [0], organisation=organisation).advance()
    return run.traces.practising[:, :, 0, 0].sum(axis=1)


def fully_mixed(thresholds: list[float]) -> Organisation:
    people = len(thresholds)
    pairs = np.array([(i, j) for i in range(people) for j in range(i + 1, people)])
    return network_organisation(people, pairs, thresholds=np.array(thresholds))


def test_thresholds_0_to_99_bring_a_hundred_people_to_adopt_one_after_another():
    """Granovetter 1978."""
    curve = adopters(fully_mixed([k / 99 for k in range(100)]), weeks=110)
    assert list(curve[:101]) == list(range(101))


def test_one_threshold_moved_from_1_to_2_leaves_exactly_one_adopter():
    """Granovetter 1978."""
    thresholds = [k / 99 for k in range(100)]
    thresholds[1] = 2 / 99
    assert adopters(fully_mixed(thresholds), weeks=110)[-1] == 1


def random_graph(people: int, mean_degree: float, seed: int) -> np.ndarray:
    """Pairs of a graph in which every pair is tied with the same chance."""
    generator = np.random.Generator(np.random.Philox(seed))
    drawn = generator.poisson(mean_degree * people / 2)
    pairs = generator.integers(0, people, size=(2 * drawn + 10, 2))
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    return pairs[generator.permutation(len(pairs))[:drawn]]


def cascades(mean_degree: float, networks: int = 30, people: int = 1_000) -> float:
    """Share of random graphs in which one adopter moves more than a tenth, all others having threshold 0.18."""
    found = 0
    for seed in range(networks):
        thresholds = np.full(people, 0.18)
        thresholds[seed] = -1.0
        curve = adopters(network_organisation(people, random_graph(people, mean_degree, seed), thresholds=thresholds), weeks=80)
        found += curve[-1] > people / 10
    return found / networks


@pytest.mark.parametrize("mean_degree", [0.8, 9.0])
def test_outside_the_window_no_cascade_is_global(mean_degree):
    """Watts 2002: at φ = 0.18 the window is 1.02 < z < 5.76; 30 graphs of 1,000 people."""
    assert cascades(mean_degree) == 0.0


def test_inside_the_window_nearly_every_cascade_is_global():
    """Watts 2002, z = 3; 30 graphs: at least 27."""
    assert cascades(3.0) >= 0.9


def small_world(people: int, rewired: float, seed: int) -> np.ndarray:
    """A ring on which everybody is tied to the four next on each side, with a share of ties moved anywhere."""
    generator = np.random.Generator(np.random.Philox(seed))
    pairs = np.array([(i, (i + step) % people) for i in range(people) for step in (1, 2, 3, 4)])
    moved = generator.random(len(pairs)) < rewired
    pairs[moved, 1] = generator.integers(0, people, moved.sum())
    return pairs[pairs[:, 0] != pairs[:, 1]]


def spread(rewired: float, neighbours_needed: int, seed: int, people: int = 600) -> np.ndarray:
    """Share of people who practise, week by week, from nine neighbours who began."""
    pairs = np.unique(np.sort(small_world(people, rewired, seed), axis=1), axis=0)
    degree = np.bincount(pairs.ravel(), minlength=people)
    thresholds = neighbours_needed / np.maximum(degree, 1)
    thresholds[100:109] = -1.0
    return adopters(network_organisation(people, pairs, thresholds=thresholds), weeks=200) / people


def test_rewiring_speeds_simple_contagion():
    """Centola and Macy 2007, one neighbour is enough; every one of 10 networks."""
    for seed in range(10):
        ring, rewired = spread(0.0, 1, seed), spread(0.3, 1, seed)
        assert np.argmax(rewired > 0.9) < np.argmax(ring > 0.9)


def test_rewiring_stops_complex_contagion():
    """Centola and Macy 2007, three neighbours are needed; every one of 10 networks."""
    for seed in range(10):
        assert spread(0.0, 3, seed)[-1] == 1.0
        assert spread(0.6, 3, seed)[-1] < 0.5


def test_no_ties_means_no_diffusion():
    thresholds = np.full(20, 0.1)
    thresholds[0] = -1.0
    assert adopters(network_organisation(20, np.zeros((0, 2), int), thresholds=thresholds), weeks=10)[-1] == 1
