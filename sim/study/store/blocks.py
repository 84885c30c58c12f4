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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from sim.study.store.errors import SpecificationDamaged, StoreError
from sim.study.store.locks import Locked, taken
from sim.study.store.specification_differences import differences
from sim.typed_command import CONSOLE

SPECIFICATION, LOCK, SHARDS, DAMAGED = "plan.json", "lock", "shards", "damaged"
BEGINNING = 1.0  # seconds that a part of a study waits for another part that is starting
DIGEST = "sha256"
_NAME = re.compile(r"([a-z]+)-([0-9]{6,})\.([0-9a-f]{16})\.parquet")


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
    """A file of results, parsed from its name."""

    path: Path
    table: str
    block: int
    digest: str
    study: str  # digest of the specification it belongs to


def shards_in(folder: Path, specification: Mapping[str, Any]) -> list[Shard]:
    """Return the files of results of a study, in order of their names; other files are ignored."""
    named = [(path, _NAME.fullmatch(path.name)) for path in sorted((folder / SHARDS).iterdir())]
    return [Shard(path, name[1], int(name[2]), name[3], specification.get(DIGEST, "")) for path, name in named if name is not None]


def complete_blocks(shards: Iterable[Shard], tables: Iterable[str]) -> set[int]:
    """Return the blocks with all tables stored.

    Raises StoreError for a block with two different results.
    """
    found: dict[str, set[int]] = {table: set() for table in tables}
    for shard in shards:
        if shard.table not in found:
            continue
        if shard.block in found[shard.table]:
            folder = shard.path.parent
            raise StoreError(f"{folder}: block {shard.block} has two different versions of table {shard.table}: nondeterminism detected")
        found[shard.table].add(shard.block)
    return set.intersection(*found.values())


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


def digest_in(study: str, table: str, block: int, content: bytes) -> str:
    """Return the digest in the name of a file of results: of its content, study, table and block."""
    place = f"{study}:{table}:{block}:" if study else ""
    return hashlib.sha256(place.encode() + content).hexdigest()[:16]


class Store:
    """Writer of a study's folder: one writer at a time, or one per part."""

    def __init__(self, folder: str | Path, specification: dict[str, Any], part: StudyPart = WHOLE) -> None:
        self.folder, self.specification, self.part = Path(folder), sealed(specification), part
        self._locks = ExitStack()

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
        return complete_blocks(shards, self.specification["tables"])

    def write(self, block: int, tables: Mapping[str, pa.Table]) -> None:
        """Store a finished block; after return, it survives a power failure."""
        for kind, table in tables.items():
            content = parquet_of(table)
            name = f"{kind}-{block:06d}.{digest_in(self.specification[DIGEST], kind, block, content)}.parquet"
            for other in self.shards.glob(f"{kind}-{block:06d}.*.parquet"):
                if other.name != name:
                    raise StoreError(f"{other}: an earlier run of this block gave different results: nondeterminism detected")
            write_whole(self.shards / name, content)

    def set_aside(self, paths: Iterable[Path]) -> None:
        """Move damaged files to a separate folder next to the results."""
        aside = self.folder / DAMAGED
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


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file atomically: it is complete or absent, and survives a power failure."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    if os.name == "posix":  # other systems cannot open folders
        _sync_folder(path.parent)
    return path


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def parquet_of(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file with page checksums; equal tables give equal bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True, write_statistics=False, use_dictionary=False)
    return sink.getvalue()


def checked_bytes(shard: Shard) -> bytes:
    """Return the content of a shard. Raises StoreError if its checksum does not match."""
    content = shard.path.read_bytes()
    if digest_in(shard.study, shard.table, shard.block, content) != shard.digest:
        raise StoreError(f"{shard.path}: damaged, or from another study; to recompute it: {CONSOLE} study repair {shard.path.parents[1]}")
    return content


def is_sound(shard: Shard) -> bool:
    """Return whether a shard is intact and belongs to this study."""
    try:
        checked_bytes(shard)
    except StoreError:
        return False
    return True


def table_in(shard: Shard) -> pa.Table:
    """Read a shard without pyarrow's threads, which can abort the program when they release memory during interpreter shutdown."""
    content = checked_bytes(shard)
    try:
        return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True).read(use_threads=False)
    except (pa.ArrowException, OSError):
        raise StoreError(f"{shard.path}: cannot be read although its checksum matches") from None


def _remove_unfinished(folder: Path) -> None:
    """Remove unfinished temporary files of an interrupted writer; only files with our naming scheme are removed."""
    for path in folder.glob(".*.tmp"):
        if _NAME.fullmatch(path.name[1:].rsplit(".", 2)[0]):
            path.unlink(missing_ok=True)


def _undigested(specification: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in specification.items() if name != DIGEST}
