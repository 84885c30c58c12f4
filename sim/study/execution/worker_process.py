"""A worker process: makes an experiment again from its specification, and runs the cases that it is asked for until nobody asks any more.

It is started without the program that wants the results, and ends with it: whoever holds the other end of its line is its only reason
to live.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from queue import SimpleQueue

from sim.compiled import CACHE_FOLDER, is_compiled
from sim.study.experiments.experiment import CaseResult, Experiment
from sim.study.store.errors import one_line

READY, REFUSED = "ready", "refused"


def attempted(experiment: Experiment, number: int) -> CaseResult:
    """What came of a case, whatever it did."""
    try:
        return experiment.run(number)
    except Exception as problem:  # an experiment that raises is an experiment that failed
        return experiment.failed(number, one_line(problem))


def serve(line: Connection) -> None:
    """The life of a worker. First comes where modules are, and an order, then numbers of cases; the line closes when it is over."""
    asked: SimpleQueue[bytes] = SimpleQueue()
    sys.path[:] = line.recv()
    order = line.recv_bytes()
    threading.Thread(target=_listen, args=(line, asked), daemon=True).start()
    try:
        experiment = _experiment_of(order)
    except Exception as problem:
        line.send((REFUSED, str(problem) if isinstance(problem, OSError) else one_line(problem)))
        return
    line.send((READY, os.getpid()))
    while True:
        number = int(asked.get())
        with _compiling_alone():
            result = attempted(experiment, number)
        line.send(result)


def _listen(line: Connection, asked: SimpleQueue[bytes]) -> None:
    """Orders are taken by a thread of its own, so that a worker ends with its master even in the middle of a case."""
    try:
        while True:
            asked.put(line.recv_bytes())
    except (EOFError, OSError):
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
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (CACHE_FOLDER / "compiling").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
