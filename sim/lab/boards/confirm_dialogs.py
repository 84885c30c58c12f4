"""Confirmation and name dialogs."""

from __future__ import annotations

from nicegui import ui

from sim.lab.entry import LONGEST_NAME
from sim.texts import say


async def is_sure(question: str, do: str) -> bool:
    """Whether the user confirmed. do : label of the button"""
    with ui.dialog() as dialog, ui.card():
        ui.label(question)
        with ui.row():
            ui.button(do, on_click=lambda: dialog.submit(True)).props("unelevated no-caps").mark("sure")
            ui.button(say("common.cancel"), on_click=lambda: dialog.submit(False)).props("outline no-caps")
    answer = await dialog
    dialog.delete()
    return answer is True


async def asked_for_name(name: str) -> str | None:
    """A new name; None if the user cancelled."""
    with ui.dialog() as dialog, ui.card():
        typed = ui.input(say("room.board.new_name"), value=name).props(f"outlined autofocus maxlength={LONGEST_NAME}").mark("new-name")
        typed.on("keydown.enter", lambda: dialog.submit(typed.value))
        with ui.row():
            ui.button(say("room.board.rename"), on_click=lambda: dialog.submit(typed.value)).props("unelevated no-caps").mark("sure")
            ui.button(say("common.cancel"), on_click=lambda: dialog.submit(None)).props("outline no-caps")
    answer = await dialog
    dialog.delete()
    return answer if isinstance(answer, str) else None
