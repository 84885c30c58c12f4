"""From files to people and ties: the one importer behind the command line, Python and the lab."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.importing import hierarchy, objects, saved
from sim.importing.columns import PEOPLE, SURVEY, TIES, Known, columns_of, score_of
from sim.importing.content import content_of, digest_of_file, is_saved, kind_of, refuse_changed
from sim.importing.findings import ImportFindings, shown
from sim.importing.gml import gml_network
from sim.importing.pajek import pajek_network
from sim.importing.people import ReadPeople, people_in
from sim.importing.raw import Network, RawTable
from sim.importing.report import Report, first_rows, shape_of
from sim.importing.survey import Staff, answers_in
from sim.importing.text_tables import text_table
from sim.importing.ties import TiesRead, ties_in
from sim.importing.ucinet import dl_network
from sim.importing.workbooks import parquet_table, workbook_table
from sim.importing.xml_networks import gexf_network, graphml_network
from sim.organisation.files import AsRead
from sim.organisation.organisation import MISSING, OrganisationError, Stance
from sim.organisation.reporting import managers_inferred
from sim.schema.organisation import OrganisationFromFiles, UnitTraits

SMALL_UNITS = "(small units)"
NETWORKS = {"graphml": graphml_network, "gexf": gexf_network, "gml": gml_network, "pajek": pajek_network, "dl": dl_network}
_MEANINGS = {"employees": PEOPLE, "ties": TIES, "survey": SURVEY}
_COLUMNS = {"employees": "columns", "ties": "tie_columns", "survey": "survey_columns"}
_SHEETS = {"employees": "sheet", "ties": "ties_sheet", "survey": "survey_sheet"}


class HandedIn(NamedTuple):
    """A file that is in memory only."""

    name: str
    content: bytes


class Given(NamedTuple):
    """What is handed in: an object of Python or a file in memory where there is one; otherwise the file that the specification names."""

    employees: Any = None
    ties: Any = None
    survey: Any = None


NOTHING = Given()


class Understood(NamedTuple):
    """What was read, and the report of it."""

    read: AsRead
    report: Report


def as_read(spec: OrganisationFromFiles) -> AsRead:
    """People and ties of the files that a specification names. Raises OrganisationError in a line or two."""
    return understood(spec).read


def understood(spec: OrganisationFromFiles, given: Given = NOTHING) -> Understood:
    """People and ties, with the report of how they were understood. Raises OrganisationError in a line or two."""
    findings = ImportFindings(spec.pseudonyms)
    if given.employees is None and spec.employees is not None and is_saved(Path(spec.employees)):
        return _saved_folder(spec, findings)
    first, second = _source("employees", spec, given, findings), _source("ties", spec, given, findings)
    nodes: RawTable | None = None  # of the network whose ties are read
    if isinstance(first, Network):
        if second is None:
            nodes, second = first.people, first.ties
        else:
            findings.say("not read", f"{first.people.file}: its ties, as another file has them.", first.ties.size)
        first = first.people
    if isinstance(second, Network):
        nodes, second = second.people, second.ties
        first = nodes if first is None else first
    if first is None and second is None:
        raise OrganisationError("employees: missing, and required where ties is missing, too")
    if (
        first is not None
        and saved.is_saved_table(first, saved.OF_PEOPLE)
        and second is not None
        and saved.is_saved_table(second, saved.OF_TIES)
    ):
        return _finished(_checked_units(saved.as_saved(first, second, None, None), spec, first.file), spec, findings)
    if first is None:
        assert second is not None
        first = _people_of_ties(second, spec, findings)
    people = people_in(first, spec, findings)
    if nodes is not None and second is not None:
        second = _called_as_people(second, nodes, people, findings)
    return _of_people(people, second, _source("survey", spec, given, findings), spec, findings)


def _source(part: str, spec: OrganisationFromFiles, given: Given, findings: ImportFindings) -> RawTable | Network | None:
    """A table or a network, from an object or from a file."""
    thing, path = getattr(given, part), getattr(spec, part)
    if isinstance(thing, HandedIn):
        return _file(part, thing.name, thing.content, spec, findings)
    if thing is not None:
        return objects.network_from(thing, part) if objects.is_network(thing) else objects.table_from(thing, part, findings)
    if path is None:
        return None
    name, content = Path(path).name, content_of(Path(path))
    refuse_changed(name, content, getattr(spec, f"{part}_sha256"))
    return _file(part, name, content, spec, findings)


def _file(part: str, name: str, content: bytes, spec: OrganisationFromFiles, findings: ImportFindings) -> RawTable | Network:
    kind = kind_of(name, content)
    if kind in NETWORKS:
        return NETWORKS[kind](name, content, findings)
    score = score_of(_MEANINGS[part], getattr(spec, _COLUMNS[part]))
    if kind == "xlsx":
        return workbook_table(name, content, getattr(spec, _SHEETS[part]), score, findings)
    if kind == "parquet":
        return parquet_table(name, content, findings)
    return text_table(name, content, score, findings)


def _saved_folder(spec: OrganisationFromFiles, findings: ImportFindings) -> Understood:
    assert spec.employees is not None
    folder = Path(spec.employees)
    if spec.employees_sha256 is not None and digest_of_file(folder) != spec.employees_sha256.lower():
        raise OrganisationError(
            f"{folder.name}: not the organisation it was: its SHA-256 is {digest_of_file(folder)}, expected {spec.employees_sha256}"
        )
    if spec.ties is not None or spec.survey is not None or spec.pseudonyms:
        raise OrganisationError(
            f"{folder.name}: a saved organisation has ties and start already, and its names; give its first files instead"
        )
    people, ties, told = saved.saved_in(folder)
    read = saved.as_saved(people, ties, told, saved.heads_in(folder))
    return _finished(_checked_units(read, spec, folder.name), spec, findings)


def _people_of_ties(table: RawTable, spec: OrganisationFromFiles, findings: ImportFindings) -> RawTable:
    """People who are named by ties, where no file lists them."""
    known = columns_of(table, TIES, spec.tie_columns, "tie_columns")
    if not table.has_header and "employee" not in known.place and len(table.header) in (2, 3):
        known = Known({"employee": 0, "colleague": 1}, [])
    if not known.has("employee"):
        known = Known({"employee": 0}, [])
    columns = [place for meaning, place in known.place.items() if meaning in ("employee", "colleague")]
    if not known.has("colleague"):
        columns = [place for place in range(len(table.header)) if "strength" not in known.place or place != known.place["strength"]]
        if all(name in set(table.columns[0]) for name in table.header[1:] if name):
            columns = [0]
    names = list(dict.fromkeys(cell for place in columns for cell in table.columns[place] if cell))
    findings.say("inferred", f"{table.file}: no file of people; the {len(names):,} who are named by ties were taken.", len(names))
    return RawTable(table.file, ["employee"], [names], list(range(1, len(names) + 1)))


def _called_as_people(ties: RawTable, nodes: RawTable, people: ReadPeople, findings: ImportFindings) -> RawTable:
    """Ties of a network, whose ends are ids of its nodes, with the ends as the people are called: an id never stands for a label."""
    ids = nodes.columns[0]
    if people.nodes is not None and people.table.file == nodes.file:
        called = {name: people.ids[place] for name in ids if (place := people.nodes.place(name)[0]) >= 0}
    else:
        labels = next((column for name, column in zip(nodes.header, nodes.columns, strict=True) if name in ("label", "name")), ids)
        found = [sum(people.lookup.place(name)[0] >= 0 for name in names if name) for names in (labels, ids)]
        called = dict(zip(ids, labels if found[0] >= found[1] else ids, strict=True))
        if labels is not ids:
            findings.say(
                "read", f"{nodes.file}: people are found by the {'labels' if found[0] >= found[1] else 'ids'} of its nodes.", max(found)
            )
    columns = [[called.get(name, "") for name in column] if place < 2 else column for place, column in enumerate(ties.columns)]
    return replace(ties, columns=columns)


def _of_people(
    people: ReadPeople, second: RawTable | None, survey: RawTable | Network | None, spec: OrganisationFromFiles, findings: ImportFindings
) -> Understood:
    _refuse_unknown_units(people.unit, spec, people.table.file)
    kind = {name: spec.units.get(name, UnitTraits()).kind for name in set(people.unit)}
    if "internal" not in kind.values():
        raise OrganisationError("units: none is internal, so there is no firm to change")
    inside = [kind[name] == "internal" for name in people.unit]
    lines = hierarchy.Lines(people.table.file, people.ids, people.rows, inside)
    above, is_inferred = list(people.manager), people.manager_cells is None
    if people.manager_cells is not None:
        above = hierarchy.settled(lines, above, people.manager_cells, spec, findings)
    ties = None if second is None else ties_in(second, people.lookup, len(people.ids), spec, people.table.file, findings)
    if is_inferred and ties is not None and ties.managers:
        for person, manager in ties.managers:
            above[person] = manager
        above, is_inferred = hierarchy.settled(lines, above, [""] * len(above), spec, findings), False
    stance = _stances(people, survey, above, spec, findings)
    return _arranged(people, ties, above, inside, is_inferred, stance, spec, findings)


def _stances(
    people: ReadPeople, survey: RawTable | Network | None, above: Sequence[int], spec: OrganisationFromFiles, findings: ImportFindings
) -> dict[str, list[float]]:
    if survey is None:
        return people.stances
    if isinstance(survey, Network):
        raise OrganisationError(f"{survey.people.file}: a network; a survey is a table")
    staff = Staff(people.lookup, people.ids, people.unit, [manager if manager >= 0 else -1 for manager in above])
    return people.stances | answers_in(survey, staff, spec, findings)


def _arranged(
    people: ReadPeople,
    ties: TiesRead | None,
    above: list[int],
    inside: list[bool],
    is_inferred: bool,
    stance: dict[str, list[float]],
    spec: OrganisationFromFiles,
    findings: ImportFindings,
) -> Understood:
    """People in the order of (unit, id), under pseudonyms where they are asked for."""
    there = [person for person, manager in enumerate(above) if manager != hierarchy.GONE]
    if not there:
        raise OrganisationError(f"{people.table.file}: no people are left")
    names, units = _shown_as(people, there, spec, findings)
    order = sorted(there, key=lambda person: (units[person], _in_order(names[person])))
    place = np.full(len(above), -1, np.int64)
    place[order] = np.arange(len(order))
    unit_ids = tuple(sorted({units[person] for person in order}))
    row = {name: number for number, name in enumerate(unit_ids)}
    unit = np.array([row[units[person]] for person in order], np.uint32)
    listener, heard, relative, formal, listed = _placed(ties, people.second, place)
    if is_inferred:
        renown = np.bincount(heard[listed], minlength=len(order))
        manager = managers_inferred(unit, renown, np.array([inside[person] for person in order]), spec.span)
        _say_inferred(people.table.file, ties is not None, spec, findings)
    else:
        manager = np.array([int(MISSING) if above[person] < 0 else place[above[person]] for person in order], np.uint32)
    draws = ties is None
    if draws:
        findings.say("drawn", "No file names ties: informal ties were drawn as in an organisation without files (organisation.drawn_ties).")
    stated = {name: np.array([values[person] for person in order]) for name, values in stance.items()}
    read = AsRead(
        ids=tuple(names[person] for person in order),
        unit_ids=unit_ids,
        unit=unit,
        manager=manager,
        are_managers_ties=not is_inferred,
        listener=listener.astype(np.uint32),
        heard=heard.astype(np.uint32),
        relative=relative,
        is_formal=formal,
        loudness=None,
        draws_ties=draws,
        address=None,
        stance=Stance(**{name: stated.get(name, np.full(len(order), np.nan)) for name in Stance._fields}) if stated else None,
        notes=(),
    )
    by_row = [int(place[person]) for person in there]
    return _finished(read, spec, findings, (listener[listed], heard[listed]), by_row)


def _placed(ties: TiesRead | None, second: Sequence[tuple[int, int]], place: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Ties by the new places of people, without those of people who were dropped; second managers are formal ties both ways."""
    none = np.zeros(0, np.int64)
    parts = [(none, none, np.zeros(0), np.zeros(0, bool), np.zeros(0, bool))] if ties is None else [tuple(
        getattr(ties, name) for name in ("listener", "heard", "relative", "is_formal", "listed"))]  # fmt: skip
    if second:
        ends = np.array(second, np.int64)
        for one, other in ((0, 1), (1, 0)):
            parts.append((ends[:, one], ends[:, other], np.ones(len(ends)), np.ones(len(ends), bool), np.zeros(len(ends), bool)))
    listener, heard, relative, formal, listed = (np.concatenate([part[column] for part in parts]) for column in range(5))
    listener, heard = place[listener], place[heard]
    kept = (listener >= 0) & (heard >= 0)
    return listener[kept], heard[kept], relative[kept], formal[kept], listed[kept]


