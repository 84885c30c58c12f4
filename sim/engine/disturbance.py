"""Disturbance: the times, which all people of a firm have in common."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage
from sim.engine.state import FIRM
from sim.mechanisms.disturbance import disturbance_after
from sim.organisation.draws import DISTURBANCE, logistic, philox

_DISTURBANCE = FIRM["disturbance"]


@stage
def disturb(week, keys_low, keys_high, sizes, firm, p):
    """The times of this week, counted from 1, in each lane; firm is written. Lanes under one seed live in the same times."""
    for lane in range(np.uint64(firm.shape[1])):
        word, _, _, _ = philox(week, 0, 0, DISTURBANCE, keys_low[lane], keys_high[lane])
        firm[_DISTURBANCE, lane] = disturbance_after(firm[_DISTURBANCE, lane], logistic(word & 0xFFFF, sizes), p)
