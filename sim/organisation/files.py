"""A real organisation from two tables of the user: employees and ties.

Employees: `employee` (or `id`), and where known `manager` and `unit`. Ties: `employee`, who listens, and `colleague`, who is heard; where
known `kind` (`formal` counts as such, any other word does not matter) and `strength` (relative: the median one is ordinary).
What is missing is filled in, and said in the notes; what is wrong is refused with its row.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.organisation.draws import address_of, addresses_of_employees, key_of
from sim.organisation.hierarchy import HEAD_OF_UNIT, depths_of, leaders_of
from sim.organisation.listening import BETWEEN, FORMAL, REVERSED, WITHIN, Ties, authority_of, ties_of
from sim.organisation.organisation import KINDS, MISSING, Organisation, OrganisationError
from sim.organisation.people import people_of
from sim.organisation.reporting import heads_of_units, managers_given, managers_inferred
from sim.organisation.tables import FileTable, digest_of_file, read_table, shown
from sim.schema.organisation import OrganisationFromFiles, UnitTraits

__all__ = ["digest_of_file", "read_organisation"]

EVERYONE = "all"  # the unit of an organisation whose file names none
NO_UNIT = "(none)"  # the unit of those whose unit is left empty
LONGEST_ID = 256  # characters


class _Staff(NamedTuple):
    """Employees in the order of (unit, id)."""

    table: FileTable  # in the same order
    ids: list[str]
    unit_ids: tuple[str, ...]
    unit: Indices


class _Listed(NamedTuple):
    """Ties of a file, without self-ties and duplicates."""

    listener: Indices
    heard: Indices
    weight: Floats


def read_organisation(spec: OrganisationFromFiles) -> Organisation:
    """An organisation as its files describe it; missing parts are inferred and reported.

    Raises OrganisationError, in a line or two with file and rows, for what cannot be an organisation.
    """
    notes: list[str] = []
    staff = _staff_of(spec, notes)
    traits = _traits_of(spec, staff)
    kind = np.array([KINDS.index(unit.kind) for unit in traits], np.uint8)
    if not (kind == 0).any():
        raise OrganisationError("units: none is internal, so there is no firm to change")
    inside = kind[staff.unit] == 0
    given = managers_given(staff.table, staff.ids, inside) if any(staff.table.columns.get("manager", ())) else None
    listed = _listed_ties(spec, staff, notes)
    manager = _inferred(spec, staff, listed, inside, notes) if given is None else given
    roots = np.where(inside, 0, HEAD_OF_UNIT).astype(np.uint8)
    depth = depths_of(manager, roots)
    leaders = leaders_of(manager)
    unit_head = heads_of_units(staff.unit, manager, depth)
    influence = np.array([unit.influence for unit in traits])
    resistance = np.array([unit.resistance for unit in traits])
    address = addresses_of_employees(staff.ids)
    persons = people_of(spec.people, key_of(spec.seed), address, resistance[staff.unit])
    authority = authority_of(len(staff.ids), leaders.leaders, unit_head)
    ties = _heard(listed, given, authority, staff.unit, influence, notes)
    return Organisation(
        unit_ids=staff.unit_ids,
        unit_titles=tuple(unit.title or name for name, unit in zip(staff.unit_ids, traits, strict=True)),
        unit_kind=kind,
        unit_size=np.bincount(staff.unit).astype(np.uint32),
        unit_head=unit_head,
        contact=np.array([unit.contact for unit in traits]),
        influence=influence,
        unit_resistance=resistance,
        unit_address=np.array([address_of(name) for name in staff.unit_ids], np.uint64),
        employee_ids=tuple(staff.ids),
        unit=staff.unit,
        manager=manager,
        depth=depth,
        address=address,
        threshold=persons.threshold,
        openness=persons.openness,
        **leaders._asdict(),
        **ties._asdict(),
        notes=tuple(notes),
    )


def _in_order(name: str) -> tuple[str, str]:
    """Ids in natural order: 2 before 10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(20), name), name


def _staff_of(spec: OrganisationFromFiles, notes: list[str]) -> _Staff:
    table = read_table(spec.employees, {"employee": ("id",)}, ("manager", "unit"), spec.employees_sha256)
    ids = table.columns["employee"]
    _refuse_bad_ids(table, ids)
    if "unit" not in table.columns:
        notes.append(f"{table.file} has no column 'unit': everyone was placed in one unit, {EVERYONE!r}.")
    units = [name or NO_UNIT for name in table.columns.get("unit", [EVERYONE] * len(ids))]
    order = sorted(range(len(ids)), key=lambda row: (units[row], _in_order(ids[row])))
    columns = {name: [values[row] for row in order] for name, values in table.columns.items()}
    unit_ids = tuple(sorted(set(units)))
    place = {name: row for row, name in enumerate(unit_ids)}
    unit = np.array([place[units[row]] for row in order], np.uint32)
    return _Staff(FileTable(table.file, columns, [table.rows[row] for row in order]), columns["employee"], unit_ids, unit)