def _say_inferred(file: str, has_ties: bool, spec: OrganisationFromFiles, findings: ImportFindings) -> None:
    if has_ties:
        said = (
            f"in each unit the colleague whom most others name was taken as its head, the rest were placed below by the same order with "
            f"{spec.span} reports each, and the best known head leads the firm. No ties were added for it."
        )
    else:
        said = (
            f"in each unit people were placed below the first by the order of their ids, {spec.span} reports each; it shows no real leader."
        )
    findings.say("inferred", f"{file} names no managers: {said}")


def _shown_as(
    people: ReadPeople, there: Sequence[int], spec: OrganisationFromFiles, findings: ImportFindings
) -> tuple[list[str], list[str]]:
    """Names and units as records show them: with pseudonyms, numbers in an order that only the file itself tells, and no small unit."""
    if not spec.pseudonyms:
        return people.ids, people.unit
    secret = blake2b(
        repr((people.ids, people.rows, [len(cell) for column in people.table.columns for cell in column])).encode(), digest_size=32
    ).digest()
    order = sorted(there, key=lambda person: blake2b(people.ids[person].encode(), key=secret).digest())
    digits = len(str(len(order)))
    names = list(people.ids)
    for number, person in enumerate(order, start=1):
        names[person] = f"P{number:0{digits}}"
    findings.say("read", f"{people.table.file}: {len(order):,} people are called by pseudonyms.", len(order))
    return names, _without_small_units(people, there, spec, findings)


