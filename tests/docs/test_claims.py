"""What the source articles say, one step at a time: small numbers, one thing changed, the direction that is claimed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config import load
from sim.engine import Repair, prepare, records_of, simulate
from sim.engine.chances import chances_of_an_idea, quality_of_first_idea
from sim.engine.improvement import audit_workflows
from sim.engine.service import coordinated_share
from sim.engine.state import FIRM
from sim.mechanisms import (
    Rules,
    capacity,
    choice,
    customers,
    enactment,
    exposure,
    fatigue,
    interest,
    leadership,
    norms,
    results,
    service,
    sponsorship,
    test_bed,
    turnover,
)
from sim.organisation import organisation_of
from sim.organisation.organisation import KINDS
from sim.planning.audience import agents, members
from sim.planning.plan import compile_plan
from sim.schema.initiative import Initiative
from sim.schema.interventions import Audience, WeeklyCost
from sim.schema.levers import LEVER
from sim.schema.programme import Step
from sim.study.comparison.replicates import replicate
from sim.study.population.description import AS_TOLD

RULES = Rules()

PROMISING = next(seed for seed in range(1, 100) if quality_of_first_idea(seed) > 0.9)
"""A seed under which the first idea of a test-bed is good enough to be proved."""


def signal(commitment: float, credibility: float = 0.6, talk: float = 0.4) -> float:
    return leadership.signal_of.py_func(commitment, credibility, talk, RULES.leadership)


def sponsor(seen: float, patience: float = 0.5, perseverance: float = 0.5, lost: float = 0.0) -> float:
    return sponsorship.sponsor_after.py_func(0.6, seen, 0.5, patience, perseverance, lost, RULES.sponsorship)


def seen_after(example: float, vision: float, rituals: float = 0.25, cynicism: float = 0.2, results_seen: float = 0.0) -> float:
    return interest.interest_after.py_func(0.4, 0.5, vision, 0.5, example, results_seen, 0.3, 0.5, 0.4, rituals, cynicism, RULES.interest)


def doubt(
    talk: float = 0.4, walk: float = 0.4, autonomy: float = 0.5, climate: float = 0.6, interest_: float = 0.5, account: float = 0.3
) -> float:
    return fatigue.cynicism_after.py_func(0.3, talk, walk, interest_, account, autonomy, 0.0, climate, 0.3, 0.5, RULES.fatigue)


def committed(
    benefit: float = 0.3, account: float = 0.3, climate: float = 0.6, malleability: float = 0.5, boss: float = 0.8, help_given: float = 0.0
) -> float:
    return leadership.commitment_after.py_func(0.3, boss, 0.8, 0.4, account, benefit, climate, malleability, help_given, RULES.leadership)


def believed(walk: float, talk: float, humility: float = 0.5, waiting: float = 0.0) -> float:
    return leadership.credibility_after.py_func(0.6, walk, talk, waiting, humility, RULES.leadership)


ENOUGH = {
    "able": 0.95, "autonomy": 0.65, "policies": 0.5, "coordination": 0.3, "resources": 0.65, "climate": 0.55, "stake": 0.35, "why": 0.5,
    "doubt": 0.3,
}  # fmt: skip
"""More of each condition than the behaviour takes that `hold` weighs, with a doubt that leaves belief enough."""


def hold(**conditions: float) -> float:
    """Hold on a behaviour of effort 0.5, autonomy 0.6 and coordination 0.4, before any contact's conformity."""
    c = ENOUGH | conditions
    return choice.hold_on_aligned.py_func(
        0.5, c["able"], 0.0, 0.6, c["autonomy"], 0.4, c["coordination"], c["resources"], c["policies"], c["climate"], c["stake"], c["why"],
        c["doubt"], 0.0, 0.0, 0.0, RULES.choice,
    )  # fmt: skip


def trained(why: float, autonomy: float, training: float = 1.0) -> float:
    return capacity.capacity_after.py_func(0.3, training, autonomy, why, 0.0, 0.4, 0.4, 0.0, RULES.capacity)


def anchored(rituals: float, selection: float, why: float = 0.5, norm: float = 0.2, practised: float = 0.8) -> float:
    return norms.norm_after.py_func(norm, practised, rituals, selection, why, RULES.norms)


def attended(load: float, time: float = 0.4, tired: float = 0.0, why: float = 0.9) -> float:
    return fatigue.attended_share.py_func(load, 0.35, time, tired, why, RULES.fatigue)


