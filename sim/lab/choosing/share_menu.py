"""The share menu: turns the open game into a link or a file."""

from __future__ import annotations

import re

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.game import Game
from sim.play.saved_play import shared
from sim.play.saved_play_text import EXTENSION, as_file, as_link
from sim.texts import say


def share_menu(game: Game) -> ui.button:
    """A button that shares the open game with its branches."""

    async def offer() -> None:
        game.pause()
        button.props(add="loading")
        try:
            link, content = await the_lab().run(_written, game)
        finally:
            button.props(remove="loading")
        _offer(game, link, content)

    button = ui.button(say("share.share"), icon="share", on_click=offer).props("outline").mark("share")
    return button


def _written(game: Game) -> tuple[str | None, bytes]:
    sent = shared(list(game.branches), game.current)
    return as_link(sent), as_file(sent)


def _offer(game: Game, link: str | None, content: bytes) -> None:
    request = ui.context.client.request
    with ui.dialog() as dialog, ui.card().classes("choose-share"):
        ui.label(say("share.title")).classes("choose-title").props("role=heading aria-level=2")
        ui.label(say("share.about"))
        if link is None:
            ui.label(say("share.no_link")).classes("choose-muted").mark("share-no-link")
        else:
            address = f"{request.base_url}shared?play={link}"
            field = ui.input(say("share.link"), value=address).props("readonly outlined dense").classes("choose-link").mark("share-link")
            field.on("focus", js_handler="(event) => event.target.select()")
            ui.button(say("share.copy"), icon="content_copy", on_click=lambda: _copy(address)).mark("share-copy")
        name = file_name(game.initiative.title)
        ui.button(say("share.download"), icon="download", on_click=lambda: ui.download.content(content, name)).props("outline").mark(
            "share-file"
        )
        ui.button(say("common.close"), on_click=dialog.close).props("flat")
    dialog.on("hide", dialog.delete)
    dialog.open()


def _copy(address: str) -> None:
    ui.clipboard.write(address)
    ui.notify(say("share.copied"), type="positive")


def file_name(title: str) -> str:
    """A file name that is valid on every system."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60]
    return f"{plain or 'play'}{EXTENSION}"
