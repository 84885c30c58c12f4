"""The market of a week: what journeys lack and improve, what customers spend, what silos cost, and what earnings are left."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.service import inside_mean
from sim.engine.state import FIRM, SEGMENT
from sim.mechanisms.customers import churn_share, effort_of, mean_moved, recommendations, recommending, trust_lost
from sim.mechanisms.gain import bought_more, gain_after, served_strategically
from sim.mechanisms.neighbours import cost_of_mistrust, regard_after
from sim.mechanisms.results import (
    bought_for_service,
    cost_of_orders,
    earnings_of,
    felt_in_the_books,
    return_on,
    revenue_of,
    within_reach,
)
from sim.mechanisms.service import experience_lost, quality_lost
from sim.mechanisms.silos import WORKING_HOURS, cost_of_leaving, done_again, kept_waiting, missed_after, thrown_away, time_explaining
from sim.mechanisms.turnover import quit_share
from sim.planning.arrays import GAINS
from sim.schema.levers import LEVER

_TOOLS, _POLICIES, _COORDINATION, _CLIMATE = LEVER["tools"], LEVER["policies"], LEVER["coordination"], LEVER["climate"]
_VIGOUR, _FIT, _TRUST, _SCORE, _REGARD = FIRM["vigour"], FIRM["fit"], FIRM["trust"], FIRM["score"], FIRM["regard"]
_REVENUE, _SPENT, _VALUE, _RETURNED, _MISTRUST = FIRM["revenue"], FIRM["spent"], FIRM["value"], FIRM["returned"], FIRM["mistrust"]
_EARNINGS, _EARNINGS_AT_START, _OFFERED = FIRM["earnings"], FIRM["earnings_at_start"], FIRM["offered"]
_S_REVENUE, _S_EFFORT, _S_RECOMMENDATION, _S_KNOWN = (SEGMENT[name] for name in ("revenue", "effort", "recommendation", "known"))
_S_SPEND, _S_MISSING, _S_LAGGED, _S_LOST = (SEGMENT[name] for name in ("share_of_spend", "missing", "lagged", "silo_lost"))
_S_FELT_AT_START, _S_GAIN_AT_START = SEGMENT["felt_at_start"], SEGMENT["gain_at_start"]
_S_CHURN, _S_WORD, _S_CHURNED, _S_MISSED = (SEGMENT[name] for name in ("churn", "word_of_mouth", "silo_churned", "silo_missed"))
_FIRST_GAIN = SEGMENT[GAINS[0]]

SILO_COSTS = (
    "silo_rework", "silo_delay", "silo_scrap", "silo_morale", "silo_churn", "silo_opportunities", "silo_hours", "customers_silo_cost",
    "customers_silo_hours",
)  # fmt: skip
"""What silos cost in a week, in the order of its rows; the first four are paid out of earnings."""
_REWORK, _DELAY, _SCRAP, _MORALE, _CHURNED, _OPPORTUNITIES, _HOURS, _CUSTOMERS_COST, _CUSTOMERS_HOURS = range(len(SILO_COSTS))
_FIRST_SILO = FIRM[SILO_COSTS[0]]


@rule
def look_at_journeys(
    journey, test_bed_segment, iterating, improves, applies, unit_size, practising, carried, levers, derailed, fatigue, firm, segment,
    served, lost, p_service, p_customers,
):  # fmt: skip
    """What each segment's journey lacks of coordination, the effort it takes, and how far strategic service reaches its customers.

    served : (segments, GAINS, lanes), lost : (segments, lanes), quality that silos take; both and rows of segment are written
    """
    segments, units, lanes = np.uint64(journey.shape[0]), np.uint64(journey.shape[1]), np.uint64(lost.shape[1])
    met, derailing, ease, unhappy = np.empty(lanes), np.empty(lanes), np.empty(lanes), np.empty(lanes)
    served[:] = 0.0
    for s in range(segments):
        met[:], derailing[:], ease[:], unhappy[:] = 0.0, 0.0, 0.0, 0.0
        for u in range(units):
            weight, size = journey[s, u], float(unit_size[u])
            if weight > 0.0:
                for lane in range(lanes):
                    met[lane] += weight * levers[u, _COORDINATION, lane]
                for lane in range(lanes):
                    derailing[lane] += weight * derailed[u, lane]
                for lane in range(lanes):
                    ease[lane] += weight * (0.5 * (levers[u, _TOOLS, lane] + levers[u, _POLICIES, lane]))
                for lane in range(lanes):
                    unhappy[lane] += weight * experience_lost(levers[u, _COORDINATION, lane], fatigue[u, lane])
                for b in range(np.uint64(practising.shape[1])):
                    for gain in range(np.uint64(improves.shape[0])):
                        part = weight * improves[gain, b]
                        if part > 0.0 and applies[u, b]:
                            for lane in range(lanes):
                                served[s, gain, lane] += part * min(practising[u, b, lane] / size, carried[b, lane])
        for lane in range(lanes):
            segment[s, _S_MISSING, lane] = 1.0 - met[lane]
        for lane in range(lanes):
            lost[s, lane] = quality_lost(segment[s, _S_MISSING, lane], unhappy[lane], p_service)
        for lane in range(lanes):
            segment[s, _S_EFFORT, lane] = effort_of(segment[s, _S_MISSING, lane], derailing[lane], ease[lane], p_customers)
        if s == test_bed_segment:
            for gain in range(np.uint64(improves.shape[0])):
                for lane in range(lanes):
                    served[s, gain, lane] = served_strategically(served[s, gain, lane], firm[_FIT, lane], iterating * firm[_VIGOUR, lane])


@rule
def gain_and_remember(contact, served, lost, segment, p_customers, p_gain):
    """Customers' own business follows strategic service, and what silos take of quality is felt as memory fades; segment is written."""
    for s in range(np.uint64(lost.shape[0])):
        for gain in range(np.uint64(served.shape[1])):
            for lane in range(np.uint64(lost.shape[1])):
                segment[s, _FIRST_GAIN + gain, lane] = gain_after(segment[s, _FIRST_GAIN + gain, lane], served[s, gain, lane], p_gain)
        for lane in range(np.uint64(lost.shape[1])):
            segment[s, _S_LOST, lane] = mean_moved(segment[s, _S_LOST, lane], lost[s, lane], contact[s] * p_customers.learns)