def delivered(aligned: float = 0.3, derailing: float = 0.3, treated: float = 0.5, tired: float = 0.0) -> float:
    return service.delivery_of.py_func(aligned, 0.5, derailing, treated, 0.5, 0.5, tired, RULES.service)


# leaders, sponsors, board, finance


def test_patience_and_perseverance_keep_a_chief_who_sees_nothing_yet() -> None:
    assert sponsor(0.1, patience=0.9) > sponsor(0.1, patience=0.2)
    assert sponsor(0.1, perseverance=0.9) > sponsor(0.1, perseverance=0.2)
    assert sponsor(0.8) > 0.6 > sponsor(0.1)


def test_the_board_looks_at_money_and_wears_on_the_chief() -> None:
    late = sponsorship.board_after.py_func(0.0, 0.1, 0.8, 0.3, RULES.sponsorship)
    patient = sponsorship.board_after.py_func(0.0, 0.1, 0.8, 0.9, RULES.sponsorship)
    assert late > patient > sponsorship.board_after.py_func(0.0, 0.9, 0.8, 0.3, RULES.sponsorship)
    assert sponsor(0.5, lost=0.5) < sponsor(0.5, lost=0.0)


def test_three_leaders_are_heard_and_the_nearest_most() -> None:
    manager, head, chief = (leadership.signal_heard.py_func(*who, RULES.leadership) for who in np.eye(3))
    assert manager > head > chief > 0.0


def test_acts_are_heard_more_than_words_and_a_gap_costs_credibility() -> None:
    assert signal(0.8, talk=0.2) > signal(0.2, talk=0.8)
    gap = believed(0.2, 0.8)
    assert gap < 0.6 < believed(0.8, 0.8)
    assert gap < believed(0.2, 0.8, humility=1.0), "humility mends half of it"
    assert doubt(talk=0.9, walk=0.1) > doubt(talk=0.9, walk=0.9)


def test_promises_that_wait_cost_credibility_even_of_leaders_who_walk() -> None:
    assert believed(0.8, 0.8) > believed(0.8, 0.8, waiting=0.5) > believed(0.8, 0.8, waiting=1.0)
    assert believed(0.8, 0.8, waiting=1.0) == pytest.approx(0.6 - 0.06 * 0.75 * 0.6), "where all of it waits, the gap is whole"


def test_help_to_a_leader_works_as_far_as_the_boss_walks() -> None:
    def gained(boss: float) -> float:
        return committed(boss=boss, help_given=0.1) - committed(boss=boss)

    assert gained(0.9) > gained(0.3) > gained(0.0) > 0.0
    assert leadership.helped.py_func(0.1, 1.0, 1.0, RULES.leadership) == pytest.approx(0.1)
    assert leadership.helped.py_func(0.1, 1.0, 0.0, RULES.leadership) == pytest.approx(0.03), "a boss who is not believed is none"


def test_leaders_who_do_not_walk_do_not_give_what_they_promised() -> None:
    given = [enactment.given_share.py_func(walk, walk, 1.0, RULES.enactment) for walk in (0.0, 0.3, 1.0)]
    assert given[0] == 0.0 < given[1] < given[2] == 1.0


def test_resources_come_as_far_as_customers_are_left_to_pay_for_them() -> None:
    given = [enactment.given_share.py_func(1.0, 1.0, left, RULES.enactment) for left in (0.0, 0.6, 1.0, 1.4)]
    assert given == pytest.approx([0.0, 0.6, 1.0, 1.0])


def test_malleable_leaders_make_the_rest_workable() -> None:
    assert committed(malleability=0.9) > committed(malleability=0.1)


def test_a_caustic_climate_drives_people_out_breeds_cynicism_and_costs_commitment() -> None:
    quits = [turnover.quit_share.py_func(climate, 0.5, 0.0, RULES.turnover) for climate in (0.1, 0.6)]
    assert quits[0] > quits[1]
    assert doubt(climate=0.1) > doubt(climate=0.6)
    assert committed(climate=0.1) < committed(climate=0.9)


def test_heads_support_what_benefits_their_own_unit_and_what_they_answer_for() -> None:
    assert committed(benefit=0.8) > committed(benefit=0.1)
    assert committed(account=0.8) > committed(account=0.1)


