"""A room as a team sees it: code and name at the entrance, then its own game."""

from __future__ import annotations

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.boards.confirm_dialogs import asked_for_name, is_sure
from sim.lab.boards.endings import Endings
from sim.lab.boards.table import TeamTable
from sim.lab.boards.words import BoardSight
from sim.lab.entry import LONGEST_NAME, Refusal, legible, spaced_code
from sim.lab.rooms import Room, RoomNews, Team
from sim.lab.shell import frame, page
from sim.lab.standings import RoomWatch, standing_of
from sim.texts import say

EVERY = 1.0
"""Seconds between updates of the other teams: each team has such a page open."""

LONGEST_CODE = 12


def register() -> None:
    """The routes of the page."""
    title = say("room.title")
    page("/room", title)(_door)
    page("/room/{code}", title)(_room)


def _door(code: str = "") -> None:
    """The entrance: type a code; only an attempt to join reveals whether the room exists."""
    seat = the_lab().rooms.seat_of(the_lab().session().key)
    with frame(None), ui.element("div").classes("room-narrow"):
        ui.label(say("room.join.title")).props("role=heading aria-level=1").classes("room-heading")
        if seat is not None:
            room, team = seat
            ui.label(say("room.join.seated", code=spaced_code(room.code), team=team.name))
            ui.link(say("room.join.go"), f"/room/{room.code}").classes("lab-button")
            return
        _Door(code[:LONGEST_CODE]).lay()


def _room(code: str) -> None:
    """A team's view of its room; for others the entrance."""
    seat = the_lab().rooms.seat_of(the_lab().session().key)
    if seat is None or seat[0].code != code:
        _door(code)
        return
    room, team = seat
    with frame(None, room.task.initiative.title), ui.element("div").classes("room-inside"):
        _Inside(room, team).lay()


class _Door:
    """A code, and a name or a PIN."""

    def __init__(self, code: str) -> None:
        self._typed = code

    def lay(self) -> None:
        ui.label(say("room.join.explained"))
        with ui.element("section").classes("lab-panel room-form"):
            self._code = ui.input(say("room.join.code"), value=self._typed).mark("code").classes("room-code-field")
            self._code.props(f'outlined maxlength={LONGEST_CODE} autocomplete=off autocapitalize=characters spellcheck="false" autofocus')
            self._name = ui.input(say("room.join.name")).props(f"outlined maxlength={LONGEST_NAME} autocomplete=off").mark("team-name")
            self._name.on("keydown.enter", self._enter)
            self._go = ui.button(say("room.join.enter"), on_click=self._enter).props("unelevated no-caps size=lg").mark("join")
            with ui.expansion(say("room.join.again")).classes("room-again"):
                self._pin = ui.input(say("room.join.pin")).props(f"outlined maxlength={LONGEST_CODE} autocomplete=off").mark("pin")
                ui.button(say("room.join.rejoin"), on_click=self._rejoin).props("outline no-caps").mark("rejoin")
            self._refused = ui.label().classes("room-refused").props("role=alert")

    async def _enter(self) -> None:
        """Join a team; its game is prepared meanwhile."""
        lab, session = the_lab(), the_lab().session()
        self._go.disable()
        try:
            room = lab.rooms.knock(session.key, str(self._code.value or ""))
            name = legible(str(self._name.value or ""))
            room.check_seats()
            game = await lab.run(room.task.deal, lab.pool)
            if lab.rooms.seat_of(session.key) is None:
                session.game = room.seat(session.key, name, game).game
        except Refusal as refusal:
            self._refuse(refusal)
            return
        finally:
            self._go.enable()
        ui.navigate.to(f"/room/{room.code}")

    def _rejoin(self) -> None:
        lab, session = the_lab(), the_lab().session()
        try:
            code = str(self._code.value or "")
            if lab.rooms.seat_of(session.key) is None:
                session.game = lab.rooms.rejoin(session.key, code, str(self._pin.value or "")).game
        except Refusal as refusal:
            self._refuse(refusal)
            return
        seat = lab.rooms.seat_of(session.key)
        ui.navigate.to(f"/room/{seat[0].code}" if seat else "/room")

    def _refuse(self, refusal: Refusal) -> None:
        self._refused.set_text(say(f"room.refused.{refusal.key}", **refusal.values))


