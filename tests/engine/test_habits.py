"""Habits that are caught up with late are those of a step every week."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.compiled import rule
from sim.engine import prepare
from sim.engine.habits import catch_up
from sim.mechanisms.habit import HabitParameters, habit_after

PACES = HabitParameters()
LATE = 23
"""Weeks: enough for fours, twos and ones together."""


@rule
def caught_up(week, growth, done, since, automatic, p):
    may = np.ones((1, done.shape[1]), np.uint8)
    for i in range(np.uint64(len(since))):
        catch_up(i, week, np.uint64(done.shape[2]), may, np.uint64(0), growth, done.reshape(-1), since, automatic.reshape(-1), p)


@pytest.mark.parametrize("lanes", [1, 5])
@pytest.mark.parametrize("practised", ["always", "never", "by some"])
def test_habits_caught_up_late_have_the_bits_of_a_step_every_week(practised, lanes):
    rng = np.random.default_rng(3)
    done = {"always": np.ones, "never": np.zeros, "by some": lambda shape: rng.integers(0, 2, shape)}[practised]((LATE + 1, 9 * lanes))
    done = done.astype(np.uint8)
    since = np.arange(LATE + 1)  # person by person a week less is missed
    late = rng.random(done.shape)
    weekly = late.copy()
    growth = rng.uniform(0.05, 1.0, LATE + 1)
    for i, begun in enumerate(since):
        for _ in range(begun, LATE):
            weekly[i] = [habit_after.py_func(habit, does, growth[i], PACES) for habit, does in zip(weekly[i], done[i], strict=True)]
    shape = LATE + 1, 9, lanes
    caught_up(LATE, growth, done.reshape(shape), since, late.reshape(shape), PACES)  # a view: late itself is written
    assert (since == LATE).all()
    assert np.array_equal(late, weekly)


def test_habits_form_every_week_whether_or_not_the_run_stops_to_look():
    initiative = sim.load("customer_centric", "organisation=small", "weeks=60", "rules.turnover.quits=0.0")
    whole, stopping = (prepare(initiative, [4, 5]) for _ in range(2))
    assert not len(whole.plan.event_kind)  # a reorganisation breaks habits too
    paces, growth, starts_and_stops = whole.rules.habit, whole.world.habit_growth[:, None, None], 0
    assert len(np.unique(growth)) > 20
    for _ in range(initiative.weeks):
        habit, practice = stopping.state.habit.copy(), stopping.state.practice.copy()
        done = stopping.advance(1).state.practice
        starts_and_stops += np.count_nonzero(done != practice)
        steps = np.where(done, habit + growth * (1.0 - habit), habit + paces.fade * (0.0 - habit))
        assert np.array_equal(stopping.state.habit, steps)
    assert starts_and_stops > 100
    assert np.array_equal(whole.advance().state.habit, stopping.state.habit)
