"""Sponsors compare results with their expectations, and continue, wait or stop."""

from __future__ import annotations

from sim.compiled import stage
from sim.engine.improvement import heads_commitment
from sim.engine.service import inside_mean
from sim.engine.state import FIRM
from sim.engine.stock import SUM_OF_CYNICISM
from sim.mechanisms.enactment import raised
from sim.mechanisms.neighbours import is_overtaken
from sim.mechanisms.sponsorship import board_after, is_vetoed, perceived_return, progress_seen, sponsor_after
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_BENEFIT, _METRICS = LEVER["benefit"], LEVER["metrics"]
_VIGOUR, _PROOF, _WALK, _REPORTED = FIRM["vigour"], FIRM["proof"], FIRM["walk"], FIRM["reported"]
_FELT, _FELT_AT_START, _SCORE, _SCORE_AT_START = FIRM["felt"], FIRM["felt_at_start"], FIRM["score"], FIRM["score_at_start"]
_CUSTOMERS, _REVENUE, _OFFERED = FIRM["customers"], FIRM["revenue"], FIRM["offered"]
_SEEN, _EXPECTED, _BOARD_LOST = FIRM["seen"], FIRM["expected"], FIRM["board_lost"]
_PATIENCE, _PERSEVERANCE = FIRM_ROW["patience"], FIRM_ROW["perseverance"]
_BOARD_PATIENCE, _FINANCE_POWER = FIRM_ROW["board_patience"], FIRM_ROW["finance_power"]


@stage
def give_up(lane, week, unit, unit_size, cynicism, totals, abandoned, p):
    """The programme ends, and people believe the next one less; cynicism, totals and abandoned are written."""
    abandoned[lane] = week + 1
    for u in range(len(unit_size)):
        totals[u, SUM_OF_CYNICISM, lane] = 0.0
    for i in range(cynicism.shape[0]):
        cynicism[i, lane] = raised(cynicism[i, lane], p.after_abandonment)
        totals[unit[i], SUM_OF_CYNICISM, lane] += cynicism[i, lane]


@stage
def judge(
    week, ripe, briefed, expected_progress, promised_growth, revenue_at_start, judged, reviewed, successor, row_chief, head_row,
    unit, unit_size, is_internal, influence, unit_levers, firm_at_start, firm, commitment, credibility, cynicism, totals, abandoned, vetoed,
    overtaken, is_running, p, p_fatigue, p_neighbours,
):  # fmt: skip
    """Sponsors compare what they see with what they expected, and hold on, rally, or give up; finance reviews and may stop it.

    totals : sums of the units' people; ripe : share of the time granted that has passed
    briefed : share of the board's missing patience that was found
    judged, reviewed : whether sponsors, and finance, look this week; is_running : whether a programme does, so that the new owner of a firm
    that is taken over can stop it. The arrays from firm to overtaken are written.
    """
    for lane in range(firm.shape[1]):
        metrics = inside_mean(unit_levers[:, _METRICS], lane, unit_size, is_internal)
        felt_gain = firm[_FELT, lane] - firm[_FELT_AT_START, lane]
        score_gain = firm[_SCORE, lane] - firm[_SCORE_AT_START, lane]
        seen = progress_seen(firm[_REPORTED, lane], felt_gain, score_gain, metrics, p)
        expected = expected_progress * ripe
        firm[_SEEN, lane], firm[_EXPECTED, lane] = seen, expected
        growth = (firm[_REVENUE, lane] / revenue_at_start - 1.0) / promised_growth
        patience = raised(firm_at_start[_BOARD_PATIENCE, lane], briefed)
        firm[_BOARD_LOST, lane] = board_after(firm[_BOARD_LOST, lane], growth, ripe, patience, p)
        if successor >= 0.0:
            commitment[row_chief, lane] = successor
            credibility[row_chief, lane] = 0.5
        if overtaken[lane] < 0 and is_overtaken(firm[_CUSTOMERS, lane], firm[_FELT, lane], firm[_OFFERED, lane], p_neighbours):
            overtaken[lane] = week + 1
            if is_running and abandoned[lane] < 0:
                give_up(lane, week, unit, unit_size, cynicism, totals, abandoned, p_fatigue)
        elif abandoned[lane] >= 0:
            firm[_VIGOUR, lane] *= 1.0 - p.winding_down
        elif judged:
            chief = sponsor_after(
                commitment[row_chief, lane], seen, expected, firm_at_start[_PATIENCE, lane], firm_at_start[_PERSEVERANCE, lane],
                firm[_BOARD_LOST, lane], p,
            )  # fmt: skip
            commitment[row_chief, lane] = chief
            if reviewed:
                benefit = inside_mean(unit_levers[:, _BENEFIT], lane, unit_size, is_internal)
                returns = perceived_return(benefit, firm[_PROOF, lane], felt_gain, metrics, p)
                heads = heads_commitment(lane, row_chief, head_row, is_internal, influence, commitment)
                if is_vetoed(firm_at_start[_FINANCE_POWER, lane], returns, heads, chief, p):
                    vetoed[lane] = week + 1
            if vetoed[lane] >= 0 or chief < p.abandons:
                give_up(lane, week, unit, unit_size, cynicism, totals, abandoned, p_fatigue)
        firm[_WALK, lane] = commitment[row_chief, lane]
