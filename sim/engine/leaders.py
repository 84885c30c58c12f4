"""Leaders: they hear the top, commit or not, and lead by word and deed."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_with_room
from sim.engine.state import FIRM
from sim.engine.tile import TILE
from sim.mechanisms.enactment import involvement, raised
from sim.mechanisms.leadership import commitment_after, credibility_after, helped, malleability_of, signal_of
from sim.organisation.organisation import MISSING
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_BENEFIT, _CLIMATE, _INCENTIVES, _METRICS = LEVER["benefit"], LEVER["climate"], LEVER["incentives"], LEVER["metrics"]
_VIGOUR, _PROOF, _CHAMPIONS, _TALK, _BOARD_LOST = FIRM["vigour"], FIRM["proof"], FIRM["champions"], FIRM["talk"], FIRM["board_lost"]
_HUMILITY, _PATIENCE, _PERSEVERANCE, _TALK_AT_START = FIRM_ROW["humility"], FIRM_ROW["patience"], FIRM_ROW["perseverance"], FIRM_ROW["talk"]
_INVOLVES, _REFRAMES = 1, 2

# rows of the buffer, as for employees in sim.engine.tile
(
    WHY, ACCOUNT, BENEFIT, CLIMATE, MALLEABILITY, TALK, HUMILITY, SUPPORT, ABOVE, TRUSTED, COMMITMENT, CREDIBILITY, SIGNAL,
) = (TILE * np.uint64(row) for row in range(13))  # fmt: skip
ROWS_OF_LEADERS = 13


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
    """Effects of coaching, involvement and reframing on leaders this week; support, reframed : (leaders, lanes), written."""
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
def look_up(r, row_chief, boss, at, lane_from, lanes, commitment, credibility, firm, column):
    """Commitment above a leader, and how far it is believed: the boss's, for the chief the board's patience, outside half the chief's.

    commitment, credibility : of all leaders, last week's; writes ABOVE and TRUSTED
    """
    if r == np.uint64(row_chief):
        for lane in range(lanes):
            column[ABOVE + at + lane], column[TRUSTED + at + lane] = 1.0 - firm[_BOARD_LOST, lane_from + lane], 1.0
    elif boss == MISSING:
        for lane in range(lanes):
            column[ABOVE + at + lane] = 0.5 * commitment[row_chief, lane_from + lane]
            column[TRUSTED + at + lane] = credibility[row_chief, lane_from + lane]
    else:
        for lane in range(lanes):
            column[ABOVE + at + lane] = commitment[boss, lane_from + lane]
            column[TRUSTED + at + lane] = credibility[boss, lane_from + lane]


@stage
def look_around_them(r, s, i, at, lane_from, lanes, firm_at_start, firm, levers, interest, commitment, credibility, support, column):
    """What moves a leader, and how workable and humble the leadership is; writes the rows that are read only, and the leader's own two."""
    for lane in range(lanes):
        own = lane_from + lane
        column[WHY + at + lane], column[BENEFIT + at + lane] = interest[i, own], levers[s, _BENEFIT, own]
        column[ACCOUNT + at + lane] = 0.5 * (levers[s, _INCENTIVES, own] + levers[s, _METRICS, own])
        column[CLIMATE + at + lane] = levers[s, _CLIMATE, own]
    for lane in range(lanes):
        own = lane_from + lane
        column[TALK + at + lane], column[HUMILITY + at + lane] = firm[_TALK, own], firm_at_start[_HUMILITY, own]
        column[MALLEABILITY + at + lane] = malleability_of(
            firm_at_start[_HUMILITY, own], firm_at_start[_PATIENCE, own], firm_at_start[_PERSEVERANCE, own]
        )
    for lane in range(lanes):
        own = lane_from + lane
        column[SUPPORT + at + lane] = support[r, own]
        column[COMMITMENT + at + lane], column[CREDIBILITY + at + lane] = commitment[r, own], credibility[r, own]


@stage
def commit(size, column, p):
    """Leaders commit; writes COMMITMENT."""
    for at in range(size):
        column[COMMITMENT + at] = commitment_after(
            column[COMMITMENT + at], column[ABOVE + at], column[TRUSTED + at], column[WHY + at], column[ACCOUNT + at],
            column[BENEFIT + at], column[CLIMATE + at], column[MALLEABILITY + at], column[SUPPORT + at], p,
        )  # fmt: skip


@stage
def convince(size, waiting, column, p):
    """Leaders are believed, and heard; writes CREDIBILITY and SIGNAL."""
    for at in range(size):
        commitment, talk = column[COMMITMENT + at], column[TALK + at]
        believed = credibility_after(column[CREDIBILITY + at], commitment, talk, waiting, column[HUMILITY + at], p)
        column[CREDIBILITY + at] = believed
        column[SIGNAL + at] = signal_of(commitment, believed, talk, p)


@stage_with_room
def lead(
    week, sponsored, waiting, row_chief, leader_employee, leader_boss, stratum, firm_at_start, deed_kind, deed_gain, deed_intensity,
    deed_audience, abandoned, firm, levers, interest, commitment, credibility, signal, reframed, p_lead, p_enact,
):  # fmt: skip
    """Leaders commit, and are believed or not; the four arrays before the parameters are written.

    Bosses' commitment is last week's, so the order of leaders never matters. While a programme is sponsored, the CEO's commitment is the
    sponsor's own and moves when results are judged.
    """
    leaders, lanes = np.uint64(commitment.shape[0]), np.uint64(commitment.shape[1])
    support, column = np.empty((leaders, lanes)), np.empty(TILE * np.uint64(ROWS_OF_LEADERS))
    help_leaders(week, leader_employee, deed_kind, deed_gain, deed_intensity, deed_audience, firm, support, reframed, p_enact)
    committed, believed = commitment.copy(), credibility.copy()
    across = min(lanes, TILE)
    deep = max(np.uint64(1), TILE // max(np.uint64(1), lanes))
    for lane_from in range(np.uint64(0), lanes, across):
        lanes_here = min(lanes - lane_from, across)
        for first in range(np.uint64(0), leaders, deep):
            last = min(leaders, first + deep)
            size = (last - first) * lanes_here
            for r in range(first, last):
                i, at = leader_employee[r], (r - first) * lanes_here
                look_around_them(
                    r, stratum[i], i, at, lane_from, lanes_here, firm_at_start, firm, levers, interest, committed, believed, support, column
                )
                look_up(r, row_chief, leader_boss[r], at, lane_from, lanes_here, committed, believed, firm, column)
            commit(size, column, p_lead)
            if sponsored and first <= np.uint64(row_chief) < last:
                at = (np.uint64(row_chief) - first) * lanes_here
                for lane in range(lanes_here):
                    if abandoned[lane_from + lane] < 0:
                        own = at + lane
                        support_felt = helped(column[SUPPORT + own], column[ABOVE + own], column[TRUSTED + own], p_lead)
                        column[COMMITMENT + own] = raised(committed[row_chief, lane_from + lane], support_felt)
            convince(size, waiting, column, p_lead)
            for r in range(first, last):
                at = (r - first) * lanes_here
                for lane in range(lanes_here):
                    commitment[r, lane_from + lane], credibility[r, lane_from + lane] = (
                        column[COMMITMENT + at + lane], column[CREDIBILITY + at + lane],
                    )  # fmt: skip
                    signal[r, lane_from + lane] = column[SIGNAL + at + lane]
