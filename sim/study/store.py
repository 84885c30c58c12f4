"""The store: what is finished stays finished, what is damaged is found, and a killed study goes on where it was.

A plan is written first and says alone what is owed. Finished blocks of initiatives become two files each that never change again: their
runs, and what was drawn for them. Each is named after the digest of its own bytes, so that any damage shows; it is written beside its
place, synced, moved there, and the folder synced. A block counts once both of its files stand.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

PLAN, LOCK, SHARDS = "plan.json", "lock", "shards"
KINDS = ("initiatives", "runs")  # in the order in which they are written
_NAME = re.compile(r"(initiatives|runs)-([0-9]{6})\.([0-9a-f]{16})\.parquet")


class StoreError(OSError):
    """A study's files cannot be used as they are; said in a line, and what is finished is kept."""


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


class Store:
    """The folder of a study, for one writer at a time."""

    def __init__(self, folder: str | Path, plan: dict[str, Any]) -> None:
        self.folder, self.plan = Path(folder), plan
        self._lock: int | None = None

    def __enter__(self) -> Store:
        self.shards.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._hold_to_plan()
            _remove_unfinished(self.shards)
        except BaseException:
            self._give_lock()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._give_lock()

    @property
    def shards(self) -> Path:
        return self.folder / SHARDS

    def stored(self) -> set[int]:
        """Blocks of which both files stand, their bytes as they were written.

        Raises StoreError naming the first damaged file.
        """
        found: dict[str, set[int]] = {kind: set() for kind in KINDS}
        for path in sorted(self.shards.iterdir()):
            named = _NAME.fullmatch(path.name)
            if named is None:
                continue
            _checked_bytes(path)
            kind, block = named[1], int(named[2])
            if block in found[kind]:
                raise StoreError(f"{self.shards}: {kind} of block {block} are there twice and differ: nondeterminism detected")
            found[kind].add(block)
        return found["runs"] & found["initiatives"]

    def write(self, block: int, initiatives: pa.Table, runs: pa.Table) -> None:
        """Keep a finished block; when this returns, it survives a power cut."""
        for kind, table in zip(KINDS, (initiatives, runs), strict=True):
            content = _parquet(table)
            name = f"{kind}-{block:06d}.{hashlib.sha256(content).hexdigest()[:16]}.parquet"
            for other in self.shards.glob(f"{kind}-{block:06d}.*.parquet"):
                if other.name != name:
                    raise StoreError(f"{other}: this block came out otherwise before: nondeterminism detected")
            write_whole(self.shards / name, content)

    def table(self, kind: str, blocks: Iterable[int]) -> pa.Table:
        """What is stored of a kind, in the order of the initiatives; checksums are verified."""
        tables = [_read(path) for block in sorted(blocks) for path in self.shards.glob(f"{kind}-{block:06d}.*.parquet")]
        return pa.concat_tables(tables, promote_options="default") if tables else pa.table({})

    def _hold_to_plan(self) -> None:
        path = self.folder / PLAN
        if not path.exists():
            if any(_NAME.fullmatch(entry.name) for entry in self.shards.iterdir()):
                raise StoreError(f"{path}: is missing, but results are there; choose another study.folder")
            write_whole(path, (json.dumps(self.plan, indent=2, sort_keys=True) + "\n").encode())
            return
        try:
            there = json.loads(path.read_bytes())
        except ValueError:
            there = None
        if not isinstance(there, dict):
            raise StoreError(f"{path}: damaged: not a plan")
        wanted = json.loads(json.dumps(self.plan))
        differing = [name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]
        if differing:
            raise StoreError(
                f"{self.folder}: holds another study ({_difference(differing, there, wanted)}); "
                "choose another folder with study.folder=FOLDER, or remove this one"
            )

    def _take_lock(self) -> None:
        """One writer: the lock is the operating system's, and goes with the process that holds it."""
        self._lock = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._lock, 100).decode(errors="replace").strip()
            self._give_lock()
            raise StoreError(f"{self.folder}: another process is writing this study ({holder or 'unknown'})") from None
        os.ftruncate(self._lock, 0)
        os.write(self._lock, f"process {os.getpid()} on {os.uname().nodename}\n".encode())

    def _give_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


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
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True, write_statistics=False, use_dictionary=False)
    return sink.getvalue()


def _checked_bytes(path: Path) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest()[:16] != path.name.split(".")[1]:
        raise StoreError(f"{path}: damaged; remove this file, and its runs will be made again")
    return content


def _read(path: Path) -> pa.Table:
    """A shard, read without pyarrow's threads: one that still lets go of the bytes while Python ends aborts the program."""
    content = _checked_bytes(path)
    try:
        return pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True).read(use_threads=False)
    except (pa.ArrowException, OSError):
        raise StoreError(f"{path}: damaged; remove this file, and its runs will be made again") from None


def _remove_unfinished(folder: Path) -> None:
    """What a killed writer left half-written was never acknowledged; only files of our own naming are touched."""
    for path in folder.glob(".*.tmp"):
        if _NAME.fullmatch(path.name[1:].rsplit(".", 2)[0]):
            path.unlink(missing_ok=True)


def _difference(names: Iterable[str], there: dict[str, Any], wanted: dict[str, Any]) -> str:
    parts = []
    for name in names:
        one, other = _short(there.get(name)), _short(wanted.get(name))
        parts.append(f"{name}: {one} there, {other} here" if one != other else name)
    return "; ".join(parts)


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:16] + "…"
