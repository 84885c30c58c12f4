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


def bought(lagged: float, felt_at_start: float, elasticity: float) -> float:
    return rules.bought_for_service.py_func(lagged, felt_at_start, elasticity)


def test_customers_buy_more_of_what_they_feel_to_be_better() -> None:
    assert bought(0.5, 0.5, 0.4) == bought(0.9, 0.1, 0.0) == 1.0
    assert bought(0.7, 0.45, 0.4) == pytest.approx(1.1)
    assert bought(0.1, 0.9, 5.0) == bought(0.6, 0.9, 5.0) == 0.0
    assert bought(0.7, 0.9, 4.0) == pytest.approx(0.2)


def test_no_customer_spends_more_on_a_firm_than_all() -> None:
    assert rules.within_reach.py_func(1.9, 0.5) == 1.9
    assert rules.within_reach.py_func(2.1, 0.5) == 2.0
    assert rules.within_reach.py_func(1.2, 1.0) == 1.0


def test_revenue_follows_customers_and_what_they_buy() -> None:
    assert rules.revenue_of.py_func(200.0, 0.9, 1.1) == pytest.approx(198.0)
    assert rules.revenue_of.py_func(200.0, 1.0, 0.0) == 0.0


def test_earnings_are_the_margin_less_what_silos_mistrust_and_the_programme_cost() -> None:
    assert rules.earnings_of.py_func(250.0, 5.0, 2.0, 6.0, P) == pytest.approx(62.0)
    assert rules.cost_of_orders.py_func(200.0, P) + rules.earnings_of.py_func(200.0, 0.0, 0.0, 0.0, P) == pytest.approx(200.0)


def test_a_return_is_for_each_euro_spent() -> None:
    assert rules.return_on.py_func(50.0, 200.0) == 0.25
    assert rules.return_on.py_func(-100.0, 200.0) == -0.5
    assert rules.return_on.py_func(50.0, 0.0) == 0.0