def _refuse_bad_ids(table: FileTable, ids: list[str]) -> None:
    empty = [f"row {row}" for row, name in zip(table.rows, ids, strict=True) if not name]
    if empty:
        raise table.refuse("employees without an id", empty)
    names = [*ids, *table.columns.get("unit", ())]
    long = [f"row {row}: {shown(name)}" for row, name in zip(table.rows * 2, names, strict=False) if len(name) > LONGEST_ID]
    if long:
        raise table.refuse(f"ids and units of more than {LONGEST_ID} characters", long)
    repeated = {name for name, times in Counter(ids).items() if times > 1}
    if repeated:
        rows: dict[str, list[str]] = {}
        for row, name in zip(table.rows, ids, strict=True):
            if name in repeated:
                rows.setdefault(name, []).append(str(row))
        raise table.refuse("ids that several employees share", [f"{shown(name)} in rows {', '.join(at[:5])}" for name, at in rows.items()])


def _traits_of(spec: OrganisationFromFiles, staff: _Staff) -> list[UnitTraits]:
    for name in spec.units:
        if name not in staff.unit_ids:
            nearest = get_close_matches(name, staff.unit_ids, 1, 0.0)[0]
            raise OrganisationError(f"units: {shown(name)} is not a unit in {staff.table.file}; nearest: {shown(nearest)}")
    return [spec.units.get(name, UnitTraits()) for name in staff.unit_ids]


def _listed_ties(spec: OrganisationFromFiles, staff: _Staff, notes: list[str]) -> _Listed:
    table = read_table(spec.ties, {"employee": (), "colleague": ()}, ("kind", "strength"), spec.ties_sha256)
    listener, heard = _ends_of(table, staff)
    alike = staff.unit[listener] == staff.unit[heard]
    weight = np.where(alike, WITHIN, BETWEEN)
    if "kind" in table.columns:
        weight[[name.casefold() == "formal" for name in table.columns["kind"]]] = FORMAL
    if "strength" in table.columns:
        strength = _strengths_of(table)
        weight *= strength / np.median(strength)
    others = listener != heard
    if not others.all():
        notes.append(f"{table.file}: {np.sum(~others):,} ties of people with themselves were dropped.")
    return _merged(table, listener[others], heard[others], weight[others], len(staff.ids), notes)


def _ends_of(table: FileTable, staff: _Staff) -> tuple[Indices, Indices]:
    person_of = {name: person for person, name in enumerate(staff.ids)}
    unknown = [
        f"row {table.rows[row]}: {shown(name)}"
        for row, pair in enumerate(zip(table.columns["employee"], table.columns["colleague"], strict=True))
        for name in pair
        if name not in person_of
    ]
    if unknown:
        raise table.refuse(f"ties with people who are not in {staff.table.file}", unknown)
    listener, heard = (np.array([person_of[name] for name in table.columns[end]], np.uint32) for end in ("employee", "colleague"))
    return listener, heard


def _strengths_of(table: FileTable) -> Floats:
    strength = [_positive(text) for text in table.columns["strength"]]
    wrong = [
        f"row {row}: {shown(text)}"
        for row, text, number in zip(table.rows, table.columns["strength"], strength, strict=True)
        if number is None
    ]
    if wrong:
        raise table.refuse("strengths that are not positive numbers", wrong)
    return np.array(strength, np.float64)


def _positive(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and number > 0.0 else None


def _merged(table: FileTable, listener: Indices, heard: Indices, weight: Floats, employees: int, notes: list[str]) -> _Listed:
    """A tie that is listed several times counts once, as strong as its strongest line."""
    order = np.argsort(-weight, kind="stable")
    pair = listener[order].astype(np.int64) * employees + heard[order]
    _, strongest = np.unique(pair, return_index=True)
    kept = order[strongest]
    if len(kept) < len(pair):
        notes.append(f"{table.file}: {len(pair) - len(kept):,} ties were listed again, and counted once.")
    return _Listed(listener[kept], heard[kept], weight[kept])


def _inferred(spec: OrganisationFromFiles, staff: _Staff, listed: _Listed, inside: NDArray[np.bool_], notes: list[str]) -> Indices:
    renown = np.bincount(listed.heard, minlength=len(staff.ids))
    notes.append(
        f"{staff.table.file} names no managers: in each unit the colleague whom most others name was taken as its head, the rest were "
        f"placed below by the same order with {spec.span} reports each, and the best known head leads the firm. No ties were added for it."
    )
    return managers_inferred(staff.unit, renown, inside, spec.span)


def _heard(listed: _Listed, given: Indices | None, authority: Floats, unit: Indices, influence: Floats, notes: list[str]) -> Ties:
    """Ties are mutual in existence: where a file gives one direction only, the other is added, weaker. Managers it names are ties too."""
    there = listed.listener.astype(np.int64) * len(unit) + listed.heard
    back = listed.heard.astype(np.int64) * len(unit) + listed.listener
    alone = ~np.isin(back, there)
    if alone.any():
        notes.append(f"{alone.sum():,} ties were given in one direction only: the other direction was added at half strength.")
    manager = np.full(len(unit), MISSING, np.uint32) if given is None else given
    led = np.flatnonzero(manager != MISSING).astype(np.uint32)
    return ties_of(
        np.concatenate((listed.listener, listed.heard[alone], led, manager[led])),
        np.concatenate((listed.heard, listed.listener[alone], manager[led], led)),
        np.concatenate((listed.weight, REVERSED * listed.weight[alone], np.full(2 * len(led), FORMAL))),
        authority,
        unit,
        influence,
    )
