"""Leadership, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import leadership as rules

P = rules.LeadershipParameters(
    cascade=0.2, from_boss=0.6, from_interest=0.3, from_account=0.25, from_benefit=0.15, caustic=0.5, doubt=0.4, unled=0.25, unkept=0.5,
    walk_weight=0.75, credit_lost=0.3, credit_won=0.1, own_manager=0.5, unit_head=0.3, chief=0.2,
)  # fmt: skip


def after(
    commitment: float, boss=0.0, believed=1.0, interest=0.0, account=0.0, benefit=0.0, climate=1.0, malleability=0.5, help_given=0.0
) -> float:
    return rules.commitment_after.py_func(commitment, boss, believed, interest, account, benefit, climate, malleability, help_given, P)


def credit(credibility: float, commitment: float, talk: float, humility: float = 0.0, waiting: float = 0.0) -> float:
    return rules.credibility_after.py_func(credibility, commitment, talk, waiting, humility, P)


def test_without_a_reason_commitment_ebbs() -> None:
    assert after(0.5) == pytest.approx(0.4)


def test_each_reason_to_commit_has_its_own_weight() -> None:
    assert after(0.0, boss=0.8) == pytest.approx(0.2 * 0.6 * 0.8)
    assert after(0.0, interest=0.8) == pytest.approx(0.2 * 0.3 * 0.8)
    assert after(0.0, account=0.8) == pytest.approx(0.2 * 0.25 * 0.8)
    assert after(0.0, benefit=0.8) == pytest.approx(0.2 * 0.15 * 0.8)


def test_a_boss_who_is_not_believed_is_copied_less() -> None:
    assert after(0.0, boss=0.8, believed=0.5) == pytest.approx(0.2 * 0.48 * 0.8)
    assert after(0.0, boss=0.8, believed=0.0) == pytest.approx(0.2 * 0.48 * 0.6)


def test_reasons_add_up_and_a_caustic_climate_takes_its_part() -> None:
    reasons = 0.6 * 0.5 * (1.0 - 0.4 * 0.25) + 0.3 * 0.4 + 0.25 * 0.6 + 0.15 * 0.8
    assert after(0.3, 0.5, 0.75, 0.4, 0.6, 0.8) == pytest.approx(0.3 + 0.2 * (reasons - 0.3))
    assert after(0.3, 0.5, 0.75, 0.4, 0.6, 0.8, climate=0.4) == pytest.approx(0.3 + 0.2 * (reasons * 0.7 - 0.3))


def test_no_one_aims_beyond_full_commitment() -> None:
    assert after(0.5, boss=1.0, interest=1.0, account=1.0, benefit=1.0) == pytest.approx(0.6)


def test_malleable_leaders_take_up_a_change_sooner_and_let_go_of_it_later() -> None:
    assert after(0.2, boss=1.0, malleability=0.0) == pytest.approx(0.2 + 0.2 * 0.5 * 0.4)
    assert after(0.2, boss=1.0, malleability=1.0) == pytest.approx(0.2 + 0.2 * 1.5 * 0.4)
    assert after(0.5, malleability=0.0) == pytest.approx(0.5 - 0.2 * 1.5 * 0.5)
    assert after(0.5, malleability=1.0) == pytest.approx(0.5 - 0.2 * 0.5 * 0.5)


def test_humility_patience_and_perseverance_make_the_top_malleable_alike() -> None:
    for three in ((0.1, 0.2, 0.9), (0.9, 0.1, 0.2)):
        assert rules.malleability_of.py_func(*three) == pytest.approx(0.4)
    assert rules.malleability_of.py_func(1.0, 1.0, 1.0) == 1.0


def test_help_takes_its_share_of_what_is_still_missing() -> None:
    assert after(0.5, boss=1.0, help_given=0.25) == pytest.approx(0.52 + 0.25 * 0.48)  # 0.5 + 0.2 × (0.6 − 0.5), then a quarter
    assert after(0.5, boss=1.0, help_given=1.0) == 1.0


def test_help_works_as_far_as_the_boss_walks_and_is_believed() -> None:
    assert rules.helped.py_func(0.8, 1.0, 1.0, P) == 0.8
    assert rules.helped.py_func(0.8, 0.5, 1.0, P) == rules.helped.py_func(0.8, 1.0, 0.5, P) == pytest.approx(0.8 * 0.625)
    assert rules.helped.py_func(0.8, 0.5, 0.4, P) == pytest.approx(0.8 * 0.4)  # 0.25 + 0.75 × 0.2
    assert rules.helped.py_func(0.8, 0.0, 1.0, P) == rules.helped.py_func(0.8, 1.0, 0.0, P) == pytest.approx(0.2)
    assert rules.helped.py_func(0.0, 1.0, 1.0, P) == 0.0
    assert after(0.5, help_given=0.25) == pytest.approx(0.4 + 0.25 * 0.25 * 0.6)
    follows = 0.5 + 0.2 * (0.6 * 0.5 * (1.0 - 0.4 * 0.6) - 0.5)
    assert after(0.5, boss=0.5, believed=0.4, help_given=0.8) == pytest.approx(follows + 0.8 * 0.4 * (1.0 - follows))


def test_a_gap_between_words_and_deeds_costs_credit() -> None:
    lost = 0.8 * (1.0 - 0.3 * 0.6)
    assert credit(0.8, 0.2, 0.8) == pytest.approx(lost + 0.1 * 0.2 * 0.4 * (1.0 - lost))
    assert credit(0.8, 0.0, 0.5) == pytest.approx(0.8 * 0.85)


def test_a_gap_admitted_is_half_mended() -> None:
    assert credit(0.8, 0.0, 0.5, humility=1.0) == pytest.approx(0.8 * (1.0 - 0.3 * 0.5 * 0.5))
    assert credit(0.8, 0.0, 0.5, humility=0.4) == pytest.approx(0.8 * (1.0 - 0.3 * 0.5 * 0.8))


def test_promises_that_wait_cost_credit_as_words_without_deeds_do() -> None:
    assert credit(0.8, 0.0, 0.0, waiting=0.4) == pytest.approx(0.8 * (1.0 - 0.3 * 0.2))  # half of what waits is a gap
    assert credit(0.8, 0.0, 0.5, waiting=0.4) == pytest.approx(0.8 * (1.0 - 0.3 * 0.6))  # 0.5 + 0.2 × 0.5
    assert credit(0.8, 0.0, 0.5, humility=1.0, waiting=0.4) == pytest.approx(0.8 * (1.0 - 0.3 * 0.6 * 0.5))
    lost = 0.6 * (1.0 - 0.3 * 0.2)
    assert credit(0.6, 0.5, 0.1, waiting=0.4) == pytest.approx(lost + 0.1 * 0.5 * 0.8 * (1.0 - lost)), "from leaders who walk too"
    assert credit(0.8, 0.0, 1.0, waiting=1.0) == credit(0.8, 0.0, 1.0) == pytest.approx(0.8 * 0.7), "a gap is full at most"


def test_walking_more_than_talking_only_wins_credit() -> None:
    assert credit(0.6, 0.5, 0.5) == credit(0.6, 0.5, 0.1) == pytest.approx(0.6 + 0.1 * 0.5 * 0.4)


def test_people_take_acts_and_words_as_far_as_they_believe() -> None:
    assert rules.signal_of.py_func(0.8, 0.5, 0.4, P) == pytest.approx(0.5 * (0.75 * 0.8 + 0.25 * 0.4))
    assert rules.signal_of.py_func(1.0, 0.0, 1.0, P) == 0.0
    assert rules.signal_of.py_func(1.0, 1.0, 1.0, P) == 1.0


def test_three_leaders_are_heard_by_their_weights() -> None:
    assert rules.signal_heard.py_func(0.2, 0.4, 0.8, P) == pytest.approx(0.1 + 0.12 + 0.16)


def test_commitment_reaches_its_aim_at_most() -> None:
    swift = P._replace(cascade=1.0)
    aim = 0.6 * 0.5
    assert rules.commitment_after.py_func(0.9, 0.5, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, swift) == pytest.approx(aim)  # a pace of 1.5
    assert rules.commitment_after.py_func(0.9, 0.5, 1.0, 0.0, 0.0, 0.0, 1.0, 0.75, 0.0, swift) == pytest.approx(0.9 + 0.75 * (aim - 0.9))


def test_no_one_hears_more_than_all() -> None:
    loud = P._replace(own_manager=0.9, unit_head=0.5)
    assert rules.signal_heard.py_func(1.0, 1.0, 1.0, loud) == 1.0
    assert rules.signal_heard.py_func(0.5, 0.5, 0.5, loud) == pytest.approx(0.8)
