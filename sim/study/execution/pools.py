"""Worker pools: run batches of cases in threads or processes, and return their results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from sim.study.execution.worker_pool import WorkerProcesses, order_of
from sim.study.execution.worker_process import attempted
from sim.study.experiments.experiment import CaseResult, Experiment

Batch = list[int]

AHEAD = 2
"""Tasks for each worker: one that it does, and the next one."""

THREADS = "cases"


class WorkerPool(NamedTuple):
    """Where tasks are submitted, for any kind of worker."""

    submit: Callable[[Batch], Future[list[CaseResult]]]
    capacity: Callable[[], int]  # tasks that it may have at a time
    cases_in_task: int = 1
    lost_by: tuple[type[BaseException], ...] = ()  # what a task ends with whose worker was lost on the way


@contextmanager
def threads(experiment: Experiment, workers: int) -> Iterator[WorkerPool]:
    """Threads of this process: compiled weeks let go of the interpreter, and nothing is copied."""
    with _pool(workers) as pool:
        yield WorkerPool(lambda task: pool.submit(lambda: [attempted(experiment, number) for number in task]), lambda: workers * AHEAD)


@contextmanager
def processes(experiment: Experiment, workers: int, limit: float | None) -> Iterator[WorkerPool]:
    """Processes of this machine, each looked after by a thread of this one: a case that takes its process with it takes nothing else."""
    with WorkerProcesses(order_of(experiment), limit) as known, _pool(workers) as pool:
        yield WorkerPool(lambda task: pool.submit(lambda: [known.run(number) for number in task]), lambda: workers * AHEAD)


@contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(workers, thread_name_prefix=THREADS)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
