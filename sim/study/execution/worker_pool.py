"""Workers as their master sees them: processes that may die or never come back, and take no more with them than the case they were in.

A case whose worker ends is tried again by another one, and after a few it is recorded as one that cannot be run. A worker can also be ended
by what has nothing to do with its case, a machine short of memory for example, so once is no proof.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import threading
from contextlib import suppress
from multiprocessing import Pipe
from types import TracebackType

from sim.compiled import is_compiled
from sim.study.execution.fork_server import places, split_off
from sim.study.execution.registry import kind_called
from sim.study.execution.worker_process import READY
from sim.study.experiments.experiment import CaseResult, Experiment, specification_of
from sim.study.store.errors import StoreError

STARTING, COMPILING, ENDING = 10.0, 300.0, 10.0
"""Seconds that a limit is longer by for the first case of a worker, and while rules are still to be compiled; seconds an end may take."""


class Died(Exception):
    """A worker ended in the middle of a case."""

    attempts = 3


class TookTooLong(Died):
    """A worker was ended because its case was given no more time."""

    attempts = 2


class Worker:
    """A worker process, and the line to it. Raises Died where it does not come up, StoreError where it cannot do this work."""

    def __init__(self, order: bytes) -> None:
        self._is_new = True
        self._line, theirs = Pipe()
        with theirs:
            self._news = split_off(theirs)
        self.pid = 0
        try:
            self.pid = self._news.recv()
            self._line.send(places())
            self._line.send_bytes(order)
            answer, what = self._line.recv()
        except (EOFError, OSError):
            raise Died(self._end()) from None
        if answer != READY:
            self._end()
            raise StoreError(f"a worker process cannot do this work: {what}")

    @property
    def is_there(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return not self._news.closed and not self._news.poll()

    def run(self, number: int, limit: float | None) -> CaseResult:
        """What came of a case. Raises Died; limit : seconds"""
        try:
            self._line.send_bytes(str(number).encode())
            if limit is not None and not self._line.poll(limit + self._grace()):
                self.close()
                raise TookTooLong(f"it took longer than executor.limit, {limit:g} seconds")
            self._is_new = False
            return self._line.recv()
        except (EOFError, OSError):
            raise Died(self._end()) from None

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.pid and self.is_there:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it, and forget it."""
        self.kill()
        self._end()

    def _grace(self) -> float:
        if not self._is_new:
            return 0.0
        return STARTING if is_compiled() else COMPILING

    def _end(self) -> str:
        """What a worker that hung up died of."""
        self._line.close()
        try:
            status = self._news.recv() if self._news.poll(ENDING) else None
        except (EOFError, OSError):
            status = None
        self._news.close()
        if status is None:
            return "its worker is gone"
        return f"its worker was ended by {signal.Signals(-status).name}" if status < 0 else f"its worker ended with status {status}"


class Workers:
    """As many workers as threads ask at a time, all for one order."""

    def __init__(self, order: bytes, limit: float | None) -> None:
        self._order, self._limit = order, limit
        self._lock = threading.Lock()
        self._there: set[Worker] = set()
        self._idle: list[Worker] = []
        self._is_closed = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def run(self, number: int) -> CaseResult:
        """What came of a case; of one that takes its workers with it no rows, but the cause. Raises StoreError without workers."""
        attempt = 0
        while True:
            attempt += 1
            worker = self._take()
            try:
                done = worker.run(number, self._limit)
            except Died as problem:
                self._there.discard(worker)
                if attempt >= problem.attempts:
                    return CaseResult(number, {}, f"tried {attempt} times: {problem}")
            else:
                self._idle.append(worker)
                return done

    def close(self) -> None:
        """End all of them, whatever they do."""
        with self._lock:
            self._is_closed = True
            for worker in self._there:
                worker.kill()
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Worker:
        """One that has nothing to do, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_there:
                return worker
            self._there.discard(worker)
        worker = self._new()
        with self._lock:
            if not self._is_closed:
                self._there.add(worker)
                return worker
        worker.close()
        raise StoreError("the workers were sent home")

    def _new(self) -> Worker:
        attempt = 0
        while True:
            attempt += 1
            try:
                return Worker(self._order)
            except Died as problem:
                if attempt >= problem.attempts:
                    raise StoreError(f"no worker process comes up: {problem}; what is finished is kept") from None


def order_of(experiment: Experiment) -> bytes:
    """What a worker needs to know: the kind of the experiment, and its specification."""
    specification = json.loads(json.dumps(specification_of(experiment)))
    return pickle.dumps((kind_called(experiment.kind), specification))
