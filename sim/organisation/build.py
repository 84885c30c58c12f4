"""Build an organisation from its description: people, hierarchy and ties, drawn or read from files."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.declared import Declared
from sim.organisation.draws import DrawKey, address_of, key_of
from sim.organisation.files import read_organisation
from sim.organisation.hierarchy import HEAD_OF_UNIT, depths_of, leaders_of, managers_by_position
from sim.organisation.listening import BETWEEN, FORMAL, WITHIN, Ties, authority_of, ties_of
from sim.organisation.organisation import KINDS, MISSING, Organisation, OrganisationError
from sim.organisation.people import Persons, addresses_by_position, people_of, stated
from sim.organisation.ties import most_ties_between, ties_between, ties_within
from sim.schema.organisation import DrawnOrganisation, OrganisationFromFiles, UnitToDraw

EXECUTIVE_OFFICE = "executive_office"
LARGEST = 6_000_000_000  # bytes; what would take more is refused before anything is allocated
BYTES_OF_EMPLOYEE = 300  # measured: columns, id, and what building needs beside them
BYTES_OF_TIE = 110  # an opened tie is heard from two ends, and sorted twice


class _Units(NamedTuple):
    """Units in the order of their ids, as columns; shape (units,) each."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    kind: NDArray[np.uint8]
    size: Indices
    first: Indices  # employee, head of the unit
    contact: Floats
    influence: Floats
    resistance: Floats
    address: NDArray[np.uint64]


def organisation_of(spec: DrawnOrganisation | OrganisationFromFiles) -> Organisation:
    """The organisation that a configuration describes, drawn or read.

    Raises OrganisationError, in a line or two, where the description cannot be one.
    """
    return read_organisation(spec) if isinstance(spec, OrganisationFromFiles) else _drawn(spec)


def give_the_same(one: DrawnOrganisation | OrganisationFromFiles, other: DrawnOrganisation | OrganisationFromFiles) -> bool:
    """Whether two descriptions are of one organisation: apart from levers, which belong to the conditions, they are equal."""
    if type(one) is not type(other) or not _equal_but(one, other, {"levers", "units"}) or one.units.keys() != other.units.keys():
        return False
    return all(_equal_but(unit, other.units[name], {"levers"}) for name, unit in one.units.items())


def is_built_from(organisation: Organisation, spec: DrawnOrganisation | OrganisationFromFiles) -> bool:
    """Whether an organisation has the units and people of a description, or was read as the description expects."""
    if isinstance(spec, OrganisationFromFiles):
        return spec.read_as is None or spec.read_as == organisation.read_as
    there = dict(zip(organisation.unit_ids, organisation.unit_size.tolist(), strict=True))
    if EXECUTIVE_OFFICE not in spec.units:
        there.pop(EXECUTIVE_OFFICE, None)
    if there != {name: unit.size for name, unit in spec.units.items()}:
        return False
    return bool(np.array_equal(with_people_of(organisation, spec).threshold, organisation.threshold))


def with_people_of(organisation: Organisation, spec: DrawnOrganisation | OrganisationFromFiles) -> Organisation:
    """The same people under the same ties, with the thresholds and the openness of another description of them.

    organisation : built from a description that differs from `spec` in levers, people and the resistance of units at most; the result is
    what building it again would give, in less time
    """
    resistance = np.array([spec.units[name].resistance if name in spec.units else 0.0 for name in organisation.unit_ids])
    persons = people_of(spec.people, key_of(spec.seed), organisation.address, resistance[organisation.unit])
    return replace(
        organisation,
        threshold=stated(organisation.stance, "threshold", persons.threshold),
        openness=stated(organisation.stance, "openness", persons.openness),
        unit_resistance=resistance,
    )


