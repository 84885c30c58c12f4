"""The initial state of an organisation at the start of an initiative."""

from __future__ import annotations

import numpy as np

from sim.array_types import Floats, Indices
from sim.compiled import rule
from sim.engine.market import SILO_COSTS, count_silos, look_at_journeys, mean_gain, paid_for_silos
from sim.engine.metrics import answer, measure
from sim.engine.reporting import report
from sim.engine.service import inside_mean, serve, travel
from sim.engine.state import FIRM, SEGMENT, State, World
from sim.engine.stock import SUMS, share_opinion, take_stock
from sim.mechanisms import Rules
from sim.mechanisms.customers import felt_quality, recommending, rivals_offer
from sim.mechanisms.leadership import malleability_of, signal_of
from sim.mechanisms.neighbours import cost_of_mistrust
from sim.mechanisms.results import earnings_of
from sim.mechanisms.service import heart_in
from sim.mechanisms.test_bed import first_idea
from sim.organisation.draws import NEWCOMER, TEST_BED, philox, uniform
from sim.organisation.organisation import MISSING, Stance
from sim.planning.arrays import FIRM_ROW, GAINS, UNIT_ROW, Plan
from sim.planning.repair import HARMFUL, ROW
from sim.schema.levers import LEVER

HABIT_OF_LONG_STANDING = 0.8
"""Automaticity of what people do already when an initiative begins; our assumption."""

HARD_LUCK = 2.2
"""Scales of luck for which the worst remembered quality lies below the average in a steady firm, found by simulation."""

_INTEREST, _CAPACITY, _CYNICISM = UNIT_ROW["interest"], UNIT_ROW["capacity"], UNIT_ROW["cynicism"]
_LEADER_COMMITMENT, _PRACTICE, _DERAILING = UNIT_ROW["leader_commitment"], UNIT_ROW["practice"], UNIT_ROW["derailing"]
_COMMITMENT, _CREDIBILITY, _TALK_AT_START, _TRUST_AT_START = (FIRM_ROW[name] for name in ("commitment", "credibility", "talk", "trust"))
_CARE, _COORDINATION, _INCENTIVES = LEVER["employee_experience"], LEVER["coordination"], LEVER["incentives"]
_VIGOUR, _TALK, _WALK, _TRUST, _CUSTOMERS, _REVENUE = (FIRM[name] for name in ("vigour", "talk", "walk", "trust", "customers", "revenue"))
_FELT, _FELT_AT_START, _EXPECTATION = (FIRM[name] for name in ("felt", "felt_at_start", "expectation"))
_SCORE, _SCORE_AT_START = FIRM["score"], FIRM["score_at_start"]


