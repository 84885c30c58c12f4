"""The ensemble: every initiative runs with every repair on the same draws, in as many threads as there are cores."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any, NamedTuple

from sim.engine import prepare
from sim.engine.outcome import course_of, outcome_of
from sim.engine.plan import Repair
from sim.engine.record import digest_of
from sim.engine.run import Run
from sim.study.design import Design
from sim.study.sampling import Sampled, one_line

AHEAD = 2
"""Initiatives waiting for each worker: enough that none idles, few enough that a study stops soon when asked to."""


class Finished(NamedTuple):
    """What came of one initiative: a row for every coalition, or the cause of its failing to run."""

    sampled: Sampled
    runs: list[dict[str, Any]]
    error: str | None
    employees: int | None = None


def finished(sampled: Sampled, names: list[str], repairs: list[Repair]) -> Finished:
    """Run an initiative with every repair; trouble is recorded, never raised, so that the others go on."""
    if sampled.initiative is None:
        return Finished(sampled, [], sampled.trouble)
    try:
        run = prepare(sampled.initiative, [sampled.seed], repairs).advance()
        return Finished(sampled, [_row(run, lane, sampled, name) for lane, name in enumerate(names)], None, run.organisation.employees)
    except Exception as problem:  # whatever a run can die of is a result of the study
        return Finished(sampled, [], one_line(problem))


def _row(run: Run, lane: int, sampled: Sampled, coalition: str) -> dict[str, Any]:
    course = course_of(run.traces, run.plan, run.organisation, run.state.abandoned[lane], run.state.vetoed[lane], lane)
    outcome = outcome_of(course, run.initiative, run.organisation, run.schedule.end)
    return {
        "initiative": sampled.number,
        "coalition": coalition,
        "seed": sampled.seed,
        "success": outcome.success,
        "mode": outcome.mode,
        **{f"success_{name}": met for name, met in outcome.by_definition.items()},
        "adoption_start": float(course.adoption[0]),
        "adoption_peak": float(course.adoption.max()),
        "adoption_end": float(course.adoption[-1]),
        "felt_gain": float(course.felt[-1] - course.felt[0]),
        "revenue_growth": float(course.revenue[-1] / course.revenue[0] - 1.0),
        "spend": float(course.spend[-1]),
        "abandoned_week": course.abandoned,
        "digest": digest_of(run.traces, run.state, lane),
    }


def ensemble(design: Design, numbers: Iterable[int], workers: int, is_stopped: Callable[[], bool]) -> Iterator[Finished]:
    """Initiatives as they finish, in the order in which they were asked for.

    numbers : of the initiatives, rising; consecutive ones are sampled together
    is_stopped : asked before each block is begun; what has begun is finished
    """
    waiting: deque[Future[Finished]] = deque()
    source = _sampled(design, numbers, is_stopped)
    with ThreadPoolExecutor(workers, thread_name_prefix="ensemble") as pool:
        try:
            for sampled in islice(source, workers * AHEAD):
                waiting.append(pool.submit(finished, sampled, design.names, design.repairs))
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(finished, sampled, design.names, design.repairs) for sampled in islice(source, 1))
                yield done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _sampled(design: Design, numbers: Iterable[int], is_stopped: Callable[[], bool]) -> Iterator[Sampled]:
    for members in _by_block(numbers, design.block):
        if is_stopped():
            return
        first, last = members[0], members[-1]
        points = design.sampler.points(first, last - first + 1)
        for number in members:
            yield design.sampler.at(number, points[number - first])


def _by_block(numbers: Iterable[int], size: int) -> Iterator[list[int]]:
    """Numbers of one block together."""
    members: list[int] = []
    for number in numbers:
        if members and number // size != members[0] // size:
            yield members
            members = []
        members.append(number)
    if members:
        yield members
