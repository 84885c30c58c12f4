"""Exposure: what employees see of others. Sums over ties are kept between weeks and updated only where practice changes.

Sums are whole numbers of 16 bits, person by person, so that what a person sees fits in few lines of memory. The few people whose ties are
together too strong for 16 bits have sums of 32 bits beside these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.compiled import stage, stage_apart, stage_with_room
from sim.engine.tile import EXAMPLE, EXPOSURE, LISTENED, RECIPROCAL, SPOTLIGHT, TILE
from sim.mechanisms.exposure import exposure_to
from sim.organisation.organisation import MISSING
from sim.planning.temporary_ties import WHOLE
from sim.quotient import quotient

IN_PARTS = float(WHOLE)
_FITS = 2**16


class ListenerTies(NamedTuple):
    """Standing ties from the side of the one who is seen, and what they carry."""

    start: NDArray[np.uint64]  # (employees + 1,): of each one's listeners
    listener: Indices  # (ties,)
    strength: NDArray[np.uint16]
    seen: NDArray[np.uint16]  # (employees, behaviours, lanes): strength of ties to those who practise, its last 16 bits
    wide_row: Indices  # (employees,): own row of the next, or MISSING
    wide: Indices  # (employees whose ties do not fit, behaviours, lanes): as seen, all bits
    listened: Floats  # (employees,): strength of all ties, a whole number
    aligned: NDArray[np.uint8]  # (employees, lanes): how many aligned behaviours each one practises
    order: NDArray[np.uint64]  # (behaviours,): the aligned ones first
    aligned_behaviours: np.uint64
    changed: Indices  # room for those who may have changed practice in the week
    step: NDArray[np.uint16]  # room for a change in each lane


@stage_with_room
def look_around(start, neighbour, strength, practice, is_aligned, practice_next):
    """Exposure of all employees from scratch; afterwards changes suffice, because people practise until they decide otherwise."""
    people, behaviours, lanes = np.uint64(practice.shape[0]), np.uint64(practice.shape[1]), np.uint64(practice.shape[2])
    own_start = np.zeros(people + np.uint64(1), np.uint64)
    for t in range(np.uint64(len(neighbour))):
        own_start[neighbour[t] + np.uint32(1)] += np.uint64(1)
    for i in range(people):
        own_start[i + np.uint64(1)] += own_start[i]
    place = own_start.copy()
    listener, weight = np.empty(len(neighbour), np.uint32), np.empty(len(neighbour), np.uint16)
    listened, wide_row, wide_rows = np.zeros(people), np.empty(people, np.uint32), np.uint32(0)
    for i in range(people):
        for t in range(start[i], start[i + np.uint64(1)]):
            j = neighbour[t]
            listener[place[j]], weight[place[j]] = i, strength[t]
            place[j] += np.uint64(1)
            listened[i] += strength[t]
        wide_row[i] = MISSING
        if listened[i] >= _FITS:
            wide_row[i] = wide_rows
            wide_rows += np.uint32(1)
    row = behaviours * lanes
    seen, wide = np.zeros((people, behaviours, lanes), np.uint16), np.zeros((wide_rows, behaviours, lanes), np.uint32)
    seen_by, done = seen.reshape(-1), practice.reshape(-1)
    aligned = np.zeros((people, lanes), np.uint8)
    for i in range(people):
        for t in range(start[i], start[i + np.uint64(1)]):
            at, weighs = neighbour[t] * row, np.uint16(strength[t])
            for cell in range(row):
                seen_by[i * row + cell] += np.uint16(weighs * done[at + cell])
            if wide_row[i] != MISSING:
                for b in range(behaviours):
                    for lane in range(lanes):
                        wide[wide_row[i], b, lane] += np.uint32(strength[t]) * practice[neighbour[t], b, lane]
        for b in range(behaviours):
            for lane in range(lanes):
                aligned[i, lane] += np.uint8(practice[i, b, lane] * is_aligned[b])
                practice_next[i, b, lane] = practice[i, b, lane]
    order, aligned_behaviours, others = np.empty(behaviours, np.uint64), np.uint64(0), np.uint64(0)
    for b in range(behaviours):
        if is_aligned[b]:
            order[aligned_behaviours] = b
            aligned_behaviours += np.uint64(1)
    for b in range(behaviours):
        if not is_aligned[b]:
            order[aligned_behaviours + others] = b
            others += np.uint64(1)
    room = np.empty(people * lanes + np.uint64(1), np.uint32)
    return ListenerTies(
        own_start, listener, weight, seen, wide_row, wide, listened, aligned, order, aligned_behaviours, room, np.empty(lanes, np.uint16)
    )


@stage_apart
def show_changes(count, changed, sight, unit, is_aligned, practice_next, practice, practising):
    """Propagate changes of practice to listeners; writes practice, practising and what sight holds.

    A sum that shrinks wraps around and back: it is exact all the same.
    """
    start, listener, strength, seen, wide_row, wide, aligned, step = (
        sight.start, sight.listener, sight.strength, sight.seen, sight.wide_row, sight.wide, sight.aligned, sight.step,
    )  # fmt: skip
    behaviours, lanes = np.uint64(practice.shape[1]), np.uint64(practice.shape[2])
    few = 1 + lanes // 16
    for place in range(count):
        i = np.uint64(changed[place])
        u, begins, ends = unit[i], start[i], start[i + np.uint64(1)]
        for b in range(behaviours):
            differs = np.uint8(0)
            for lane in range(lanes):
                differs = np.uint8(differs | np.uint8(practice_next[i, b, lane] ^ practice[i, b, lane]))
            if differs == 0:
                continue
            changes = np.uint64(0)
            for lane in range(lanes):
                step[lane] = np.uint16(practice_next[i, b, lane]) - np.uint16(practice[i, b, lane])
                changes += np.uint64(step[lane] != 0)
            counts = np.uint8(is_aligned[b])
            for lane in range(lanes):
                practice[i, b, lane] = practice_next[i, b, lane]
            for lane in range(lanes):
                practising[u, b, lane] += np.uint32(np.int32(np.int16(step[lane])))
            for lane in range(lanes):
                aligned[i, lane] += np.uint8(step[lane]) * counts
            if changes <= few:  # in few lanes: one by one
                for lane in range(lanes):
                    change = step[lane]
                    if change != 0:
                        for t in range(begins, ends):
                            seen[listener[t], b, lane] += np.uint16(change * strength[t])
            else:
                for t in range(begins, ends):
                    hears, weight = np.uint64(listener[t]), strength[t]
                    for lane in range(lanes):
                        seen[hears, b, lane] += np.uint16(step[lane] * weight)
            if len(wide) > 0:
                for t in range(begins, ends):
                    row = wide_row[listener[t]]
                    if row != MISSING:
                        for lane in range(lanes):
                            wide[row, b, lane] += np.uint32(np.int32(np.int16(step[lane])) * np.int32(strength[t]))


@stage
def show_changes_alone(count, changed, sight, unit, is_aligned, practice_next, practice, practising):
    """Like show_changes, where there is one lane only."""
    start, listener, strength, seen, wide_row, wide, aligned = (
        sight.start, sight.listener, sight.strength, sight.seen, sight.wide_row, sight.wide, sight.aligned,
    )  # fmt: skip
    lane = np.uint64(0)
    for place in range(count):
        i = np.uint64(changed[place])
        for b in range(np.uint64(len(is_aligned))):
            after, before = practice_next[i, b, lane], practice[i, b, lane]
            if after == before:
                continue
            step = np.uint16(after) - np.uint16(before)
            practice[i, b, lane] = after
            practising[unit[i], b, lane] += np.uint32(np.int32(np.int16(step)))
            aligned[i, lane] += np.uint8(step) * is_aligned[b]
            for t in range(start[i], start[i + np.uint64(1)]):
                seen[listener[t], b, lane] += np.uint16(step * strength[t])
            if len(wide) > 0:
                for t in range(start[i], start[i + np.uint64(1)]):
                    row = wide_row[listener[t]]
                    if row != MISSING:
                        wide[row, b, lane] += np.uint32(np.int32(np.int16(step)) * np.int32(strength[t]))


@stage
def have_bridges(week, parts, otherwise):
    """Whether any tie that a programme made or cut carries anything this week."""
    carried = 0
    for g in range(len(otherwise)):
        carried += parts[week, g] + otherwise[g]
    return carried > 0


@stage
def count_seen_alone(first, last, lane, seen, wide_row, wide, listened, column):
    """What people of a tile see through standing ties in one lane, as numbers, and all that these ties could carry.

    Writes the rows from EXPOSURE on, and LISTENED.
    """
    behaviours = np.uint64(seen.shape[1])
    for b in range(behaviours):
        to = EXPOSURE + b * TILE
        for at in range(last - first):
            column[to + at] = seen[first + at, b, lane]
    for at in range(last - first):
        column[LISTENED + at] = listened[first + at]
    if len(wide) > 0:
        for at in range(last - first):
            row = wide_row[first + at]
            if row != MISSING:
                for b in range(behaviours):
                    column[EXPOSURE + b * TILE + at] = wide[row, b, lane]


@stage
def see_across_bridges_alone(
    i, at, week, lane, start, neighbour, strength, group, parts, otherwise, takes_place, practice, column
):  # fmt: skip
    """Add temporary ties in 64ths of their strength to what a person sees, in 64ths too; writes the rows from EXPOSURE on, and LISTENED.

    at : place in the tile
    """
    behaviours, everything = np.uint64(practice.shape[1]), column[LISTENED + at] * IN_PARTS
    for b in range(behaviours):
        column[EXPOSURE + b * TILE + at] *= IN_PARTS
    for t in range(start[i], start[i + np.uint64(1)]):
        j, g = neighbour[t], group[t]
        weight = float(strength[t] * (parts[week, g] if takes_place[g, lane] else otherwise[g]))
        everything += weight
        for b in range(behaviours):
            column[EXPOSURE + b * TILE + at] += weight * practice[j, b, lane]
    column[LISTENED + at] = everything


@stage
def be_exposed(size, is_aligned, visibility, column):
    """Exposure of a tile to each behaviour, and the mean over those that serve customers.

    Reads counts from the rows that it writes, from EXPOSURE on; writes EXAMPLE and RECIPROCAL too.
    """
    for place in range(size):
        everything = column[LISTENED + place]
        listens = everything > 0.0
        column[LISTENED + place] = everything if listens else 1.0
        column[RECIPROCAL + place] = 1.0 / everything if listens else 1.0  # who listens to no one has seen nothing
        column[EXAMPLE + place] = 0.0
    aligned_behaviours = 0.0
    for b in range(np.uint64(len(visibility))):
        row, visible = EXPOSURE + b * TILE, visibility[b]
        for place in range(size):
            share = quotient(column[row + place], column[LISTENED + place], column[RECIPROCAL + place])
            column[row + place] = exposure_to(share, visible, column[SPOTLIGHT + place])
        if is_aligned[b]:
            aligned_behaviours += 1.0
            for place in range(size):
                column[EXAMPLE + place] += column[row + place]
    if aligned_behaviours > 0.0:
        share = 1.0 / aligned_behaviours
        for place in range(size):
            column[EXAMPLE + place] = quotient(column[EXAMPLE + place], aligned_behaviours, share)