class _Inside:
    """The parts of a room that a team sees."""

    def __init__(self, room: Room, team: Team) -> None:
        self._room, self._team = room, team
        self._session = the_lab().session()
        self._watch, self._endings = RoomWatch(room), Endings()
        self._table: TeamTable | None = None
        self._is_stale = True
        if self._session.game is None:  # its browser was away so long that its session expired
            self._session.game = team.game

    def lay(self) -> None:
        team = self._team
        with ui.element("section").classes("lab-panel room-own"):
            with ui.element("div").classes("room-own-name"):
                self._name = ui.label(team.name).classes("room-heading").props("role=heading aria-level=1 dir=auto")
                rename = ui.button(icon="edit", on_click=self._rename).props("flat round dense").mark("rename")
                rename.props["aria-label"] = say("room.team.rename")
            ui.label(say("room.team.heading", code=spaced_code(self._room.code)))
            ui.label(say("room.team.pin", pin=spaced_code(team.pin)))
            ui.label(say("room.team.same")).classes("room-said")
            with ui.element("ul").classes("room-agreed"):
                self._lines = [_line() for _ in range(3)]
            self._held = ui.label(say("room.team.held")).classes("room-held").props("role=status")
            self._way = ui.element("div").classes("room-way-on")
        with ui.element("section").classes("lab-panel room-others"):
            ui.label(say("room.team.others")).props("role=heading aria-level=2").classes("room-said")
            self._others = ui.element("div")
        ui.context.client.on_delete(self._room.listen(self._hear))
        self._looking = ui.timer(EVERY, self._look)

    def _hear(self, news: RoomNews) -> None:
        self._is_stale = True

    async def _look(self) -> None:
        if self._team.number not in self._room.teams or self._session.key not in self._team.sessions:
            self._looking.cancel()
            ui.notify(say("room.team.closed" if self._room.is_closed else "room.team.gone"))
            ui.navigate.to("/play")
            return
        if self._is_stale:
            self._is_stale = False
            self._build()
        await self._show(self._watch.moved())

    def _build(self) -> None:
        """Rules, navigation, and the other teams where visible."""
        room, agreement, weeks = self._room, self._room.agreement, self._room.task.initiative.weeks
        self._name.set_text(self._team.name)
        self._held.set_visibility(room.is_held)
        gate = say("room.team.no_gate", weeks=weeks) if agreement.gate is None else say("room.team.gate", week=agreement.gate, weeks=weeks)
        intervene = say("room.team.intervene" if agreement.may_intervene else "room.team.no_intervene")
        branches = say("room.team.branches", count=agreement.branches) if agreement.branches else say("room.team.no_branches")
        for line, text in zip(self._lines, (gate, intervene, branches), strict=True):
            line.set_text(text)
        self._ways()
        self._others.clear()
        self._table, self._watch = None, RoomWatch(room)
        with self._others:
            if not room.shown.others:
                ui.label(say("room.team.hidden")).classes("room-empty")
                return
            self._table = TeamTable(room)
            self._table.lay(BoardSight(names=room.shown.names, results=True))

    def _ways(self) -> None:
        """Go to the team's game, or back to it from another one."""
        self._way.clear()
        with self._way:
            if self._session.game is not self._team.game:
                ui.label(say("room.team.elsewhere"))
                ui.button(say("room.team.back"), on_click=self._take_up).props("unelevated no-caps").mark("back-to-game")
            else:
                play = self._team.game.play
                first = ("plan", "/plan") if play.week == 0 else ("debrief", "/debrief") if play.is_over else ("play", "/play")
                ui.link(say(f"room.team.{first[0]}"), first[1]).classes("lab-button").mark("on")
            ui.button(say("room.team.leave"), on_click=self._leave).props("outline no-caps").mark("leave")

    def _take_up(self) -> None:
        self._session.game = self._team.game
        self._ways()

    async def _show(self, moved: list[Team]) -> None:
        table = self._table
        if table is None:
            return
        for team in moved:
            await self._endings.find(team)
            if table is not self._table:
                return
            table.show(team, standing_of(team.game), self._endings.of(team))

    async def _rename(self) -> None:
        name = await asked_for_name(self._team.name)
        if name is None or self._room.teams.get(self._team.number) is not self._team:
            return
        try:
            self._room.rename(self._team.number, name)
        except Refusal as refusal:
            ui.notify(say(f"room.refused.{refusal.key}", **refusal.values), type="warning")

    async def _leave(self) -> None:
        if await is_sure(say("room.team.leave_sure"), say("room.team.leave")):
            the_lab().rooms.leave(self._session.key)


def _line() -> ui.label:
    with ui.element("li"):
        return ui.label()
