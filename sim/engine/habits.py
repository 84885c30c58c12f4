"""Habits are caught up with when they matter: when their owner reconsiders, changes what is practised, or the weeks end.

Between two changes of practice a habit takes the same step every week. The steps are made together, while the person's habits are in the
fastest cache, in the order and with the bits of one step a week.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart
from sim.mechanisms.habit import habit_after
from sim.organisation.organisation import MISSING


@stage
def post_of(u, row):
    """The post of a person of a unit: two to a unit, the second for those who lead. row : among leaders, or MISSING"""
    return np.uint64(u) * np.uint64(2) + np.uint64(row != MISSING)


@stage
def _after_two(habit, practising, growth, p):
    return habit_after(habit_after(habit, practising, growth, p), practising, growth, p)


@stage_apart
def _pass(missed, begin, cells, growth, done, automatic, p):
    """Let so many weeks pass for the habits in some cells of memory, four, two or one at a time."""
    for _ in range(missed // np.uint64(4)):
        for cell in range(begin, begin + cells):
            automatic[cell] = _after_two(_after_two(automatic[cell], done[cell], growth, p), done[cell], growth, p)
    for _ in range(missed // np.uint64(2) % np.uint64(2)):
        for cell in range(begin, begin + cells):
            automatic[cell] = _after_two(automatic[cell], done[cell], growth, p)
    for _ in range(missed % np.uint64(2)):
        for cell in range(begin, begin + cells):
            automatic[cell] = habit_after(automatic[cell], done[cell], growth, p)


@stage
def catch_up(i, week, lanes, may, post, growth, done, since, automatic, p):
    """Bring all habits of a person, in every lane, to the state before a week; the last two arrays are written.

    may : (posts, behaviours); post : the person's row of it: what one may not do is never a habit, and stays at 0
    growth : (employees,), how fast each person forms habits
    done, automatic : flat views of practice and habit; since : (employees,), weeks formed so far
    """
    missed, behaviours = np.uint64(week - since[i]), np.uint64(may.shape[1])
    since[i] = week
    if lanes == 1:  # all behaviours at once: a loop over one lane would cost more than to pass over those that do not apply
        _pass(missed, i * behaviours, behaviours, growth[i], done, automatic, p)
    else:
        for b in range(behaviours):
            if may[post, b]:
                _pass(missed, (i * behaviours + b) * lanes, lanes, growth[i], done, automatic, p)