def _without_small_units(people: ReadPeople, there: Sequence[int], spec: OrganisationFromFiles, findings: ImportFindings) -> list[str]:
    """Units of which none has fewer people than the settings allow: small ones are joined, with the next larger one if they are too few.

    Units that the settings describe stay as they are.
    """
    size = Counter(people.unit[person] for person in there)
    joinable = sorted((count, name) for name, count in size.items() if name not in spec.units)
    small = {name for count, name in joinable if count < spec.least_size}
    for _, name in joinable[len(small) :]:
        if not small or sum(size[known] for known in small) >= spec.least_size:
            break
        small.add(name)
    text = f"{people.table.file}: {{n}} units became one, {SMALL_UNITS!r}, as some have fewer than {spec.least_size} people."
    findings.counted("joined", len(small), text, len(size))
    return [SMALL_UNITS if name in small else name for name in people.unit]


def _refuse_unknown_units(units: Sequence[str], spec: OrganisationFromFiles, file: str) -> None:
    known = set(units)
    for name in spec.units:
        if name not in known:
            nearest = get_close_matches(name, sorted(known), 1, 0.0)[0]
            raise OrganisationError(f"units: {shown(name)} is not a unit in {file}; nearest: {shown(nearest)}")


def _checked_units(read: AsRead, spec: OrganisationFromFiles, file: str) -> AsRead:
    _refuse_unknown_units(read.unit_ids, spec, file)
    kind = [spec.units.get(name, UnitTraits()).kind for name in read.unit_ids]
    inside = np.array([known == "internal" for known in kind])
    chiefs = int(((read.manager == MISSING) & inside[read.unit]).sum())
    if chiefs != 1:
        raise OrganisationError(f"{file}: {chiefs} people inside the firm have no manager; one leads it")
    lines = hierarchy.Lines(file, read.ids, range(2, len(read.ids) + 2), [True] * len(read.ids))
    hierarchy.refuse_cycle(lines, [-1 if above == MISSING else int(above) for above in read.manager.tolist()], ImportFindings())
    return read


