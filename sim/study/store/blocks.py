"""Store of results: keeps finished blocks, detects damage, and lets an interrupted study resume.

The specification is written first and alone defines the cases. Each finished block of cases becomes one immutable file per table. The name
of a file contains a digest of its content and position, so damage and files of other studies or positions are detected. Files are
written atomically: temporary file, sync, rename, sync of the folder. A block counts as stored once all its files exist.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.errors import SpecificationDamaged, StoreError
from sim.study.store.locks import Locked, taken
from sim.study.store.parts import PART, grouped
from sim.study.store.specification_differences import differences
from sim.typed_command import CONSOLE

SPECIFICATION, LOCK, SHARDS, DAMAGED = "plan.json", "lock", "shards", "damaged"
MERGED = b"blocks"  # key of a merged file's metadata: digest and number of rows of each of its blocks
FILES = 400
"""Maximum number of files per table, once all blocks are stored and merged."""

MANY_GROUPS = 50  # groups of blocks whose merging takes seconds
BEGINNING = 1.0  # seconds that a part of a study waits for another part that is starting
DIGEST = "sha256"
_NAME = re.compile(r"([a-z]+)-([0-9]{6,})(?:-([0-9]{6,}))?\.([0-9a-f]{16})\.parquet")


_SPECIFIED = {"format", "kind", "cases", "block", "tables", "work"}
_SEALED = 3  # from this format on, a specification contains its own digest


@contextmanager
def said_in_a_line(folder: Path) -> Iterator[None]:
    """Context that turns operating system errors (no space, no permission, no such folder) into a one-line StoreError with the path."""
    try:
        yield
    except StoreError:
        raise
    except OSError as problem:
        place = str(folder) if len(str(folder)) <= 120 else f"{str(folder)[:119]}…"
        raise StoreError(f"{place}: cannot be used: {problem.strerror or problem}; finished results are kept") from None


class StudyPart(NamedTuple):
    """The blocks of one of several writers that share a study: every n-th block from an offset."""

    index: int  # from 0
    of: int

    def owns(self, block: int) -> bool:
        return block % self.of == self.index


WHOLE = StudyPart(0, 1)


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
    named = [(path, _NAME.fullmatch(path.name)) for path in sorted((folder / SHARDS).iterdir())]
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


def _gone(shard: Shard) -> StoreError:
    return StoreError(f"{shard.path}: merged or moved by the process that writes the study; open the study again")


def _damaged(shard: Shard) -> StoreError:
    return StoreError(f"{shard.path}: damaged, or from another study; to recompute it: {CONSOLE} study repair {shard.path.parents[1]}")


def specification_in(folder: Path) -> dict[str, Any]:
    """Return the specification of a study. Raises StoreError if there is none or it is damaged."""
    path = folder / SPECIFICATION
    if not path.is_file():
        raise StoreError(f"{folder}: no study found: {SPECIFICATION} is missing")
    try:
        specification = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        specification = None
    if not isinstance(specification, dict) or not specification.keys() >= _SPECIFIED or not _is_whole(specification):
        raise SpecificationDamaged(f"{path}: damaged; rerun the command that started this study to restore it")
    return specification


def _is_whole(specification: dict[str, Any]) -> bool:
    if DIGEST not in specification:
        return specification["format"] in range(_SEALED)
    return specification == sealed(_undigested(specification))


def sealed(specification: dict[str, Any]) -> dict[str, Any]:
    """Return a specification as stored: plain data with its own digest."""
    plain = json.loads(json.dumps(specification))
    return plain | {DIGEST: hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()}


def digest_in(study: str, table: str, place: str, content: bytes) -> str:
    """Return the digest in the name of a file of results: of its content, study, table and position."""
    before = f"{study}:{table}:{place}:" if study else ""
    return hashlib.sha256(before.encode() + content).hexdigest()[:16]


class Store:
    """Writer of a study's folder: one writer at a time, or one per part."""

    def __init__(self, folder: str | Path, specification: dict[str, Any], part: StudyPart = WHOLE) -> None:
        self.folder, self.specification, self.part = Path(folder), sealed(specification), part
        self._locks = ExitStack()
        self._known: dict[tuple[str, int], Shard] | None = None  # stored files, by table and block
        self.sound: set[Path] = set()  # files whose checksums were found to match

    def __enter__(self) -> Store:
        self.shards.mkdir(parents=True, exist_ok=True)
        try:
            self._take_locks()
            self._hold_to_specification()
            if self.part == WHOLE:
                _remove_unfinished(self.shards)
        except BaseException:
            self._locks.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._locks.close()

    @property
    def shards(self) -> Path:
        return self.folder / SHARDS

    def stored(self) -> set[int]:
        """Return the blocks with all files stored and intact.

        Raises StoreError with the name of the first damaged file.
        """
        shards = shards_in(self.folder, self.specification)
        for shard in shards:
            checked_bytes(shard)
        self._known = _by_block(in_use(shards))
        self.sound = {shard.path for shard in shards}
        return complete_blocks(in_use(shards), self.specification["tables"])

    def write(self, block: int, tables: Mapping[str, pa.Table]) -> None:
        """Store a finished block; after return, it survives a power failure. A group of blocks is merged once all of it is stored."""
        for table, rows in tables.items():
            content = parquet_of(rows)
            digest = digest_in(self.specification[DIGEST], table, str(block), content)
            other = self._by_block().get((table, block))
            if other is not None and blocks_within(other)[block - other.block].digest != digest:
                raise StoreError(f"{other.path}: an earlier run of this block gave different results: nondeterminism detected")
            if other is None or not other.more:
                path = write_whole(self.shards / name_of(table, range(block, block + 1), digest), content)
                self._keep(Shard(path, table, block, digest, self.specification[DIGEST]))
        if self.part == WHOLE:
            self._merge_group(self._group_of(block))

    def merge(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Merge every complete group of blocks into one file per table, and remove the files of an interrupted merge.

        say : is told what is done, if it takes long
        A merged file is complete and on disk before the files that it replaces are removed, so no moment exists at which a kill loses
        a block. Only a writer of the whole study merges.
        """
        shards = shards_in(self.folder, self.specification)
        used = in_use(shards)
        self._known = _by_block(used)
        replaced = set(shards) - set(used)
        for merged in {self._known[shard.table, shard.block] for shard in replaced}:
            checked_bytes(merged)
        for shard in replaced:
            shard.path.unlink()
        groups = sorted({self._group_of(shard.block)[0] for shard in used if not shard.more})
        if len(groups) > MANY_GROUPS:
            say(f"merging {len(used):,} files of results")
        for first in groups:
            self._merge_group(self._group_of(first))

    def _merge_group(self, group: range) -> None:
        """Merge a group if all of its blocks are stored; tables that are merged already stay as they are."""
        tables = self.specification["tables"]
        known = self._by_block()
        if len(group) == 1 or any((table, block) not in known for block in group for table in tables):
            return
        for table in tables:
            sources = [known[table, block] for block in group]
            if sources[0].more:
                continue
            study = self.specification[DIGEST]
            content = merged_of([(shard.digest, table_in(shard)) for shard in sources])
            digest = digest_in(study, table, place_of(group), content)
            path = write_whole(self.shards / name_of(table, group, digest), content)
            self._keep(Shard(path, table, group[0], digest, study, len(group) - 1))
            for shard in sources:
                shard.path.unlink()
                self.sound.discard(shard.path)

    def _group_of(self, block: int) -> range:
        """Return the blocks that are merged into the same file as this one."""
        blocks = -(-int(self.specification["cases"]) // int(self.specification["block"]))
        size = blocks_in_file(blocks)
        return range(block // size * size, min(blocks, (block // size + 1) * size))

    def _by_block(self) -> dict[tuple[str, int], Shard]:
        """Return the stored files by table and block; the folder is listed once."""
        if self._known is None:
            self._known = _by_block(in_use(shards_in(self.folder, self.specification)))
        return self._known

    def _keep(self, shard: Shard) -> None:
        self._by_block().update({(shard.table, block): shard for block in shard.blocks})
        self.sound.add(shard.path)

    def set_aside(self, paths: Iterable[Path]) -> None:
        """Move damaged files to a separate folder next to the results."""
        aside, self._known = self.folder / DAMAGED, None
        for path in paths:
            aside.mkdir(exist_ok=True)
            os.replace(path, aside / path.name)

    def _hold_to_specification(self) -> None:
        try:
            there = specification_in(self.folder) if (self.folder / SPECIFICATION).exists() else None
        except SpecificationDamaged:
            self._hold_to_results(f"{self.folder / SPECIFICATION}: damaged")
            self.set_aside([self.folder / SPECIFICATION])
            there = None
        if there is None:
            if shards_in(self.folder, self.specification):
                self._hold_to_results(f"{self.folder / SPECIFICATION}: missing")
            write_whole(self.folder / SPECIFICATION, (json.dumps(self.specification, indent=1, sort_keys=True) + "\n").encode())
            return
        differing = differences(_undigested(there), _undigested(self.specification))
        if differing:
            raise StoreError(
                f"{self.folder}: contains another study ({differing}); choose another folder with study.folder=FOLDER, or remove this one"
            )

    def _hold_to_results(self, trouble: str) -> None:
        """If the stored specification is lost, check that the stored results belong to this specification."""
        shards = shards_in(self.folder, self.specification)
        if not any(is_sound(shard) for shard in shards):
            raise StoreError(f"{trouble}, and the folder has no results of this study; choose another folder with study.folder=FOLDER")

    def _take_locks(self) -> None:
        """Take the locks: a writer of the whole study holds the study's lock; a writer of a part holds its own and releases the study's."""
        try:
            if self.part != WHOLE:
                with taken(self.folder / LOCK, wait=BEGINNING):
                    self._locks.enter_context(taken(self.folder / f"{LOCK}.{self.part.index}-of-{self.part.of}"))
                return
            self._locks.enter_context(taken(self.folder / LOCK))
            for path in self.folder.glob(f"{LOCK}.*-of-*"):
                with taken(path):
                    pass
        except Locked as holder:
            raise StoreError(f"{self.folder}: another process is writing this study ({holder})") from None


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> Path:
    """Write a file atomically: it is complete or absent, and survives a power failure; content : at once or in pieces."""
    with written_whole(path) as file:
        file.writelines([content] if isinstance(content, bytes) else content)
    return path


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Context that yields an open file; on leaving, the file has its name and survives a power failure, or is absent after an error."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    if os.name == "posix":  # other systems cannot open folders
        _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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


def _by_block(shards: Iterable[Shard]) -> dict[tuple[str, int], Shard]:
    return {(shard.table, block): shard for shard in shards for block in shard.blocks}


def _remove_unfinished(folder: Path) -> None:
    """Remove unfinished temporary files of an interrupted writer; only files with our naming scheme are removed."""
    for path in folder.glob(".*.tmp"):
        if _NAME.fullmatch(path.name[1:].rsplit(".", 2)[0]):
            path.unlink(missing_ok=True)


def _undigested(specification: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in specification.items() if name != DIGEST}
