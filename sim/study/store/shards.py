"""Shards: the files of a study's results, their names, checksums and content.

A shard holds one block of a table, or several merged ones in a row. Its name contains a digest of its content and position; a merged shard
also lists the digests of its blocks.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.errors import StoreError
from sim.study.store.parts import PART, grouped
from sim.typed_command import CONSOLE

SHARDS, DIGEST = "shards", "sha256"
MERGED = b"blocks"  # key of a merged file's metadata: digest and number of rows of each of its blocks
FILES = 400
"""Maximum number of files per table, once all blocks are stored and merged."""

NAME = re.compile(r"([a-z]+)-([0-9]{6,})(?:-([0-9]{6,}))?\.([0-9a-f]{16})\.parquet")


class Shard(NamedTuple):
    """A file of results, parsed from its name: one block of a table, or several merged ones in a row."""

    path: Path
    table: str
    block: int  # the first one
    digest: str
    study: str  # digest of the specification it belongs to
    more: int = 0  # number of blocks after the first one

    @property
    def blocks(self) -> range:
        return range(self.block, self.block + self.more + 1)

    @property
    def place(self) -> str:
        """Return its blocks as they enter its digest."""
        return place_of(self.blocks)


class StoredBlock(NamedTuple):
    """A block of a table within a file."""

    digest: str  # of the file that held it alone
    rows: int | None  # none: all rows of the file


def place_of(blocks: range) -> str:
    """Return the position of a file: its block, or its first and last block."""
    return str(blocks[0]) if len(blocks) == 1 else f"{blocks[0]}-{blocks[-1]}"


def name_of(table: str, blocks: range, digest: str) -> str:
    """Return the name of a file of results."""
    return f"{table}-{'-'.join(f'{block:06d}' for block in sorted({blocks[0], blocks[-1]}))}.{digest}.parquet"


def shards_in(folder: Path, specification: Mapping[str, Any]) -> list[Shard]:
    """Return the files of results of a study, in order of their names; other files are ignored."""
    named = [(path, NAME.fullmatch(path.name)) for path in sorted((folder / SHARDS).iterdir())]
    study = specification.get(DIGEST, "")
    return [
        Shard(path, name[1], int(name[2]), name[4], study, int(name[3] or name[2]) - int(name[2]))
        for path, name in named
        if name is not None and int(name[3] or name[2]) >= int(name[2])
    ]


def in_use(shards: Iterable[Shard]) -> list[Shard]:
    """Return the shards without those that a merged file replaces: an interrupted merge leaves them, and the next writer removes them.

    Raises StoreError if a block and the merged file have different results, or the merged file cannot be read.
    """
    known = list(shards)
    held: dict[tuple[str, int], str] = {}
    loose = {(shard.table, shard.block) for shard in known if not shard.more}
    for shard in known:
        if shard.more and any((shard.table, block) in loose for block in shard.blocks):
            held |= {(shard.table, block): one.digest for block, one in zip(shard.blocks, blocks_within(shard), strict=True)}
    for shard in known:
        if not shard.more and held.get((shard.table, shard.block), shard.digest) != shard.digest:
            raise _differ(shard, shard.block)
    return [shard for shard in known if shard.more or (shard.table, shard.block) not in held]


def blocks_within(shard: Shard) -> list[StoredBlock]:
    """Return the blocks in a file, in order. Raises StoreError if a merged file cannot be read."""
    if not shard.more:
        return [StoredBlock(shard.digest, None)]
    try:
        found = [StoredBlock(*one) for one in json.loads((pq.read_schema(shard.path).metadata or {})[MERGED])]
    except FileNotFoundError:
        raise _gone(shard) from None
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
        found = []
    if len(found) != len(shard.blocks):
        raise _damaged(shard)
    return found


def complete_blocks(shards: Iterable[Shard], tables: Iterable[str]) -> set[int]:
    """Return the blocks with all tables stored.

    Raises StoreError for a block with two different results.
    """
    found: dict[str, set[int]] = {table: set() for table in tables}
    for shard in shards:
        if shard.table not in found:
            continue
        twice = found[shard.table].intersection(shard.blocks)
        if twice:
            raise _differ(shard, min(twice))
        found[shard.table].update(shard.blocks)
    return set.intersection(*found.values())


def _differ(shard: Shard, block: int) -> StoreError:
    folder = shard.path.parent
    return StoreError(f"{folder}: block {block} has two different versions of table {shard.table}: nondeterminism detected")


class FileGone(StoreError):
    """A file of a study is no longer where it was listed."""


def _gone(shard: Shard) -> FileGone:
    return FileGone(f"{shard.path}: merged or moved by the process that writes the study; open the study again")


def _damaged(shard: Shard) -> StoreError:
    return StoreError(f"{shard.path}: damaged, or from another study; to recompute it: {CONSOLE} study repair {shard.path.parents[1]}")


def digest_in(study: str, table: str, place: str, content: bytes) -> str:
    """Return the digest in the name of a file of results: of its content, study, table and position."""
    before = f"{study}:{table}:{place}:" if study else ""
    return hashlib.sha256(before.encode() + content).hexdigest()[:16]


def parquet_of(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file with page checksums; equal tables give equal bytes."""
    sink = io.BytesIO()
    write_parquet(sink, table.schema, [table])
    return sink.getvalue()