def _equal_but(one: Declared, other: Declared, differing: set[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in type(one).model_fields.keys() - differing)


def _drawn(spec: DrawnOrganisation) -> Organisation:
    """Draw an organisation from its description: equal descriptions give equal organisations, and another unit leaves the rest unchanged.

    Raises OrganisationError where no one could lead it, or where it would not fit in memory.
    """
    chief_unit, declared, notes = _led(spec)
    _refuse_what_cannot_be_held(spec, declared)
    units = _columns_of(declared)
    unit = np.repeat(np.arange(len(units.ids), dtype=np.uint32), units.size)
    manager, depth = _hierarchy(units, units.ids.index(chief_unit), spec.span)
    leaders = leaders_of(manager)
    address = addresses_by_position(units.address, units.size)
    key = key_of(spec.seed)
    persons = people_of(spec.people, key, address, units.resistance[unit])
    authority = authority_of(len(unit), leaders.leaders, units.first)
    ties = _drawn_ties(key, spec, units, unit, manager, address, persons, authority)
    return Organisation(
        unit_ids=units.ids,
        unit_titles=units.titles,
        unit_kind=units.kind,
        unit_size=units.size,
        unit_head=units.first,
        contact=units.contact,
        influence=units.influence,
        unit_resistance=units.resistance,
        unit_address=units.address,
        employee_ids=_employee_ids(units),
        unit=unit,
        manager=manager,
        depth=depth,
        address=address,
        threshold=persons.threshold,
        openness=persons.openness,
        **leaders._asdict(),
        **ties._asdict(),
        notes=notes,
    )


def _led(spec: DrawnOrganisation) -> tuple[str, dict[str, UnitToDraw], tuple[str, ...]]:
    """The chief: head of the chief unit, of the only unit, or of an executive office."""
    internal = [name for name, unit in spec.units.items() if unit.kind == "internal"]
    if not internal:
        raise OrganisationError("units: none is internal, so there is no firm to change; give at least one unit kind: internal")
    if spec.chief is not None:
        if spec.chief not in internal:
            nearest = get_close_matches(spec.chief, internal, 1) or [min(internal)]
            raise OrganisationError(f"chief: {spec.chief!r} is not an internal unit; nearest: {nearest[0]!r}")
        return spec.chief, spec.units, ()
    if len(internal) == 1:
        return internal[0], spec.units, ()
    if EXECUTIVE_OFFICE in spec.units:
        if EXECUTIVE_OFFICE not in internal:
            raise OrganisationError(
                f"units.{EXECUTIVE_OFFICE}: leads the firm, so its kind must be internal; or name another unit as chief"
            )
        return EXECUTIVE_OFFICE, spec.units, ()
    office = UnitToDraw(title="Executive office", size=1, contact=0.0)
    return EXECUTIVE_OFFICE, {**spec.units, EXECUTIVE_OFFICE: office}, ("An executive office of one was added to lead the firm.",)


def _refuse_what_cannot_be_held(spec: DrawnOrganisation, units: dict[str, UnitToDraw]) -> None:
    size = np.array([unit.size for unit in units.values()], np.uint32)
    employees = sum(unit.size for unit in units.values())
    ties = employees * (int(spec.ties.within / 2) + 2) + (most_ties_between(size, spec.ties.between) if spec.ties.between > 0.0 else 0)
    needed = employees * BYTES_OF_EMPLOYEE + ties * BYTES_OF_TIE
    if needed > LARGEST:
        raise OrganisationError(
            f"units: {employees:,} employees with up to {ties:,} ties would take about {needed / 1e9:.1f} GB; "
            f"the most is {LARGEST / 1e9:.0f} GB"
        )


def title_of(unit_id: str) -> str:
    """A unit without a title is called by its id."""
    return unit_id.replace("_", " ").strip().capitalize() or unit_id


def _columns_of(units: dict[str, UnitToDraw]) -> _Units:
    ids = tuple(sorted(units))
    ordered = [units[name] for name in ids]
    size = np.array([unit.size for unit in ordered], np.uint32)
    return _Units(
        ids=ids,
        titles=tuple(unit.title or title_of(name) for name, unit in zip(ids, ordered, strict=True)),
        kind=np.array([KINDS.index(unit.kind) for unit in ordered], np.uint8),
        size=size,
        first=(np.cumsum(size) - size).astype(np.uint32),
        contact=np.array([unit.contact for unit in ordered]),
        influence=np.array([unit.influence for unit in ordered]),
        resistance=np.array([unit.resistance for unit in ordered]),
        address=np.array([address_of(name) for name in ids], np.uint64),
    )


def _hierarchy(units: _Units, chief_unit: int, span: int) -> tuple[Indices, NDArray[np.uint8]]:
    """Heads of internal units report to the chief; heads of outer units to no one."""
    manager = managers_by_position(units.first, units.size, span)
    chief = units.first[chief_unit]
    manager[units.first[units.kind == 0]] = chief
    manager[chief] = MISSING
    roots = np.full(len(manager), HEAD_OF_UNIT, np.uint8)
    roots[chief] = 0
    return manager, depths_of(manager, roots)


def _drawn_ties(
    key: DrawKey,
    spec: DrawnOrganisation,
    units: _Units,
    unit: Indices,
    manager: Indices,
    address: NDArray[np.uint64],
    persons: Persons,
    authority: Floats,
) -> Ties:
    """Formal, within and between units: all mutual in existence."""
    drawn = spec.ties
    led = np.flatnonzero(manager != MISSING).astype(np.uint32)
    near = ties_within(key, units.first, units.size, address, persons.attractiveness, drawn.within, drawn.homophily, drawn.hubs, spec.span)
    far = ties_between(key, units.first, units.size, units.address, persons.brokerage, drawn.between, drawn.brokers)
    opener = np.concatenate((led, near[0], far[0]))
    chosen = np.concatenate((manager[led], near[1], far[1]))
    weight = np.repeat((FORMAL, WITHIN, BETWEEN), (len(led), len(near[0]), len(far[0])))
    return ties_of(
        np.concatenate((opener, chosen)),
        np.concatenate((chosen, opener)),
        np.concatenate((weight, weight)),
        authority,
        unit,
        units.influence,
    )


def _employee_ids(units: _Units) -> tuple[str, ...]:
    """A drawn employee is called by unit and place in it, counted from one."""
    return tuple(f"{name}-{place}" for name, size in zip(units.ids, units.size.tolist(), strict=True) for place in range(1, size + 1))
