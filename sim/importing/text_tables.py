"""Comma-separated tables as programs and spreadsheets write them: read to the last cell, or refused with the row.

Understood, and said: semicolons, tabs, bars or blanks between cells; a mark at the file's start; UTF-16 with its mark; a line `sep=;`;
lines of a title before the header; lines of comment; blank rows; blank cells that were left out at the end of a row, or added there.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from sys import intern
from unicodedata import is_normalized

from sim.importing.content import MOST_CELLS, MOST_FIELDS
from sim.importing.findings import ImportFindings, refusal, shown
from sim.importing.raw import RawTable
from sim.importing.values import plain
from sim.organisation.organisation import OrganisationError

SEPARATORS = ",;\t|"
LOOKED_AT = 25  # rows, to find the separator and the header
UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Score = Callable[[Sequence[str]], int]
"""How many cells of a row are names of columns that are known."""


def text_table(file: str, content: bytes, score: Score, findings: ImportFindings) -> RawTable:
    """A table from text. Raises OrganisationError in a line or two."""
    text = text_of(file, content)
    text, skipped, separator = _without_preamble(text)
    if separator is None:
        separator = _separator_of(text)
    csv.field_size_limit(131_072)
    if separator == " ":
        records: Iterable[list[str]] = (line.split() for line in io.StringIO(text))
        reader = None
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        records = reader
    try:
        return _read(file, records, score, skipped, findings)
    except csv.Error as problem:
        at = reader.line_num + skipped if reader else 0
        raise OrganisationError(f"{file}: line {at} is not comma-separated text: {problem}") from None


def text_of(file: str, content: bytes) -> str:
    """UTF-8, with or without a byte order mark, or UTF-16 with one; anything else is refused with its line."""
    mark = UTF_16.get(content[:2])
    if mark is not None:
        try:
            text = content.decode(mark)
        except UnicodeDecodeError:
            raise OrganisationError(f"{file}: line 1: begins like UTF-16 and is not; save it as UTF-8") from None
        if "\0" in text:
            raise OrganisationError(f"{file}: a NUL character, so not a text")
        return _not_empty(file, text)
    content = content.removeprefix(BYTE_ORDER_MARK)
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise OrganisationError(f"{file}: line {line}: a NUL character, so not a text in UTF-8")
    try:
        return _not_empty(file, content.decode("utf-8"))
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise OrganisationError(
            f"{file}: line {line}: not UTF-8 (byte 0x{byte:02x}, perhaps Latin-1 or Windows-1252); save it as UTF-8"
        ) from None


def _not_empty(file: str, text: str) -> str:
    if not text.strip():
        raise OrganisationError(f"{file}: the file is empty")
    return text


def _without_preamble(text: str) -> tuple[str, int, str | None]:
    """The text without comments (`#`) and `sep=;` before its header: what is left, lines skipped, and the separator if it was named."""
    separator, skipped = None, 0
    while True:
        line, _, rest = text.partition("\n")
        bare = line.strip().strip('"')
        if bare.lower().startswith("sep=") and len(bare) == 5:
            separator = bare[4]
        elif bare.lower() == "sep=" and "\t" in line:
            separator = "\t"
        elif not bare.startswith("#") or bare.casefold().startswith(("#id", "#employee")):
            return text, skipped, separator
        if not rest:
            return text, skipped, separator
        text, skipped = rest, skipped + 1


def _separator_of(text: str) -> str:
    """The separator that splits the first rows into the most equal number of cells; a blank where none does."""
    sample = text[:100_000]
    best, most = ",", (0.0, 0)
    for separator in SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(map(str.strip, row))][:LOOKED_AT]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows)
        width, times = max(widths.items(), key=lambda known: (known[1] if known[0] > 1 else 0, known[0]), default=(1, 0))
        merit = (times / max(len(rows), 1) if width > 1 else 0.0, width)
        if merit > most:
            best, most = separator, merit
    if most[0] == 0.0:
        rows = [line.split() for line in sample.splitlines()[:LOOKED_AT] if line.strip()]
        if rows and len(rows[0]) > 1 and len({len(row) for row in rows[: max(1, len(rows) - 1)]}) == 1 and len(rows) > 1:
            return " "
    return best


def _read(file: str, records: Iterable[list[str]], score: Score, skipped: int, findings: ImportFindings) -> RawTable:
    stream = enumerate(records, start=1 + skipped)
    first: list[tuple[int, list[str]]] = []
    for row, cells in stream:
        first.append((row, cells))
        if len(first) >= LOOKED_AT:
            break
    place, has_header = header_among([cells for _, cells in first], score)
    if not first:
        raise OrganisationError(f"{file}: the file is empty")
    say_titles(file, first, place, findings)
    header = [plain(name) for name in first[place][1]] if has_header else [str(number + 1) for number in range(len(first[place][1]))]
    header = _without_blank_end(header, [cells for _, cells in first[place + 1 :]])
    if len(header) > MOST_FIELDS:
        raise OrganisationError(f"{file}: row {first[place][0]}: {len(header):,} columns; at most {MOST_FIELDS:,} are read")
    return filled(file, header, _chained(first[place + has_header :], stream), has_header, findings, first[place][0])


def _chained(first: list[tuple[int, list[str]]], rest: Iterable[tuple[int, list[str]]]) -> Iterable[tuple[int, list[str]]]:
    yield from first
    yield from rest


def header_among(rows: Sequence[Sequence[str]], score: Score) -> tuple[int, bool]:
    """The place of the header among the first rows, and whether there is one: the first row with the most names that are known."""
    scores = [score(row) for row in rows]
    best = max(scores, default=0)
    if best > 0:
        return scores.index(best), True
    filled_rows = [place for place, row in enumerate(rows) if any(map(str.strip, row))]
    if not filled_rows:
        return 0, True
    place = filled_rows[0]
    widths = Counter(sum(1 for cell in row if cell.strip()) for row in rows if any(map(str.strip, row)))
    usual = widths.most_common(1)[0][0]
    while usual > 1 and sum(1 for cell in rows[place] if cell.strip()) < 2 and place + 1 < len(rows):
        place += 1
    return place, not _is_data(rows[place])


def say_titles(file: str, first: Sequence[tuple[int, Sequence[str]]], place: int, findings: ImportFindings) -> None:
    """Lines above the header are a title where they fill few of its columns; others are data out of place, and refused."""
    wide = sum(1 for cell in first[place][1] if cell.strip())
    filled_cells = [(row, sum(1 for cell in cells if cell.strip())) for row, cells in first[:place]]
    data = [f"row {row}" for row, count in filled_cells if count > max(1, 0.6 * wide)]
    if data:
        raise refusal(file, f"rows above the header in row {first[place][0]} that look like data", data)
    titles = sum(1 for _, count in filled_cells if count)
    findings.counted("not read", titles, f"{file}: {{n}} lines of a title before the header.")


def _is_data(row: Sequence[str]) -> bool:
    """Whether a first row holds numbers only, as lists of ties without a header do."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 1 and all(cell.lstrip("+-").replace(".", "", 1).isdigit() for cell in cells)


