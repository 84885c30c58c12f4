"""Workers of a Dask scheduler: which of them may work, which cases each gets, and what becomes of cases whose worker is lost.

Dask moves tasks and results. The worker of each task is chosen here, because Dask cannot tell a machine with other rules from a good one,
nor hand a task to a second worker while the first is still compiling. A task on two workers gives the same bytes; its first result counts.
"""

from __future__ import annotations

import hashlib
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import cast

from dask.distributed import Client, KilledWorker
from dask.distributed import Future as DaskFuture

from sim.study.execution.machine import obstacle, this_machine
from sim.study.execution.pools import AHEAD, Batch, Listener, MachinesLost
from sim.study.execution.worker_events import WorkerEvents
from sim.study.execution.worker_pool import WorkerProcesses
from sim.study.experiments.experiment import CaseResult
from sim.study.store.errors import StoreError, one_line

CHECKED_EVERY = 2.0
"""Seconds between checks of which workers the scheduler has."""

STARTING = 300.0
"""Seconds for which a worker that has not yet described its machine counts as one that will work."""

LOSSES = 4
"""Machines that a task may lose before it is suspected of having caused the losses."""

COPIES = 2
"""Workers that may run a task at a time, those that compile apart."""

GREETING = f"__import__({this_machine.__module__!r}, fromlist=['*']).this_machine()"
"""Asks for a description in words that any Dask worker can unpickle; a worker without this module would end when it received a function."""

RESUME = "stored cases stay; rerun the command to resume"

_known: dict[str, WorkerProcesses] = {}
_lock = threading.Lock()


def run_on_worker(order: bytes, limit: float | None, task: Batch) -> list[CaseResult]:
    """Run a task on a Dask worker in worker processes, one per thread of the worker."""
    name = _name_of(order)
    with _lock:
        if name not in _known:
            _known[name] = WorkerProcesses(zlib.decompress(order), limit)
    return [_known[name].run(number) for number in task]


def end_workers(order: bytes) -> None:
    """End the worker processes of a Dask worker after a study."""
    with _lock:
        workers = _known.pop(_name_of(order), None)
    if workers is not None:
        workers.close()


def threads_of(client: Client) -> dict[str, int]:
    """Return the number of threads of each worker that a scheduler has, by address."""
    return cast(dict[str, int], client.nthreads())


def _name_of(order: bytes) -> str:
    return hashlib.sha256(order).hexdigest()


class _Task:
    """Cases that are run together, the promise of their results, and the workers that have them."""

    def __init__(self, cases: Batch) -> None:
        self.cases = cases
        self.promise: Future[list[CaseResult]] = Future()
        self.copies: dict[str, DaskFuture] = {}  # by address of the worker
        self.losses = 0


class _Worker:
    """A Dask worker: unknown until it describes its machine, then usable or set aside."""

    def __init__(self, address: str, threads: int) -> None:
        self.address, self.threads = address, threads
        self.host = address.partition("://")[2].rpartition(":")[0]
        self.name = address
        self.since = time.monotonic()
        self.greeting: DaskFuture | None = None
        self.is_usable = self.is_aside = self.is_compiling = False
        self.tasks: list[_Task] = []  # oldest first, which is the order in which a worker takes them

    @property
    def is_starting(self) -> bool:
        return not self.is_usable and not self.is_aside


