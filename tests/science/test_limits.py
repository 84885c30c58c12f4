"""Known limits, exactly: with one pull and no chance the model is the threshold model of the literature."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.cascades import PUBLISHED, cascade_condition, cascade_window, cascades
from experiments.validation.contagion import NEARLY_ALL, WEEKS_BY_CHANCE, spread, weeks_by_chance, weeks_to
from experiments.validation.thresholds import adopters
from experiments.validation.toy_networks import ALWAYS, ToyNetwork, play_network, pure_thresholds, shares_of


def test_thresholds_0_to_99_bring_a_hundred_people_to_adopt_one_after_another():
    """Granovetter 1978."""
    assert adopters()[:101] == list(range(101))


def test_one_threshold_moved_from_1_to_2_leaves_exactly_one_adopter():
    """Granovetter 1978."""
    assert adopters(moved_to=2)[-1] == 1


def test_the_condition_of_cascades_solves_to_the_published_window():
    """Watts 2002, φ = 0.18: 1.02 < z < 5.76, to the printed digit."""
    assert [round(edge, 2) for edge in cascade_window()] == list(PUBLISHED)
    assert cascade_condition(3.0) > 1.0 > cascade_condition(9.0)


@pytest.mark.parametrize("mean_degree", [0.8, 9.0])
def test_outside_the_window_no_cascade_is_global(mean_degree):
    """Watts 2002: at φ = 0.18 the window is 1.02 < z < 5.76; 0 of 30 graphs of 1,000 people: rate below 10 % (95 %)."""
    assert cascades(mean_degree, 30).value == 0.0


def test_inside_the_window_nearly_every_cascade_is_global():
    """Watts 2002, z = 3; 30 graphs: at least 27."""
    assert cascades(3.0, 30).value >= 0.9


def test_rewiring_speeds_simple_contagion():
    """Centola and Macy 2007, one neighbour is enough; every one of 10 networks."""
    ring, rewired = (weeks_to(NEARLY_ALL, spread(share, 1, 10)) for share in (0.0, 0.3))
    assert (rewired < ring).all()


def test_rewiring_stops_complex_contagion():
    """Centola and Macy 2007, three neighbours are needed; every one of 10 networks."""
    assert (spread(0.0, 3, 10)[-1] == 1.0).all()
    assert (spread(0.6, 3, 10)[-1] < 0.5).all()


def test_a_little_chance_lets_rewiring_speed_complex_contagion():
    """Eckles et al. 2024, three neighbours needed, 1 % a week; every one of 6 networks, and without chance none gets there."""
    ring, rewired = (weeks_by_chance(share, 6) for share in (0.0, 0.2))
    assert (2.0 * rewired < ring).all() and (ring <= WEEKS_BY_CHANCE).all()
    assert (weeks_by_chance(0.2, 6, chance=0.0) > WEEKS_BY_CHANCE).all()


def test_no_ties_means_no_diffusion():
    thresholds = np.full(20, 0.1)
    thresholds[0] = ALWAYS
    alone = play_network(pure_thresholds(10), ToyNetwork(np.zeros((0, 2), np.int64), thresholds))
    assert shares_of(alone)[-1, 0] * 20 == 1.0
