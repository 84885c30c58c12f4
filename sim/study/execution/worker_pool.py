"""Parent side of worker processes: a worker that dies or hangs costs only the case it was running.

A case whose worker dies is retried by another worker, and after a few attempts it is recorded as failed. A worker can also die for a
reason unrelated to its case, such as lack of memory, so one failure is not conclusive.
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
"""Extra seconds of a worker's limit for its first case, and while rules are being compiled; seconds that termination may take."""

UNKNOWN = 255  # exit status of a process whose fork server died first


class Died(Exception):
    """A worker died during a case."""

    attempts = 3


class TookTooLong(Died):
    """A worker was ended because its case exceeded the time limit."""

    attempts = 2


class WorkerProcess:
    """A worker process and the connection to it. Raises Died if it does not start, StoreError if it cannot run the experiment."""

    def __init__(self, order: bytes) -> None:
        self._is_new = True
        self._line, theirs = Pipe()
        try:
            with theirs:
                self._process = start(theirs, order)
        except (EOFError, ConnectionError):  # the fork server may end at this moment
            raise Died("it cannot be started") from None
        try:
            answer, what = self._line.recv()
        except (EOFError, OSError):
            raise Died(self._end()) from None
        if answer != READY:
            self._end()
            raise StoreError(f"a worker process cannot run this experiment: {what}")

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Return whether the process is running, as far as is known."""
        return exit_status(self._process) is None

    def run(self, number: int, limit: float | None) -> CaseResult:
        """Return the result of a case. Raises Died; limit : seconds"""
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
        """Kill the process unconditionally."""
        self._process.kill()

    def close(self) -> None:
        """End the process and release it."""
        self.kill()
        self._end()

    def _grace(self) -> float:
        if not self._is_new:
            return 0.0
        return STARTING if is_compiled() else COMPILING

    def _end(self) -> str:
        """Return the cause of death of a worker that closed its connection."""
        self._line.close()
        wait([self._process.sentinel], ENDING)
        status = exit_status(self._process)
        if status is None or status == UNKNOWN:
            return "its worker was lost"
        return f"its worker was ended by {signal.Signals(-status).name}" if status < 0 else f"its worker ended with status {status}"


class WorkerProcesses:
    """Worker processes for one experiment, one per requesting thread."""

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
        """Return the result of a case; if its workers die, no rows but the cause. Raises StoreError if no worker is available."""
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
        """Kill all processes unconditionally."""
        with self._lock:
            self._is_closed = True
            for worker in self._alive:
                worker.kill()
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> WorkerProcess:
        """Return an idle or a new worker."""
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
        raise StoreError("the worker processes were stopped")

    def _new(self) -> WorkerProcess:
        attempt = 0
        while True:
            attempt += 1
            try:
                return WorkerProcess(self._order)
            except Died as problem:
                if attempt >= problem.attempts:
                    raise StoreError(f"no worker process starts: {problem}; finished results are kept") from None


def order_of(experiment: Experiment) -> bytes:
    """Return the data a worker process needs: kind and specification of the experiment, pickled."""
    specification = json.loads(json.dumps(specification_of(experiment)))
    return pickle.dumps((kind_called(experiment.kind), specification))
