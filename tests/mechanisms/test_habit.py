"""Habit, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.habit import HabitParameters, habit_after

P = HabitParameters(growth=0.25, fade=0.1)
after = habit_after.py_func


def test_practice_closes_a_share_of_the_way_to_automatic() -> None:
    assert after(0.0, 1, P) == 0.25
    assert after(0.6, 1, P) == pytest.approx(0.7)  # 0.6 + 0.25 × 0.4
    assert after(1.0, 1, P) == 1.0


def test_unpractised_habit_decays_by_a_share() -> None:
    assert after(0.6, 0, P) == pytest.approx(0.54)  # 0.6 − 0.1 × 0.6
    assert after(0.0, 0, P) == 0.0


def test_habit_follows_its_closed_form() -> None:
    habit = 0.0
    for _ in range(9):
        habit = after(habit, 1, P)
    assert habit == pytest.approx(1.0 - 0.75**9)
    for _ in range(9):
        habit = after(habit, 0, P)
    assert habit == pytest.approx((1.0 - 0.75**9) * 0.9**9)


def test_nine_weeks_of_practice_are_about_all_of_a_habit() -> None:
    habit = 0.0
    for _ in range(9):
        habit = after(habit, 1, HabitParameters())
    assert 0.93 < habit < 0.96  # 95 % at 66 days, Lally et al. 2010
