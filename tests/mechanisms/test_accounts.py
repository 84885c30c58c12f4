"""Accounts, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import accounts as rules

P = rules.AccountParameters(personal=0.2, missed=0.1, acquaintance=0.5)


def test_what_an_owner_knew_leaves_with_the_owner_and_is_found_again() -> None:
    assert rules.bond_after.py_func(1.0, 0.0, P) == 1.0
    assert rules.bond_after.py_func(1.0, 1.0, P) == 0.5
    assert rules.bond_after.py_func(0.8, 0.5, P) == pytest.approx(0.7)  # of a team of two, one stays


def test_an_owner_who_does_more_than_the_unit_is_felt_and_one_who_is_missed_is_too() -> None:
    assert rules.for_the_own.py_func(1.0, 0.0, P) == 0.0
    assert rules.for_the_own.py_func(1.0, 0.5, P) == pytest.approx(0.1)
    assert rules.for_the_own.py_func(1.0, -0.5, P) == pytest.approx(-0.1)
    assert rules.for_the_own.py_func(0.0, 0.5, P) == pytest.approx(-0.1)
    assert rules.for_the_own.py_func(0.5, 0.5, P) == pytest.approx(0.0)
