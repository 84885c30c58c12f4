"""Sponsors compare results with their expectations, and continue, wait or stop."""

from __future__ import annotations

from sim.compiled import stage
from sim.engine.improvement import heads_commitment
from sim.engine.service import inside_mean
from sim.engine.state import FIRM
from sim.engine.stock import SUM_OF_CYNICISM
from sim.mechanisms.enactment import raised
from sim.mechanisms.results import felt_in_the_books, revenue_of, value_of
from sim.mechanisms.sponsorship import board_after, is_vetoed, perceived_return, progress_seen, sponsor_after
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_BENEFIT, _METRICS = LEVER["benefit"], LEVER["metrics"]
_VIGOUR, _PROOF, _WALK, _REPORTED = FIRM["vigour"], FIRM["proof"], FIRM["walk"], FIRM["reported"]
_FELT, _FELT_AT_START, _SCORE, _SCORE_AT_START = FIRM["felt"], FIRM["felt_at_start"], FIRM["score"], FIRM["score_at_start"]
_LAGGED, _CUSTOMERS, _REVENUE, _VALUE, _SPENT = FIRM["lagged"], FIRM["customers"], FIRM["revenue"], FIRM["value"], FIRM["spent"]
_SEEN, _EXPECTED, _BOARD_LOST = FIRM["seen"], FIRM["expected"], FIRM["board_lost"]
_PATIENCE, _PERSEVERANCE = FIRM_ROW["patience"], FIRM_ROW["perseverance"]
_BOARD_PATIENCE, _FINANCE_POWER = FIRM_ROW["board_patience"], FIRM_ROW["finance_power"]


@stage
def count_results(spend, revenue_at_start, elasticity, unit_size, is_internal, score, firm, p):
    """Money follows, late; the programme costs as long as it runs; firm is written."""
    for lane in range(firm.shape[1]):
        cost = spend * firm[_VIGOUR, lane]
        firm[_LAGGED, lane] = felt_in_the_books(firm[_LAGGED, lane], firm[_FELT, lane], p)
        revenue = revenue_of(revenue_at_start, firm[_CUSTOMERS, lane], firm[_LAGGED, lane], firm[_FELT_AT_START, lane], elasticity)
        firm[_REVENUE, lane] = revenue
        firm[_SPENT, lane] += cost
        firm[_VALUE, lane] += value_of(revenue, revenue_at_start, cost, p)
        firm[_SCORE, lane] = inside_mean(score, lane, unit_size, is_internal)


@stage
def judge(
    week, ripe, briefed, expected_progress, promised_growth, revenue_at_start, judged, reviewed, successor, row_chief, head_row,
    unit, unit_size, is_internal, influence, unit_levers, firm_at_start, firm, commitment, credibility, cynicism, totals, abandoned, vetoed,
    p, p_fatigue,
):  # fmt: skip
    """Sponsors compare what they see with what they expected, and hold on, rally, or give up; finance reviews and may stop it.

    totals : sums of the units' people; ripe : share of the time granted that has passed
    briefed : share of the board's missing patience that was found
    judged, reviewed : whether sponsors, and finance, look this week. The arrays from
    firm to vetoed are written.
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
        if abandoned[lane] >= 0:
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
                abandoned[lane] = week + 1
                for u in range(len(unit_size)):
                    totals[u, SUM_OF_CYNICISM, lane] = 0.0
                for i in range(cynicism.shape[0]):
                    cynicism[i, lane] = raised(cynicism[i, lane], p_fatigue.after_abandonment)
                    totals[unit[i], SUM_OF_CYNICISM, lane] += cynicism[i, lane]
        firm[_WALK, lane] = commitment[row_chief, lane]
