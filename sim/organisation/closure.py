"""Closure: how far the contacts of an employee are tied to one another."""

from __future__ import annotations

import numpy as np

from sim.array_types import Bools, Floats, Indices, Ints
from sim.compiled import rule as compiled
from sim.organisation.listening import compressed
from sim.organisation.organisation import Organisation


def closure(organisation: Organisation) -> Floats:
    """Local clustering coefficient: the share of pairs of an employee's contacts who are tied to one another, [0, 1], shape (employees,).

    A tie counts as one between two equals, in whichever direction it is heard and however strongly. With fewer than two contacts there is
    no pair, and closure is 0.

    Source: Watts and Strogatz 1998 (the coefficient); Centola and Macy 2007 (why it matters: among people tied to one another, one person
    sees the same behaviour from several sides). Triangles are counted from their end with the fewest contacts, so a hub costs little.
    """
    n = organisation.employees
    listener = np.repeat(np.arange(n, dtype=np.uint32), np.diff(organisation.start.astype(np.int64)))
    one, other = _pairs(np.minimum(listener, organisation.neighbour), np.maximum(listener, organisation.neighbour), n)
    contacts = np.bincount(one, minlength=n) + np.bincount(other, minlength=n)
    place = np.empty(n, np.int64)
    place[np.argsort(contacts, kind="stable")] = np.arange(n)
    is_upward: Bools = place[one] < place[other]
    lower, upper = np.where(is_upward, one, other), np.where(is_upward, other, one)
    start, above, _ = compressed(lower, upper, np.ones(len(lower)), n)
    possible = contacts * (contacts - 1) // 2
    return _triangles(start.astype(np.int64), above) / np.maximum(possible, 1)


def _pairs(lower: Indices, upper: Indices, employees: int) -> tuple[Indices, Indices]:
    """Each pair of tied people once, from ties in either direction."""
    start, other, _ = compressed(lower, upper, np.ones(len(lower)), employees)
    return np.repeat(np.arange(employees, dtype=np.uint32), np.diff(start.astype(np.int64))), other


@compiled
def _triangles(start: Ints, above: Indices) -> Ints:
    """Triangles each employee belongs to; `above` lists each pair once, under the one of the two who comes first in a fixed order."""
    employees = len(start) - 1
    found = np.zeros(employees, np.int64)
    seen_by = np.full(employees, -1, np.int64)
    for first in range(employees):
        for tie in range(start[first], start[first + 1]):
            seen_by[above[tie]] = first
        for tie in range(start[first], start[first + 1]):
            second = above[tie]
            for further in range(start[second], start[second + 1]):
                third = above[further]
                if seen_by[third] == first:
                    found[first] += 1
                    found[second] += 1
                    found[third] += 1
    return found
