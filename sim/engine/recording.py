"""Recording: what is kept of a week. It only watches."""

from __future__ import annotations

from sim.compiled import rule
from sim.context.levers import LEVER
from sim.engine.columns import FIRM, FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES

_SOURCE = {"internal_score": "score", "spend": "spent"}
_FIRM_ROWS = tuple(FIRM[_SOURCE.get(name, name)] for name in FIRM_SERIES)
_ALIGNMENT, _CREDIBILITY = FIRM["alignment"], FIRM["credibility"]
_INTEREST, _CAPACITY, _CYNICISM, _FATIGUE, _EXPERIENCE, _DELIVERY, _SCORE, _NORM, _COMMITMENT, _GIVEN, _RESOURCES = range(len(UNIT_SERIES))
_FELT, _WORST, _EXPECTATION, _CUSTOMERS = range(len(SEGMENT_SERIES))
_PEOPLE, _TIME, _CAPITAL = LEVER["people"], LEVER["time"], LEVER["capital"]


@rule
def see_why(unit, is_internal, interest, firm):
    """Alignment: share of the people inside who see why (interest above one half)."""
    for lane in range(interest.shape[1]):
        agree, people = 0.0, 0.0
        for i in range(len(unit)):
            if is_internal[unit[i]]:
                people += 1.0
                if interest[i, lane] > 0.5:
                    agree += 1.0
        firm[_ALIGNMENT, lane] = agree / people


@rule
def record_week(row, plan, world, state, traces):
    """Copy what is reported of a week into its row of the traces."""
    firm = state.firm
    see_why(world.unit, world.is_internal, state.interest, firm)
    for lane in range(firm.shape[1]):
        firm[_CREDIBILITY, lane] = state.credibility[world.row_chief, lane]
    _record_firm(row, firm, traces.firm)
    _record_people(row, world.unit, world.unit_size, state.interest, state.capacity, state.cynicism, traces.unit)
    _record_units(
        row, state.practising, plan.behaviours.aligned, plan.behaviours.applies, plan.behaviours.weight, state.norm, state.fatigue,
        state.experience, state.delivery, state.score, state.given, state.unit_levers, world.head_row, state.commitment,
        traces.practising, traces.unit,
    )  # fmt: skip
    _record_segments(
        row, plan.customer_segment, state.segment_felt, state.worst, state.expectation, state.segment_customers, traces.segment
    )
    if len(traces.everyone) > 0:
        _record_everyone(row, state.practice, traces.everyone)


@rule
def _record_firm(row, firm, trace):
    for series in range(len(_FIRM_ROWS)):
        for lane in range(firm.shape[1]):
            trace[row, series, lane] = firm[_FIRM_ROWS[series], lane]


@rule
def _record_people(row, unit, unit_size, interest, capacity, cynicism, trace):
    people, lanes = interest.shape
    for u in range(len(unit_size)):
        for lane in range(lanes):
            trace[row, u, _INTEREST, lane], trace[row, u, _CAPACITY, lane], trace[row, u, _CYNICISM, lane] = 0.0, 0.0, 0.0
    for i in range(people):
        for lane in range(lanes):
            trace[row, unit[i], _INTEREST, lane] += interest[i, lane]
            trace[row, unit[i], _CAPACITY, lane] += capacity[i, lane]
            trace[row, unit[i], _CYNICISM, lane] += cynicism[i, lane]
    for u in range(len(unit_size)):
        for lane in range(lanes):
            trace[row, u, _INTEREST, lane] /= unit_size[u]
            trace[row, u, _CAPACITY, lane] /= unit_size[u]
            trace[row, u, _CYNICISM, lane] /= unit_size[u]


@rule
def _record_units(
    row, practising, is_aligned, applies, weight, norm, fatigue, experience, delivery, score, given, levers, head_row, commitment, counts, trace
):  # fmt: skip
    units, behaviours, lanes = practising.shape
    for u in range(units):
        for lane in range(lanes):
            anchored, aligned = 0.0, 0.0
            for b in range(behaviours):
                counts[row, u, b, lane] = practising[u, b, lane]
                if is_aligned[b] and applies[u, b]:
                    anchored += weight[b] * norm[u, b, lane]
                    aligned += weight[b]
            trace[row, u, _FATIGUE, lane] = fatigue[u, lane]
            trace[row, u, _EXPERIENCE, lane] = experience[u, lane]
            trace[row, u, _DELIVERY, lane] = delivery[u, lane]
            trace[row, u, _SCORE, lane] = score[u, lane]
            trace[row, u, _NORM, lane] = anchored / aligned if aligned > 0.0 else 0.0
            trace[row, u, _COMMITMENT, lane] = commitment[head_row[u], lane]
            trace[row, u, _GIVEN, lane] = given[u, lane]
            trace[row, u, _RESOURCES, lane] = (levers[u, _PEOPLE, lane] + levers[u, _TIME, lane] + levers[u, _CAPITAL, lane]) / 3.0


@rule
def _record_segments(row, segment_of, felt, worst, expectation, customers, trace):
    segments, lanes = felt.shape
    for lane in range(lanes):
        for s in range(segments):
            low, hoped, members = 0.0, 0.0, 0.0
            for c in range(len(segment_of)):
                if segment_of[c] == s:
                    low += worst[c, lane]
                    hoped += expectation[c, lane]
                    members += 1.0
            trace[row, s, _FELT, lane] = felt[s, lane]
            trace[row, s, _WORST, lane] = low / members
            trace[row, s, _EXPECTATION, lane] = hoped / members
            trace[row, s, _CUSTOMERS, lane] = customers[s, lane]


@rule
def _record_everyone(row, practice, trace):
    people, behaviours, lanes = practice.shape
    for i in range(people):
        for lane in range(lanes):
            bits = 0
            for b in range(behaviours):
                bits |= practice[i, b, lane] << b
            trace[row, i, lane] = bits
