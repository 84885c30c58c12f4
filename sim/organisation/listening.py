"""Listening: whom each employee listens to, and how strongly, as a compressed sparse table.

That two people share a tie is mutual; how strongly one hears the other is not: leaders and people of influential units count for more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.compiled import rule as compiled

# Weights of the kinds of tie. A formal tie is heard every week and decides on one's prospects; a colleague of the same unit is met daily;
# a colleague across units now and then. The order is what matters; the sizes are our own, and small, so that numbers of ties decide.
FORMAL = 1.5
WITHIN = 1.0
BETWEEN = 0.8
REVERSED = 0.5  # the other direction of a tie that a file gives in one direction only

# Authority of the one who is heard, by rank (Cialdini: people follow those above them): again the order matters, not the size.
AUTHORITY_OF_HEAD = 2.0  # the chief, and heads of units
AUTHORITY_OF_LEADER = 1.5  # others with reports
AUTHORITY_OF_OTHERS = 1.0

# A tie inside a unit with someone without authority has this strength: low enough that the strongest fits in one byte without influence.
ORDINARY_STRENGTH = 40.0
STRONGEST = 255.0


class Ties(NamedTuple):
    """The table of ties: employee i listens to the entries start[i]:start[i + 1], in employee order."""

    start: NDArray[np.uint64]
    neighbour: Indices
    strength: NDArray[np.uint8]


@compiled
def _bucketed(by: Indices, along: Indices, weight: Floats, employees: int) -> tuple[Indices, Indices, Floats]:
    """Stable sort by the first column."""
    place = np.zeros(employees + 1, np.int64)
    for tie in range(len(by)):
        place[by[tie] + 1] += 1
    for employee in range(employees):
        place[employee + 1] += place[employee]
    sorted_by, sorted_along, sorted_weight = np.empty_like(by), np.empty_like(along), np.empty_like(weight)
    for tie in range(len(by)):
        spot = place[by[tie]]
        place[by[tie]] = spot + 1
        sorted_by[spot], sorted_along[spot], sorted_weight[spot] = by[tie], along[tie], weight[tie]
    return sorted_by, sorted_along, sorted_weight


@compiled
def compressed(listener: Indices, heard: Indices, weight: Floats, employees: int) -> tuple[NDArray[np.uint64], Indices, Floats]:
    """Each listener hears each other person once, by the strongest of the ties they share.

    listener, heard, weight : shape (ties,), in any order, repeated ties allowed
    """
    heard, listener, weight = _bucketed(heard, listener, weight, employees)
    listener, heard, weight = _bucketed(listener, heard, weight, employees)
    start = np.zeros(employees + 1, np.uint64)
    kept = -1
    for tie in range(len(listener)):
        if kept >= 0 and listener[tie] == listener[kept] and heard[tie] == heard[kept]:
            weight[kept] = max(weight[kept], weight[tie])
            continue
        kept += 1
        listener[kept], heard[kept], weight[kept] = listener[tie], heard[tie], weight[tie]
        start[listener[kept] + 1] = kept + 1
    for employee in range(employees):
        start[employee + 1] = max(start[employee], start[employee + 1])
    return start, heard[: kept + 1].copy(), weight[: kept + 1].copy()


@compiled
def _strengths(
    start: NDArray[np.uint64], heard: Indices, weight: Floats, authority: Floats, unit: Indices, influence: Floats
) -> NDArray[np.uint8]:
    strength = np.empty(len(heard), np.uint8)
    for listener in range(len(start) - 1):
        for tie in range(np.int64(start[listener]), np.int64(start[listener + 1])):
            other = heard[tie]
            reach = influence[unit[other]] if unit[other] != unit[listener] else 1.0
            felt = np.rint(ORDINARY_STRENGTH * weight[tie] * authority[other] * reach)
            strength[tie] = np.uint8(min(STRONGEST, max(1.0, felt)))
    return strength


def authority_of(employees: int, leaders: Indices, unit_head: Indices) -> Floats:
    """Rank makes an example count: that of heads most, of other leaders more than of the rest."""
    authority = np.full(employees, AUTHORITY_OF_OTHERS)
    authority[leaders] = AUTHORITY_OF_LEADER
    authority[unit_head] = AUTHORITY_OF_HEAD
    return authority


def ties_of(listener: Indices, heard: Indices, weight: Floats, authority: Floats, unit: Indices, influence: Floats) -> Ties:
    """How strongly one hears another: the kind of tie, the other's authority and, across units, the influence of the other's unit.

    listener, heard, weight : shape (ties,), in any order; of repeated ties the strongest counts
    authority, unit : shape (employees,)
    influence : shape (units,); colleagues of one unit do not impress each other with it
    """
    start, neighbour, merged = compressed(listener, heard, weight, len(unit))
    return Ties(start, neighbour, _strengths(start, neighbour, merged, authority, unit, influence))
