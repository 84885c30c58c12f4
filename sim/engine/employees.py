"""Employees' week: they see, hear, learn and decide; norms follow; some leave and are replaced."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_with_room
from sim.engine.choices import ROWS_OF_THINKING, choose, choose_abreast, find_who_reconsiders
from sim.engine.habits import catch_up, post_of
from sim.engine.sight import (
    IN_PARTS,
    be_exposed,
    be_exposed_abreast,
    count_seen,
    count_seen_alone,
    have_bridges,
    see_across_bridges,
    see_across_bridges_alone,
    show_changes,
    show_changes_alone,
)
from sim.engine.state import FIRM
from sim.engine.stock import count_heart, count_in, count_in_alone
from sim.engine.tile import (
    C_QUITS,
    CAPACITY,
    CIRCUMSTANCES,
    CYNICISM,
    INTEREST,
    LEAVES,
    QUITS,
    RECONSIDERS,
    ROWS,
    ROWS_OF_WORDS,
    TILE,
    draw_chances,
    find_draws,
    have_one_seed,
    hear_leaders,
    lay_out,
    lay_out_alone,
    learn,
    set_circumstances,
    set_obstacles,
)
from sim.mechanisms.enactment import raised
from sim.mechanisms.norms import norm_after
from sim.mechanisms.service import experience_after
from sim.mechanisms.turnover import newcomer_interest, newcomer_threshold
from sim.organisation.draws import RECONSIDER, logistic, philox, uniform
from sim.organisation.organisation import MISSING
from sim.planning.arrays import UNIT_ROW
from sim.schema.levers import LEVER

_AUTONOMY, _CLIMATE, _COORDINATION, _CARE = LEVER["autonomy"], LEVER["climate"], LEVER["coordination"], LEVER["employee_experience"]
_POLICIES, _RITUALS, _SELECTION, _TOOLS = LEVER["policies"], LEVER["rituals"], LEVER["selection"], LEVER["tools"]
_INTEREST_AT_START, _CAPACITY_AT_START = UNIT_ROW["interest"], UNIT_ROW["capacity"]
_CYNICISM_AT_START, _COMMITMENT_AT_START = UNIT_ROW["cynicism"], UNIT_ROW["leader_commitment"]
_DISTURBANCE = FIRM["disturbance"]


@stage_with_room
def what_one_may(unit, leader_row, applies, leaders_only, is_aligned):
    """Which behaviours apply to each post, the people and the leaders of a unit, and how many aligned ones to each person.

    Returns arrays of shape (units x 2, behaviours), see post_of, and (employees,).
    """
    units, behaviours = applies.shape
    may, possible, count = np.zeros((2 * units, behaviours), np.uint8), np.empty(len(unit)), np.zeros(2 * units)
    for u in range(units):
        for b in range(behaviours):
            may[2 * u + 1, b] = applies[u, b]
            may[2 * u, b] = applies[u, b] and not leaders_only[b]
            for post in range(2 * u, 2 * u + 2):
                count[post] += may[post, b] * is_aligned[b]
    for i in range(np.uint64(len(unit))):
        possible[i] = count[post_of(unit[i], leader_row[i])]
    return may, possible


@stage
def carry_the_change(
    i, week, lane_from, lane_to, agent_from, agent_until, abandoned, post, may, is_aligned, is_agent, interest, practice_next,
):  # fmt: skip
    """Change agents model what serves customers, and see why; chosen for a time, by a programme that runs. The last three are written."""
    for lane in range(lane_from, lane_to):
        if is_agent[i, lane]:
            for b in range(np.uint64(len(is_aligned))):
                if may[post, b]:
                    practice_next[i, b, lane] = is_aligned[b]
        if week == agent_from[i] and abandoned[lane] < 0:
            is_agent[i, lane] = 1
        elif week == agent_until[i] or abandoned[lane] >= 0:
            is_agent[i, lane] = 0
        if is_agent[i, lane]:
            interest[i, lane] = 1.0


@stage
def draw_everybody(week, low, high, k0, k1, reconsiders, leaves):
    """Whether each person reconsiders, and whether each one leaves, under one seed: uniform; the last two arrays are written."""
    for i in range(np.uint64(len(low))):
        a, b, _, _ = philox(week, low[i], high[i], RECONSIDER, k0, k1)
        reconsiders[i], leaves[i] = uniform(a), uniform(b)


@stage
def be_succeeded(
    i, lane, week, low, high, k0, k1, u, row, selection, at_start, unit_threshold, spread, shift, sizes, interest, capacity, cynicism,
    threshold, is_agent, commitment, credibility, practice_next, habit, p,
):  # fmt: skip
    """A newcomer takes the seat and its ties, without practice, habit or part in the programme; interest to habit are written."""
    _, _, successor, _ = philox(week, low, high, RECONSIDER, k0, k1)
    interest[i, lane] = newcomer_interest(at_start[_INTEREST_AT_START, u, lane], selection, p)
    capacity[i, lane] = at_start[_CAPACITY_AT_START, u, lane]
    cynicism[i, lane] = 0.5 * at_start[_CYNICISM_AT_START, u, lane]
    threshold[i, lane] = newcomer_threshold(unit_threshold + shift, selection, spread, logistic(successor & 0xFFFF, sizes), p)
    is_agent[i, lane] = 0
    if row != MISSING:
        commitment[row, lane] = newcomer_interest(at_start[_COMMITMENT_AT_START, u, lane], selection, p)
        credibility[row, lane] = 0.5
    for b in range(np.uint64(habit.shape[1])):
        practice_next[i, b, lane] = 0
        habit[i, b, lane] = 0.0


@stage
def is_any_reframed(reframed):
    """Whether any leader learned this week to see the matter in another way."""
    found = 0
    for row in range(np.uint64(reframed.shape[0])):
        for lane in range(np.uint64(reframed.shape[1])):
            found += reframed[row, lane] > 0.0
    return found > 0


@stage_with_room
def room_for_a_week(people, strata, circles, behaviours, lanes):
    """Room in which a week is worked out, made once for all weeks; what it holds is of no meaning between them."""
    return (
        np.empty((strata, len(CIRCUMSTANCES), lanes)), np.empty(strata), np.empty((strata, behaviours, lanes)),
        np.empty((circles, 4, lanes)), np.empty(TILE * ROWS), np.empty(TILE * ROWS_OF_THINKING), np.empty(TILE * ROWS_OF_WORDS, np.uint64),
        np.empty(TILE + np.uint64(1), np.uint32), np.empty(TILE, np.uint8), np.empty(TILE, np.uint32), np.empty(TILE, np.uint64),
        np.empty(TILE, np.uint64), np.empty(TILE), np.empty(people), np.empty(people),
    )  # fmt: skip


@stage
def live_a_week(week, keys_low, keys_high, world, plan, state, rules, sight, room, may_by_post, possible, since, totals, seeing):
    """One week of all employees. Practice is read from last week and written for the next, so order does not matter."""
    unit, stratum, leader_row, chief, is_internal = world.unit, plan.stratum, world.leader_row, world.row_chief, world.is_internal
    closure, growth, follows_from, encounters = world.closure, world.habit_growth, world.follows_from, rules.exposure.encounters
    disturbance, divergence = state.firm[_DISTURBANCE], plan.behaviours.divergence
    circle, stratum_of_circle, manager, head = world.circle, world.circle_stratum, world.circle_manager, world.circle_head
    address_low, address_high, openness, sizes = world.address_low, world.address_high, world.openness, world.logistic
    bridge_start, bridge_neighbour, bridge_strength, bridge_group = (
        world.bridge_start, world.bridge_neighbour, world.bridge_strength, world.bridge_group,
    )  # fmt: skip
    parts, otherwise, takes_place = plan.bridges.parts, plan.bridges.otherwise, state.takes_place
    is_aligned, visibility, effort = plan.behaviours.aligned, plan.behaviours.visibility, plan.behaviours.effort
    agent_from, agent_until, scandal = plan.agent_from, plan.agent_until, plan.scandal[week]
    practice, practice_next, habit, norm = state.practice, state.practice_next, state.habit, state.norm
    interest, capacity, cynicism, threshold, is_agent = state.interest, state.capacity, state.cynicism, state.threshold, state.is_agent
    commitment, credibility, reframed, abandoned = state.commitment, state.credibility, state.reframed, state.abandoned
    unit_threshold, threshold_spread, threshold_shift = world.unit_threshold, world.threshold_spread, plan.threshold_shift
    levers, at_start, has_left = state.stratum_levers, plan.unit, state.has_left
    p_interest, p_capacity, p_fatigue, p_choice, p_habit, p_turnover = (
        rules.interest, rules.capacity, rules.fatigue, rules.choice, rules.habit, rules.turnover,
    )  # fmt: skip
    seen, wide_row, wide, listened, aligned, order, aligned_behaviours, changed_person = (
        sight.seen, sight.wide_row, sight.wide, sight.listened, sight.aligned, sight.order, sight.aligned_behaviours, sight.changed,
    )  # fmt: skip

    people, lanes = np.uint64(practice.shape[0]), np.uint64(practice.shape[2])
    interest_flat, capacity_flat, cynicism_flat = interest.reshape(-1), capacity.reshape(-1), cynicism.reshape(-1)
    done, automatic, seen_flat = practice.reshape(-1), habit.reshape(-1), seen.reshape(-1)
    now = np.uint64(week + 1)
    (
        circumstances, most_quits, obstacles, words_heard, column, thinking, words, thinks, has_changed, held, deep_of, lane_of, weight,
    ) = room[:13]  # fmt: skip
    reconsiders, leaves = room[13:]
    obstacles_flat, norm_flat, practice_next_flat, may_flat = (
        obstacles.reshape(-1), norm.reshape(-1), practice_next.reshape(-1), may_by_post.reshape(-1),
    )  # fmt: skip
    are_reframed = is_any_reframed(reframed)
    set_circumstances(
        state.stratum_levers, plan.unit_of_stratum, state.unit_interest, state.fatigue, state.experience, state.firm,
        rules.sponsorship.felt_scale, rules.exposure, p_interest, p_capacity, p_fatigue, p_turnover, circumstances, most_quits,
    )  # fmt: skip
    set_obstacles(
        state.stratum_levers, plan.unit_of_stratum, is_aligned, plan.asked, effort, plan.behaviours.autonomy, plan.behaviours.coordination,
        circumstances, p_choice, obstacles,
    )  # fmt: skip
    hear_leaders(
        stratum_of_circle, manager, head, chief, state.signal, state.commitment, circumstances, state.firm, rules.leadership, p_interest,
        p_fatigue, words_heard,
    )  # fmt: skip
    changed, are_bridged = np.uint64(0), have_bridges(week, parts, otherwise)
    totals[:], seeing[:], has_left[:] = 0.0, 0.0, 0

    across = min(lanes, TILE)
    deep = max(np.uint64(1), TILE // max(np.uint64(1), lanes))
    for lane_from in range(np.uint64(0), lanes, across):
        lane_to = min(lanes, lane_from + across)
        lanes_here = lane_to - lane_from
        is_alone, is_one_seed = lanes == 1, have_one_seed(lane_from, lane_to, keys_low, keys_high)
        if is_one_seed:
            draw_everybody(now, address_low, address_high, keys_low[lane_from], keys_high[lane_from], reconsiders, leaves)
        for at in range(TILE):
            held[at], deep_of[at], lane_of[at] = MISSING, at // lanes_here, at % lanes_here
        for first in range(np.uint64(0), people, deep):
            last = min(people, first + deep)
            size, base = (last - first) * lanes_here, first * lanes + lane_from
            if is_alone:
                lay_out_alone(
                    first, last, lane_from, circle, stratum_of_circle, openness, aligned, possible, circumstances, words_heard, held, column
                )
            else:
                lay_out(
                    first, last, lane_from, lanes_here, circle, stratum_of_circle, openness, aligned, possible, circumstances, words_heard,
                    held, column,
                )  # fmt: skip
            for at in range(size):
                column[INTEREST + at] = interest_flat[base + at]
                column[CAPACITY + at] = capacity_flat[base + at]
                column[CYNICISM + at] = cynicism_flat[base + at]
            for i in range(last - first):
                has_changed[i] = 0
            # what people see
            if is_alone:
                count_seen_alone(first, last, lane_from, seen, wide_row, wide, listened, column)
                if are_bridged:
                    for i in range(first, last):
                        if bridge_start[i] < bridge_start[i + np.uint64(1)]:
                            see_across_bridges_alone(
                                i, i - first, week, lane_from, bridge_start, bridge_neighbour, bridge_strength, bridge_group, parts,
                                otherwise, takes_place, practice, column,
                            )  # fmt: skip
                be_exposed(np.uint64(0), size, is_aligned, visibility, column)
            else:
                for i in range(first, last):
                    at, is_bridged = (i - first) * lanes_here, are_bridged and bridge_start[i] < bridge_start[i + np.uint64(1)]
                    if not is_bridged and wide_row[i] == MISSING:
                        decides = not is_one_seed or reconsiders[i] < p_choice.reconsider
                        be_exposed_abreast(
                            i, at, lane_from, lanes_here, lanes, seen_flat, listened, decides, order, aligned_behaviours, visibility,
                            column,
                        )  # fmt: skip
                        continue
                    count_seen(i, at, lane_from, lanes_here, IN_PARTS if is_bridged else 1.0, seen, wide_row, wide, listened, column)
                    if is_bridged:
                        see_across_bridges(
                            i, at, week, lane_from, lanes_here, bridge_start, bridge_neighbour, bridge_strength, bridge_group, parts,
                            otherwise, takes_place, practice, weight, column,
                        )  # fmt: skip
                    be_exposed(at, lanes_here, is_aligned, visibility, column)
            # what they decide
            if is_one_seed and not is_alone:
                for i in range(first, last):
                    if reconsiders[i] < p_choice.reconsider:
                        has_changed[i - first] = 1
                        catch_up(i, week, lanes, may_by_post, post_of(unit[i], leader_row[i]), growth, done, since, automatic, p_habit)
                        choose_abreast(
                            i, (i - first) * lanes_here, lane_from, lanes_here, lanes, now, np.uint64(stratum[i]), np.uint64(unit[i]),
                            post_of(unit[i], leader_row[i]), address_low[i], address_high[i], keys_low[lane_from], keys_high[lane_from],
                            may_flat, is_aligned, effort, divergence, closure[i], disturbance, encounters, follows_from, circumstances,
                            obstacles_flat, threshold, sizes, thinks, automatic, norm_flat, practice_next_flat, column, words, thinking,
                            p_choice,
                        )  # fmt: skip
            else:
                if is_one_seed:
                    count = find_who_reconsiders(size, first, reconsiders, p_choice.reconsider, thinks)
                else:
                    find_draws(first, last, lane_from, lanes_here, address_low, address_high, keys_low, keys_high, words)
                    draw_chances(now, size, words, column)
                    count = find_who_reconsiders(size, RECONSIDERS, column, p_choice.reconsider, thinks)
                for n in range(count):
                    has_changed[deep_of[thinks[n]]] = 1
                for i in range(first, last):
                    if has_changed[i - first]:
                        catch_up(i, week, lanes, may_by_post, post_of(unit[i], leader_row[i]), growth, done, since, automatic, p_habit)
                choose(
                    count, thinks, first, lane_from, deep_of, lane_of, lanes, now, unit, stratum, leader_row, may_flat, is_aligned, effort,
                    divergence, closure, disturbance, encounters, follows_from, circumstances, obstacles_flat, threshold, address_low,
                    address_high, keys_low, keys_high, sizes, automatic, norm_flat,
                    practice_next_flat, column, words, thinking, p_choice,
                )  # fmt: skip
            # what the week makes of them
            learn(size, column, p_interest, p_capacity, p_fatigue)
            if scandal > 0.0:
                for at in range(size):
                    column[CYNICISM + at] = raised(column[CYNICISM + at], p_fatigue.from_scandal * scandal)
            for at in range(size):
                interest_flat[base + at] = column[INTEREST + at]
                capacity_flat[base + at] = column[CAPACITY + at]
                cynicism_flat[base + at] = column[CYNICISM + at]
            for i in range(first, last):
                row = leader_row[i]
                if are_reframed and row != MISSING:
                    for lane in range(lane_from, lane_to):
                        interest[i, lane] = raised(interest[i, lane], reframed[row, lane])
                if week >= agent_from[i]:
                    has_changed[i - first] = 1
                    catch_up(i, week, lanes, may_by_post, post_of(unit[i], leader_row[i]), growth, done, since, automatic, p_habit)
                    carry_the_change(
                        i, week, lane_from, lane_to, agent_from, agent_until, abandoned, post_of(unit[i], row), may_by_post,
                        is_aligned, is_agent, interest, practice_next,
                    )  # fmt: skip
            # who leaves
            goes = np.uint64(0)
            if is_one_seed:
                for i in range(first, last):
                    if leaves[i] < most_quits[stratum[i]]:
                        for lane in range(lane_from, lane_to):
                            thinks[goes] = (i - first) * lanes_here + lane - lane_from
                            goes += np.uint64(leaves[i] < circumstances[stratum[i], C_QUITS, lane])
            else:
                for at in range(size):
                    thinks[goes] = at
                    goes += np.uint64(column[LEAVES + at] < column[QUITS + at])
            for n in range(goes):
                i, lane = first + deep_of[thinks[n]], lane_from + lane_of[thinks[n]]
                u, row = unit[i], leader_row[i]
                if row != chief:
                    has_changed[i - first], has_left[i, lane] = 1, 1
                    catch_up(i, week, lanes, may_by_post, post_of(u, row), growth, done, since, automatic, p_habit)
                    be_succeeded(
                        i, lane, now, address_low[i], address_high[i], keys_low[lane], keys_high[lane], u, row,
                        levers[stratum[i], _SELECTION, lane], at_start, unit_threshold[u], threshold_spread, threshold_shift[lane], sizes,
                        interest, capacity, cynicism, threshold, is_agent, commitment, credibility, practice_next, habit, p_turnover,
                    )  # fmt: skip
            if is_alone:
                count_in_alone(first, last, lane_from, unit, is_internal, interest, capacity, cynicism, column, totals, seeing)
            else:
                for i in range(first, last):
                    count_heart(i, (i - first) * lanes_here, lane_from, lanes_here, unit[i], interest, capacity, column, totals)
                    count_in(i, lane_from, lanes_here, unit[i], is_internal[unit[i]], interest, capacity, cynicism, totals, seeing)
            for i in range(first, last):
                changed_person[changed] = i
                changed += np.uint64(has_changed[i - first])
    if lanes == 1:
        show_changes_alone(changed, changed_person, sight, unit, is_aligned, practice_next, practice, state.practising)
    else:
        show_changes(changed, changed_person, sight, unit, is_aligned, practice_next, practice, state.practising)


@stage
def settle_units(unit_size, practising, levers, interest, fatigue, experience, norm, p_norms, p_service):
    """This week's practice enters the unit's norm, and treatment its experience; writes experience and norm."""
    units, behaviours, lanes = np.uint64(practising.shape[0]), np.uint64(practising.shape[1]), np.uint64(practising.shape[2])
    for u in range(units):
        for lane in range(lanes):
            experience[u, lane] = experience_after(
                experience[u, lane], levers[u, _CARE, lane], levers[u, _CLIMATE, lane], levers[u, _POLICIES, lane],
                levers[u, _AUTONOMY, lane], levers[u, _TOOLS, lane], levers[u, _COORDINATION, lane], fatigue[u, lane], p_service,
            )  # fmt: skip
        size = float(unit_size[u])
        for b in range(behaviours):
            for lane in range(lanes):
                practised = practising[u, b, lane] / size
                norm[u, b, lane] = norm_after(
                    norm[u, b, lane], practised, levers[u, _RITUALS, lane], levers[u, _SELECTION, lane], interest[u, lane], p_norms
                )
