"""The first page: what the lab is, what to do now, situations to choose from, and uploads."""

from __future__ import annotations

from nicegui import ui
from nicegui.client import ClientConnectionTimeout

from sim.lab.application import the_lab
from sim.lab.choosing.choice import ScenarioChoice
from sim.lab.choosing.gallery import Gallery
from sim.lab.choosing.handing_in import FileDesk, TablesDesk
from sim.lab.choosing.panel import SituationPanel
from sim.lab.choosing.shared_play import SharedPlay
from sim.lab.choosing.shelf import is_read, library_cases
from sim.lab.shell import frame, page
from sim.play.saved_play import Shared
from sim.texts import say

LONGEST_CALL = 30.0
"""Seconds for a browser to connect after it received a page."""

TABS = {"library": "grid_view", "organisation": "groups", "file": "upload_file"}


def register() -> None:
    """Declare the route."""

    @page("/")
    async def choose() -> None:
        with frame("choose"):
            if await shelf_read():
                ChoosePage().build()


async def shelf_read() -> bool:
    """Wait until the shelf is read, with a message. Returns whether the visitor is still there."""
    if is_read():
        return True
    client = ui.context.client
    with ui.element("div").classes("choose-waiting").props("role=status") as waiting:
        ui.spinner(size="2rem")
        ui.label(say("choose.getting_ready"))
    try:
        await client.connected(timeout=LONGEST_CALL)
    except ClientConnectionTimeout:  # the client wanted only the text of the page
        return False
    await the_lab().run(library_cases)
    if client.is_deleted:
        return False
    waiting.delete()
    return True


class ChoosePage:
    """One browser's choice."""

    def __init__(self) -> None:
        lab = the_lab()
        self.choice = ScenarioChoice(lab, lab.session())

    def build(self) -> None:
        with ui.element("div").classes("choose-page"):
            with ui.element("div").classes("choose-left"):
                self._hero()
                with ui.tabs().classes("choose-tabs").props("align=left no-caps dense inline-label") as self._tabs:
                    for name, icon in TABS.items():
                        ui.tab(name, say(f"choose.tab.{name}"), icon).mark(f"tab-{name}")
                with ui.tab_panels(self._tabs, value="library", animated=False).classes("choose-panels"):
                    with ui.tab_panel("library"):
                        self._people_here = ui.label().classes("choose-said").props("role=status")
                        self._people_here.set_visibility(False)
                        Gallery(self.choice)
                    with ui.tab_panel("organisation"):
                        TablesDesk(self.choice, self._to_library)
                    with ui.tab_panel("file"):
                        FileDesk(self.choice, self._show_play, self._to_library)
                        self._received = ui.element("div")
            SituationPanel(self.choice)
        self.choice.listen(self._show_people)

    def _hero(self) -> None:
        with ui.element("div").classes("choose-hero"):
            ui.label(say("choose.headline")).classes("choose-headline").props("role=heading aria-level=1")
            ui.label(say("choose.sentence")).classes("choose-sentence")
            game = self.choice.session.game
            if game is not None:
                weeks = say("choose.go_on", title=game.initiative.title, week=game.play.week)
                ui.link(weeks, "/play" if game.play.week else "/plan").classes("choose-go-on").mark("choose-go-on")

    def _to_library(self) -> None:
        self._tabs.value = "library"

    def _show_people(self) -> None:
        own = self.choice.own
        self._people_here.set_visibility(own is not None)
        if own is not None:
            self._people_here.text = say("choose.own.at_work", people=own.organisation.employees, units=own.organisation.units)

    def _show_play(self, sent: Shared, name: str) -> None:
        self._received.clear()
        with self._received:
            SharedPlay(self.choice.lab, self.choice.session, sent, name)
