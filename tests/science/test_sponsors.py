"""Sponsors: a change dropped too early falls back, and one judged too soon is dropped."""

from __future__ import annotations

import numpy as np

from experiments.validation.ensembles import paired_interval, scenario
from experiments.validation.sponsors import EARLY, LATE, growth_alone, judged_after, withdrawn


def test_after_pressure_is_withdrawn_practice_does_not_fall_back_early_and_grow_on_late():
    """Repenning 2002: a motivation threshold; 100 seeds. Not met, and the page says so; change agents who step down are set apart."""
    early, late = withdrawn(EARLY, 100), withdrawn(LATE, 100)
    assert growth_alone(early.others, EARLY).low > 0.0
    assert growth_alone(early.everybody, EARLY).value < growth_alone(early.others, EARLY).value
    assert late.others[LATE].mean() > early.others[LATE].mean()


def test_judged_too_soon_a_slow_programme_is_given_up_and_fails_more_often():
    """Sastry 1997: suspending evaluation saves a reoriented firm; 100 seeds."""
    judged_at_once, given_time = judged_after(0, 100), judged_after(74, 100)
    assert (judged_at_once.abandoned >= 0).mean() > (given_time.abandoned >= 0).mean() + 0.05
    assert paired_interval(given_time.success, judged_at_once.success)[0] > 0.0


def test_a_sponsor_who_leaves_for_a_doubter_costs_commitment():
    left = scenario("customer_centric", "shocks.gone.kind=sponsor_leaves", "shocks.gone.week=40", "shocks.gone.size=0.25", seeds=20)
    stayed = scenario("customer_centric", seeds=20)
    assert (left.firm["walk"][41] < stayed.firm["walk"][41]).all()
    assert np.median(left.adoption[-1]) < np.median(stayed.adoption[-1])


def test_a_board_that_is_briefed_waits_longer():
    """Hunsaker 2020: the customer at the core of the board's thinking; with and without the card, 20 seeds."""
    briefed = scenario("silo_firm", "programme=centred", seeds=20)
    left_alone = scenario("silo_firm", "programme=centred", "~programme.steps.board", seeds=20)
    assert (briefed.firm["board_lost"][78] < left_alone.firm["board_lost"][78]).all()
