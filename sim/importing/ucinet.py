"""UCINET's DL: full and half matrices, lists of edges and of nodes, with labels given before the data or within them."""

from __future__ import annotations

import re
from collections import Counter

from sim.importing.findings import ImportFindings, shown
from sim.importing.raw import Network, attributes_table, table_of
from sim.importing.text_tables import text_of
from sim.organisation.organisation import OrganisationError

MOST_NODES = 1_000_000
FORMATS = ("fullmatrix", "lowerhalf", "upperhalf", "edgelist1", "nodelist1")
_SPELLINGS = {"fm": "fullmatrix", "full": "fullmatrix", "lh": "lowerhalf", "uh": "upperhalf", "el1": "edgelist1", "nl1": "nodelist1",
              "edgelist": "edgelist1", "nodelist": "nodelist1"}  # fmt: skip
_CELL = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^\s,]+)')
_SETTING = re.compile(r"(\w+)\s*=\s*(\w+)")
_HEADING = re.compile(
    r"^[ \t]*((?:row\s+|col(?:umn)?\s+|matrix\s+|level\s+)?labels?(?:\s+embedded)?|data)[ \t]*(:|$|(?<=embedded))", re.I | re.M
)
_NONE = ("0", ".", "na", "-")


class _Header:
    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.settings: dict[str, str] = {}
        self.labels: list[str] = []
        self.relations: list[str] = []
        self.is_embedded = False
        self.data = ""
        self.first_row = 1
        self._read(text)

    def refuse(self, fault: str, row: int | None = None) -> OrganisationError:
        where = "" if row is None else f": line {row}"
        return OrganisationError(f"{self.file}{where}: {fault}")

    def _read(self, text: str) -> None:
        body = re.sub(r"^\s*dl\b[ \t,]*", "", text, count=1, flags=re.I)
        headings = list(_HEADING.finditer(body))
        data = next((found for found in headings if found[1].casefold() == "data"), None)
        if data is None:
            raise self.refuse("no line 'data:', after which the ties stand")
        before = [found for found in headings if found.start() < data.start()]
        top = body[: before[0].start() if before else data.start()]
        for name, value in _SETTING.findall(top):
            self.settings[name.casefold()] = value.casefold()
        if re.search(r"labels?\s+embedded", body[: data.start()], re.I):
            self.is_embedded = True
        for found, following in zip(before, [*before, data][1:], strict=True):
            words = [one or other or bare for one, other, bare in _CELL.findall(body[found.end() : following.start()])]
            heading = found[1].casefold()
            if "embedded" in heading:
                continue
            if heading.startswith(("matrix", "level")):
                self.relations = words
            elif heading.startswith("col") and self.labels:
                if words != self.labels:
                    raise self.refuse("labels of rows and columns differ (two-mode); ties join two people")
            else:
                self.labels = words
        self.data = body[data.end() :]
        self.first_row = text[: len(text) - len(self.data)].count("\n") + 1

    @property
    def count(self) -> int:
        rows, columns = self.settings.get("nr"), self.settings.get("nc")
        if rows != columns:
            raise self.refuse(f"{rows or '?'} rows and {columns or '?'} columns (two-mode); ties join two people")
        told = self.settings.get("n") or rows or ""
        if not told.isdigit() or not 1 <= int(told[:10]) <= MOST_NODES:
            raise self.refuse(f"n={told or '?'}: the number of people, 1 to {MOST_NODES:,}, must be said")
        return int(told)

    @property
    def format(self) -> str:
        told = self.settings.get("format", "fullmatrix")
        told = _SPELLINGS.get(told, told)
        if told not in FORMATS:
            raise self.refuse(f"format={told}: not understood; known: {', '.join(FORMATS)}")
        return told


def dl_network(file: str, content: bytes, findings: ImportFindings) -> Network:
    """A network in UCINET's DL. Raises OrganisationError in a line or two."""
    text = text_of(file, content)
    if not re.match(r"\s*dl\b", text, re.I):
        raise OrganisationError(f"{file}: does not begin with 'dl', as files of UCINET do")
    header = _Header(file, text)
    lines = [
        (row, [one or other or bare for one, other, bare in _CELL.findall(line)])
        for row, line in enumerate(header.data.splitlines(), start=header.first_row)
        if line.strip()
    ]
    names = list(header.labels)
    if names and len(names) != header.count:
        raise header.refuse(f"{len(names):,} labels for n={header.count:,}")
    if header.format.endswith("list1"):
        names, ties, rows = _from_lists(header, lines, names)
    else:
        names, ties, rows = _from_matrices(header, lines, names)
    again = [name for name, times in Counter(names).items() if times > 1]
    if again:
        raise header.refuse(f"labels that several people share: {', '.join(map(shown, again[:5]))}")
    missing = header.count - len(names)
    if missing < 0:
        raise header.refuse(f"{len(names):,} people, and n={header.count:,}")
    findings.counted("dropped", missing, f"{file}: {{n}} of the n={header.count:,} people are named nowhere.", header.count)
    people = attributes_table(file, "id", names, [{} for _ in names])
    table = table_of(file, ["source", "target", "weight", "kind"], ties, rows, [False] * len(ties))
    if not any(table.columns[3]):
        del table.header[3], table.columns[3]
    return Network(people, table)


