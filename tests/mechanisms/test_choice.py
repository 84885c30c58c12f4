"""Choice, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.mechanisms.choice import (
    ChoiceParameters,
    ability_left,
    aligned_hold,
    decides,
    hold_on_aligned,
    kept_up,
    lacking,
    obstacle_of,
    pull_of_aligned,
    pull_of_derailing,
    unconvinced,
)

P = ChoiceParameters(
    noise=0.5, social=0.8, lead=0.6, interest=0.7, reward=0.4, habit=0.3, norm=0.9,
    hold=2.0, skill=1.5, means=1.25, links=0.5, leeway=0.5, safety=0.5, account=0.4, meaning=0.5, belief=0.6,
    conformity=0.6, temptation=0.65, blind_reward=0.25,
)  # fmt: skip


def pull(exposure=0.0, signal=0.0, interest=0.0, stake=0.0, habit=0.0, norm=0.0, disturbance=0.0) -> float:
    return pull_of_aligned.py_func(exposure, signal, disturbance, interest, stake, habit, norm, P)


def hold(
    effort=0.0, capacity=0.0, fatigue=0.0, needs_freedom=0.0, autonomy=0.0, needs_links=0.0, links=0.0, means=0.0, policies=0.0,
    climate=1.0, stake=1.0, interest=1.0, doubt=0.0, divergence=0.0, closure=0.0, exposure=0.0,
):  # fmt: skip
    return hold_on_aligned.py_func(
        effort, capacity, fatigue, needs_freedom, autonomy, needs_links, links, means, policies, climate, stake, interest, doubt,
        divergence, closure, exposure, P,
    )  # fmt: skip


def tempted(exposure=0.0, signal=0.0, interest=0.0, metrics=1.0, habit=0.0, norm=0.0, disturbance=0.0, asked=1.0) -> float:
    return pull_of_derailing.py_func(exposure, signal, disturbance, interest, metrics, asked, habit, norm, P)


def test_nothing_pulls_where_there_is_nothing() -> None:
    assert pull() == tempted() == 0.0


def test_nothing_holds_the_convinced_and_safe_with_a_stake_from_what_asks_for_nothing() -> None:
    assert hold() == hold(climate=0.5, stake=0.4, interest=0.5, doubt=0.4) == 0.0
    assert hold(climate=0.0) == hold(stake=0.0) == hold(interest=0.0) == hold(doubt=1.0) == 2.0


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


def test_what_is_needed_and_there_in_part_is_lacking_by_the_rest() -> None:
    assert lacking.py_func(0.5, 0.0) == 1.0
    assert lacking.py_func(0.5, 0.2) == pytest.approx(0.6)  # 1 − 0.2 / 0.5
    assert lacking.py_func(1.5, 1.0) == pytest.approx(1.0 / 3.0), "more may be needed than there can be"
    assert lacking.py_func(0.5, 0.5) == lacking.py_func(0.5, 0.9) == lacking.py_func(0.0, 0.0) == lacking.py_func(0.0, 0.4) == 0.0


def test_tired_people_have_less_of_their_ability() -> None:
    assert ability_left.py_func(0.5, 0.0) == 0.5 and ability_left.py_func(0.5, 1.0) == 0.0
    assert ability_left.py_func(0.5, 0.2) == pytest.approx(0.4)


def test_a_behaviour_lacks_what_its_conditions_lack_most_of() -> None:
    def obstacle(effort=0.0, freedom=0.0, autonomy=0.0, needs_links=0.0, links=0.0, means=0.0, policies=0.0, climate=1.0, stake=1.0):
        return obstacle_of.py_func(effort, freedom, autonomy, needs_links, links, means, policies, climate, stake, P)

    assert obstacle() == 0.0, "what takes no effort, freedom or link takes no means, rules or links either"
    assert obstacle(freedom=0.4, autonomy=0.1, policies=1.0) == pytest.approx(0.75)
    assert obstacle(freedom=0.4, autonomy=1.0, policies=0.15) == pytest.approx(0.25)  # rules must leave half of the 0.4
    assert obstacle(needs_links=0.4, links=0.02) == pytest.approx(0.9)  # takes 0.5 × 0.4
    assert obstacle(effort=0.4, means=0.3) == pytest.approx(0.4)  # takes 1.25 × 0.4
    assert obstacle(climate=0.2) == pytest.approx(0.6) and obstacle(climate=0.5) == 0.0
    assert obstacle(stake=0.1) == pytest.approx(0.75) and obstacle(stake=0.4) == 0.0
    assert obstacle(0.4, 0.4, 0.1, 0.4, 0.02, 0.3, 0.15, 0.2, 0.1) == pytest.approx(0.9), "of 0.75, 0.25, 0.9, 0.4, 0.6 and 0.75"
    assert obstacle(0.4, 0.4, 0.1, 0.4, 0.20, 0.3, 0.15, 0.2, 0.4) == pytest.approx(0.75), "without want of links and a stake"


def test_people_lack_the_why_or_belief_whichever_is_scarcer() -> None:
    assert unconvinced.py_func(0.4, 0.0, P) == pytest.approx(0.2)  # 1 − 0.4 / 0.5
    assert unconvinced.py_func(1.0, 0.7, P) == pytest.approx(0.5)  # 1 − 0.3 / 0.6
    assert unconvinced.py_func(0.4, 0.7, P) == pytest.approx(0.5) and unconvinced.py_func(0.1, 0.7, P) == pytest.approx(0.8)
    assert unconvinced.py_func(0.0, 0.0, P) == unconvinced.py_func(1.0, 1.0, P) == 1.0
    assert unconvinced.py_func(0.5, 0.4, P) == 0.0, "so much of both suffices"


def test_effort_holds_those_who_are_unable_or_tired() -> None:
    assert hold(effort=0.4, means=1.0) == pytest.approx(2.0)
    assert hold(effort=0.4, means=1.0, capacity=0.3) == pytest.approx(2.0 * 0.5)  # takes 1.5 × 0.4
    assert hold(effort=0.4, means=1.0, capacity=0.3, fatigue=0.2) == pytest.approx(2.0 * 0.6)  # 1 − 0.24 / 0.6
    assert hold(effort=0.4, means=1.0, capacity=0.6) == pytest.approx(0.0, abs=1e-12)
    assert hold(effort=0.4, means=1.0, capacity=0.61) == hold(effort=0.4, means=1.0, capacity=1.0) == 0.0
    assert hold(effort=0.8, means=1.0, capacity=1.0) == pytest.approx(2.0 / 6.0), "what takes more than people can learn always holds"


def test_what_is_missing_of_each_condition_holds_alone() -> None:
    assert hold(needs_freedom=0.4, autonomy=0.1, policies=1.0) == pytest.approx(2.0 * 0.75)
    assert hold(needs_freedom=0.4, autonomy=1.0, policies=0.15) == pytest.approx(2.0 * 0.25)
    assert hold(needs_links=0.4, links=0.02) == pytest.approx(2.0 * 0.9)
    assert hold(effort=0.4, capacity=1.0, means=0.3) == pytest.approx(2.0 * 0.4)
    assert hold(climate=0.2) == pytest.approx(2.0 * 0.6)
    assert hold(stake=0.1) == pytest.approx(2.0 * 0.75)
    assert hold(interest=0.4) == pytest.approx(2.0 * 0.2)
    assert hold(doubt=0.7) == pytest.approx(2.0 * 0.5)


HALF = {
    "effort": 0.4, "capacity": 0.3, "needs_freedom": 0.8, "autonomy": 0.4, "policies": 0.2, "needs_links": 0.8, "links": 0.2, "means": 0.25,
    "climate": 0.25, "stake": 0.2, "interest": 0.25, "doubt": 0.7,
}  # fmt: skip
"""A person and a place that lack just half of each of the nine conditions: the hold is half of 2."""

GIVEN = ("capacity", "autonomy", "policies", "links", "means", "climate", "stake", "interest", "doubt")


def with_more_of(name: str, share: float) -> dict[str, float]:
    """So much more of what is half there, as a share of that; belief is what is left of doubt."""
    return {name: 1.0 - (1.0 - HALF[name]) * (1.0 + share)} if name == "doubt" else {name: HALF[name] * (1.0 + share)}


@pytest.mark.parametrize("scarce", GIVEN)
def test_more_of_what_is_not_scarcest_moves_no_one_and_a_little_of_the_scarcest_does(scarce: str) -> None:
    assert hold(**HALF) == pytest.approx(1.0)
    short = HALF | with_more_of(scarce, -0.4)  # 0.3 of it is there
    assert hold(**short) == pytest.approx(2.0 * 0.7)
    plenty = {key: value for name in GIVEN if name != scarce for key, value in with_more_of(name, 1.0).items()}
    assert hold(**short | plenty) == pytest.approx(2.0 * 0.7), "all of the other eight changes nothing"
    assert hold(**short | with_more_of(scarce, -0.3)) == pytest.approx(2.0 * 0.65), "a tenth more of what is needed, a tenth less hold"
    assert hold(**short | with_more_of(scarce, 0.6)) == pytest.approx(1.0), "beyond the next that is scarce, that one holds"


def test_only_the_scarcest_holds_and_contacts_beside_it() -> None:
    beside = 0.6 * 0.5 * 0.4 * 0.75  # conformity that exposure has not undone
    some = {"divergence": 0.5, "closure": 0.4, "exposure": 0.25}
    assert hold(**HALF, **some) == pytest.approx(1.0 + beside)
    assert aligned_hold.py_func(0.4, 0.3, 0.2, 0.1, 0.12, 0.25, P) == pytest.approx(2.0 * 0.5 + 0.12 * 0.75), "ability"
    assert aligned_hold.py_func(0.4, 0.3, 0.6, 0.1, 0.12, 0.25, P) == pytest.approx(2.0 * 0.6 + 0.12 * 0.75), "an obstacle"
    assert aligned_hold.py_func(0.4, 0.3, 0.2, 0.7, 0.12, 0.25, P) == pytest.approx(2.0 * 0.7 + 0.12 * 0.75), "the will"


def test_internal_metrics_tempt_and_leaders_and_the_why_restrain() -> None:
    assert tempted(metrics=0.0) == pytest.approx(0.65)
    assert tempted(metrics=0.75) == pytest.approx(0.65 * 0.25)
    assert tempted(metrics=0.75, asked=0.4) == pytest.approx(0.65 * 0.25 * 0.4), "as far as the unit's metrics pay for it"
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
    assert decided(2.0, 1.0, 4.6, 0.1, 4.5, P), "pulled and by chance"
    assert not decided(-5.0, 1.0, 4.6, 0.0, 4.5, P) and decided(2.0, 1.0, 0.0, 0.0, np.inf, P)