def test_finance_stops_a_programme_with_neither_returns_nor_champions() -> None:
    def vetoed(power: float, returns: float, heads: float) -> bool:
        return bool(sponsorship.is_vetoed.py_func(power, returns, heads, 0.6, RULES.sponsorship))

    assert vetoed(0.9, 0.1, 0.2)
    assert not vetoed(0.1, 0.1, 0.2) and not vetoed(0.9, 0.9, 0.2) and not vetoed(0.9, 0.1, 0.9)
    proven = sponsorship.perceived_return.py_func(0.3, 0.8, 0.0, 0.3, RULES.sponsorship)
    assert proven > sponsorship.perceived_return.py_func(0.3, 0.0, 0.0, 0.3, RULES.sponsorship)


def test_leaders_see_more_once_they_have_imagined_the_rival_they_fear() -> None:
    firm = load(
        "customer_centric",
        "organisation=small",
        "programme=do_nothing",
        "programme.steps.one={intervention: nightmare_competitor_workshop}",
    )
    quiet = firm.model_copy(update={"programme": firm.programme.model_copy(update={"steps": {}})})
    after, before = (prepare(one, [1]).advance(8) for one in (firm, quiet))
    executives = [int(after.world.leader_employee[row]) for row in after.world.head_row]
    assert all(after.state.interest[i, 0] > before.state.interest[i, 0] for i in executives)


# people


def test_interest_and_capacity_are_two_things() -> None:
    assert trained(0.5, 0.5) > trained(0.5, 0.5, training=0.0)
    assert seen_after(0.0, vision=0.9) > seen_after(0.0, vision=0.1)
    assert trained(1.0, 0.5) > trained(0.0, 0.5), "training falls on those who see why"


def test_training_is_taken_in_as_far_as_people_may_use_it() -> None:
    assert trained(1.0, 1.0) > trained(1.0, 0.5) > trained(1.0, 0.0) > trained(1.0, 1.0, training=0.0)
    assert trained(1.0, 0.0) - 0.3 == pytest.approx(0.4 * (trained(1.0, 1.0) - 0.3))


def test_an_example_shows_why_as_far_as_it_is_said_and_cynics_hear_less() -> None:
    def shown(vision: float) -> float:
        return seen_after(0.8, vision) - seen_after(0.0, vision)

    assert shown(1.0) > shown(0.5) > shown(0.0) > 0.0

    def told(cynicism: float) -> float:
        return seen_after(0.0, 1.0, cynicism=cynicism) - seen_after(0.0, 0.0, cynicism=cynicism)

    assert told(0.0) > told(0.5) > told(1.0) > 0.0


def test_without_the_why_rewards_move_little() -> None:
    def reward(why: float) -> float:
        paid, unpaid = (choice.pull_of_aligned.py_func(0.0, 0.0, 0.0, why, account, 0.0, 0.0, RULES.choice) for account in (1.0, 0.0))
        return paid - unpaid

    assert reward(0.0) < 0.5 * reward(1.0)
    assert doubt(account=0.9, interest_=0.0) > doubt(account=0.1, interest_=0.0), "held to account for what makes no sense"


def test_behaviour_introduced_before_people_see_why_is_unfounded() -> None:
    def sense(before: float, introduced: float, why: float, noticed: float = 1.0) -> float:
        return enactment.sense_after.py_func(before, introduced, why, noticed, RULES.enactment)

    early, late = sense(1.0, 0.5, 0.1), sense(1.0, 0.5, 0.9)
    assert enactment.carried_out.py_func(early, RULES.enactment) < enactment.carried_out.py_func(late, RULES.enactment) == 1.0
    assert early < sense(early, 0.0, 0.9) < 1.0, "it is mended, slowly"
    unnoticed = sense(1.0, 0.5, 0.9, noticed=0.4)
    assert unnoticed < sense(unnoticed, 0.0, 0.9) < late, "what people do not attend to has no foundation either"


def test_willing_people_who_may_not_turn_cynical() -> None:
    assert doubt(autonomy=0.1, interest_=0.9) > doubt(autonomy=0.9, interest_=0.9)


def test_freedom_means_links_and_ability_let_people_do_it() -> None:
    for name in ("autonomy", "policies", "coordination", "resources", "able"):
        short, most = ENOUGH[name] * 0.5, ENOUGH[name] * 0.25
        assert hold(**{name: most}) > hold(**{name: short}) > hold() == 0.0, name


