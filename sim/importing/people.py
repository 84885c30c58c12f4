"""A table of people, understood: who they are, who leads them, where they work, and what is stated of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import NamedTuple

from sim.importing.columns import PEOPLE, STANCES, Known, columns_of, key_of, refuse_missing
from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.hierarchy import NONE, UNKNOWN
from sim.importing.lookup import Lookup, said_of
from sim.importing.raw import RawTable
from sim.importing.values import LEFT, MISSING_WORDS, NO, YES, day, folded, numbers
from sim.organisation.organisation import OrganisationError
from sim.schema.organisation import OrganisationFromFiles

ALL = "all"  # the unit of an organisation whose file names none
NO_UNIT = "(none)"  # the unit of those whose unit is left empty
LONGEST_ID = 256  # characters
FOOTERS = frozenset(
    {"total", "totals", "grandtotal", "summe", "gesamt", "gesamtsumme", "sum", "endofreport", "somme", "totaal", "overallresult"}
)
MOST_UNITS_COMPARED = 400
_ENDS_OF_TIES = (
    {"source", "target"},
    {"from", "to"},
    {"ego", "alter"},
    {"employee", "colleague"},
    {"sender", "recipient"},
    {"sender", "receiver"},
)
_SEVERAL = re.compile(r"\s*[;|]\s*")
_GENERATED = re.compile(r"n?\d+(::n?\d+)*")


class ReadPeople(NamedTuple):
    """People in the order of their file; lists of equal length."""

    table: RawTable
    known: Known
    ids: list[str]
    rows: list[int]
    unit: list[str]
    manager_cells: list[str] | None  # None: the file has no column of managers, or it is empty
    manager: list[int]  # place, NONE or UNKNOWN
    second: list[tuple[int, int]]  # a person and a second manager
    lookup: Lookup
    stances: dict[str, list[float]]  # by name, NaN where it is not stated
    keyed_by: str
    nodes: Lookup | None  # of the nodes of a network, by their own ids; None: the people are no nodes


def people_in(table: RawTable, spec: OrganisationFromFiles, findings: ImportFindings) -> ReadPeople:
    """People of a table. Raises OrganisationError for a table without them, and for keys that are empty, too long or shared."""
    known = columns_of(table, PEOPLE, spec.columns, "columns")
    _refuse_unreadable(table, known)
    keep = _kept(table, known, spec, findings)
    table = table if len(keep) == table.size else _part(table, keep)
    ids, emails, names = _keys(table, known)
    keyed_by, keys = _key(table, ids, emails, names, spec, findings)
    _refuse_bad_keys(table, keys, keyed_by, findings)
    lookup = Lookup(keys, emails, names, ids if keyed_by != "id" else ())
    unit = [name or NO_UNIT for name in _cells(table, known, "unit")] if known.has("unit") else [ALL] * len(keys)
    if not known.has("unit"):
        findings.say("inferred", f"{table.file} has no column 'unit': all people were placed in one unit, {ALL!r}.")
    long = [f"row {row}: {findings.name(name)}" for row, name in zip(table.rows, unit, strict=True) if len(name) > LONGEST_ID]
    if long:
        raise refusal(table.file, f"ids and units of more than {LONGEST_ID} characters", long)
    cells, manager, second = _managers(table, known, lookup, spec, findings)
    _look_at_units(table.file, unit, findings)
    stances = {name: _stance(table, known.place[name], name, findings) for name in STANCES if known.has(name)}
    _say_columns(table, known, findings)
    findings.columns[table.file] = {meaning: table.header[place] for meaning, place in known.place.items()}
    nodes = Lookup(ids) if table.is_network else None
    return ReadPeople(table, known, keys, table.rows, unit, cells, manager, second, lookup, stances, keyed_by, nodes)


def _say_columns(table: RawTable, known: Known, findings: ImportFindings) -> None:
    if known.unread:
        names = [table.header[place] or f"column {place + 1}" for place in known.unread]
        listed = ", ".join(map(shown, names[:12])) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        findings.say("not read", f"{table.file}: columns that are not read: {listed}.", len(names))


def _refuse_unreadable(table: RawTable, known: Known) -> None:
    keys = {key_of(name) for name in table.header}
    if not known.has("manager", "unit") and not table.is_network and any(pair <= keys for pair in _ENDS_OF_TIES):
        raise OrganisationError(f"{table.file}: a list of ties rather than of people; hand it in as organisation.ties")
    if known.has("employee", "email", "name") or (known.has("first_name") and known.has("last_name")):
        return
    raise refuse_missing(table, "employee", "columns")


def _cells(table: RawTable, known: Known, meaning: str) -> list[str]:
    return table.columns[known.place[meaning]] if meaning in known.place else []


def _part(table: RawTable, keep: list[int]) -> RawTable:
    columns = [[column[place] for place in keep] for column in table.columns]
    return replace(table, columns=columns, rows=[table.rows[place] for place in keep])


def _kept(table: RawTable, known: Known, spec: OrganisationFromFiles, findings: ImportFindings) -> list[int]:
    """Rows of people who are there: no sums at the end, and, unless the settings keep them, no people who have left."""
    keys = (
        _cells(table, known, "employee")
        or _cells(table, known, "email")
        or _cells(table, known, "name")
        or _cells(table, known, "last_name")
    )
    end = len(keys)
    while (
        end
        and folded(keys[end - 1]).rstrip("0123456789") in FOOTERS
        and sum(1 for column in table.columns if column[end - 1]) < len(table.columns)
    ):
        end -= 1
    findings.counted("dropped", len(keys) - end, f"{table.file}: {{n}} rows of sums at the end.")
    status, last_day = _cells(table, known, "status"), _cells(table, known, "last_day")
    gone: set[int] = set()
    if status:
        gone = {place for place in range(end) if status[place].casefold() in LEFT or status[place] == "0"}
        if len(gone) == end:
            gone = set()
    elif last_day and any(last_day):
        gone = _left_by(table, last_day, end, spec, findings)
    if spec.inactive == "keep":
        findings.counted("look", len(gone), f"{table.file}: {{n}} people have left, by the file; they were kept.", end)
        gone = set()
    findings.counted("dropped", len(gone), f"{table.file}: {{n}} people who have left, by the column {{column}}.".replace(
        "{column}", shown(table.header[known.place["status" if status else "last_day"]]) if gone else ""), end)  # fmt: skip
    return [place for place in range(end) if place not in gone]


def _left_by(table: RawTable, last_day: list[str], end: int, spec: OrganisationFromFiles, findings: ImportFindings) -> set[int]:
    """People whose last day is before the day of the settings; without one, none."""
    dated = {place: day(last_day[place]) for place in range(end) if last_day[place]}
    if spec.as_of is None:
        findings.counted(
            "look", len(dated), f"{table.file}: {{n}} people have a last day; they were kept, as organisation.as_of names no day.", end
        )
        return set()
    today = day(spec.as_of)
    unread = sum(1 for known in dated.values() if known is None)
    findings.counted(
        "not read", unread, f"{table.file}: {{n}} last days are not written as YYYY-MM-DD or DD.MM.YYYY; these people were kept.", end
    )
    return {place for place, known in dated.items() if known is not None and today is not None and known < today}


def _keys(table: RawTable, known: Known) -> tuple[list[str], list[str], list[str]]:
    """Ids, e-mails and names, each empty where the file has none; a name may be in two columns."""
    names = _cells(table, known, "name")
    if not names and known.has("first_name") and known.has("last_name"):
        first, last = _cells(table, known, "first_name"), _cells(table, known, "last_name")
        names = [f"{one} {other}".strip() for one, other in zip(first, last, strict=True)]
    return _cells(table, known, "employee"), _cells(table, known, "email"), names


def _key(
    table: RawTable, ids: list[str], emails: list[str], names: list[str], spec: OrganisationFromFiles, findings: ImportFindings
) -> tuple[str, list[str]]:
    """By what people are told apart: as the settings say, otherwise id, e-mail or name, whichever the file has first."""
    there = {"id": ids, "email": emails, "name": names}
    if spec.key != "auto":
        if not there[spec.key]:
            raise refuse_missing(table, {"id": "employee"}.get(spec.key, spec.key), "columns")
        return spec.key, there[spec.key]
    if ids and names and table.is_network and all(map(_GENERATED.fullmatch, ids)) and all(names) and len(set(names)) == len(names):
        findings.say("read", f"{table.file}: people are called by their labels.", len(names))
        return "name", names
    chosen = next(way for way, cells in there.items() if cells)
    if chosen != "id":
        findings.say("read", f"{table.file}: people are told apart by {chosen}.")
    return chosen, there[chosen]


def _refuse_bad_keys(table: RawTable, keys: list[str], keyed_by: str, findings: ImportFindings) -> None:
    what = {"id": "an id", "email": "an e-mail address", "name": "a name"}[keyed_by]
    empty = [f"row {row}" for row, name in zip(table.rows, keys, strict=True) if not name]
    if empty:
        raise refusal(table.file, f"employees without {what}", empty)
    long = [f"row {row}: {findings.name(name)}" for row, name in zip(table.rows, keys, strict=True) if len(name) > LONGEST_ID]
    if long:
        raise refusal(table.file, f"ids and units of more than {LONGEST_ID} characters", long)
    repeated = {name for name, times in Counter(keys).items() if times > 1}
    if repeated:
        rows: dict[str, list[str]] = {}
        for row, name in zip(table.rows, keys, strict=True):
            if name in repeated:
                rows.setdefault(name, []).append(str(row))
        cases = [f"{findings.name(name)} in rows {', '.join(at[:5])}" for name, at in rows.items()]
        raise refusal(table.file, "ids that several employees share", cases)
    if not keys:
        raise OrganisationError(f"{table.file}: no people are left")


def _managers(
    table: RawTable, known: Known, lookup: Lookup, spec: OrganisationFromFiles, findings: ImportFindings
) -> tuple[list[str] | None, list[int], list[tuple[int, int]]]:
    """Managers and second managers by place. A column that says yes or no is none of managers."""
    size = table.size
    cells = _cells(table, known, "manager")
    second: list[tuple[int, int]] = []
    manager = [NONE] * size
    given = [cell for cell in cells if cell]
    if given and {cell.casefold() for cell in given} <= (YES | NO) and not any(lookup.place(cell)[0] >= 0 for cell in set(given)):
        name = shown(table.header[known.place["manager"]])
        raise OrganisationError(
            f"{table.file}: the column {name} says yes or no, not who the manager is; organisation.columns.manager names the right one"
        )
    if given:
        found, ways = lookup.places(cells)
        blank = {"", "0", "00000000", *MISSING_WORDS}
        blanks = 0
        for person, (cell, place) in enumerate(zip(cells, found, strict=True)):
            if place < 0 and cell and _SEVERAL.search(cell):
                parts = [lookup.place(part)[0] for part in _SEVERAL.split(cell) if part]
                if parts and min(parts) >= 0:
                    place = parts[0]
                    second += [(person, other) for other in parts[1:]]
            if place < 0 and cell:
                blanks += cell.casefold() in blank
                manager[person] = NONE if cell.casefold() in blank else UNKNOWN
            else:
                manager[person] = place if cell else NONE
        findings.counted(
            "read", blanks, f"{table.file}: {{n}} managers are called 'none', '-', '0' or the like, and were taken as left empty.", size
        )
        _say_ways(table.file, "manager", ways, size, findings)
    if known.has("second_manager"):
        others = _cells(table, known, "second_manager")
        found, ways = lookup.places(others)
        second += [(person, place) for person, place in enumerate(found) if place >= 0]
        lost = sum(1 for cell, place in zip(others, found, strict=True) if cell and place < 0 and cell.casefold() not in MISSING_WORDS)
        findings.counted("dropped", lost, f"{table.file}: {{n}} second managers who are not in the file.", size)
        _say_ways(table.file, "second manager", ways, size, findings)
    if second:
        kept = spec.second_managers == "ties"
        second = sorted({(person, other) for person, other in second if person != other})
        said = "became formal ties; they lead no one by it" if kept else "were left out"
        findings.counted("read" if kept else "dropped", len(second), f"{table.file}: {{n}} second managers (dotted lines) {said}.", size)
    return (cells if given else None), manager, second if spec.second_managers == "ties" else []


def _say_ways(file: str, column: str, ways: Counter[str], size: int, findings: ImportFindings) -> None:
    for count, text in said_of(ways):
        findings.counted("matched", count, f"{file}, {column}: {text}", size)


def _stance(table: RawTable, place: int, name: str, findings: ImportFindings) -> list[float]:
    """A stated number of each person, NaN where the cell is blank: shares, `yes` and `no` for practice, any number for thresholds."""
    cells = table.columns[place]
    found = numbers(cells)
    values: list[float] = []
    wrong: list[str] = []
    for row, cell, number in zip(table.rows, cells, found, strict=True):
        if number is None and name == "practice" and cell and cell.casefold() in YES | NO:
            number = 1.0 if cell.casefold() in YES else 0.0
        if number is None and cell.casefold() in MISSING_WORDS:
            number = float("nan")
        low, high = (-20.0, 20.0) if name == "threshold" else (0.0, 1.0)
        if number is None or number < low or number > high:
            wrong.append(f"row {row}: {findings.name(cell)}")
            number = float("nan")
        values.append(number)
    if wrong:
        fault = (
            "numbers from -20 to 20"
            if name == "threshold"
            else "shares from 0 to 1 or 0 % to 100 %; answers on a scale belong into organisation.survey"
        )
        raise refusal(table.file, f"{shown(table.header[place])}: cells that are not {fault}", wrong)
    stated = sum(1 for value in values if value == value)
    findings.counted("read", stated, f"{table.file}: {shown(table.header[place])} states the {name} of {{n}} people.", len(values))
    return values


def _look_at_units(file: str, unit: Sequence[str], findings: ImportFindings) -> None:
    """Names of units that are nearly equal, or look like a blank cell: nothing is changed."""
    size = Counter(unit)
    alike: dict[str, list[str]] = {}
    for name in size:
        alike.setdefault(folded(name) or name, []).append(name)
    pairs = [names for names in alike.values() if len(names) > 1]
    names = sorted(alike)
    if len(names) <= MOST_UNITS_COMPARED:
        for place, one in enumerate(names):
            for other in names[place + 1 :]:
                if _is_near(one, other):
                    pairs.append([alike[one][0], alike[other][0]])
    for known in pairs[:10]:
        told = " and ".join(f"{shown(name)} ({size[name]:,})" for name in known)
        findings.say("look", f"{file}: units with nearly equal names: {told}. They were kept apart.", len(known))
    blank = [name for name in size if name.casefold() in MISSING_WORDS]
    for name in blank:
        findings.say("look", f"{file}: the unit {shown(name)} of {size[name]:,} looks like a blank cell. It was kept.", size[name])


def _is_near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 2 or min(len(one), len(other)) < 5 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > 0.9