@rule
def mean_gain(segment, s, lane):
    """What customers of a segment have gained, mean of the three gains."""
    return (segment[s, _FIRST_GAIN, lane] + segment[s, _FIRST_GAIN + 1, lane] + segment[s, _FIRST_GAIN + 2, lane]) / 3.0


@rule
def buy(revenue_at_start, share, share_of_spend, elasticity, felt, customers, firm, segment, p, p_gain):
    """What customers of each segment spend; felt, customers : (segments, lanes); firm and segment are written."""
    lanes = np.uint64(firm.shape[1])
    for lane in range(lanes):
        firm[_REVENUE, lane] = 0.0
    for s in range(np.uint64(len(share))):
        part, spend = revenue_at_start * share[s], share_of_spend[s]
        for lane in range(lanes):
            segment[s, _S_LAGGED, lane] = felt_in_the_books(segment[s, _S_LAGGED, lane], felt[s, lane], p)
            bought = bought_for_service(segment[s, _S_LAGGED, lane], segment[s, _S_FELT_AT_START, lane], elasticity)
            bought = within_reach(bought_more(bought, mean_gain(segment, s, lane), segment[s, _S_GAIN_AT_START, lane], p_gain), spend)
            segment[s, _S_SPEND, lane] = spend * bought
            segment[s, _S_REVENUE, lane] = revenue_of(part, customers[s, lane], bought)
            segment[s, _S_RECOMMENDATION, lane] = recommending(felt[s, lane], firm[_TRUST, lane])
            firm[_REVENUE, lane] += segment[s, _S_REVENUE, lane]


@rule
def be_spoken_of(scandal, unit_size, is_internal, experience, firm, p):
    """What communities think of the firm; firm is written."""
    for lane in range(np.uint64(firm.shape[1])):
        treated = inside_mean(experience, lane, unit_size, is_internal)
        firm[_REGARD, lane] = regard_after(firm[_REGARD, lane], firm[_TRUST, lane], treated, scandal, p)


