"""Shares stay shares for all parameters within their declared ranges."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sim.declared import parameters_of
from sim.mechanisms import Rules, capacity, choice, enactment, fatigue, habit, interest, leadership, norms, sponsorship, test_bed, turnover

SHARES = [
    (capacity.capacity_after, Rules().capacity), (capacity.trained, Rules().capacity), (choice.obstacle_of, Rules().choice),
    (choice.unconvinced, Rules().choice), (enactment.given_share, Rules().enactment), (enactment.sense_after, Rules().enactment),
    (fatigue.attended_share, Rules().fatigue), (fatigue.cynicism_after, Rules().fatigue), (fatigue.fatigue_after, Rules().fatigue),
    (fatigue.slack_of, Rules().fatigue), (habit.habit_after, Rules().habit), (interest.exemplified, Rules().interest),
    (interest.explained, Rules().interest), (interest.interest_after, Rules().interest), (interest.shown, Rules().interest),
    (leadership.commitment_after, Rules().leadership), (leadership.credibility_after, Rules().leadership),
    (leadership.helped, Rules().leadership), (leadership.signal_heard, Rules().leadership), (norms.norm_after, Rules().norms),
    (sponsorship.board_after, Rules().sponsorship), (sponsorship.sponsor_after, Rules().sponsorship),
    (test_bed.contributed, Rules().test_bed), (test_bed.first_idea, Rules().test_bed), (test_bed.fit_after, Rules().test_bed),
    (test_bed.idea_after, Rules().test_bed), (turnover.newcomer_interest, Rules().turnover),
]  # fmt: skip


def drawn(rule: Any, known: Any, times: int = 400) -> Iterator[tuple[list[float], Any]]:
    """Arguments of a rule, inside the shares and at their ends, with parameters inside their declared ranges and at their ends."""
    draw = np.random.default_rng(5)
    declared = parameters_of(type(known))
    count = len(inspect.signature(rule.py_func).parameters) - 1
    for _ in range(times):
        ends = draw.random() < 0.5
        given = draw.choice([0.0, 0.5, 1.0], count) if ends else draw.random(count)
        values = {
            name: float(draw.choice([one.low, one.high]) if draw.random() < 0.5 else draw.uniform(one.low, one.high))
            for name, one in declared.items()
        }
        yield [float(value) for value in given], type(known)(**values)


@pytest.mark.parametrize(("rule", "known"), SHARES, ids=[rule.py_func.__name__ for rule, _ in SHARES])
def test_a_share_stays_a_share(rule: Any, known: Any) -> None:
    for given, p in drawn(rule, known):
        assert 0.0 <= rule.py_func(*given, p) <= 1.0 + 1e-12, (given, p)


def test_a_hold_is_no_more_than_the_scarcest_condition_and_contacts_can_give() -> None:
    for given, p in drawn(choice.hold_on_aligned, Rules().choice):
        assert 0.0 <= choice.hold_on_aligned.py_func(*given, p) <= p.hold + p.conformity + 1e-12, (given, p)
