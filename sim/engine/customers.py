"""Customers: the panel meets the firm, remembers, expects, recommends and leaves, all customers and lanes at once."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.state import FIRM
from sim.mechanisms.customers import churn_share, expectation_after, felt_quality, mean_after, recommendations, worst_after
from sim.mechanisms.enactment import raised
from sim.organisation.draws import CUSTOMER_ENCOUNTER, philox, uniform
from sim.planning.arrays import FIRM_ROW

_TALK, _TRUST, _FELT, _CUSTOMERS, _EXPECTATION = (FIRM[name] for name in ("talk", "trust", "felt", "customers", "expectation"))
_RIVAL = FIRM_ROW["rival_strength"]


@stage
def draw_encounters(week, low, high, k0, k1, logistic, segment_of, contact, has_met, luck):
    """Which customers meet the firm this week, and with what luck; the last two : (customers x lanes,), written.

    Lanes of one seed share a customer's draws.
    """
    lanes = np.uint64(len(k0))
    for c in range(np.uint64(len(segment_of))):
        often, at = contact[segment_of[c]], c * lanes
        for lane in range(lanes):
            before = lane - np.uint64(lane > 0)
            if lane > 0 and k0[lane] == k0[before] and k1[lane] == k1[before]:
                has_met[at + lane], luck[at + lane] = has_met[at + before], luck[at + before]
            else:
                a, b, _, _ = philox(week, low[c], high[c], CUSTOMER_ENCOUNTER, k0[lane], k1[lane])
                has_met[at + lane], luck[at + lane] = uniform(a) < often, logistic[b & 0xFFFF]


@stage
def remember(scandal, has_met, luck, quality, remembered, worst, p):
    """Update customers' memory of the week; all : (customers x lanes,), writes the last two arrays."""
    for at in range(np.uint64(len(luck))):
        encounter = min(1.0, max(0.0, quality[at] + p.luck * luck[at]))
        mean = mean_after(remembered[at], encounter, p) if has_met[at] else remembered[at]
        low = worst_after(worst[at], mean, encounter if has_met[at] else 1.0, p)
        if scandal > 0.0:
            low = min(low, max(0.0, mean - p.scandal_memory * scandal))
        remembered[at], worst[at] = mean, low


@stage
def compare(remembered, worst, talk, offered, felt, expectation, leaving, p):
    """Felt quality against promise and rivals; all : (customers x lanes,), writes the last three arrays."""
    places = np.uint64(len(felt))
    for at in range(places):
        felt[at] = felt_quality(remembered[at], worst[at], p)
        expectation[at] = expectation_after(expectation[at], felt[at], talk[at], p)
    for at in range(places):
        leaving[at] = churn_share(felt[at], expectation[at], offered[at], p)


@stage
def meet_customers(
    week, k0, k1, low, high, logistic, segment_of, contact, share, scandal, rival, firm_at_start, quality, firm, remembered, worst,
    expectation, segment_felt, segment_customers, p,
):  # fmt: skip
    """Customers meet journeys, remember, expect, recommend and leave; the arrays from firm on are written."""
    segments, customers, lanes = np.uint64(segment_felt.shape[0]), np.uint64(len(segment_of)), np.uint64(segment_felt.shape[1])
    has_met, luck, journey = np.empty(customers * lanes, np.uint8), np.empty(customers * lanes), np.empty(customers * lanes)
    talk, offered = np.empty(customers * lanes), np.empty(customers * lanes)
    felt, leaving = np.empty(customers * lanes), np.empty(customers * lanes)
    draw_encounters(week + 1, low, high, k0, k1, logistic, segment_of, contact, has_met, luck)
    for c in range(customers):
        s, at = segment_of[c], c * lanes
        for lane in range(lanes):
            journey[at + lane], talk[at + lane] = quality[s, lane], firm[_TALK, lane]
            offered[at + lane] = p.rival_base + p.rival_span * raised(firm_at_start[_RIVAL, lane], rival)
    remember(scandal, has_met, luck, journey, remembered.reshape(-1), worst.reshape(-1), p)
    compare(remembered.reshape(-1), worst.reshape(-1), talk, offered, felt, expectation.reshape(-1), leaving, p)
    members, gone, expected = np.zeros(segments), np.zeros((segments, lanes)), np.zeros(lanes)
    segment_felt[:] = 0.0
    for c in range(customers):
        s, at = segment_of[c], c * lanes
        members[s] += 1.0
        for lane in range(lanes):
            gone[s, lane] += leaving[at + lane]
            segment_felt[s, lane] += felt[at + lane]
            expected[lane] += expectation[c, lane]
    for lane in range(lanes):
        felt_by_all, relative = 0.0, 0.0
        for s in range(segments):
            segment_felt[s, lane] /= members[s]
            felt_by_all += share[s] * segment_felt[s, lane]
            coming = recommendations(segment_felt[s, lane], firm[_TRUST, lane], p)
            segment_customers[s, lane] *= max(0.0, 1.0 - gone[s, lane] / members[s] + coming)
            relative += share[s] * segment_customers[s, lane]
        firm[_FELT, lane] = felt_by_all
        firm[_CUSTOMERS, lane] = relative
        firm[_EXPECTATION, lane] = expected[lane] / customers