def begin(
    keys_low: Indices,
    keys_high: Indices,
    world: World,
    plan: Plan,
    state: State,
    rules: Rules,
    stance: Stance | None = None,
    levels: Floats | None = None,
) -> None:
    """State of people and firm at the first week, before any change.

    stance : where people stand by a survey; levels : of repairs, as of `levels_of`, one column for each lane
    """
    unit_levers, firm = state.unit_levers, state.firm
    _begin_levers(plan.standing, plan.floor, plan.unit_of_stratum, plan.share_of_stratum, state.stratum_levers, unit_levers)
    _begin_people(
        keys_low, keys_high, world.unit, world.leader_row, world.address_low, world.address_high, plan.behaviours.aligned,
        plan.behaviours.applies, plan.behaviours.leaders_only, plan.unit, plan.threshold_shift, state.interest, state.capacity,
        state.cynicism, state.threshold, state.practice, state.habit, state.practising,
    )  # fmt: skip
    _begin_leaders(
        world.row_chief, world.leader_employee, world.unit, plan.firm, plan.unit, state.commitment, state.credibility,
        state.signal, rules.leadership,
    )  # fmt: skip
    if stance is not None:
        _take_stance(stance, levels, world, plan, state, rules)
    totals, seeing = np.empty((len(world.unit_size), SUMS, firm.shape[1])), np.empty(firm.shape[1])
    take_stock(world.unit, world.is_internal, state.interest, state.capacity, state.cynicism, totals, seeing)
    share_opinion(world.unit_size, totals, state.unit_interest)
    state.experience[:] = unit_levers[:, _CARE]
    state.pay_at_start[:] = unit_levers[:, _INCENTIVES]
    state.norm[:] = state.practising / world.unit_size[:, None, None]
    state.heart[:] = _hearts(plan, world, state) if stance is not None else heart_in.py_func(plan.unit[_INTEREST], plan.unit[_CAPACITY])
    serve(
        plan.behaviours, world.unit_size, world.is_internal, state.practising, state.heart, unit_levers, state.experience, state.fatigue,
        state.carried, state.adopted, state.derailed, state.delivery, state.score, firm, rules.service,
    )  # fmt: skip
    measure(plan.metrics, world.unit_size, state.practising, unit_levers, state.metric, state.score)
    report(
        plan.behaviours.aligned, plan.behaviours.weight, plan.behaviours.applies, world.unit_size, world.is_internal, state.adopted,
        state.ceremony, state.reported, firm,
    )  # fmt: skip
    travel(plan.journey, -1, 0.0, state.delivery, unit_levers[:, _COORDINATION], firm, state.quality, rules.service, rules.test_bed)
    _begin_firm(keys_low, keys_high, plan, world, state, rules)
    _begin_customers(plan, state, rules)
    answer(unit_levers, state.score, firm, state.answered)
    _begin_market(plan, world, state, rules)


def _take_stance(stance: Stance, levels: Floats | None, world: World, plan: Plan, state: State, rules: Rules) -> None:
    """What a survey says of people comes before the dispositions of their units; repairs act on it as on these."""
    repaired = np.full((len(ROW), state.interest.shape[1]), np.nan) if levels is None else levels
    for name, kept in (("interest", state.interest), ("capacity", state.capacity), ("cynicism", state.cynicism)):
        _stand(kept, getattr(stance, name), repaired[ROW[name]], name in HARMFUL)
    lead = world.leader_employee
    not_chief = lead != lead[world.row_chief]
    commitment = stance.commitment[lead]
    _stand(state.commitment, np.where(not_chief, commitment, np.nan), repaired[ROW["leader_commitment"]], False)
    _stand(state.commitment, np.where(not_chief, np.nan, commitment), repaired[ROW["commitment"]], False)
    _stand(state.credibility, stance.credibility[lead], repaired[ROW["credibility"]], False)
    talk = plan.firm[_TALK_AT_START]
    for lane in range(talk.shape[0]):
        for row in range(len(lead)):
            state.signal[row, lane] = signal_of(state.commitment[row, lane], state.credibility[row, lane], talk[lane], rules.leadership)
    _practise(stance.practice, repaired[ROW["practice"]], world, plan, state)


def _stand(kept: Floats, given: Floats, level: Floats, is_harmful: bool) -> None:
    """A value of each person in each lane where it is given, no worse than the level of the lane's repair."""
    better = np.fmin if is_harmful else np.fmax
    known = ~np.isnan(given)
    kept[known] = better(given[known, None], level[None, :])


def _practise(given: Floats, level: Floats, world: World, plan: Plan, state: State) -> None:
    """Where it is known, people practise all aligned behaviours that are theirs, or none; under a repair of practice they stay as drawn."""
    known = np.flatnonzero(~np.isnan(given))
    lanes = np.flatnonzero(np.isnan(level))
    leads = world.leader_row != MISSING
    for b in np.flatnonzero(plan.behaviours.aligned):
        theirs = plan.behaviours.applies[world.unit[known], b].astype(bool) & (leads[known] | (plan.behaviours.leaders_only[b] == 0))
        practises = (theirs & (given[known] > 0.5)).astype(np.uint8)
        for lane in lanes:
            before = state.practice[known, b, lane].astype(np.int64)
            state.practice[known, b, lane] = practises
            state.habit[known, b, lane] = np.where(practises, HABIT_OF_LONG_STANDING, 0.0)
            change = np.bincount(world.unit[known], practises.astype(np.int64) - before, len(world.unit_size)).astype(np.int64)
            state.practising[:, b, lane] = (state.practising[:, b, lane].astype(np.int64) + change).astype(np.uint32)


