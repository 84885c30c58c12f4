"""Employees' week: they see, hear, learn and decide; norms follow; some leave and are replaced."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart, stage_with_room
from sim.engine.abreast import (
    address_draws,
    are_crossed,
    choose_abreast,
    count_abreast,
    find_lanes_that_reconsider,
    have_lanes_below,
    learn_abreast,
    see_across_bridges,
    see_colleagues,
)
from sim.engine.choices import ROWS_OF_THINKING, choose, find_who_reconsiders
from sim.engine.habits import catch_up, post_of
from sim.engine.sight import (
    be_exposed,
    count_seen_alone,
    have_bridges,
    see_across_bridges_alone,
    show_changes,
    show_changes_alone,
)
from sim.engine.state import FIRM
from sim.engine.stock import count_in_alone
from sim.engine.tile import (
    C_QUITS,
    CAPACITY,
    CIRCUMSTANCES,
    CYNICISM,
    INTEREST,
    LEAVES,
    MOST_BEHAVIOURS,
    ROWS,
    ROWS_OF_WORDS,
    TILE,
    draw_chances,
    have_one_seed,
    hear_leaders,
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
def is_any(is_agent, i, lane_from, lane_to):
    """Whether a person is a change agent in any of these lanes."""
    found = np.uint8(0)
    for lane in range(lane_from, lane_to):
        found |= is_agent[i, lane]
    return found != 0


@stage_apart
def carry_the_change(
    i, week, lane_from, lane_to, agent_from, agent_until, abandoned, post, may, is_aligned, is_agent, interest, practice_next,
):  # fmt: skip
    """Change agents model what serves customers, and see why; chosen for a time, by a programme that runs. The last three are written."""
    for b in range(np.uint64(len(is_aligned))):
        if may[post, b]:
            for lane in range(lane_from, lane_to):
                practice_next[i, b, lane] = is_aligned[b] if is_agent[i, lane] else practice_next[i, b, lane]
    begins, ends = week == agent_from[i], week == agent_until[i]
    for lane in range(lane_from, lane_to):
        stays = np.uint8(1) if begins else (np.uint8(0) if ends else is_agent[i, lane])
        is_agent[i, lane] = stays if abandoned[lane] < 0 else np.uint8(0)
    for lane in range(lane_from, lane_to):
        interest[i, lane] = 1.0 if is_agent[i, lane] else interest[i, lane]


@stage_apart
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
        np.empty(TILE + np.uint64(1), np.uint32), np.empty(TILE, np.uint8), np.empty(TILE, np.uint32), np.empty(TILE, np.int32),
        np.empty(TILE * np.uint64(MOST_BEHAVIOURS), np.int32), np.empty(people), np.empty(people), np.empty(lanes),
    )  # fmt: skip


@stage
def live_a_week(week, keys_low, keys_high, world, plan, state, rules, sight, room, may, possible, since, totals, seeing):
    """One week of all employees. Practice is read from last week and written for the next, so order does not matter."""
    (circumstances, most_quits, obstacles, heard), results = room[:4], room[14]
    reframed, bridged = is_any_reframed(state.reframed), have_bridges(week, plan.bridges.parts, plan.bridges.otherwise)
    set_circumstances(
        state.stratum_levers, plan.unit_of_stratum, state.unit_interest, state.fatigue, state.experience, state.firm,
        rules.sponsorship.felt_scale, rules.exposure, rules.interest, rules.capacity, rules.fatigue, rules.turnover, results,
        circumstances, most_quits,
    )  # fmt: skip
    set_obstacles(
        state.stratum_levers, plan.unit_of_stratum, plan.behaviours.aligned, plan.asked, plan.behaviours.effort, plan.behaviours.autonomy,
        plan.behaviours.coordination, circumstances, rules.choice, obstacles,
    )  # fmt: skip
    hear_leaders(
        world.circle_stratum, world.circle_manager, world.circle_head, world.row_chief, state.signal, state.commitment, circumstances,
        state.firm, rules.leadership, rules.interest, rules.fatigue, heard,
    )  # fmt: skip
    totals[:], seeing[:], state.has_left[:] = 0.0, 0.0, 0
    lanes = np.uint64(state.practice.shape[2])
    if lanes == 1:
        changed = live_alone(
            week, keys_low, keys_high, world, plan, state, rules, sight, room, may, possible, since, reframed, bridged, totals,
            seeing,
        )  # fmt: skip
        show_changes_alone(
            changed, sight.changed, sight, world.unit, plan.behaviours.aligned, state.practice_next, state.practice, state.practising
        )
        return
    changed = np.uint64(0)
    for lane_from in range(np.uint64(0), lanes, TILE):
        changed = live_abreast(
            week, lane_from, min(lanes - lane_from, TILE), keys_low, keys_high, world, plan, state, rules, sight, room, may, possible,
            since, reframed, bridged, totals, seeing, changed,
        )  # fmt: skip
    show_changes(changed, sight.changed, sight, world.unit, plan.behaviours.aligned, state.practice_next, state.practice, state.practising)


@stage
def live_abreast(
    week, lane_from, lanes, keys_low, keys_high, world, plan, state, rules, sight, room, may, possible, since, reframed, bridged,
    totals, seeing, changed,
):  # fmt: skip
    """One week of all employees in some lanes, person by person; returns how many may have changed practice so far.

    lanes : how many from lane_from on, at most TILE
    """
    circumstances, most_quits, obstacles, heard, column, thinking, words, places, thinks, _, weight, sums, reconsiders, leaves = room[:14]
    practice, practice_next, habit, threshold = state.practice, state.practice_next, state.habit, state.threshold
    interest, capacity, cynicism = state.interest, state.capacity, state.cynicism
    aligned, visibility, effort = plan.behaviours.aligned, plan.behaviours.visibility, plan.behaviours.effort
    bridges, starts, p_choice, all_lanes = plan.bridges, world.bridge_start, rules.choice, np.uint64(practice.shape[2])
    done, automatic, growth, lane_to = practice.reshape(-1), habit.reshape(-1), world.habit_growth, lane_from + lanes
    now, kinds, scandal = np.uint64(week + 1), float(sight.aligned_behaviours), plan.scandal[week]
    is_one_seed = have_one_seed(lane_from, lane_to, keys_low, keys_high)
    if is_one_seed:
        draw_everybody(now, world.address_low, world.address_high, keys_low[lane_from], keys_high[lane_from], reconsiders, leaves)
        for lane in range(lanes):
            thinks[lane] = 1
    for i in range(np.uint64(len(world.unit))):
        u, s, row, c = np.uint64(world.unit[i]), np.uint64(plan.stratum[i]), world.leader_row[i], np.uint64(world.circle[i])
        post, has_changed = post_of(u, row), False
        if is_one_seed:
            is_deciding, may_leave = reconsiders[i] < p_choice.reconsider, leaves[i] < most_quits[s]
        else:
            address_draws(world.address_low[i], world.address_high[i], lane_from, lanes, keys_low, keys_high, words)
            draw_chances(now, lanes, words, column)
            is_deciding = find_lanes_that_reconsider(lanes, p_choice.reconsider, column, thinks) > 0
            may_leave = have_lanes_below(lanes, most_quits[s], column)
        # what people see
        if sight.wide_row[i] == MISSING and not (
            bridged and are_crossed(i, week, starts, world.bridge_group, bridges.parts, bridges.otherwise)
        ):
            see_colleagues(
                i, s, lane_from, lanes, sight.seen, sight.listened, is_deciding, sight.order, sight.aligned_behaviours, visibility,
                circumstances, column,
            )  # fmt: skip
        else:
            see_across_bridges(
                i, s, week, lane_from, lanes, starts, world.bridge_neighbour, world.bridge_strength, world.bridge_group, bridges.parts,
                bridges.otherwise, state.takes_place, practice, sight.seen, sight.wide_row, sight.wide, sight.listened, is_deciding,
                sight.order, sight.aligned_behaviours, visibility, circumstances, weight, sums, column,
            )  # fmt: skip
        # what they decide
        if is_deciding:
            has_changed = True
            catch_up(i, week, all_lanes, may, post, growth, done, since, automatic, rules.habit)
            if is_one_seed:
                address_draws(world.address_low[i], world.address_high[i], lane_from, np.uint64(1), keys_low, keys_high, words)
            choose_abreast(
                i, u, s, c, post, lane_from, lanes, is_one_seed, now, may, aligned, effort, plan.behaviours.divergence, world.closure[i],
                state.firm[_DISTURBANCE], rules.exposure.encounters, world.follows_from, heard, circumstances, obstacles, interest,
                capacity, cynicism, threshold, world.logistic, places, habit, state.norm, thinks, column, words, thinking, practice_next,
                p_choice,
            )  # fmt: skip
        # what the week makes of them
        learn_abreast(
            i, s, c, lane_from, lanes, world.openness[i], possible[i], sight.aligned, kinds, heard, circumstances, interest, capacity,
            cynicism, column, rules.interest, rules.capacity, rules.fatigue,
        )  # fmt: skip
        if scandal > 0.0:
            for lane in range(lane_from, lane_to):
                cynicism[i, lane] = raised(cynicism[i, lane], rules.fatigue.from_scandal * scandal)
        if reframed and row != MISSING:
            for lane in range(lane_from, lane_to):
                interest[i, lane] = raised(interest[i, lane], state.reframed[row, lane])
        if week >= plan.agent_from[i] and (week == plan.agent_from[i] or is_any(state.is_agent, i, lane_from, lane_to)):
            has_changed = True
            catch_up(i, week, all_lanes, may, post, growth, done, since, automatic, rules.habit)
            carry_the_change(
                i, week, lane_from, lane_to, plan.agent_from, plan.agent_until, state.abandoned, post, may, aligned, state.is_agent,
                interest, practice_next,
            )  # fmt: skip
        # who leaves
        if may_leave and row != world.row_chief:
            for lane in range(lane_from, lane_to):
                if (leaves[i] if is_one_seed else column[LEAVES + lane - lane_from]) < circumstances[s, C_QUITS, lane]:
                    has_changed, state.has_left[i, lane] = True, 1
                    catch_up(i, week, all_lanes, may, post, growth, done, since, automatic, rules.habit)
                    be_succeeded(
                        i, lane, now, world.address_low[i], world.address_high[i], keys_low[lane], keys_high[lane], u, row,
                        state.stratum_levers[s, _SELECTION, lane], plan.unit, world.unit_threshold[u], world.threshold_spread,
                        plan.threshold_shift[lane], world.logistic, interest, capacity, cynicism, threshold, state.is_agent,
                        state.commitment, state.credibility, practice_next, habit, rules.turnover,
                    )  # fmt: skip
        count_abreast(i, u, world.is_internal[u], lane_from, lanes, interest, capacity, cynicism, column, totals, seeing)
        sight.changed[changed] = i
        changed += np.uint64(has_changed)
    return changed


@stage
def live_alone(
    week,
    keys_low,
    keys_high,
    world,
    plan,
    state,
    rules,
    sight,
    room,
    may_by_post,
    possible,
    since,
    reframed,
    bridged,
    totals,
    seeing,
):
    """One week of all employees in one lane, a tile of people at a time; returns how many may have changed practice."""
    circumstances, most_quits, obstacles, heard, column, thinking, words, thinks, has_changed, held, _, _, reconsiders, leaves = room[:14]
    practice, practice_next, habit, threshold = state.practice, state.practice_next, state.habit, state.threshold
    interest, capacity, cynicism, is_agent = state.interest, state.capacity, state.cynicism, state.is_agent
    unit, leader_row, is_aligned, p_choice = world.unit, world.leader_row, plan.behaviours.aligned, rules.choice
    agent_from, scandal, growth, starts = plan.agent_from, plan.scandal[week], world.habit_growth, world.bridge_start
    people, alone, lane = np.uint64(practice.shape[0]), np.uint64(1), np.uint64(0)
    done, automatic, may = practice.reshape(-1), habit.reshape(-1), may_by_post.reshape(-1)
    now, changed = np.uint64(week + 1), np.uint64(0)
    draw_everybody(now, world.address_low, world.address_high, keys_low[lane], keys_high[lane], reconsiders, leaves)
    for at in range(TILE):
        held[at] = MISSING
    for first in range(np.uint64(0), people, TILE):
        last = min(people, first + TILE)
        size = last - first
        lay_out_alone(
            first, last, lane, world.circle, world.circle_stratum, world.openness, sight.aligned, possible, circumstances, heard, held,
            column,
        )  # fmt: skip
        for at in range(size):
            column[INTEREST + at] = interest[first + at, lane]
            column[CAPACITY + at] = capacity[first + at, lane]
            column[CYNICISM + at] = cynicism[first + at, lane]
            has_changed[at] = 0
        # what people see
        count_seen_alone(first, last, lane, sight.seen, sight.wide_row, sight.wide, sight.listened, column)
        if bridged:
            for i in range(first, last):
                if starts[i] < starts[i + np.uint64(1)]:
                    see_across_bridges_alone(
                        i, i - first, week, lane, starts, world.bridge_neighbour, world.bridge_strength, world.bridge_group,
                        plan.bridges.parts, plan.bridges.otherwise, state.takes_place, practice, column,
                    )  # fmt: skip
        be_exposed(size, is_aligned, plan.behaviours.visibility, column)
        # what they decide
        count = find_who_reconsiders(size, first, reconsiders, p_choice.reconsider, thinks)
        for n in range(count):
            i = first + thinks[n]
            has_changed[thinks[n]] = 1
            catch_up(i, week, alone, may_by_post, post_of(unit[i], leader_row[i]), growth, done, since, automatic, rules.habit)
        choose(
            count, thinks, first, now, unit, plan.stratum, leader_row, may, is_aligned, plan.behaviours.effort, plan.behaviours.divergence,
            world.closure, state.firm[_DISTURBANCE, lane], rules.exposure.encounters, world.follows_from, circumstances,
            obstacles.reshape(-1), threshold, world.address_low, world.address_high, keys_low[lane], keys_high[lane], world.logistic,
            automatic, state.norm.reshape(-1), practice_next.reshape(-1), column, words, thinking, p_choice,
        )  # fmt: skip
        # what the week makes of them
        learn(size, column, rules.interest, rules.capacity, rules.fatigue)
        if scandal > 0.0:
            for at in range(size):
                column[CYNICISM + at] = raised(column[CYNICISM + at], rules.fatigue.from_scandal * scandal)
        for at in range(size):
            interest[first + at, lane] = column[INTEREST + at]
            capacity[first + at, lane] = column[CAPACITY + at]
            cynicism[first + at, lane] = column[CYNICISM + at]
        for i in range(first, last):
            row = leader_row[i]
            if reframed and row != MISSING:
                interest[i, lane] = raised(interest[i, lane], state.reframed[row, lane])
            if week >= agent_from[i] and (week == agent_from[i] or is_agent[i, lane]):
                has_changed[i - first] = 1
                catch_up(i, week, alone, may_by_post, post_of(unit[i], row), growth, done, since, automatic, rules.habit)
                carry_the_change(
                    i, week, lane, alone, agent_from, plan.agent_until, state.abandoned, post_of(unit[i], row), may_by_post, is_aligned,
                    is_agent, interest, practice_next,
                )  # fmt: skip
        # who leaves
        for i in range(first, last):
            u, s, row = unit[i], plan.stratum[i], leader_row[i]
            if leaves[i] < most_quits[s] and row != world.row_chief:
                has_changed[i - first], state.has_left[i, lane] = 1, 1
                catch_up(i, week, alone, may_by_post, post_of(u, row), growth, done, since, automatic, rules.habit)
                be_succeeded(
                    i, lane, now, world.address_low[i], world.address_high[i], keys_low[lane], keys_high[lane], u, row,
                    state.stratum_levers[s, _SELECTION, lane], plan.unit, world.unit_threshold[u], world.threshold_spread,
                    plan.threshold_shift[lane], world.logistic, interest, capacity, cynicism, threshold, is_agent, state.commitment,
                    state.credibility, practice_next, habit, rules.turnover,
                )  # fmt: skip
        count_in_alone(first, last, lane, unit, world.is_internal, interest, capacity, cynicism, column, totals, seeing)
        for i in range(first, last):
            sight.changed[changed] = i
            changed += np.uint64(has_changed[i - first])
    return changed


@stage_apart
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
