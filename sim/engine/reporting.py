"""Reports: what units say that they practise, and the times that are common to the firm."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.state import FIRM
from sim.mechanisms.disturbance import disturbance_after
from sim.mechanisms.reporting import ceremony_after, demand_of, reported_of
from sim.organisation.draws import DISTURBANCE, logistic, philox
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_INCENTIVES, _METRICS = LEVER["incentives"], LEVER["metrics"]
_TALK_BEFORE = FIRM_ROW["talk"]
_DISTURBANCE, _TALK, _VIGOUR, _REPORTED = FIRM["disturbance"], FIRM["talk"], FIRM["vigour"], FIRM["reported"]


@stage
def disturb(week, keys_low, keys_high, sizes, firm, p):
    """The times of this week, counted from 1, in each lane; firm is written. Lanes under one seed live in the same times."""
    for lane in range(np.uint64(firm.shape[1])):
        word, _, _, _ = philox(week, 0, 0, DISTURBANCE, keys_low[lane], keys_high[lane])
        firm[_DISTURBANCE, lane] = disturbance_after(firm[_DISTURBANCE, lane], logistic(word & 0xFFFF, sizes), p)


@stage
def become_ceremonial(sponsored, firm_at_start, pay_at_start, unit_interest, levers, firm, ceremony, p):
    """Share of what is not practised that each unit reports all the same; ceremony : (units, lanes), written."""
    for u in range(np.uint64(ceremony.shape[0])):
        for lane in range(np.uint64(ceremony.shape[1])):
            demand = demand_of(firm[_TALK, lane], firm_at_start[_TALK_BEFORE, lane], levers[u, _INCENTIVES, lane], pay_at_start[u, lane])
            ceremony[u, lane] = ceremony_after(
                ceremony[u, lane], demand, unit_interest[u, lane], levers[u, _METRICS, lane], firm[_VIGOUR, lane] if sponsored else 0.0, p
            )


@rule
def report(is_aligned, weights, applies, unit_size, is_internal, practising, ceremony, reported, firm):
    """Adoption as each unit reports it, and as the firm adds it up; reported : (units, lanes), and firm are written."""
    units, lanes = np.uint64(practising.shape[0]), np.uint64(practising.shape[2])
    whole, possible = np.zeros(lanes), 0.0
    for u in range(units):
        size, weight = float(unit_size[u]), 0.0
        for lane in range(lanes):
            reported[u, lane] = 0.0
        for b in range(np.uint64(len(weights))):
            if applies[u, b] and is_aligned[b]:
                weight += weights[b]
                for lane in range(lanes):
                    reported[u, lane] += weights[b] * (practising[u, b, lane] / size)
        if weight > 0.0:
            people = weight * size * is_internal[u]
            possible += people
            for lane in range(lanes):
                reported[u, lane] = reported_of(reported[u, lane] / weight, ceremony[u, lane])
                whole[lane] += people * reported[u, lane]
    for lane in range(lanes):
        firm[_REPORTED, lane] = whole[lane] / possible if possible > 0.0 else 0.0
