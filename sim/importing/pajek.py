"""Pajek networks (.net, .paj): vertices, and lines between them in any of the six ways of the format.

Arcs have a direction, edges have none, in every section. Partitions and vectors of the same vertices become columns of people. A section
that is not known is refused: people are never made of it.
"""

from __future__ import annotations

import re

from sim.importing.findings import ImportFindings, shown
from sim.importing.raw import Network, attributes_table, table_of
from sim.importing.text_tables import text_of
from sim.organisation.organisation import OrganisationError

MOST_VERTICES = 10_000_000
LINES = {"arcs": False, "edges": True, "arcslist": False, "edgeslist": True, "matrix": False}
"""Sections of lines: whether these have no direction."""
OF_PEOPLE = ("partition", "vector")
_SECTION = re.compile(r"\*\s*([A-Za-z]+)\s*(.*)")
_RELATION = re.compile(r':?\s*(\d+)?\s*(?:"([^"]*)"|(\S.*))?\s*$')
_CELL = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')


class _Pajek:
    def __init__(self, file: str, findings: ImportFindings) -> None:
        self.file, self.findings = file, findings
        self.count = 0
        self.labels: dict[int, str] = {}
        self.rows: dict[int, int] = {}
        self.columns: dict[str, list[str]] = {}
        self.ties: list[list[str]] = []
        self.tie_rows: list[int] = []
        self.mutual: list[bool] = []
        self.relation = ""
        self.relations: set[str] = set()
        self.row_of_matrix = 0
        self.unread = 0

    def refuse(self, row: int, fault: str) -> OrganisationError:
        return OrganisationError(f"{self.file}: line {row}: {fault}")

    def vertex(self, text: str, row: int) -> int:
        """The number of a vertex, 1 to the count of the header."""
        if not text.isdigit() or not 1 <= int(text[:12]) <= self.count:
            raise self.refuse(row, f"{shown(text)} is no vertex; the header counts {self.count:,}")
        return int(text)

    def tie(self, one: int, other: int, weight: str, row: int, mutual: bool) -> None:
        self.ties.append([str(one), str(other), weight, self.relation])
        self.tie_rows.append(row)
        self.mutual.append(mutual)


def pajek_network(file: str, content: bytes, findings: ImportFindings) -> Network:
    """A network in the format of Pajek. Raises OrganisationError in a line or two."""
    known = _Pajek(file, findings)
    section, column, header = "", "", 0
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text_of(file, content), flags=re.S)
    for row, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("%"):
            continue
        if line.startswith("*"):
            before, section, column, header = section, *_opened(known, line, row, section, column, header)
            if before == "matrix" and section != "matrix":
                _refuse_short_matrix(known, row)
            continue
        cells = [quoted if quoted or not word else word for quoted, word in _CELL.findall(line)]
        if section == "vertices":
            _read_vertex(known, cells, row)
        elif section in OF_PEOPLE:
            known.columns[column].append(cells[0])
        elif section in LINES:
            _read_line(known, section, cells, row)
        else:
            raise known.refuse(row, "stands before the first section; a network begins with *Vertices")
    if section == "matrix":
        _refuse_short_matrix(known, 0)
    return _network(known)


