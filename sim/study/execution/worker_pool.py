"""Worker processes seen from the parent: they may die or hang, at the cost of the case in progress only.

A case whose worker ends is tried again by another one, and after a few it is recorded as one that cannot be run. A worker can also be ended
by what has nothing to do with its case, a machine short of memory for example, so once is no proof.
"""

from __future__ import annotations

import json
import pickle
import signal
import threading
from multiprocessing import Pipe
from multiprocessing.connection import wait
from types import TracebackType

from sim.compiled import is_compiled
from sim.study.execution.registry import kind_called
from sim.study.execution.worker_process import READY, exit_status, start
from sim.study.experiments.experiment import CaseResult, Experiment, specification_of
from sim.study.store.errors import StoreError

STARTING, COMPILING, ENDING = 10.0, 300.0, 10.0
"""Seconds that a limit is longer by for the first case of a worker, and while rules are still to be compiled; seconds an end may take."""

UNKNOWN = 255  # the status of a process whose fork server died first


class Died(Exception):
    """A worker ended in the middle of a case."""

    attempts = 3


class TookTooLong(Died):
    """A worker was ended because its case was given no more time."""

    attempts = 2


class WorkerProcess:
    """A worker process, and the line to it. Raises Died where it does not come up, StoreError where it cannot do this work."""

    def __init__(self, order: bytes) -> None:
        self._is_new = True
        self._line, theirs = Pipe()
        try:
            with theirs:
                self._process = start(theirs, order)
        except (EOFError, ConnectionError):  # the server may end this very moment
            raise Died("it cannot be started") from None
        try:
            answer, what = self._line.recv()
        except (EOFError, OSError):
            raise Died(self._end()) from None
        if answer != READY:
            self._end()
            raise StoreError(f"a worker process cannot do this work: {what}")

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended, as far as is known."""
        return exit_status(self._process) is None

    def run(self, number: int, limit: float | None) -> CaseResult:
        """What came of a case. Raises Died; limit : seconds"""
        try:
            self._line.send(number)
            if limit is not None and not self._line.poll(limit + self._grace()):
                self.close()
                raise TookTooLong(f"it took longer than executor.limit, {limit:g} seconds")
            self._is_new = False
            return self._line.recv()
        except (EOFError, OSError):
            raise Died(self._end()) from None

    def kill(self) -> None:
        """End it, even while it works."""
        self._process.kill()

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
        wait([self._process.sentinel], ENDING)
        status = exit_status(self._process)
        if status is None or status == UNKNOWN:
            return "its worker is gone"
        return f"its worker was ended by {signal.Signals(-status).name}" if status < 0 else f"its worker ended with status {status}"


class WorkerProcesses:
    """As many worker processes as threads ask for at a time, all for one work."""

    def __init__(self, order: bytes, limit: float | None) -> None:
        self._order, self._limit = order, limit
        self._lock = threading.Lock()
        self._alive: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._is_closed = False

    def __enter__(self) -> WorkerProcesses:
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
                self._alive.discard(worker)
                if attempt >= problem.attempts:
                    return CaseResult(number, {}, f"tried {attempt} times: {problem}")
            else:
                self._idle.append(worker)
                return done

    def close(self) -> None:
        """End all of them, even while they work."""
        with self._lock:
            self._is_closed = True
            for worker in self._alive:
                worker.kill()
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> WorkerProcess:
        """An idle one, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            self._alive.discard(worker)
        worker = self._new()
        with self._lock:
            if not self._is_closed:
                self._alive.add(worker)
                return worker
        worker.close()
        raise StoreError("the worker processes were ended")

    def _new(self) -> WorkerProcess:
        attempt = 0
        while True:
            attempt += 1
            try:
                return WorkerProcess(self._order)
            except Died as problem:
                if attempt >= problem.attempts:
                    raise StoreError(f"no worker process comes up: {problem}; what is finished is kept") from None


def order_of(experiment: Experiment) -> bytes:
    """What a worker process needs to know: the kind of the experiment, and its specification."""
    specification = json.loads(json.dumps(specification_of(experiment)))
    return pickle.dumps((kind_called(experiment.kind), specification))
