"""Employees' week: they see, hear, learn and decide; habits and norms follow; some leave and are replaced."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.choices import ROWS_OF_THINKING, choose, choose_abreast, find_who_reconsiders, prepare_choices
from sim.engine.sight import have_bridges, see_across_bridges, see_across_bridges_alone, show_changes
from sim.engine.tile import (
    CAPACITY,
    CIRCUMSTANCES,
    CYNICISM,
    INTEREST,
    LEAVES,
    QUITS,
    RECONSIDERS,
    ROWS,
    TILE,
    draw_chances,
    find_draws,
    hand_out_draws,
    have_one_seed,
    lay_out,
    learn,
    see_examples,
    set_circumstances,
)
from sim.mechanisms.enactment import raised
from sim.mechanisms.habit import habit_after
from sim.mechanisms.norms import norm_after
from sim.mechanisms.service import experience_after
from sim.mechanisms.turnover import newcomer_interest, newcomer_threshold
from sim.organisation.draws import RECONSIDER, philox
from sim.organisation.organisation import MISSING
from sim.planning.arrays import UNIT_ROW
from sim.schema.levers import LEVER

_AUTONOMY, _CLIMATE, _COORDINATION, _CARE = LEVER["autonomy"], LEVER["climate"], LEVER["coordination"], LEVER["employee_experience"]
_POLICIES, _RITUALS, _SELECTION, _TOOLS = LEVER["policies"], LEVER["rituals"], LEVER["selection"], LEVER["tools"]
_INTEREST_AT_START, _CAPACITY_AT_START = UNIT_ROW["interest"], UNIT_ROW["capacity"]
_CYNICISM_AT_START, _COMMITMENT_AT_START = UNIT_ROW["cynicism"], UNIT_ROW["leader_commitment"]


@stage
def count_applicable(applies, leaders_only, is_aligned):
    """How many aligned behaviours apply to the people, and to the leaders, of each unit; shape (units, 2)."""
    units, behaviours = applies.shape
    count = np.zeros((units, 2))
    for u in range(units):
        for b in range(behaviours):
            if applies[u, b] and is_aligned[b]:
                count[u, 1] += 1.0
                if not leaders_only[b]:
                    count[u, 0] += 1.0
    return count


@stage
def carry_the_change(
    i, week, lane_from, lane_to, agent_from, agent_until, abandoned, u, leads, applies, leaders_only, is_aligned, is_agent, interest,
    practice_next,
):  # fmt: skip
    """Change agents model what serves customers, and see why; chosen for a time, by a programme that runs. The last three are written."""
    for lane in range(lane_from, lane_to):
        if is_agent[i, lane]:
            for b in range(np.uint64(len(is_aligned))):
                if applies[u, b] and (leads or not leaders_only[b]):
                    practice_next[i, b, lane] = is_aligned[b]
        if week == agent_from[i] and abandoned[lane] < 0:
            is_agent[i, lane] = 1
        elif week == agent_until[i] or abandoned[lane] >= 0:
            is_agent[i, lane] = 0
        if is_agent[i, lane]:
            interest[i, lane] = 1.0


@stage
def form_habits(first, last, lane_from, lane_to, practice_next, p, habit):
    """Practised behaviours become automatic; others fade."""
    _, behaviours, lanes = practice_next.shape
    if lane_to - lane_from == np.uint64(lanes):
        row = np.uint64(behaviours * lanes)
        done, automatic = practice_next.reshape(-1), habit.reshape(-1)
        for cell in range(first * row, last * row):
            automatic[cell] = habit_after(automatic[cell], done[cell], p)
    else:
        for i in range(first, last):
            for b in range(np.uint64(behaviours)):
                for lane in range(lane_from, lane_to):
                    habit[i, b, lane] = habit_after(habit[i, b, lane], practice_next[i, b, lane], p)


@stage
def live_a_week(week, keys_low, keys_high, world, plan, state, rules, sight):
    """One week of all employees. Practice is read from last week and written for the next, so order does not matter.

    The arrays are bound to names of their own first: a column reached through its tuple would be counted as borrowed at every use.
    """
    unit, stratum, leader_row = world.unit, plan.stratum, world.leader_row
    row_manager, row_head, chief = world.row_manager, world.row_head, world.row_chief
    address_low, address_high, openness, logistic = world.address_low, world.address_high, world.openness, world.logistic
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
    levers, abandoned, practising = state.stratum_levers, state.abandoned, state.practising
    p_exposure, p_lead, p_interest, p_capacity, p_fatigue = rules.exposure, rules.leadership, rules.interest, rules.capacity, rules.fatigue
    p_choice, p_habit, p_turnover = rules.choice, rules.habit, rules.turnover
    sight_start, listener, sight_strength, seen, listened, aligned, changed_person = sight

    people, behaviours, lanes = np.uint64(practice.shape[0]), np.uint64(practice.shape[1]), np.uint64(practice.shape[2])
    interest_flat, capacity_flat, cynicism_flat = interest.reshape(-1), capacity.reshape(-1), cynicism.reshape(-1)
    seen_flat = seen.reshape(practice.shape[1], practice.shape[0] * practice.shape[2])
    circumstances = np.empty((len(plan.unit_of_stratum), len(CIRCUMSTANCES), practice.shape[2]))
    set_circumstances(
        levers, plan.unit_of_stratum, state.unit_interest, state.fatigue, state.experience, state.firm, rules.sponsorship.felt_scale,
        p_turnover, circumstances,
    )  # fmt: skip
    applicable = count_applicable(applies, leaders_only, is_aligned)
    column, thinking, words = np.empty(TILE * ROWS), np.empty(TILE * ROWS_OF_THINKING), np.empty(TILE * np.uint64(4), np.uint64)
    watched, heard, weight = np.empty((behaviours, TILE), np.uint32), np.empty(TILE, np.uint32), np.empty(TILE, np.uint32)
    thinks, has_changed, held = np.empty(TILE + np.uint64(1), np.uint32), np.empty(TILE, np.uint8), np.empty(TILE, np.uint32)
    deep_of, lane_of, drawn_of = np.empty(TILE, np.uint64), np.empty(TILE, np.uint64), np.empty(TILE, np.uint64)
    changed, are_bridged = np.uint64(0), have_bridges(week, parts, otherwise)

    across = min(lanes, TILE)
    deep = max(np.uint64(1), TILE // max(np.uint64(1), lanes))
    for lane_from in range(np.uint64(0), lanes, across):
        lane_to = min(lanes, lane_from + across)
        lanes_here = lane_to - lane_from
        lanes_drawn = np.uint64(1) if have_one_seed(lane_from, lane_to, keys_low, keys_high) else lanes_here
        for at in range(TILE):
            held[at], deep_of[at], lane_of[at] = MISSING, at // lanes_here, at % lanes_here
            drawn_of[at] = deep_of[at] if lanes_drawn < lanes_here else at
        for first in range(np.uint64(0), people, deep):
            last = min(people, first + deep)
            size, base = (last - first) * lanes_here, first * lanes + lane_from
            lay_out(
                first, last, lane_from, lane_to, unit, stratum, leader_row, row_manager, row_head, chief, openness, leader_signal, walk,
                aligned, applicable, circumstances, held, p_lead, column,
            )  # fmt: skip
            find_draws(first, last, lane_from, lanes_drawn, address_low, address_high, keys_low, keys_high, words)
            draw_chances(np.uint64(week + 1), (last - first) * lanes_drawn, words, column)
            if lanes_drawn < lanes_here:
                hand_out_draws(last - first, lanes_here, column)
            for at in range(size):
                column[INTEREST + at] = interest_flat[base + at]
                column[CAPACITY + at] = capacity_flat[base + at]
                column[CYNICISM + at] = cynicism_flat[base + at]
            for i in range(last - first):
                has_changed[i] = 0
            # what people see and hear
            for b in range(behaviours):
                for at in range(size):
                    watched[b, at] = seen_flat[b, base + at]
            for i in range(first, last):
                for lane in range(lanes_here):
                    heard[(i - first) * lanes_here + lane] = listened[i]
                if not are_bridged or bridge_start[i] == bridge_start[i + np.uint64(1)]:
                    continue
                if lanes_here == 1:
                    see_across_bridges_alone(
                        i, week, lane_from, bridge_start, bridge_neighbour, bridge_strength, bridge_group, parts, otherwise, takes_place,
                        practice, watched, heard, i - first,
                    )  # fmt: skip
                else:
                    see_across_bridges(
                        i, week, lane_from, lane_to, bridge_start, bridge_neighbour, bridge_strength, bridge_group, parts, otherwise,
                        takes_place, practice, weight, watched, heard, (i - first) * lanes_here,
                    )  # fmt: skip
            see_examples(size, watched, heard, is_aligned, visibility, p_exposure, column)
            # what they decide
            if lanes_drawn < lanes_here:
                for i in range(first, last):
                    if column[RECONSIDERS + (i - first) * lanes_here] < p_choice.reconsider:
                        has_changed[i - first] = 1
                        choose_abreast(
                            i, (i - first) * lanes_here, lane_from, lanes_here, i - first, np.uint64(week + 1), stratum[i], unit[i],
                            leader_row[i] != MISSING, applies, leaders_only, is_aligned, effort, needs_autonomy, needs_coordination,
                            circumstances, threshold, words, logistic, habit, norm, practice_next, column, thinking, p_choice,
                        )  # fmt: skip
            else:
                count = find_who_reconsiders(size, column, p_choice.reconsider, thinks)
                prepare_choices(
                    count, thinks, first, lane_from, deep_of, lane_of, drawn_of, np.uint64(week + 1), stratum, circumstances, threshold,
                    words, behaviours, logistic, column, thinking,
                )  # fmt: skip
                choose(
                    count, thinks, first, lane_from, deep_of, lane_of, unit, leader_row, applies, leaders_only, is_aligned, effort,
                    needs_autonomy, needs_coordination, habit, norm, practice_next, column, thinking, p_choice,
                )  # fmt: skip
                for n in range(count):
                    has_changed[deep_of[thinks[n]]] = 1
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
                if row != MISSING:
                    for lane in range(lane_from, lane_to):
                        interest[i, lane] = raised(interest[i, lane], reframed[row, lane])
                if week >= agent_from[i]:
                    has_changed[i - first] = 1
                    carry_the_change(
                        i, week, lane_from, lane_to, agent_from, agent_until, abandoned, unit[i], row != MISSING, applies, leaders_only,
                        is_aligned, is_agent, interest, practice_next,
                    )  # fmt: skip
            form_habits(first, last, lane_from, lane_to, practice_next, p_habit, habit)
            # who leaves; the newcomer takes the seat and its ties, without practice, habit or part in the programme
            for at in range(size):
                if column[LEAVES + at] >= column[QUITS + at]:
                    continue
                i, lane = first + deep_of[at], lane_from + lane_of[at]
                row = leader_row[i]
                if row == chief:
                    continue
                u, selection = unit[i], levers[stratum[i], _SELECTION, lane]
                _, _, successor, _ = philox(
                    np.uint64(week + 1), address_low[i], address_high[i], RECONSIDER, keys_low[lane], keys_high[lane]
                )
                interest[i, lane] = newcomer_interest(at_start[_INTEREST_AT_START, u, lane], selection, p_turnover)
                capacity[i, lane] = at_start[_CAPACITY_AT_START, u, lane]
                cynicism[i, lane] = 0.5 * at_start[_CYNICISM_AT_START, u, lane]
                threshold[i, lane] = newcomer_threshold(
                    unit_threshold[u] + threshold_shift[lane], selection, threshold_spread, logistic[successor & 0xFFFF], p_turnover
                )
                is_agent[i, lane] = 0
                if row != MISSING:
                    commitment[row, lane] = newcomer_interest(at_start[_COMMITMENT_AT_START, u, lane], selection, p_turnover)
                    credibility[row, lane] = 0.5
                for b in range(behaviours):
                    practice_next[i, b, lane] = 0
                    habit[i, b, lane] = 0.0
                has_changed[i - first] = 1
            for i in range(first, last):
                changed_person[changed] = i
                changed += np.uint64(has_changed[i - first])
    show_changes(
        changed, changed_person, sight_start, listener, sight_strength, unit, is_aligned, practice_next, practice, practising, seen, aligned
    )  # fmt: skip


@rule
def share_opinion(unit, unit_size, column, mean):
    """Mean of a column of people over each unit; mean : (units, lanes), written."""
    people, lanes, units = np.uint64(column.shape[0]), np.uint64(column.shape[1]), np.uint64(len(unit_size))
    for u in range(units):
        for lane in range(lanes):
            mean[u, lane] = 0.0
    for i in range(people):
        u = unit[i]
        for lane in range(lanes):
            mean[u, lane] += column[i, lane]
    for u in range(units):
        size = float(unit_size[u])
        for lane in range(lanes):
            mean[u, lane] /= size


@stage
def settle_units(unit_size, practising, levers, fatigue, experience, norm, p_norms, p_service):
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
                norm[u, b, lane] = norm_after(norm[u, b, lane], practised, levers[u, _RITUALS, lane], levers[u, _SELECTION, lane], p_norms)
