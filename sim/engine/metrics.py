"""What tactical metrics say of the units that keep them, and what units answer for."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule
from sim.engine.state import FIRM
from sim.mechanisms.metrics import answered_for, by_condition, metric_value
from sim.schema.levers import LEVER

_METRICS, _FELT = LEVER["metrics"], FIRM["felt"]


@rule
def measure(metrics, unit_size, practising, levers, value, score):
    """Value of every metric that a unit keeps; the unit's score is made of them; value : (pairs, lanes) and score are written."""
    lanes = np.uint64(score.shape[1])
    conditions, practice = np.empty(lanes), np.empty(lanes)
    before = np.int64(-1)
    for pair in range(np.uint64(len(metrics.unit))):
        u, m = np.uint64(metrics.unit[pair]), np.uint64(metrics.metric[pair])
        conditions[:], practice[:] = 0.0, 0.0
        for v in range(np.uint64(levers.shape[1])):
            gain = metrics.by_lever[m, v]
            if gain != 0.0:
                for lane in range(lanes):
                    conditions[lane] += by_condition(gain, levers[u, v, lane])
        for b in range(np.uint64(practising.shape[1])):
            gain, size = metrics.by_practice[m, b], float(unit_size[u])
            if gain != 0.0:
                for lane in range(lanes):
                    practice[lane] += gain * (practising[u, b, lane] / size)
        if before != np.int64(u):
            before = np.int64(u)
            score[u] = 0.0
        base, weight = metrics.base[m], metrics.weight[pair]
        for lane in range(lanes):
            value[pair, lane] = metric_value(base, conditions[lane], practice[lane])
        for lane in range(lanes):
            score[u, lane] += weight * value[pair, lane]


@rule
def answer(levers, score, firm, answered):
    """What each unit answers for: its score, or what customers feel in its place; answered : (units, lanes), written."""
    for u in range(np.uint64(answered.shape[0])):
        for lane in range(np.uint64(answered.shape[1])):
            answered[u, lane] = answered_for(score[u, lane], firm[_FELT, lane], levers[u, _METRICS, lane])
