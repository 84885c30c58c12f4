"""Clusters: Dask distributes tasks over machines; Slurm, if requested, provides the machines.

A Dask worker runs no case itself. It starts worker processes, as on a single machine: a case that kills its process is detected here and
affects that case only, while Dask handles machines that join and leave.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, cast

from dask.distributed import Client, KilledWorker, LocalCluster
from dask.distributed import Future as DaskFuture

from sim.study.execution.pools import AHEAD, Batch, WorkerPool
from sim.study.execution.worker_pool import WorkerProcesses, order_of
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import StoreError

TASKS_IN_BLOCK = 4
"""Number of tasks per block of cases; a block has about 128 runs."""

TASKS_FOR_WORKER = 4
"""Minimum number of tasks per worker in a small study, so that all workers are busy until the end."""

CONNECTING = 10.0
COUNTED_EVERY = 2.0
"""Seconds to wait for a scheduler; seconds between checks of its number of workers."""

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


def _name_of(order: bytes) -> str:
    return hashlib.sha256(order).hexdigest()


@contextmanager
def on_dask(experiment: Experiment, address: str | None, workers: int, limit: float | None, cases: int) -> Iterator[WorkerPool]:
    """Yield the worker pool of a scheduler, or, without an address, of a private scheduler inside this process."""
    if address is not None:
        with _client(address) as client, _pool(experiment, client, limit, cases) as pool:
            yield pool
        return
    settings: dict[str, Any] = {"processes": False, "dashboard_address": None, "memory_limit": 0, "silence_logs": logging.ERROR}
    inside = LocalCluster(n_workers=workers, threads_per_worker=1, **settings)
    with inside, _client(inside) as client, _pool(experiment, client, limit, cases) as pool:
        yield pool


@contextmanager
def on_slurm(experiment: Experiment, settings: dict[str, Any], cases: int) -> Iterator[WorkerPool]:
    """Yield a worker pool in Slurm jobs, which start as the queue permits."""
    if shutil.which("sbatch") is None:
        raise StoreError("executor=slurm: sbatch not found; run this command on a host that can submit jobs")
    with slurm_cluster(settings) as jobs:
        jobs.scale(jobs=settings["jobs"])
        with _client(jobs) as client, _pool(experiment, client, settings["limit"], cases) as pool:
            yield pool


def slurm_cluster(settings: dict[str, Any]) -> Any:
    """Return the cluster of requested jobs, not yet submitted; `.job_script()` shows the script of one."""
    from dask_jobqueue.slurm import SLURMCluster

    given = {name: settings[name] for name in ("queue", "account", "interface") if settings[name] is not None}
    return SLURMCluster(
        cores=settings["cores"],
        processes=1,
        memory=settings["memory"],
        walltime=settings["walltime"],
        job_name="change-simulator",
        worker_extra_args=["--no-dashboard", "--no-nanny"],  # a worker under a nanny cannot start processes
        scheduler_options={"dashboard_address": None},
        **given,
    )


@contextmanager
def _client(of: Any) -> Iterator[Client]:
    """Connect to a scheduler. Raises StoreError if none answers."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are reported here, in one line
    try:
        client = Client(of, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise StoreError(f"executor.address: no Dask scheduler answers at {of}: {str(problem).splitlines()[0][:200]}") from None
    with client:
        yield client


@contextmanager
def _pool(experiment: Experiment, client: Client, limit: float | None, cases: int) -> Iterator[WorkerPool]:
    order = zlib.compress(order_of(experiment), 1)
    size = _Size(client)
    owed: set[DaskFuture] = set()

    def submit(task: Batch) -> Future[list[CaseResult]]:
        promise: Future[list[CaseResult]] = Future()
        work = client.submit(run_on_worker, order, limit, task, pure=False)
        owed.add(work)
        promise.add_done_callback(lambda done: forget(work, done.cancelled()))
        work.add_done_callback(partial(_keep, promise))
        return promise

    def forget(work: DaskFuture, is_cancelled: bool) -> None:
        owed.discard(work)
        if is_cancelled and not work.cancelled():
            work.cancel()

    try:
        yield WorkerPool(submit, size, _cases_in_task(experiment, cases, size() // AHEAD), (KilledWorker,))
    finally:
        with suppress(Exception):  # a lost scheduler has no workers to end
            client.cancel(list(owed))
            client.run(partial(end_workers, order))


def _keep(promise: Future[list[CaseResult]], work: DaskFuture) -> None:
    """Pass the result of a task on, unless the task was cancelled meanwhile.

    Dask's own executor sets the result of a future that may just have been cancelled, and prints a traceback of the refusal.
    """
    if work.cancelled():
        promise.cancel()
    if not promise.set_running_or_notify_cancel():
        return
    try:
        promise.set_result(work.result())
    except CancelledError:
        promise.set_exception(StoreError("all workers were lost; finished results are kept"))
    except BaseException as problem:
        promise.set_exception(problem)


def _cases_in_task(experiment: Experiment, cases: int, workers: int) -> int:
    return max(1, min(experiment.block // TASKS_IN_BLOCK, cases // (workers * TASKS_FOR_WORKER)))


class _Size:
    """Number of tasks that a scheduler's workers can have at a time; workers may join and leave."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tasks, self._counted = 0, -COUNTED_EVERY

    def __call__(self) -> int:
        if time.monotonic() - self._counted >= COUNTED_EVERY:
            self._tasks = AHEAD * max(1, sum(self._threads().values()))
            self._counted = time.monotonic()
        return self._tasks

    def _threads(self) -> dict[str, int]:
        try:
            return cast(dict[str, int], self._client.nthreads())
        except OSError as problem:
            raise StoreError(f"the Dask scheduler no longer answers ({problem}); finished results are kept") from None
