"""Executors: run cases in threads, in processes or on other machines, with identical results."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.declared import Declared, Identifier
from sim.study.execution.pools import Batch, Listener, MachinesLost, WorkerPool, processes, threads
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import one_line

POLL = 0.1
"""Seconds between checks for a stop request."""

PATIENCE = 3.0
"""Seconds that running cases may take after a stop request; slower cases are run again on resumption."""

IsStopped = Callable[[], bool]

_ONLY_OF = {
    "workers": ("threads", "processes", "dask"),
    "limit": ("processes", "dask", "slurm"),
    "address": ("dask",),
    "wait": ("dask", "slurm"),
    **dict.fromkeys(("jobs", "cores", "memory", "walltime", "queue", "account", "interface"), ("slurm",)),
}


class Executor(Declared):
    """Settings of the worker pool. Results do not depend on them."""

    kind: Literal["threads", "processes", "dask", "slurm"] = "threads"
    workers: Annotated[int, Field(ge=1, le=1_024)] | None = None  # none: number of cores
    limit: Annotated[float, Field(ge=1.0, le=1_000_000.0)] | None = None  # seconds per case; none: no limit
    address: Annotated[str, Field(pattern=r"^(tcp|tls|ws|wss)://[A-Za-z0-9_.:\-\[\]]{1,200}$")] | None = None  # of a Dask scheduler
    wait: Annotated[float, Field(ge=1.0, le=1_000_000.0)] | None = None  # seconds without a usable worker that end a study; none: 300
    jobs: Annotated[int, Field(ge=1, le=10_000)] | None = None  # of Slurm; each has `cores` cores
    cores: Annotated[int, Field(ge=1, le=1_024)] | None = None
    memory: Annotated[str, Field(pattern=r"^[0-9]{1,6} ?[MGT]i?B$")] | None = None  # per job
    walltime: Annotated[str, Field(pattern=r"^([0-9]{1,3}-)?[0-9]{1,3}:[0-9]{2}:[0-9]{2}$")] | None = None  # per job
    queue: Identifier | None = None  # none: the default one
    account: Identifier | None = None
    interface: Identifier | None = None  # network interface on which workers reach this process

    @model_validator(mode="after")
    def _knows_what_it_is_told(self) -> Executor:
        for name, kinds in _ONLY_OF.items():
            if getattr(self, name) is not None and self.kind not in kinds:
                raise ValueError(f"{name} applies to executor={' or '.join(kinds)}, not to {self.kind}")
        if self.workers is not None and self.address is not None:
            raise ValueError("workers cannot be combined with address: the scheduler determines its workers")
        if self.wait is not None and self.kind == "dask" and self.address is None:
            raise ValueError("wait applies to the workers of an address: a local cluster has all its workers at once")
        if self.kind == "slurm":
            for name in ("jobs", "cores", "memory", "walltime"):
                if getattr(self, name) is None:
                    raise ValueError(f"{name} is required for executor=slurm")
        return self

    @property
    def count(self) -> int:
        """Return the number of workers on this machine."""
        return self.workers or cores()

    @property
    def in_words(self) -> str:
        """Return a description of the pool for the progress display."""
        match self.kind:
            case "threads":
                return f"{self.count} threads"
            case "processes":
                return f"starting {self.count} processes (takes a few seconds)"
            case "dask" if self.address is not None:
                return f"Dask scheduler at {self.address}"
            case "dask":
                return f"starting Dask with {self.count} workers on this machine (takes a few seconds)"
            case _:
                return f"requesting {self.jobs} jobs of {self.cores} cores from Slurm"


def never() -> bool:
    """Return False: no stop was requested."""
    return False


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _NoListener:
    """Ignores what it is told."""

    def note(self, line: str) -> None:
        pass

    def describe_workers(self, words: str) -> None:
        pass


def run_cases(
    experiment: Experiment, numbers: Iterable[int], executor: Executor, is_stopped: IsStopped, listener: Listener | None = None
) -> Generator[CaseResult, None, None]:
    """Yield the results of cases as they finish, in no fixed order.

    is_stopped : polled; once true, no case is started, and running cases are finished if they do not take long
    listener : is told about workers on other machines that join, are lost or are set aside
    Raises StoreError if no worker is available.
    """
    owed = list(numbers)
    with pool_of(experiment, executor, len(owed), listener or _NoListener()) as pool:
        yield from _as_they_finish(experiment, tasks_of(owed, pool.cases_in_task), pool, is_stopped)


def pool_of(experiment: Experiment, executor: Executor, cases: int, listener: Listener) -> AbstractContextManager[WorkerPool]:
    """Return the worker pool of an executor; cases : number of cases to run; listener : is told about workers on other machines."""
    if executor.kind == "threads":
        return threads(experiment, executor.count)
    if executor.kind == "processes":
        return processes(experiment, executor.count, executor.limit)
    from sim.study.execution import dask_slurm

    if executor.kind == "slurm":
        return dask_slurm.on_slurm(experiment, executor.model_dump(), cases, listener)
    return dask_slurm.on_dask(experiment, executor.model_dump(), executor.count, cases, listener)


def tasks_of(numbers: Iterable[int], size: int) -> Iterator[Batch]:
    """Yield batches of cases that are submitted together."""
    source = iter(numbers)
    while task := list(islice(source, size)):
        yield task


def _as_they_finish(experiment: Experiment, tasks: Iterator[Batch], pool: WorkerPool, is_stopped: IsStopped) -> Iterator[CaseResult]:
    """Yield results; submit enough tasks to keep workers busy, and few enough to stop quickly on request."""
    queue = _TaskQueue(tasks, pool)
    while not is_stopped():
        queue.submit()
        if not queue.pending:
            return
        yield from _with_failures(experiment, queue.results())
    until = time.monotonic() + PATIENCE
    queue.cancel()
    while queue.pending and time.monotonic() < until:
        yield from _with_failures(experiment, queue.results())


def _with_failures(experiment: Experiment, results: Iterable[CaseResult]) -> Iterator[CaseResult]:
    """Record a case without rows as failed: its worker died."""
    return (one if one.rows else experiment.failed(one.number, one.trouble or "no result") for one in results)


class _TaskQueue:
    """Queue of tasks submitted to a worker pool, and of their results."""

    def __init__(self, tasks: Iterator[Batch], pool: WorkerPool) -> None:
        self.pending: dict[Future[list[CaseResult]], Batch] = {}
        self._tasks, self._pool = tasks, pool
        self._again: deque[Batch] = deque()
        self._finished: SimpleQueue[Future[list[CaseResult]]] = SimpleQueue()

    def submit(self) -> None:
        """Submit tasks up to the capacity of the pool."""
        while len(self.pending) < self._pool.capacity():
            task = self._again.popleft() if self._again else next(self._tasks, None)
            if task is None:
                self._pool.share()
                return
            future = self._pool.submit(task)
            self.pending[future] = task
            future.add_done_callback(self._finished.put)

    def cancel(self) -> None:
        """Cancel tasks that have not started."""
        for future in list(self.pending):
            future.cancel()

    def results(self) -> list[CaseResult]:
        """Return the results of the next task that ends, if one ends soon. Raises the exception of a task that cannot be run."""
        try:
            future = self._finished.get(timeout=POLL)
        except Empty:
            return []
        task = self.pending.pop(future)
        if future.cancelled():
            return []
        problem = future.exception()
        if problem is None:
            return future.result()
        if not isinstance(problem, MachinesLost):
            raise problem
        if len(task) == 1:
            return [CaseResult(task[0], {}, f"worker died: {one_line(problem)}")]
        self._again.extend([number] for number in task)
        return []
