"""Side by side: each team's outcome, plan, decisions and traps."""

from __future__ import annotations

import asyncio

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.boards.results import Result, results_of
from sim.lab.boards.words import BoardSight, decisions_in_words, look_of, share_in_words, spent_in_words
from sim.lab.rooms import Room
from sim.lab.shell import labelled
from sim.planning.schedule import Placed
from sim.play import Play
from sim.texts import say

COLUMNS = ("team", "outcome", "adoption", "felt", "money", "decisions", "traps", "plan")


class Beside:
    """One row per team, read when the view opens."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._place = ui.element("div").classes("room-beside")

    async def lay(self, sight: BoardSight) -> None:
        """Show the current state of all teams."""
        results = await the_lab().run(results_of, list(self._room.teams.values()), sight) if sight.results else []
        if self._place.is_deleted:
            return
        with self._place:
            if not sight.results:
                ui.label(say("room.board.hidden")).classes("room-empty")
                return
            ui.label(say("room.board.as_of")).classes("lab-small")
            with ui.element("table"):
                with ui.element("thead"), ui.element("tr"):
                    for column in COLUMNS:
                        with ui.element("th").props("scope=col").classes(f"room-{column}"):
                            ui.label(say(f"room.column.{column}"))
                with ui.element("tbody"):
                    for result in results:
                        _row(result)
                        await asyncio.sleep(0)  # yields to other requests
                        if self._place.is_deleted:
                            return


def _row(result: Result) -> None:
    standing, ending = result.standing, result.ending
    with ui.element("tr"):
        with ui.element("th").props("scope=row").classes("room-team"):
            ui.element("span").classes("room-colour").style(f"background:{look_of(result.team).colour}").props("aria-hidden=true")
            ui.label(result.name).classes("room-name").props("dir=auto")
        with ui.element("td").classes("room-outcome"):
            ui.label(result.status).classes(f"room-mark is-{result.kind}")
        _cell("adoption", share_in_words(standing.adoption))
        _cell("felt", share_in_words(standing.felt))
        _cell("money", spent_in_words(standing))
        _cell("decisions", str(standing.decisions))
        _cell("traps", "\n".join(say(f"trap.{trap}.title") for trap in ending.traps) or say("room.no_traps"))
        with ui.element("td").classes("room-plan"):
            _plan(result.play)


def _plan(play: Play) -> None:
    """The steps as they ran, one bar each, and the decisions during play."""
    steps = sorted(play.schedule.steps, key=lambda step: (step.start, step.handle))
    if steps:
        with labelled("div", say("room.column.plan")).props("role=list").classes("room-bars"):
            for step in steps:
                _bar(play, step)
    else:
        ui.label(say("room.no_plan"))
    decided = decisions_in_words(play)
    if decided:
        ui.label("\n".join(decided)).classes("room-decided")


def _bar(play: Play, step: Placed) -> None:
    """One element per step, because there are hundreds."""
    title, weeks = play.called(step.handle), max(1, play.weeks)
    left, wide = 100.0 * min(step.start, weeks) / weeks, 100.0 * max(0, step.end - step.start) / weeks
    said = say("room.bar", step=title, start=step.start + 1, end=max(step.start + 1, step.end))
    bar = ui.label(title).classes("room-bar").props("role=listitem")
    at = 100.0 * left / max(0.01, 100.0 - wide)  # position in percent as CSS backgrounds count it
    bar.style(f"--at:{at:.2f}%;--wide:{wide:.2f}%;--strong:{0.35 + 0.65 * step.strength:.2f}")
    bar.props["title"] = bar.props["aria-label"] = said


def _cell(column: str, text: str) -> None:
    with ui.element("td").classes(f"room-{column}"):
        ui.label(text)
