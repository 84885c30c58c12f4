"""Choice, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms.choice import ChoiceParameters, decides, hold_on_aligned, kept_up, pull_of_aligned, pull_of_derailing

P = ChoiceParameters(
    noise=0.5, social=0.8, lead=0.6, interest=0.7, reward=0.4, habit=0.3, norm=0.9,
    effort=1.5, friction=0.35, cynicism=0.45, conformity=0.6, temptation=0.65, blind_reward=0.25,
)  # fmt: skip


def pull(exposure=0.0, signal=0.0, interest=0.0, stake=0.0, habit=0.0, norm=0.0, disturbance=0.0) -> float:
    return pull_of_aligned.py_func(exposure, signal, disturbance, interest, stake, habit, norm, P)


def hold(
    effort=0.0, capacity=0.0, fatigue=0.0, needs_freedom=0.0, autonomy=0.0, needs_links=0.0, links=0.0, means=0.0, policies=0.0, doubt=0.0,
    divergence=0.0, closure=0.0, exposure=0.0,
):  # fmt: skip
    return hold_on_aligned.py_func(
        effort, capacity, fatigue, needs_freedom, autonomy, needs_links, links, means, policies, doubt, divergence, closure, exposure, P
    )


def tempted(exposure=0.0, signal=0.0, interest=0.0, metrics=1.0, habit=0.0, norm=0.0, disturbance=0.0, asked=1.0) -> float:
    return pull_of_derailing.py_func(exposure, signal, disturbance, interest, metrics, asked, habit, norm, P)


def test_nothing_pulls_and_nothing_holds_where_there_is_nothing() -> None:
    assert pull() == hold() == tempted() == 0.0


def test_each_pull_has_its_own_weight() -> None:
    assert pull(exposure=0.5) == pytest.approx(0.4)
    assert pull(signal=0.5) == pytest.approx(0.3)
    assert pull(interest=0.5) == pytest.approx(0.35)
    assert pull(habit=0.5) == pytest.approx(0.15)
    assert pull(norm=0.5) == pytest.approx(0.45)


def test_reward_works_as_far_as_people_see_why() -> None:
    assert pull(stake=0.5) == pytest.approx(0.4 * 0.5 * 0.25)
    assert pull(stake=0.5, interest=1.0) - pull(interest=1.0) == pytest.approx(0.4 * 0.5)
    assert pull(stake=0.5, interest=0.2) - pull(interest=0.2) == pytest.approx(0.4 * 0.5 * 0.4)  # 0.25 + 0.75 × 0.2


def test_pulls_add_up() -> None:
    assert pull(0.1, 0.2, 0.3, 0.4, 0.5, 0.6) == pytest.approx(0.08 + 0.12 + 0.21 + 0.4 * 0.4 * 0.475 + 0.15 + 0.54)


def test_effort_holds_those_who_are_unable_or_tired() -> None:
    assert hold(effort=0.4, means=1.0) == pytest.approx(1.5 * 0.4)
    assert hold(effort=0.4, means=1.0, capacity=0.5) == pytest.approx(1.5 * 0.4 * 0.5)
    assert hold(effort=0.4, means=1.0, capacity=0.5, fatigue=0.2) == pytest.approx(1.5 * 0.4 * 0.6)  # 1 − 0.5 × 0.8
    assert hold(effort=0.4, means=1.0, capacity=1.0) == 0.0


def test_missing_freedom_links_means_and_heavy_rules_each_rub() -> None:
    assert hold(needs_freedom=0.4, autonomy=0.25, policies=1.0) == pytest.approx(0.35 * 0.4 * 0.75)
    assert hold(needs_freedom=0.4, autonomy=1.0, policies=0.25) == pytest.approx(0.35 * 0.5 * 0.4 * 0.75)
    assert hold(needs_links=0.4, links=0.25) == pytest.approx(0.35 * 0.4 * 0.75)
    assert hold(effort=0.4, capacity=1.0, means=0.25) == pytest.approx(0.35 * 0.4 * 0.75)
    assert hold(doubt=0.4) == pytest.approx(0.45 * 0.4)


def test_holds_add_up() -> None:
    rubs = 0.3 * 0.6 + 0.5 * 0.2 + 0.2 * 0.7 + 0.5 * 0.3 * 0.9
    assert hold(0.2, 0.6, 0.5, 0.3, 0.4, 0.5, 0.8, 0.3, 0.1, 0.7) == pytest.approx(1.5 * 0.2 * 0.7 + 0.35 * rubs + 0.45 * 0.7)


def test_internal_metrics_tempt_and_leaders_and_the_why_restrain() -> None:
    assert tempted(metrics=0.0) == pytest.approx(0.65)
    assert tempted(metrics=0.75) == pytest.approx(0.65 * 0.25)
    assert tempted(exposure=0.5, habit=0.5, norm=0.5) == pytest.approx(0.4 + 0.15 + 0.45)
    assert tempted(signal=0.5) == pytest.approx(-0.3)
    assert tempted(interest=0.5) == pytest.approx(-0.35)


def test_a_pull_at_the_threshold_leads_to_practice() -> None:
    assert decides.py_func(0.5, 0.5, 0.0, 0.0, np.inf, P)
    assert not decides.py_func(0.49, 0.5, 0.0, 0.0, np.inf, P)
    assert decides.py_func(0.51, 0.5, 0.0, 0.0, np.inf, P)


def test_chance_counts_by_its_scale() -> None:
    assert decides.py_func(0.0, 1.0, 2.0, 0.0, np.inf, P)
    assert not decides.py_func(0.0, 1.0, 1.9, 0.0, np.inf, P)
    assert not decides.py_func(1.0, 1.0, -0.1, 0.0, np.inf, P)


def test_the_times_pull_to_what_serves_customers_and_from_what_hurts_them() -> None:
    assert pull(disturbance=0.2) == pytest.approx(0.2) and tempted(disturbance=0.2) == pytest.approx(-0.2)


def test_contacts_who_know_one_another_hold_one_back_from_what_departs_from_the_usual_until_it_is_seen() -> None:
    assert hold(divergence=0.5, closure=0.4) == pytest.approx(0.6 * 0.5 * 0.4)
    assert hold(divergence=0.5, closure=0.4, exposure=0.25) == pytest.approx(0.6 * 0.5 * 0.4 * 0.75)
    assert hold(divergence=0.5) == hold(closure=0.4) == hold(divergence=1.0, closure=1.0, exposure=1.0) == 0.0


def test_old_ways_hold_as_far_as_they_are_a_convention() -> None:
    assert kept_up.py_func(0.3, P) == 0.3
    assert kept_up.py_func(0.3, P._replace(old_ways=1.0)) == pytest.approx(2.0 * 0.3 - 1.0)
    assert kept_up.py_func(0.3, P._replace(old_ways=0.5)) == pytest.approx(0.3 - 0.5 * 0.7)


def test_chance_follows_an_example_at_any_pull_but_only_one_that_is_seen() -> None:
    decided = decides.py_func
    assert decided(-5.0, 1.0, 4.6, 0.1, 4.5, P) and not decided(-5.0, 1.0, 4.4, 0.1, 4.5, P)
    assert decided(-5.0, 1.0, 4.5, 0.1, 4.5, P), "from the draw itself"
    assert not decided(-5.0, 1.0, 4.6, 0.0, 4.5, P) and decided(2.0, 1.0, 0.0, 0.0, np.inf, P)
