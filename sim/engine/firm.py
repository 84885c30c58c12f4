"""The first stages of a week: levers in force, what structure changes, tiredness, leaders."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.context.levers import FOUNDATION, LEVER
from sim.engine.columns import FIRM
from sim.engine.plan import FIRM_ROW
from sim.mechanisms.enactment import carried_out, given_share, involvement, lever_in_force, raised, regulated, sense_after
from sim.mechanisms.fatigue import fatigue_after
from sim.mechanisms.leadership import commitment_after, credibility_after, signal_of

NOBODY = np.uint32(0xFFFFFFFF)

_BENEFIT, _TOOLS, _POLICIES, _CLIMATE = LEVER["benefit"], LEVER["tools"], LEVER["policies"], LEVER["climate"]
_INCENTIVES, _METRICS = LEVER["incentives"], LEVER["metrics"]
_VIGOUR, _PROOF, _CHAMPIONS, _TRUST, _TALK = FIRM["vigour"], FIRM["proof"], FIRM["champions"], FIRM["trust"], FIRM["talk"]
_BOARD_LOST = FIRM["board_lost"]
_AT_ONCE, _AS_GIVEN, _AS_UNDERSTOOD = range(3)
_ENACTED = tuple(
    _AS_GIVEN if name in ("people", "time", "capital") else (_AT_ONCE if name in FOUNDATION else _AS_UNDERSTOOD) for name in LEVER
)
"""How far what is planned for each lever comes to pass: as resources are given, at once, or as it makes sense to people."""

_HUMILITY, _PATIENCE, _PERSEVERANCE = FIRM_ROW["humility"], FIRM_ROW["patience"], FIRM_ROW["perseverance"]
_TALK_AT_START = FIRM_ROW["talk"]


@stage
def give_resources(cut, commitment, row_chief, head_row, given, p):
    """What leaders give of the people, time and money they promised, by unit; given : (units, lanes), written."""
    units, lanes = np.uint64(given.shape[0]), np.uint64(given.shape[1])
    for u in range(units):
        for lane in range(lanes):
            given[u, lane] = given_share(commitment[row_chief, lane], commitment[head_row[u], lane], p) * (1.0 - cut)


@stage
def make_sense(introduced, interest, sense, p):
    """How far people understand what is introduced this week; introduced : (units,), sense : (units, lanes), written."""
    units, lanes = np.uint64(sense.shape[0]), np.uint64(sense.shape[1])
    for u in range(units):
        for lane in range(lanes):
            sense[u, lane] = sense_after(sense[u, lane], introduced[u], interest[u, lane], p)


@stage
def set_levers(
    week, standing, planned, floor, on_proof, unit_of_segment, share_of_segment, is_internal, given, mended, sense, firm, segment_levers,
    unit_levers, p,
):  # fmt: skip
    """Levers in force this week, of segments and, weighted by people, of units; the last two arrays are written."""
    segments, levers, lanes = np.uint64(segment_levers.shape[0]), np.uint64(segment_levers.shape[1]), np.uint64(segment_levers.shape[2])
    enacted = np.empty((3, lanes))
    unit_levers[:] = 0.0
    for s in range(segments):
        u = unit_of_segment[s]
        for lane in range(lanes):
            enacted[_AT_ONCE, lane] = firm[_VIGOUR, lane]
            enacted[_AS_GIVEN, lane] = firm[_VIGOUR, lane] * given[u, lane]
            enacted[_AS_UNDERSTOOD, lane] = firm[_VIGOUR, lane] * carried_out(sense[u, lane], p)
        for v in range(levers):
            how, stands, plans = _ENACTED[v], standing[s, v], planned[week, s, v]
            for lane in range(lanes):
                held = floor[v, lane]
                segment_levers[s, v, lane] = lever_in_force(max(stands, held), max(plans, held), enacted[how, lane])
            if len(on_proof) > 0 and on_proof[week, s, v] > 0.0:
                gained = on_proof[week, s, v]
                for lane in range(lanes):
                    proven = enacted[how, lane] * firm[_PROOF, lane] * gained
                    segment_levers[s, v, lane] = raised(segment_levers[s, v, lane], proven)
            if v == _BENEFIT and is_internal[u]:
                for lane in range(lanes):
                    segment_levers[s, v, lane] = raised(segment_levers[s, v, lane], firm[_CHAMPIONS, lane])
            elif v == _TOOLS:
                for lane in range(lanes):
                    segment_levers[s, v, lane] = raised(segment_levers[s, v, lane], mended[u, lane])
            elif v == _POLICIES:
                for lane in range(lanes):
                    segment_levers[s, v, lane] = regulated(segment_levers[s, v, lane], firm[_TRUST, lane], p)
            share = share_of_segment[s]
            for lane in range(lanes):
                unit_levers[u, v, lane] += share * segment_levers[s, v, lane]


@stage
def make_ties(week, begins, abandoned, takes_place):
    """Ties planned for this week are made or cut, unless the programme was given up before; takes_place : (groups, lanes), written."""
    for g in range(len(begins)):
        if begins[g] == week:
            for lane in range(len(abandoned)):
                takes_place[g, lane] = 1 if abandoned[lane] < 0 else 0


@stage
def change_structure(week, kind, when, size, audience, abandoned, leader_employee, commitment, credibility, capacity, habit):
    """Dated events of this week: leaders replaced (kind 0), teams disrupted (kind 1); the last four arrays are written."""
    people, behaviours, lanes = habit.shape
    for e in range(len(when)):
        if when[e] != week:
            continue
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
def tire_units(load, attention, time, interest, firm, fatigue, p):
    """Every unit carries the load of the running interventions and tires beyond its slack; load : (units,), fatigue : written."""
    units, lanes = np.uint64(fatigue.shape[0]), np.uint64(fatigue.shape[1])
    for u in range(units):
        claimed = load[u]
        for lane in range(lanes):
            fatigue[u, lane] = fatigue_after(
                fatigue[u, lane], claimed * firm[_VIGOUR, lane], attention, time[u, lane], interest[u, lane], p
            )


@stage
def speak(week, firm_at_start, says, deed_kind, deed_gain, deed_intensity, firm, p):
    """How much leaders talk, and how many counterparts have become champions of the change; firm is written."""
    for lane in range(np.uint64(firm.shape[1])):
        vigour = firm[_VIGOUR, lane]
        firm[_TALK, lane] = raised(firm_at_start[_TALK_AT_START, lane], says * vigour)
        involved = 0.0
        for d in range(len(deed_kind)):
            if deed_kind[d] == 1:
                involved = raised(involved, involvement(deed_gain[d] * deed_intensity[d, week] * vigour, firm[_PROOF, lane], p))
        firm[_CHAMPIONS, lane] = raised(firm[_CHAMPIONS, lane], involved)


@stage
def help_leader(r, i, week, deed_kind, deed_gain, deed_intensity, deed_audience, firm, support, reframed, p):
    """What coaching, involvement and reframing do for a leader this week; support : (lanes,) and reframed are written."""
    lanes = np.uint64(len(support))
    for lane in range(lanes):
        support[lane], reframed[r, lane] = 0.0, 0.0
    for d in range(np.uint64(len(deed_kind))):
        full = deed_gain[d] * deed_intensity[d, week]
        if full == 0.0 or not deed_audience[d, i]:
            continue
        if deed_kind[d] == 1:
            for lane in range(lanes):
                support[lane] = raised(support[lane], involvement(full * firm[_VIGOUR, lane], firm[_PROOF, lane], p))
        else:
            for lane in range(lanes):
                support[lane] = raised(support[lane], full * firm[_VIGOUR, lane])
        if deed_kind[d] == 2:
            for lane in range(lanes):
                reframed[r, lane] = raised(reframed[r, lane], full * firm[_VIGOUR, lane])


@stage
def look_up(r, row_chief, leader_boss, before, believed, firm, above, trusted):
    """Commitment above a leader, and how far it is believed: the boss's, for the chief the board's patience, outside half the chief's."""
    lanes = np.uint64(len(above))
    if r == row_chief:
        for lane in range(lanes):
            above[lane], trusted[lane] = 1.0 - firm[_BOARD_LOST, lane], 1.0
    elif leader_boss[r] == NOBODY:
        for lane in range(lanes):
            above[lane], trusted[lane] = 0.5 * before[row_chief, lane], believed[row_chief, lane]
    else:
        for lane in range(lanes):
            above[lane], trusted[lane] = before[leader_boss[r], lane], believed[leader_boss[r], lane]


