"""Hierarchy: who reports to whom, and who leads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Indices
from sim.compiled import rule as compiled
from sim.organisation.organisation import MISSING

DEEPEST = 255  # levels beyond are counted as this one
HEAD_OF_UNIT = 1  # depth of heads of units, those of outer units too: they answer to no one and are no one's chief


class Leaders(NamedTuple):
    """Employees with reports, and who hears whom among them."""

    leaders: Indices  # employee
    leader_of: Indices  # shape (employees,): row of the own manager, or MISSING
    leader_row: Indices  # shape (employees,): own row, or MISSING


@compiled
def managers_by_position(first: Indices, size: Indices, span: int) -> Indices:
    """Inside a unit, the first leads the next `span`, each of them the next `span`, so newcomers at the end change no one's manager.

    first, size : employees, shape (units,)
    span : reports of one leader
    """
    manager = np.empty(np.sum(size), np.uint32)
    for unit in range(len(size)):
        start = np.int64(first[unit])
        manager[start] = MISSING
        for position in range(1, np.int64(size[unit])):
            manager[start + position] = start + (position - 1) // span
    return manager


@compiled
def depths_of(manager: Indices, depth_of_roots: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each employee is one level below the manager.

    manager : employee or MISSING, shape (employees,); without cycles
    depth_of_roots : depth of those who have no manager, shape (employees,), read for them only
    """
    unknown = -1
    depth = np.full(len(manager), unknown, np.int64)
    for employee in range(len(manager)):
        steps, above = 0, np.int64(employee)
        while depth[above] == unknown and manager[above] != MISSING:
            steps, above = steps + 1, np.int64(manager[above])
        if depth[above] == unknown:
            depth[above] = depth_of_roots[above]
        level = depth[above] + steps
        above = np.int64(employee)
        while depth[above] == unknown:
            depth[above] = level
            level, above = level - 1, np.int64(manager[above])
    return np.minimum(depth, DEEPEST).astype(np.uint8)


def leaders_of(manager: Indices) -> Leaders:
    """Leaders are employees with reports."""
    reports = manager != MISSING
    leads = np.zeros(len(manager), np.bool_)
    leads[manager[reports]] = True
    leaders = np.flatnonzero(leads).astype(np.uint32)
    leader_row = np.full(len(manager), MISSING, np.uint32)
    leader_row[leaders] = np.arange(len(leaders), dtype=np.uint32)
    leader_of = np.full(len(manager), MISSING, np.uint32)
    leader_of[reports] = leader_row[manager[reports]]
    return Leaders(leaders, leader_of, leader_row)
