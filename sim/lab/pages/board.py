"""The board: all teams of a room, live, for the trainer and for the wall."""

from __future__ import annotations

from nicegui import ui
from starlette.responses import Response

from sim.lab.answers import sentence
from sim.lab.application import the_lab
from sim.lab.boards.controls import Deeds, RoomControls
from sim.lab.boards.curves import AllCurves
from sim.lab.boards.endings import Endings
from sim.lab.boards.join_sign import large_sign, sign
from sim.lab.boards.side_by_side import Beside
from sim.lab.boards.table import TeamCharts, TeamTable
from sim.lab.boards.words import BoardSight
from sim.lab.rooms import Room, RoomNews, Team
from sim.lab.shell import frame, page
from sim.lab.standings import RoomWatch, standing_of
from sim.texts import say

EVERY = 0.5
"""Seconds between updates of the board: often enough to read, rarely enough not to slow the teams."""


def register() -> None:
    """The route of the page."""
    page("/room/{code}/board", say("room.title"))(_page)


def _page(code: str) -> Response | None:
    """Show the board only to the browser that opened the room; the code alone is not enough."""
    room = the_lab().rooms.led_by(the_lab().session().key, code)
    if room is None:
        return sentence(404, "server.nothing_here")
    with frame(None, room.task.initiative.title):
        _Board(room).lay()
    return None


class _Board:
    """One open board."""

    def __init__(self, room: Room) -> None:
        self._room, self._watch, self._endings = room, RoomWatch(room), Endings()
        self._view: TeamTable | TeamCharts | AllCurves | Beside | None = None
        self._is_stale = True

    def lay(self) -> None:
        with ui.element("div").classes("room-board") as self._place:
            with ui.element("div").classes("room-top"):
                self._count = sign(self._room)
                self._controls = RoomControls(self._room)
            names = {name: say(f"room.board.{name}") for name in ("table", "curves", "each", "beside")}
            with ui.element("div").classes("room-views"):
                self._chosen = ui.toggle(names, value="table").props(f'no-caps dense unelevated aria-label="{say("room.board.views")}"')
                self._chosen.on_value_change(self._build)
                self._held = ui.label(say("room.board.held")).classes("room-held").props("role=status")
            self._view_place = ui.element("div").classes("room-view")
        ui.context.client.on_delete(self._room.listen(self._hear))
        self._looking = ui.timer(EVERY, self._look)

    def _hear(self, news: RoomNews) -> None:
        """Note a change, perhaps from another page; the next update shows it."""
        self._is_stale = True

    async def _look(self) -> None:
        if self._room.is_closed:
            self._say_closed()
            return
        if self._is_stale:
            self._is_stale = False
            await self._build()
            return
        await self._show(self._watch.moved())

    async def _build(self) -> None:
        """Rebuild after a team joined or left, data were hidden, or another view was chosen."""
        room = self._room
        self._controls.show()
        self._held.set_visibility(room.is_held)
        self._count.set_text(say("room.board.teams", teams=len(room.teams)))
        self._view_place.clear()
        sight = BoardSight(room.shown.names, room.shown.results)
        with self._view_place:
            if not room.teams:
                with ui.element("div").classes("room-lobby"):
                    large_sign(room)
                    ui.label(say("room.board.none")).classes("room-empty")
                self._view = None
                return
            self._view = self._made()
            if isinstance(self._view, Beside):
                ui.button(say("room.board.look"), icon="refresh", on_click=self._build).props("outline no-caps").classes("room-look")
                await self._view.lay(sight)
                return
            self._view.lay(sight)
        self._watch = RoomWatch(room)
        await self._show(self._watch.moved())

    def _made(self) -> TeamTable | TeamCharts | AllCurves | Beside:
        if self._chosen.value == "table":
            return TeamTable(self._room, Deeds(self._room))
        return {"curves": AllCurves, "each": TeamCharts, "beside": Beside}[self._chosen.value](self._room)

    async def _show(self, moved: list[Team]) -> None:
        """Changes since the last update."""
        view = self._view
        if view is None or isinstance(view, Beside):
            return
        for team in moved:
            view.show(team, standing_of(team.game), self._endings.of(team))
        if isinstance(view, AllCurves):
            view.send()
        for team in moved:
            if team.game.play.is_over and self._endings.of(team) is None:
                await self._endings.find(team)
                if view is not self._view:
                    return
                view.show(team, standing_of(team.game), self._endings.of(team))

    def _say_closed(self) -> None:
        self._looking.cancel()
        self._place.clear()
        with self._place:
            ui.label(say("room.board.closed")).classes("room-empty")
            ui.link(say("common.start"), "/").classes("lab-button")
