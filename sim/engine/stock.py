"""Stock of a unit's people: sums of what they think, are able to and doubt, and of how well they do what they practise."""

from __future__ import annotations

import numpy as np

from sim.compiled import rule, stage
from sim.engine.tile import PRACTISED
from sim.mechanisms.service import heart_in

SUM_OF_INTEREST, SUM_OF_CAPACITY, SUM_OF_CYNICISM, SUM_OF_HEART, SUM_OF_PRACTICE = range(5)
SUMS = 5


@stage
def count_in(i, lane_from, lanes, u, is_internal, interest, capacity, cynicism, totals, seeing):
    """A person enters the sums of the unit, and the number inside who see why (interest above one half); the last two are written."""
    for lane in range(lane_from, lane_from + lanes):
        totals[u, SUM_OF_INTEREST, lane] += interest[i, lane]
        totals[u, SUM_OF_CAPACITY, lane] += capacity[i, lane]
        totals[u, SUM_OF_CYNICISM, lane] += cynicism[i, lane]
    if is_internal:
        for lane in range(lane_from, lane_from + lanes):
            seeing[lane] += 1.0 if interest[i, lane] > 0.5 else 0.0


@stage
def count_in_alone(first, last, lane, unit, is_internal, interest, capacity, cynicism, column, totals, seeing):
    """All people of a tile enter the sums in one lane, and what they practise, as such and as well as it is done.

    totals and seeing are written
    """
    for at in range(last - first):
        i, practised = first + at, column[PRACTISED + at]
        u, why, able = unit[i], interest[i, lane], capacity[i, lane]
        totals[u, SUM_OF_INTEREST, lane] += why
        totals[u, SUM_OF_CAPACITY, lane] += able
        totals[u, SUM_OF_CYNICISM, lane] += cynicism[i, lane]
        totals[u, SUM_OF_HEART, lane] += practised * heart_in(why, able)
        totals[u, SUM_OF_PRACTICE, lane] += practised
        seeing[lane] += 1.0 if is_internal[u] and why > 0.5 else 0.0


@rule
def take_to_heart(totals, heart):
    """How well what each unit practises is done; as before where none of its people practises; heart : (units, lanes), written."""
    for u in range(np.uint64(heart.shape[0])):
        for lane in range(np.uint64(heart.shape[1])):
            if totals[u, SUM_OF_PRACTICE, lane] > 0.0:
                heart[u, lane] = totals[u, SUM_OF_HEART, lane] / totals[u, SUM_OF_PRACTICE, lane]


@rule
def take_stock(unit, is_internal, interest, capacity, cynicism, totals, seeing):
    """Sums over each unit's people, totals : (units, SUMS, lanes), those of practice left at 0, and how many inside see why.

    seeing : (lanes,), written as totals are
    """
    totals[:], seeing[:] = 0.0, 0.0
    for i in range(np.uint64(len(unit))):
        u = unit[i]
        count_in(i, np.uint64(0), np.uint64(len(seeing)), u, is_internal[u], interest, capacity, cynicism, totals, seeing)


@rule
def share_opinion(unit_size, totals, mean):
    """Mean interest of each unit's people; mean : (units, lanes), written."""
    for u in range(np.uint64(len(unit_size))):
        size = float(unit_size[u])
        for lane in range(np.uint64(mean.shape[1])):
            mean[u, lane] = totals[u, SUM_OF_INTEREST, lane] / size