@stage
def lead(
    week, sponsored, row_chief, leader_employee, leader_boss, segment, firm_at_start, deed_kind, deed_gain, deed_intensity,
    deed_audience, abandoned, firm, levers, interest, commitment, credibility, signal, reframed, p_lead, p_enact,
):  # fmt: skip
    """Leaders commit, and are believed or not; the four arrays before the parameters are written.

    Bosses' commitment is last week's, so the order of leaders never matters. While a programme is sponsored, the CEO's commitment is the
    sponsor's own and moves when results are judged.
    """
    leaders, lanes = np.uint64(commitment.shape[0]), np.uint64(commitment.shape[1])
    before, believed = commitment.copy(), credibility.copy()
    support, above, trusted = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    malleability, account = np.empty(lanes), np.empty(lanes)
    for lane in range(lanes):
        malleability[lane] = (firm_at_start[_HUMILITY, lane] + firm_at_start[_PATIENCE, lane] + firm_at_start[_PERSEVERANCE, lane]) / 3.0
    for r in range(leaders):
        i = leader_employee[r]
        s = segment[i]
        help_leader(r, i, week, deed_kind, deed_gain, deed_intensity, deed_audience, firm, support, reframed, p_enact)
        look_up(r, row_chief, leader_boss, before, believed, firm, above, trusted)
        for lane in range(lanes):
            account[lane] = 0.5 * (levers[s, _INCENTIVES, lane] + levers[s, _METRICS, lane])
        for lane in range(lanes):
            commitment[r, lane] = commitment_after(
                commitment[r, lane], above[lane], trusted[lane], interest[i, lane], account[lane], levers[s, _BENEFIT, lane],
                levers[s, _CLIMATE, lane], malleability[lane], support[lane], p_lead,
            )  # fmt: skip
        if r == row_chief and sponsored:
            for lane in range(lanes):
                if abandoned[lane] < 0:
                    commitment[r, lane] = raised(before[r, lane], support[lane])
        for lane in range(lanes):
            talk, humility = firm[_TALK, lane], firm_at_start[_HUMILITY, lane]
            credibility[r, lane] = credibility_after(credibility[r, lane], commitment[r, lane], talk, humility, p_lead)
        for lane in range(lanes):
            signal[r, lane] = signal_of(commitment[r, lane], credibility[r, lane], firm[_TALK, lane], p_lead)
