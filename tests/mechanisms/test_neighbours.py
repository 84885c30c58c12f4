"""Communities, regulators and rivals, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import neighbours as rules

P = rules.NeighbourParameters(pace=0.5, scandal=0.4, voice=0.01, compliance=0.1, overtaken=0.6)


def test_communities_think_of_a_firm_as_its_customers_and_people_fare() -> None:
    assert rules.regard_after.py_func(0.5, 0.4, 0.6, 0.0, P) == pytest.approx(0.5)
    assert rules.regard_after.py_func(0.5, 0.8, 0.6, 0.0, P) == pytest.approx(0.6)
    assert rules.regard_after.py_func(0.5, 0.4, 0.6, 0.5, P) == pytest.approx(0.4)


def test_they_bring_customers_where_they_think_better_than_at_the_start_and_warn_where_worse() -> None:
    assert rules.spoken_of.py_func(0.5, 0.5, P) == 0.0
    assert rules.spoken_of.py_func(0.7, 0.5, P) == pytest.approx(0.002)
    assert rules.spoken_of.py_func(0.3, 0.5, P) == pytest.approx(-0.002)


def test_regulators_cost_where_trust_is_short() -> None:
    assert rules.cost_of_mistrust.py_func(1000.0, 0.4, 0.4, P) == 0.0
    assert rules.cost_of_mistrust.py_func(1000.0, 0.1, 0.4, P) == pytest.approx(75.0)
    assert rules.cost_of_mistrust.py_func(1000.0, 0.0, 0.4, P) == pytest.approx(100.0)


def test_a_firm_is_merged_once_too_few_are_left_and_a_rival_is_better() -> None:
    assert rules.is_overtaken.py_func(0.6, 0.3, 0.4, P)
    assert not rules.is_overtaken.py_func(0.61, 0.3, 0.4, P)
    assert not rules.is_overtaken.py_func(0.6, 0.4, 0.4, P)
