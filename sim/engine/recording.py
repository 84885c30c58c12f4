"""Recording: copies state into the record and changes nothing."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage, stage_apart, stage_with_room
from sim.engine.state import FIRM, FIRM_SERIES, SEGMENT, SEGMENT_SERIES, UNIT_SERIES
from sim.engine.stock import SUM_OF_CAPACITY, SUM_OF_CYNICISM
from sim.schema.levers import LEVER

_SOURCE = {"internal_score": "score", "spend": "spent"}
_FIRM_ROWS = tuple(FIRM[_SOURCE.get(name, name)] for name in FIRM_SERIES)
_ALIGNMENT, _CREDIBILITY = FIRM["alignment"], FIRM["credibility"]
(
    _INTEREST, _CAPACITY, _CYNICISM, _FATIGUE, _ATTENDED, _EXPERIENCE, _DELIVERY, _SCORE, _ANSWERED, _NORM, _COMMITMENT, _GIVEN,
    _RESOURCES, _REPORTED, _HEART,
) = range(len(UNIT_SERIES))  # fmt: skip
_FELT, _WORST, _EXPECTATION, _CUSTOMERS, _MEAN = range(5)
_OF_SEGMENTS = tuple(SEGMENT[name] for name in SEGMENT_SERIES[5:])
_PEOPLE, _TIME, _CAPITAL = LEVER["people"], LEVER["time"], LEVER["capital"]


@stage
def see_why(unit_size, is_internal, seeing, firm):
    """Alignment: share of the people inside who see why (interest above one half)."""
    people = 0.0
    for u in range(np.uint64(len(unit_size))):
        people += float(unit_size[u]) * is_internal[u]
    for lane in range(np.uint64(len(seeing))):
        firm[_ALIGNMENT, lane] = seeing[lane] / people


@stage_apart
def record_firm(row, row_chief, credibility, firm, trace):
    """Series of the firm, including the CEO's credibility."""
    lanes = np.uint64(firm.shape[1])
    for lane in range(lanes):
        firm[_CREDIBILITY, lane] = credibility[row_chief, lane]
    for series in range(np.uint64(len(_FIRM_ROWS))):
        source = np.uint64(_FIRM_ROWS[series])
        for lane in range(lanes):
            trace[row, series, lane] = firm[source, lane]


@stage_apart
def record_people(row, unit_size, unit_interest, totals, trace):
    """Means over each unit's people; of interest, the one people know of."""
    for u in range(np.uint64(len(unit_size))):
        size = float(unit_size[u])
        for lane in range(np.uint64(unit_interest.shape[1])):
            trace[row, u, _INTEREST, lane] = unit_interest[u, lane]
        for lane in range(np.uint64(unit_interest.shape[1])):
            trace[row, u, _CAPACITY, lane] = totals[u, SUM_OF_CAPACITY, lane] / size
        for lane in range(np.uint64(unit_interest.shape[1])):
            trace[row, u, _CYNICISM, lane] = totals[u, SUM_OF_CYNICISM, lane] / size


@stage_apart
def record_units(
    row, practising, is_aligned, applies, weight, norm, fatigue, attended, experience, delivery, score, answered, given, reported, heart,
    levers, head_row, commitment, counts, trace,
):  # fmt: skip
    """Practice and state of units."""
    units, behaviours, lanes = np.uint64(practising.shape[0]), np.uint64(practising.shape[1]), np.uint64(practising.shape[2])
    for u in range(units):
        aligned = 0.0
        for lane in range(lanes):
            trace[row, u, _NORM, lane] = 0.0
        for b in range(behaviours):
            for lane in range(lanes):
                counts[row, u, b, lane] = practising[u, b, lane]
            if is_aligned[b] and applies[u, b]:
                counts_for = weight[b]
                aligned += counts_for
                for lane in range(lanes):
                    trace[row, u, _NORM, lane] += counts_for * norm[u, b, lane]
        for lane in range(lanes):
            trace[row, u, _NORM, lane] = trace[row, u, _NORM, lane] / aligned if aligned > 0.0 else 0.0
        head = head_row[u]
        for lane in range(lanes):
            trace[row, u, _FATIGUE, lane] = fatigue[u, lane]
        for lane in range(lanes):
            trace[row, u, _ATTENDED, lane] = attended[u, lane]
        for lane in range(lanes):
            trace[row, u, _EXPERIENCE, lane] = experience[u, lane]
        for lane in range(lanes):
            trace[row, u, _DELIVERY, lane] = delivery[u, lane]
        for lane in range(lanes):
            trace[row, u, _SCORE, lane] = score[u, lane]
        for lane in range(lanes):
            trace[row, u, _ANSWERED, lane] = answered[u, lane]
        for lane in range(lanes):
            trace[row, u, _COMMITMENT, lane] = commitment[head, lane]
        for lane in range(lanes):
            trace[row, u, _GIVEN, lane] = given[u, lane]
        for lane in range(lanes):
            trace[row, u, _REPORTED, lane] = reported[u, lane]
        for lane in range(lanes):
            trace[row, u, _HEART, lane] = heart[u, lane]
        for lane in range(lanes):
            trace[row, u, _RESOURCES, lane] = (levers[u, _PEOPLE, lane] + levers[u, _TIME, lane] + levers[u, _CAPITAL, lane]) / 3.0


@stage_with_room
def record_segments(row, segment_of, felt, remembered, worst, expectation, customers, segment, trace):
    """Felt quality, memory, expectation, number and business of customers by segment."""
    segments, lanes = np.uint64(felt.shape[0]), np.uint64(felt.shape[1])
    members = np.zeros(segments)
    for s in range(segments):
        for lane in range(lanes):
            trace[row, s, _WORST, lane], trace[row, s, _EXPECTATION, lane], trace[row, s, _MEAN, lane] = 0.0, 0.0, 0.0
    for c in range(np.uint64(len(segment_of))):
        s = segment_of[c]
        members[s] += 1.0
        for lane in range(lanes):
            trace[row, s, _WORST, lane] += worst[c, lane]
        for lane in range(lanes):
            trace[row, s, _EXPECTATION, lane] += expectation[c, lane]
        for lane in range(lanes):
            trace[row, s, _MEAN, lane] += remembered[c, lane]
    for s in range(segments):
        panel = members[s]
        for lane in range(lanes):
            trace[row, s, _FELT, lane] = felt[s, lane]
        for lane in range(lanes):
            trace[row, s, _WORST, lane] /= panel
        for lane in range(lanes):
            trace[row, s, _EXPECTATION, lane] /= panel
        for lane in range(lanes):
            trace[row, s, _CUSTOMERS, lane] = customers[s, lane]
        for lane in range(lanes):
            trace[row, s, _MEAN, lane] /= panel
        for series in range(np.uint64(len(_OF_SEGMENTS))):
            source = np.uint64(_OF_SEGMENTS[series])
            for lane in range(lanes):
                trace[row, s, _MEAN + 1 + series, lane] = segment[s, source, lane]


@stage
def record_metrics(row, value, trace):
    """Value of each metric that a unit keeps."""
    for pair in range(np.uint64(value.shape[0])):
        for lane in range(np.uint64(value.shape[1])):
            trace[row, pair, lane] = value[pair, lane]


@stage
def record_everyone(row, practice, trace):
    """Practice of each employee, one bit per behaviour; empty unless a trace was requested."""
    if len(trace) == 0:
        return
    people, behaviours, lanes = practice.shape
    for i in range(people):
        for lane in range(lanes):
            bits = 0
            for b in range(behaviours):
                bits |= practice[i, b, lane] << b
            trace[row, i, lane] = bits