def _hearts(plan: Plan, world: World, state: State) -> Floats:
    """How well what is practised is done, by unit: the heart of its mean person."""
    means = [
        np.stack([np.bincount(world.unit, column, len(world.unit_size)) for column in values.T], axis=1) / world.unit_size[:, None]
        for values in (state.interest, state.capacity)
    ]
    return heart_in.py_func(*means)


def _begin_firm(keys_low: Indices, keys_high: Indices, plan: Plan, world: World, state: State, rules: Rules) -> None:
    firm = state.firm
    firm[_VIGOUR] = 1.0
    firm[_TALK] = plan.firm[_TALK_AT_START]
    firm[_WALK] = plan.firm[_COMMITMENT]
    firm[_TRUST] = plan.firm[_TRUST_AT_START]
    firm[_CUSTOMERS] = 1.0
    firm[_REVENUE] = plan.revenue
    for lane in range(firm.shape[1]):
        firm[_SCORE, lane] = inside_mean(state.score, lane, world.unit_size, world.is_internal)
        quality = uniform(philox(0, 0, 0, TEST_BED, keys_low[lane], keys_high[lane])[0])
        firm[FIRM["idea"], lane] = first_idea(quality, rules.test_bed)
    firm[_SCORE_AT_START] = firm[_SCORE]


def _begin_customers(plan: Plan, state: State, rules: Rules) -> None:
    low = np.maximum(0.0, state.quality - HARD_LUCK * rules.customers.luck)
    state.segment_felt[:] = felt_quality.py_func(state.quality, low, rules.customers)
    state.remembered[:] = state.quality[plan.customer_segment]
    state.worst[:] = low[plan.customer_segment]
    state.expectation[:] = state.segment_felt[plan.customer_segment]
    felt = np.zeros(state.firm.shape[1])
    for segment, share in enumerate(plan.segment_share):
        felt += share * state.segment_felt[segment]
    for row in (_FELT, _FELT_AT_START, _EXPECTATION):
        state.firm[row] = felt
    state.bond[(plan.owner != MISSING).any(axis=1)] = 1.0


def _begin_market(plan: Plan, world: World, state: State, rules: Rules) -> None:
    """What customers spend and have gained, and what silos cost, in a firm as it stands."""
    firm, segment, lanes = state.firm, state.segment, state.firm.shape[1]
    served, lost = np.empty((len(segment), len(GAINS), lanes)), np.empty((len(segment), lanes))
    look_at_journeys(
        plan.journey, -1, 0.0, plan.behaviours.improves, plan.behaviours.applies, world.unit_size, state.practising, state.carried,
        state.unit_levers, state.derailed, state.fatigue, firm, segment, served, lost, rules.service, rules.customers,
    )  # fmt: skip
    rows = {name: segment[:, row] for name, row in SEGMENT.items()}
    for place, gain in enumerate(GAINS):
        rows[gain][:] = served[:, place]
    rows["silo_lost"][:] = lost
    rows["lagged"][:] = rows["felt_at_start"][:] = state.segment_felt
    rows["share_of_spend"][:] = plan.share_of_spend[:, None]
    rows["revenue"][:] = (plan.revenue * plan.segment_share)[:, None]
    rows["recommendation"][:] = recommending.py_func(state.segment_felt, firm[_TRUST])
    for s in range(len(segment)):
        for lane in range(lanes):
            rows["gain_at_start"][s, lane] = mean_gain.py_func(segment, s, lane)
        panel = plan.customer_segment == s
        rows["known"][s] = state.bond[panel].sum(axis=0) / world.members[s]
    for lane in range(lanes):
        treated = inside_mean(state.experience, lane, world.unit_size, world.is_internal)
        firm[FIRM["regard"], lane] = 0.5 * (firm[_TRUST, lane] + treated)
        firm[FIRM["offered"], lane] = rivals_offer(plan.firm[FIRM_ROW["rival_strength"], lane], rules.customers)
    top = (plan.firm[FIRM_ROW[name]] for name in ("humility", "patience", "perseverance"))
    firm[FIRM["malleability"]] = malleability_of.py_func(*top)
    firm[FIRM["regard_at_start"]] = firm[FIRM["regard"]]
    _begin_earnings(plan, world, state, rules)


