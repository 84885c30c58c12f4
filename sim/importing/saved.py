"""An organisation in a folder, to the bit: people, ties and units as tables that people can read, and what the tables are.

`people.csv` and `ties.csv` are recognised by their columns `address` and `loudness` wherever they lie: what is drawn or added to a real
table is in them already.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.array_types import Floats
from sim.importing.content import SAVED, content_of
from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.raw import RawTable
from sim.importing.text_tables import text_table
from sim.organisation.files import AsRead
from sim.organisation.organisation import KINDS, MISSING, Organisation, OrganisationError, Stance

if TYPE_CHECKING:
    from sim.schema.organisation import UnitTraits

VERSION = 1
PEOPLE, TIES, UNITS = "people.csv", "ties.csv", "units.csv"
OF_PEOPLE = ("employee", "unit", "manager", "address", "threshold", "openness")
OF_TIES = ("employee", "colleague", "loudness")
OF_START = ("interest", "capacity", "cynicism", "practice", "commitment", "credibility")


def save(organisation: Organisation, folder: Path) -> Path:
    """Write an organisation; the folder is returned. Raises OSError where it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    people, ties = tables_of(organisation)
    (folder / PEOPLE).write_text(people, encoding="utf-8", newline="")
    (folder / TIES).write_text(ties, encoding="utf-8", newline="")
    (folder / UNITS).write_text(_units_of(organisation), encoding="utf-8", newline="")
    told = {
        "format": "organisation of change-simulator",
        "version": VERSION,
        "people": organisation.employees,
        "ties": len(organisation.neighbour),
        "notes": list(organisation.notes),
    }
    (folder / SAVED).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder


def tables_of(organisation: Organisation) -> tuple[str, str]:
    """The tables of people and of ties as text. Numbers are written with as many digits as they have."""
    ids = organisation.employee_ids
    managers = ["" if above == MISSING else ids[above] for above in organisation.manager.tolist()]
    columns: dict[str, list[Any]] = {
        "employee": list(ids),
        "unit": [organisation.unit_ids[unit] for unit in organisation.unit.tolist()],
        "manager": managers,
        "address": organisation.address.tolist(),
        "threshold": list(map(repr, organisation.threshold.tolist())),
        "openness": list(map(repr, organisation.openness.tolist())),
    }
    if organisation.stance is not None:
        for name in OF_START:
            values = getattr(organisation.stance, name)
            if not np.isnan(values).all():
                columns[name] = ["" if value != value else repr(value) for value in values.tolist()]
    listener = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64))).tolist()
    ties = zip(listener, organisation.neighbour.tolist(), organisation.strength.tolist(), strict=True)
    scale = () if organisation.scale == 1.0 else (repr(organisation.scale),)
    rows = ((ids[one], ids[other], loudness, *scale) for one, other, loudness in ties)
    return _written(list(columns), zip(*columns.values(), strict=True)), _written((*OF_TIES, "scale")[: 3 + len(scale)], rows)


def _units_of(organisation: Organisation) -> str:
    heads = [organisation.employee_ids[head] for head in organisation.unit_head.tolist()]
    kinds = [KINDS[kind] for kind in organisation.unit_kind.tolist()]
    traits = (organisation.contact, organisation.influence, organisation.unit_resistance)
    numbers = [list(map(repr, trait.tolist())) for trait in traits]
    header = ("unit", "title", "kind", "head", "address", "contact", "influence", "resistance")
    columns = (organisation.unit_ids, organisation.unit_titles, kinds, heads, organisation.unit_address.tolist(), *numbers)
    return _written(header, zip(*columns, strict=True))


def _written(header: Any, rows: Any) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def is_saved_table(table: RawTable, columns: tuple[str, ...]) -> bool:
    """Whether a table is one that was saved: it has the columns that no other program writes."""
    return set(columns) <= set(table.header)


def traits_in(folder: Path) -> dict[str, UnitTraits]:
    """What a saved folder says of units. Raises OrganisationError where it is damaged."""
    from sim.schema.organisation import UnitTraits

    table = _table(folder / UNITS, ("unit", "title", "kind", "contact", "influence", "resistance"))
    known = {}
    for row, (name, title, kind, contact, influence, resistance) in zip(
        table.rows,
        zip(*(_column(table, name) for name in ("unit", "title", "kind", "contact", "influence", "resistance")), strict=True),
        strict=True,
    ):
        try:
            numbers = {"contact": float(contact), "influence": float(influence), "resistance": float(resistance)}
            known[name] = UnitTraits.model_validate({"title": title, "kind": kind, **numbers})
        except ValueError:
            raise OrganisationError(f"{UNITS}: row {row}: the traits of {shown(name)} are none") from None
    return known


