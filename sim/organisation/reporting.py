"""Reporting lines of a real organisation: inferred from who is listened to, and who leads a unit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Indices
from sim.organisation.hierarchy import managers_by_position
from sim.organisation.organisation import MISSING


def managers_inferred(unit: Indices, renown: NDArray[np.int64], inside: NDArray[np.bool_], span: int) -> Indices:
    """Without stated leaders, the best connected lead: one head per unit, below it the rest by in-degree.

    unit : of each employee, in order; renown : how many others name each, shape (employees,)
    inside : whether each belongs to the firm; span : reports of one leader
    Source: our own simplification; in-degree as standing in a group after Freeman 1978.
    """
    order = np.lexsort((np.arange(len(unit)), -renown, unit)).astype(np.uint32)
    _, first, size = np.unique(unit, return_index=True, return_counts=True)
    placed = managers_by_position(first.astype(np.uint32), size.astype(np.uint32), span)
    manager = np.empty(len(unit), np.uint32)
    led = placed != MISSING
    manager[order[led]] = order[placed[led]]
    heads = order[first]
    manager[heads] = MISSING
    candidates = heads[inside[heads]]
    chief = candidates[np.lexsort((candidates, -renown[candidates]))[0]]
    manager[candidates] = chief
    manager[chief] = MISSING
    return manager


def heads_of_units(unit: Indices, manager: Indices, depth: NDArray[np.uint8]) -> Indices:
    """A unit is led by its highest member; among equals, by the one with most reports."""
    reports = np.bincount(manager[manager != MISSING], minlength=len(unit))
    order = np.lexsort((np.arange(len(unit)), -reports, depth, unit))
    _, first = np.unique(unit[order], return_index=True)
    return order[first].astype(np.uint32)