def test_what_is_scarcest_holds_people_back_and_more_of_anything_else_moves_no_one() -> None:
    lacks_all = {name: 0.2 for name in ENOUGH} | {"doubt": 0.8}
    scarcest = {name: hold(**{name: level}) for name, level in lacks_all.items()}
    assert hold(**lacks_all) == max(scarcest.values()) < sum(scarcest.values())
    first = max(scarcest, key=scarcest.__getitem__)
    for name in lacks_all:
        mended = hold(**(lacks_all | {name: ENOUGH[name]}))
        assert (mended < hold(**lacks_all)) == (name == first), name
    assert hold(able=0.0) == pytest.approx(RULES.choice.hold) and hold(able=0.45) == pytest.approx(RULES.choice.hold / 2.0)


def test_safety_a_stake_a_reason_and_belief_are_conditions_too() -> None:
    assert min(hold(climate=0.1), hold(stake=0.1), hold(why=0.1), hold(doubt=0.9)) > hold() == 0.0


def test_internal_metrics_encourage_behaviour_that_hurts_customers() -> None:
    inside, felt = (choice.pull_of_derailing.py_func(0.2, 0.3, 0.0, 0.3, metrics, 1.0, 0.2, 0.2, RULES.choice) for metrics in (0.1, 0.9))
    assert inside > felt


def test_a_load_beyond_slack_tires_and_weighs_more_on_those_who_do_not_see_why() -> None:
    def tired(load: float, why: float, time: float = 0.4) -> float:
        return fatigue.fatigue_after.py_func(0.0, load, 0.35, time, why, RULES.fatigue)

    assert tired(0.1, 0.9) == 0.0 < tired(0.6, 0.9) < tired(0.6, 0.1)
    assert tired(0.6, 0.9, time=0.9) < tired(0.6, 0.9, time=0.1)


def test_people_attend_to_no_more_than_their_slack_and_tired_people_to_less() -> None:
    assert attended(0.1) == attended(0.3) == 1.0 > attended(0.6) > attended(0.9)
    assert 0.6 * attended(0.6) == pytest.approx(0.9 * attended(0.9)), "of twice the work, half"
    assert attended(0.6, tired=0.8) < attended(0.6) < attended(0.6, time=0.9)
    assert attended(0.6, why=0.1) < attended(0.6), "what makes no sense weighs more"


def test_work_beyond_what_people_carry_does_not_come_to_pass_and_a_record_says_so() -> None:
    roomy, crowded = (prepare(load("company_a", "weeks=40", f"programme.budgets.attention={room}"), [1]).advance() for room in (1.0, 0.05))
    inside = roomy.world.is_internal == 1
    assert (crowded.state.attended[inside, 0] < 1.0).any() and (roomy.state.attended == 1.0).all()
    assert (crowded.state.unit_levers[:, LEVER["coordination"], 0] <= roomy.state.unit_levers[:, LEVER["coordination"], 0]).all()
    assert crowded.state.unit_levers[inside, LEVER["vision"], 0].mean() < roomy.state.unit_levers[inside, LEVER["vision"], 0].mean()
    told = [[note for note in records_of(run)[0].notes if "more than people could carry" in note] for run in (roomy, crowded)]
    assert not told[0] and len(told[1]) == 1


def test_overload_takes_the_attention_that_the_next_load_needs() -> None:
    """The same load, above what people carry, is attended to less and less; after a rest of half a year, to more of it again."""

    def week(tired: float, load: float) -> float:
        return fatigue.fatigue_after.py_func(tired, load, 0.35, 0.4, 0.9, RULES.fatigue)

    tired, shares = 0.0, []
    for _ in range(26):
        shares.append(attended(0.4, tired=tired))
        tired = week(tired, 0.4)
    assert shares == sorted(shares, reverse=True) and shares[-1] < 0.75 * shares[0]
    trapped = attended(0.4, tired=tired)
    for _ in range(26):
        tired = week(tired, 0.0)
    assert trapped < attended(0.4, tired=tired) < shares[0], "half a year mends most of it, and not all"


def test_rituals_repeat_the_why_and_anchor_the_norm() -> None:
    assert seen_after(0.2, 0.3, rituals=0.9) > seen_after(0.2, 0.3, rituals=0.1)
    plain, ritual, chosen = (anchored(*levers) for levers in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9)))
    assert ritual > chosen > plain > 0.2
    loses, gains = 0.8 - anchored(0.9, 0.9, norm=0.8, practised=0.2), ritual - 0.2
    assert loses < gains, "it erodes more slowly than rituals anchor it"


