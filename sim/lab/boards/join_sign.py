"""The join sign on the wall: address and code, readable from the last row."""

from __future__ import annotations

import socket

from nicegui import app, ui

from sim.lab.access import LOOPBACK, Door, is_any
from sim.lab.entry import spaced_code
from sim.lab.rooms import Room
from sim.texts import say

ELSEWHERE = ("192.0.2.1", 9)
"""An address that is not in use: asking for the route to it sends nothing."""


def sign(room: Room) -> ui.label:
    """Address, code and directions; returns the label for the number of teams."""
    door, host = _door_and_host()
    with ui.element("div").classes("room-sign"):
        large_sign(room)
        with ui.element("div").classes("room-hint"):
            count = ui.label().classes("room-count")
            if door is not None and door.token is None:
                ui.label(say("room.board.loopback"))
            elif door is not None:
                ui.label(say("room.board.others_hint", link=f"http://{host}/room?token={door.token}"))
    return count


def large_sign(room: Room) -> None:
    """Address and code alone."""
    with ui.element("div").classes("room-way"):
        ui.label(say("room.board.where"))
        ui.label(f"{_door_and_host()[1]}/room").classes("room-address")
        ui.label(say("room.board.and"))
        ui.label(spaced_code(room.code)).classes("room-code")


def _door_and_host() -> tuple[Door | None, str]:
    door: Door | None = getattr(app.state, "door", None)
    return door, address(ui.context.client.request.headers.get("host", ""), door)


def address(asked: str, door: Door | None) -> str:
    """The address for others: the trainer's, or the machine's network address if the trainer's works on this machine only."""
    name, colon, port = asked.rpartition(":")
    if door is None or door.token is None or (name if colon else asked).strip("[]") not in LOOPBACK:
        return asked
    if not is_any(door.host):
        return f"{door.host}:{port}"
    own = _own_address()
    return asked if own is None else f"{own}:{port}"


def _own_address() -> str | None:
    """This machine's address in its network, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(ELSEWHERE)
        except OSError:
            return None
        return asking.getsockname()[0]
