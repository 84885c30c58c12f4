"""Tables: comma-separated user files, read strictly or refused with the offending row.

Row 1 is the header line, so the first employee or tie stands in row 2. Columns that were not asked for are ignored.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import NamedTuple

from sim.organisation.organisation import OrganisationError

LARGEST = 200_000_000  # bytes
SHOWN = 5  # cases listed in a refusal
LONGEST_SHOWN = 60  # characters of one value in a refusal
SEPARATORS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class FileTable(NamedTuple):
    """Contents of a file: columns by name, with row numbers."""

    file: str
    columns: dict[str, list[str]]
    rows: list[int]

    def refuse(self, fault: str, cases: Sequence[str]) -> OrganisationError:
        """The refusal of this file: what is wrong, how often, and the first few cases."""
        return refusal(self.file, fault, cases)


def refusal(file: str, fault: str, cases: Sequence[str]) -> OrganisationError:
    """A refusal names the file, what is wrong, and the first few cases."""
    more = f" … and {len(cases) - SHOWN:,} more" if len(cases) > SHOWN else ""
    return OrganisationError(f"{file}: {fault}: {'; '.join(cases[:SHOWN])}{more}")


def shown(text: str) -> str:
    """A value for a message: quoted, escaped, short."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…")


def digest_of_file(path: str | Path) -> str:
    """Two files with the same digest (SHA-256, hexadecimal) say the same.

    Raises OrganisationError where there is no such file, or it is too large.
    """
    return sha256(_content_of(Path(path))).hexdigest()


def read_table(path: str | Path, required: dict[str, tuple[str, ...]], optional: Iterable[str], digest: str | None) -> FileTable:
    """A file says what it says: nothing is guessed, and what cannot be read is refused with its row.

    required : other names under which each column is accepted
    digest : SHA-256 of the file as it was when it was last read, or None
    Raises OrganisationError in a line or two.
    """
    path = Path(path)
    content = _content_of(path)
    if digest is not None and sha256(content).hexdigest() != digest.lower():
        raise OrganisationError(f"{path.name}: not the file it was: its SHA-256 is {sha256(content).hexdigest()}, expected {digest}")
    text = _text_of(path.name, content)
    header_line = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        places = _places(path.name, header, required, optional)
        return _rows_of(path.name, reader, len(header), places)
    except csv.Error as problem:
        raise OrganisationError(f"{path.name}: line {reader.line_num} is not comma-separated text: {problem}") from None


def _content_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise OrganisationError(f"{path.name}: {'not a file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > LARGEST:
            raise OrganisationError(f"{path.name}: {size / 1e6:,.0f} MB, more than the {LARGEST / 1e6:,.0f} MB that can be read")
        return path.read_bytes()
    except OSError as problem:
        raise OrganisationError(f"{shown(path.name)}: cannot be read: {problem.strerror}") from None


def _text_of(file: str, content: bytes) -> str:
    """UTF-8, with or without a byte order mark; anything else is refused with its line."""
    if content.startswith(UTF_16):
        raise OrganisationError(f"{file}: line 1: encoded in UTF-16; save it as UTF-8")
    content = content.removeprefix(BYTE_ORDER_MARK)
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise OrganisationError(f"{file}: line {line}: a NUL character, so not a text in UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise OrganisationError(
            f"{file}: line {line}: not UTF-8 (byte 0x{byte:02x}, perhaps Latin-1 or Windows-1252); save it as UTF-8"
        ) from None
    if not text.strip():
        raise OrganisationError(f"{file}: the file is empty")
    return text


def _places(file: str, header: list[str], required: dict[str, tuple[str, ...]], optional: Iterable[str]) -> dict[str, int]:
    """Position of each wanted column."""
    places: dict[str, int] = {}
    for column, others in {**required, **dict.fromkeys(optional, ())}.items():
        names = [name for name in (column, *others) if name in header]
        if names and header.count(names[0]) > 1:
            raise OrganisationError(f"{file}: row 1: two columns are called {shown(names[0])}")
        if names:
            places[column] = header.index(names[0])
        elif column in required:
            there = ", ".join(shown(name) for name in header[:10])
            nearest = get_close_matches(column, header, 1, 0.5)
            hint = f"; nearest: {shown(nearest[0])}" if nearest else ""
            raise OrganisationError(f"{file}: row 1: no column {column!r}; there are {there}{hint}")
    return places


def _rows_of(file: str, reader: Iterable[list[str]], fields: int, places: dict[str, int]) -> FileTable:
    columns: dict[str, list[str]] = {column: [] for column in places}
    rows: list[int] = []
    ragged: list[str] = []
    taken = [(columns[column], place) for column, place in places.items()]
    for row, values in enumerate(reader, start=2):
        if not values:
            continue  # a blank line
        if len(values) != fields:
            ragged.append(f"row {row} has {len(values)}")
            continue
        rows.append(row)
        for column, place in taken:
            column.append(intern(values[place].strip()))
    if ragged:
        raise refusal(file, f"rows must have {fields} fields like the header", ragged)
    if not rows:
        raise OrganisationError(f"{file}: a header and no rows")
    return FileTable(file, columns, rows)
