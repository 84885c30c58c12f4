"""Workers of a Dask scheduler: those that differ are set aside, those that are lost are named, and the last cases wait for none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from distributed import get_worker

from sim.study.execution import dask_workers, machine, registry, worker_events
from sim.study.execution.executor import Executor, run_cases
from sim.study.execution.machine import Machine, obstacle, this_machine
from sim.study.execution.worker_events import WorkerEvents
from sim.study.experiments.experiment import CaseResult
from sim.study.store.errors import StoreError
from tests.study.heard import Heard

Poison = Any  # its module is found at run time
Deed = Callable[[int, int], None]


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Works that are squares of numbers."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import poison

    monkeypatch.setitem(registry._KINDS, "poison", poison.Poison)
    monkeypatch.setattr(dask_workers, "CHECKED_EVERY", 0.05)
    return poison


def described_as(monkeypatch: pytest.MonkeyPatch, describe: Callable[[int, Machine], Machine]) -> None:
    """Have each worker, by number, describe its machine so."""
    here = this_machine()
    monkeypatch.setattr(machine, "this_machine", lambda: describe(get_worker().name, here._replace(host=f"host{get_worker().name}")))


def run_by(monkeypatch: pytest.MonkeyPatch, experiment: Poison, deed: Deed, ended: threading.Event | None = None) -> list[tuple[int, int]]:
    """Have workers run cases in this process, after a deed of the worker and the case; return which worker ran which case.

    ended : is set when the study ends its worker processes
    """
    ran: list[tuple[int, int]] = []

    class Processes:
        def __init__(self, order: bytes, limit: float | None) -> None:
            pass

        def run(self, number: int) -> CaseResult:
            worker = get_worker().name
            deed(worker, number)
            ran.append((worker, number))
            return experiment.run(number)

        def close(self) -> None:
            if ended is not None:
                ended.set()

    monkeypatch.setattr(dask_workers, "WorkerProcesses", Processes)
    monkeypatch.setattr(dask_workers, "_known", {})
    return ran


def values(done: list[CaseResult]) -> list[float]:
    return [one.rows["runs"][0]["value"] for one in sorted(done, key=lambda one: one.number)]


def on(workers: int) -> Executor:
    return Executor(kind="dask", workers=workers)


def test_a_worker_with_other_versions_is_set_aside_and_named(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def describe(worker: int, true: Machine) -> Machine:
        return true._replace(versions=true.versions | {"numpy": "1.0"}) if worker == 1 else true

    described_as(monkeypatch, describe)
    heard, experiment = Heard(), poison.Poison(60)
    ran = run_by(monkeypatch, experiment, lambda worker, number: None)
    done = list(run_cases(experiment, range(60), on(3), lambda: False, heard))
    assert values(done) == [float(number**2) for number in range(60)]
    assert {worker for worker, _ in ran} == {0, 2}
    (note,) = heard.notes
    assert note.startswith("worker host1 (inproc://") and note.endswith(
        f"set aside: numpy 1.0 instead of {this_machine().versions['numpy']}"
    )


def test_a_worker_that_cannot_describe_its_machine_is_set_aside(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def describe(worker: int, true: Machine) -> Machine:
        if worker == 1:
            raise ModuleNotFoundError("No module named 'sim'")
        return true

    described_as(monkeypatch, describe)
    heard, experiment = Heard(), poison.Poison(40)
    ran = run_by(monkeypatch, experiment, lambda worker, number: None)
    assert len(list(run_cases(experiment, range(40), on(2), lambda: False, heard))) == 40
    assert {worker for worker, _ in ran} == {0}
    assert ["set aside: it cannot load the simulator (ModuleNotFoundError: No module named 'sim')" in note for note in heard.notes] == [
        True
    ]


def test_a_worker_that_cannot_run_its_task_is_set_aside_and_its_cases_run_elsewhere(
    poison: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deed(worker: int, number: int) -> None:
        if worker == 0:
            raise StoreError("no worker process starts: it cannot be started")

    described_as(monkeypatch, lambda worker, true: true)
    heard, experiment = Heard(), poison.Poison(40)
    ran = run_by(monkeypatch, experiment, deed)
    done = list(run_cases(experiment, range(40), on(2), lambda: False, heard))
    assert sorted(number for _, number in ran) == list(range(40)) and {worker for worker, _ in ran} == {1}
    assert values(done) == [float(number**2) for number in range(40)]
    assert [note.partition("set aside: ")[2] for note in heard.notes] == ["no worker process starts: it cannot be started"]


def test_without_a_usable_worker_the_study_ends_in_a_line_that_says_why(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    described_as(monkeypatch, lambda worker, true: true._replace(may_start_processes=False))
    with pytest.raises(StoreError) as ended:
        list(run_cases(poison.Poison(8), range(8), on(2), lambda: False))
    said = str(ended.value)
    assert "\n" not in said and said.startswith("no usable worker for 0 seconds; host") and said.endswith("rerun the command to resume")
    assert said.count("was set aside: it cannot start worker processes; start the Dask worker with --no-nanny") == 2


def test_idle_workers_run_the_cases_that_wait_for_a_worker_that_compiles(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker never ends its first case; every case that it holds comes from the other, and each result counts once."""
    ended, heard, experiment = threading.Event(), Heard(), poison.Poison(30)

    def deed(worker: int, number: int) -> None:
        if worker == 0:
            ended.wait(300)

    described_as(monkeypatch, lambda worker, true: true._replace(is_compiled=worker != 0))
    ran = run_by(monkeypatch, experiment, deed, ended)
    done = list(run_cases(experiment, range(30), on(2), lambda: False, heard))
    assert sorted(number for worker, number in ran if worker == 1) == list(range(30))
    assert values(done) == [float(number**2) for number in range(30)]
    assert any("1 compiling" in words for words in heard.described)


