"""Parts of tables: pieces are joined until a part is large enough to be worth its overhead, and small enough for memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

PART = 32_768
"""Rows from which a part of a table is complete."""

MOST_PIECES = 64
"""Maximum number of pieces that wait to be joined."""


def grouped(pieces: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """Yield tables joined until they have so many rows. Each column is copied into one array, because many small ones take more memory."""
    waiting: list[pa.Table] = []
    for piece in pieces:
        waiting.append(piece)
        is_full = sum(one.num_rows for one in waiting) >= rows
        if is_full or len(waiting) == MOST_PIECES:
            waiting = [pa.concat_tables(waiting).combine_chunks()]
        if is_full:
            yield waiting.pop()
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


def regrouped(parts: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """Yield the rows of tables in tables of equal size; the last one can be smaller. At most one such table and one part are in memory."""
    waiting: list[pa.Table] = []
    for part in parts:
        waiting.append(part)
        while sum(one.num_rows for one in waiting) >= rows:
            held = pa.concat_tables(waiting)
            yield held.slice(0, rows).combine_chunks()
            waiting = [held.slice(rows)]
    rest = pa.concat_tables(waiting) if waiting else None
    if rest is not None and rest.num_rows:
        yield rest.combine_chunks()
