"""A study, from its plan to its tables: what is stored is not run again, what is missing is."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from sim.study.design import Design
from sim.study.ensemble import Finished, ensemble
from sim.study.progress import Progress
from sim.study.store import Store, said_in_a_line
from sim.study.tables import initiatives_table, runs_table


class Results(NamedTuple):
    """The tables of a study, and how far it got."""

    runs: pa.Table
    initiatives: pa.Table
    done: int
    owed: int

    @property
    def is_complete(self) -> bool:
        return self.done == self.owed


def run_study(design: Design, folder: Path, workers: int | None = None, is_stopped: Callable[[], bool] = lambda: False) -> Results:
    """Run what a study owes and its folder does not hold yet.

    workers : threads; the results do not depend on them
    is_stopped : whether to stop taking work; what has begun is finished and stored
    Raises StoreError, in a line, where the folder cannot be used.
    """
    owed = design.settings.initiatives
    with said_in_a_line(folder), Store(folder, design.plan()) as store:
        stored = store.stored()
        missing = [number for number in range(owed) if number // design.block not in stored]
        with Progress(owed, owed - len(missing), "initiatives") as progress:
            _run_missing(design, store, missing, workers or design.settings.workers, is_stopped, progress)
        blocks = store.stored()
        initiatives = store.table("initiatives", blocks)
        return Results(store.table("runs", blocks), initiatives, initiatives.num_rows, owed)


def _run_missing(
    design: Design, store: Store, missing: list[int], workers: int, is_stopped: Callable[[], bool], progress: Progress
) -> None:
    block: list[Finished] = []
    for done in ensemble(design, missing, workers, is_stopped):
        block.append(done)
        progress.one_more()
        if _is_last_of_block(done.sampled.number, design):
            store.write(done.sampled.number // design.block, initiatives_table(design, block), runs_table(design, block))
            block = []


def _is_last_of_block(number: int, design: Design) -> bool:
    return (number + 1) % design.block == 0 or number + 1 == design.settings.initiatives


class Stop:
    """Whether a study was asked to stop, and by which signal."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self) -> bool:
        return self.signal != 0


@contextmanager
def stoppable() -> Iterator[Stop]:
    """The first interrupt (Ctrl-C, or a polite kill) asks for a stop, the second is obeyed at once."""
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _: object) -> None:
        stop.signal = number
        for known in before:
            signal.signal(known, signal.SIG_DFL)

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
