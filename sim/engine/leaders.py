"""Leaders: they hear the top, commit or not, and lead by word and deed."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.state import FIRM
from sim.mechanisms.enactment import involvement, raised
from sim.mechanisms.leadership import commitment_after, credibility_after, signal_of
from sim.organisation.organisation import MISSING
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_BENEFIT, _CLIMATE, _INCENTIVES, _METRICS = LEVER["benefit"], LEVER["climate"], LEVER["incentives"], LEVER["metrics"]
_VIGOUR, _PROOF, _CHAMPIONS, _TALK, _BOARD_LOST = FIRM["vigour"], FIRM["proof"], FIRM["champions"], FIRM["talk"], FIRM["board_lost"]
_HUMILITY, _PATIENCE, _PERSEVERANCE, _TALK_AT_START = FIRM_ROW["humility"], FIRM_ROW["patience"], FIRM_ROW["perseverance"], FIRM_ROW["talk"]
_INVOLVES, _REFRAMES = 1, 2


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
        elif boss == MISSING:
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
    week, sponsored, row_chief, leader_employee, leader_boss, stratum, firm_at_start, deed_kind, deed_gain, deed_intensity,
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
        s = stratum[i]
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