def saved_in(folder: Path) -> tuple[RawTable, RawTable, dict[str, Any]]:
    """The two tables of a saved folder, and what it says of itself. Raises OrganisationError where it is damaged."""
    try:
        told = json.loads(content_of(folder / SAVED))
        version, people, ties = int(told["version"]), int(told["people"]), int(told["ties"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        if isinstance(problem, OrganisationError):
            raise
        raise OrganisationError(f"{SAVED}: damaged: {str(problem)[:80]}") from None
    if version != VERSION:
        raise OrganisationError(f"{SAVED}: of version {version}; version {VERSION} is read")
    tables = _table(folder / PEOPLE, OF_PEOPLE), _table(folder / TIES, OF_TIES, ties == 0)
    for table, count in zip(tables, (people, ties), strict=True):
        if table.size != count:
            raise OrganisationError(f"{table.file}: {table.size:,} rows; {SAVED} says {count:,}")
    return *tables, told


def _table(path: Path, columns: tuple[str, ...], may_be_empty: bool = False) -> RawTable:
    content = content_of(path)
    if may_be_empty and content.count(b"\n") <= 1:
        return RawTable(path.name, list(columns), [[] for _ in columns], [])
    table = text_table(path.name, content, lambda row: len(set(columns) & set(row)), ImportFindings())
    missing = [name for name in columns if name not in table.header]
    if missing:
        raise OrganisationError(f"{path.name}: no column {missing[0]!r}, which a saved organisation has")
    return table


def _column(table: RawTable, name: str) -> list[str]:
    return table.columns[table.header.index(name)]


def as_saved(people: RawTable, ties: RawTable, told: dict[str, Any] | None, heads: dict[str, str] | None) -> AsRead:
    """What the tables of a saved organisation say, to the bit.

    told : what its folder says of itself, or None; heads : the head of each unit, or None where it follows from the managers
    Raises OrganisationError for cells that are none.
    """
    ids, units = _column(people, "employee"), _column(people, "unit")
    unit_ids = tuple(sorted(set(units)))
    row_of_unit = {name: row for row, name in enumerate(unit_ids)}
    address = _whole(people, "address", 2**64 - 1)
    order = sorted(range(len(ids)), key=lambda row: row_of_unit[units[row]])  # stable: within a unit as they were
    place = {ids[row]: new for new, row in enumerate(order)}
    if len(place) < len(ids):
        raise OrganisationError(f"{people.file}: an employee is listed twice")
    managers = [int(MISSING) if not name else place.get(name, -1) for name in (_column(people, "manager")[row] for row in order)]
    if -1 in managers:
        raise OrganisationError(f"{people.file}: row {people.rows[order[managers.index(-1)]]}: the manager is not in the file")
    ends = [[place.get(name, -1) for name in _column(ties, end)] for end in ("employee", "colleague")]
    unknown = [f"row {row}" for row, one, other in zip(ties.rows, *ends, strict=True) if one < 0 or other < 0]
    if unknown:
        raise refusal(ties.file, f"ties with people who are not in {people.file}", unknown)
    loudness = _whole(ties, "loudness", 255)
    if len(loudness) and loudness.min() < 1:
        raise OrganisationError(f"{ties.file}: loudness: 0; from 1 to 255")
    stance = Stance(**{name: _floats(people, name)[order] for name in ("threshold", "openness", *OF_START)})
    if heads is not None and not all(heads.get(name) in place for name in unit_ids):
        raise OrganisationError(f"{UNITS}: a unit without a head who is in {people.file}")
    return AsRead(
        ids=tuple(ids[row] for row in order),
        unit_ids=unit_ids,
        unit=np.array([row_of_unit[units[row]] for row in order], np.uint32),
        manager=np.array(managers, np.uint32),
        are_managers_ties=False,
        listener=np.array(ends[0], np.uint32),
        heard=np.array(ends[1], np.uint32),
        relative=np.ones(len(loudness)),
        is_formal=np.zeros(len(loudness), bool),
        loudness=loudness.astype(np.uint8),
        draws_ties=False,
        address=address[order],
        stance=stance,
        notes=tuple(str(note) for note in told["notes"]) if told else (),
        head=None if heads is None else np.array([place[heads[name]] for name in unit_ids], np.uint32),
        scale=_scale(ties),
    )


def _scale(ties: RawTable) -> float:
    if "scale" not in ties.header or not ties.size:
        return 1.0
    cell = _column(ties, "scale")[0]
    try:
        scale = float(cell)
    except ValueError:
        scale = 0.0
    if not 1e-12 < scale < 1e12:
        raise OrganisationError(f"{ties.file}: scale: {shown(cell)} is none")
    return scale


def heads_in(folder: Path) -> dict[str, str]:
    """The head of each unit, by the id of the unit."""
    table = _table(folder / UNITS, ("unit", "head"))
    return dict(zip(_column(table, "unit"), _column(table, "head"), strict=True))


def _whole(table: RawTable, name: str, most: int) -> Any:
    wrong = [
        f"row {row}: {shown(cell)}"
        for row, cell in zip(table.rows, _column(table, name), strict=True)
        if not (cell.isdigit() and cell.isascii()) or int(cell[:25]) > most
    ]
    if wrong:
        raise refusal(table.file, f"{name}: whole numbers from 0 to {most}", wrong)
    return np.array([int(cell) for cell in _column(table, name)], np.uint64)


def _floats(table: RawTable, name: str) -> Floats:
    if name not in table.header:
        return np.full(table.size, np.nan)
    try:
        found = np.array([float(cell) if cell else np.nan for cell in _column(table, name)])
    except ValueError as problem:
        raise OrganisationError(f"{table.file}: {name}: {str(problem)[:60]}") from None
    low, high = (-1e6, 1e6) if name == "threshold" else (0.0, 1.0)
    if ((found < low) | (found > high) | np.isinf(found)).any():
        raise OrganisationError(f"{table.file}: {name}: numbers from {low:g} to {high:g}")
    return found
