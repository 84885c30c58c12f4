"""A shared play as whoever receives it sees it: what it is, and whether it leads to where it led."""

from __future__ import annotations

from nicegui import ui

from sim.config.refusals import Refused
from sim.play.shared import Opened, Shared
from sim.views.lab.choosing.laying import lay_again
from sim.views.lab.lab import Lab, Session
from sim.views.lab.texts import say


class SharedPlay:
    """What was sent, with the button that lives it again."""

    def __init__(self, lab: Lab, session: Session, sent: Shared, name: str) -> None:
        self._lab, self._session, self._sent, self._name = lab, session, sent, name
        with ui.element("section").classes("choose-shared lab-panel"):
            ui.label(say("share.received")).classes("choose-title").props("role=heading aria-level=2")
            for line in _told(sent):
                ui.label(line)
            if session.game is not None and session.game.play.week > 0:
                ui.label(say("share.replaces", title=session.game.initiative.title)).classes("choose-muted")
            self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("shared-trouble")
            self._trouble.set_visibility(False)
            self._button = ui.button(say("share.open"), icon="replay", on_click=self._open).mark("shared-open")
            self._found = ui.element("div").classes("choose-found")

    async def _open(self) -> None:
        self._button.disable()
        self._button.props(add="loading")
        try:
            again = await lay_again(self._lab, self._session, self._sent, self._name)
        except Refused as refusal:
            self._trouble.text = str(refusal)
            self._trouble.set_visibility(True)
            self._button.enable()
        else:
            self._trouble.set_visibility(False)
            self._button.set_visibility(False)
            self._tell(again)
        finally:
            self._button.props(remove="loading")

    def _tell(self, again: Opened) -> None:
        with self._found:
            good = again.agreement != "differs"
            ui.label(say(f"share.agreement.{again.agreement}")).classes("choose-agrees" if good else "choose-trouble").props(
                "role=status"
            ).mark("shared-agreement")
            for note in again.notes:
                ui.label(say(f"share.note.{note}")).classes("choose-trouble").mark(f"shared-{note}")
            with ui.element("div").classes("choose-start-row"):
                ui.button(say("share.go_on"), icon="arrow_forward", on_click=lambda: ui.navigate.to("/play")).mark("shared-go")
                ui.button(say("share.from_start"), icon="first_page", on_click=self._from_start).props("outline").mark("shared-from-start")

    async def _from_start(self) -> None:
        """The same decisions, still ahead: a room may watch them being taken."""
        game = self._session.game
        if game is not None:
            game.branches = [await self._lab.run(play.at, 0) for play in game.branches]
        ui.navigate.to("/play")


def _told(sent: Shared) -> list[str]:
    """What it is, in lines."""
    title = sent.initiative.get("title") if sent.initiative is not None else sent.scenario
    lines = [say("share.of", title=str(title), plan=sent.programme.title)]
    for place, course in enumerate(sent.courses):
        name = course.title or say("play.as_played")
        lines.append(say("share.course" if place else "share.first", name=name, weeks=course.week, decisions=len(course.decisions)))
    lines.append(say("share.seed", seed=sent.seed))
    if sent.tables is not None:
        lines.append(say("share.with_tables"))
    return lines