def test_a_lost_worker_is_named_and_its_cases_run_elsewhere(poison: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ended, heard, experiment = threading.Event(), Heard(), poison.Poison(30)
    gone: list[str] = []

    def deed(worker: int, number: int) -> None:
        if worker == 0:
            gone.append(get_worker().address)
            ended.wait(300)
        elif not heard.notes:
            ended.wait(0.1)

    known = dask_workers.threads_of
    monkeypatch.setattr(dask_workers, "threads_of", lambda client: {name: n for name, n in known(client).items() if name not in gone})
    described_as(monkeypatch, lambda worker, true: true)
    ran = run_by(monkeypatch, experiment, deed, ended)
    done = list(run_cases(experiment, range(30), on(2), lambda: False, heard))
    assert sorted(number for worker, number in ran if worker == 1) == list(range(30))
    assert values(done) == [float(number**2) for number in range(30)]
    assert heard.notes == [f"worker host0 ({gone[0]}) lost; other workers run the cases"]
    assert heard.described[-1] == "1 worker (1 process), 1 lost"


def test_events_are_grouped_and_told_at_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(worker_events.time, "monotonic", lambda: now[0])
    heard = Heard()
    events = WorkerEvents(heard)
    events.lost("a (tcp://1)")
    events.tell()
    for name in "bcdef":
        events.lost(name)
    for port in range(5):  # a worker that is started again and again
        events.set_aside("g", f"g (tcp://{port})", "numpy 1 instead of 2")
    events.tell()
    assert heard.notes == ["worker a (tcp://1) lost; other workers run the cases"]
    now[0] += worker_events.TOLD_EVERY
    events.tell()
    assert heard.notes[1:] == [
        "workers b, c, d and 2 more lost; other workers run the cases",
        "worker g (tcp://0) set aside: numpy 1 instead of 2",
    ]
    assert events.reasons() == "; g was set aside: numpy 1 instead of 2"


def test_equal_machines_have_no_obstacle_and_each_version_counts() -> None:
    here = this_machine()
    assert obstacle(here._replace(host="another", is_compiled=not here.is_compiled), here) is None
    assert set(here.versions) == {"rules", "study", "Python", "numpy", "scipy", "pyarrow", "numba", "llvmlite", "processor"}
    for name, known in here.versions.items():
        assert obstacle(here._replace(versions=here.versions | {name: "0"}), here) == f"{name} 0 instead of {known}"
