"""Locks: a process that writes to a folder locks it; the lock is released when the process ends, however it ends.

Locks are those of the operating system (flock, LockFileEx), by the package filelock. A lock that is only a file would outlive a killed
process, so file systems without real locks have none.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_NAME_AT = 1  # on Windows, other processes cannot read the first byte of a locked file
_LONGEST_NAME = 100


class Locked(Exception):
    """Another process, or another thread of this process, holds the lock; the message names it."""


@contextmanager
def taken(path: Path, wait: float = 0.0) -> Iterator[None]:
    """Context that holds a lock, released in any thread or when the process ends.

    wait : seconds to wait for another holder
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
