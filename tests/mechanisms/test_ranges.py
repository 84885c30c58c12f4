"""Shares stay within 0 and 1 for all parameters within their declared ranges."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from sim.declared import parameters_of
from sim.mechanisms import Rules, capacity, enactment, fatigue, habit, interest, leadership, norms, sponsorship, test_bed, turnover

SHARES = [
    (capacity.capacity_after, Rules().capacity), (enactment.sense_after, Rules().enactment), (fatigue.cynicism_after, Rules().fatigue),
    (fatigue.fatigue_after, Rules().fatigue), (habit.habit_after, Rules().habit), (interest.interest_after, Rules().interest),
    (leadership.commitment_after, Rules().leadership), (leadership.credibility_after, Rules().leadership),
    (leadership.signal_heard, Rules().leadership), (norms.norm_after, Rules().norms), (sponsorship.sponsor_after, Rules().sponsorship),
    (sponsorship.board_after, Rules().sponsorship), (test_bed.fit_after, Rules().test_bed), (turnover.newcomer_interest, Rules().turnover),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "known"), SHARES, ids=[rule.py_func.__name__ for rule, _ in SHARES])
def test_a_share_stays_a_share(rule: Any, known: Any) -> None:
    draw = np.random.default_rng(5)
    declared = parameters_of(type(known))
    count = len(inspect.signature(rule.py_func).parameters) - 1
    for _ in range(400):
        ends = draw.random() < 0.5
        given = draw.choice([0.0, 0.5, 1.0], count) if ends else draw.random(count)
        values = {
            name: float(draw.choice([one.low, one.high]) if draw.random() < 0.5 else draw.uniform(one.low, one.high))
            for name, one in declared.items()
        }
        after = rule.py_func(*(float(value) for value in given), type(known)(**values))
        assert 0.0 <= after <= 1.0 + 1e-12, (given, values)
