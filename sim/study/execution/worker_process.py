"""A worker process: rebuilds an experiment from its specification and runs cases until told to stop.

It does not run the program that wants the results, and ends with it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import current_process, get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from filelock import FileLock

from sim.compiled import CACHE_FOLDER, is_compiled
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import StoreError, one_line

READY, REFUSED = "ready", "refused"

_one_at_a_time = threading.RLock()  # multiprocessing looks at all children when one is started


def attempted(experiment: Experiment, number: int) -> CaseResult:
    """The result of a case, or its failure."""
    try:
        return experiment.run(number)
    except Exception as problem:  # an experiment that raises is an experiment that failed
        return experiment.failed(number, one_line(problem))


def start(line: Connection, order: bytes) -> BaseProcess:
    """A new worker at the other end of a line, forked from a server that has everything loaded, or where none can be, a Python of its own.

    order : the kind of the experiment, and its specification, pickled
    Raises OSError, EOFError where it does not start, StoreError where no process can.
    """
    if current_process().daemon:
        raise StoreError("a daemonic process cannot start worker processes; a Dask worker can with --no-nanny")
    context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    context.set_forkserver_preload(["sim.study.execution.registry"])
    process = context.Process(target=serve, args=(line, order), daemon=True)
    with _one_at_a_time, _without_main(), _deaf_to_interrupts():
        process.start()
    return process


def exit_status(process: BaseProcess) -> int | None:
    """How a process ended; None while it has not."""
    with _one_at_a_time:
        return process.exitcode


@contextmanager
def _without_main() -> Iterator[None]:
    """A worker does not run the user's program again, as multiprocessing would have it."""
    main, sys.modules["__main__"] = sys.modules["__main__"], types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started hears no Ctrl-C, which is for the program that asked; signals that are blocked stay so in children."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would unblock them when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(line: Connection, order: bytes) -> None:
    """The life of a worker: it says whether it can run the experiment, then runs cases by number until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        experiment = _experiment_of(order)
    except Exception as problem:
        line.send((REFUSED, str(problem) if isinstance(problem, OSError) else one_line(problem)))
        return
    line.send((READY, None))
    while True:
        try:
            number = line.recv()
        except EOFError:
            return
        with _compiling_alone():
            result = attempted(experiment, number)
        line.send(result)


def _end_with_parent() -> None:
    """A worker ends with the program that started it, even in the middle of a case."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _experiment_of(order: bytes) -> Experiment:
    from sim.study.execution.registry import held_to

    kind, specification = pickle.loads(order)  # from the program that started this process, over their own line
    return held_to(kind.from_specification(specification["work"]), specification)


@contextmanager
def _compiling_alone() -> Iterator[None]:
    """Rules that are not compiled yet are compiled by one worker of a machine, and the others wait for what it leaves."""
    if is_compiled():
        yield
        return
    with FileLock(CACHE_FOLDER / "compiling", preserve_lock_file=True):
        yield