def test_practice_anchors_as_far_as_people_see_why() -> None:
    assert anchored(0.9, 0.9, why=0.55) == anchored(0.9, 0.9, why=0.9) > anchored(0.9, 0.9, why=0.2) > anchored(0.9, 0.9, why=0.0) > 0.2


def test_hiring_criteria_bring_newcomers_who_see_why() -> None:
    assert turnover.newcomer_interest.py_func(0.3, 0.0, RULES.turnover) == 0.3
    assert turnover.newcomer_interest.py_func(0.3, 1.0, RULES.turnover) > 0.3
    assert turnover.newcomer_threshold.py_func(1.0, 1.0, 0.25, 0.0, RULES.turnover) < 1.0


def test_a_spotlighted_person_is_noticed_more() -> None:
    assert exposure.exposure_of.py_func(10, 40, 0.7, 0.9, RULES.exposure) > exposure.exposure_of.py_func(10, 40, 0.7, 0.0, RULES.exposure)


def test_visible_results_are_a_reason_to_see_why() -> None:
    assert seen_after(0.2, 0.3, results_seen=1.0) > seen_after(0.2, 0.3)


# behaviours


@pytest.fixture(scope="module")
def everyone(whole_library: Initiative) -> Initiative:
    return whole_library.model_copy(update={"weeks": 0})


def test_front_line_back_office_and_leaders_have_behaviours_of_their_own(everyone: Initiative) -> None:
    organisation = organisation_of(everyone.organisation)
    plan, _ = compile_plan(everyone, organisation)
    applies = dict(zip(sorted(everyone.behaviours), plan.behaviours.applies.T, strict=True))
    front = organisation.contact >= 0.5
    assert (applies["stay_until_solved"] == front).all() and (applies["proactive_ripple_effects"] == ~front).all()
    leaders_only = dict(zip(sorted(everyone.behaviours), plan.behaviours.leaders_only, strict=True))
    assert [name for name, only in leaders_only.items() if only] == ["decide_in_the_customers_favour"]


def test_saying_yes_to_everything_is_not_adoption(everyone: Initiative) -> None:
    only = everyone.model_copy(update={"behaviours": ["promise_anything", "stay_until_solved"]})
    yes = simulate(only.model_copy(update={"dispositions": {"derailing": 1.0, "practice": 0.0}}), 1)
    assert yes.behaviours["promise_anything"].iloc[0] > 0.0 and yes.firm["adoption"].iloc[0] == 0.0 and yes.firm["derailing"].iloc[0] > 0.0


def test_a_strategic_behaviour_counts_as_far_as_the_units_it_needs() -> None:
    practising = np.array([[[9]], [[6]], [[1]]], np.uint32)
    applies, size = np.ones((3, 1), np.uint8), np.full(3, 10)
    carried = [coordinated_share.py_func(0, 0, needed, applies, size, practising) for needed in (1, 2, 3, 4)]
    assert carried == [1.0, 0.6, 0.1, 0.1]


# customers, market


def test_people_who_are_cared_for_deliver_and_tired_people_delay() -> None:
    assert delivered(treated=0.9) > delivered(treated=0.1)
    assert delivered(tired=0.5) < delivered(tired=0.0)
    assert delivered(aligned=0.9) > delivered(aligned=0.1) > delivered(aligned=0.1, derailing=0.9)


def test_a_journey_is_hardly_better_than_its_weakest_hand_off() -> None:
    weak = service.journey_quality.py_func(0.7, 0.2, 0.5, RULES.service)
    assert weak < service.journey_quality.py_func(0.7, 0.7, 0.5, RULES.service)
    assert service.journey_quality.py_func(0.7, 0.2, 0.9, RULES.service) > weak, "silos cost at every hand-off"


def test_trust_that_is_shown_is_returned_and_customers_read_how_employees_are_treated() -> None:
    def trusted(policies: float, treated: float) -> float:
        return customers.trust_after.py_func(0.4, 0.5, policies, treated, RULES.customers)

    assert trusted(0.9, 0.5) > trusted(0.1, 0.5) and trusted(0.5, 0.9) > trusted(0.5, 0.1)
    assert enactment.regulated.py_func(0.6, 0.1, RULES.enactment) < enactment.regulated.py_func(0.6, 0.9, RULES.enactment) == 0.6
    coming = [customers.recommendations.py_func(0.6, trust, RULES.customers) for trust in (0.0, 0.9)]
    assert coming[0] < 0.0 < coming[1], "who mistrusts warns others"


