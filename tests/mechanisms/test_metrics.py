"""Tactical metrics, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import metrics as rules

P = rules.MetricParameters(worthwhile=0.2)


def test_a_score_is_made_of_its_base_of_conditions_and_of_practice() -> None:
    assert rules.metric_value.py_func(0.5, 0.1, -0.25) == pytest.approx(0.35)
    assert rules.metric_value.py_func(0.5, 0.5, 0.25) == 1.0
    assert rules.metric_value.py_func(0.25, -0.5, 0.125) == 0.0


def test_a_condition_counts_from_one_half() -> None:
    assert rules.by_condition.py_func(0.3, 0.5) == 0.0
    assert rules.by_condition.py_func(0.3, 1.0) == pytest.approx(0.3)
    assert rules.by_condition.py_func(0.3, 0.25) == pytest.approx(-0.15)


def test_what_adds_little_to_the_score_is_worth_little_attention() -> None:
    assert rules.paid_for.py_func(0.0, P) == 0.0
    assert rules.paid_for.py_func(0.05, P) == pytest.approx(0.25)
    assert rules.paid_for.py_func(0.2, P) == rules.paid_for.py_func(0.9, P) == 1.0


def test_what_customers_feel_takes_the_place_of_the_units_own_score() -> None:
    assert rules.answered_for.py_func(0.8, 0.3, 0.0) == 0.8
    assert rules.answered_for.py_func(0.8, 0.3, 1.0) == 0.3
    assert rules.answered_for.py_func(0.8, 0.3, 0.4) == pytest.approx(0.6)
