"""The first stages of a week: levers in force, what structure changes, tiredness, leaders."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule
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
_IS_RESOURCE = tuple(name in ("people", "time", "capital") for name in LEVER)
_IS_FOUNDATION = tuple(name in FOUNDATION for name in LEVER)
_HUMILITY, _PATIENCE, _PERSEVERANCE = FIRM_ROW["humility"], FIRM_ROW["patience"], FIRM_ROW["perseverance"]
_TALK_AT_START = FIRM_ROW["talk"]


@rule
def give_resources(cut, commitment, row_chief, head_row, given, p):
    """What leaders give of the people, time and money they promised, by unit; given : (units, lanes), written."""
    units, lanes = given.shape
    for u in range(units):
        for lane in range(lanes):
            given[u, lane] = given_share(commitment[row_chief, lane], commitment[head_row[u], lane], p) * (1.0 - cut)


@rule
def make_sense(introduced, interest, sense, p):
    """How far people understand what is introduced this week; introduced : (units,), sense : (units, lanes), written."""
    units, lanes = sense.shape
    for u in range(units):
        for lane in range(lanes):
            sense[u, lane] = sense_after(sense[u, lane], introduced[u], interest[u, lane], p)


@rule
def set_levers(
    week, variant, standing, planned, on_proof, unit_of_segment, share_of_segment, is_internal, given, mended, sense, firm, segment_levers,
    unit_levers, p,
):  # fmt: skip
    """Levers in force this week, of segments and, weighted by people, of units; the last two arrays are written."""
    segments, levers, lanes = segment_levers.shape
    for u in range(unit_levers.shape[0]):
        for v in range(levers):
            for lane in range(lanes):
                unit_levers[u, v, lane] = 0.0
    for s in range(segments):
        u = unit_of_segment[s]
        for v in range(levers):
            is_resource = _IS_RESOURCE[v]
            for lane in range(lanes):
                k = variant[lane]
                vigour = firm[_VIGOUR, lane]
                if is_resource:
                    vigour *= given[u, lane]
                elif not _IS_FOUNDATION[v]:
                    vigour *= carried_out(sense[u, lane], p)
                lever = lever_in_force(standing[s, v, k], planned[week, s, v, k], vigour)
                if len(on_proof) > 0:
                    lever = raised(lever, vigour * firm[_PROOF, lane] * on_proof[week, s, v])
                if v == _BENEFIT and is_internal[u]:
                    lever = raised(lever, firm[_CHAMPIONS, lane])
                elif v == _TOOLS:
                    lever = raised(lever, mended[u, lane])
                elif v == _POLICIES:
                    lever = regulated(lever, firm[_TRUST, lane], p)
                segment_levers[s, v, lane] = lever
                unit_levers[u, v, lane] += share_of_segment[s] * lever


@rule
def make_ties(week, begins, abandoned, takes_place):
    """Ties planned for this week are made or cut, unless the programme was given up before; takes_place : (groups, lanes), written."""
    for g in range(len(begins)):
        if begins[g] == week:
            for lane in range(len(abandoned)):
                takes_place[g, lane] = 1 if abandoned[lane] < 0 else 0


@rule
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


@rule
def tire_units(load, attention, time, interest, firm, fatigue, p):
    """Every unit carries the load of the running interventions and tires beyond its slack; load : (units,), fatigue : written."""
    units, lanes = fatigue.shape
    for u in range(units):
        for lane in range(lanes):
            fatigue[u, lane] = fatigue_after(
                fatigue[u, lane], load[u] * firm[_VIGOUR, lane], attention, time[u, lane], interest[u, lane], p
            )


@rule
def speak(week, variant, firm_at_start, says, deed_kind, deed_gain, deed_intensity, firm, p):
    """How much leaders talk, and how many counterparts have become champions of the change; firm is written."""
    for lane in range(firm.shape[1]):
        vigour = firm[_VIGOUR, lane]
        firm[_TALK, lane] = raised(firm_at_start[_TALK_AT_START, variant[lane]], says * vigour)
        involved = 0.0
        for d in range(len(deed_kind)):
            if deed_kind[d] == 1:
                involved = raised(involved, involvement(deed_gain[d] * deed_intensity[d, week] * vigour, firm[_PROOF, lane], p))
        firm[_CHAMPIONS, lane] = raised(firm[_CHAMPIONS, lane], involved)


@rule
def lead(
    week, variant, sponsored, row_chief, leader_employee, leader_boss, segment, firm_at_start, deed_kind, deed_gain, deed_intensity,
    deed_audience, abandoned, firm, levers, interest, commitment, credibility, signal, reframed, p_lead, p_enact,
):  # fmt: skip
    """Leaders commit, and are believed or not; the four arrays before the parameters are written.

    Bosses' commitment is last week's, so the order of leaders never matters. While a programme is sponsored, the CEO's commitment is the
    sponsor's own and moves when results are judged.
    """
    leaders, lanes = commitment.shape
    before, believed = commitment.copy(), credibility.copy()
    for r in range(leaders):
        i = leader_employee[r]
        s = segment[i]
        for lane in range(lanes):
            k = variant[lane]
            help_given, reframing = 0.0, 0.0
            for d in range(len(deed_kind)):
                gain = deed_gain[d] * deed_intensity[d, week] * firm[_VIGOUR, lane]
                if gain == 0.0 or not deed_audience[d, i]:
                    continue
                if deed_kind[d] == 1:
                    gain = involvement(gain, firm[_PROOF, lane], p_enact)
                elif deed_kind[d] == 2:
                    reframing = raised(reframing, gain)
                help_given = raised(help_given, gain)
            reframed[r, lane] = reframing
            if r == row_chief and sponsored and abandoned[lane] < 0:
                commitment[r, lane] = raised(before[r, lane], help_given)
            else:
                if r == row_chief:
                    boss, trusted = 1.0 - firm[_BOARD_LOST, lane], 1.0
                elif leader_boss[r] == NOBODY:
                    boss, trusted = 0.5 * before[row_chief, lane], believed[row_chief, lane]
                else:
                    boss, trusted = before[leader_boss[r], lane], believed[leader_boss[r], lane]
                malleability = (firm_at_start[_HUMILITY, k] + firm_at_start[_PATIENCE, k] + firm_at_start[_PERSEVERANCE, k]) / 3.0
                account = 0.5 * (levers[s, _INCENTIVES, lane] + levers[s, _METRICS, lane])
                commitment[r, lane] = commitment_after(
                    before[r, lane], boss, trusted, interest[i, lane], account, levers[s, _BENEFIT, lane], levers[s, _CLIMATE, lane],
                    malleability, help_given, p_lead,
                )  # fmt: skip
            talk = firm[_TALK, lane]
            credibility[r, lane] = credibility_after(believed[r, lane], commitment[r, lane], talk, firm_at_start[_HUMILITY, k], p_lead)
            signal[r, lane] = signal_of(commitment[r, lane], credibility[r, lane], talk, p_lead)