def test_customers_leave_for_a_rival_who_does_better() -> None:
    def leaving(rival: float) -> float:
        return customers.churn_share.py_func(0.5, 0.5, rival, RULES.customers)

    assert leaving(0.9) > leaving(0.6) > leaving(0.4) == leaving(0.1)


def test_a_passive_firm_loses_customers_to_a_growing_rival(whole_library: Initiative) -> None:
    idle = whole_library.model_copy(update={"weeks": 104, "dispositions": {"rival_strength": 0.2}})
    overtaken = idle.model_copy(update={"dispositions": {"rival_strength": 1.0}})
    assert simulate(overtaken, 1).firm["customers"].iloc[-1] < simulate(idle, 1).firm["customers"].iloc[-1]


def test_when_customers_are_gone_so_is_revenue() -> None:
    assert results.revenue_of.py_func(1000.0, 0.0, 1.2) == 0.0
    assert results.revenue_of.py_func(1000.0, 0.5, 1.0) == 500.0


# test-beds


def proofs(idea: float, seed: int | None = None, heads: float = 0.5, committed: float = 0.0, weeks: int = 104) -> list[float]:
    """Proof that a test-bed has given, week by week; idea : of the first week; seed : of its revisions, none without any."""
    fit, given = 0.0, []
    for week in range(1, weeks + 1):
        if seed is not None:
            idea = test_bed.idea_after.py_func(idea, heads, 1.0, committed, *chances_of_an_idea(seed, week), RULES.test_bed)
        fit = test_bed.fit_after.py_func(fit, idea, 0.035, heads, 1.0, RULES.test_bed)
        given.append(test_bed.proof_of.py_func(fit, RULES.test_bed))
    return given


def test_a_test_bed_has_little_to_show_for_a_quarter_and_most_of_it_after_a_year() -> None:
    """Most of what its idea allows: all of it for an idea that no one could better."""
    proof = proofs(1.0)
    assert proof[12] < 0.1 and proof[51] > 0.6


def test_a_weak_idea_proves_nothing_until_a_better_one_is_found() -> None:
    assert max(proofs(0.9 * RULES.test_bed.insight_after)) == 0.0, "without revision"
    firsts = [test_bed.first_idea.py_func(quality_of_first_idea(seed), RULES.test_bed) for seed in range(1, 101)]
    weak = RULES.test_bed.insight_after / RULES.test_bed.promise
    three_deviations = 3.0 * (weak * (1.0 - weak) / len(firsts)) ** 0.5
    assert np.mean(np.array(firsts) < RULES.test_bed.insight_after) == pytest.approx(weak, abs=three_deviations)
    kept = np.array([proofs(first) for first in firsts])
    revised = np.array([proofs(first, seed) for seed, first in enumerate(firsts, 1)])
    assert (revised[:, -1] >= kept[:, -1]).all() and revised[:, -1].mean() > kept[:, -1].mean() + 0.2
    assert 0.0 < revised[:, 51].mean() < revised[:, -1].mean() < 1.0 and (revised[:, 51] == 0.0).any(), "some have nothing after a year"


def test_what_is_committed_to_is_no_longer_revised() -> None:
    draws = (0.75 * RULES.test_bed.revises, 0.5)
    ideas = [test_bed.idea_after.py_func(0.4, 0.5, 1.0, committed, *draws, RULES.test_bed) for committed in (0.0, 0.2, 0.3, 1.0)]
    assert ideas == pytest.approx([0.7, 0.7, 0.4, 0.4]), "chances fall as planning, budgets and pay are committed"


def test_counterparts_who_contribute_make_it_fit_sooner_and_become_champions_as_it_proves_itself() -> None:
    assert proofs(0.9, heads=0.9)[40] > proofs(0.9, heads=0.2)[40] > 0.0
    chance = 1.1 * RULES.test_bed.revises
    found = [test_bed.idea_after.py_func(0.4, heads, 1.0, 0.0, chance, 0.5, RULES.test_bed) for heads in (0.2, 0.9)]
    assert found == pytest.approx([0.4, 0.7]), "and better ideas are found more often"
    assert enactment.involvement.py_func(0.03, 0.9, RULES.enactment) > enactment.involvement.py_func(0.03, 0.0, RULES.enactment) > 0.0


