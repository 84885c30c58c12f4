"""Background tasks: long work in parts, with progress and a stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeVar

Case = TypeVar("Case")
Found = TypeVar("Found")


class WorkStopped(Exception):
    """The user stopped the work before it was done."""


@dataclass(frozen=True)
class WorkWatch:
    """An observer of background work."""

    progress: Callable[[int, int], None] = lambda done, total: None  # called in the thread that requested the work
    is_stopped: Callable[[], bool] = lambda: False
    threads: int = 1

    def part(self, done: int, total: int, each: int = 1) -> WorkWatch:
        """A part of a longer work. done, total : progress before this part, and the total; each : weight of a case of this part"""
        return WorkWatch(lambda own, _: self.progress(done + own * each, total), self.is_stopped, self.threads)


UNWATCHED = WorkWatch()


def spread(work: Callable[[Case], Found], cases: Sequence[Case], watch: WorkWatch = UNWATCHED) -> list[Found]:
    """The results of all cases, in the order of the cases. Raises Stopped."""
    found: dict[int, Found] = {}
    watch.progress(0, len(cases))
    with ThreadPoolExecutor(watch.threads) as pool:
        running: dict[Future[Found], int] = {}
        coming = iter(enumerate(cases))
        try:
            while len(found) < len(cases):
                if watch.is_stopped():
                    raise WorkStopped
                while len(running) < watch.threads and (case := next(coming, None)) is not None:
                    running[pool.submit(work, case[1])] = case[0]
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    found[running.pop(done)] = done.result()
                watch.progress(len(found), len(cases))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return [found[place] for place in range(len(cases))]
