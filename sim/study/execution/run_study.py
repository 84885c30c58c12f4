"""Run a study: stored results are kept; missing or damaged results are computed."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from sim.study.execution.executor import Executor, IsStopped, never, run_cases
from sim.study.execution.outgrown import Outgrown, grown_from
from sim.study.execution.pools import THREADS
from sim.study.execution.progress import Progress
from sim.study.execution.registry import experiment_from
from sim.study.execution.stored_study import Study
from sim.study.experiments.experiment import CaseResult, Experiment, specification_of
from sim.study.store.blocks import OUTGROWN, WHOLE, Store, StudyPart, said_in_a_line, specification_in
from sim.study.store.shards import Shard, is_sound, shards_in
from sim.typed_command import this_command


def damaged_in(folder: str | Path) -> list[Shard]:
    """Return the files of a study whose content does not match their checksums."""
    folder = Path(folder)
    with said_in_a_line(folder):
        specification = specification_in(folder)
        return [shard for shard in shards_in(folder, specification) if not is_sound(shard)]


def repaired(folder: str | Path, executor: Executor, is_stopped: IsStopped = never) -> tuple[list[Shard], Study]:
    """Move damaged files aside, and rerun missing cases from the specification alone.

    Raises StoreError, before any file is moved, if the specification requires another version of the model.
    """
    folder = Path(folder)
    experiment = experiment_from(specification_in(folder))
    damaged = damaged_in(folder)
    with said_in_a_line(folder, is_writer=True), Store(folder, specification_of(experiment)) as store:
        store.set_aside(shard.path for shard in damaged)
    return damaged, run_study(experiment, folder, executor, is_stopped)


def run_study(
    experiment: Experiment,
    folder: str | Path,
    executor: Executor | None = None,
    is_stopped: IsStopped = never,
    part: StudyPart = WHOLE,
) -> Study:
    """Run the cases of a study that its folder does not hold yet.

    executor : the worker pool; results do not depend on it
    is_stopped : whether to stop starting cases; running cases are finished and stored
    part : which blocks, if several processes share a study
    Raises a one-line StoreError if the folder cannot be used.
    """
    folder = Path(folder)
    with said_in_a_line(folder, is_writer=True), _store_of(experiment, folder, part) as store:
        stored = store.stored()
        mine = [block for block in range(-(-experiment.cases // experiment.block)) if part.owns(block)]
        missing = [block for block in mine if block not in stored]
        outgrown = Outgrown(experiment, folder) if (folder / OUTGROWN).is_dir() else None
        if missing and outgrown is not None:
            print(f"{folder}: the results of the smaller study there are taken over", file=sys.stderr)
        if missing:
            executor, cases = executor or Executor(), _number_of(experiment, mine)
            with Progress(cases, cases - _number_of(experiment, missing), experiment.cases_called, executor.in_words) as progress:
                left = missing if outgrown is None else _take_over(experiment, store, missing, outgrown, is_stopped, progress)
                _run_missing(experiment, store, left, executor, is_stopped, progress, outgrown)
        if part == WHOLE:
            if outgrown is not None and len(store.stored()) == -(-experiment.cases // experiment.block):
                outgrown.remove()
            store.merge(lambda doing: print(f"{folder}: {doing}", file=sys.stderr))
    return Study(folder, store.sound)


def _store_of(experiment: Experiment, folder: Path, part: StudyPart) -> Store:
    return Store(folder, specification_of(experiment), part, lambda stored: grown_from(experiment, stored) is not None)


def _take_over(
    experiment: Experiment, store: Store, missing: Iterable[int], outgrown: Outgrown, is_stopped: IsStopped, progress: Progress
) -> list[int]:
    """Store the blocks whose cases smaller studies hold; return the others."""
    left = []
    for block in missing:
        cases = list(_cases_of(experiment, [block]))
        if is_stopped() or not all(outgrown.is_whole(number) for number in cases):
            left.append(block)
            continue
        store.write(block, tables_of(experiment, map(outgrown.result_of, cases)))
        for _ in cases:
            progress.one_more()
    return left


def _cases_of(experiment: Experiment, blocks: Iterable[int]) -> Iterator[int]:
    return (number for block in blocks for number in range(block * experiment.block, min(experiment.cases, (block + 1) * experiment.block)))


def _number_of(experiment: Experiment, blocks: Iterable[int]) -> int:
    return sum(min(experiment.block, experiment.cases - block * experiment.block) for block in blocks)


def _run_missing(
    experiment: Experiment,
    store: Store,
    missing: Sequence[int],
    executor: Executor,
    is_stopped: IsStopped,
    progress: Progress,
    outgrown: Outgrown | None,
) -> None:
    """Run the cases of missing blocks in any order; store a block once it is complete, with rows in the order of the cases.

    outgrown : smaller studies that hold some of the cases, or some runs of them, which are not run again
    """
    waiting: dict[int, dict[int, CaseResult]] = {}
    owed, rest = list(_cases_of(experiment, missing)), experiment
    if outgrown is not None:
        owed = [number for number in owed if not outgrown.is_whole(number)]
        rest = experiment.with_known([outgrown.runs_in(number) for number in range(experiment.cases)])
    with closing(run_cases(rest, owed, executor, is_stopped, progress)) as finished:
        for result in finished:
            place = result.number // experiment.block
            if place not in waiting:
                waiting[place] = {} if outgrown is None else _known_in(experiment, place, outgrown)
                for _ in waiting[place]:
                    progress.one_more()
            block = waiting[place]
            block[result.number] = result if outgrown is None else outgrown.joined(result)
            progress.one_more()
            if len(block) == min(experiment.block, experiment.cases - place * experiment.block):
                store.write(place, tables_of(experiment, [block[number] for number in sorted(block)]))
                del waiting[place]


def _known_in(experiment: Experiment, block: int, outgrown: Outgrown) -> dict[int, CaseResult]:
    """Return the results of the cases of a block that smaller studies hold as a whole."""
    return {number: outgrown.result_of(number) for number in _cases_of(experiment, [block]) if outgrown.is_whole(number)}


def tables_of(experiment: Experiment, block: Iterable[CaseResult]) -> dict[str, pa.Table]:
    """Return the tables of cases; column types depend on the study alone, so that all blocks have the same schema."""
    results = list(block)
    return {
        name: pa.Table.from_pylist([row for result in results for row in result.rows.get(name, [])], schema=schema)
        for name, schema in experiment.schemas.items()
    }


def carried_out(experiment: Experiment, folder: str | Path, executor: Executor, part: StudyPart = WHOLE) -> Study:
    """Run or resume a study from a terminal.

    Raises SystemExit if it is interrupted, after printing the command that resumes it.
    """
    with stoppable() as stop:
        study = run_study(experiment, folder, executor, stop, part)
    if stop.signal:
        print(f"{study.done:,} of {study.owed:,} {experiment.cases_called} done; resume with: {this_command()}", file=sys.stderr)
        leave(128 + stop.signal)
    return study


def leave(status: int) -> NoReturn:
    """Exit without waiting for running cases; their results are discarded."""
    if any(thread.name.startswith(THREADS) for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise SystemExit(status)


class Stop:
    """Whether a stop was requested, and by which signal."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self) -> bool:
        return self.signal != 0


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Context in which the first interrupt (Ctrl-C or SIGTERM) requests a stop, and the second one stops at once.

    These signals are unblocked if the program was started with them blocked, as multiprocessing's fork server does when a study
    runs in processes.
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
    """Unblock signals in this thread; return those that were blocked."""
    if not hasattr(signal, "pthread_sigmask"):
        return set()
    return set(numbers) & signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)
