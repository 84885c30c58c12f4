"""Tables and networks as files hold them, before any meaning is given to their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sim.importing.values import plain


@dataclass
class RawTable:
    """Cells of a file as text: columns by place, with the row of each in the file.

    header : names of the columns as the file writes them; rows : shape (rows,), row 1 being the first line of the file
    """

    file: str
    header: list[str]
    columns: list[list[str]]
    rows: list[int]
    has_header: bool = True
    notes: list[str] = field(default_factory=list)
    is_network: bool = False  # whether the people are nodes of a network file
    mutual: list[bool] | None = None  # of ties: whether each holds in both directions

    @property
    def size(self) -> int:
        return len(self.rows)


class Network(NamedTuple):
    """A file that holds people and ties at once."""

    people: RawTable
    ties: RawTable


def table_of(
    file: str, header: list[str], records: list[list[str]], rows: list[int] | None = None, mutual: list[bool] | None = None
) -> RawTable:
    """A table from records, each as long as the header."""
    columns = [[plain(cell) for cell in column] for column in zip(*records, strict=True)] if records else [[] for _ in header]
    return RawTable(file, header, columns, list(range(1, len(records) + 1)) if rows is None else rows, mutual=mutual)


def attributes_table(file: str, key: str, ids: list[str], attributes: list[dict[str, str]], rows: list[int] | None = None) -> RawTable:
    """A table of nodes with the attributes that any of them has; missing ones are empty."""
    names = list(dict.fromkeys(name for known in attributes for name in known))
    header = [key, *names]
    columns = [[plain(name) for name in ids], *([plain(known.get(name, "")) for known in attributes] for name in names)]
    return RawTable(file, header, columns, list(range(1, len(ids) + 1)) if rows is None else rows, is_network=True)
