"""Reporting lines of a real organisation: given in its file, or inferred from who is listened to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Indices
from sim.organisation.hierarchy import managers_by_position
from sim.organisation.organisation import MISSING, OrganisationError
from sim.organisation.tables import FileTable, shown

LONGEST_CYCLE = 10  # members listed


def managers_given(table: FileTable, ids: list[str], inside: NDArray[np.bool_]) -> Indices:
    """Inside the firm every line of managers ends with one person; in outer units anyone may be without a manager.

    table : with the column `manager`; ids, inside : of each row, in the same order
    Raises OrganisationError for unknown managers, one's own manager, cycles, and not exactly one chief.
    """
    row_of = {name: row for row, name in enumerate(ids)}
    names = table.columns["manager"]
    in_file = np.argsort(table.rows).tolist()
    own = [f"row {table.rows[row]}: {shown(names[row])}" for row in in_file if names[row] == ids[row]]
    if own:
        raise table.refuse("people who are their own manager (leave the chief's manager empty)", own)
    unknown = [f"row {table.rows[row]}: {shown(names[row])}" for row in in_file if names[row] and names[row] not in row_of]
    if unknown:
        raise table.refuse("managers who are no one's id", unknown)
    manager = np.array([row_of[name] if name else int(MISSING) for name in names], np.uint32)
    _refuse_cycle(table, ids, manager)
    _refuse_other_than_one_chief(table, ids, manager, inside)
    return manager


def _refuse_cycle(table: FileTable, ids: list[str], manager: Indices) -> None:
    above = manager.tolist()
    missing = int(MISSING)
    walk_of = [-1] * len(above)  # the walk on which each was first met
    for begin in range(len(above)):
        person = begin
        while person != missing and walk_of[person] < 0:
            walk_of[person] = begin
            person = above[person]
        if person != missing and walk_of[person] == begin:
            raise _cycle_through(table, ids, above, person)


def _cycle_through(table: FileTable, ids: list[str], above: list[int], person: int) -> OrganisationError:
    members = [person]
    while above[members[-1]] != person:
        members.append(above[members[-1]])
    first = min(range(len(members)), key=lambda place: table.rows[members[place]])
    members = members[first:] + members[:first]
    names = [ids[member] for member in members]
    if len(names) > LONGEST_CYCLE:
        names = [*names[:LONGEST_CYCLE], f"… {len(members) - LONGEST_CYCLE} more …"]
    circle = " → ".join(shown(name)[1:-1] for name in [*names, ids[members[0]]])
    rows = ", ".join(str(table.rows[member]) for member in members[:LONGEST_CYCLE])
    return OrganisationError(f"{table.file}: managers in a circle: {circle} (rows {rows})")


def _refuse_other_than_one_chief(table: FileTable, ids: list[str], manager: Indices, inside: NDArray[np.bool_]) -> None:
    chiefs = np.flatnonzero((manager == MISSING) & inside).tolist()
    if not chiefs:
        raise OrganisationError(f"{table.file}: no one inside the firm is without a manager, so no one leads it")
    if len(chiefs) > 1:
        cases = [f"row {table.rows[row]}: {shown(ids[row])}" for row in sorted(chiefs, key=table.rows.__getitem__)]
        raise table.refuse(f"{len(chiefs):,} people inside the firm have no manager, and only its chief may have none", cases)


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
