"""Clusters: Dask distributes tasks over machines; Slurm, if requested, provides the machines.

A Dask worker runs no case itself. It starts worker processes, as on a single machine: a case that kills its process is detected here and
affects that case only, while Dask handles machines that join and leave.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from dask.distributed import Client, LocalCluster

from sim.study.execution.dask_workers import DaskWorkers, end_workers, threads_of
from sim.study.execution.pools import Listener, WorkerPool
from sim.study.execution.worker_pool import order_of
from sim.study.experiments.experiment import Experiment
from sim.study.store.errors import StoreError

TASKS_IN_BLOCK = 4
"""Number of tasks per block of cases; a block has about 128 runs."""

TASKS_FOR_WORKER = 4
"""Minimum number of tasks per worker process in a small study, so that all are busy until the end."""

CONNECTING = 10.0
WAIT = 300.0
QUEUE_CHECKED_EVERY = 30.0
"""Seconds to wait for a scheduler; for a usable worker, if no other number is given; between questions to Slurm whether jobs are left."""


@contextmanager
def on_dask(experiment: Experiment, settings: dict[str, Any], workers: int, cases: int, listener: Listener) -> Iterator[WorkerPool]:
    """Yield the worker pool of a scheduler, or, without an address, of a private scheduler inside this process."""
    if settings["address"] is not None:
        with (
            _client(settings["address"]) as client,
            _pool(experiment, client, settings, cases, sum(threads_of(client).values()), listener) as pool,
        ):
            yield pool
        return
    inside: dict[str, Any] = {"processes": False, "dashboard_address": None, "memory_limit": 0, "silence_logs": logging.ERROR}
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, **inside) as cluster,
        _client(cluster) as client,
        _pool(experiment, client, settings | {"wait": 0.0}, cases, workers, listener) as pool,  # no other worker can come
    ):
        yield pool


@contextmanager
def on_slurm(experiment: Experiment, settings: dict[str, Any], cases: int, listener: Listener) -> Iterator[WorkerPool]:
    """Yield a worker pool in Slurm jobs, which start as the queue permits."""
    if shutil.which("sbatch") is None:
        raise StoreError("executor=slurm: sbatch not found; run this command on a host that can submit jobs")
    with slurm_cluster(settings) as jobs:
        _check_script(jobs.job_script())
        jobs.scale(jobs=settings["jobs"])
        processes, why = settings["jobs"] * settings["cores"], _Queue(jobs).why_no_worker_comes
        with _client(jobs) as client, _pool(experiment, client, settings, cases, processes, listener, why) as pool:
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


class _Queue:
    """Knows whether Slurm still holds jobs of a study, waiting or running."""

    def __init__(self, jobs: Any) -> None:
        self._jobs = jobs
        self._asked, self._is_empty = -QUEUE_CHECKED_EVERY, False

    def why_no_worker_comes(self) -> str | None:
        """Return in words that no job is left, to be put behind a sentence; None while workers may still come."""
        if time.monotonic() - self._asked >= QUEUE_CHECKED_EVERY:
            self._asked = time.monotonic()
            numbers = ",".join(str(job.job_id) for job in self._jobs.workers.values())
            self._is_empty = not (numbers and _slurm("squeue", "--noheader", f"--jobs={numbers}").stdout.strip())
        return ", and no job of this study is left in Slurm (see the jobs' output, slurm-NUMBER.out)" if self._is_empty else None


def _check_script(script: str) -> None:
    """Ask Slurm whether it would take a job. Raises StoreError if it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.sh"
        file.write_text(script, encoding="utf-8")
        asked = _slurm("sbatch", "--test-only", str(file))
    if asked.returncode:
        raise StoreError(f"executor=slurm: Slurm refuses the job: {' '.join(asked.stderr.split())[:300]}")


def _slurm(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def _client(of: Any) -> Iterator[Client]:
    """Connect to a scheduler. Raises StoreError if none answers."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # errors are reported here, in one line
    try:
        client = Client(of, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise StoreError(f"executor.address: no Dask scheduler answers at {of}: {str(problem).splitlines()[0][:200]}") from None
    with client:
        yield client


@contextmanager
def _pool(
    experiment: Experiment,
    client: Client,
    settings: dict[str, Any],
    cases: int,
    processes: int,
    listener: Listener,
    why_no_worker_comes: Callable[[], str | None] = lambda: "",
) -> Iterator[WorkerPool]:
    order = zlib.compress(order_of(experiment), 1)
    wait = WAIT if settings["wait"] is None else settings["wait"]
    workers = DaskWorkers(client, order, settings["limit"], wait, listener, why_no_worker_comes)
    try:
        yield WorkerPool(workers.submit, workers.capacity, _cases_in_task(experiment, cases, processes), workers.share)
    finally:
        with suppress(Exception):  # a lost scheduler has no workers to end
            workers.close()
            client.run(partial(end_workers, order), on_error="ignore")


def _cases_in_task(experiment: Experiment, cases: int, processes: int) -> int:
    return max(1, min(experiment.block // TASKS_IN_BLOCK, cases // (max(1, processes) * TASKS_FOR_WORKER)))
