"""Customers: the panel meets the firm, remembers, expects, recommends and leaves, some customers and lanes at a time.

Their rows stand in one flat buffer at fixed offsets, as those of employees do.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_with_room
from sim.engine.state import FIRM, SEGMENT
from sim.engine.tile import TILE, have_one_seed
from sim.mechanisms.customers import (
    churn_share,
    expectation_after,
    felt_quality,
    mean_moved,
    recommendations,
    rivals_offer,
    weight_of,
    worst_after,
)
from sim.mechanisms.enactment import raised
from sim.mechanisms.neighbours import spoken_of
from sim.organisation.draws import CUSTOMER_ENCOUNTER, logistic, philox, uniform
from sim.planning.arrays import FIRM_ROW

_TALK, _TRUST, _FELT, _CUSTOMERS, _EXPECTATION = (FIRM[name] for name in ("talk", "trust", "felt", "customers", "expectation"))
_OFFERED, _REGARD, _REGARD_AT_START = FIRM["offered"], FIRM["regard"], FIRM["regard_at_start"]
_WORD, _CHURN, _S_WORD, _S_CHURN = FIRM["word_of_mouth"], FIRM["churn"], SEGMENT["word_of_mouth"], SEGMENT["churn"]
_RIVAL = FIRM_ROW["rival_strength"]

# rows of the buffer
HAS_MET, LUCK, QUALITY, WEIGHT, TALK, OFFERED, REMEMBERED, WORST, EXPECTATION, FELT, LEAVING = (TILE * np.uint64(row) for row in range(11))
ROWS_OF_CUSTOMERS = 11


@stage
def draw_encounters(week, low, high, k0, k1, lane_from, lanes, is_one_seed, sizes, often, at, column):
    """Whether a customer meets the firm this week, and with what luck, in each lane; writes HAS_MET and LUCK."""
    for lane in range(np.uint64(1) if is_one_seed else lanes):
        a, b, _, _ = philox(week, low, high, CUSTOMER_ENCOUNTER, k0[lane_from + lane], k1[lane_from + lane])
        column[HAS_MET + at + lane], column[LUCK + at + lane] = 1.0 if uniform(a) < often else 0.0, logistic(b & 0xFFFF, sizes)
    if is_one_seed:
        met, luck = column[HAS_MET + at], column[LUCK + at]
        for lane in range(lanes):
            column[HAS_MET + at + lane], column[LUCK + at + lane] = met, luck


@stage
def remember(size, scandal, column, p):
    """Update customers' memory of the week; writes QUALITY, which becomes the encounter's, WEIGHT, REMEMBERED and WORST."""
    for at in range(size):
        column[QUALITY + at] = min(1.0, max(0.0, column[QUALITY + at] + p.luck * column[LUCK + at]))
    for at in range(size):  # powers take long: only for those who meet the firm
        column[WEIGHT + at] = weight_of(column[REMEMBERED + at], column[QUALITY + at], p) if column[HAS_MET + at] > 0.0 else 0.0
    for at in range(size):
        encounter, has_met = column[QUALITY + at], column[HAS_MET + at] > 0.0
        mean = mean_moved(column[REMEMBERED + at], encounter, column[WEIGHT + at])
        low = worst_after(column[WORST + at], mean, encounter if has_met else 1.0, p)
        if scandal > 0.0:
            low = min(low, max(0.0, mean - p.scandal_memory * scandal))
        column[REMEMBERED + at], column[WORST + at] = mean, low


@stage
def compare(size, column, p):
    """Felt quality against promise and rivals; writes FELT, EXPECTATION and LEAVING."""
    for at in range(size):
        felt = felt_quality(column[REMEMBERED + at], column[WORST + at], p)
        column[FELT + at] = felt
        column[EXPECTATION + at] = expectation_after(column[EXPECTATION + at], felt, column[TALK + at], p)
    for at in range(size):
        column[LEAVING + at] = churn_share(column[FELT + at], column[EXPECTATION + at], column[OFFERED + at], p)


@stage_with_room
def meet_customers(
    week, k0, k1, low, high, sizes, segment_of, members, contact, share, scandal, rival, firm_at_start, quality, cared, firm, remembered,
    worst, expectation, segment_felt, segment_customers, segment, p, p_neighbours,
):  # fmt: skip
    """Customers meet journeys, remember, expect, recommend and leave; the arrays from firm on are written."""
    segments, customers, lanes = np.uint64(segment_felt.shape[0]), np.uint64(len(segment_of)), np.uint64(segment_felt.shape[1])
    remembered_flat, worst_flat, expectation_flat = remembered.reshape(-1), worst.reshape(-1), expectation.reshape(-1)
    column = np.empty(TILE * np.uint64(ROWS_OF_CUSTOMERS))
    gone, expected = np.zeros((segments, lanes)), np.zeros(lanes)
    for lane in range(lanes):
        firm[_OFFERED, lane] = rivals_offer(raised(firm_at_start[_RIVAL, lane], rival), p)
    segment_felt[:] = 0.0
    across = min(lanes, TILE)
    deep = max(np.uint64(1), TILE // max(np.uint64(1), lanes))
    for lane_from in range(np.uint64(0), lanes, across):
        lanes_here = min(lanes - lane_from, across)
        is_one_seed = have_one_seed(lane_from, lane_from + lanes_here, k0, k1)
        for first in range(np.uint64(0), customers, deep):
            last = min(customers, first + deep)
            size, base = (last - first) * lanes_here, first * lanes + lane_from
            for c in range(first, last):
                s, at = segment_of[c], (c - first) * lanes_here
                draw_encounters(
                    week + 1, low[c], high[c], k0, k1, lane_from, lanes_here, is_one_seed, sizes, contact[s], at, column
                )  # fmt: skip
                for lane in range(lanes_here):
                    column[QUALITY + at + lane] = quality[s, lane_from + lane] + cared[c, lane_from + lane]
                    column[TALK + at + lane] = firm[_TALK, lane_from + lane]
                    column[OFFERED + at + lane] = firm[_OFFERED, lane_from + lane]
            for at in range(size):
                column[REMEMBERED + at], column[WORST + at] = remembered_flat[base + at], worst_flat[base + at]
                column[EXPECTATION + at] = expectation_flat[base + at]
            remember(size, scandal, column, p)
            compare(size, column, p)
            for at in range(size):
                remembered_flat[base + at], worst_flat[base + at] = column[REMEMBERED + at], column[WORST + at]
                expectation_flat[base + at] = column[EXPECTATION + at]
            for c in range(first, last):
                s, at = segment_of[c], (c - first) * lanes_here
                for lane in range(lanes_here):
                    gone[s, lane_from + lane] += column[LEAVING + at + lane]
                for lane in range(lanes_here):
                    segment_felt[s, lane_from + lane] += column[FELT + at + lane]
                for lane in range(lanes_here):
                    expected[lane_from + lane] += column[EXPECTATION + at + lane]
    for lane in range(lanes):
        felt_by_all, relative, leaving, recommended = 0.0, 0.0, 0.0, 0.0
        voices = spoken_of(firm[_REGARD, lane], firm[_REGARD_AT_START, lane], p_neighbours)
        for s in range(segments):
            segment_felt[s, lane] /= members[s]
            felt_by_all += share[s] * segment_felt[s, lane]
            coming = recommendations(segment_felt[s, lane], firm[_TRUST, lane], p) + voices
            segment[s, _S_CHURN, lane], segment[s, _S_WORD, lane] = gone[s, lane] / members[s], coming
            segment_customers[s, lane] *= max(0.0, 1.0 - gone[s, lane] / members[s] + coming)
            relative += share[s] * segment_customers[s, lane]
            leaving += share[s] * segment[s, _S_CHURN, lane]
            recommended += share[s] * coming
        firm[_FELT, lane] = felt_by_all
        firm[_CUSTOMERS, lane] = relative
        firm[_CHURN, lane], firm[_WORD, lane] = leaving, recommended
        firm[_EXPECTATION, lane] = expected[lane] / customers