def _finished(
    read: AsRead,
    spec: OrganisationFromFiles,
    findings: ImportFindings,
    listed: Any = None,
    by_row: Sequence[int] | None = None,
) -> Understood:
    """The report beside what was read; the notes of the one are those of the other."""
    listed = (read.listener, read.heard) if listed is None else listed
    kind = np.array([spec.units.get(name, UnitTraits()).kind == "internal" for name in read.unit_ids])
    chief = int(np.flatnonzero((read.manager == MISSING) & kind[read.unit])[0])
    people, ties = first_rows(read, listed, range(len(read.ids)) if by_row is None else by_row)
    report = Report(findings.columns, findings.all, shape_of(read, listed, chief), people, ties)
    return Understood(_sorted(read)._replace(notes=read.notes + report.notes), report)


def _sorted(read: AsRead) -> AsRead:
    """Ties in an order of their own, so that what is understood does not depend on the order of rows in a file."""
    if read.loudness is not None:
        return read  # of an organisation that was saved, in order
    order = np.lexsort((read.is_formal, read.relative, read.heard, read.listener))
    return read._replace(**{name: getattr(read, name)[order] for name in ("listener", "heard", "relative", "is_formal")})


def _in_order(name: str) -> tuple[str, str]:
    """Ids in natural order: 2 before 10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(20), name), name
