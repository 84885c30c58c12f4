"""Foresight: what is there is found when it is there, what is not is not, and nothing looks ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from sim.engine.outcome import MODES
from sim.engine.state import FIRM_SERIES
from sim.study.failure.evidence import unrepaired
from sim.study.prognosis.foresight import FEWEST, foresight_of_mode, foresight_of_success
from sim.study.prognosis.signals import BACK, SIGNALS, observed
from sim.study.statistics.cross_validation import area, balanced_accuracy, held_out

WEEKS = (0, 4, 8, 12)
COUNT = 80


def made_up(shows_from: int, successes: int = COUNT // 2, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Courses that are all noise, but for adoption, which shows the end from a week on; runs; initiatives with two plans."""
    chance = np.random.default_rng(seed)
    courses = pd.DataFrame([(number, week) for number in range(COUNT) for week in WEEKS], columns=["initiative", "week"])
    courses[list(FIRM_SERIES)] = chance.uniform(0.2, 0.4, (len(courses), len(FIRM_SERIES)))
    success = np.arange(COUNT) < successes
    shown = success[courses["initiative"]] & (courses["week"] >= shows_from)
    courses.loc[shown, "adoption"] += 0.4
    mode = [None if won else MODES[number % 2] for number, won in enumerate(success)]
    runs = pd.DataFrame({"initiative": range(COUNT), "coalition": "", "success": success, "mode": mode})
    initiatives = pd.DataFrame(
        {"initiative": range(COUNT), "programme.of": ["a", "b"] * (COUNT // 2), "programme.expected_weeks": [8.0, None] * (COUNT // 2)}
    )
    return courses, runs, initiatives


def test_a_signal_is_foreseen_from_its_first_week() -> None:
    found = foresight_of_success(*made_up(shows_from=8))
    assert found.foreseen == 8 and found.deadline == 8
    assert (found.alone[0].signal, found.alone[0].foreseen) == ("adoption", 8)
    assert [one.balanced.low > found.bar for one in found.skill] == [False, False, True, True]
    assert (
        found.finding
        == f"From week 8, adoption alone predicts whether an initiative succeeds; all {len(SIGNALS)} signals together from week 8"
    )


def test_noise_foresees_nothing() -> None:
    found = foresight_of_success(*made_up(shows_from=99))
    assert found.foreseen is None and all(one.foreseen is None for one in found.alone)
    assert found.finding.startswith("No signal reliably predicts whether an initiative succeeds: at best")
    assert all(one.balanced.low < 0.65 for one in found.skill)


def test_no_week_knows_of_a_later_one() -> None:
    courses, runs, initiatives = made_up(shows_from=99)
    later = courses.copy()
    later.loc[later["week"] > 4, "walk"] = later["initiative"] % 2 * 1.0
    before, after = (foresight_of_mode(table, runs, initiatives).skill for table in (courses, later))
    assert before[:2] == after[:2] and before[2:] != after[2:] and after[2].balanced.value == 1.0


def test_the_order_of_rows_changes_nothing() -> None:
    tables = made_up(shows_from=99)
    mixed = [table.sample(frac=1.0, random_state=3) for table in tables]
    assert foresight_of_mode(*mixed).table().equals(foresight_of_mode(*tables).table())


def test_repaired_runs_are_not_looked_at() -> None:
    courses, runs, initiatives = made_up(shows_from=99)
    both = pd.concat([runs, runs.assign(coalition="leadership", success=False, mode=MODES[0])])
    assert foresight_of_mode(courses, unrepaired(both), initiatives) == foresight_of_mode(courses, runs, initiatives)


def test_too_few_of_an_end_are_said_and_nothing_else() -> None:
    found = foresight_of_success(*made_up(shows_from=8, successes=FEWEST - 1))
    assert found.skill == () and found.foreseen is None and found.table().empty
    assert found.statements == (
        "It cannot be determined how early one can foresee whether an initiative succeeds: at least two outcomes with 20 initiatives each "
        "are required; available: failure 61, success 19.",
    )


def test_ways_to_fail_are_told_apart_among_failures_alone() -> None:
    courses, runs, initiatives = made_up(shows_from=99)
    courses.loc[courses["week"] >= 4, "walk"] += 0.5 * (courses["initiative"] % 2)
    found = foresight_of_mode(courses, runs, initiatives)
    assert found.classes == {MODES[0]: 20, MODES[1]: 20} and found.foreseen == 4 and found.alone == ()
    assert found.base[:2] == (20, 40) and found.chance == 0.5
    assert found.plan is not None and found.plan.value == 1.0  # every second plan is another, as is every second mode


def test_changes_are_over_the_last_weeks_or_since_the_start() -> None:
    courses, _, _ = made_up(shows_from=99)
    courses["adoption"] = courses["week"] ** 2 / 1000.0
    seen, place = observed(courses), list(SIGNALS).index("adoption")
    assert BACK == 8 and seen.weeks.tolist() == list(WEEKS)
    changes = [seen.at(week)[0, len(SIGNALS) + place] * 1000.0 for week in range(len(WEEKS))]
    assert changes == pytest.approx([0.0, 16.0, 64.0, 144.0 - 16.0])
    assert seen.at(3, ["adoption"])[0] * 1000.0 == pytest.approx([144.0, 128.0])
    assert seen.level[:, 0, list(SIGNALS).index("revenue_growth")] == pytest.approx(0.0)


def test_always_naming_one_class_is_worth_no_more_than_guessing() -> None:
    labels = np.array([0] * 90 + [1] * 10)
    found = balanced_accuracy(np.tile([1.0, 0.0], (100, 1)), labels)
    assert found.value == 0.5 and found.low < 0.5 < found.high


def test_intervals_of_balanced_accuracy_hold_it_about_as_often_as_they_say() -> None:
    chance, labels = np.random.default_rng(1), np.array([0] * 60 + [1] * 25)
    held = 0
    for _ in range(1_000):
        is_right = chance.random(85) < np.where(labels == 0, 0.9, 0.7)
        says = np.where(is_right, labels, 1 - labels)
        found = balanced_accuracy(np.eye(2)[says], labels)
        held += found.low <= 0.8 <= found.high
    assert held / 1_000 == pytest.approx(0.95, abs=0.028)  # four standard errors of 1,000 trials


def test_the_area_is_the_chance_to_be_ranked_right() -> None:
    score, is_so = np.array([0.1, 0.4, 0.35, 0.8, 0.4]), np.array([False, False, True, True, True])
    pairs = mannwhitneyu(score[is_so], score[~is_so]).statistic / 6.0
    assert area(score, is_so).value == pytest.approx(pairs) == pytest.approx((2 * 1 + 1.5 + 0.0 + 1) / 6)


def test_every_case_is_told_by_a_classifier_that_was_not_shown_it() -> None:
    chance = np.random.default_rng(4)
    features, labels = chance.normal(size=(60, 40)), np.arange(60) % 2
    assert balanced_accuracy(held_out(features, labels), labels).value < 0.7  # shown all of them, 40 numbers tell 60 cases apart


def test_a_rare_class_counts_as_much_as_a_frequent_one() -> None:
    chance = np.random.default_rng(5)
    labels = np.array([0] * 180 + [1] * 20)
    right = held_out(chance.normal(size=(200, 1)) + labels[:, None], labels).argmax(axis=1) == labels
    assert right[labels == 1].mean() > 0.5  # unweighted, hardly any of the rare ones would ever be named