def _opened(known: _Pajek, line: str, row: int, section: str, column: str, header: int) -> tuple[str, str, int]:
    """The section that a line opens, the column it fills, and how many networks began so far."""
    found = _SECTION.match(line)
    name = found[1].casefold() if found else ""
    rest = found[2].strip() if found else ""
    if name == "network":
        if header:
            raise known.refuse(row, "a second network; one organisation is read from a file")
        return "network", "", 1
    if name == "vertices":
        counts = re.findall(r"\d+", rest.split('"')[0])
        if not counts:
            raise known.refuse(row, "*Vertices without their number")
        count = int(counts[0][:12])
        if section in OF_PEOPLE:
            if count != known.count:
                raise known.refuse(row, f"{shown(column)} is of {count:,} vertices, and the network has {known.count:,}")
            return section, column, header
        if len(counts) > 1 and int(counts[1][:12]) not in (0, count):
            raise known.refuse(row, "a network of two kinds of vertices (two-mode); ties join two people")
        if known.count or count > MOST_VERTICES:
            raise known.refuse(row, "vertices a second time" if known.count else f"{count:,} vertices; at most {MOST_VERTICES:,} are read")
        known.count = count
        return "vertices", "", max(header, 1)
    if name in OF_PEOPLE:
        column = rest.strip('" ') or name
        if column.casefold().endswith((".clu", ".vec")):
            column = column[:-4]
        while column in known.columns:
            column += "'"
        known.columns[column] = []
        return name, column, header
    if name in LINES:
        if not known.count:
            raise known.refuse(row, f"*{name} before *Vertices")
        relation = _RELATION.match(rest)
        known.relation = ((relation[2] or relation[3] or relation[1] or "") if relation else rest).strip()
        known.relations.add(known.relation)
        known.row_of_matrix = 0
        return name, "", header
    raise known.refuse(row, f"the section {shown(line[:40])} is not understood; known: *Vertices, *Arcs, *Edges, *Arcslist, *Edgeslist, "
                            "*Matrix, *Partition, *Vector")  # fmt: skip


def _read_vertex(known: _Pajek, cells: list[str], row: int) -> None:
    number = known.vertex(cells[0], row)
    if number in known.labels:
        raise known.refuse(row, f"vertex {number} stands in line {known.rows[number]}, too")
    known.labels[number] = cells[1].replace('\\"', '"') if len(cells) > 1 else ""
    known.rows[number] = row
    known.unread += len(cells) > 2


def _read_line(known: _Pajek, section: str, cells: list[str], row: int) -> None:
    mutual = LINES[section]
    if section == "matrix":
        if len(cells) != known.count:
            raise known.refuse(row, f"{len(cells):,} numbers in a row of a matrix of {known.count:,}")
        known.row_of_matrix += 1
        if known.row_of_matrix > known.count:
            raise known.refuse(row, f"more rows than the {known.count:,} vertices")
        for other, weight in enumerate(cells, start=1):
            if weight.strip("0") not in ("", ".", "-"):
                known.tie(known.row_of_matrix, other, weight, row, mutual)
        return
    if len(cells) < 2:
        raise known.refuse(row, "a line that does not say both of its ends")
    one = known.vertex(cells[0].lstrip("-"), row)
    if section.endswith("list"):
        for other in cells[1:]:
            known.tie(one, known.vertex(other.lstrip("-"), row), "", row, mutual)
        return
    weight = cells[2] if len(cells) > 2 and re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", cells[2]) else ""
    known.tie(one, known.vertex(cells[1], row), weight, row, mutual)
    known.unread += len(cells) > (3 if weight else 2)


def _refuse_short_matrix(known: _Pajek, row: int) -> None:
    if known.row_of_matrix not in (0, known.count):
        where = f": line {row}" if row else ""
        raise OrganisationError(f"{known.file}{where}: a matrix of {known.row_of_matrix:,} rows for {known.count:,} vertices")


def _network(known: _Pajek) -> Network:
    if not known.count:
        raise OrganisationError(f"{known.file}: no people: the file has no vertices")
    for column, cells in known.columns.items():
        if len(cells) != known.count:
            raise OrganisationError(f"{known.file}: {shown(column)} has {len(cells):,} values for {known.count:,} vertices")
    known.findings.counted("not read", known.unread, f"{known.file}: places, colours, shapes and times in {{n}} lines.")
    numbers = range(1, known.count + 1)
    named = [{"label": known.labels[number]} if known.labels.get(number) else {} for number in numbers]
    people = attributes_table(
        known.file, "id", [str(number) for number in numbers], named, [known.rows.get(number, 0) for number in numbers]
    )
    for column, cells in known.columns.items():
        people.header.append(column)
        people.columns.append(cells)
    header = ["source", "target", "weight", "kind"]
    ties = table_of(known.file, header, known.ties, known.tie_rows, known.mutual)
    ties.columns[2] = [weight or "1" for weight in ties.columns[2]]
    for place in (3, 2):
        if not any(ties.columns[place]):
            del ties.header[place], ties.columns[place]
    return Network(people, ties)
