"""Store of results: keeps finished blocks, detects damage, and lets an interrupted study resume.

The specification is written first and alone defines the cases. Each finished block of cases becomes one immutable file per table. The name
of a file contains a digest of its content and position, so damage and files of other studies or positions are detected. Files are
written atomically: temporary file, sync, rename, sync of the folder. A block counts as stored once all its files exist.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from sim.study.store.errors import SpecificationDamaged, StoreError
from sim.study.store.locks import Locked, taken
from sim.study.store.shards import (
    DIGEST,
    NAME,
    SHARDS,
    FileGone,
    Shard,
    blocks_in_file,
    blocks_within,
    checked_bytes,
    complete_blocks,
    digest_in,
    in_use,
    is_sound,
    merged_of,
    name_of,
    parquet_of,
    place_of,
    shards_in,
    table_in,
)
from sim.study.store.specification_differences import differences

SPECIFICATION, LOCK, DAMAGED = "plan.json", "lock", "damaged"
OUTGROWN, OUTGROWING = "outgrown", "outgrowing"
"""Folder of a smaller study, until a larger one has taken over its results; its name while files are moved there."""
MANY_GROUPS = 50  # groups of blocks whose merging takes seconds
BEGINNING = 1.0  # seconds that a part of a study waits for another part that is starting


_SPECIFIED = {"format", "kind", "cases", "block", "tables", "work"}
_SEALED = 3  # from this format on, a specification contains its own digest


@contextmanager
def said_in_a_line(folder: Path, is_writer: bool = False) -> Iterator[None]:
    """Context that turns operating system errors (no space, no permission, no such folder) into a one-line StoreError with the path.

    is_writer : whether this process writes the study; then no other process merges its files, and a missing file was removed
    """
    try:
        yield
    except StoreError as problem:
        if not (is_writer and isinstance(problem, FileGone)):
            raise
        raise _unusable(folder, os.strerror(errno.ENOENT)) from None
    except OSError as problem:
        raise _unusable(folder, problem.strerror or str(problem)) from None


def _unusable(folder: Path, why: str) -> StoreError:
    place = str(folder) if len(str(folder)) <= 120 else f"{str(folder)[:119]}…"
    return StoreError(f"{place}: cannot be used: {why}; finished results are kept")


class StudyPart(NamedTuple):
    """The blocks of one of several writers that share a study: every n-th block from an offset."""

    index: int  # from 0
    of: int

    def owns(self, block: int) -> bool:
        return block % self.of == self.index


WHOLE = StudyPart(0, 1)


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


class Store:
    """Writer of a study's folder: one writer at a time, or one per part."""

    def __init__(
        self,
        folder: str | Path,
        specification: dict[str, Any],
        part: StudyPart = WHOLE,
        outgrows: Callable[[dict[str, Any]], bool] | None = None,
    ) -> None:
        """outgrows : whether this study takes over that of another specification; none: no other"""
        self._outgrows = outgrows or (lambda stored: False)
        self.folder, self.specification, self.part = Path(folder), sealed(specification), part
        self._locks = ExitStack()
        self._known: dict[tuple[str, int], Shard] | None = None  # stored files, by table and block
        self.sound: set[Path] = set()  # files whose checksums were found to match

    def __enter__(self) -> Store:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._take_locks()
            if (self.folder / OUTGROWING).is_dir():
                self._set_outgrown_aside()
            self.shards.mkdir(exist_ok=True)
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
            self._hold_to_outgrown()
            if shards_in(self.folder, self.specification):
                self._hold_to_results(f"{self.folder / SPECIFICATION}: missing")
            write_whole(self.folder / SPECIFICATION, (json.dumps(self.specification, indent=1, sort_keys=True) + "\n").encode())
            return
        differing = differences(_undigested(there), _undigested(self.specification))
        if differing and self._outgrows(there):
            self._refuse_running_parts()
            (self.folder / OUTGROWING).mkdir()
            self._set_outgrown_aside()
            self.shards.mkdir()
            self._hold_to_specification()
        elif differing:
            raise StoreError(
                f"{self.folder}: contains another study ({differing}); choose another folder with study.folder=FOLDER, or remove this one"
            )

    def _set_outgrown_aside(self) -> None:
        """Move the study of the folder into a folder of its own; a kill at any moment leaves it to the next writer to go on."""
        aside = self.folder / OUTGROWING
        for name in (SHARDS, OUTGROWN, SPECIFICATION):
            if (self.folder / name).exists() and not (aside / name).exists():
                os.replace(self.folder / name, aside / name)
        os.replace(aside, self.folder / OUTGROWN)
        self._known = None

    def _hold_to_outgrown(self) -> None:
        """If the study was set aside and another has not begun, check that this one takes it over."""
        if not (self.folder / OUTGROWN).is_dir():
            return
        there = specification_in(self.folder / OUTGROWN)
        differing = differences(_undigested(there), _undigested(self.specification))
        if differing and not self._outgrows(there):
            raise StoreError(f"{self.folder}: contains another study ({differing}); choose another folder with study.folder=FOLDER")

    def _refuse_running_parts(self) -> None:
        """While one process begins to enlarge a study, no other may write a part of it. Raises StoreError."""
        own = self.folder / f"{LOCK}.{self.part.index}-of-{self.part.of}"
        try:
            for path in self.folder.glob(f"{LOCK}.*-of-*"):
                if path != own:
                    with taken(path):
                        pass
        except Locked as holder:
            raise StoreError(f"{self.folder}: another process is writing a part of the smaller study ({holder})") from None

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


def _by_block(shards: Iterable[Shard]) -> dict[tuple[str, int], Shard]:
    return {(shard.table, block): shard for shard in shards for block in shard.blocks}


def _remove_unfinished(folder: Path) -> None:
    """Remove unfinished temporary files of an interrupted writer; only files with our naming scheme are removed."""
    for path in folder.glob(".*.tmp"):
        if NAME.fullmatch(path.name[1:].rsplit(".", 2)[0]):
            path.unlink(missing_ok=True)


def _undigested(specification: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in specification.items() if name != DIGEST}
