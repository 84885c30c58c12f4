"""The ensemble: cases run in as many threads, processes or machines as there are, and come out the same."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field

from sim.declared import Declared
from sim.study.work import Done, Work

AHEAD = 2
"""Cases waiting for each worker: enough that none idles, few enough that a study stops soon when asked to."""

IsStopped = Callable[[], bool]


class Executor(Declared):
    """Who computes. Results do not depend on it."""

    kind: Literal["threads"] = "threads"
    workers: Annotated[int, Field(ge=1, le=1_024)] | None = None  # none: as many as there are cores


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ensemble(work: Work, numbers: Iterable[int], executor: Executor, is_stopped: IsStopped) -> Iterator[Done]:
    """Cases as they finish, in whatever order.

    is_stopped : asked before each case is begun; what has begun is finished
    """
    return in_threads(work, numbers, executor.workers or cores(), is_stopped)


def in_threads(work: Work, numbers: Iterable[int], workers: int, is_stopped: IsStopped) -> Iterator[Done]:
    """In threads of this process: compiled weeks let go of the interpreter, and nothing is copied."""
    waiting: deque[Future[Done]] = deque()
    source = iter(numbers)
    with ThreadPoolExecutor(workers, thread_name_prefix="ensemble") as pool:
        try:
            waiting.extend(pool.submit(work.run, number) for number in islice(source, workers * AHEAD))
            while waiting:
                done = waiting.popleft().result()
                if not is_stopped():
                    waiting.extend(pool.submit(work.run, number) for number in islice(source, 1))
                yield done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
