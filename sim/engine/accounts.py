"""Accounts: what owners do for the customers in their care, and who misses an owner."""

from __future__ import annotations

import numpy as np

from sim.compiled import stage_with_room
from sim.mechanisms.accounts import bond_after, for_the_own
from sim.organisation.organisation import MISSING


@stage_with_room
def care_for_own(owner, personal, weight, unit, unit_size, practice, practising, has_left, bond, cared, p):
    """How well owners know their customers, and what these meet beyond the journey's own quality.

    has_left : (employees, lanes), who left this week; bond, cared : (customers, lanes); bond and cared are written
    """
    lanes, whole = np.uint64(bond.shape[1]), 0.0
    gone, attention, own = np.empty(lanes), np.empty(lanes), np.empty(lanes)
    for b in range(np.uint64(len(personal))):
        whole += weight[b] * personal[b]
    for c in range(np.uint64(len(owner))):
        gone[:], attention[:], team = 0.0, 0.0, 0.0
        for place in range(np.uint64(owner.shape[1])):
            if owner[c, place] == MISSING:
                continue
            team += 1.0
            i = np.uint64(owner[c, place])
            u = np.uint64(unit[i])
            size = float(unit_size[u])
            for lane in range(lanes):
                gone[lane] += has_left[i, lane]
            own[:] = 0.0
            for b in range(np.uint64(len(personal))):
                if personal[b]:
                    counts = weight[b] / whole
                    for lane in range(lanes):
                        own[lane] += counts * (practice[i, b, lane] - practising[u, b, lane] / size)
            for lane in range(lanes):
                attention[lane] += own[lane]
        if team == 0.0:
            cared[c] = 0.0
            continue
        for lane in range(lanes):
            bond[c, lane] = bond_after(bond[c, lane], gone[lane] / team, p)
        for lane in range(lanes):
            cared[c, lane] = for_the_own(bond[c, lane], attention[lane] / team, p)