def write_parquet(file: BinaryIO, schema: pa.Schema, groups: Iterable[pa.Table]) -> None:
    """Write tables of one schema into an open file, each as one row group."""
    options: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True, "write_statistics": False, "use_dictionary": False}
    with pq.ParquetWriter(file, schema, **options) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=max(1, group.num_rows))


def blocks_in_file(blocks: int) -> int:
    """Return the number of blocks in a merged file: the smallest power of two with at most FILES files per table; 1: none is merged."""
    size = 1
    while -(-blocks // size) > FILES:
        size *= 2
    return size


def merged_of(blocks: Iterable[tuple[str, pa.Table]]) -> bytes:
    """Return blocks in a row as the bytes of one Parquet file that lists their digests; equal blocks give equal bytes.

    blocks : digest of each block's own file, and its rows
    """
    held = list(blocks)
    listed = json.dumps([StoredBlock(digest, rows.num_rows) for digest, rows in held])
    schema = held[0][1].schema.with_metadata({MERGED: listed})
    sink = io.BytesIO()
    write_parquet(sink, schema, (part.cast(schema) for part in grouped((rows for _, rows in held), PART)))
    return sink.getvalue()


def checked_bytes(shard: Shard) -> bytes:
    """Return the content of a shard. Raises StoreError if its checksum does not match."""
    try:
        content = shard.path.read_bytes()
    except FileNotFoundError:
        raise _gone(shard) from None
    if digest_in(shard.study, shard.table, shard.place, content) != shard.digest:
        raise _damaged(shard)
    return content


def is_sound(shard: Shard) -> bool:
    """Return whether a shard is intact and belongs to this study."""
    try:
        checked_bytes(shard)
    except StoreError:
        return False
    return True


def table_in(shard: Shard) -> pa.Table:
    """Return all rows of a shard. Raises StoreError if it is damaged."""
    return pa.concat_tables(tables_in(shard))


def tables_in(shard: Shard, columns: list[str] | None = None, is_checked: bool = False) -> Iterator[pa.Table]:
    """Yield the row groups of a shard, in order, each with whole cases.

    columns : names; none: all; is_checked : whether the checksum of the file was already found to match, so that only the pages are checked
    Raises StoreError if the shard is damaged, KeyError for an unknown column.

    pyarrow's threads are not used: they can abort the program when they release memory during interpreter shutdown.
    """
    try:
        source = shard.path if is_checked else pa.BufferReader(checked_bytes(shard))
        with pq.ParquetFile(source, page_checksum_verification=True) as file:
            unknown = [name for name in columns or () if name not in file.schema_arrow.names]
            if unknown:
                raise KeyError(f"{shard.table}: no column {unknown[0]}; available columns: {', '.join(file.schema_arrow.names)}")
            for group in range(file.num_row_groups):
                yield file.read_row_group(group, columns, use_threads=False).replace_schema_metadata(None)
            if file.num_row_groups == 0:
                yield file.schema_arrow.empty_table().select(columns or file.schema_arrow.names)
    except StoreError:
        raise
    except FileNotFoundError:
        raise _gone(shard) from None
    except (pa.ArrowException, OSError):
        raise StoreError(f"{shard.path}: cannot be read although its checksum matches") from None