def _begin_earnings(plan: Plan, world: World, state: State, rules: Rules) -> None:
    """Earnings of an ordinary week before the initiative; customers who are missing already are not counted."""
    firm = state.firm
    week_costs = np.empty((len(SILO_COSTS), firm.shape[1]))
    segment = state.segment.copy()
    count_silos(
        plan.segment_share, plan.segment_contact, world.members, world.unit_size, world.is_internal, state.unit_levers, state.experience,
        state.fatigue, state.segment_felt, state.segment_customers, firm, segment, week_costs, rules.silos, rules.customers, rules.results,
        rules.turnover,
    )  # fmt: skip
    for lane in range(firm.shape[1]):
        mistrust = cost_of_mistrust(firm[_REVENUE, lane], firm[_TRUST, lane], rules.enactment.distrust, rules.neighbours)
        silos = paid_for_silos.py_func(week_costs, lane)
        firm[FIRM["earnings"], lane] = earnings_of.py_func(firm[_REVENUE, lane], silos, mistrust, 0.0, rules.results)
    firm[FIRM["earnings_at_start"]] = firm[FIRM["earnings"]]


@rule
def _begin_levers(standing, floor, unit_of_stratum, share_of_stratum, stratum_levers, unit_levers):
    strata, levers, lanes = stratum_levers.shape
    for s in range(strata):
        for v in range(levers):
            for lane in range(lanes):
                stratum_levers[s, v, lane] = max(standing[s, v], floor[v, lane])
                unit_levers[unit_of_stratum[s], v, lane] += share_of_stratum[s] * stratum_levers[s, v, lane]


@rule
def _begin_people(
    keys_low, keys_high, unit, leader_row, low, high, is_aligned, applies, leaders_only, at_start, threshold_shift, interest,
    capacity, cynicism, threshold, practice, habit, practising,
):  # fmt: skip
    people, behaviours, lanes = practice.shape
    for i in range(people):
        u = unit[i]
        leads = leader_row[i] != MISSING
        for lane in range(lanes):
            interest[i, lane] = at_start[_INTEREST, u, lane]
            capacity[i, lane] = at_start[_CAPACITY, u, lane]
            cynicism[i, lane] = at_start[_CYNICISM, u, lane]
            threshold[i, lane] += threshold_shift[lane]
        for b in range(behaviours):
            a = np.uint32(0)
            for lane in range(lanes):
                if lane == 0 or keys_low[lane] != keys_low[lane - 1] or keys_high[lane] != keys_high[lane - 1]:
                    a, _, _, _ = philox(b, low[i], high[i], NEWCOMER, keys_low[lane], keys_high[lane])
                share = at_start[_PRACTICE, u, lane] if is_aligned[b] else at_start[_DERAILING, u, lane]
                if applies[u, b] and (leads or not leaders_only[b]) and uniform(a) < share:
                    practice[i, b, lane] = 1
                    habit[i, b, lane] = HABIT_OF_LONG_STANDING
                    practising[u, b, lane] += 1


@rule
def _begin_leaders(row_chief, leader_employee, unit, firm_at_start, at_start, commitment, credibility, signal, p):
    leaders, lanes = commitment.shape
    for r in range(leaders):
        u = unit[leader_employee[r]]
        for lane in range(lanes):
            commitment[r, lane] = firm_at_start[_COMMITMENT, lane] if r == row_chief else at_start[_LEADER_COMMITMENT, u, lane]
            credibility[r, lane] = firm_at_start[_CREDIBILITY, lane]
            signal[r, lane] = signal_of(commitment[r, lane], credibility[r, lane], firm_at_start[_TALK_AT_START, lane], p)