def _from_lists(header: _Header, lines: list[tuple[int, list[str]]], names: list[str]) -> tuple[list[str], list[list[str]], list[int]]:
    """Each line joins its first name to another, with a weight (edge lists), or to all others (node lists)."""
    numbered = not header.is_embedded
    if numbered and not names:
        names = [str(number) for number in range(1, header.count + 1)]
    known = dict.fromkeys(names)
    ties: list[list[str]] = []
    rows: list[int] = []
    relation = 0

    def name_of(cell: str, row: int) -> str:
        if not numbered:
            known.setdefault(cell)
            return cell
        if cell.isdigit() and 1 <= int(cell[:10]) <= len(names):
            return names[int(cell) - 1]
        raise header.refuse(f"{shown(cell)} is none of the numbers 1 to {len(names):,}", row)

    for row, cells in lines:
        if cells == ["!"]:
            relation += 1
            continue
        ego = name_of(cells[0], row)
        if header.format == "nodelist1":
            found = [(name_of(cell, row), "1") for cell in cells[1:]]
        elif len(cells) in (2, 3):
            found = [(name_of(cells[1], row), cells[2] if len(cells) == 3 else "1")]
        else:
            raise header.refuse(f"{len(cells)} entries; an edge list has two people, and a weight if known", row)
        for other, weight in found:
            if weight.casefold() not in _NONE:
                ties.append([ego, other, weight, _relation(header, relation)])
                rows.append(row)
    return list(known), ties, rows


def _from_matrices(header: _Header, lines: list[tuple[int, list[str]]], names: list[str]) -> tuple[list[str], list[list[str]], list[int]]:
    """Matrices one after another; a line of the file need not be a row of the matrix."""
    count = header.count
    matrices = int(header.settings.get("nm", "1")[:6] or 1) if header.settings.get("nm", "1").isdigit() else 1
    cells = [(cell, row) for row, words in lines for cell in words]
    half, has_diagonal = header.format != "fullmatrix", header.settings.get("diagonal", "present") != "absent"
    ties: list[list[str]] = []
    rows: list[int] = []
    place = 0
    for relation in range(max(1, matrices)):
        if header.is_embedded and not half:
            column_names = [cell for cell, _ in cells[place : place + count]]
            place += count
            if not names:
                names = column_names
            elif names != column_names:
                raise header.refuse("labels of rows and columns differ (two-mode); ties join two people")
        elif not names:
            names = [str(number) for number in range(1, count + 1)]
        for one in range(count):
            if header.is_embedded:
                if half and len(names) <= one and place < len(cells):
                    names.append(cells[place][0])
                elif place < len(cells) and cells[place][0] != names[one]:
                    raise header.refuse(
                        f"{shown(cells[place][0])} stands where row {one + 1} should begin with {shown(names[one])}", cells[place][1]
                    )
                place += 1
            others = range(count) if not half else (range(one + 1) if header.format == "lowerhalf" else range(one, count))
            for other in others:
                if other == one and not has_diagonal:
                    continue
                if place >= len(cells):
                    raise header.refuse(f"ends in row {one + 1} of matrix {relation + 1}; n={count:,}, nm={matrices}")
                weight, row = cells[place]
                place += 1
                if weight.casefold() in _NONE or not weight.strip("0."):
                    continue
                if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", weight):
                    raise header.refuse(f"{shown(weight)} is no number", row)
                for ego, alter in ((one, other), (other, one)) if half and one != other else ((one, other),):
                    ties.append([str(ego), str(alter), weight, _relation(header, relation)])
                    rows.append(row)
    if place < len(cells):
        raise header.refuse(f"{len(cells) - place:,} entries more than n={count:,} and nm={matrices} need", cells[place][1])
    for tie in ties:
        tie[0], tie[1] = names[int(tie[0])], names[int(tie[1])]
    return names, ties, rows


def _relation(header: _Header, number: int) -> str:
    return header.relations[number] if number < len(header.relations) else (str(number + 1) if number else "")
