"""Worker pools: threads or processes that run batches of cases and return their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from sim.study.execution.worker_pool import WorkerProcesses, order_of
from sim.study.execution.worker_process import attempted
from sim.study.experiments.experiment import CaseResult, Experiment

Batch = list[int]

AHEAD = 2
"""Tasks per worker: one running, one waiting."""

THREADS = "cases"


class MachinesLost(Exception):
    """A task was lost with its machine several times; the task may be the cause."""


class Listener(Protocol):
    """Is told about the workers of a pool while a study runs."""

    def note(self, line: str) -> None:
        """Take an event, in one line: a worker was lost, for example."""
        ...

    def describe_workers(self, words: str) -> None:
        """Take the number and condition of the workers, whenever they change."""
        ...


class WorkerPool(NamedTuple):
    """A pool to which tasks are submitted, independent of its kind."""

    submit: Callable[[Batch], Future[list[CaseResult]]]  # the future may raise MachinesLost
    capacity: Callable[[], int]  # maximum number of tasks at a time; asked several times a second
    cases_in_task: int = 1
    share: Callable[[], None] = lambda: None  # told while no task is left to submit: idle workers may run unfinished tasks too


@contextmanager
def threads(experiment: Experiment, workers: int) -> Iterator[WorkerPool]:
    """Yield a pool of threads of this process: compiled code releases the interpreter lock, and no data are copied."""
    with _pool(workers) as pool:
        yield WorkerPool(lambda task: pool.submit(lambda: [attempted(experiment, number) for number in task]), lambda: workers * AHEAD)


@contextmanager
def processes(experiment: Experiment, workers: int, limit: float | None) -> Iterator[WorkerPool]:
    """Yield a pool of processes of this machine, each supervised by a thread of this process: a crash affects only one case."""
    with WorkerProcesses(order_of(experiment), limit) as known, _pool(workers) as pool:
        yield WorkerPool(lambda task: pool.submit(lambda: [known.run(number) for number in task]), lambda: workers * AHEAD)


@contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(workers, thread_name_prefix=THREADS)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
