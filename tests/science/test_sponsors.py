"""Sponsors: a change dropped too early falls back, and one judged too soon is dropped."""

from __future__ import annotations

import numpy as np
from ensembles import paired_interval, play, scenario, stopped_in

import sim


def test_withdrawn_early_adoption_reverts_and_withdrawn_late_it_grows_on_alone():
    """Repenning 2002: a motivation threshold; 200 seeds."""
    initiative = sim.load("customer_centric")
    early, late = play(stopped_in(initiative, 26)), play(stopped_in(initiative, 78))
    assert np.median(early.adoption[-1]) < np.median(early.adoption[26])
    assert paired_interval(late.adoption[104], late.adoption[78])[0] > 0.0


SLOW = ("test_bed_small_customer", "dispositions.patience=0.2", "dispositions.perseverance=0.3", "programme.expected_weeks=78")


def test_judged_too_soon_a_slow_programme_dies_and_a_trial_period_saves_it():
    """Sastry 1997: suspending evaluation saves a reoriented firm; 200 seeds."""
    judged_at_once = scenario(*SLOW, "programme.trial_weeks=0")
    given_time = scenario(*SLOW, "programme.trial_weeks=74")
    assert (judged_at_once.abandoned >= 0).mean() > 0.9
    assert (given_time.abandoned >= 0).mean() < 0.1
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
