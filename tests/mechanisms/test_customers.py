"""Customers, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import customers as rules

P = rules.CustomerParameters(
    learns=0.2, forgives=0.1, worst_weight=0.4, promised=0.3, adapts=0.25, churn=0.01, disappointed=8.0, courted=0.05,
    word_of_mouth=0.03, sensitivity=1.0, warning=0.15, trust_pace=0.5, trust_given=0.3,
)  # fmt: skip


def test_the_latest_encounter_moves_the_mean_by_its_weight() -> None:
    assert rules.mean_after.py_func(0.5, 0.9, P) == pytest.approx(0.58)
    assert rules.mean_after.py_func(0.5, 0.1, P) == pytest.approx(0.42)
    assert rules.mean_after.py_func(0.5, 0.5, P) == 0.5


def test_twice_the_surprise_weighs_less_than_twice_and_none_weighs_nothing() -> None:
    dull = P._replace(sensitivity=0.5)
    assert rules.mean_after.py_func(0.5, 0.75, dull) == pytest.approx(0.5 + 0.2 * 0.25)  # an ordinary surprise
    assert rules.mean_after.py_func(0.5, 1.0, dull) == pytest.approx(0.5 + 0.2 * 0.5 / 2.0**0.5)
    assert rules.mean_after.py_func(0.5, 0.25, dull) == pytest.approx(0.5 - 0.2 * 0.25)
    assert rules.mean_after.py_func(0.5, 0.5, dull) == 0.5
    assert rules.mean_after.py_func(0.5, 0.5625, dull._replace(learns=0.8)) == 0.5625  # a pace of 0.8 × 2
    assert rules.mean_after.py_func(0.5, 0.5 + 1e-9, dull) == pytest.approx(0.5 + 1e-9, abs=1e-15)  # never beyond the encounter


def test_a_worse_experience_replaces_the_worst_at_once() -> None:
    assert rules.worst_after.py_func(0.4, 0.6, 0.1, P) == 0.1


def test_the_worst_heals_slowly_towards_the_mean_and_never_past_it() -> None:
    assert rules.worst_after.py_func(0.4, 0.6, 0.9, P) == pytest.approx(0.42)  # 0.4 + 0.1 × 0.2
    assert rules.worst_after.py_func(0.5, 0.3, 0.9, P) == 0.3


def test_an_encounter_between_the_worst_and_what_heals_is_the_new_worst() -> None:
    assert rules.worst_after.py_func(0.4, 0.6, 0.41, P) == 0.41


def test_felt_quality_is_between_mean_and_worst() -> None:
    assert rules.felt_quality.py_func(0.8, 0.3, P) == pytest.approx(0.6 * 0.8 + 0.4 * 0.3)
    assert rules.felt_quality.py_func(0.7, 0.7, P) == pytest.approx(0.7)


def test_talk_raises_expectations_and_experience_corrects_them() -> None:
    assert rules.expectation_after.py_func(0.4, 0.4, 0.0, P) == pytest.approx(0.4)
    assert rules.expectation_after.py_func(0.4, 0.8, 0.0, P) == pytest.approx(0.5)
    told = 0.4 + 0.3 * 0.5 * 0.6
    assert rules.expectation_after.py_func(0.4, 0.2, 0.5, P) == pytest.approx(told + 0.25 * (0.2 - told))


def test_content_customers_leave_at_the_ordinary_rate() -> None:
    assert rules.churn_share.py_func(0.6, 0.6, 0.6, P) == 0.01
    assert rules.churn_share.py_func(0.6, 0.2, 0.3, P) == 0.01


def test_disappointment_and_a_better_rival_drive_customers_out() -> None:
    assert rules.churn_share.py_func(0.6, 0.8, 0.3, P) == pytest.approx(0.01 * (1.0 + 8.0 * 0.2))
    assert rules.churn_share.py_func(0.6, 0.2, 0.9, P) == pytest.approx(0.01 + 0.05 * 0.3)
    assert rules.churn_share.py_func(0.6, 0.8, 0.9, P) == pytest.approx(0.026 + 0.015)


def test_no_one_leaves_twice() -> None:
    assert rules.churn_share.py_func(0.0, 1.0, 0.0, P._replace(churn=0.2)) == 1.0
    assert rules.churn_share.py_func(0.0, 1.0, 0.0, P._replace(churn=0.1)) == pytest.approx(0.9)


def test_delighted_customers_bring_others_and_the_others_warn() -> None:
    assert rules.recommendations.py_func(0.8, 0.5, P) == pytest.approx(0.03 * 2.0 * 0.25)
    assert rules.recommendations.py_func(0.3, 0.5, P) == pytest.approx(0.0)
    assert rules.recommendations.py_func(0.8, 0.0, P) == pytest.approx(-0.03 * 2.0 * 0.15)


def test_trust_follows_service_and_how_customers_and_employees_are_treated() -> None:
    aim = 0.7 * 0.6 + 0.3 * (0.5 * 0.4 + 0.5 * 0.8)
    assert rules.trust_after.py_func(0.3, 0.6, 0.4, 0.8, P) == pytest.approx(0.3 + 0.5 * (aim - 0.3))
    assert rules.trust_after.py_func(0.7, 0.7, 0.7, 0.7, P) == pytest.approx(0.7)


def test_effort_is_explaining_again_calling_again_and_getting_round_rules() -> None:
    p = P._replace(transfers=0.4, repeats=0.3, hurdles=0.2)
    assert rules.effort_of.py_func(0.0, 0.0, 1.0, p) == 0.0
    assert rules.effort_of.py_func(1.0, 1.0, 0.0, p) == pytest.approx(0.9)
    assert rules.effort_of.py_func(0.5, 0.5, 0.5, p) == pytest.approx(0.45)
    assert rules.effort_of.py_func(1.0, 1.0, 0.0, p._replace(repeats=0.9)) == 1.0


def test_no_rival_offers_more_than_the_best_quality() -> None:
    p = P._replace(rival_base=0.25, rival_span=0.5)
    assert rules.rivals_offer.py_func(0.0, p) == 0.25
    assert rules.rivals_offer.py_func(0.5, p) == pytest.approx(0.5)
    assert rules.rivals_offer.py_func(1.0, p._replace(rival_span=1.0)) == 1.0


def test_quality_that_is_not_felt_costs_trust() -> None:
    assert rules.trust_lost.py_func(0.1, P._replace(trust_given=0.4)) == pytest.approx(0.06)
