"""The trainer's controls of a room: how far teams may play, what they may do and see, and exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.boards.confirm_dialogs import asked_for_name, is_sure
from sim.lab.boards.report import room_page
from sim.lab.boards.results import all_results, results_csv
from sim.lab.entry import Refusal
from sim.lab.game import MOST_BRANCHES
from sim.lab.rooms import BoardView, Room, RoomRules, Team
from sim.texts import say


class RoomControls:
    """One row of controls that affect all teams."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._switches: dict[str, ui.switch] = {}
        with ui.element("div").classes("room-controls"):
            self._hold = ui.button(on_click=self._hold_or_resume).props("unelevated no-caps").mark("hold")
            self._gate()
            self._agreed()
            self._shown()
            self._exports()
            close = ui.button(icon="close", on_click=self._close).props("outline round").mark("close-room")
            close.props["aria-label"] = say("room.board.close")
            close.tooltip(say("room.board.close"))
        self.show()

    def show(self) -> None:
        """The current settings."""
        room, gate = self._room, self._room.agreement.gate
        icon, key = ("play_arrow", "room.board.resume") if room.is_held else ("pause", "room.board.hold")
        self._hold.set_text(say(key))
        self._hold.set_icon(icon)
        for what, switch in self._switches.items():
            switch.set_value(getattr(room.shown, what))
        weeks = room.task.initiative.weeks
        self._gate_button.set_text(say("room.board.gate_none", weeks=weeks) if gate is None else say("room.board.gate_now", week=gate))

    def _hold_or_resume(self) -> None:
        if self._room.is_held:
            self._room.resume()
        else:
            self._room.hold()

    def _gate(self) -> None:
        weeks, gate = self._room.task.initiative.weeks, self._room.agreement.gate
        self._gate_button = ui.button(icon="flag").props("outline no-caps").mark("gate")
        with self._gate_button, ui.menu().props("no-focus") as menu, _menu():
            typed = ui.number(say("room.board.gate"), value=gate, min=1, max=weeks, step=1, precision=0).props("outlined dense autofocus")
            typed.mark("gate-week")

            def set_to(week: Any) -> None:
                menu.close()
                allowed = None if week is None else min(weeks, max(1, int(week)))
                self._agree(replace(self._room.agreement, gate=None if allowed == weeks else allowed))

            typed.on("keydown.enter", lambda: set_to(typed.value))
            with ui.row():
                ui.button(say("room.board.gate_set"), on_click=lambda: set_to(typed.value)).props("unelevated no-caps").mark("gate-set")
                ui.button(say("room.board.gate_off"), on_click=lambda: set_to(None)).props("outline no-caps").mark("gate-off")

    def _agreed(self) -> None:
        room = self._room
        with _button("agreed", "rule"), ui.menu(), _menu():
            intervene = ui.switch(say("room.open.intervene"), value=room.agreement.may_intervene).mark("may-intervene")
            intervene.on_value_change(lambda event: self._agree(replace(room.agreement, may_intervene=bool(event.value))))
            branches = ui.select(list(range(MOST_BRANCHES)), label=say("room.open.branches"), value=room.agreement.branches)
            branches.props("outlined dense").mark("branches")
            branches.on_value_change(lambda event: self._agree(replace(room.agreement, branches=int(event.value))))

    def _shown(self) -> None:
        room = self._room
        with ui.button(say("room.board.show"), icon="visibility").props("outline no-caps").mark("show"), ui.menu(), _menu():
            self._switch("names", room.shown.names, lambda on: replace(room.shown, names=on))
            self._switch("results", room.shown.results, lambda on: replace(room.shown, results=on))
            self._switch("others", room.shown.others, lambda on: replace(room.shown, others=on))

    def _switch(self, what: str, value: bool, shown: Callable[[bool], BoardView]) -> None:
        switch = ui.switch(say(f"room.board.{what}"), value=value).mark(f"show-{what}")
        switch.on_value_change(lambda event: self._show(shown(bool(event.value))))
        self._switches[what] = switch

    def _show(self, shown: BoardView) -> None:
        if shown != self._room.shown:
            self._room.show(shown)

    def _exports(self) -> None:
        with _button("export", "download"), ui.menu():
            ui.menu_item(say("room.board.csv"), self._csv).mark("export-csv")
            ui.menu_item(say("room.board.page"), self._page).mark("export-page")

    def _agree(self, agreement: RoomRules) -> None:
        if agreement != self._room.agreement:
            self._room.agree(agreement)

    async def _csv(self) -> None:
        teams = self._teams()
        if teams:
            results = await the_lab().run(all_results, teams)
            ui.download.content(("\ufeff" + results_csv(results)).encode(), f"room_{self._room.code}.csv", "text/csv")

    async def _page(self) -> None:
        teams = self._teams()
        if teams:
            ui.notify(say("room.board.writing"))
            results = await the_lab().run(all_results, teams)
            page = await the_lab().draw(room_page, self._room.task, results)
            ui.download.content(page.encode(), f"room_{self._room.code}.html", "text/html")

    def _teams(self) -> list[Team]:
        teams = list(self._room.teams.values())
        if not teams:
            ui.notify(say("room.board.nothing_to_export"))
        return teams

    async def _close(self) -> None:
        if await is_sure(say("room.board.close_sure", code=self._room.code), say("room.board.close")):
            the_lab().rooms.close(self._room)


class Deeds:
    """Actions on one team: a menu at the end of its row."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def __call__(self, team: Team) -> None:
        label = say("room.board.actions", team=say("room.number", number=team.number))
        with ui.button(icon="more_vert").props("flat round dense").mark(f"deeds-{team.number}") as button, ui.menu():
            ui.menu_item(say("room.board.rename"), lambda: self._rename(team)).mark(f"rename-{team.number}")
            ui.menu_item(say("room.board.dismiss"), lambda: self._dismiss(team)).mark(f"dismiss-{team.number}")
            ui.separator()
            ui.label(say("room.board.pin", pin=team.pin)).classes("room-pin")
        button.props["aria-label"] = label

    async def _rename(self, team: Team) -> None:
        name = await asked_for_name(team.name)
        if name is None or team.number not in self._room.teams:
            return
        try:
            self._room.rename(team.number, name)
        except Refusal as refusal:
            ui.notify(say(f"room.refused.{refusal.key}", **refusal.values), type="warning")

    async def _dismiss(self, team: Team) -> None:
        if await is_sure(say("room.board.dismiss_sure", team=team.name), say("room.board.dismiss")):
            self._room.dismiss(team.number)


def _button(name: str, icon: str) -> ui.button:
    """A button with an icon only, to save room on a wall; the text is its tooltip and its label for screen readers."""
    button = ui.button(icon=icon).props("outline").classes("room-icon").mark(name)
    button.props["aria-label"] = say(f"room.board.{name}")
    with button:
        ui.tooltip(say(f"room.board.{name}"))
    return button


def _menu() -> ui.element:
    return ui.element("div").classes("room-menu")
