"""Enactment, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import enactment as rules

P = rules.EnactmentParameters(
    full_walk=0.8, head_weight=0.25, blind=0.2, retrofit=0.1, grasped=0.5, distrust=0.4, regulation=0.6, early_part=0.3
)


def test_leaders_give_as_far_as_they_are_committed() -> None:
    assert rules.given_share.py_func(0.4, 0.8, 1.0, P) == pytest.approx((0.75 * 0.4 + 0.25 * 0.8) / 0.8)
    assert rules.given_share.py_func(0.0, 0.0, 1.0, P) == 0.0
    assert rules.given_share.py_func(0.8, 0.8, 1.0, P) == pytest.approx(1.0)
    assert rules.given_share.py_func(1.0, 1.0, 1.0, P) == 1.0


def test_customers_who_left_pay_for_no_means_and_more_of_them_pay_for_no_more_than_was_promised() -> None:
    assert rules.given_share.py_func(0.4, 0.8, 0.5, P) == pytest.approx(0.625 * 0.5)  # (0.3 + 0.2) / 0.8 of the promise, half funded
    assert rules.given_share.py_func(1.0, 1.0, 0.6, P) == pytest.approx(0.6), "walking beyond all makes up for no customers"
    assert rules.given_share.py_func(0.4, 0.8, 1.3, P) == pytest.approx(0.625)
    assert rules.given_share.py_func(1.0, 1.0, 0.0, P) == 0.0


def test_understanding_of_an_introduction_equals_seeing_why() -> None:
    assert rules.sense_after.py_func(0.0, 1.0, 0.5, 1.0, P) == 1.0
    assert rules.sense_after.py_func(0.0, 1.0, 0.9, 1.0, P) == 1.0
    assert rules.sense_after.py_func(0.0, 1.0, 0.2, 1.0, P) == pytest.approx(0.4)
    assert rules.sense_after.py_func(1.0, 0.5, 0.2, 1.0, P) == pytest.approx(0.7)  # half of it is new


def test_what_is_introduced_while_people_attend_to_other_things_makes_less_sense() -> None:
    assert rules.sense_after.py_func(0.0, 1.0, 0.9, 0.5, P) == pytest.approx(0.55)  # 0.5, then a tenth of the 0.5 that is missing
    assert rules.sense_after.py_func(0.0, 1.0, 0.2, 0.5, P) == pytest.approx(0.22)  # 0.4 × 0.5, then a tenth of 0.4 − 0.2
    assert rules.sense_after.py_func(1.0, 0.5, 0.9, 0.0, P) == pytest.approx(0.55)  # half of it is new and passes by all


def test_what_was_introduced_before_keeps_its_sense_while_people_attend_to_other_things() -> None:
    for attended in (0.0, 0.5, 1.0):
        assert rules.sense_after.py_func(0.9, 0.0, 0.1, attended, P) == 0.9
        assert rules.sense_after.py_func(0.2, 0.0, 0.3, attended, P) == pytest.approx(0.24)


def test_unfounded_understanding_recovers_slowly_once_people_see_why() -> None:
    assert rules.sense_after.py_func(0.2, 0.0, 0.3, 1.0, P) == pytest.approx(0.24)  # 0.2 + 0.1 × (0.6 − 0.2)
    assert rules.sense_after.py_func(0.2, 0.5, 0.3, 1.0, P) == pytest.approx(0.42)  # first 0.4, then a tenth of what is missing


def test_understanding_persists() -> None:
    assert rules.sense_after.py_func(0.9, 0.0, 0.1, 1.0, P) == 0.9


def test_a_plan_without_sense_is_carried_out_in_small_part() -> None:
    assert rules.carried_out.py_func(0.0, P) == 0.2
    assert rules.carried_out.py_func(0.5, P) == pytest.approx(0.6)
    assert rules.carried_out.py_func(1.0, P) == 1.0


def test_a_lever_moves_from_its_level_towards_the_plan() -> None:
    assert rules.lever_in_force.py_func(0.3, 0.8, 0.0) == 0.3
    assert rules.lever_in_force.py_func(0.3, 0.8, 1.0) == pytest.approx(0.8)
    assert rules.lever_in_force.py_func(0.3, 0.8, 0.4) == pytest.approx(0.5)
    assert rules.lever_in_force.py_func(0.8, 0.3, 0.4) == pytest.approx(0.6)


def test_a_raise_takes_its_share_of_what_is_missing() -> None:
    assert rules.raised.py_func(0.2, 0.25) == pytest.approx(0.4)
    assert rules.raised.py_func(0.2, 0.0) == 0.2
    assert rules.raised.py_func(0.2, 1.0) == 1.0


def test_two_raises_in_either_order_are_one() -> None:
    first = rules.raised.py_func(rules.raised.py_func(0.2, 0.25), 0.6)
    assert first == pytest.approx(rules.raised.py_func(rules.raised.py_func(0.2, 0.6), 0.25))
    assert first == pytest.approx(rules.raised.py_func(0.2, 1.0 - 0.75 * 0.4))


def test_mistrust_makes_policies_heavier() -> None:
    assert rules.regulated.py_func(0.5, 0.4, P) == 0.5
    assert rules.regulated.py_func(0.5, 0.9, P) == 0.5
    assert rules.regulated.py_func(0.5, 0.1, P) == pytest.approx(0.5 * (1.0 - 0.6 * 0.75))
    assert rules.regulated.py_func(0.5, 0.0, P) == pytest.approx(0.2)


def test_counterparts_join_a_little_at_once_and_the_rest_with_proof() -> None:
    assert rules.involvement.py_func(0.2, 0.0, P) == pytest.approx(0.06)
    assert rules.involvement.py_func(0.2, 0.5, P) == pytest.approx(0.13)
    assert rules.involvement.py_func(0.2, 1.0, P) == pytest.approx(0.2)
