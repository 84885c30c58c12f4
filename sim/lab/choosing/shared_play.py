"""A shared play as its receiver sees it: its content, and whether it replays to the same result."""

from __future__ import annotations

from nicegui import ui

from sim.config.errors import Refused
from sim.lab.application import Lab, Session
from sim.lab.choosing.shelf import library_cases
from sim.lab.choosing.start_game import lay_again
from sim.play.saved_play import OpenedPlay, Shared
from sim.texts import say

LOOKS = {"same": "choose-agrees", "differs": "choose-trouble", "unfinished": "choose-muted", "older": "choose-muted"}


class SharedPlay:
    """The content of a shared play, with the button that replays it."""

    def __init__(self, lab: Lab, session: Session, sent: Shared, name: str) -> None:
        self._lab, self._session, self._sent, self._name = lab, session, sent, name
        self._is_busy = False
        with ui.element("section").classes("choose-shared lab-panel"):
            ui.label(say("share.received")).classes("choose-title").props("role=heading aria-level=2")
            for line in told(sent):
                ui.label(line)
            if session.game is not None and session.game.play.week > 0:
                ui.label(say("share.replaces", title=session.game.initiative.title)).classes("choose-muted")
            self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("shared-trouble")
            self._trouble.set_visibility(False)
            self._button = ui.button(say("share.open"), icon="replay", on_click=self._open).mark("shared-open")
            self._found = ui.element("div").classes("choose-found")

    async def _open(self) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        self._button.disable()
        self._button.props(add="loading")
        try:
            again = await lay_again(self._lab, self._session, self._sent, self._name)
        except Refused as refusal:
            self._trouble.text = str(refusal)
            self._trouble.set_visibility(True)
            self._button.enable()
            self._is_busy = False
        else:
            self._trouble.set_visibility(False)
            self._button.set_visibility(False)
            self._tell(again)
        finally:
            self._button.props(remove="loading")

    def _tell(self, again: OpenedPlay) -> None:
        with self._found:
            agreement = ui.label(say(f"share.agreement.{again.agreement}")).props("role=status").mark("shared-agreement")
            agreement.classes(LOOKS[again.agreement])
            for note in again.notes:
                ui.label(say(f"share.note.{note}")).classes("choose-trouble").mark(f"shared-{note}")
            with ui.element("div").classes("choose-start-row"):
                ui.button(say("share.go_on"), icon="arrow_forward", on_click=lambda: ui.navigate.to("/play")).mark("shared-go")
                ui.button(say("share.from_start"), icon="first_page", on_click=self._from_start).props("outline").mark("shared-from-start")

    async def _from_start(self) -> None:
        """The same play from the start with its decisions ahead, so that a group can watch them."""
        game = self._session.game
        if game is not None:
            game.branches = [await self._lab.run(play.at, 0) for play in game.branches]
        ui.navigate.to("/play")


def told(sent: Shared) -> list[str]:
    """Its content, in lines."""
    lines = [say("share.of", title=_title(sent), plan=sent.programme.title)]
    for place, course in enumerate(sent.courses):
        kind = "unlived" if course.week == 0 else "course" if place else "first"
        name = course.title or say("play.as_played")
        lines.append(say(f"share.{kind}", name=name, weeks=course.week, decisions=len(course.decisions)))
    lines.append(say("share.seed", seed=sent.seed))
    if sent.tables is not None:
        lines.append(say("share.with_tables"))
    return lines


def _title(sent: Shared) -> str:
    """The situation's title, as sent or as in the library."""
    if sent.initiative is not None:
        return str(sent.initiative.get("title", ""))
    case = library_cases().get(sent.scenario or "")
    return str(sent.scenario) if case is None else case.initiative.title
