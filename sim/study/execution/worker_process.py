"""Worker side of worker processes: recreates an experiment from its specification, and runs cases until its connection closes.

A worker does not import the main program, and ends when that program ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from multiprocessing import current_process, get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from filelock import FileLock

from sim.compiled import compilation, is_compiled, rule_folder
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import StoreError, one_line

READY, REFUSED = "ready", "refused"

_one_at_a_time = threading.RLock()  # multiprocessing polls all children when it starts one


def attempted(experiment: Experiment, number: int) -> CaseResult:
    """Return the result of a case; any exception is recorded as a failure of the case."""
    try:
        return experiment.run(number)
    except Exception as problem:  # any exception is a failed case
        return experiment.failed(number, one_line(problem))


def start(line: Connection, order: bytes) -> BaseProcess:
    """Start a worker at the other end of a connection: forked from a preloaded server, or, if unavailable, a new Python process.

    order : kind and specification of the experiment, pickled
    Raises OSError or EOFError if it does not start, StoreError if this process cannot start processes.
    """
    if current_process().daemon:
        raise StoreError("a daemonic process cannot start worker processes; start the Dask worker with --no-nanny")
    context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    context.set_forkserver_preload(["sim.study.execution.registry"])
    process = context.Process(target=serve, args=(line, order), daemon=True)
    with _one_at_a_time, _without_main(), _deaf_to_interrupts():
        process.start()
    return process


def exit_status(process: BaseProcess) -> int | None:
    """Return the exit status of a process; None while it runs."""
    with _one_at_a_time:
        return process.exitcode


@contextmanager
def _without_main() -> Iterator[None]:
    """Context that prevents multiprocessing from importing the user's main program in a worker."""
    main, sys.modules["__main__"] = sys.modules["__main__"], types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Context in which child processes start with interrupts blocked: Ctrl-C is for the main program; children inherit blocked signals."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would unblock the signals when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(line: Connection, order: bytes) -> None:
    """Main loop of a worker: report whether it can run the experiment, then run cases by number until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        experiment = _experiment_of(order)
    except Exception as problem:
        line.send((REFUSED, str(problem) if isinstance(problem, OSError) else one_line(problem)))
        return
    compilation.is_told_elsewhere = True  # the study's own progress says it
    line.send((READY, None))
    is_first = True
    while True:
        try:
            number = line.recv()
        except EOFError:
            return
        with _compiling_alone() if is_first else nullcontext():
            result = attempted(experiment, number)
        is_first = False
        line.send(result)


def _end_with_parent() -> None:
    """End the worker when the program that started it ends, even during a case."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _experiment_of(order: bytes) -> Experiment:
    from sim.study.execution.registry import held_to

    kind, specification = pickle.loads(order)  # trusted: sent by the parent process over their private connection
    return held_to(kind.from_specification(specification["work"]), specification)


@contextmanager
def _compiling_alone() -> Iterator[None]:
    """Context that lets one worker per machine compile rules while the others wait for the compiled cache."""
    if is_compiled():
        yield
        return
    with FileLock(rule_folder() / "compiling", preserve_lock_file=True):
        yield
