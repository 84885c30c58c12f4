"""Interest, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms.interest import InterestParameters, exemplified, explained, interest_after, interest_moved, shown

P = InterestParameters(
    from_vision=0.4, from_example=0.3, from_results=0.6, from_care=0.2, unexplained=0.25, unheard=0.5, from_peers=0.25, fade=0.1, soured=0.5
)


def after(
    interest: float, openness=1.0, vision=0.0, signal=0.0, seen=0.0, results=0.0, voice=0.0, care=0.0, peers=None, rituals=1.0, cynicism=0.0
) -> float:
    alike = interest if peers is None else peers
    return interest_after.py_func(interest, openness, vision, signal, seen, results, voice, care, alike, rituals, cynicism, P)


def test_nothing_heard_and_nothing_forgotten_changes_nothing() -> None:
    assert after(0.4) == pytest.approx(0.4)


def test_the_why_is_heard_only_from_leaders_who_are_believed() -> None:
    assert after(0.4, vision=0.5, signal=0.8) == pytest.approx(0.4 + 0.4 * 0.5 * 0.8 * 0.6)
    assert after(0.4, vision=1.0) == after(0.4, signal=1.0) == pytest.approx(0.4)


def test_examples_and_results_show_why_as_far_as_it_is_said() -> None:
    assert explained.py_func(0.0, P) == 0.25 and explained.py_func(1.0, P) == 1.0
    assert explained.py_func(0.4, P) == pytest.approx(0.55)  # 0.25 + 0.75 × 0.4
    assert exemplified.py_func(0.55, P) == pytest.approx(0.3 * 0.55)
    assert shown.py_func(0.5, 0.8, 0.55, P) == pytest.approx(0.6 * 0.5 * 0.8 * 0.55)
    assert after(0.4, seen=0.5, vision=1.0) == pytest.approx(0.4 + 0.3 * 0.5 * 0.6)
    assert after(0.4, seen=0.5, vision=0.4) == pytest.approx(0.4 + 0.3 * 0.55 * 0.5 * 0.6)
    assert after(0.4, seen=0.5) == pytest.approx(0.4 + 0.3 * 0.25 * 0.5 * 0.6)
    assert after(0.4, results=0.5, voice=0.8, vision=1.0) == pytest.approx(0.4 + 0.6 * 0.5 * 0.8 * 0.6)
    assert after(0.4, results=0.5, voice=0.8, vision=0.4) == pytest.approx(0.4 + 0.6 * 0.5 * 0.8 * 0.55 * 0.6)
    assert after(0.4, results=0.5, voice=0.8) == pytest.approx(0.4 + 0.6 * 0.5 * 0.8 * 0.25 * 0.6)
    assert after(0.4, results=1.0, vision=1.0) == after(0.4, voice=1.0, vision=1.0) == pytest.approx(0.4)


def test_care_shows_it_whether_it_is_said_or_not() -> None:
    assert after(0.4, care=0.5) == after(0.4, care=0.5, vision=1.0) == pytest.approx(0.4 + 0.2 * 0.5 * 0.6)


def test_cynics_hear_less_of_what_is_said_and_see_as_much_of_what_is_done() -> None:
    said, seen, results, care = 0.16, 0.1, 0.05, 0.04
    for cynicism, heard in ((0.0, 0.16), (0.4, 0.128), (1.0, 0.08)):  # a half is lost at full cynicism
        moved = interest_moved.py_func(0.4, 1.0, said, 0.5, seen, results, care, 0.4, 0.0, cynicism, P._replace(soured=0.0))
        assert moved == pytest.approx(0.4 + (heard + 0.05 + 0.05 + 0.04) * 0.6)
    told = 0.4 * 0.5 * 0.8 * 0.8  # a fifth is lost at a cynicism of 0.4
    assert after(0.4, vision=0.5, signal=0.8, cynicism=0.4) == pytest.approx((0.4 + told * 0.6) * (1.0 - 0.5 * 0.4))


def test_peers_draw_up_and_down() -> None:
    assert after(0.4, peers=0.8) == pytest.approx(0.5)
    assert after(0.4, peers=0.0) == pytest.approx(0.3)


def test_closed_people_take_up_nothing() -> None:
    assert after(0.4, openness=0.0, vision=1.0, signal=1.0, seen=1.0, care=1.0, peers=1.0) == 0.4
    assert after(0.4, openness=0.5, seen=0.5, peers=0.8) == pytest.approx(0.4 + 0.5 * (0.3 * 0.25 * 0.5 * 0.6 + 0.1))


def test_without_rituals_it_fades_and_cynicism_sours_it() -> None:
    assert after(0.4, rituals=0.0) == pytest.approx(0.36)
    assert after(0.4, rituals=0.25) == pytest.approx(0.37)
    assert after(0.4, cynicism=0.2) == pytest.approx(0.36)
    assert after(0.4, rituals=0.0, cynicism=0.2) == pytest.approx(0.4 * 0.9 * 0.9)


def test_gains_add_up_before_anything_fades() -> None:
    gain = 0.4 * 0.6 * 0.7 * 0.85 + (0.3 * 0.4 + 0.6 * 0.2 * 0.9) * 0.7 + 0.2 * 0.3  # heard: 1 − 0.5 × 0.3; explained: 0.25 + 0.75 × 0.6
    heard = 0.2 + 0.6 * (gain * 0.8 + 0.25 * 0.3)
    assert after(0.2, 0.6, 0.6, 0.7, 0.4, 0.2, 0.9, 0.3, 0.5, 0.4, 0.3) == pytest.approx(heard * (1.0 - 0.06) * (1.0 - 0.15))


def test_interest_ends_at_all_and_at_nothing() -> None:
    strong = P._replace(from_vision=1.0, from_example=1.0, from_peers=1.0)
    heard = interest_after.py_func(0.5, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, strong)
    assert heard == 1.0
    assert interest_after.py_func(0.5, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, strong) == pytest.approx(0.9)  # cut, then faded
    open_minded = strong._replace(from_peers=3.0)
    assert interest_after.py_func(0.5, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, open_minded) == 0.0
