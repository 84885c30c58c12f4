"""The middle of a week: everybody sees, hears, learns, decides; habits and norms follow; some leave and others come."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule
from sim.context.levers import LEVER
from sim.engine.bridges import WHOLE
from sim.engine.columns import FIRM
from sim.engine.plan import UNIT_ROW
from sim.mechanisms.capacity import capacity_after
from sim.mechanisms.choice import decides, hold_on_aligned, pull_of_aligned, pull_of_derailing
from sim.mechanisms.enactment import raised
from sim.mechanisms.exposure import exposure_of
from sim.mechanisms.fatigue import cynicism_after
from sim.mechanisms.habit import habit_after
from sim.mechanisms.interest import interest_after
from sim.mechanisms.leadership import signal_heard
from sim.mechanisms.norms import norm_after
from sim.mechanisms.service import experience_after
from sim.mechanisms.turnover import newcomer_interest, newcomer_threshold, quit_share
from sim.organisation.draws import CHOICE_HIGH, CHOICE_LOW, RECONSIDER, philox, uniform

NOBODY = np.uint32(0xFFFFFFFF)

_AUTONOMY, _BENEFIT, _CAPITAL, _CLIMATE = LEVER["autonomy"], LEVER["benefit"], LEVER["capital"], LEVER["climate"]
_COORDINATION, _VOICE, _CARE = LEVER["coordination"], LEVER["customer_voice"], LEVER["employee_experience"]
_INCENTIVES, _METRICS, _PEOPLE, _POLICIES = LEVER["incentives"], LEVER["metrics"], LEVER["people"], LEVER["policies"]
_RECOGNITION, _RITUALS, _SELECTION, _TIME = LEVER["recognition"], LEVER["rituals"], LEVER["selection"], LEVER["time"]
_TOOLS, _TRAINING, _VISION = LEVER["tools"], LEVER["training"], LEVER["vision"]
_TALK, _VIGOUR, _FELT, _FELT_AT_START = FIRM["talk"], FIRM["vigour"], FIRM["felt"], FIRM["felt_at_start"]
_INTEREST_AT_START, _CAPACITY_AT_START = UNIT_ROW["interest"], UNIT_ROW["capacity"]
_CYNICISM_AT_START, _COMMITMENT_AT_START = UNIT_ROW["cynicism"], UNIT_ROW["leader_commitment"]


@rule
def draw_choices(week, low, high, k0, k1, logistic, draws, lane):
    """The chances of one person in one week: whether to reconsider, whether to leave, a successor's threshold, and each choice's draw.

    draws : shape (3 + behaviours, lanes); rows 0 and 1 uniform, the others logistic
    """
    a, b, c, _ = philox(week, low, high, RECONSIDER, k0, k1)
    draws[0, lane] = uniform(a)
    draws[1, lane] = uniform(b)
    draws[2, lane] = logistic[c & 0xFFFF]
    first, second, third, fourth = philox(week, low, high, CHOICE_LOW, k0, k1)
    for behaviour in range(len(draws) - 3):
        if behaviour == 8:
            first, second, third, fourth = philox(week, low, high, CHOICE_HIGH, k0, k1)
        place = behaviour % 8
        word = first if place < 2 else (second if place < 4 else (third if place < 6 else fourth))
        half = (word >> 16) & 0xFFFF if place % 2 else word & 0xFFFF
        draws[3 + behaviour, lane] = logistic[half]


@rule
def see_others(i, start, neighbour, strength, practice, seen, listened):
    """Sum, in whole numbers, the strengths of ties to those who practise; seen : (behaviours x lanes,), listened : (lanes,)."""
    size = len(seen)
    for place in range(size):
        seen[place] = 0
    total = np.uint32(0)
    for t in range(start[i], start[i + 1]):
        j = neighbour[t]
        weight = np.uint32(strength[t])
        total += weight
        for place in range(size):
            seen[place] += weight * practice[j, place]
    for lane in range(len(listened)):
        listened[lane] = total


@rule
def see_across_bridges(i, week, start, neighbour, strength, group, parts, otherwise, takes_place, practice, seen, listened):
    """Add ties that a programme made or cut, in 64ths of their strength; what was seen is first counted in 64ths too."""
    behaviours, lanes = seen.shape
    for lane in range(lanes):
        listened[lane] *= np.uint32(WHOLE)
        for b in range(behaviours):
            seen[b, lane] *= np.uint32(WHOLE)
    for t in range(start[i], start[i + 1]):
        j, g = neighbour[t], group[t]
        for lane in range(lanes):
            weight = strength[t] * (parts[week, g] if takes_place[g, lane] else otherwise[g])
            listened[lane] += weight
            for b in range(behaviours):
                seen[b, lane] += weight * practice[j, b, lane]


@rule
def live_a_week(week, variant, keys_low, keys_high, world, plan, state, rules):
    """Everybody's week. Practice is read from last week and written for the next, so nobody goes first.

    The arrays are bound to names of their own first: a column reached through its tuple would be counted as borrowed at every use.
    """
    unit, segment, leader_row = world.unit, plan.segment, world.leader_row
    row_manager, row_head, chief = world.row_manager, world.row_head, world.row_chief
    address_low, address_high, openness, logistic = world.address_low, world.address_high, world.openness, world.logistic
    start, neighbour, strength = world.start, world.neighbour, world.strength
    bridge_start, bridge_neighbour, bridge_strength, bridge_group = (
        world.bridge_start, world.bridge_neighbour, world.bridge_strength, world.bridge_group,
    )  # fmt: skip
    parts, otherwise, takes_place = plan.bridges.parts, plan.bridges.otherwise, state.takes_place
    unit_threshold, threshold_spread, threshold_shift = world.unit_threshold, world.threshold_spread, plan.threshold_shift
    is_aligned, visibility, effort = plan.behaviours.aligned, plan.behaviours.visibility, plan.behaviours.effort
    needs_autonomy, needs_coordination = plan.behaviours.autonomy, plan.behaviours.coordination
    applies, leaders_only = plan.behaviours.applies, plan.behaviours.leaders_only
    agent_from, agent_until, scandal, at_start = plan.agent_from, plan.agent_until, plan.scandal[week], plan.unit
    practice, practice_next, habit, norm = state.practice, state.practice_next, state.habit, state.norm
    interest, capacity, cynicism, threshold, is_agent = state.interest, state.capacity, state.cynicism, state.threshold, state.is_agent
    commitment, credibility, leader_signal, reframed = state.commitment, state.credibility, state.signal, state.reframed
    walk = commitment.copy()  # a leader who leaves this week is still the one whose week it was
    unit_interest, fatigue, experience, practising = state.unit_interest, state.fatigue, state.experience, state.practising
    levers, firm, abandoned = state.segment_levers, state.firm, state.abandoned
    p_exposure, p_lead, p_interest, p_capacity, p_fatigue = rules.exposure, rules.leadership, rules.interest, rules.capacity, rules.fatigue
    p_choice, p_habit, p_turnover, felt_scale = rules.choice, rules.habit, rules.turnover, rules.sponsorship.felt_scale

    people, behaviours, lanes = practice.shape
    seen, listened = np.zeros((behaviours, lanes), np.uint32), np.zeros(lanes, np.uint32)
    practice_flat, seen_flat = practice.reshape(people, behaviours * lanes), seen.reshape(behaviours * lanes)
    draws, exposure = np.zeros((3 + behaviours, lanes)), np.zeros((behaviours, lanes))
    signal, example, account, resources = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
    results, practised = np.zeros(lanes), np.zeros(lanes)
    aligned_behaviours = 0.0
    for b in range(behaviours):
        aligned_behaviours += is_aligned[b]
    for lane in range(lanes):
        gain = (firm[_FELT, lane] - firm[_FELT_AT_START, lane]) / felt_scale
        results[lane] = 0.0 if gain < 0.0 else (1.0 if gain > 1.0 else gain)
    for u in range(practising.shape[0]):
        for b in range(behaviours):
            for lane in range(lanes):
                practising[u, b, lane] = 0

    for i in range(people):
        u, s, row, manager, head = unit[i], segment[i], leader_row[i], row_manager[i], row_head[i]
        leads = row != NOBODY
        see_others(i, start, neighbour, strength, practice_flat, seen_flat, listened)
        if len(bridge_neighbour) > 0:
            see_across_bridges(
                i, week, bridge_start, bridge_neighbour, bridge_strength, bridge_group, parts, otherwise, takes_place, practice, seen, listened
            )
        anyone_reconsiders = False
        for lane in range(lanes):
            if lane > 0 and keys_low[lane] == keys_low[lane - 1] and keys_high[lane] == keys_high[lane - 1]:
                for d in range(3 + behaviours):
                    draws[d, lane] = draws[d, lane - 1]
            else:
                draw_choices(week + 1, address_low[i], address_high[i], keys_low[lane], keys_high[lane], logistic, draws, lane)
                anyone_reconsiders = anyone_reconsiders or draws[0, lane] < p_choice.reconsider

        # what the person sees and hears
        for lane in range(lanes):
            signal[lane] = signal_heard(leader_signal[manager, lane], leader_signal[head, lane], leader_signal[chief, lane], p_lead)
            account[lane] = (levers[s, _INCENTIVES, lane] + levers[s, _METRICS, lane] + levers[s, _BENEFIT, lane]) / 3.0
            resources[lane] = (levers[s, _PEOPLE, lane] + levers[s, _TIME, lane] + levers[s, _CAPITAL, lane]) / 3.0
            example[lane] = 0.0
            practised[lane] = 0.0
        applicable = 0.0
        for b in range(behaviours):
            for lane in range(lanes):
                exposure[b, lane] = exposure_of(seen[b, lane], listened[lane], visibility[b], levers[s, _RECOGNITION, lane], p_exposure)
            if is_aligned[b]:
                for lane in range(lanes):
                    example[lane] += exposure[b, lane]
                if applies[u, b] and (leads or not leaders_only[b]):
                    applicable += 1.0
                    for lane in range(lanes):
                        practised[lane] += practice[i, b, lane]
        if aligned_behaviours > 0.0:
            for lane in range(lanes):
                example[lane] /= aligned_behaviours
        if applicable > 0.0:
            for lane in range(lanes):
                practised[lane] /= applicable

        # what the person decides, on last week's interest, capacity and cynicism
        for b in range(behaviours):
            if not applies[u, b] or (leaders_only[b] and not leads):
                for lane in range(lanes):
                    practice_next[i, b, lane] = 0
                continue
            for lane in range(lanes):
                practice_next[i, b, lane] = practice[i, b, lane]
            if anyone_reconsiders and is_aligned[b]:
                for lane in range(lanes):
                    pull = pull_of_aligned(
                        exposure[b, lane], signal[lane], interest[i, lane], account[lane], habit[i, b, lane], norm[u, b, lane], p_choice
                    ) - hold_on_aligned(
                        effort[b], capacity[i, lane], fatigue[u, lane], needs_autonomy[b], levers[s, _AUTONOMY, lane], needs_coordination[b],
                        levers[s, _COORDINATION, lane], resources[lane], levers[s, _POLICIES, lane], cynicism[i, lane], p_choice,
                    )  # fmt: skip
                    chosen = decides(pull, threshold[i, lane], draws[3 + b, lane], p_choice)
                    practice_next[i, b, lane] = chosen if draws[0, lane] < p_choice.reconsider else practice[i, b, lane]
            elif anyone_reconsiders:
                for lane in range(lanes):
                    pull = pull_of_derailing(
                        exposure[b, lane], signal[lane], interest[i, lane], levers[s, _METRICS, lane], habit[i, b, lane], norm[u, b, lane], p_choice
                    )
                    chosen = decides(pull, threshold[i, lane] - p_choice.derailing_ease, draws[3 + b, lane], p_choice)
                    practice_next[i, b, lane] = chosen if draws[0, lane] < p_choice.reconsider else practice[i, b, lane]
            for lane in range(lanes):
                if is_agent[i, lane]:
                    practice_next[i, b, lane] = is_aligned[b]

        # what the week makes of the person
        for lane in range(lanes):
            before = interest[i, lane]
            interest[i, lane] = interest_after(
                before, openness[i], levers[s, _VISION, lane], signal[lane], example[lane], results[lane], levers[s, _VOICE, lane],
                levers[s, _CARE, lane], unit_interest[u, lane], levers[s, _RITUALS, lane], cynicism[i, lane], p_interest,
            )  # fmt: skip
            capacity[i, lane] = capacity_after(
                capacity[i, lane], levers[s, _TRAINING, lane], before, practised[lane], levers[s, _TOOLS, lane], levers[s, _PEOPLE, lane],
                fatigue[u, lane], p_capacity,
            )  # fmt: skip
            cynicism[i, lane] = cynicism_after(
                cynicism[i, lane], firm[_TALK, lane], walk[manager, lane], before, account[lane], levers[s, _AUTONOMY, lane], fatigue[u, lane],
                levers[s, _CLIMATE, lane], signal[lane], resources[lane], p_fatigue,
            )  # fmt: skip
        if scandal > 0.0:
            for lane in range(lanes):
                cynicism[i, lane] = raised(cynicism[i, lane], p_fatigue.from_scandal * scandal)
        if leads:
            for lane in range(lanes):
                interest[i, lane] = raised(interest[i, lane], reframed[row, lane])
        for lane in range(lanes):
            if week == agent_from[i] and abandoned[lane] < 0:
                is_agent[i, lane] = 1
            elif week == agent_until[i] or abandoned[lane] >= 0:
                is_agent[i, lane] = 0
            if is_agent[i, lane]:
                interest[i, lane] = 1.0
        for b in range(behaviours):
            for lane in range(lanes):
                habit[i, b, lane] = habit_after(habit[i, b, lane], practice_next[i, b, lane], p_habit)

        # who leaves; the newcomer takes the seat and its ties, without practice, habit or part in the programme
        for lane in range(lanes):
            chance = quit_share(levers[s, _CLIMATE, lane], experience[u, lane], fatigue[u, lane], p_turnover)
            if draws[1, lane] >= chance or row == chief:
                continue
            k, selection = variant[lane], levers[s, _SELECTION, lane]
            interest[i, lane] = newcomer_interest(at_start[_INTEREST_AT_START, u, k], selection, p_turnover)
            capacity[i, lane] = at_start[_CAPACITY_AT_START, u, k]
            cynicism[i, lane] = 0.5 * at_start[_CYNICISM_AT_START, u, k]
            threshold[i, lane] = newcomer_threshold(
                unit_threshold[u] + threshold_shift[k], selection, threshold_spread, draws[2, lane], p_turnover
            )
            is_agent[i, lane] = 0
            if leads:
                commitment[row, lane] = newcomer_interest(at_start[_COMMITMENT_AT_START, u, k], selection, p_turnover)
                credibility[row, lane] = 0.5
            for b in range(behaviours):
                practice_next[i, b, lane] = 0
                habit[i, b, lane] = 0.0
        for b in range(behaviours):
            for lane in range(lanes):
                practising[u, b, lane] += practice_next[i, b, lane]
    for i in range(people):
        for b in range(behaviours):
            for lane in range(lanes):
                practice[i, b, lane] = practice_next[i, b, lane]


@rule
def share_opinion(unit, unit_size, column, mean):
    """Mean of a column of people over each unit; mean : (units, lanes), written."""
    people, lanes = column.shape
    for u in range(len(unit_size)):
        for lane in range(lanes):
            mean[u, lane] = 0.0
    for i in range(people):
        for lane in range(lanes):
            mean[unit[i], lane] += column[i, lane]
    for u in range(len(unit_size)):
        for lane in range(lanes):
            mean[u, lane] /= unit_size[u]


@rule
def settle_units(unit_size, practising, levers, fatigue, experience, norm, p_norms, p_service):
    """What people did this week becomes their unit's norm; how they are treated, its experience; experience and norm are written."""
    units, behaviours, lanes = practising.shape
    for u in range(units):
        for lane in range(lanes):
            experience[u, lane] = experience_after(
                experience[u, lane], levers[u, _CARE, lane], levers[u, _CLIMATE, lane], levers[u, _POLICIES, lane],
                levers[u, _AUTONOMY, lane], levers[u, _TOOLS, lane], levers[u, _COORDINATION, lane], fatigue[u, lane], p_service,
            )  # fmt: skip
            for b in range(behaviours):
                practised = practising[u, b, lane] / unit_size[u]
                norm[u, b, lane] = norm_after(norm[u, b, lane], practised, levers[u, _RITUALS, lane], levers[u, _SELECTION, lane], p_norms)
