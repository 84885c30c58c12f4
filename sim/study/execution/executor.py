"""Executors: run cases in threads, in processes or on a cluster, with identical results."""

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
from sim.study.execution.pools import Batch, WorkerPool, processes, threads
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import StoreError, one_line

POLL = 0.1
"""Seconds between looks at whether a stop was asked for."""

PATIENCE = 3.0
"""Seconds that what has begun may still take after a stop was asked for; what takes longer is run again another time."""

IsStopped = Callable[[], bool]

_ONLY_OF = {
    "workers": ("threads", "processes", "dask"),
    "limit": ("processes", "dask", "slurm"),
    "address": ("dask",),
    **dict.fromkeys(("jobs", "cores", "memory", "walltime", "queue", "account", "interface"), ("slurm",)),
}


class Executor(Declared):
    """What computes a study. Results do not depend on it."""

    kind: Literal["threads", "processes", "dask", "slurm"] = "threads"
    workers: Annotated[int, Field(ge=1, le=1_024)] | None = None  # none: as many as there are cores
    limit: Annotated[float, Field(ge=1.0, le=1_000_000.0)] | None = None  # seconds a case may take; none: as long as it wants
    address: Annotated[str, Field(pattern=r"^(tcp|tls|ws|wss)://[A-Za-z0-9_.:\-\[\]]{1,200}$")] | None = None  # of a Dask scheduler
    jobs: Annotated[int, Field(ge=1, le=10_000)] | None = None  # of Slurm, each of so many
    cores: Annotated[int, Field(ge=1, le=1_024)] | None = None
    memory: Annotated[str, Field(pattern=r"^[0-9]{1,6} ?[MGT]i?B$")] | None = None  # of a job
    walltime: Annotated[str, Field(pattern=r"^([0-9]{1,3}-)?[0-9]{1,3}:[0-9]{2}:[0-9]{2}$")] | None = None  # of a job
    queue: Identifier | None = None  # none: the default one
    account: Identifier | None = None
    interface: Identifier | None = None  # of the network on which workers reach this process

    @model_validator(mode="after")
    def _knows_what_it_is_told(self) -> Executor:
        for name, kinds in _ONLY_OF.items():
            if getattr(self, name) is not None and self.kind not in kinds:
                raise ValueError(f"{name} is for executor={' or '.join(kinds)}, not for {self.kind}")
        if self.workers is not None and self.address is not None:
            raise ValueError("workers cannot be chosen beside an address: a scheduler has the workers that it has")
        if self.kind == "slurm":
            for name in ("jobs", "cores", "memory", "walltime"):
                if getattr(self, name) is None:
                    raise ValueError(f"{name} must be given for executor=slurm")
        return self

    @property
    def count(self) -> int:
        """How many workers there are to be on this machine."""
        return self.workers or cores()

    @property
    def in_words(self) -> str:
        """What is started, for those who wait for it."""
        match self.kind:
            case "threads":
                return f"{self.count} threads"
            case "processes":
                return f"starting {self.count} processes, a few seconds"
            case "dask" if self.address is not None:
                return f"the Dask scheduler at {self.address}"
            case "dask":
                return f"starting Dask with {self.count} workers on this machine, a few seconds"
            case _:
                return f"asking Slurm for {self.jobs} jobs of {self.cores} cores"


def never() -> bool:
    """No one asks for a stop."""
    return False


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_cases(
    experiment: Experiment, numbers: Iterable[int], executor: Executor, is_stopped: IsStopped
) -> Generator[CaseResult, None, None]:
    """Cases as they finish, in any order.

    is_stopped : asked again and again; then no case is begun any more, and what has begun is finished if it does not take long
    Raises StoreError where no worker can be had.
    """
    owed = list(numbers)
    with pool_of(experiment, executor, len(owed)) as pool:
        yield from _as_they_finish(experiment, tasks_of(owed, pool.cases_in_task), pool, is_stopped)


def pool_of(experiment: Experiment, executor: Executor, cases: int) -> AbstractContextManager[WorkerPool]:
    """The worker pool of an executor; cases : that there are to compute."""
    if executor.kind == "threads":
        return threads(experiment, executor.count)
    if executor.kind == "processes":
        return processes(experiment, executor.count, executor.limit)
    from sim.study.execution import dask_slurm

    if executor.kind == "slurm":
        return dask_slurm.on_slurm(experiment, executor.model_dump(), cases)
    return dask_slurm.on_dask(experiment, executor.address, executor.count, executor.limit, cases)


def tasks_of(numbers: Iterable[int], size: int) -> Iterator[Batch]:
    """Cases in portions that are submitted together."""
    source = iter(numbers)
    while task := list(islice(source, size)):
        yield task


def _as_they_finish(experiment: Experiment, tasks: Iterator[Batch], pool: WorkerPool, is_stopped: IsStopped) -> Iterator[CaseResult]:
    """Enough is submitted that no worker idles, and little enough that a study stops soon when asked to."""
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
    """A case that left no rows took its worker with it, and is recorded as one that could not be run."""
    return (one if one.rows else experiment.failed(one.number, one.trouble or "nothing came of it") for one in results)


class _TaskQueue:
    """Tasks on their way into a worker pool, and results on their way out of it."""

    def __init__(self, tasks: Iterator[Batch], pool: WorkerPool) -> None:
        self.pending: dict[Future[list[CaseResult]], Batch] = {}
        self._tasks, self._pool = tasks, pool
        self._again: deque[Batch] = deque()
        self._finished: SimpleQueue[Future[list[CaseResult]]] = SimpleQueue()
        self._is_cancelled = False

    def submit(self) -> None:
        """As much as the pool can have at a time."""
        while len(self.pending) < self._pool.capacity():
            task = self._again.popleft() if self._again else next(self._tasks, None)
            if task is None:
                return
            future = self._pool.submit(task)
            self.pending[future] = task
            future.add_done_callback(self._finished.put)

    def cancel(self) -> None:
        """What has not begun is not begun."""
        self._is_cancelled = True
        for future in list(self.pending):
            future.cancel()

    def results(self) -> list[CaseResult]:
        """What came of the next task that ends, if one ends soon. Raises StoreError where the workers are gone."""
        try:
            future = self._finished.get(timeout=POLL)
        except Empty:
            return []
        task = self.pending.pop(future)
        if future.cancelled() and self._is_cancelled:
            return []
        if future.cancelled():
            raise StoreError("the workers were lost on the way; what is finished is kept")
        problem = future.exception()
        if problem is None:
            return future.result()
        if not isinstance(problem, self._pool.lost_by):
            raise problem
        if len(task) == 1:
            return [CaseResult(task[0], {}, f"took its worker with it: {one_line(problem)}")]
        self._again.extend([number] for number in task)
        return []
