"""The starter: a process that has everything loaded, and of which a worker splits off whenever one is wanted.

Loading takes seconds, splitting off takes hundredths of one: a worker that died is replaced at once, and a search that runs a hundred small
studies one after another loads once. It is a process of its own, without threads, because only such a one can be split safely.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn

from sim.study.execution.worker_process import serve
from sim.study.store.errors import StoreError

_BEGIN = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {__name__} import wait_for_orders; wait_for_orders()"
_CAN_SPLIT = hasattr(os, "fork") and hasattr(socket, "send_fds")


class Starter:
    """The starter of this process, as long as the process lives; both end together."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._owner = os.getpid()
        command = [sys.executable, "-c", _BEGIN, json.dumps(places()), str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)

    @property
    def is_there(self) -> bool:
        return self._owner == os.getpid() and self._process.poll() is None

    def split_off(self, line: Connection) -> Connection:
        """A new worker at the other end of a line; what comes back says its process number, and later how it ended."""
        news, theirs = Pipe(duplex=False)
        with theirs:
            socket.send_fds(self._line, [b"."], [line.fileno(), theirs.fileno()])
        return news


_lock = threading.Lock()
_known: Starter | None = None


def split_off(line: Connection) -> Connection:
    """A new worker, by the starter of this process. Raises StoreError where there cannot be one."""
    global _known
    if not _CAN_SPLIT:
        raise StoreError("worker processes need Linux or macOS; here, executor=threads computes the same")
    with _lock:
        if _known is not None and _known.is_there:
            with suppress(OSError):  # it may end this very moment
                return _known.split_off(line)
        _known = Starter()
        return _known.split_off(line)


def places() -> list[str]:
    """Where this process finds modules, for another one."""
    return [path or os.getcwd() for path in sys.path]


def wait_for_orders() -> NoReturn:
    """The life of a starter."""
    line = socket.socket(fileno=int(sys.argv[2]))
    import sim.study.execution.registry  # noqa: F401 (loaded here, once, for all that split off)

    news: dict[int, Connection] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _tell_ends(news))
    while True:
        asked, handles, _, _ = socket.recv_fds(line, 1, 2)
        if not asked:
            os._exit(0)
        theirs, tell = Connection(handles[0]), Connection(handles[1], readable=False)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # a worker may end before it is known
        number = os.fork()
        if number == 0:
            _become_worker(line, theirs)
        theirs.close()
        news[number] = tell
        _send(tell, number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _become_worker(line: socket.socket, theirs: Connection) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    line.close()
    status = 1
    try:
        serve(theirs)
        status = 0
    finally:
        os._exit(status)


def _tell_ends(news: dict[int, Connection]) -> None:
    """How workers ended, to those who had them started."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number == 0:
            return
        tell = news.pop(number)
        _send(tell, os.waitstatus_to_exitcode(status))
        tell.close()


def _send(tell: Connection, what: int) -> None:
    with suppress(OSError):  # nobody may want to know any more
        tell.send(what)
