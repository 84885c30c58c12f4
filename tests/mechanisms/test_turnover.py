"""Turnover, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import turnover as rules

P = rules.TurnoverParameters(quits=0.01, from_climate=3.0, from_experience=2.0, from_fatigue=1.5, chosen_interest=0.8, chosen_ease=0.3)


def quits(climate=1.0, experience=1.0, fatigue=0.0, p=P) -> float:
    return rules.quit_share.py_func(climate, experience, fatigue, p)


def test_people_leave_at_the_ordinary_rate_where_they_are_well_treated() -> None:
    assert quits() == quits(climate=0.6) == quits(experience=0.5) == 0.01


def test_a_caustic_climate_a_bad_experience_and_tiredness_drive_them_out() -> None:
    assert quits(climate=0.0) == pytest.approx(0.04)
    assert quits(climate=0.15) == pytest.approx(0.01 * (1.0 + 3.0 * 0.75))
    assert quits(experience=0.0) == pytest.approx(0.03)
    assert quits(experience=0.2) == pytest.approx(0.01 * (1.0 + 2.0 * 0.6))
    assert quits(fatigue=0.4) == pytest.approx(0.016)
    assert quits(0.15, 0.2, 0.4) == pytest.approx(0.01 * (1.0 + 2.25 + 1.2 + 0.6))


def test_each_person_leaves_at_most_once() -> None:
    assert quits(climate=0.0, p=P._replace(quits=0.3)) == 1.0
    assert quits(climate=0.0, p=P._replace(quits=0.24)) == pytest.approx(0.96)


def test_newcomers_bring_the_old_culture_or_the_one_they_were_chosen_for() -> None:
    assert rules.newcomer_interest.py_func(0.25, 0.0, P) == 0.25
    assert rules.newcomer_interest.py_func(0.25, 0.5, P) == pytest.approx(0.55)
    assert rules.newcomer_interest.py_func(0.25, 1.0, P) == pytest.approx(0.85)


def test_a_newcomer_is_drawn_around_the_unit_and_chosen_for_ease() -> None:
    assert rules.newcomer_threshold.py_func(0.9, 0.0, 0.25, 0.0, P) == 0.9
    assert rules.newcomer_threshold.py_func(0.9, 0.5, 0.25, 0.0, P) == pytest.approx(0.75)
    assert rules.newcomer_threshold.py_func(0.9, 0.5, 0.25, -2.0, P) == pytest.approx(0.25)
