"""Enactment: what context and programme amount to this week in resources, levers, ties, structure and fatigue."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_with_room
from sim.engine.habits import catch_up, post_of
from sim.engine.state import FIRM
from sim.mechanisms.enactment import carried_out, given_share, lever_in_force, raised, regulated, sense_after
from sim.mechanisms.fatigue import attended_share, fatigue_after
from sim.schema.levers import FOUNDATION, LEVER

_BENEFIT, _TOOLS, _POLICIES = LEVER["benefit"], LEVER["tools"], LEVER["policies"]
_VIGOUR, _PROOF, _CHAMPIONS, _TRUST = FIRM["vigour"], FIRM["proof"], FIRM["champions"], FIRM["trust"]
_CUSTOMERS = FIRM["customers"]

_AT_ONCE, _AS_GIVEN, _AS_UNDERSTOOD = range(3)
_ENACTED = tuple(
    _AS_GIVEN if name in ("people", "time", "capital") else (_AT_ONCE if name in FOUNDATION else _AS_UNDERSTOOD) for name in LEVER
)
"""How far what is planned for each lever comes to pass: as resources are given, at once, or as it makes sense, as far as people attend."""


@stage
def give_resources(cut, commitment, row_chief, head_row, firm, given, p):
    """Resources that leaders release of those promised, and customers pay for, by unit; given : (units, lanes), written."""
    units, lanes = np.uint64(given.shape[0]), np.uint64(given.shape[1])
    for u in range(units):
        for lane in range(lanes):
            given[u, lane] = given_share(commitment[row_chief, lane], commitment[head_row[u], lane], firm[_CUSTOMERS, lane], p) * (
                1.0 - cut
            )


@stage
def make_sense(introduced, interest, attended, sense, p):
    """How far people understand what is introduced this week; introduced : (units,), sense : (units, lanes), written."""
    units, lanes = np.uint64(sense.shape[0]), np.uint64(sense.shape[1])
    for u in range(units):
        for lane in range(lanes):
            sense[u, lane] = sense_after(sense[u, lane], introduced[u], interest[u, lane], attended[u, lane], p)


@stage_with_room
def set_levers(
    week, standing, planned, floor, on_proof, unit_of_stratum, share_of_stratum, is_internal, given, mended, sense, attended,
    firm, stratum_levers,
    unit_levers, p,
):  # fmt: skip
    """Levers in force this week, of strata and, weighted by people, of units; the last two arrays are written."""
    strata, levers, lanes = np.uint64(stratum_levers.shape[0]), np.uint64(stratum_levers.shape[1]), np.uint64(stratum_levers.shape[2])
    enacted = np.empty((3, lanes))
    unit_levers[:] = 0.0
    for s in range(strata):
        u = unit_of_stratum[s]
        for lane in range(lanes):
            enacted[_AT_ONCE, lane] = firm[_VIGOUR, lane] * attended[u, lane]
            enacted[_AS_GIVEN, lane] = firm[_VIGOUR, lane] * given[u, lane]
            enacted[_AS_UNDERSTOOD, lane] = firm[_VIGOUR, lane] * attended[u, lane] * carried_out(sense[u, lane], p)
        for v in range(levers):
            how, stands, aim = _ENACTED[v], standing[s, v], planned[week, s, v]
            for lane in range(lanes):
                held = floor[v, lane]
                stratum_levers[s, v, lane] = lever_in_force(max(stands, held), max(aim, held), enacted[how, lane])
            if len(on_proof) > 0 and on_proof[week, s, v] > 0.0:
                gained = on_proof[week, s, v]
                for lane in range(lanes):
                    proven = enacted[how, lane] * firm[_PROOF, lane] * gained
                    stratum_levers[s, v, lane] = raised(stratum_levers[s, v, lane], proven)
            if v == _BENEFIT and is_internal[u]:
                for lane in range(lanes):
                    stratum_levers[s, v, lane] = raised(stratum_levers[s, v, lane], firm[_CHAMPIONS, lane])
            elif v == _TOOLS:
                for lane in range(lanes):
                    stratum_levers[s, v, lane] = raised(stratum_levers[s, v, lane], mended[u, lane])
            elif v == _POLICIES:
                for lane in range(lanes):
                    stratum_levers[s, v, lane] = regulated(stratum_levers[s, v, lane], firm[_TRUST, lane], p)
            share = share_of_stratum[s]
            for lane in range(lanes):
                unit_levers[u, v, lane] += share * stratum_levers[s, v, lane]


@stage
def make_ties(week, begins, abandoned, takes_place):
    """Ties planned for this week are made or cut, unless the programme was given up before; takes_place : (groups, lanes), written."""
    for g in range(len(begins)):
        if begins[g] == week:
            for lane in range(len(abandoned)):
                takes_place[g, lane] = 1 if abandoned[lane] < 0 else 0


@stage
def change_structure(
    week, kind, when, size, audience, abandoned, leader_employee, unit, leader_row, may, growth, done, since, automatic, commitment,
    credibility,
    capacity, habit, p_habit,
):  # fmt: skip
    """Dated events of this week: leaders replaced (kind 0), teams disrupted (kind 1); commitment to habit are written."""
    people, behaviours, lanes = habit.shape
    for e in range(len(when)):
        if when[e] != week:
            continue
        if kind[e] != 0:
            for i in range(people):
                if audience[e, i]:
                    catch_up(
                        np.uint64(i), week, np.uint64(lanes), may, post_of(unit[i], leader_row[i]), growth, done, since, automatic, p_habit
                    )
        for lane in range(lanes):
            if abandoned[lane] >= 0:
                continue
            if kind[e] == 0:
                for r in range(len(leader_employee)):
                    if audience[e, leader_employee[r]]:
                        commitment[r, lane] = size[e]
                        credibility[r, lane] = 0.5
            else:
                for i in range(people):
                    if audience[e, i]:
                        capacity[i, lane] *= 1.0 - size[e]
                        for b in range(behaviours):
                            habit[i, b, lane] *= 1.0 - size[e]


@stage
def tire_units(load, attention, time, interest, firm, attended, fatigue, p):
    """Every unit carries the load of the running interventions, attends to so much of it and tires beyond; load : (units,).

    attended, fatigue : (units, lanes), written
    """
    units, lanes = np.uint64(fatigue.shape[0]), np.uint64(fatigue.shape[1])
    for u in range(units):
        claimed = load[u]
        for lane in range(lanes):
            felt, tired, free, why = claimed * firm[_VIGOUR, lane], fatigue[u, lane], time[u, lane], interest[u, lane]
            attended[u, lane] = attended_share(felt, attention, free, tired, why, p)
            fatigue[u, lane] = fatigue_after(tired, felt, attention, free, why, p)
