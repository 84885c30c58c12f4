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
_INVOLVES, _REFRAMES = 1, 2
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
            if deed_kind[d] == _INVOLVES:
                involved = raised(involved, involvement(deed_gain[d] * deed_intensity[d, week] * vigour, firm[_PROOF, lane], p))
        firm[_CHAMPIONS, lane] = raised(firm[_CHAMPIONS, lane], involved)


@stage
def help_leaders(week, leader_employee, deed_kind, deed_gain, deed_intensity, deed_audience, firm, support, reframed, p):
    """What coaching, involvement and reframing do for leaders this week; support, reframed : (leaders, lanes), written."""
    leaders, lanes = np.uint64(support.shape[0]), np.uint64(support.shape[1])
    support[:] = 0.0
    reframed[:] = 0.0
    for d in range(np.uint64(len(deed_kind))):
        kind, full = deed_kind[d], deed_gain[d] * deed_intensity[d, week]
        if full == 0.0:
            continue
        for r in range(leaders):
            if not deed_audience[d, leader_employee[r]]:
                continue
            for lane in range(lanes):
                gain = full * firm[_VIGOUR, lane]
                if kind == _INVOLVES:
                    gain = involvement(gain, firm[_PROOF, lane], p)
                support[r, lane] = raised(support[r, lane], gain)
                if kind == _REFRAMES:
                    reframed[r, lane] = raised(reframed[r, lane], gain)


@stage
def look_up(row_chief, leader_boss, commitment, credibility, firm, above, trusted):
    """Commitment above leaders, and how far it is believed: the boss's, for the chief the board's patience, outside half the chief's.

    above, trusted : (leaders, lanes), written
    """
    leaders, lanes = np.uint64(above.shape[0]), np.uint64(above.shape[1])
    for r in range(leaders):
        boss = leader_boss[r]
        if r == np.uint64(row_chief):
            for lane in range(lanes):
                above[r, lane], trusted[r, lane] = 1.0 - firm[_BOARD_LOST, lane], 1.0
        elif boss == NOBODY:
            for lane in range(lanes):
                above[r, lane], trusted[r, lane] = 0.5 * commitment[row_chief, lane], credibility[row_chief, lane]
        else:
            for lane in range(lanes):
                above[r, lane], trusted[r, lane] = commitment[boss, lane], credibility[boss, lane]


@stage
def commit(commitment, above, trusted, interest, account, benefit, climate, malleability, support, p):
    """Leaders commit; all : (leaders x lanes,), the first is written."""
    for at in range(np.uint64(len(commitment))):
        commitment[at] = commitment_after(
            commitment[at], above[at], trusted[at], interest[at], account[at], benefit[at], climate[at], malleability[at], support[at], p
        )


@stage
def convince(commitment, talk, humility, credibility, signal, p):
    """Leaders are believed, and heard; all : (leaders x lanes,), the last two arrays are written."""
    for at in range(np.uint64(len(commitment))):
        credibility[at] = credibility_after(credibility[at], commitment[at], talk[at], humility[at], p)
        signal[at] = signal_of(commitment[at], credibility[at], talk[at], p)


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
    support, above, trusted = np.empty((leaders, lanes)), np.empty((leaders, lanes)), np.empty((leaders, lanes))
    laid = np.empty((7, leaders * lanes))
    why, account, benefit, climate, malleability, talk, humility = laid[0], laid[1], laid[2], laid[3], laid[4], laid[5], laid[6]
    for r in range(leaders):
        i, at = leader_employee[r], r * lanes
        s = segment[i]
        for lane in range(lanes):
            why[at + lane], benefit[at + lane] = interest[i, lane], levers[s, _BENEFIT, lane]
            account[at + lane] = 0.5 * (levers[s, _INCENTIVES, lane] + levers[s, _METRICS, lane])
            climate[at + lane] = levers[s, _CLIMATE, lane]
            talk[at + lane], humility[at + lane] = firm[_TALK, lane], firm_at_start[_HUMILITY, lane]
            soft = firm_at_start[_HUMILITY, lane] + firm_at_start[_PATIENCE, lane] + firm_at_start[_PERSEVERANCE, lane]
            malleability[at + lane] = soft / 3.0
    help_leaders(week, leader_employee, deed_kind, deed_gain, deed_intensity, deed_audience, firm, support, reframed, p_enact)
    look_up(row_chief, leader_boss, commitment, credibility, firm, above, trusted)
    sponsor = commitment[row_chief].copy()
    commit(
        commitment.reshape(-1), above.reshape(-1), trusted.reshape(-1), why, account, benefit, climate, malleability, support.reshape(-1),
        p_lead,
    )  # fmt: skip
    for lane in range(lanes):
        if sponsored and abandoned[lane] < 0:
            commitment[row_chief, lane] = raised(sponsor[lane], support[row_chief, lane])
    convince(commitment.reshape(-1), talk, humility, credibility.reshape(-1), signal.reshape(-1), p_lead)
