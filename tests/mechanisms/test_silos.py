"""Costs of silos, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import silos as rules

P = rules.SiloParameters(rework=0.1, scrap=0.02, delay=2.0, carrying=0.01, replacement=20.0, explaining=0.5, customers_hour=0.05)


def test_hand_offs_cost_as_far_as_coordination_is_missing() -> None:
    assert rules.done_again.py_func(0.5, 700.0, P) == pytest.approx(35.0)
    assert rules.thrown_away.py_func(0.5, 700.0, P) == pytest.approx(7.0)
    assert rules.kept_waiting.py_func(0.5, 1000.0, P) == pytest.approx(10.0)
    assert rules.time_explaining.py_func(0.5, 0.2, P) == pytest.approx(0.05)
    for cost in (rules.done_again, rules.thrown_away, rules.kept_waiting, rules.time_explaining):
        assert cost.py_func(0.0, 1.0, P) == 0.0


def test_people_whom_silos_wear_out_cost_their_replacement() -> None:
    assert rules.cost_of_leaving.py_func(100.0, 0.004, 0.003, P) == pytest.approx(2.0)
    assert rules.cost_of_leaving.py_func(100.0, 0.003, 0.003, P) == 0.0


def test_customers_who_are_missed_would_have_grown_as_others_do() -> None:
    missed = 0.0
    for _ in range(2):
        missed = rules.missed_after.py_func(missed, 1.5, 0.1)
    assert missed == pytest.approx(0.25)
