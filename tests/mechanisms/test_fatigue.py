"""Attention, fatigue and cynicism, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.fatigue import FatigueParameters, attended_share, cynicism_after, fatigue_after, felt_load, slack_of

P = FatigueParameters(
    tires=0.5, rest=0.2, slack=0.75, spent=0.25, senseless=1.5, grasped=0.5, from_gap=0.3, from_fatigue=0.4, from_frustration=0.12,
    from_pressure=0.16, from_climate=0.25, recovers=0.6,
)  # fmt: skip


def tired(fatigue: float, load=0.0, attention=0.4, time=1.0, interest=1.0) -> float:
    return fatigue_after.py_func(fatigue, load, attention, time, interest, P)


def attends(load: float, fatigue=0.0, attention=0.4, time=1.0, interest=1.0) -> float:
    return attended_share.py_func(load, attention, time, fatigue, interest, P)


def doubt(
    cynicism: float, talk=0.0, walk=0.0, interest=1.0, stake=0.0, autonomy=1.0, fatigue=0.0, climate=1.0, signal=0.0, resources=0.0
) -> float:
    return cynicism_after.py_func(cynicism, talk, walk, interest, stake, autonomy, fatigue, climate, signal, resources, P)


def test_slack_is_what_attention_time_and_freshness_leave() -> None:
    assert slack_of.py_func(0.4, 1.0, 0.0, P) == pytest.approx(0.4)
    assert slack_of.py_func(0.4, 0.0, 0.0, P) == pytest.approx(0.3)  # 0.4 × 0.75
    assert slack_of.py_func(0.4, 0.4, 0.0, P) == pytest.approx(0.34)  # 0.4 × (0.75 + 0.25 × 0.4)
    assert slack_of.py_func(0.4, 1.0, 0.5, P) == pytest.approx(0.35)  # a quarter of it at full fatigue, an eighth at half
    assert slack_of.py_func(0.4, 0.4, 1.0, P) == pytest.approx(0.34 * 0.75)


def test_a_load_weighs_more_on_those_who_do_not_see_why() -> None:
    assert felt_load.py_func(0.4, 1.0, P) == felt_load.py_func(0.4, 0.5, P) == 0.4
    assert felt_load.py_func(0.4, 0.2, P) == pytest.approx(0.76)  # 0.4 × (1 + 1.5 × 0.6)
    assert felt_load.py_func(0.4, 0.0, P) == pytest.approx(1.0)
    assert felt_load.py_func(0.0, 0.0, P) == 0.0


def test_people_attend_to_all_within_their_slack_and_to_no_more_than_it_beyond() -> None:
    assert attends(0.0) == attends(0.1) == attends(0.4) == 1.0
    assert attends(0.8) == pytest.approx(0.5) and attends(1.6) == pytest.approx(0.25), "half and a quarter of it: 0.4 of attention each"
    assert attends(0.0, fatigue=1.0, attention=0.0) == 1.0, "no work of change is all attended to, without any slack too"


def test_less_is_attended_to_without_time_when_tired_and_without_the_why() -> None:
    assert attends(0.6, time=0.0) == pytest.approx(0.3 / 0.6)
    assert attends(0.7, fatigue=0.5) == pytest.approx(0.35 / 0.7)
    assert attends(0.4, interest=0.2) == pytest.approx(0.4 / 0.76)
    assert attends(0.6, fatigue=1.0, time=0.4, interest=0.0) == pytest.approx(0.255 / 1.5)  # 0.34 × 0.75; 0.6 × 2.5


def test_a_unit_rests_where_load_is_within_its_slack() -> None:
    assert tired(0.5, load=0.35) == pytest.approx(0.4)  # slack: 0.4 × (1 − 0.25 × 0.5)
    assert tired(0.5, load=0.1) == pytest.approx(0.4)
    assert tired(0.0) == tired(0.0, load=0.4) == 0.0


def test_overload_tires_what_is_not_tired_yet() -> None:
    assert tired(0.0, load=0.8) == pytest.approx(0.5 * 0.4 * 0.8)
    assert tired(0.5, load=0.8) == pytest.approx((0.5 + 0.5 * 0.45 * 0.5) * 0.8)  # overload: 0.8 − 0.35


def test_a_load_that_fresh_people_carry_tires_the_tired_further() -> None:
    assert tired(0.0, load=0.4) == 0.0
    assert tired(1.0 / 3.0, load=0.4) == pytest.approx((1.0 / 3.0 + 0.5 * 0.4 / 12.0 * 2.0 / 3.0) * 0.8)  # a twelfth of slack is gone
    trapped = P._replace(tires=1.0, rest=0.05, spent=0.5)
    again = fatigue_after.py_func(0.5, 0.4, 0.4, 1.0, 1.0, trapped)
    assert again == pytest.approx((0.5 + 0.1 * 0.5) * 0.95) and again > 0.5, "the capability trap: slack of 0.3, overload of 0.1"


def test_time_is_slack() -> None:
    assert tired(0.0, load=0.8, time=0.0) == pytest.approx(0.5 * (0.8 - 0.4 * 0.75) * 0.8)
    assert tired(0.0, load=0.8, time=0.4) == pytest.approx(0.5 * (0.8 - 0.4 * 0.85) * 0.8)


def test_what_no_one_sees_the_sense_of_weighs_more() -> None:
    assert tired(0.0, load=0.4, interest=0.2) == pytest.approx(0.5 * (0.4 * (1.0 + 1.5 * 0.6) - 0.4) * 0.8)
    assert tired(0.0, load=0.6, interest=0.5) == tired(0.0, load=0.6, interest=1.0)


def test_overload_beyond_full_tires_no_more_than_full() -> None:
    assert tired(0.2, load=1.38) == pytest.approx((0.2 + 0.5 * 0.8) * 0.8)  # slack: 0.4 × (1 − 0.25 × 0.2)
    assert tired(0.2, load=0.88) == pytest.approx((0.2 + 0.5 * 0.5 * 0.8) * 0.8)
    assert tired(0.2, load=1.8) == tired(0.2, load=9.0) == pytest.approx((0.2 + 0.5 * 0.8) * 0.8)


def test_no_unit_is_more_than_exhausted() -> None:
    restless = P._replace(tires=2.0, rest=0.0)
    assert fatigue_after.py_func(0.5, 9.0, 0.4, 1.0, 1.0, restless) == 1.0
    assert fatigue_after.py_func(0.5, 0.6, 0.4, 1.0, 1.0, restless) == pytest.approx(0.75)  # 0.5 + 2 × (0.6 − 0.35) × 0.5


def test_nothing_to_doubt_leaves_belief_as_it_is() -> None:
    assert doubt(0.3) == 0.3
    assert doubt(0.3, talk=0.2, walk=0.8) == 0.3


def test_words_beyond_deeds_and_tiredness_make_people_stop_believing() -> None:
    assert doubt(0.5, talk=0.8, walk=0.2) == pytest.approx(0.5 + 0.3 * 0.6 * 0.5)
    assert doubt(0.5, fatigue=0.4) == pytest.approx(0.5 + 0.4 * 0.4 * 0.5)


def test_so_do_being_kept_from_what_is_right_and_held_to_what_is_not_understood() -> None:
    assert doubt(0.5, interest=0.6, autonomy=0.25) == pytest.approx(0.5 + 0.12 * 0.6 * 0.75 * 0.5)
    assert doubt(0.5, interest=0.25, stake=0.4) == pytest.approx(0.5 + 0.16 * 0.4 * 0.75 * 0.5)


def test_only_a_caustic_climate_breeds_doubt() -> None:
    assert doubt(0.5, climate=0.1) == pytest.approx(0.5 + 0.25 * 2.0 * 0.4 * 0.5)
    assert doubt(0.5, climate=0.5) == doubt(0.5, climate=0.7) == 0.5


def test_signals_backed_by_resources_win_belief_back() -> None:
    assert doubt(0.5, signal=0.4, resources=0.5) == pytest.approx(0.5 * (1.0 - 0.6 * 0.2))
    assert doubt(0.5, signal=1.0) == doubt(0.5, resources=1.0) == 0.5


def test_gains_add_up_before_belief_recovers() -> None:
    gain = 0.3 * 0.3 + 0.4 * 0.1 + 0.12 * 0.4 * 0.2 + 0.16 * 0.7 * 0.6 + 0.25 * 2.0 * 0.3
    after = 0.25 + gain * 0.75
    assert doubt(0.25, 0.9, 0.6, 0.4, 0.7, 0.8, 0.1, 0.2, 0.5, 0.3) == pytest.approx(after * (1.0 - 0.6 * 0.15))


def test_disbelief_is_complete_at_most() -> None:
    bitter = P._replace(from_gap=1.0, from_fatigue=1.0)
    assert cynicism_after.py_func(0.3, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, bitter) == 1.0
    assert cynicism_after.py_func(0.3, 1.0, 0.5, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, bitter) == 1.0
    assert cynicism_after.py_func(0.3, 1.0, 0.5, 1.0, 0.0, 1.0, 0.25, 1.0, 0.0, 0.0, bitter) == pytest.approx(0.3 + 0.75 * 0.7)