@rule
def count_silos(
    share, contact, members, unit_size, is_internal, levers, experience, fatigue, felt, customers, firm, segment, week_costs, p,
    p_customers, p_results, p_turnover,
):  # fmt: skip
    """What silos cost this week; week_costs : (SILO_COSTS, lanes) and what segment holds of customers missed are written."""
    lanes = np.uint64(firm.shape[1])
    week_costs[:] = 0.0
    people = 0.0
    for u in range(np.uint64(len(unit_size))):
        if is_internal[u]:
            size = float(unit_size[u])
            people += size
            for lane in range(lanes):
                climate, treated, tired = levers[u, _CLIMATE, lane], experience[u, lane], fatigue[u, lane]
                better = treated + experience_lost(levers[u, _COORDINATION, lane], tired)
                leaving, leaving_without = quit_share(climate, treated, tired, p_turnover), quit_share(climate, better, tired, p_turnover)
                week_costs[_MORALE, lane] += cost_of_leaving(size, leaving, leaving_without, p)
    for s in range(np.uint64(len(share))):
        for lane in range(lanes):
            missing, revenue = segment[s, _S_MISSING, lane], segment[s, _S_REVENUE, lane]
            work = cost_of_orders(revenue, p_results)
            week_costs[_REWORK, lane] += done_again(missing, work, p)
            week_costs[_SCRAP, lane] += thrown_away(missing, work, p)
            week_costs[_DELAY, lane] += kept_waiting(missing, revenue, p)
            week_costs[_HOURS, lane] += done_again(missing, share[s] * customers[s, lane] * people * WORKING_HOURS, p)
            hours = members[s] * customers[s, lane] * time_explaining(missing, contact[s], p)
            week_costs[_CUSTOMERS_HOURS, lane] += hours
            week_costs[_CUSTOMERS_COST, lane] += hours * p.customers_hour
        for lane in range(lanes):
            now, lost, trust, offered = felt[s, lane], segment[s, _S_LOST, lane], firm[_TRUST, lane], firm[_OFFERED, lane]
            staying = churn_share(now, now, offered, p_customers) - churn_share(now + lost, now + lost, offered, p_customers)
            coming = recommendations(now + lost, trust + trust_lost(lost, p_customers), p_customers) - recommendations(
                now, trust, p_customers
            )
            growth = max(0.0, 1.0 - segment[s, _S_CHURN, lane] + segment[s, _S_WORD, lane] + staying + coming)
            there = customers[s, lane]
            segment[s, _S_CHURNED, lane] = missed_after(segment[s, _S_CHURNED, lane], growth, there * staying)
            segment[s, _S_MISSED, lane] = missed_after(segment[s, _S_MISSED, lane], growth, there * coming)
            each = segment[s, _S_REVENUE, lane] / there if there > 0.0 else 0.0
            week_costs[_CHURNED, lane] += p_results.margin * each * segment[s, _S_CHURNED, lane]
            week_costs[_OPPORTUNITIES, lane] += p_results.margin * each * segment[s, _S_MISSED, lane]


@rule
def paid_for_silos(week_costs, lane):
    """What silos cost the firm's earnings this week; customers who are missing are missing in revenue."""
    return week_costs[_REWORK, lane] + week_costs[_DELAY, lane] + week_costs[_SCRAP, lane] + week_costs[_MORALE, lane]


@stage
def count_results(spend, distrust, unit_size, is_internal, score, week_costs, firm, p, p_neighbours):
    """Money follows, late; the programme costs as long as it runs; firm is written."""
    for lane in range(np.uint64(firm.shape[1])):
        cost = spend * firm[_VIGOUR, lane]
        mistrust = cost_of_mistrust(firm[_REVENUE, lane], firm[_TRUST, lane], distrust, p_neighbours)
        firm[_EARNINGS, lane] = earnings_of(firm[_REVENUE, lane], paid_for_silos(week_costs, lane), mistrust, cost, p)
        firm[_SPENT, lane] += cost
        firm[_MISTRUST, lane] += mistrust
        firm[_VALUE, lane] += firm[_EARNINGS, lane] - firm[_EARNINGS_AT_START, lane]
        firm[_RETURNED, lane] = return_on(firm[_VALUE, lane], firm[_SPENT, lane])
        firm[_SCORE, lane] = inside_mean(score, lane, unit_size, is_internal)
    for row in range(np.uint64(week_costs.shape[0])):
        for lane in range(np.uint64(firm.shape[1])):
            firm[_FIRST_SILO + row, lane] += week_costs[row, lane]


@stage
def know_customers(segment_of, members, bond, segment):
    """How well the customers of each segment are known to their owners, mean over the panel; segment is written."""
    lanes = np.uint64(bond.shape[1])
    for s in range(np.uint64(segment.shape[0])):
        for lane in range(lanes):
            segment[s, _S_KNOWN, lane] = 0.0
    for c in range(np.uint64(len(segment_of))):
        s = np.uint64(segment_of[c])
        for lane in range(lanes):
            segment[s, _S_KNOWN, lane] += bond[c, lane]
    for s in range(np.uint64(segment.shape[0])):
        for lane in range(lanes):
            segment[s, _S_KNOWN, lane] /= members[s]
