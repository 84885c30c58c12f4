"""Run a study: skip what is stored, run what is missing or damaged."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from sim.study.execution.executor import Executor, IsStopped, never, run_cases
from sim.study.execution.pools import THREADS
from sim.study.execution.progress import Progress
from sim.study.execution.registry import experiment_from
from sim.study.execution.stored_study import Study
from sim.study.experiments.experiment import CaseResult, Experiment, specification_of
from sim.study.store.blocks import WHOLE, Shard, Store, StudyPart, is_sound, said_in_a_line, shards_in, specification_in
from sim.typed_command import this_command


def damaged_in(folder: str | Path) -> list[Shard]:
    """The files of a study whose bytes are not those that were written."""
    folder = Path(folder)
    with said_in_a_line(folder):
        specification = specification_in(folder)
        return [shard for shard in shards_in(folder, specification) if not is_sound(shard)]


def repaired(folder: str | Path, executor: Executor, is_stopped: IsStopped = never) -> tuple[list[Shard], Study]:
    """Set damaged files aside, and run what is missing again from the specification alone.

    Raises StoreError, before anything is moved, where the specification asks for another version of the model.
    """
    folder = Path(folder)
    experiment = experiment_from(specification_in(folder))
    damaged = damaged_in(folder)
    with said_in_a_line(folder), Store(folder, specification_of(experiment)) as store:
        store.set_aside(shard.path for shard in damaged)
    return damaged, run_study(experiment, folder, executor, is_stopped)


def run_study(
    experiment: Experiment,
    folder: str | Path,
    executor: Executor | None = None,
    is_stopped: IsStopped = never,
    part: StudyPart = WHOLE,
) -> Study:
    """Run what a study owes and its folder does not hold yet.

    executor : what computes; the results do not depend on it
    is_stopped : whether to stop taking cases; what has begun is finished and stored
    part : which blocks, where several processes share a study
    Raises StoreError, in a line, where the folder cannot be used.
    """
    folder = Path(folder)
    with said_in_a_line(folder), Store(folder, specification_of(experiment), part) as store:
        stored = store.stored()
        mine = [number for number in range(experiment.cases) if part.owns(number // experiment.block)]
        missing = [number for number in mine if number // experiment.block not in stored]
        if missing:
            executor = executor or Executor()
            with Progress(len(mine), len(mine) - len(missing), experiment.cases_called, executor.in_words) as progress:
                _run_missing(experiment, store, missing, executor, is_stopped, progress)
    return Study(folder)


def _run_missing(
    experiment: Experiment, store: Store, missing: Iterable[int], executor: Executor, is_stopped: IsStopped, progress: Progress
) -> None:
    """Cases come in any order; a block is stored when its last one is there, its rows in the order of the cases."""
    waiting: dict[int, dict[int, CaseResult]] = {}
    with closing(run_cases(experiment, missing, executor, is_stopped)) as finished:
        for result in finished:
            place = result.number // experiment.block
            block = waiting.setdefault(place, {})
            block[result.number] = result
            progress.one_more()
            if len(block) == min(experiment.block, experiment.cases - place * experiment.block):
                store.write(place, tables_of(experiment, [block[number] for number in sorted(block)]))
                del waiting[place]


def tables_of(experiment: Experiment, block: Iterable[CaseResult]) -> dict[str, pa.Table]:
    """The tables of cases, whose types depend on the study alone, so that every block has the same shape."""
    results = list(block)
    return {
        name: pa.Table.from_pylist([row for result in results for row in result.rows.get(name, [])], schema=schema)
        for name, schema in experiment.schemas.items()
    }


def carried_out(experiment: Experiment, folder: str | Path, executor: Executor, part: StudyPart = WHOLE) -> Study:
    """A study, run or gone on with from a terminal.

    Raises SystemExit where it was interrupted, after saying how to go on with it.
    """
    with stoppable() as stop:
        study = run_study(experiment, folder, executor, stop, part)
    if stop.signal:
        print(f"{study.done:,} of {study.owed:,} {experiment.cases_called} done; resume with: {this_command()}", file=sys.stderr)
        leave(128 + stop.signal)
    return study


def leave(status: int) -> NoReturn:
    """End this program, without waiting for cases that still run: nothing of them is kept."""
    if any(thread.name.startswith(THREADS) for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise SystemExit(status)


class Stop:
    """Whether a study was asked to stop, and by which signal."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self) -> bool:
        return self.signal != 0


@contextmanager
def stoppable() -> Iterator[Stop]:
    """The first interrupt (Ctrl-C, or a polite kill) asks for a stop, the second is obeyed at once.

    A program may have been started with these signals blocked, as multiprocessing's fork server is where a study runs in
    processes; they are heard all the same.
    """
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _: object) -> None:
        stop.signal = number
        for known in before:
            signal.signal(known, signal.SIG_DFL)

    for number in before:
        signal.signal(number, ask)
    blocked = _unblocked(before)
    try:
        yield stop
    finally:
        if blocked:
            signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
        for number, handler in before.items():
            signal.signal(number, handler)


def _unblocked(numbers: Iterable[signal.Signals]) -> set[signal.Signals]:
    """Let this thread hear these signals; those of them that were blocked until now."""
    if not hasattr(signal, "pthread_sigmask"):
        return set()
    return set(numbers) & signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
