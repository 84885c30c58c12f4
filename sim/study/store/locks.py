"""Locks: a process that writes to a folder marks it, and the lock ends with the process.

They are the operating system's own (flock, LockFileEx), by the package filelock. A lock that is only a file would outlive a killed process,
so there is none where the file system knows no others.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_NAME_AT = 1  # Windows lets no other process read the first byte of a file that is locked
_LONGEST_NAME = 100


class Locked(Exception):
    """Another process, or another thread of this one, holds the lock; the message says which."""


@contextmanager
def taken(path: Path, wait: float = 0.0) -> Iterator[None]:
    """A lock, held until it is let go, in any thread, or the process ends.

    wait : seconds that another holder is given to let go
    Raises Locked.
    """
    lock = FileLock(path, timeout=wait, thread_local=False, preserve_lock_file=True, on_acquired=_sign)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(_holder(path) or "unknown") from None
    try:
        yield
    finally:
        lock.release()


def _sign(lock: int) -> None:
    os.ftruncate(lock, 0)
    os.write(lock, b" " * _NAME_AT + f"process {os.getpid()} on {platform.node()}\n".encode())


def _holder(path: Path) -> str:
    with path.open("rb", buffering=0) as lock:
        lock.seek(_NAME_AT)
        return lock.read(_LONGEST_NAME).decode(errors="replace").strip()
