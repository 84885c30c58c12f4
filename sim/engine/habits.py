"""Habits are caught up with when they matter: when their owner reconsiders, changes what is practised, or the weeks end.

Between two changes of practice a habit takes the same step every week. The steps are made together, while the person's habits are in the
fastest cache, in the order and with the bits of one step a week.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.mechanisms.habit import habit_after


@stage
def _after_two(habit, practising, p):
    return habit_after(habit_after(habit, practising, p), practising, p)


@stage
def catch_up(i, week, cells, done, since, automatic, p):
    """Bring all habits of a person, in every lane, to the state before a week; the last two arrays are written.

    done, automatic : flat views of practice and habit, so many cells to a person; since : (employees,), weeks formed so far
    """
    missed, begin = np.uint64(week - since[i]), i * cells
    since[i] = week
    for _ in range(missed // np.uint64(4)):
        for cell in range(begin, begin + cells):
            automatic[cell] = _after_two(_after_two(automatic[cell], done[cell], p), done[cell], p)
    for _ in range(missed // np.uint64(2) % np.uint64(2)):
        for cell in range(begin, begin + cells):
            automatic[cell] = _after_two(automatic[cell], done[cell], p)
    for _ in range(missed % np.uint64(2)):
        for cell in range(begin, begin + cells):
            automatic[cell] = habit_after(automatic[cell], done[cell], p)
