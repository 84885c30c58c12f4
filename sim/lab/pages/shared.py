"""The page behind a share link: a play to replay."""

from __future__ import annotations

from nicegui import ui

from sim.config.errors import Refused
from sim.lab.application import the_lab
from sim.lab.choosing.shared_play import SharedPlay
from sim.lab.pages.choose import shelf_read
from sim.lab.shell import frame, page
from sim.play.saved_play_text import LINK, from_link
from sim.texts import say


def register() -> None:
    """Declare the route."""

    @page("/shared", say("share.received"))
    async def shared_page(play: str = "") -> None:
        lab = the_lab()
        with frame():
            try:
                sent = await lab.run(from_link, play)
            except Refused as refusal:
                with ui.element("section").classes("choose-shared lab-panel"):
                    ui.label(say("share.cannot")).classes("choose-title").props("role=heading aria-level=1")
                    ui.label(str(refusal)).classes("choose-trouble").props("role=alert").mark("shared-trouble")
                    ui.link(say("common.start"), "/").classes("lab-button")
                return
            if not await shelf_read():
                return
            SharedPlay(lab, lab.session(), sent, LINK)
