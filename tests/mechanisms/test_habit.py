"""Habit, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms.habit import FURTHEST, HabitParameters, growths_of, habit_after

P = HabitParameters(growth=0.25, fade=0.1)


def after(habit: float, practising: int, p: HabitParameters) -> float:
    return habit_after.py_func(habit, practising, p.growth, p)


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


def test_people_differ_in_how_fast_they_form_habits_and_the_median_is_the_rate_itself() -> None:
    draws = np.array([-9.0, -FURTHEST, -1.0, 0.0, 1.0, FURTHEST, 9.0])
    growths = growths_of(draws, P._replace(spread=np.log(2.0)))
    assert growths[3] == 0.25
    assert growths[4] == pytest.approx(1.0 - 0.75**2) and growths[2] == pytest.approx(1.0 - 0.75**0.5)  # twice the rate
    assert growths[0] == growths[1] and growths[5] == growths[6] == pytest.approx(1.0 - 0.75**16)
    assert (growths_of(draws, P._replace(spread=0.0)) == 0.25).all() and (growths_of(draws, P._replace(growth=1.0)) == 1.0).all()