def _without_blank_end(header: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A header without the blank cells that a spreadsheet left at its end, where no row has anything there."""
    kept = len(header)
    while kept > 1 and not header[kept - 1] and not any(len(row) >= kept and row[kept - 1].strip() for row in rows):
        kept -= 1
    return header[:kept]


def filled(
    file: str,
    header: list[str],
    stream: Iterable[tuple[int, Sequence[str]]],
    has_header: bool,
    findings: ImportFindings,
    row_of_header: int,
) -> RawTable:
    """Columns from records; blank rows and blank cells beyond the header are left out and counted, cells that are missing are blank."""
    width = len(header)
    columns: list[list[str]] = [[] for _ in header]
    rows: list[int] = []
    ragged: list[str] = []
    blank = short = beyond = composed = 0
    adders = [column.append for column in columns]
    known: dict[str, str] = {}
    most = MOST_CELLS // max(width, 1)
    for row, cells in stream:
        count = len(cells)
        if count != width:
            if not any(cell.strip() for cell in cells):
                blank += 1
                continue
            if count > width:
                if any(cell.strip() for cell in cells[width:]):
                    ragged.append(f"row {row} has {count}")
                    continue
                beyond += 1
                cells = cells[:width]
            else:
                short += 1
                cells = [*cells, *[""] * (width - count)]
        elif not any(cells):
            blank += 1
            continue
        for add, cell in zip(adders, cells, strict=True):
            same = known.get(cell)
            if same is None:
                same = known[cell] = intern(plain(cell))
                composed += not cell.isascii() and not is_normalized("NFC", cell)
            add(same)
        rows.append(row)
        if len(rows) > most:
            raise OrganisationError(f"{file}: row {row}: more than {most:,} rows of {width} columns, which is more than can be read")
    if ragged:
        raise refusal(file, f"rows must have {width} fields like the header in row {row_of_header}", ragged)
    blank += _drop_blank(columns, rows)
    findings.counted("dropped", blank, f"{file}: {{n}} blank rows.")
    findings.counted(
        "read", short, f"{file}: {{n}} rows are shorter than the header; the cells missing at their end were taken as blank.", len(rows)
    )
    findings.counted("matched", composed, f"{file}: {{n}} different texts have accents apart from their letters (Unicode NFD); composed.")
    findings.counted("read", beyond, f"{file}: {{n}} rows have blank cells beyond the header.")
    if not rows:
        raise OrganisationError(f"{file}: a header and no rows")
    return RawTable(file, header, columns, rows, has_header)


def _drop_blank(columns: list[list[str]], rows: list[int]) -> int:
    """Remove rows whose cells are blank once what cannot be seen is gone; how many there were."""
    blank = [place for place, first in enumerate(columns[0]) if not first and not any(column[place] for column in columns)]
    if blank:
        gone = set(blank)
        for column in columns:
            column[:] = [cell for place, cell in enumerate(column) if place not in gone]
        rows[:] = [row for place, row in enumerate(rows) if place not in gone]
    return len(blank)


def refuse_same_name(table: RawTable, place: int) -> None:
    """Raises OrganisationError where another column has the name of one that is needed."""
    name = table.header[place]
    if sum(other.casefold() == name.casefold() for other in table.header) > 1:
        raise OrganisationError(f"{table.file}: row 1: two columns are called {shown(name.casefold())}")
