"""Test-beds, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import test_bed as rules

P = rules.TestBedParameters(insight_after=0.6, contribution=0.8, promise=0.75, revises=0.2, lift=0.2, teething=0.3)


def fit(before: float, learning=0.1, heads=0.5, vigour=1.0, idea=1.0) -> float:
    return rules.fit_after.py_func(before, idea, learning, heads, vigour, P)


def idea(before: float, chance: float, quality=0.5, heads=0.5, vigour=1.0, committed=0.0) -> float:
    return rules.idea_after.py_func(before, heads, vigour, committed, chance, quality, P)


def felt(quality: float, fit: float, running: float = 1.0) -> float:
    return rules.felt_in_the_trial.py_func(quality, fit, running, P)


def test_iteration_finds_a_share_of_what_is_missing() -> None:
    assert fit(0.0) == pytest.approx(0.1)
    assert fit(0.4) == pytest.approx(0.46)
    assert fit(1.0) == 1.0
    assert fit(0.4, vigour=0.5) == pytest.approx(0.43)


def test_the_first_idea_is_a_draw_below_what_the_best_of_them_promises() -> None:
    assert rules.first_idea.py_func(0.4, P) == pytest.approx(0.3)
    assert rules.first_idea.py_func(0.0, P) == 0.0 and rules.first_idea.py_func(1.0, P) == 0.75


def test_a_week_finds_its_share_more_where_counterparts_contribute() -> None:
    found = rules.contributed.py_func
    assert found(0.2, 0.5, 1.0, P) == 0.2 and found(0.2, 0.5, 0.4, P) == pytest.approx(0.08) and found(0.2, 1.0, 0.0, P) == 0.0
    assert found(0.2, 1.0, 1.0, P) == pytest.approx(0.2 * 1.4) and found(0.2, 0.0, 1.0, P) == pytest.approx(0.2 * 0.6)
    bold = P._replace(contribution=3.0)
    assert found(0.2, 0.0, 1.0, bold) == 0.0 and found(0.5, 1.0, 1.0, bold) == 1.0, "nothing at least and all at most"


def test_iteration_now_and_then_finds_a_better_idea_and_never_a_worse_one() -> None:
    assert idea(0.4, chance=0.19) == pytest.approx(0.7)  # half of the 0.6 that the first idea could not reach
    assert idea(0.4, chance=0.2) == idea(0.4, chance=0.9) == 0.4
    assert idea(0.4, chance=0.1, quality=0.01) == pytest.approx(0.406) and idea(1.0, chance=0.1) == 1.0


def test_a_better_idea_is_found_more_often_with_counterparts_and_not_at_rest() -> None:
    assert idea(0.4, 0.27, heads=1.0) == pytest.approx(0.7) and idea(0.4, 0.29, heads=1.0) == 0.4  # 0.2 × 1.4
    assert idea(0.4, 0.11, heads=0.0) == pytest.approx(0.7) and idea(0.4, 0.13, heads=0.0) == 0.4
    assert idea(0.4, 0.09, vigour=0.5) == pytest.approx(0.7) and idea(0.4, 0.11, vigour=0.5) == 0.4
    assert idea(0.4, 0.0, vigour=0.0) == 0.4


def test_what_planning_budgets_and_pay_are_committed_to_is_revised_no_longer() -> None:
    assert idea(0.4, 0.0, committed=1.0) == 0.4
    assert idea(0.4, 0.14, committed=0.25) == pytest.approx(0.7) and idea(0.4, 0.16, committed=0.25) == 0.4


def test_iteration_reaches_what_its_idea_allows_and_no_more() -> None:
    assert fit(0.4, idea=0.5) == pytest.approx(0.41)
    assert fit(0.4, learning=1.0, idea=0.5) == pytest.approx(0.5)
    assert fit(0.4, idea=0.4) == 0.4
    assert fit(0.4, learning=1.0, idea=0.2) == 0.4, "what fits already is not lost"


def test_counterparts_add_what_they_know() -> None:
    assert fit(0.4, heads=1.0) == pytest.approx(0.4 + 0.1 * 1.4 * 0.6)
    assert fit(0.4, heads=0.25) == pytest.approx(0.4 + 0.1 * 0.8 * 0.6)


def test_a_trial_hurts_before_it_helps() -> None:
    assert felt(0.5, 0.0) == pytest.approx(0.2)
    assert felt(0.5, 0.6) == pytest.approx(0.5 + 0.12 - 0.12)
    assert felt(0.5, 1.0) == pytest.approx(0.7)


def test_what_fits_is_felt_even_when_the_trial_is_over() -> None:
    assert felt(0.5, 0.5, running=0.0) == pytest.approx(0.6)
    assert felt(0.5, 0.5, running=0.4) == pytest.approx(0.6 - 0.3 * 0.5 * 0.4)


def test_what_is_felt_has_a_floor_and_a_ceiling() -> None:
    assert felt(0.1, 0.0) == 0.0
    assert felt(0.31, 0.0) == pytest.approx(0.01)
    assert felt(0.9, 1.0) == 1.0
    assert felt(0.79, 1.0) == pytest.approx(0.99)


def test_proof_begins_after_the_early_fit_and_ends_at_full_fit() -> None:
    assert rules.proof_of.py_func(0.3, P) == rules.proof_of.py_func(0.6, P) == 0.0
    assert rules.proof_of.py_func(0.7, P) == pytest.approx(0.25)
    assert rules.proof_of.py_func(1.0, P) == pytest.approx(1.0)


def test_a_week_finds_all_that_is_missing_at_most_and_loses_nothing() -> None:
    bold = P._replace(contribution=3.0)
    assert rules.fit_after.py_func(0.4, 1.0, 1.0, 1.0, 1.0, bold) == 1.0
    assert rules.fit_after.py_func(0.4, 1.0, 1.0, 0.625, 1.0, bold) == 1.0
    assert rules.fit_after.py_func(0.4, 1.0, 0.5, 0.75, 1.0, bold) == pytest.approx(0.4 + 0.5 * 1.75 * 0.6)
    assert rules.fit_after.py_func(0.4, 1.0, 0.5, 0.0, 1.0, bold) == 0.4
