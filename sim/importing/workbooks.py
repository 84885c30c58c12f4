"""Tables in packed files: workbooks of spreadsheets (.xlsx) and Parquet. No formula is computed, and no link is followed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from io import BytesIO
from typing import Any

from sim.importing.content import LARGEST_UNPACKED, MOST_CELLS, MOST_FIELDS, refuse_large_when_unpacked
from sim.importing.findings import ImportFindings, shown
from sim.importing.raw import RawTable
from sim.importing.text_tables import LOOKED_AT, Score, filled, header_among, say_titles
from sim.importing.values import plain
from sim.importing.xml_reading import refuse_document_type
from sim.organisation.organisation import OrganisationError


def workbook_table(file: str, content: bytes, sheet: str | None, score: Score, findings: ImportFindings) -> RawTable:
    """One sheet of a workbook.

    sheet : its name; None: the first whose header has known names, otherwise the first with rows
    Raises OrganisationError in a line or two.
    """
    _refuse_unsafe_parts(file, content)
    from openpyxl import load_workbook  # slow to import; only for workbooks

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except OrganisationError:
        raise
    except Exception as problem:  # a damaged workbook fails anywhere in the library, with any error
        raise OrganisationError(f"{file}: a damaged workbook, or one that is locked: {_told(problem)}") from None
    names = [str(name) for name in book.sheetnames if hasattr(book[name], "iter_rows")]
    if sheet is not None and sheet not in names:
        near = get_close_matches(sheet, names, 1, 0.0)
        raise OrganisationError(f"{file}: no sheet is called {shown(sheet)}{f'; nearest: {shown(near[0])}' if near else ''}")
    try:
        chosen, heads = _sheet_of(file, book, names if sheet is None else [sheet], score)
        others = [name for name in names if name != chosen]
        if others:
            said = ", ".join(map(shown, others[:5])) + (" …" if len(others) > 5 else "")
            findings.say("not read", f"{file}: read the sheet {shown(chosen)}; not read: {said}.", len(others))
        return _rows_of(file, book[chosen], heads, score, findings)
    except OrganisationError:
        raise
    except Exception as problem:
        raise OrganisationError(f"{file}: a damaged workbook: {_told(problem)}") from None
    finally:
        book.close()


def _refuse_unsafe_parts(file: str, content: bytes) -> None:
    """A workbook is XML in a ZIP: it may not grow without bound, nor declare entities."""
    names = refuse_large_when_unpacked(file, content, LARGEST_UNPACKED)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")):
                with packed.open(name) as part:
                    refuse_document_type(file, part.read(20_000))


def _told(problem: Exception) -> str:
    return " ".join(str(problem).split())[:100] or type(problem).__name__


def _sheet_of(file: str, book: Any, names: list[str], score: Score) -> tuple[str, list[tuple[int, list[str]]]]:
    """The sheet to read, and its first rows."""
    found: list[tuple[str, list[tuple[int, list[str]]], int]] = []
    for name in names:
        heads = []
        for row, cells in enumerate(book[name].iter_rows(values_only=True, max_row=LOOKED_AT), start=1):
            heads.append((row, _texts(cells)))
        if any(any(cells) for _, cells in heads):
            found.append((name, heads, max(score(cells) for _, cells in heads)))
    if not found:
        raise OrganisationError(f"{file}: the workbook is empty")
    best = max(found, key=lambda known: known[2])
    return best[0], best[1]


def _rows_of(file: str, sheet: Any, heads: list[tuple[int, list[str]]], score: Score, findings: ImportFindings) -> RawTable:
    place, has_header = header_among([cells for _, cells in heads], score)
    say_titles(file, heads, place, findings)
    header = list(heads[place][1])
    while len(header) > 1 and not header[-1]:
        header.pop()
    if len(header) > MOST_FIELDS:
        raise OrganisationError(f"{file}: {len(header):,} columns; at most {MOST_FIELDS:,} are read")
    if not has_header:
        header = [str(number + 1) for number in range(len(header))]
    first = heads[place][0] + has_header
    stream = ((row, _texts(cells)) for row, cells in enumerate(sheet.iter_rows(values_only=True, min_row=first), start=first))
    return filled(file, header, stream, has_header, findings, heads[place][0])


def _texts(cells: Sequence[Any]) -> list[str]:
    return [text_of_cell(cell) for cell in cells]


def text_of_cell(cell: Any) -> str:
    """A value of a program as a person would write it: whole numbers without a fraction, days without an hour, nothing for none."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell != cell:
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    return "" if text in ("nan", "NaT", "<NA>", "None") else plain(text)


def parquet_table(file: str, content: bytes, findings: ImportFindings) -> RawTable:
    """A table of a Parquet file. Raises OrganisationError where it is damaged or too large when it is unpacked."""
    from pyarrow import ArrowException, BufferReader
    from pyarrow.parquet import ParquetFile

    try:
        with BufferReader(content) as source:
            parquet = ParquetFile(source)
            told = parquet.metadata
            if told.num_columns > MOST_FIELDS or told.num_rows * max(told.num_columns, 1) > MOST_CELLS:
                raise OrganisationError(f"{file}: {told.num_rows:,} rows of {told.num_columns:,} columns, which is more than can be read")
            unpacked = sum(told.row_group(group).total_byte_size for group in range(told.num_row_groups))
            if unpacked > LARGEST_UNPACKED:
                raise OrganisationError(f"{file}: grows to {unpacked / 1e6:,.0f} MB when it is unpacked")
            return arrow_table(file, parquet.read(), findings)
    except (ArrowException, OSError, ValueError) as problem:
        if isinstance(problem, OrganisationError):
            raise
        raise OrganisationError(f"{file}: a damaged Parquet file: {_told(problem)}") from None


def arrow_table(file: str, table: Any, findings: ImportFindings) -> RawTable:
    """A table of Arrow: an unnamed index that pandas stored becomes a column like others."""
    header = [re.sub(r"^__index_level_\d+__$", "index", str(name)) for name in table.column_names]
    columns = [[text_of_cell(cell) for cell in column.to_pylist()] for column in table.columns]
    return cells_table(file, header, columns, findings)


def cells_table(file: str, header: list[str], columns: list[list[str]], findings: ImportFindings) -> RawTable:
    """A table of columns of text; row 1 is the first record."""
    if not header:
        raise OrganisationError(f"{file}: no columns")
    records: Iterable[tuple[int, Sequence[str]]] = enumerate(zip(*columns, strict=True), start=1)
    return filled(file, header, records, True, findings, 0)
