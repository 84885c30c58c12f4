"""Reports: what units say that they practise."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.state import FIRM
from sim.mechanisms.reporting import ceremony_after, demand_of, reported_of
from sim.planning.arrays import FIRM_ROW
from sim.schema.levers import LEVER

_INCENTIVES, _METRICS = LEVER["incentives"], LEVER["metrics"]
_TALK_BEFORE = FIRM_ROW["talk"]
_TALK, _VIGOUR, _REPORTED = FIRM["talk"], FIRM["vigour"], FIRM["reported"]


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
def report(is_aligned, weights, applies, unit_size, is_internal, adopted, ceremony, reported, firm):
    """Adoption as each unit reports it, and as the firm adds it up; reported : (units, lanes), and firm are written.

    adopted : (units, lanes), share of aligned practice in each unit
    """
    units, lanes = np.uint64(reported.shape[0]), np.uint64(reported.shape[1])
    whole, possible = np.zeros(lanes), 0.0
    for u in range(units):
        weight = 0.0
        for b in range(np.uint64(len(weights))):
            if applies[u, b] and is_aligned[b]:
                weight += weights[b]
        people = weight * float(unit_size[u]) * is_internal[u]
        possible += people
        for lane in range(lanes):
            reported[u, lane] = reported_of(adopted[u, lane], ceremony[u, lane]) if weight > 0.0 else 0.0
        for lane in range(lanes):
            whole[lane] += people * reported[u, lane]
    for lane in range(lanes):
        firm[_REPORTED, lane] = whole[lane] / possible if possible > 0.0 else 0.0
