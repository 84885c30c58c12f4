"""The order of a week on one page. Practice is read from last week; each stage writes only its last-named arguments."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule
from sim.engine.accounts import care_for_own
from sim.engine.customers import meet_customers
from sim.engine.disturbance import disturb
from sim.engine.employees import (
    live_a_week,
    room_for_a_week,
    settle_units,
    what_one_may,
)
from sim.engine.enactment import change_structure, give_resources, make_sense, make_ties, set_levers, tire_units
from sim.engine.habits import catch_up, post_of
from sim.engine.improvement import audit_workflows, try_out
from sim.engine.leaders import lead, speak
from sim.engine.market import (
    SILO_COSTS,
    be_spoken_of,
    buy,
    count_results,
    count_silos,
    gain_and_remember,
    know_customers,
    look_at_journeys,
)
from sim.engine.metrics import answer, measure
from sim.engine.recording import record_everyone, record_firm, record_metrics, record_people, record_segments, record_units, see_why
from sim.engine.reporting import become_ceremonial, report
from sim.engine.service import serve, travel, trust
from sim.engine.sight import look_around
from sim.engine.sponsors import judge
from sim.engine.stock import SUMS, share_opinion, take_stock, take_to_heart
from sim.schema.levers import LEVER

_TIME, _POLICIES, _COORDINATION = LEVER["time"], LEVER["policies"], LEVER["coordination"]


@rule
def run_weeks(first, last, keys_low, keys_high, world, plan, state, rules, traces):
    """Weeks first to last - 1 of an organisation, in every lane; recorded as each begins, and at the end as it is then left."""
    firm, levers, unit_levers = state.firm, state.stratum_levers, state.unit_levers
    chief, heads, inside = world.row_chief, world.head_row, world.is_internal
    commitment, credibility, abandoned = state.commitment, state.credibility, state.abandoned
    sight = look_around(world.start, world.neighbour, world.strength, state.practice, plan.behaviours.aligned, state.practice_next)
    may, possible = what_one_may(
        world.unit, world.leader_row, plan.behaviours.applies, plan.behaviours.leaders_only, plan.behaviours.aligned
    )
    since, lanes = np.full(len(world.unit), first), np.uint64(state.habit.shape[2])
    done, automatic = state.practice.reshape(-1), state.habit.reshape(-1)
    totals, seeing = np.empty((len(world.unit_size), SUMS, firm.shape[1])), np.empty(firm.shape[1])
    segments = np.uint64(len(plan.segment_share))
    served, lost = np.empty((segments, np.uint64(len(plan.behaviours.improves)), lanes)), np.empty((segments, lanes))
    week_costs = np.empty((len(SILO_COSTS), firm.shape[1]))
    room = room_for_a_week(len(world.unit), levers.shape[0], len(world.circle_manager), state.habit.shape[1], levers.shape[2])
    take_stock(world.unit, inside, state.interest, state.capacity, state.cynicism, totals, seeing)
    for week in range(first, last + 1):
        see_why(world.unit_size, inside, seeing, firm)
        record_firm(week, chief, credibility, firm, traces.firm)
        record_people(week, world.unit_size, state.unit_interest, totals, traces.unit)
        record_units(
            week, state.practising, plan.behaviours.aligned, plan.behaviours.applies, plan.behaviours.weight, state.norm, state.fatigue,
            state.attended, state.experience, state.delivery, state.score, state.answered, state.given, state.reported, state.heart,
            unit_levers, heads, commitment, traces.practising, traces.unit,
        )  # fmt: skip
        record_segments(
            week, plan.customer_segment, state.segment_felt, state.remembered, state.worst, state.expectation, state.segment_customers,
            state.segment, traces.segment,
        )  # fmt: skip
        record_metrics(week, state.metric, traces.metric)
        record_everyone(week, state.practice, traces.everyone)
        if week == last:
            break
        sponsored = week < plan.programme_end
        # what the context and the programme make of this week
        give_resources(plan.cut[week], commitment, chief, heads, firm, state.given, rules.enactment)
        make_sense(plan.introduced[week], state.unit_interest, state.attended, state.sense, rules.enactment)
        set_levers(
            week, plan.standing, plan.planned, plan.floor, plan.on_proof, plan.unit_of_stratum, plan.share_of_stratum, inside, state.given,
            state.mended, state.sense, state.attended, firm, levers, unit_levers, rules.enactment,
        )  # fmt: skip
        make_ties(week, plan.bridges.begins, abandoned, state.takes_place)
        change_structure(
            week, plan.event_kind, plan.event_week, plan.event_size, plan.event_audience, abandoned, world.leader_employee, world.unit,
            world.leader_row, may, world.habit_growth, done, since, automatic, commitment, credibility, state.capacity, state.habit,
            rules.habit,
        )  # fmt: skip
        tire_units(
            plan.load[week], plan.attention, unit_levers[:, _TIME], state.unit_interest, firm, state.attended, state.fatigue, rules.fatigue
        )
        # leaders
        speak(week, plan.firm, plan.says[week], plan.deed_kind, plan.deed_gain, plan.deed_intensity, firm, rules.enactment)
        lead(
            week, sponsored, plan.waiting[week], chief, world.leader_employee, world.leader_boss, plan.stratum, plan.firm, plan.deed_kind,
            plan.deed_gain, plan.deed_intensity, plan.deed_audience, abandoned, firm, levers, state.interest, commitment, credibility,
            state.signal, state.reframed, rules.leadership, rules.enactment,
        )  # fmt: skip
        # people, and what they share
        disturb(week + 1, keys_low, keys_high, world.logistic, firm, rules.disturbance)
        live_a_week(week, keys_low, keys_high, world, plan, state, rules, sight, room, may, possible, since, totals, seeing)
        share_opinion(world.unit_size, totals, state.unit_interest)
        take_to_heart(totals, state.heart)
        settle_units(
            world.unit_size,
            state.practising,
            unit_levers,
            state.unit_interest,
            state.fatigue,
            state.experience,
            state.norm,
            rules.norms,
            rules.service,
        )
        # what is tried out, delivered and mended
        if plan.test_bed_segment >= 0:
            try_out(
                week + 1, keys_low, keys_high, plan.test_bed[week], plan.test_bed_learning, plan.test_bed_alarms, plan.committed[week],
                chief, heads, inside, world.contact, world.influence, firm, commitment, rules.test_bed,
            )  # fmt: skip
        serve(
            plan.behaviours, world.unit_size, inside, state.practising, state.heart, unit_levers, state.experience, state.fatigue,
            state.carried, state.adopted, state.derailed, state.delivery, state.score, firm, rules.service,
        )  # fmt: skip
        measure(plan.metrics, world.unit_size, state.practising, unit_levers, state.metric, state.score)
        become_ceremonial(sponsored, plan.firm, state.pay_at_start, state.unit_interest, unit_levers, firm, state.ceremony, rules.reporting)
        report(
            plan.behaviours.aligned, plan.behaviours.weight, plan.behaviours.applies, world.unit_size, inside, state.adopted,
            state.ceremony, state.reported, firm,
        )  # fmt: skip
        if plan.audit[week] > 0.0:
            audit_workflows(
                plan.audit[week], plan.audit_voice, world.contact, abandoned, unit_levers, state.delivery, state.experience, firm,
                state.mended,
            )  # fmt: skip
        # customers, results, sponsors
        care_for_own(
            plan.owner, plan.behaviours.personal, plan.behaviours.weight, world.unit, world.unit_size, state.practice, state.practising,
            state.has_left, state.bond, state.cared, rules.accounts,
        )  # fmt: skip
        know_customers(plan.customer_segment, world.members, state.bond, state.segment)
        travel(
            plan.journey, plan.test_bed_segment, plan.test_bed[week], state.delivery, unit_levers[:, _COORDINATION], firm, state.quality,
            rules.service, rules.test_bed,
        )  # fmt: skip
        look_at_journeys(
            plan.journey, plan.test_bed_segment, plan.test_bed[week], plan.behaviours.improves, plan.behaviours.applies, world.unit_size,
            state.practising, state.carried, unit_levers, state.derailed, state.fatigue, firm, state.segment, served, lost, rules.service,
            rules.customers,
        )  # fmt: skip
        gain_and_remember(plan.segment_contact, served, lost, state.segment, rules.customers, rules.gain)
        meet_customers(
            week, keys_low, keys_high, world.customer_low, world.customer_high, world.logistic, plan.customer_segment, world.members,
            plan.segment_contact, plan.segment_share, plan.scandal[week], plan.rival[week], plan.firm, state.quality, state.cared, firm,
            state.remembered, state.worst, state.expectation, state.segment_felt, state.segment_customers, state.segment, rules.customers,
            rules.neighbours,
        )  # fmt: skip
        trust(plan.scandal[week], world.unit_size, inside, unit_levers[:, _POLICIES], state.experience, firm, rules.customers)
        be_spoken_of(plan.scandal[week], world.unit_size, inside, state.experience, firm, rules.neighbours)
        buy(
            plan.revenue, plan.segment_share, plan.share_of_spend, plan.elasticity, state.segment_felt, state.segment_customers, firm,
            state.segment, rules.results, rules.gain,
        )  # fmt: skip
        count_silos(
            plan.segment_share, plan.segment_contact, world.members, world.unit_size, inside, unit_levers, state.experience, state.fatigue,
            state.segment_felt, state.segment_customers, firm, state.segment, week_costs, rules.silos, rules.customers, rules.results,
            rules.turnover,
        )  # fmt: skip
        count_results(
            plan.spend[week], rules.enactment.distrust, world.unit_size, inside, state.score, week_costs, firm, rules.results,
            rules.neighbours,
        )  # fmt: skip
        answer(unit_levers, state.score, firm, state.answered)
        ripe = min(1.0, max(0.0, (week + 1 - plan.trial_weeks) / max(1, plan.expected_weeks - plan.trial_weeks)))
        if plan.programme_end == 0:
            ripe = 0.0  # nothing was promised
        judge(
            week, ripe, plan.board_briefed[week], plan.expected_progress, plan.promised_growth, plan.revenue,
            sponsored and week >= plan.trial_weeks,
            (week + 1) % plan.review_every == 0, plan.successor[week], chief, heads, world.unit, world.unit_size, inside,
            world.influence, unit_levers, plan.firm, firm, commitment, credibility, state.cynicism, totals, abandoned, state.vetoed,
            state.overtaken, sponsored, rules.sponsorship, rules.fatigue, rules.neighbours,
        )  # fmt: skip
    for i in range(np.uint64(len(since))):
        catch_up(i, last, lanes, may, post_of(world.unit[i], world.leader_row[i]), world.habit_growth, done, since, automatic, rules.habit)
