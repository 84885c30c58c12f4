"""Capacity, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.capacity import CapacityParameters, capacity_after, trained

P = CapacityParameters(
    from_training=0.5, absorbed_blind=0.2, unused=0.25, from_doing=0.1, fade=0.25, tools_share=0.75, floor=0.8, tired=0.3
)


def after(capacity: float, training=0.0, interest=0.0, practised=0.0, tools=1.0, people=1.0, fatigue=0.0, autonomy=1.0) -> float:
    return capacity_after.py_func(capacity, training, autonomy, interest, practised, tools, people, fatigue, P)


def test_training_is_absorbed_by_those_who_see_why() -> None:
    assert after(0.4, training=0.6, interest=0.5) == pytest.approx(0.4 + 0.5 * 0.6 * 0.6 * 0.6)  # absorbed: 0.2 + 0.8 × 0.5
    assert after(0.4, training=0.6, interest=1.0) == pytest.approx(0.4 + 0.5 * 0.6 * 0.6)
    assert after(0.4, training=0.6, interest=0.0) == pytest.approx(0.4 + 0.5 * 0.6 * 0.2 * 0.6)


def test_training_is_taken_in_as_far_as_people_may_use_it() -> None:
    assert trained.py_func(0.6, 1.0, P) == pytest.approx(0.5 * 0.6)
    assert trained.py_func(0.6, 0.4, P) == pytest.approx(0.5 * 0.6 * 0.55)  # 0.25 + 0.75 × 0.4
    assert trained.py_func(0.6, 0.0, P) == pytest.approx(0.5 * 0.6 * 0.25)
    assert trained.py_func(0.0, 1.0, P) == 0.0, "freedom teaches nothing"
    learnt = 0.5 * 0.6 * 0.55 * 0.6 * 0.6  # half of those who see why: 0.2 + 0.8 × 0.5 is absorbed, of 0.6 that is missing
    assert after(0.4, training=0.6, interest=0.5, autonomy=0.4) == pytest.approx(0.4 + learnt)


def test_freedom_changes_what_is_learnt_and_neither_what_is_done_nor_what_is_lost() -> None:
    for autonomy in (0.0, 0.5, 1.0):
        assert after(0.4, practised=0.3, autonomy=autonomy) == pytest.approx(0.4 + 0.1 * 0.3 * 0.6)
        assert after(0.9, tools=0.4, people=0.8, autonomy=autonomy) == pytest.approx(0.9 - 0.25 * (0.9 - 0.4))


def test_doing_builds_ability() -> None:
    assert after(0.4, practised=0.3) == pytest.approx(0.4 + 0.1 * 0.3 * 0.6)


def test_ability_falls_back_to_what_tools_and_hands_allow_and_no_further() -> None:
    assert after(0.9, tools=0.4, people=0.8) == pytest.approx(0.9 - 0.25 * (0.9 - 0.4))  # level: 0.8 × (0.75 × 0.4 + 0.25 × 0.8)
    assert after(0.9, tools=0.8, people=0.4) == pytest.approx(0.9 - 0.25 * (0.9 - 0.56))
    assert after(0.3, tools=0.4, people=0.8) == 0.3
    assert after(0.3, tools=0.0, people=0.0) == pytest.approx(0.225)


def test_what_is_being_trained_does_not_fade() -> None:
    untaught = P._replace(from_training=0.0)
    for training in (0.0, 0.4, 1.0):
        after_a_week = capacity_after.py_func(0.9, training, 0.5, 0.0, 0.0, 0.4, 0.8, 0.0, untaught)
        assert after_a_week == pytest.approx(0.9 - 0.25 * (1.0 - training) * (0.9 - 0.4))


def test_tiredness_takes_a_share_of_what_is_there() -> None:
    assert after(0.5, fatigue=0.4) == pytest.approx(0.44)  # 0.5 − 0.3 × 0.4 × 0.5


def test_training_comes_before_fading_and_fading_before_tiredness() -> None:
    learnt = 0.6 + (0.5 * 0.5 * 0.4 + 0.1 * 0.4) * 0.4
    faded = learnt - 0.25 * 0.5 * (learnt - 0.24)
    assert after(0.6, 0.5, 0.25, 0.4, 0.2, 0.6, 0.5) == pytest.approx(faded * 0.85)


def test_no_one_is_able_beyond_everything_or_below_nothing() -> None:
    assert after(1.0, 1.0, 1.0, 1.0, 1.0, 1.0) == 1.0
    assert after(1.0, 0.0, 1.0, 1.0, 1.0, 1.0) == pytest.approx(0.95)  # tools and hands alone allow 0.8
    assert after(0.0) == 0.0


def test_no_one_learns_more_than_there_is_to_learn() -> None:
    eager = P._replace(from_training=1.0, from_doing=1.0)
    assert capacity_after.py_func(0.4, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, eager._replace(fade=0.0)) == 1.0
    assert capacity_after.py_func(0.4, 0.5, 1.0, 1.0, 0.25, 1.0, 1.0, 0.0, eager._replace(fade=0.0)) == pytest.approx(0.4 + 0.75 * 0.6)
    assert capacity_after.py_func(0.4, 1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 0.0, eager._replace(fade=0.0)) == 1.0
