"""Executors give identical results in any order; a process that dies costs one case and no more."""

from __future__ import annotations

import hashlib
import logging
import os
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import wait
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from pydantic import ValidationError

from sim.study.execution import dask_slurm, dask_workers, registry, worker_pool
from sim.study.execution.executor import Executor, pool_of, run_cases
from sim.study.execution.run_study import run_study, tables_of
from sim.study.execution.stored_study import Study
from sim.study.execution.worker_pool import WorkerProcesses, order_of
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import CaseResult
from sim.study.store.errors import StoreError
from sim.study.store.shards import parquet_of
from tests.study.heard import Heard


def never() -> bool:
    return False


def by(**settings: object) -> Executor:
    return Executor.model_validate(settings)


def digests(done: Iterable[CaseResult]) -> list[str]:
    """SHA-256 of everything that came of each case, in the order of the cases."""
    return [hashlib.sha256(repr(one).encode()).hexdigest() for one in sorted(done, key=lambda one: one.number)]


@pytest.mark.parametrize("kind", ["threads", "processes", "dask"])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_results_are_independent_of_executor_and_order(experiment: CauseRepairs, whole: Study, kind: str, count: int) -> None:
    natural = list(range(experiment.cases))
    shuffled = random.Random(count).sample(natural, len(natural))
    asked = [*natural, *shuffled] if kind != "threads" else shuffled  # a process takes longer to come up than these cases take
    done = list(run_cases(experiment, asked, by(kind=kind, workers=count), never))
    expected = digests(experiment.run(number) for number in natural)
    assert digests(done) == sorted_twice(expected, len(asked) // len(natural))
    tables = tables_of(experiment, sorted({one.number: one for one in done}.values(), key=lambda one: one.number))
    stored = {name: whole.arrow(name) for name in experiment.schemas}
    assert {name: parquet_of(table) for name, table in tables.items()} == {name: parquet_of(table) for name, table in stored.items()}


def sorted_twice(expected: list[str], times: int) -> list[str]:
    return [digest for digest in expected for _ in range(times)]


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Works that are not good for the process they run in, known here and to worker processes."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import poison

    monkeypatch.setitem(registry._KINDS, "poison", poison.Poison)
    monkeypatch.setattr(worker_pool, "STARTING", 1.0)
    return poison


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_a_case_that_takes_its_worker_along_is_recorded_and_the_others_finish(poison: ModuleType, tmp_path: Path, kind: str) -> None:
    ill = {2: "kill", 5: "crash", 8: "wait", 11: "raise", 14: "nothing"}
    study = run_study(poison.Poison(20, ill), tmp_path, by(kind=kind, workers=2, limit=1.0))
    runs = study.runs.set_index("number")
    assert runs["value"].dropna().to_dict() == {number: number**2 for number in range(20) if number not in ill}
    assert runs["error"].dropna().to_dict() == {
        2: "tried 3 times: its worker was ended by SIGKILL",
        5: "tried 3 times: its worker was ended by SIGSEGV",
        8: "tried 2 times: it took longer than executor.limit, 1 seconds",
        11: "ZeroDivisionError: division by zero",
        14: "ArithmeticError: value is nan, not a finite number",
    }
    assert study.is_complete


def test_in_threads_a_case_that_raises_is_recorded(poison: ModuleType) -> None:
    done = list(run_cases(poison.Poison(6, {3: "raise"}), range(6), by(workers=2), never))
    assert [one.number for one in done if one.trouble] == [3]


def test_a_worker_of_another_version_is_not_let_to_work(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.experiments.experiment.MODEL_VERSION", "another")
    order = order_of(poison.Poison(3))
    monkeypatch.undo()
    sys.path.insert(0, str(Path(__file__).parent))
    try:
        with (
            WorkerProcesses(order, None) as known,
            pytest.raises(StoreError, match="cannot run this experiment: created with model_version another"),
        ):
            known.run(0)
    finally:
        sys.path.remove(str(Path(__file__).parent))


def test_workers_end_with_the_pool(poison: ModuleType) -> None:
    with WorkerProcesses(order_of(poison.Poison(3, {1: "wait"})), 1.0) as known:
        assert known.run(2).rows["runs"][0]["value"] == 4.0
        (worker,) = known._alive
        assert worker.is_alive
    assert not worker.is_alive
    with pytest.raises(StoreError, match="were stopped"):
        known.run(0)


def test_stopping_does_not_wait_for_a_long_case(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.study.execution.executor.PATIENCE", 0.2)
    stop = iter([False] * 20)
    done = list(run_cases(poison.Poison(4, {0: "wait", 1: "wait"}), range(4), by(kind="processes", workers=2), lambda: next(stop, True)))
    assert done == []


def test_machines_that_are_lost_with_their_tasks_cost_one_case(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(order: bytes, limit: float | None, task: list[int]) -> list[CaseResult]:
        if 7 in task:
            raise dask_workers.KilledWorker("a task", SimpleNamespace(address="tcp://far:1"), 4)
        return [experiment.run(number) for number in task]

    experiment = poison.Poison(20, block=12)
    monkeypatch.setattr(dask_workers, "run_on_worker", lost)
    done = {one.number: one for one in run_cases(experiment, range(20), by(kind="dask", workers=1), never)}
    assert sorted(done) == list(range(20))
    assert [number for number, one in done.items() if one.trouble] == [7]
    assert str(done[7].trouble) == "worker died: MachinesLost: lost with its machine 4 times"


def test_a_scheduler_that_does_not_answer_is_said_in_a_line(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_slurm, "CONNECTING", 0.3)
    with pytest.raises(StoreError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9") as refused:
        list(run_cases(poison.Poison(3), range(3), by(kind="dask", address="tcp://127.0.0.1:9"), never))
    assert "\n" not in str(refused.value)


SLURM = {"kind": "slurm", "jobs": 3, "cores": 8, "memory": "16GB", "walltime": "02:00:00", "queue": "long", "account": "lab"}


def test_a_job_of_slurm_asks_for_what_was_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    with dask_slurm.slurm_cluster(by(**SLURM, interface="lo").model_dump()) as jobs:
        script = jobs.job_script()
    for asked in ("-p long", "-A lab", "--cpus-per-task=8", "--mem=15G", "-t 02:00:00", "-J change-simulator"):
        assert f"#SBATCH {asked}" in script
    assert "--nthreads 8" in script and f"{sys.executable} -m distributed.cli.dask_worker" in script


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a command of Slurm in the path that runs these lines."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    def made(name: str, lines: str) -> None:
        (tmp_path / name).write_text(f"#!/bin/sh\n{lines}\n")
        (tmp_path / name).chmod(0o755)

    return made


def test_a_job_that_slurm_refuses_is_said_in_a_line(poison: ModuleType, slurm: Callable[[str, str], None]) -> None:
    slurm("sbatch", "echo 'sbatch: error: invalid partition specified: long' >&2; exit 1")
    with pytest.raises(StoreError, match="Slurm refuses the job: sbatch: error: invalid partition specified: long"):
        list(run_cases(poison.Poison(3), range(3), by(**SLURM, interface="lo"), never))


def test_a_study_ends_when_no_job_is_left_and_waits_while_one_is(
    poison: ModuleType, slurm: Callable[[str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The jobs end before their workers start; the queue first says that one waits, and from the fourth question on that none is left."""
    asked = tmp_path / "asked"
    slurm("sbatch", "[ $1 = --test-only ] || echo Submitted batch job 4711")
    slurm("scancel", "true")
    slurm("squeue", f"echo $2 >> {asked}; [ $(wc -l < {asked}) -gt 3 ] || echo '4711 PENDING'")
    monkeypatch.setattr(dask_slurm, "QUEUE_CHECKED_EVERY", 0.0)
    with pytest.raises(StoreError, match="no usable worker for 1 seconds, and no job of this study is left in Slurm") as ended:
        list(run_cases(poison.Poison(3), range(3), by(**SLURM | {"jobs": 1}, interface="lo", wait=1.0), never))
    assert "\n" not in str(ended.value) and asked.read_text().splitlines() == ["--jobs=4711"] * 4


def test_slurm_is_asked_for_where_it_is(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StoreError, match="sbatch not found"):
        list(run_cases(poison.Poison(3), range(3), by(**SLURM), never))


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"workers": 0}, "workers"),
        ({"workers": -1}, "workers"),
        ({"workers": 1_025}, "workers"),
        ({"workers": 2.5}, "workers"),
        ({"kind": "mpi"}, "kind"),
        ({"limit": 5.0}, "limit applies to executor=processes or dask or slurm, not to threads"),
        ({"kind": "processes", "limit": 0.0}, "limit"),
        ({"kind": "processes", "address": "tcp://a:1"}, "address applies to executor=dask"),
        ({"kind": "dask", "address": "http://a:1"}, "address"),
        ({"kind": "dask", "address": "tcp://a:1", "workers": 2}, "workers cannot be combined with address"),
        ({"kind": "dask", "wait": 5.0}, "wait applies to the workers of an address"),
        ({"kind": "processes", "wait": 5.0}, "wait applies to executor=dask or slurm, not to processes"),
        ({"kind": "dask", "address": "tcp://a:1", "wait": 0.0}, "wait"),
        ({"kind": "slurm"}, "jobs is required"),
        (SLURM | {"queue": "x\ny"}, "queue"),
        (SLURM | {"memory": "16"}, "memory"),
        (SLURM | {"walltime": "2 hours"}, "walltime"),
    ],
)
def test_an_impossible_executor_request_is_refused(settings: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Executor.model_validate(settings)


def test_a_worker_that_was_ended_while_idle_is_replaced(poison: ModuleType) -> None:
    with WorkerProcesses(order_of(poison.Poison(3)), None) as known:
        known.run(0)
        (worker,) = known._alive
        os.kill(worker.pid, signal.SIGKILL)
        wait([worker._process.sentinel], 300)
        assert known.run(1).rows["runs"][0]["value"] == 1.0


def test_cancelling_tasks_of_a_cluster_says_nothing(
    poison: ModuleType, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Dask's own executor, one in some hundred tasks that are cancelled as they end prints a traceback."""
    for name in ("tornado.application", "distributed.client"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)  # Dask has them print by themselves
    experiment = poison.Poison(400)
    with pool_of(experiment, by(kind="dask", workers=2), 400, Heard()) as pool:
        while pool.capacity() < 4:  # the workers have yet to describe their machines
            time.sleep(0.01)
        took = []
        for number in range(20):
            began = time.perf_counter()
            pool.submit([number]).result()
            took.append(time.perf_counter() - began)
        for number in range(400):
            future = pool.submit([number])
            time.sleep(statistics.median(took) * (0.75 + 0.5 * number / 400))
            future.cancel()
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
