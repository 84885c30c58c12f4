"""A table of ties, understood: who listens to whom, of what kind and how strongly, with direction, repeats and scale made plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Bools, Floats, Ints
from sim.importing.columns import TIES, Known, columns_of, key_of, numbered, refuse_missing
from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.lookup import Lookup, said_of
from sim.importing.raw import RawTable
from sim.importing.values import MISSING_WORDS, numbers
from sim.organisation.listening import REVERSED
from sim.organisation.organisation import OrganisationError
from sim.schema.organisation import OrganisationFromFiles

MANY = 0.5  # share of all possible ties from which a network can hardly say who listens to whom
FEW_VALUES = 7  # different whole numbers at most, on a scale of how often
_DIRECTIONS = {"directed": False, "undirected": True, "mutual": True, "arc": False, "edge": True}
_REPORTING = frozenset({"reportsto", "reportingline", "reportingto", "managedby", "manager", "supervisor", "hasmanager", "boss"})
_HEARD_FIRST = frozenset({"sender", "senderid"})


class TiesRead(NamedTuple):
    """Ties in both directions, by the places of people in their file; shape (ties,) each."""

    listener: Ints
    heard: Ints
    relative: Floats  # an ordinary tie of its kind being 1
    is_formal: Bools
    managers: list[tuple[int, int]]  # a person and the manager, where a kind of tie says so
    listed: Bools  # whether the file lists the tie in this direction


class _Listed(NamedTuple):
    """Ties as a file lists them."""

    one: list[str]
    other: list[str]
    kind: list[str] | None
    strength: list[float] | None  # NaN where it is blank
    mutual: list[bool] | None
    rows: Sequence[int]
    ends: tuple[str, str]


def ties_in(
    table: RawTable, lookup: Lookup, people: int, spec: OrganisationFromFiles, people_file: str, findings: ImportFindings
) -> TiesRead:
    """Ties of a table. Raises OrganisationError for strengths that are none, and where no tie joins two people."""
    listed = _listed(table, lookup, spec, findings)
    one, ways = lookup.places(listed.one)
    other, more = lookup.places(listed.other)
    for count, text in said_of(ways + more):
        findings.counted("matched", count, f"{table.file}: {text}", 2 * len(one))
    listener, heard = np.array(one, np.int64), np.array(other, np.int64)
    strength = np.ones(len(one)) if listed.strength is None else np.array(listed.strength)
    kind = np.array([_key(name) for name in listed.kind], object) if listed.kind is not None else None
    mutual = np.zeros(len(one), bool) if listed.mutual is None else np.array(listed.mutual, bool)
    keep = _with_known_ends(table, listed, listener, heard, spec, people_file, findings)
    keep &= _strong_enough(table, listed, strength, spec, findings)
    own = listener == heard
    findings.counted("dropped", int((own & keep).sum()), f"{table.file}: {{n}} ties of people with themselves.", len(one))
    keep &= ~own
    listener, heard, strength, mutual = listener[keep], heard[keep], strength[keep], mutual[keep]
    kind = None if kind is None else kind[keep]
    managers, reports = _reporting_lines(table, listed, kind, listener, heard, keep, findings)
    listener, heard, strength, mutual = listener[~reports], heard[~reports], strength[~reports], mutual[~reports]
    kind = None if kind is None else kind[~reports]
    if spec.hears == "second":
        listener, heard = heard, listener
    elif spec.hears == "both":
        mutual[:] = True
    else:
        findings.say("read", f"{table.file}: the one in {shown(listed.ends[0])} listens to the one in {shown(listed.ends[1])}.")
    return _in_both_directions(table, listener, heard, _relative(strength, kind), kind, mutual, people, managers, spec, findings)


def _key(name: str) -> str:
    return key_of(name) or name


def _listed(table: RawTable, lookup: Lookup, spec: OrganisationFromFiles, findings: ImportFindings) -> _Listed:
    """Ties of a list, of nominations side by side, or of a matrix."""
    known = columns_of(table, TIES, spec.tie_columns, "tie_columns")
    if not known.has("colleague") and table.has_header:
        matrix = _matrix(table, lookup, findings)
        if matrix is not None:
            return matrix
        wide = _wide(table, known, lookup, findings)
        if wide is not None:
            return wide
    if not table.has_header and not spec.tie_columns:
        known = _by_place(table, findings)
    for meaning in ("employee", "colleague"):
        if meaning not in known.place:
            raise refuse_missing(table, meaning, "tie_columns")
    unread = list(known.unread)
    table_columns = {meaning: table.header[place] for meaning, place in known.place.items()}
    findings.columns[f"{table.file} (ties)" if table.file in findings.columns else table.file] = table_columns
    kind = table.columns[known.place["kind"]] if "kind" in known.place else None
    mutual = table.mutual
    if kind is not None and {name.casefold() for name in kind} <= set(_DIRECTIONS) | {""}:
        mutual, kind = [_DIRECTIONS.get(name.casefold(), False) for name in kind], None
    strength = _strengths(table, known.place["strength"], findings) if "strength" in known.place else None
    if unread:
        names = ", ".join(shown(table.header[place]) for place in unread[:12])
        findings.say("not read", f"{table.file}: columns that are not read: {names}{' …' if len(unread) > 12 else ''}.", len(unread))
    first, second = known.place["employee"], known.place["colleague"]
    ends = (table.header[first], table.header[second])
    if {key_of(name) for name in ends} & _HEARD_FIRST:
        findings.say("read", f"{table.file}: the one who receives a message listens to the one who sends it.")
    return _Listed(table.columns[first], table.columns[second], kind, strength, mutual, table.rows, ends)


def _by_place(table: RawTable, findings: ImportFindings) -> Known:
    """A list without a header: two people, and a strength if there is a third column."""
    width = len(table.header)
    if width not in (2, 3):
        raise OrganisationError(
            f"{table.file}: no header, and {width} columns; organisation.tie_columns={{employee: '1', colleague: '2'}} names them"
        )
    findings.say(
        "inferred", f"{table.file}: no header; the columns were taken as {', '.join(('employee', 'colleague', 'strength')[:width])}."
    )
    return Known({"employee": 0, "colleague": 1, **({"strength": 2} if width == 3 else {})}, [])


def _matrix(table: RawTable, lookup: Lookup, findings: ImportFindings) -> _Listed | None:
    """A table whose columns are called by the people of its rows; a cell says how strongly the row's person listens to the column's."""
    names = table.header[1:]
    if len(names) < 2 or len(names) < 0.5 * table.size:
        return None
    is_person = [lookup.place(name)[0] >= 0 for name in names]
    if sum(is_person) < max(2, 0.5 * len(names)):
        return None
    rows_known = sum(1 for name in table.columns[0] if lookup.place(name)[0] >= 0)
    if rows_known < 0.5 * table.size:
        return None
    one, other, strength, rows = [], [], [], []
    for name, column in zip(names, table.columns[1:], strict=True):
        for place, (cell, number) in enumerate(zip(column, _numbers_or_refuse(table, column, name, findings), strict=True)):
            if number == number and number != 0.0 and cell:
                one.append(table.columns[0][place])
                other.append(name)
                strength.append(number)
                rows.append(table.rows[place])
    findings.say(
        "read",
        f"{table.file}: a matrix; the person of the row listens to the person of the column. Blank cells and 0 are no ties.",
        len(one),
    )
    return _Listed(one, other, None, strength, None, rows, ("row", "column"))


def _wide(table: RawTable, known: Known, lookup: Lookup, findings: ImportFindings) -> _Listed | None:
    """Nominations side by side (`ego, alter1, alter2, …`); columns that are numbered alike and name people."""
    if "employee" not in known.place:
        return None
    groups = []
    for columns in numbered(table.header, {known.place["employee"]}):
        cells = {cell for column in columns for cell in table.columns[column][:200] if cell}
        named = sum(1 for cell in cells if lookup.place(cell)[0] >= 0)
        groups.append((named / max(1, len(cells)), len(columns), columns))
    if not groups:
        return None
    share, _, columns = max(groups)
    stems = {key_of(table.header[column]).rstrip("0123456789") for column in columns}
    if share < 0.2 and not stems & set(TIES["colleague"]):
        return None
    ego = table.columns[known.place["employee"]]
    pairs = [
        (one, cell, row)
        for column in columns
        for one, cell, row in zip(ego, table.columns[column], table.rows, strict=True)
        if cell and cell.casefold() not in MISSING_WORDS
    ]
    apart = {known.place["employee"], *columns}
    unread = [name for place, name in enumerate(table.header) if place not in apart]
    if unread:
        findings.say("not read", f"{table.file}: columns that are not read: {', '.join(map(shown, unread[:12]))}.", len(unread))
    findings.say(
        "read",
        f"{table.file}: nominations side by side, from {shown(table.header[columns[0]])} to {shown(table.header[columns[-1]])}.",
        len(pairs),
    )
    if not pairs:
        return None
    one, other, rows = (list(column) for column in zip(*pairs, strict=True))
    return _Listed(one, other, None, None, None, rows, (table.header[known.place["employee"]], table.header[columns[0]]))


def _strengths(table: RawTable, place: int, findings: ImportFindings) -> list[float]:
    return _numbers_or_refuse(table, table.columns[place], table.header[place], findings)


def _numbers_or_refuse(table: RawTable, cells: list[str], name: str, findings: ImportFindings) -> list[float]:
    """Numbers that are not negative, NaN for blank cells. Raises OrganisationError for others, with their rows."""
    found = numbers(cells)
    wrong = [
        f"row {row}: {findings.name(cell)}"
        for row, cell, number in zip(table.rows, cells, found, strict=True)
        if (number is None and cell.casefold() not in MISSING_WORDS - {"nan"}) or (number is not None and number < 0.0)
    ]
    if wrong:
        raise refusal(table.file, f"strengths that are not positive numbers, in {shown(name)}", wrong)
    return [float("nan") if number is None else number for number in found]


def _with_known_ends(
    table: RawTable, listed: _Listed, listener: Ints, heard: Ints, spec: OrganisationFromFiles, people_file: str, findings: ImportFindings
) -> Bools:
    known = (listener >= 0) & (heard >= 0)
    if known.all():
        return known
    lost = np.flatnonzero(~known).tolist()
    names = [listed.one[place] if listener[place] < 0 else listed.other[place] for place in lost]
    if spec.outsiders == "refuse" or not known.any():
        cases = [f"row {listed.rows[place]}: {findings.name(name)}" for place, name in zip(lost, names, strict=True)]
        more = "" if known.any() else ", as are all"
        raise refusal(table.file, f"ties with people who are not in {people_file}{more}", cases)
    blank = sum(1 for name in names if not name)
    different = len({name for name in names if name})
    findings.counted("dropped", blank, f"{table.file}: {{n}} ties with a blank end.", len(known))
    findings.counted(
        "dropped",
        len(lost) - blank,
        f"{table.file}: {{n}} ties with {different:,} names of people who are not in {people_file}.",
        len(known),
    )
    return known


def _strong_enough(table: RawTable, listed: _Listed, strength: Floats, spec: OrganisationFromFiles, findings: ImportFindings) -> Bools:
    """Ties above the cut; ties of strength 0 are none. Blank strengths are taken as the middling one, changed in place."""
    keep = np.ones(len(strength), bool)
    if listed.strength is None:
        if spec.cut is not None:
            raise OrganisationError(f"organisation.cut: {table.file} has no strengths to cut by")
        return keep
    blank = np.isnan(strength)
    if blank.all():
        strength[:] = 1.0
        return keep
    findings.counted(
        "inferred", int(blank.sum()), f"{table.file}: {{n}} blank strengths were taken as the median of the others.", len(strength)
    )
    strength[blank] = np.median(strength[~blank & (strength > 0)]) if (~blank & (strength > 0)).any() else 1.0
    none = strength == 0.0
    if spec.cut is not None:
        weak = (strength <= spec.cut) & ~blank
        findings.counted(
            "dropped", int(weak.sum()), f"{table.file}: {{n}} ties of strength {spec.cut:g} or less, by organisation.cut.", len(strength)
        )
        return keep & ~weak & ~none
    findings.counted("dropped", int(none.sum()), f"{table.file}: {{n}} ties of strength 0.", len(strength))
    return keep & ~none


def _reporting_lines(
    table: RawTable, listed: _Listed, kind: NDArray | None, listener: Ints, heard: Ints, keep: Bools, findings: ImportFindings
) -> tuple[list[tuple[int, int]], Bools]:
    """Ties of a kind that is called `reports_to` or alike say who leads whom, if each person has one at most."""
    if kind is None:
        return [], np.zeros(len(listener), bool)
    chosen = np.array([name in _REPORTING for name in kind], bool)
    if not chosen.any():
        return [], chosen
    pairs = list(dict.fromkeys(zip(listener[chosen].tolist(), heard[chosen].tolist(), strict=True)))
    several = [person for person, times in Counter(person for person, _ in pairs).items() if times > 1]
    if several:
        text = f"{table.file}: {{n}} people report to several by the kind of tie; these became formal ties, and no reporting lines."
        findings.counted("look", len(several), text)
        return [], np.zeros(len(listener), bool)
    names = sorted({name for name in (listed.kind or []) if _key(name) in _REPORTING})
    findings.say("read", f"{table.file}: ties of the kind {', '.join(map(shown, names[:3]))} were read as who reports to whom.", len(pairs))
    return pairs, chosen


def _relative(strength: Floats, kind: NDArray | None) -> Floats:
    """Strength of each tie, the median of its kind being 1: kinds are counted in units of their own."""
    if len(strength) == 0:
        return strength
    if kind is None:
        return strength / np.median(strength)
    relative = np.empty(len(strength))
    for name in set(kind.tolist()):
        own = kind == name
        relative[own] = strength[own] / np.median(strength[own])
    return relative


def _in_both_directions(
    table: RawTable,
    listener: Ints,
    heard: Ints,
    relative: Floats,
    kind: NDArray | None,
    mutual: Bools,
    people: int,
    managers: list[tuple[int, int]],
    spec: OrganisationFromFiles,
    findings: ImportFindings,
) -> TiesRead:
    """Each tie once in each direction; the one that a file leaves out is added, as strongly as the settings say."""
    formal = np.zeros(len(listener), bool) if kind is None else np.array([name == "formal" or name in _REPORTING for name in kind], bool)
    both = np.flatnonzero(mutual)
    findings.counted("read", len(both), f"{table.file}: {{n}} ties have no direction: each of the two listens to the other.", len(listener))
    listener, heard = np.concatenate((listener, heard[both])), np.concatenate((heard, listener[both]))
    relative, formal = np.concatenate((relative, relative[both])), np.concatenate((formal, formal[both]))
    pair = (listener * people + heard) * 2 + formal
    if spec.repeated == "sum":
        found, place, group = np.unique(pair, return_index=True, return_inverse=True)
        total = np.bincount(group.ravel(), relative).astype(np.float64)
        relative = total / np.median(total) if len(total) else total
    else:
        order = np.argsort(-relative, kind="stable")
        found, first = np.unique(pair[order], return_index=True)
        place = order[first]
        relative = relative[place]
    again = len(pair) - len(found)
    how = "their strengths were added" if spec.repeated == "sum" else "and counted once, at their strongest"
    findings.counted("joined", again, f"{table.file}: {{n}} ties were listed again, {how}.", len(pair))
    listener, heard, formal = listener[place], heard[place], formal[place]
    there, back = listener * people + heard, heard * people + listener
    alone = ~np.isin(back, there)
    _say_shape(table, people, len(np.unique(there)), int(alone.sum()), relative, findings)
    strength = REVERSED if spec.one_way == "half" else 1.0
    added = "half strength" if spec.one_way == "half" else "full strength"
    text = f"{{n}} ties were given in one direction only: the other direction was added at {added}."
    findings.counted("inferred", int(alone.sum()), text, len(listener))
    return TiesRead(
        np.concatenate((listener, heard[alone])),
        np.concatenate((heard, listener[alone])),
        np.concatenate((relative, strength * relative[alone])),
        np.concatenate((formal, formal[alone])),
        managers,
        np.concatenate((np.ones(len(listener), bool), np.zeros(int(alone.sum()), bool))),
    )


def _say_shape(table: RawTable, people: int, pairs: int, alone: int, relative: Floats, findings: ImportFindings) -> None:
    """A network of nearly all possible ties hides who listens to whom: a scale of how often, 1 being never, does it."""
    possible = people * (people - 1)
    if not possible or people < 5 or pairs < MANY * possible:
        return
    values = np.unique(np.round(relative / max(relative.min(), 1e-300), 6)) if len(relative) else relative
    is_scale = 1 < len(values) <= FEW_VALUES
    hint = " If the lowest answer means never, organisation.cut=1 (or the value that means never) leaves it out." if is_scale else ""
    findings.say("look", f"{table.file}: {pairs / possible:.0%} of all possible ties are there.{hint}", pairs, possible)