def test_without_proof_there_is_nothing_to_mainstream(whole_library: Initiative) -> None:
    known = whole_library.definitions
    cards = {name: card.model_copy(update={"cost": WeeklyCost()}) for name, card in known.interventions.items()}
    firm = whole_library.model_copy(
        update={"definitions": known.model_copy(update={"interventions": cards}), "dispositions": {"finance_power": 0.0}}
    )

    def levers(*names: str) -> np.ndarray:
        steps = {name: Step(intervention=name, start=0, weeks=50) for name in names}
        run = prepare(firm.model_copy(update={"programme": firm.programme.model_copy(update={"steps": steps})}), [PROMISING]).advance(50)
        return run.state.unit_levers[:, LEVER["incentives"], 0]

    assert np.array_equal(levers("mainstream_test_bed"), levers("spotlight_employees"))
    assert (levers("mainstream_test_bed", "test_bed") > levers("test_bed"))[:4].any()


def test_only_a_key_account_alarms_those_who_live_by_it(whole_library: Initiative) -> None:
    organisation = organisation_of(whole_library.organisation)

    def alarms(name: str) -> int:
        steps = {name: Step(intervention=name)}
        return compile_plan(
            whole_library.model_copy(update={"programme": whole_library.programme.model_copy(update={"steps": steps})}), organisation
        )[0].test_bed_alarms

    assert (alarms("test_bed"), alarms("test_bed_with_key_accounts")) == (0, 1)


# interventions


def test_outer_units_take_no_orders(whole_library: Initiative) -> None:
    organisation = organisation_of(whole_library.organisation)
    outer = ~organisation.is_internal[organisation.unit]
    assert outer.any() and not (members(Audience(), organisation) & outer).any()
    assert (members(Audience(kinds=["supplier"]), organisation) == outer).all()


def test_customers_people_in_the_joint_team_are_listened_to() -> None:
    organisation = organisation_of(load("baxter").organisation)
    team = organisation.unit_ids.index("hospital_team")
    assert KINDS[organisation.unit_kind[team]] == "partner"
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    heard = (organisation.unit[organisation.neighbour] == team) & (organisation.unit[source] != team)
    assert heard.sum() > 0


def test_seven_ways_to_seed_change_agents_choose_other_people() -> None:
    organisation = organisation_of(load("customer_centric").organisation)
    everybody, chance = np.ones(organisation.employees, bool), np.linspace(0.0, 1.0, organisation.employees)
    ways = ("random", "hubs", "brokers", "cohesive", "opinion_leaders", "volunteers", "one_per_team")
    chosen = {tuple(np.flatnonzero(agents(organisation, everybody, 0.06, way, chance))) for way in ways}
    assert len(chosen) == len(ways)


def test_reshaping_the_network_joins_people_of_different_units(whole_library: Initiative) -> None:
    organisation = organisation_of(whole_library.organisation)
    steps = {"net": Step(intervention="reshape_network")}
    initiative = whole_library.model_copy(update={"programme": whole_library.programme.model_copy(update={"steps": steps})})
    bridges = compile_plan(initiative, organisation)[0].bridges
    source = np.repeat(np.arange(organisation.employees), np.diff(bridges.start.astype(np.int64)))
    assert len(bridges.neighbour) > 10
    assert (organisation.unit[source] != organisation.unit[bridges.neighbour]).all()


def test_an_audit_mends_where_the_customer_suffers_before_where_finance_does() -> None:
    """Three units, each bad in one respect alone; the strongest voice is heard first."""
    levers = np.full((3, len(LEVER), 1), 0.8)
    levers[2, LEVER["tools"]] = 0.2
    delivery, experience, mended = np.array([[0.2], [0.8], [0.8]]), np.array([[0.8], [0.2], [0.8]]), np.zeros((3, 1))
    firm = np.ones((len(FIRM), 1))
    audit_workflows.py_func(0.4, np.array([0.4, 0.3, 0.2, 0.1]), np.ones(3), np.array([-1]), levers, delivery, experience, firm, mended)
    assert np.flatnonzero(mended[:, 0]).tolist() == [0]


# what is recorded, and what the user may falsify


