"""The store: finished blocks are kept, damaged ones are found, and an interrupted study resumes.

A specification is written first and says alone what is owed. Each finished block of cases becomes a few files that never change again,
one a table. Each is named after a digest of what it holds and where it belongs, so that any damage shows, and any file of another study
or place; it is written beside its place, synced, moved there, and the folder synced. A block counts once all of its files stand.
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
BEGINNING = 1.0  # seconds that a part of a study waits for another one that is just beginning
DIGEST = "sha256"
_NAME = re.compile(r"([a-z]+)-([0-9]{6,})\.([0-9a-f]{16})\.parquet")


_SPECIFIED = {"format", "kind", "cases", "block", "tables", "work"}
_SEALED = 3  # since this format, a specification holds its own digest


@contextmanager
def said_in_a_line(folder: Path) -> Iterator[None]:
    """What the operating system refuses (no room, no right, no such place) is trouble with the study, and says where."""
    try:
        yield
    except StoreError:
        raise
    except OSError as problem:
        place = str(folder) if len(str(folder)) <= 120 else f"{str(folder)[:119]}…"
        raise StoreError(f"{place}: cannot be used: {problem.strerror or problem}; what is finished is kept") from None


class StudyPart(NamedTuple):
    """Which blocks a writer writes, where several share a study: every so many, from one on."""

    index: int  # from 0
    of: int

    def owns(self, block: int) -> bool:
        return block % self.of == self.index


WHOLE = StudyPart(0, 1)


class Shard(NamedTuple):
    """A file of results, as its name tells it."""

    path: Path
    table: str
    block: int
    digest: str
    study: str  # the digest of the specification to which it is held


def shards_in(folder: Path, specification: Mapping[str, Any]) -> list[Shard]:
    """The files of results in a study, in the order of their names; anything else that lies there is left alone."""
    named = [(path, _NAME.fullmatch(path.name)) for path in sorted((folder / SHARDS).iterdir())]
    return [Shard(path, name[1], int(name[2]), name[3], specification.get(DIGEST, "")) for path, name in named if name is not None]


def complete_blocks(shards: Iterable[Shard], tables: Iterable[str]) -> set[int]:
    """Blocks of which every table stands.

    Raises StoreError for a block that came out in two ways.
    """
    found: dict[str, set[int]] = {table: set() for table in tables}
    for shard in shards:
        if shard.table not in found:
            continue
        if shard.block in found[shard.table]:
            folder = shard.path.parent
            raise StoreError(f"{folder}: {shard.table} of block {shard.block} are there twice and differ: nondeterminism detected")
        found[shard.table].add(shard.block)
    return set.intersection(*found.values())


def specification_in(folder: Path) -> dict[str, Any]:
    """The specification of a study. Raises StoreError where there is none that can be read."""
    path = folder / SPECIFICATION
    if not path.is_file():
        raise StoreError(f"{folder}: holds no study: there is no {SPECIFICATION} in it")
    try:
        specification = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        specification = None
    if not isinstance(specification, dict) or not specification.keys() >= _SPECIFIED or not _is_whole(specification):
        raise SpecificationDamaged(f"{path}: damaged; the command that began this study writes it anew")
    return specification


def _is_whole(specification: dict[str, Any]) -> bool:
    if DIGEST not in specification:
        return specification["format"] in range(_SEALED)
    return specification == sealed(_undigested(specification))


def sealed(specification: dict[str, Any]) -> dict[str, Any]:
    """A specification as it is written: plain data with its own digest."""
    plain = json.loads(json.dumps(specification))
    return plain | {DIGEST: hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()}


def digest_in(study: str, table: str, block: int, content: bytes) -> str:
    """What a file of results is named after: what it holds, and of what it is a part."""
    place = f"{study}:{table}:{block}:" if study else ""
    return hashlib.sha256(place.encode() + content).hexdigest()[:16]


class Store:
    """The folder of a study while it is written to: one writer at a time, or one for each part."""

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
        """Blocks of which every file stands, its bytes as they were written.

        Raises StoreError naming the first damaged file.
        """
        shards = shards_in(self.folder, self.specification)
        for shard in shards:
            checked_bytes(shard)
        return complete_blocks(shards, self.specification["tables"])

    def write(self, block: int, tables: Mapping[str, pa.Table]) -> None:
        """Keep a finished block; when this returns, it survives a power cut."""
        for kind, table in tables.items():
            content = parquet_of(table)
            name = f"{kind}-{block:06d}.{digest_in(self.specification[DIGEST], kind, block, content)}.parquet"
            for other in self.shards.glob(f"{kind}-{block:06d}.*.parquet"):
                if other.name != name:
                    raise StoreError(f"{other}: this block came out otherwise before: nondeterminism detected")
            write_whole(self.shards / name, content)

    def set_aside(self, paths: Iterable[Path]) -> None:
        """Damaged files leave the results, and are kept beside them."""
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
                self._hold_to_results(f"{self.folder / SPECIFICATION}: is missing")
            write_whole(self.folder / SPECIFICATION, (json.dumps(self.specification, indent=1, sort_keys=True) + "\n").encode())
            return
        differing = differences(_undigested(there), _undigested(self.specification))
        if differing:
            raise StoreError(
                f"{self.folder}: holds another study ({differing}); choose another folder with study.folder=FOLDER, or remove this one"
            )

    def _hold_to_results(self, trouble: str) -> None:
        """Where the specification is lost, results that were made by this one prove that it was this one."""
        shards = shards_in(self.folder, self.specification)
        if not any(is_sound(shard) for shard in shards):
            raise StoreError(f"{trouble}, and no results of this study are there; choose another folder with study.folder=FOLDER")

    def _take_locks(self) -> None:
        """Each writer begins by one lock: a whole study keeps it, a part keeps one of its own and shares the study."""
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
    """A file that is either not there or complete, and stays when the power goes."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    if os.name == "posix":  # elsewhere, folders cannot be opened
        _sync_folder(path.parent)
    return path


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def parquet_of(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file with page checksums; equal tables give equal bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True, write_statistics=False, use_dictionary=False)
    return sink.getvalue()


def checked_bytes(shard: Shard) -> bytes:
    """What a shard holds. Raises StoreError where it is not what was written."""
    content = shard.path.read_bytes()
    if digest_in(shard.study, shard.table, shard.block, content) != shard.digest:
        raise StoreError(f"{shard.path}: damaged, or of another study; {CONSOLE} study repair {shard.path.parents[1]} makes its runs again")
    return content


def is_sound(shard: Shard) -> bool:
    """Whether a shard holds what was written, and for this study."""
    try:
        checked_bytes(shard)
    except StoreError:
        return False
    return True


def table_in(shard: Shard) -> pa.Table:
    """A shard, read without pyarrow's threads: one that still lets go of the bytes while Python ends aborts the program."""
    content = checked_bytes(shard)
    try:
        return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True).read(use_threads=False)
    except (pa.ArrowException, OSError):
        raise StoreError(f"{shard.path}: cannot be read although it is as it was written") from None


def _remove_unfinished(folder: Path) -> None:
    """What a killed writer left half-written was never acknowledged; only files of our own naming are touched."""
    for path in folder.glob(".*.tmp"):
        if _NAME.fullmatch(path.name[1:].rsplit(".", 2)[0]):
            path.unlink(missing_ok=True)


def _undigested(specification: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in specification.items() if name != DIGEST}
