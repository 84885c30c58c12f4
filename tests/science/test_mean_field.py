"""Where everybody sees everybody the agents agree with their equation; on ties that cluster they part from it as theory says."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.validation.mean_field import (
    MARGIN,
    PEOPLE,
    MeanFieldAgreement,
    agreement_of_all,
    agreement_of_choice,
    pure_choice,
    quantile_thresholds,
)
from experiments.validation.networks import measure_finite_size, measure_networks


@pytest.fixture(scope="module")
def together():
    return agreement_of_all(60)


def test_choice_alone_is_equivalent_to_its_difference_equation():
    """400 people, 100 seeds; two one-sided tests at 5 % in each of 80 weeks, within 2 points."""
    alone = agreement_of_choice(100)
    assert alone.is_equivalent
    assert alone.equation[-1] - alone.equation[1] > 0.5  # there was a course to agree on


def test_with_interest_habit_and_norm_the_equation_of_the_same_rules_is_equivalent(together):
    """400 people, 60 seeds; as above."""
    agreement, _, _, _ = together
    assert agreement.is_equivalent
    assert agreement.equation[-1] > 0.8


def test_interest_and_norm_of_the_equation_are_those_of_the_agents(together):
    """The 95 % interval of the mean over 60 seeds, and what the equation leaves out: one of 400 people."""
    _, equation, interest, norm = together
    for agents, expected in ((interest, equation.interest), (norm, equation.norm)):
        half = 2.0 * agents[-1].std(ddof=1) / np.sqrt(agents.shape[1])
        assert abs(agents[-1].mean() - expected[-1]) < half + 1.0 / PEOPLE


def test_another_equation_is_told_apart():
    """The same agents against people who reconsider a tenth less often."""
    alone = agreement_of_choice(20)
    thresholds = quantile_thresholds(PEOPLE, 0.4, 0.2)
    other = MeanFieldAgreement(alone.agents, pure_choice(thresholds, len(alone.equation) - 1, 0.1, 0.225))
    assert not other.is_equivalent and abs(other.worst.value) > MARGIN


def test_ties_that_cluster_slow_what_is_easy_and_start_what_is_hard():
    """Centola and Macy 2007; 6 networks of each, and the ties of a firm under 20 seeds: intervals of the differences."""
    assert measure_networks(6, 20).agrees


def test_chance_shrinks_as_one_over_the_square_root_of_the_number_of_people():
    """50 to 3,200 people, 60 seeds each: minus one half lies in the interval of the slope, which is not wide."""
    (slope,) = measure_finite_size(60).checks
    assert slope.agrees and slope.reading.high < -0.3
