"""Debriefs and comparisons with other plans, computed one at a time in the background and cached."""

from __future__ import annotations

import asyncio
import copy
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sim.lab.game import Game
from sim.play import Play
from sim.play.background_task import WorkStopped, WorkWatch
from sim.play.debrief import Debrief, debrief_of, parts_of
from sim.play.random_plans import Universe, name_of_universe, plans_for, universe_of

Found = TypeVar("Found")

MOST_UNIVERSES = 8
"""Number of cached universes: some hundred kilobytes each; all teams of a room share one."""

PLANS_A_PART = 12
"""Number of plans that take as long as computing the worth of one step."""


class DebriefInProgress(Generic[Found]):
    """A background computation with its progress and a stop."""

    def __init__(self, pool: ThreadPoolExecutor, make: Callable[[WorkWatch], Found]) -> None:
        self.done, self.total = 0, 0
        self._began: float | None = None
        self.is_stopped = False
        self._future: Future[Found] = pool.submit(self._make, make)

    def _make(self, make: Callable[[WorkWatch], Found]) -> Found:
        if self.is_stopped:
            raise WorkStopped
        self._began = time.monotonic()
        return make(WorkWatch(self._tell, lambda: self.is_stopped))

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def stop(self) -> None:
        """Stop the computation; it ends within about a second."""
        self.is_stopped = True
        self._future.cancel()

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for other computations."""
        return self._began is None and not self._future.done()

    @property
    def is_over(self) -> bool:
        return self._future.done()

    @property
    def share(self) -> float:
        """Progress, [0, 1]."""
        return self.done / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated time left at the current pace; None at the start."""
        if self._began is None or not self.done:
            return None
        return (time.monotonic() - self._began) / self.done * (self.total - self.done)

    @property
    def found(self) -> Found:
        """The result. Raises Stopped after a stop, or the original error."""
        if self._future.cancelled():
            raise WorkStopped
        return self._future.result(timeout=0.0)

    async def wait(self) -> Found:
        """The result, when ready."""
        return await asyncio.shield(asyncio.wrap_future(self._future))


class Debriefed:
    """The debrief of a game as of the time of the request."""

    def __init__(self, game: Game, work: DebriefInProgress[Debrief]) -> None:
        self.work = work
        self._signature = signature_of(game)

    def is_of(self, game: Game) -> bool:
        """Whether the game is unchanged since."""
        return self._signature == signature_of(game)


class Debriefs:
    """Debriefs by game and random plans by name, computed in one thread so that players never wait."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="debrief")
        self._universes: OrderedDict[str, Universe] = OrderedDict()
        self._of: WeakKeyDictionary[Game, Debriefed] = WeakKeyDictionary()
        self._works: list[DebriefInProgress] = []

    def of(self, game: Game) -> Debriefed | None:
        """The last debrief of a game, finished or in progress."""
        return self._of.get(game)

    def begin(self, game: Game) -> Debriefed:
        """Debrief a game as it is now; a debrief in progress is stopped."""
        before = self._of.get(game)
        if before is not None:
            before.work.stop()
        play = copy.copy(game.play)
        branches = [copy.copy(branch) for branch in game.branches if branch is not game.play]
        made = Debriefed(game, self._submit(lambda watch: self._debrief(play, branches, watch)))
        self._of[game] = made
        return made

    def universe(self, play: Play) -> Universe | None:
        """Other plans of a play, if already computed."""
        return self._universes.get(name_of_universe(play))

    def begin_universe(self, play: Play) -> DebriefInProgress[Universe]:
        """Play the other plans of a play, or reuse them."""
        return self._submit(lambda watch: self._universe(play, watch))

    def close(self) -> None:
        """Stop all computations."""
        for work in self._works:
            work.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, make: Callable[[WorkWatch], Found]) -> DebriefInProgress[Found]:
        self._works = [work for work in self._works if not work.is_over]
        work = DebriefInProgress(self._pool, make)
        self._works.append(work)
        return work

    def _debrief(self, play: Play, branches: Sequence[Play], watch: WorkWatch) -> Debrief:
        own, plans = parts_of(play) * PLANS_A_PART, plans_for(play)
        universe = self._universe(play, watch.part(0, own + plans))
        return debrief_of(play, branches, universe, watch=watch.part(plans, own + plans, PLANS_A_PART))

    def _universe(self, play: Play, watch: WorkWatch) -> Universe:
        name = name_of_universe(play)
        if name not in self._universes:
            made = universe_of(play, plans_for(play), watch)
            self._universes[name] = made
        self._universes.move_to_end(name)
        while len(self._universes) > MOST_UNIVERSES:
            self._universes.popitem(last=False)
        return self._universes[name]


def signature_of(game: Game) -> tuple:
    """The key of a debrief: branch in view, weeks and decisions of all branches."""
    return (game.current, *((play.title, play.week, play.decisions, play.initiative.programme) for play in game.branches))