class DaskWorkers:
    """The workers of a scheduler, as far as they can run one experiment.

    order : the experiment, compressed; limit : seconds per case; wait : seconds without a usable worker after which the study ends
    why_no_worker_comes : asked when none is left; returns None while workers may still come, however long that takes, and else the end of
        a sentence
    Its methods raise StoreError if the scheduler or all usable workers are gone.
    """

    def __init__(
        self,
        client: Client,
        order: bytes,
        limit: float | None,
        wait: float,
        listener: Listener,
        why_no_worker_comes: Callable[[], str | None],
    ) -> None:
        self._client, self._order, self._limit, self._wait = client, order, limit, wait
        self._why_no_worker_comes = why_no_worker_comes
        self._lock = threading.RLock()  # results arrive in a thread of Dask's
        self._workers: dict[str, _Worker] = {}
        self._unsent: deque[_Task] = deque()
        self._here = this_machine()
        self._events = WorkerEvents(listener)
        self._lost = 0
        self._checked = -CHECKED_EVERY
        self._last_usable = time.monotonic()

    def capacity(self) -> int:
        """Return the number of tasks for which the workers have room, and look after the workers."""
        now = time.monotonic()
        if now - self._checked >= CHECKED_EVERY:
            self._checked = now
            self._check(now)
        with self._lock:
            return max(1, sum(AHEAD * worker.threads for worker in self._usable()))

    def submit(self, cases: Batch) -> Future[list[CaseResult]]:
        """Hand a task to the worker with most room; return the promise of its results."""
        task = _Task(cases)
        task.promise.add_done_callback(lambda done: self._withdraw(task))
        with self._lock:
            self._unsent.append(task)
            self._hand_out()
        return task.promise

    def share(self) -> None:
        """Hand unfinished tasks to idle workers too: first those that wait for a busy or compiling worker."""
        with self._lock:
            idle = [worker for worker in self._usable() if len(worker.tasks) < worker.threads]
            if self._unsent or not idle:
                return
            compiled = [worker for worker in idle if not worker.is_compiling]
            for worker in compiled or idle:
                for task in list(self._by_need())[: worker.threads - len(worker.tasks)]:
                    if worker.address not in task.copies:
                        self._send(worker, task)

    def close(self) -> None:
        """Withdraw all tasks, and tell what was not told yet."""
        with self._lock:
            self._unsent.clear()
            works = []
            for worker in self._workers.values():
                works += [task.copies.pop(worker.address) for task in worker.tasks]
                worker.tasks.clear()
            self._events.tell(at_once=True)
        self._client.cancel(works)

    def _usable(self) -> Iterator[_Worker]:
        return (worker for worker in self._workers.values() if worker.is_usable)

    def _by_need(self) -> Iterator[_Task]:
        """Yield tasks that another worker may run too, those that have probably not begun first."""
        begun = []
        for worker in self._usable():
            for place, task in enumerate(worker.tasks):
                if sum(not self._workers[address].is_compiling for address in task.copies) < COPIES:
                    if worker.is_compiling or place >= worker.threads:
                        yield task
                    else:
                        begun.append(task)
        yield from begun

    def _check(self, now: float) -> None:
        there = self._threads()
        if there is None:
            return
        with self._lock:
            for address in self._workers.keys() - there.keys():
                self._lose(self._workers.pop(address))
            for address, threads in there.items():
                if address not in self._workers:
                    self._greet(address, threads)
            self._hand_out()
            self._describe()
            self._events.tell()
            usable = any(self._usable())
            starting = any(worker.is_starting and now - worker.since < STARTING for worker in self._workers.values())
        if usable or starting:
            self._last_usable = now
        elif now - self._last_usable >= self._wait and (why := self._why_no_worker_comes()) is not None:
            self._events.tell(at_once=True)
            raise StoreError(f"no usable worker for {self._wait:g} seconds{why}{self._events.reasons()}; {RESUME}")

    def _threads(self) -> dict[str, int] | None:
        """Return the number of threads of each worker that the scheduler has; None while the connection to it is being restored."""
        if self._client.status == "connecting":
            return None
        try:
            return threads_of(self._client)
        except Exception:  # of many kinds, depending on where the connection broke
            if self._client.status == "connecting":
                return None
            raise StoreError(f"the Dask scheduler no longer answers; {RESUME}") from None

    def _greet(self, address: str, threads: int) -> None:
        """Ask a new worker for a description of its machine."""
        worker = self._workers[address] = _Worker(address, threads)
        work = worker.greeting = self._client.submit(eval, GREETING, workers=[address], pure=False)
        work.add_done_callback(partial(self._greeted, worker))

    def _greeted(self, worker: _Worker, work: DaskFuture) -> None:
        try:
            machine = work.result()
            worker.host, worker.name = machine.host, f"{machine.host} ({worker.address})"
            worker.is_compiling = not machine.is_compiled
            reason = obstacle(machine, self._here)
        except CancelledError:  # the connection to the scheduler was lost
            with self._lock:
                self._workers.pop(worker.address, None)
            return
        except Exception as problem:  # a machine without the simulator, or with a very different version of it
            reason = f"it cannot load the simulator ({one_line(problem)})"
        with self._lock:
            if reason is not None:
                self._set_aside(worker, reason)
            else:
                worker.is_usable = True
            self._hand_out()
            self._describe()

    def _hand_out(self) -> None:
        """Send waiting tasks to the workers with most room."""
        while self._unsent and self._client.status == "running":
            worker = min(self._usable(), key=lambda known: len(known.tasks) / known.threads, default=None)
            if worker is None or len(worker.tasks) >= AHEAD * worker.threads:
                return
            task = self._unsent.popleft()
            if not task.promise.done():
                self._send(worker, task)

    def _send(self, worker: _Worker, task: _Task) -> None:
        work = self._client.submit(run_on_worker, self._order, self._limit, task.cases, workers=[worker.address], pure=False)
        task.copies[worker.address] = work
        worker.tasks.append(task)
        work.add_done_callback(partial(self._ended, worker, task))

    def _ended(self, worker: _Worker, task: _Task, work: DaskFuture) -> None:
        """Take the result of a task, unless it was withdrawn; any exception means that the worker cannot run it."""
        if task.copies.get(worker.address) is not work:
            return
        results, problem = [], None
        try:
            results = work.result()  # fails if the worker is lost meanwhile: its tasks are then cancelled
        except BaseException as raised:
            problem = raised
        with self._lock:
            if task.copies.get(worker.address) is not work:
                return
            del task.copies[worker.address]
            worker.tasks.remove(task)
            if problem is None:
                worker.is_compiling = False
                if task.promise.set_running_or_notify_cancel():
                    task.promise.set_result(results)
            elif isinstance(problem, CancelledError):  # the connection to the scheduler was lost
                self._repeat(task)
            elif isinstance(problem, KilledWorker):
                self._repeat(task, is_suspect=True)
            else:
                self._repeat(task)
                self._set_aside(worker, problem.strerror or str(problem) if isinstance(problem, StoreError) else one_line(problem))
            self._hand_out()

    def _withdraw(self, task: _Task) -> None:
        """Cancel all copies of a task whose promise is kept or cancelled: those that wait are never run."""
        with self._lock:
            copies, task.copies = task.copies, {}
            for address in copies:
                if address in self._workers and task in self._workers[address].tasks:
                    self._workers[address].tasks.remove(task)
        for work in copies.values():
            work.cancel()

    def _lose(self, worker: _Worker) -> None:
        """Take the tasks back from a worker that is gone; those that it was probably running are suspect."""
        self._take_back(worker)
        if worker.is_usable:
            self._lost += 1
            self._events.lost(worker.name)

    def _set_aside(self, worker: _Worker, reason: str) -> None:
        """Use a worker no more, for a reason that concerns its machine."""
        worker.is_usable, worker.is_aside = False, True
        self._events.set_aside(worker.host, worker.name, reason)
        self._take_back(worker, is_suspect=False)

    def _take_back(self, worker: _Worker, is_suspect: bool = True) -> None:
        tasks, worker.tasks = worker.tasks, []
        for place, task in enumerate(tasks):
            work = task.copies.pop(worker.address)
            work.cancel()
            self._repeat(task, is_suspect and place < worker.threads)

    def _repeat(self, task: _Task, is_suspect: bool = False) -> None:
        task.losses += is_suspect
        if task.promise.done() or task.copies:
            return
        if task.losses >= LOSSES and task.promise.set_running_or_notify_cancel():
            task.promise.set_exception(MachinesLost(f"lost with its machine {task.losses} times"))
        elif not task.promise.done():
            self._unsent.appendleft(task)

    def _describe(self) -> None:
        known = self._workers.values()
        usable = list(self._usable())
        counts = {
            "starting": sum(worker.is_starting for worker in known),
            "compiling": sum(worker.is_compiling for worker in usable),
            "set aside": sum(worker.is_aside for worker in known),
            "lost": self._lost,
        }
        self._events.describe(len(usable), sum(worker.threads for worker in usable), counts)
