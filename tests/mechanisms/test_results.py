"""Results, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import results as rules

P = rules.ResultParameters(lag=0.25, margin=0.3)


def test_the_books_follow_with_a_lag() -> None:
    assert rules.felt_in_the_books.py_func(0.4, 0.8, P) == pytest.approx(0.5)
    assert rules.felt_in_the_books.py_func(0.4, 0.4, P) == 0.4
    lagged = 0.0
    for _ in range(6):
        lagged = rules.felt_in_the_books.py_func(lagged, 1.0, P)
    assert lagged == pytest.approx(1.0 - 0.75**6)


def test_revenue_follows_customers_and_what_they_feel() -> None:
    assert rules.revenue_of.py_func(200.0, 1.0, 0.5, 0.5, 0.4) == 200.0
    assert rules.revenue_of.py_func(200.0, 0.9, 0.5, 0.5, 0.4) == pytest.approx(180.0)
    assert rules.revenue_of.py_func(200.0, 0.9, 0.7, 0.45, 0.4) == pytest.approx(198.0)  # 180 × (1 + 0.4 × 0.25)
    assert rules.revenue_of.py_func(200.0, 1.0, 0.9, 0.1, 0.0) == 200.0


def test_value_is_the_margin_on_what_is_new_less_the_cost() -> None:
    assert rules.value_of.py_func(250.0, 200.0, 6.0, P) == pytest.approx(9.0)
    assert rules.value_of.py_func(200.0, 200.0, 6.0, P) == -6.0


def test_revenue_never_falls_below_nothing() -> None:
    assert rules.revenue_of.py_func(200.0, 1.0, 0.1, 0.9, 5.0) == 0.0
    assert rules.revenue_of.py_func(200.0, 1.0, 0.6, 0.9, 5.0) == 0.0
    assert rules.revenue_of.py_func(200.0, 1.0, 0.7, 0.9, 4.0) == pytest.approx(40.0)
