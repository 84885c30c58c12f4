"""A game: the play of one trainer or team with its branches, and the clock that advances its weeks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Literal, TypeVar

from nicegui import app

from sim.organisation.organisation import Organisation
from sim.play import Decision, Play, Unplayable
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.texts import say

SPEEDS = (1, 2, 4, 10, 26)
"""Speeds to choose from, in weeks a second."""

UPDATES_A_SECOND = 10
"""Largest number of updates a second; faster play advances several weeks per update."""

MOST_BRANCHES = 4
PATIENCE = 5.0
"""Seconds for which weeks continue without a viewer, for example during a reload."""


class NotHere(Unplayable):
    """A move that the game or its room does not allow."""

    def __init__(self, reason: str, **values: str | int) -> None:
        self.reason, self.values = reason, values
        ValueError.__init__(self, said(self))


def said(refusal: Unplayable) -> str:
    """The reason of a refusal, from the text catalogue."""
    return say(f"refusal.{refusal.reason}", **refusal.values)


ChangedPart = Literal["weeks", "plan", "branches", "state"]
GameListener = Callable[[ChangedPart], None]
Found = TypeVar("Found")


class Game:
    """A play with its branches, and its clock. All branches share organisation, seed and draws.

    pool : threads that simulate weeks, so that pages stay responsive
    """

    def __init__(
        self, initiative: Initiative, seed: int | None = None, *, organisation: Organisation | None = None, pool: Executor | None = None
    ) -> None:
        first = Play(initiative, seed, title=say("play.as_played"), organisation=organisation)
        self.branches, self.current = [first], 0
        self.own_programme = initiative.programme  # the initial plan, for resetting
        self.speed = SPEEDS[1]
        self.playing = False
        self.locked = False  # a room fixes scenario and seed
        self.curves: tuple[str, ...] = ()  # chosen on the customers card; empty: those that it opens with
        self.may_intervene = True  # once the first week has been played
        self.most_branches = MOST_BRANCHES
        self.most_weeks: int | None = None  # the trainer's limit
        self._pool = pool
        self._listeners: list[GameListener] = []
        self._one_at_a_time = asyncio.Lock()
        self._clock: asyncio.Task[None] | None = None

    @property
    def play(self) -> Play:
        """The branch in view."""
        return self.branches[self.current]

    @property
    def initiative(self) -> Initiative:
        return self.branches[0].initiative

    @property
    def last_week(self) -> int:
        """The last week that may be played for now."""
        return self.play.weeks if self.most_weeks is None else min(self.play.weeks, self.most_weeks)

    @property
    def waits(self) -> bool:
        """Whether the trainer's limit stops it before its end."""
        return self.last_week <= self.play.week < self.play.weeks

    def listen(self, listener: GameListener) -> Callable[[], None]:
        """Register a listener; returns a function that removes it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    @property
    def is_watched(self) -> bool:
        return bool(self._listeners)

    def allow(self, most_weeks: int | None) -> None:
        """Set the trainer's limit."""
        self.most_weeks = most_weeks
        self._tell("state")

    def start(self) -> None:
        """Start the clock; repeated calls have no effect."""
        if self.playing or self.play.week >= self.last_week:
            return
        self.playing = True
        self._clock = asyncio.get_running_loop().create_task(self._keep_time())
        self._tell("state")

    def pause(self) -> None:
        if self.playing:
            self.playing = False
            self._tell("state")

    def set_speed(self, speed: int) -> None:
        self.speed = speed
        self._tell("state")

    async def step(self, weeks: int = 1) -> None:
        """Play a number of weeks at once, then stop."""
        self.pause()
        await self._advance(weeks)

    async def replan(self, programme: Programme) -> None:
        """Replace the plan before the first week. Raises Unplayable later, or for an impossible plan."""
        async with self._one_at_a_time:
            first = self.branches[0]
            if first.week > 0 or len(self.branches) > 1:
                raise NotHere("plan_is_lived")
            initiative = first.initiative.model_copy(update={"programme": programme})
            try:
                self.branches[0] = await self._run(lambda: Play(initiative, first.seed, title=first.title, organisation=first.organisation))
            except ValueError as problem:
                raise Unplayable("unknown", problem=str(problem)) from None
        self._tell("plan")

    async def decide(self, decision: Decision) -> None:
        """Change the plan from the next week on. Raises Unplayable if the past or the room forbids it."""
        if not self.may_intervene and self.play.week > 0:
            raise NotHere("may_not_intervene")
        async with self._one_at_a_time:
            await self._run(lambda: self.play.decide(decision))
        self._tell("plan")

    async def branch(self, week: int, title: str) -> None:
        """Branch from an earlier week. Raises Unplayable beyond the allowed number of branches."""
        if len(self.branches) >= self.most_branches:
            raise NotHere("enough_branches", count=self.most_branches)
        self.pause()
        async with self._one_at_a_time:
            new = await self._run(lambda: self.play.branch(min(week, self.play.week), title))
            self.branches.append(new)
            self.current = len(self.branches) - 1
        self._tell("branches")

    async def ask(self, question: Callable[[], Found]) -> Found:
        """Compute a slow reading of the play; no week passes meanwhile."""
        async with self._one_at_a_time:
            return await self._run(question)

    def select(self, branch: int) -> None:
        """View another branch."""
        if branch != self.current:
            self.pause()
            self.current = branch
            self._tell("branches")

    def rename(self, branch: int, title: str) -> None:
        self.branches[branch].title = title
        self._tell("branches")

    async def drop(self, branch: int) -> None:
        """Delete a branch; the first one stays."""
        if branch == 0:
            return
        self.pause()
        async with self._one_at_a_time:
            del self.branches[branch]
            self.current = min(self.current, len(self.branches) - 1)
        self._tell("branches")

    def close(self) -> None:
        """Stop the clock because all viewers have left."""
        self.playing = False
        self._listeners.clear()

    async def _advance(self, weeks: int, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Play weeks once the game is idle, if still requested."""
        async with self._one_at_a_time:
            play = self.play
            weeks = min(weeks, self.last_week - play.week) if is_wanted() else 0
            if weeks > 0:
                await self._run(lambda: play.advance(weeks))
        if weeks > 0:
            self._tell("weeks")

    async def _keep_time(self) -> None:
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        seen = due = loop.time()

        def ticks() -> bool:
            return self.playing and self._clock is this and self.play.week < self.last_week

        while ticks():
            at_once = max(1, round(self.speed / UPDATES_A_SECOND))
            await self._advance(at_once, ticks)
            due = max(due + at_once / self.speed, loop.time() - 1.0)
            seen = loop.time() if self.is_watched else seen
            if loop.time() - seen > PATIENCE:
                break
            await asyncio.sleep(max(0.005, due - loop.time()))
        if self._clock is this:
            self.pause()

    async def _run(self, work: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _tell(self, change: ChangedPart) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception as problem:  # a failing page stops neither the clock nor other pages
                app.handle_exception(problem)
