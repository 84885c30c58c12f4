"""Opening a room: the trainer offers a scenario to teams under rules that can change later."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from sim.config import load
from sim.config.errors import Refused
from sim.lab.application import the_lab
from sim.lab.entry import Refusal
from sim.lab.game import MOST_BRANCHES, Game
from sim.lab.rooms import RoomRules, RoomTask
from sim.lab.shell import frame, page
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.texts import say

YEAR = 52


def register() -> None:
    """The route of the page."""
    page("/room/open", say("room.open_title"))(_page)


async def _page() -> None:
    game = the_lab().session().game
    with frame(None), ui.element("div").classes("room-narrow"):
        ui.label(say("room.open_title")).props("role=heading aria-level=1").classes("room-heading")
        if game is None:
            ui.label(say("room.open.no_game"))
            ui.link(say("room.open.choose"), "/").classes("lab-button")
        else:
            _Opening(game, await the_lab().run(_own_programme, game.initiative)).lay()
        _open_rooms()


def _own_programme(initiative: Initiative) -> Programme | None:
    """The plan of a shipped scenario; None for an own organisation."""
    try:
        return load(initiative.name).programme
    except Refused:
        return None


def _open_rooms() -> None:
    rooms = the_lab().rooms.opened_by(the_lab().session().key)
    if not rooms:
        return
    with ui.element("section").classes("lab-panel room-form"):
        ui.label(say("room.open.yours")).props("role=heading aria-level=2")
        for room in rooms:
            text = say("room.open.to_board", code=room.code, title=room.task.initiative.title, teams=len(room.teams))
            ui.link(text, f"/room/{room.code}/board")


class _Opening:
    """Settings made before teams join."""

    def __init__(self, game: Game, own: Programme | None) -> None:
        self._game = game
        mine = game.initiative.programme
        self._plans = {"empty": mine.model_copy(update={"steps": {}}), "mine": mine}
        if own is not None:
            self._plans["own"] = own

    def lay(self) -> None:
        play, initiative = self._game.play, self._game.initiative
        people = play.organisation.employees
        ui.label(say("room.open.explained"))
        scenario = say("room.open.scenario", title=initiative.title, people=people, weeks=initiative.weeks, seed=play.seed)
        ui.label(scenario).classes("room-scenario")
        with ui.element("section").classes("lab-panel room-form"):
            ui.label(say("room.open.start")).props("role=heading aria-level=2")
            choices = {name: say(f"room.open.start_{name}", steps=len(plan.steps)) for name, plan in self._plans.items()}
            self._start = ui.radio(choices, value="mine" if self._plans["mine"].steps else "empty").mark("start")
            gate = min(YEAR, initiative.weeks)
            self._gate = ui.number(say("room.open.gate"), value=gate, min=1, max=initiative.weeks, step=1, precision=0)
            self._gate.props(f'outlined clearable hint="{say("room.open.gate_hint")}"').mark("gate")
            self._intervene = ui.switch(say("room.open.intervene"), value=True).mark("may-intervene")
            self._branches = ui.select(list(range(MOST_BRANCHES)), label=say("room.open.branches"), value=0)
            self._branches.props(f'outlined hint="{say("room.open.branches_hint")}"').mark("branches")
            ui.button(say("room.open.go"), icon="meeting_room", on_click=self._open).props("unelevated no-caps size=lg").mark("open-room")

    async def _open(self) -> None:
        gate = self._gate.value
        if not _is_week(gate, self._game.initiative.weeks):
            ui.notify(say("room.open.bad_gate", weeks=self._game.initiative.weeks), type="warning")
            return
        lab, play = the_lab(), self._game.play
        initiative = self._game.initiative.model_copy(update={"programme": self._plans[self._start.value]})
        task = RoomTask(initiative, play.seed, play.organisation)
        agreement = RoomRules(int(self._branches.value), bool(self._intervene.value), None if gate is None else int(gate))
        try:
            await lab.run(task.deal, None)  # a start that no team could use is refused before teams join
            room = lab.rooms.open(lab.session().key, task, agreement)
        except Refusal as refusal:
            ui.notify(say(f"room.refused.{refusal.key}", **refusal.values), type="warning")
            return
        except ValueError as problem:
            ui.notify(str(problem), type="warning")
            return
        ui.navigate.to(f"/room/{room.code}/board")


def _is_week(gate: Any, weeks: int) -> bool:
    """Whether a stop is valid: none, or a week of the play; values from a browser are checked."""
    return gate is None or (isinstance(gate, int | float) and not isinstance(gate, bool) and gate == gate and 1 <= gate <= weeks)
