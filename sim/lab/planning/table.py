"""A game's plan on a timeline: each change is checked at once, and refused if it changes the past."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import background_tasks, ui

from sim.lab.application import the_lab
from sim.lab.components.timeline import Timeline
from sim.lab.game import Game, said
from sim.lab.planning.reading import ProgrammeReading, read
from sim.lab.planning.step_dialog import open_step
from sim.lab.planning.words import marks_of, meters_of, rows_of
from sim.planning.schedule import NOTHING_BEGUN
from sim.play import Decision, Unplayable
from sim.schema.programme import Programme, Step

MOST_LETTERS = 60  # of a handle


class PlanTable:
    """A game's timeline: changes are plans before the first week, and decisions after it.

    compact : lower bars without budgets, for the space under a map
    on_reading : called with every new reading of the plan
    """

    def __init__(self, game: Game, *, compact: bool = False, on_reading: Callable[[ProgrammeReading], Any] | None = None) -> None:
        self.game, self.compact, self._on_reading = game, compact, on_reading
        self.reading: ProgrammeReading | None = None
        self._order: list[str] = []
        self._asked = 0
        self.timeline = Timeline(
            [],
            game.play.weeks,
            now=game.play.week,
            compact=compact,
            on_move=self.move,
            on_add=self.add,
            on_remove=self.remove,
            on_open=self._open,
        )
        stop = game.listen(self._hear)
        ui.context.client.on_delete(stop)

    @property
    def programme(self) -> Programme:
        """The current plan."""
        return self.game.play.programme

    @property
    def is_lived(self) -> bool:
        """Whether the plan can only be changed by decisions."""
        return self.game.play.week > 0 or len(self.game.branches) > 1

    async def refresh(self) -> None:
        """Check and show the plan; the latest request wins."""
        self._asked += 1
        asked, play = self._asked, self.game.play
        begun = play.schedule.begun_by(play.week) if play.week else NOTHING_BEGUN
        reading = await the_lab().run(read, play.programme, play.initiative, play.organisation, begun)
        if asked == self._asked and not self.timeline.is_deleted:
            self.reading = reading
            self._show()
            if self._on_reading is not None:
                self._on_reading(reading)

    async def add(self, name: str, start: int | None = None) -> None:
        """Add a card as a step from a week on; None: next week. An unknown name has no effect."""
        if name not in self.game.play.initiative.definitions.interventions:
            return
        handle = self._new_handle(name)
        start = self.game.play.week if start is None else max(start, self.game.play.week)
        await self.change({handle: Step(intervention=name, start=start)})
        if handle in self.programme.steps:
            self.timeline.focus_on(handle)

    async def move(self, handle: str, start: int, weeks: int) -> None:
        """Move a step or change its length; after its start only the end can change."""
        step = self.programme.steps.get(handle)
        if step is None:
            return
        begun = self.reading is not None and any(row.handle == handle and row.begun for row in self._rows())
        await self.change({handle: step.model_copy(update={"weeks": weeks} if begun else {"start": start, "weeks": weeks})})

    async def remove(self, handle: str) -> None:
        """Remove a step, or stop it if it runs."""
        await self.change({handle: None})

    async def change(self, steps: dict[str, Step | None]) -> None:
        """Apply requested steps by handle; None removes or stops one. A refusal is shown, and the plan restored."""
        try:
            if self.is_lived:
                await self._decide(steps)
            else:
                kept = {**self.programme.steps, **steps}
                await self.game.replan(
                    self.programme.model_copy(update={"steps": {handle: step for handle, step in kept.items() if step is not None}})
                )
        except Unplayable as refusal:
            ui.notify(said(refusal), type="warning")
            await self.refresh()

    async def _decide(self, steps: dict[str, Step | None]) -> None:
        """Decide on steps with the clock stopped, so that the decision falls into the coming week."""
        passes, week = self.game.playing, self.game.play.week
        if passes:
            await self.game.step(0)
        try:
            for handle, step in steps.items():
                await self.game.decide(self._decision(handle, step, week))
        finally:
            if passes:
                self.game.start()

    async def replan(self, programme: Programme) -> None:
        """Replace the whole plan before the first week."""
        self._order = []
        await self.set(programme)

    async def set(self, programme: Programme) -> None:
        """Change budgets or dates before the first week."""
        try:
            await self.game.replan(programme)
        except Unplayable as refusal:
            ui.notify(said(refusal), type="warning")

    def _decision(self, handle: str, step: Step | None, since: int) -> Decision:
        """since : week of the request; steps due to start then start in the coming week."""
        now, before = self.game.play.week, self.programme.steps.get(handle)
        if step is not None and since <= step.start < now and (before is None or before.start >= since):
            step = step.model_copy(update={"start": now})
        does = "stop" if step is None else "add" if before is None else "change"
        return Decision(week=now, does=does, handle=handle, step=step)

    def _hear(self, change: str) -> None:
        if self.timeline.is_deleted:
            return
        if change == "weeks" and self.reading is not None:
            self._pass()
        elif change in ("plan", "branches", "weeks"):
            background_tasks.create(self.refresh(), name="plan is read")

    def _pass(self) -> None:
        """Update the bars after a week if a step begins or ends."""
        before, now = self.timeline.props["start"]["now"], self.game.play.week
        assert self.reading is not None
        if any(before < week + 1 <= now or before < week <= now for step in self.reading.claims.steps for week in (step.start, step.end)):
            self._show()
        else:
            self.timeline.pass_to(now)

    def _show(self) -> None:
        assert self.reading is not None
        meters = [] if self.compact else meters_of(self.reading.claims)
        self.timeline.show(self._rows(), meters, marks_of(self.reading.programme, self.game.play.weeks), self.game.play.week)

    def _rows(self) -> list[Any]:
        """Order of bars: stable during edits; new steps come last, as do finished ones in a compact timeline."""
        assert self.reading is not None
        steps = self.reading.programme.steps
        kept = [handle for handle in self._order if handle in steps]
        new = sorted(steps.keys() - set(kept), key=lambda handle: (steps[handle].start, handle))
        self._order = kept + new
        play = self.game.play
        rows = rows_of(self.reading, play.initiative, play.organisation, play.week, self._order)
        return sorted(rows, key=lambda row: row.over) if self.compact else rows

    async def _open(self, handle: str) -> None:
        if handle in self.programme.steps:
            await open_step(self.game.play, handle, self.reading, self.change)

    def _new_handle(self, name: str) -> str:
        taken = self.programme.steps.keys()
        stem = name[:MOST_LETTERS]
        return stem if stem not in taken else next(f"{stem}_{n}" for n in range(2, 1_000) if f"{stem}_{n}" not in taken)
