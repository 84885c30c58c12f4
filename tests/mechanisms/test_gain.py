"""Gain of customers, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import gain as rules

P = rules.GainParameters(pace=0.25, penetration=0.4)


def test_a_gain_follows_strategic_service_late_and_is_lost_with_it() -> None:
    assert rules.gain_after.py_func(0.2, 0.6, P) == pytest.approx(0.3)
    assert rules.gain_after.py_func(0.2, 0.0, P) == pytest.approx(0.15)


def test_a_trial_serves_as_far_as_its_solution_fits_and_as_it_runs() -> None:
    assert rules.served_strategically.py_func(0.2, 0.0, 1.0) == rules.served_strategically.py_func(0.2, 0.5, 0.0) == 0.2
    assert rules.served_strategically.py_func(0.2, 0.5, 0.5) == pytest.approx(0.4)
    assert rules.served_strategically.py_func(0.2, 1.0, 1.0) == pytest.approx(1.0)


def test_customers_buy_more_of_the_firm_that_improves_their_business() -> None:
    assert rules.bought_more.py_func(1.1, 0.3, 0.3, P) == 1.1
    assert rules.bought_more.py_func(1.0, 0.75, 0.25, P) == pytest.approx(1.2)
    assert rules.bought_more.py_func(0.1, 0.0, 1.0, P) == 0.0
