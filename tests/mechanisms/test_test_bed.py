"""Test-beds, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import test_bed as rules

P = rules.TestBedParameters(insight_after=0.6, contribution=0.8, lift=0.2, teething=0.3)


def fit(before: float, learning=0.1, heads=0.5, vigour=1.0) -> float:
    return rules.fit_after.py_func(before, learning, heads, vigour, P)


def felt(quality: float, fit: float, running: float = 1.0) -> float:
    return rules.felt_in_the_trial.py_func(quality, fit, running, P)


def test_iteration_finds_a_share_of_what_is_missing() -> None:
    assert fit(0.0) == pytest.approx(0.1)
    assert fit(0.4) == pytest.approx(0.46)
    assert fit(1.0) == 1.0
    assert fit(0.4, vigour=0.5) == pytest.approx(0.43)


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
    assert rules.fit_after.py_func(0.4, 1.0, 1.0, 1.0, bold) == 1.0
    assert rules.fit_after.py_func(0.4, 1.0, 0.625, 1.0, bold) == 1.0
    assert rules.fit_after.py_func(0.4, 0.5, 0.75, 1.0, bold) == pytest.approx(0.4 + 0.5 * 1.75 * 0.6)
    assert rules.fit_after.py_func(0.4, 0.5, 0.0, 1.0, bold) == 0.4
