"""Exposure: what employees see of others. Sums over ties are kept between weeks and updated only where practice changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Indices
from sim.compiled import stage
from sim.planning.temporary_ties import WHOLE

_WHOLE = np.uint32(WHOLE)


class ListenerTies(NamedTuple):
    """Standing ties from the side of the one who is seen, and what they carry."""

    start: NDArray[np.uint64]  # (employees + 1,): of each one's listeners
    listener: Indices  # (ties,)
    strength: Indices
    seen: Indices  # (behaviours, employees, lanes): strength of ties to those who practise
    listened: Indices  # (employees,): strength of all ties
    aligned: Indices  # (employees, lanes): how many aligned behaviours each one practises
    changed: Indices  # room for those who may have changed practice in the week


@stage
def look_around(start, neighbour, strength, practice, is_aligned, practice_next):
    """Exposure of all employees from scratch; afterwards changes suffice, because people practise until they decide otherwise."""
    people, behaviours, lanes = practice.shape
    own_start = np.zeros(people + 1, np.uint64)
    for t in range(len(neighbour)):
        own_start[neighbour[t] + 1] += np.uint64(1)
    for i in range(people):
        own_start[i + 1] += own_start[i]
    place = own_start.copy()
    listener, weight = np.empty(len(neighbour), np.uint32), np.empty(len(neighbour), np.uint32)
    listened = np.zeros(people, np.uint32)
    seen = np.zeros((behaviours, people, lanes), np.uint32)
    aligned = np.zeros((people, lanes), np.uint32)
    for i in range(people):
        for t in range(start[i], start[i + 1]):
            j = neighbour[t]
            listener[place[j]], weight[place[j]] = i, strength[t]
            place[j] += np.uint64(1)
            listened[i] += np.uint32(strength[t])
            for b in range(behaviours):
                for lane in range(lanes):
                    seen[b, i, lane] += np.uint32(strength[t]) * practice[j, b, lane]
        for b in range(behaviours):
            for lane in range(lanes):
                aligned[i, lane] += np.uint32(practice[i, b, lane] * is_aligned[b])
                practice_next[i, b, lane] = practice[i, b, lane]
    return ListenerTies(own_start, listener, weight, seen, listened, aligned, np.empty(people * lanes + 1, np.uint32))


@stage
def show_changes(count, changed, start, listener, strength, unit, is_aligned, practice_next, practice, practising, seen, aligned):
    """Propagate changes of practice to listeners; writes the last four arrays.

    A sum that shrinks wraps around and back: it is exact all the same.
    """
    _, behaviours, lanes = practice.shape
    step = np.empty(lanes, np.uint32)
    for place in range(count):
        i = changed[place]
        u = unit[i]
        for b in range(behaviours):
            changes = 0
            for lane in range(lanes):
                step[lane] = np.uint32(practice_next[i, b, lane]) - np.uint32(practice[i, b, lane])
                changes += step[lane] != 0
            if changes == 0:
                continue
            counts = np.uint32(is_aligned[b])
            for lane in range(lanes):
                practice[i, b, lane] = practice_next[i, b, lane]
            for lane in range(lanes):
                practising[u, b, lane] += step[lane]
            for lane in range(lanes):
                aligned[i, lane] += step[lane] * counts
            if changes <= 1 + lanes // 16:  # in few lanes: one by one
                for lane in range(lanes):
                    change = step[lane]
                    if change != 0:
                        for t in range(start[i], start[i + np.uint32(1)]):
                            seen[b, listener[t], lane] += change * strength[t]
            else:
                for t in range(start[i], start[i + np.uint32(1)]):
                    j, weight = listener[t], strength[t]
                    for lane in range(lanes):
                        seen[b, j, lane] += np.uint32(step[lane] * weight)


@stage
def have_bridges(week, parts, otherwise):
    """Whether any tie that a programme made or cut carries anything this week."""
    carried = 0
    for g in range(len(otherwise)):
        carried += parts[week, g] + otherwise[g]
    return carried > 0


@stage
def see_across_bridges_alone(
    i, week, lane, start, neighbour, strength, group, parts, otherwise, takes_place, practice, seen, listened, place
):  # fmt: skip
    """Like see_across_bridges, for one lane, where a loop over lanes would cost more."""
    behaviours = practice.shape[1]
    listened[place] *= _WHOLE
    for b in range(behaviours):
        seen[b, place] *= _WHOLE
    for t in range(start[i], start[i + np.uint64(1)]):
        j, g = neighbour[t], group[t]
        weight = np.uint32(strength[t] * (parts[week, g] if takes_place[g, lane] else otherwise[g]))
        listened[place] += weight
        for b in range(behaviours):
            seen[b, place] += np.uint32(weight * practice[j, b, lane])


@stage
def see_across_bridges(
    i, week, lane_from, lane_to, start, neighbour, strength, group, parts, otherwise, takes_place, practice, weight, seen, listened, at
):  # fmt: skip
    """Add temporary ties in 64ths of their strength; exposure is first converted to 64ths.

    seen : (behaviours, places), listened : (places,); both written from place `at` on, a place for each lane
    weight : room for as many lanes
    """
    lanes, behaviours = lane_to - lane_from, practice.shape[1]
    for lane in range(lanes):
        listened[at + lane] *= _WHOLE
    for b in range(behaviours):
        for lane in range(lanes):
            seen[b, at + lane] *= _WHOLE
    for t in range(start[i], start[i + np.uint64(1)]):
        j, g, whole = neighbour[t], group[t], strength[t]
        made, instead = np.uint32(whole * parts[week, g]), np.uint32(whole * otherwise[g])
        for lane in range(lanes):
            weight[lane] = made if takes_place[g, lane_from + lane] else instead
            listened[at + lane] += weight[lane]
        for b in range(behaviours):
            for lane in range(lanes):
                seen[b, at + lane] += np.uint32(weight[lane] * practice[j, b, lane_from + lane])