def test_records_hold_what_reports_need() -> None:
    record = simulate(load("company_a", "weeks=12", "programme=do_nothing"), 1)
    assert {"adoption", "alignment", "talk", "walk", "revenue", "value", "spend", "customers", "felt", "trust", "internal_score"} <= set(
        record.firm
    )
    series = set(record.units.columns.get_level_values("series"))
    assert {"interest", "capacity", "norm", "experience", "internal_score", "given", "resources"} <= series
    assert {"felt", "worst", "expectation", "customers", "mean", "effort", "revenue", "share_of_spend", "churn", "word_of_mouth"} <= set(
        record.segments.columns.get_level_values("series")
    )
    assert set(record.behaviours) == set(record.initiative.behaviours) and set(record.adoption) == set(record.organisation.unit_ids)


def test_the_definition_of_success_alone_moves_the_share_of_failures() -> None:
    runs = [record.outcome.by_definition for record in records_of(prepare(load("stop_stimulus", "weeks=130"), range(1, 13)).advance())]
    shares = {name: float(np.mean([not run[name] for run in runs])) for name in runs[0]}
    assert len(set(shares.values())) > 1, shares


def test_the_chain_from_employees_to_money_can_be_cut() -> None:
    people = load("people_first", "weeks=104", "market.elasticity=0.5")
    cut = load("people_first", "weeks=104", "rules.service.from_experience=0.0", "market.elasticity=0.0")
    whole, broken = (replicate(one, 4, description=AS_TOLD) for one in (people, cut))
    assert whole.runs["felt_gain"].mean() > broken.runs["felt_gain"].mean()


# scenarios, each against itself with one thing changed, over a few seeds on the same draws


def mean_at_end(scenario: str, *overrides: str, runs: int = 6) -> tuple[float, float, float]:
    """Mean over runs of trust, felt quality and outer units' practice in the last week."""
    records = records_of(prepare(load(scenario, *overrides), range(1, runs + 1)).advance())
    outside = [
        [unit for unit, inside in zip(r.organisation.unit_ids, r.organisation.is_internal, strict=True) if not inside] for r in records
    ]
    practised = [r.adoption[units].iloc[-1].mean() if units else 0.0 for r, units in zip(records, outside, strict=True)]
    return (
        float(np.mean([r.firm["trust"].iloc[-1] for r in records])),
        float(np.mean([r.felt.iloc[-1] for r in records])),
        float(np.mean(practised)),
    )


def test_policies_turned_round_bring_back_the_trust_that_punitive_ones_cost() -> None:
    turned, punitive = mean_at_end("punitive_policies"), mean_at_end("punitive_policies", "programme=do_nothing")
    never_heavy = mean_at_end("punitive_policies", "programme=do_nothing", "~inhibitors.punitive_policies", "~inhibitors.heavy_policies")
    assert turned[0] > punitive[0] and never_heavy[0] > punitive[0]


def test_an_ecosystem_that_is_nurtured_follows_and_customers_feel_it() -> None:
    alone = tuple(f"~programme.steps.{step}" for step in ("ecosystem", "outside_network", "outside_agents"))
    together, firm_alone = mean_at_end("whole_ecosystem"), mean_at_end("whole_ecosystem", *alone)
    assert together[2] > firm_alone[2] and together[1] > firm_alone[1]


def test_the_cost_of_silos_is_what_repairing_them_brings_on_the_same_draws() -> None:
    silos, repaired = records_of(prepare(load("silo_firm"), [1], [Repair(), Repair({"coordination": 0.9})]).advance())
    for series in ("felt", "customers", "revenue"):
        assert repaired.firm[series].iloc[-1] > silos.firm[series].iloc[-1], series


def test_the_customer_of_the_test_bed_gains_before_the_others_do() -> None:
    record = simulate(load("baxter"), 7)
    ordinary = record.segments["ordinary"]
    test_bed_ = record.segments["test_bed_customers"]
    growth = [s["revenue"] / s["revenue"].iloc[0] for s in (test_bed_, ordinary)]
    assert growth[0].iloc[104] > growth[1].iloc[104] and growth[0].iloc[-1] > 1.0


def test_order_matters_through_sense() -> None:
    """Where everything works at once whether or not it is understood, the hasty order loses little or nothing."""
    lost = mean_at_end("centred", runs=8)[1] - mean_at_end("off_centre", runs=8)[1]
    blind = "rules.enactment.blind=1.0"
    assert mean_at_end("centred", blind, runs=8)[1] - mean_at_end("off_centre", blind, runs=8)[1] < lost
