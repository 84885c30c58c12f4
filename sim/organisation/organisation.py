"""An organisation as columns: one row an employee, one a unit, ties as a compressed sparse table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.uint32]

NOBODY = np.uint32(0xFFFFFFFF)
"""Manager of those who have none: the CEO, and the heads of outer units."""

KINDS = ("internal", "supplier", "distributor", "partner")


class OrganisationError(ValueError):
    """What was given cannot be an organisation; the message says in a line or two why, and where."""


@dataclass(frozen=True)
class Organisation:
    """Who works where, for whom, and beside whom. Nothing in it changes while weeks run.

    Units stand in the order of their ids, employees in the order of (unit, position) or of their ids, so the order in a file never matters.
    """

    # units, shape (units,)
    unit_ids: tuple[str, ...]
    unit_titles: tuple[str, ...]
    unit_kind: NDArray[np.uint8]  # index into KINDS
    unit_size: Index
    unit_head: Index  # employee who leads the unit
    contact: Floats
    influence: Floats
    unit_resistance: Floats
    unit_address: NDArray[np.uint64]  # from the unit's id alone
    # employees, shape (employees,)
    employee_ids: tuple[str, ...]  # shown in records and files
    unit: Index
    manager: Index  # employee, or NOBODY
    depth: NDArray[np.uint8]  # 0 the CEO, 1 heads of units, …
    address: NDArray[np.uint64]  # from (unit id, position) or the employee's id alone
    threshold: Floats
    openness: Floats
    # leaders: employees with reports; shape (leaders,)
    leaders: Index  # employee
    leader_of: Index  # shape (employees,): row in `leaders` of the own manager, or NOBODY
    leader_row: Index  # shape (employees,): own row in `leaders`, or NOBODY
    # ties: whom employee i listens to stands at start[i]:start[i + 1]
    start: NDArray[np.uint64]  # shape (employees + 1,)
    neighbour: Index  # shape (ties,)
    strength: NDArray[np.uint8]  # 1 to 255, shape (ties,)
    notes: tuple[str, ...] = ()  # what was filled in or dropped on the way, in words for the reader

    @property
    def employees(self) -> int:
        return len(self.unit)

    @property
    def units(self) -> int:
        return len(self.unit_ids)

    @property
    def is_internal(self) -> NDArray[np.bool_]:
        """Shape (units,): whether the firm can give the unit orders."""
        return self.unit_kind == 0

    @property
    def chief(self) -> int:
        """The employee who leads the firm: the only one inside it without a manager."""
        inside = self.is_internal[self.unit]
        return int(np.flatnonzero((self.manager == NOBODY) & inside)[0])
