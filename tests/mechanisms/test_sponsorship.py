"""Sponsorship, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import sponsorship as rules

P = rules.SponsorshipParameters(
    adoption_weight=0.6, felt_scale=0.25, rally=0.2, impatience=0.4, board_pull=0.3, board_memory=0.25, hurdle=0.5,
    counterparts=0.75, champions=0.4,
)  # fmt: skip


def progress(adoption=0.0, felt_gain=0.0, score_gain=0.0, metrics=1.0) -> float:
    return rules.progress_seen.py_func(adoption, felt_gain, score_gain, metrics, P)


def sponsor(commitment: float, seen: float, expected: float, patience=0.0, perseverance=0.0, board=0.0) -> float:
    return rules.sponsor_after.py_func(commitment, seen, expected, patience, perseverance, board, P)


def returns(benefit=0.0, proof=0.0, felt_gain=0.0, metrics=1.0) -> float:
    return rules.perceived_return.py_func(benefit, proof, felt_gain, metrics, P)


def vetoed(power: float, promise: float, heads: float, chief: float) -> bool:
    return bool(rules.is_vetoed.py_func(power, promise, heads, chief, P))


def test_sponsors_see_practice_and_results() -> None:
    assert progress(adoption=0.5) == pytest.approx(0.3)
    assert progress(felt_gain=0.1) == pytest.approx(0.4 * 0.4)
    assert progress(adoption=0.5, felt_gain=0.1) == pytest.approx(0.46)


def test_they_see_what_their_metrics_show() -> None:
    assert progress(felt_gain=0.1, metrics=0.0) == 0.0
    assert progress(score_gain=0.1, metrics=0.0) == pytest.approx(0.16)
    assert progress(felt_gain=0.1, score_gain=0.2, metrics=0.75) == pytest.approx(0.4 * (0.075 + 0.05) / 0.25)


def test_a_result_counts_from_nothing_to_full() -> None:
    assert progress(adoption=0.5, felt_gain=-0.1) == progress(adoption=0.5, felt_gain=-0.4) == pytest.approx(0.3)
    assert progress(adoption=0.5, felt_gain=0.3) == progress(adoption=0.5, felt_gain=1.0) == pytest.approx(0.7)
    assert progress(felt_gain=0.24) == pytest.approx(0.4 * 0.96)


def test_a_chief_rallies_to_what_runs_ahead() -> None:
    assert sponsor(0.6, 0.8, 0.5) == pytest.approx(0.6 + 0.2 * 0.3 * 0.4)
    assert sponsor(0.6, 0.5, 0.5) == 0.6
    assert sponsor(1.0, 1.0, 0.0) == 1.0


def test_and_loses_heart_when_it_lags_less_with_patience_and_perseverance() -> None:
    assert sponsor(0.6, 0.2, 0.5) == pytest.approx(0.6 * (1.0 - 0.4 * 0.3))
    assert sponsor(0.6, 0.2, 0.5, patience=0.25) == pytest.approx(0.6 * (1.0 - 0.4 * 0.75 * 0.3))
    assert sponsor(0.6, 0.2, 0.5, perseverance=0.4) == pytest.approx(0.6 * (1.0 - 0.4 * 0.8 * 0.3))
    assert sponsor(0.6, 0.2, 0.5, patience=1.0) == 0.6


def test_an_impatient_board_wears_on_the_chief() -> None:
    assert sponsor(0.6, 0.5, 0.5, board=0.5) == pytest.approx(0.6 * 0.85)
    assert sponsor(0.6, 0.5, 0.5, perseverance=0.4, board=0.5) == pytest.approx(0.6 * (1.0 - 0.3 * 0.5 * 0.8))
    ahead = 0.6 + 0.2 * 0.3 * 0.4
    assert sponsor(0.6, 0.8, 0.5, board=0.5) == pytest.approx(ahead * 0.85)


def board(lost: float, results: float, expected: float, patience: float) -> float:
    return rules.board_after.py_func(lost, results, expected, patience, P)


def test_a_board_loses_patience_when_money_lags() -> None:
    assert board(0.2, 0.1, 0.7, 0.5) == pytest.approx(0.2 + 0.25 * (0.6 * 0.5 - 0.2))
    assert board(0.2, 0.1, 0.7, 1.0) == pytest.approx(0.15)
    assert board(0.0, 0.1, 0.7, 0.2) == pytest.approx(0.25 * 0.6 * 0.8)


def test_and_finds_it_again_when_money_comes() -> None:
    assert board(0.2, 0.7, 0.7, 0.5) == board(0.2, 3.0, 0.7, 0.5) == pytest.approx(0.15)


def test_losses_are_no_worse_than_nothing_come() -> None:
    assert board(0.0, -2.0, 0.7, 0.5) == board(0.0, -0.5, 0.7, 0.5) == board(0.0, 0.0, 0.7, 0.5) == pytest.approx(0.25 * 0.35)


def test_finance_sees_own_benefit_proof_and_felt_gains_if_they_count() -> None:
    assert returns(benefit=0.5) == pytest.approx(0.3)
    assert returns(proof=0.5) == pytest.approx(0.25)
    assert returns(felt_gain=0.1) == pytest.approx(0.4 * 0.4)
    assert returns(felt_gain=0.1, metrics=0.5) == pytest.approx(0.4 * 0.5 * 0.4)
    assert returns(0.5, 0.2, 0.1, 0.5) == pytest.approx(0.3 + 0.1 + 0.08)


def test_a_felt_gain_counts_from_nothing_to_full() -> None:
    assert returns(benefit=0.5, felt_gain=-0.1) == returns(benefit=0.5, felt_gain=-0.5) == pytest.approx(0.3)
    assert returns(felt_gain=0.3) == returns(felt_gain=1.0) == pytest.approx(0.4)
    assert returns(felt_gain=0.24) == pytest.approx(0.4 * 0.96)


def test_finance_stops_a_programme_with_few_champions() -> None:
    assert vetoed(1.0, 0.0, 0.0, 0.0)
    assert not vetoed(0.0, 0.0, 0.0, 0.0)
    assert not vetoed(1.0, 0.0, 1.0, 1.0)


def test_power_times_doubt_is_weighed_against_support() -> None:
    """Power 0.8 and returns of 0.2 under a hurdle of 0.5 weigh 0.48, which support of 0.384 balances: 0.384 / 0.4 × 0.5."""
    assert vetoed(0.8, 0.2, 0.38, 0.38)
    assert not vetoed(0.8, 0.2, 0.39, 0.39)


def test_other_heads_weigh_more_than_the_chief() -> None:
    assert not vetoed(0.8, 0.2, 0.50, 0.04)  # 0.75 × 0.50 + 0.25 × 0.04 = 0.385
    assert vetoed(0.8, 0.2, 0.50, 0.02)  # 0.380
    assert vetoed(0.8, 0.2, 0.04, 0.50)


def test_enough_return_leaves_nothing_to_doubt() -> None:
    assert not vetoed(1.0, 0.5, 0.0, 0.0)
    assert not vetoed(1.0, 0.9, 0.0, 0.0)
    assert vetoed(1.0, 0.49, 0.0, 0.0)


def test_a_veto_takes_more_than_a_balance() -> None:
    even = P._replace(hurdle=0.5, counterparts=0.5, champions=0.5)
    assert not rules.is_vetoed.py_func(0.5, 0.0, 0.5, 0.5, even)  # 0.5 × 0.5 / 0.5 against 0.5 / 0.5 × 0.5
    assert rules.is_vetoed.py_func(0.75, 0.0, 0.5, 0.5, even)


def test_where_finance_asks_nothing_it_stops_nothing() -> None:
    assert not rules.is_vetoed.py_func(1.0, 0.0, 0.0, 0.0, P._replace(hurdle=0.0))
    assert not rules.is_vetoed.py_func(1.0, 0.3, 0.0, 0.0, P._replace(hurdle=0.0))
