"""Branches of a game on the same draws: which one is in view, and how to start another."""

from __future__ import annotations

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.game import said
from sim.lab.playing.looking import Looking
from sim.play import Unplayable
from sim.texts import say


class Futures:
    """The list of branches, and the button that begins one."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._weeks: list[ui.label] = []
        with ui.element("section").classes("play-futures").props(f'aria-label="{say("play.branches")}"'):
            ui.label(say("play.branches")).classes("play-head").props("role=heading aria-level=2")
            self._list = ui.element("ul").classes("play-branches")
            self._branch = ui.button(on_click=self.ask, icon="call_split").props("outline dense no-caps").classes("play-branch")
            self._hint = ui.label(say("play.branch_hint")).classes("play-hint")
            self.more = ui.element("div").classes("play-more")  # space for further actions on branches

    def show(self) -> None:
        """The current branches; the button names the week in view."""
        looking, game = self._looking, self._looking.game
        may = game.most_branches > 1
        self._branch.set_visibility(may)
        self._hint.set_visibility(may and len(game.branches) == 1)
        self._branch.set_text(say("play.branch_from", week=looking.week))
        self._branch.set_enabled(len(game.branches) < game.most_branches and looking.play.week > 0)
        self._list.clear()
        self._weeks.clear()
        with self._list:
            for place, play in enumerate(game.branches):
                self._row(place, play.title, play.week)

    def pass_to(self, week: int) -> None:
        """Update after a week in the branch in view."""
        self._weeks[self._looking.game.current].set_text(say("play.short_week", week=week))
        self._branch.set_text(say("play.branch_from", week=self._looking.week))
        self._branch.set_enabled(len(self._looking.game.branches) < self._looking.game.most_branches)

    def _row(self, place: int, title: str, week: int) -> None:
        game = self._looking.game
        current = place == game.current
        with ui.element("li").classes("play-future" + (" play-future-current" if current else "")):
            button = ui.element("button").props(f"type=button aria-pressed={'true' if current else 'false'}").classes("play-future-name")
            button.on("click", lambda: game.select(place))
            with button:
                ui.element("span").classes("play-future-mark").props("aria-hidden=true")
                ui.label(title)
                self._weeks.append(ui.label(say("play.short_week", week=week)).classes("play-future-week"))
            if place > 0:
                forget = ui.button(icon="close", on_click=lambda: game.drop(place)).props("flat dense round size=sm")
                forget.props(f'aria-label="{say("play.forget_branch")}"')

    async def ask(self) -> None:
        """Ask for the name of the new branch."""
        game, week = self._looking.game, self._looking.week
        game.pause()
        limit = the_lab().limits.name_letters
        with ui.dialog() as dialog, ui.card().classes("play-dialog"):
            ui.label(say("play.branch_title", week=week)).classes("play-head").props("role=heading aria-level=2")
            ui.label(say("play.branch_explained", week=week))
            name = ui.input(say("play.branch_name"), value=say("play.branch_default", week=week)).props(f"autofocus maxlength={limit}")
            with ui.element("div").classes("play-dialog-row"):
                ui.button(say("common.cancel"), on_click=lambda: dialog.submit(None)).props("flat no-caps")
                ui.button(say("play.branch_do"), on_click=lambda: dialog.submit(name.value)).props("unelevated no-caps").mark("branch-do")
            name.on("keydown.enter", lambda: dialog.submit(name.value))
        title = await dialog
        dialog.delete()
        if title is None:
            return
        try:
            await game.branch(week, str(title).strip()[:limit] or say("play.branch_default", week=week))
        except Unplayable as problem:
            ui.notify(said(problem), type="warning")
        self._looking.look_back(None)
