"""Service, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import service as rules

P = rules.ServiceParameters(
    base=0.4, from_aligned=0.5, from_derailing=0.3, from_experience=0.2, from_ease=0.15, from_fatigue=0.25, weakest=0.4,
    handoff_lost=0.2, experience_pace=0.5, score_base=0.45, score_derailing=0.4, score_tools=0.12, score_aligned=0.3,
    by_rote=0.4,
)  # fmt: skip


def delivery(aligned=0.0, derailing=0.0, experience=0.5, tools=0.5, policies=0.5, fatigue=0.0, heart=1.0, p=P) -> float:
    return rules.delivery_of.py_func(aligned, heart, derailing, experience, tools, policies, fatigue, p)


def score(aligned=0.0, derailing=0.0, tools=0.5, p=P) -> float:
    return rules.internal_score.py_func(aligned, derailing, tools, p)


def experience(before: float, care=0.0, climate=0.0, policies=0.0, autonomy=0.0, tools=0.0, coordination=0.0, fatigue=0.0) -> float:
    return rules.experience_after.py_func(before, care, climate, policies, autonomy, tools, coordination, fatigue, P)


def test_a_unit_delivers_what_its_people_practise() -> None:
    assert delivery() == 0.4
    assert delivery(aligned=0.6) == pytest.approx(0.7)
    assert delivery(derailing=0.6) == pytest.approx(0.22)


def test_what_is_done_without_seeing_why_or_ability_serves_customers_less() -> None:
    assert rules.heart_in.py_func(0.8, 0.5) == pytest.approx(0.4)
    assert delivery(aligned=0.6, heart=0.25) == pytest.approx(0.4 + 0.3 * (0.4 + 0.6 * 0.25))
    assert delivery(aligned=0.6, heart=0.0) == pytest.approx(0.4 + 0.3 * 0.4)
    assert delivery(heart=0.0) == 0.4


def test_and_as_well_as_they_are_treated_and_equipped() -> None:
    assert delivery(experience=0.8) == pytest.approx(0.4 + 0.2 * 2.0 * 0.3)
    assert delivery(tools=0.9) == delivery(policies=0.9) == pytest.approx(0.4 + 0.15 * 0.4)
    assert delivery(fatigue=0.4) == pytest.approx(0.3)


def test_quality_is_the_sum_of_its_parts() -> None:
    expected = 0.4 + 0.5 * 0.3 - 0.3 * 0.2 + 0.2 * 2.0 * 0.1 + 0.15 * (0.7 + 0.4 - 1.0) - 0.25 * 0.3
    assert delivery(0.3, 0.2, 0.6, 0.7, 0.4, 0.3) == pytest.approx(expected)


def test_quality_has_a_floor_and_a_ceiling() -> None:
    assert delivery(p=P._replace(base=0.0), fatigue=1.0) == 0.0
    assert delivery(p=P._replace(base=0.9), aligned=1.0) == 1.0
    assert delivery(p=P._replace(base=0.9), aligned=0.19) == pytest.approx(0.995)
    assert delivery(p=P._replace(base=0.5), fatigue=1.0, derailing=0.8) == pytest.approx(0.01)


def test_a_journey_leans_on_its_weakest_hand_off() -> None:
    assert rules.journey_quality.py_func(0.8, 0.5, 1.0, P) == pytest.approx(0.6 * 0.8 + 0.4 * 0.5)
    assert rules.journey_quality.py_func(0.8, 0.5, 0.25, P) == pytest.approx(0.68 - 0.2 * 0.75)
    assert rules.journey_quality.py_func(0.6, 0.6, 1.0, P) == pytest.approx(0.6)


def test_no_journey_is_worse_than_nothing() -> None:
    assert rules.journey_quality.py_func(0.1, 0.0, 0.0, P) == 0.0
    assert rules.journey_quality.py_func(0.34, 0.0, 0.0, P) == pytest.approx(0.004)


def test_internal_metrics_reward_behaviour_that_serves_them() -> None:
    assert score() == 0.45
    assert score(derailing=0.5) == pytest.approx(0.65)
    assert score(aligned=0.5) == pytest.approx(0.3)
    assert score(tools=0.75) == pytest.approx(0.45 + 0.12 * 2.0 * 0.25)
    assert score(0.4, 0.3, 0.9) == pytest.approx(0.45 + 0.12 + 0.096 - 0.12)


def test_an_internal_score_has_a_floor_and_a_ceiling() -> None:
    assert score(aligned=1.0, p=P._replace(score_base=0.1)) == 0.0
    assert score(aligned=0.3, p=P._replace(score_base=0.1)) == pytest.approx(0.01)
    assert score(derailing=1.0, p=P._replace(score_base=0.7)) == 1.0
    assert score(derailing=0.7, p=P._replace(score_base=0.7)) == pytest.approx(0.98)


def test_experience_moves_towards_how_people_are_treated() -> None:
    assert experience(0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0) == pytest.approx(0.75)
    assert experience(0.5) == 0.25


def test_each_way_of_treating_people_has_its_own_weight() -> None:
    weights = [experience(0.0, **{name: 0.5}) * 4.0 for name in ("care", "climate", "policies", "autonomy", "tools", "coordination")]
    assert weights == pytest.approx([0.35, 0.20, 0.15, 0.10, 0.10, 0.10])
    aim = 0.35 * 0.9 + 0.20 * 0.8 + 0.15 * 0.7 + 0.10 * (0.6 + 0.5 + 0.4)
    assert experience(0.3, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4) == pytest.approx(0.3 + 0.5 * (aim - 0.3))


def test_tiredness_takes_from_all_of_it() -> None:
    assert experience(0.0, care=1.0, fatigue=0.5) == pytest.approx(0.5 * 0.35 * 0.8)


def test_silos_take_experience_and_quality_as_far_as_coordination_is_missing() -> None:
    assert rules.experience_lost.py_func(1.0, 0.3) == 0.0
    assert rules.experience_lost.py_func(0.5, 0.0) == pytest.approx(0.05)
    assert rules.experience_lost.py_func(0.5, 0.5) == pytest.approx(0.04)
    assert rules.quality_lost.py_func(0.5, 0.05, P._replace(handoff_lost=0.2, from_experience=0.1)) == pytest.approx(0.11)


def test_experience_lost_to_silos_is_what_experience_lacks_of_its_aim() -> None:
    def settled(coordination: float) -> float:
        experience = 0.5
        for _ in range(400):
            experience = rules.experience_after.py_func(experience, 0.5, 0.6, 0.5, 0.4, 0.5, coordination, 0.2, P)
        return experience

    assert settled(1.0) - settled(0.3) == pytest.approx(rules.experience_lost.py_func(0.3, 0.2))
