"""The frame of every page: where the user is, where to go, and a skip link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from nicegui import ui

from sim.lab.application import the_lab
from sim.map import MODULES
from sim.texts import say

STATIC = "/static"
FOLDER = Path(__file__).parent / "static"
STEPS = {"choose": "/", "plan": "/plan", "play": "/play", "debrief": "/debrief"}
ICONS = {"choose": "grid_view", "plan": "view_timeline", "play": "play_circle", "debrief": "insights"}
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#08306B"/>'
    '<path d="M5 25C13 25 15 7 27 7" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/>'
    '<path d="M5 25C15 25 18 17 27 17" fill="none" stroke="#E69F00" stroke-width="3" stroke-linecap="round"/></svg>'
)
"""The product's icon: one past, two futures."""


LONGEST_BUILD = 30.0
"""Seconds for building a page; twenty teams may open theirs at the same moment."""


def page(route: str, title: str = "") -> ui.page:
    """A page of the lab at a route, to decorate the function that builds it.

    title : text of the browser tab before the product's name
    """
    product = say("common.product")
    return ui.page(route, title=f"{title} · {product}" if title else product, response_timeout=LONGEST_BUILD)


@contextmanager
def frame(step: str | None = None, place: str = "") -> Iterator[ui.element]:
    """The frame of a page; its body is built inside the context.

    step : choose, plan, play or debrief; none: another page
    place : the user's place, such as room and team, in words
    """
    ui.add_head_html(styles())
    ui.context.client.on_exception(_apologise)
    ui.link(say("shell.skip"), "#content").classes("lab-skip")
    with ui.element("header").classes("lab-header"):
        with ui.element("a").props('href="/"').classes("lab-product"):
            ui.element("span").classes("lab-mark").props("aria-hidden=true")
            ui.label(say("common.product")).classes("lab-name")
        if step is not None:
            _steps(step)
        _place(place)
    with ui.element("div").classes("lab-main").props('id="content" tabindex="-1"') as content:  # the layout around it is the landmark
        yield content


def _steps(current: str) -> None:
    """The four steps of a session; all but the first need a scenario."""
    has_game = the_lab().session().game is not None
    with labelled("nav", say("shell.steps")).classes("lab-steps"), ui.element("ol"):
        for step, route in STEPS.items():
            with ui.element("li"):
                if step == "choose" or has_game:
                    place = ui.element("a").props(f'href="{route}"')
                else:
                    place = ui.element("span").props('aria-disabled="true"').tooltip(say("shell.later"))
                if step == current:
                    place.props('aria-current="step"')
                with place.classes("lab-step").mark(f"step-{step}"):
                    ui.icon(ICONS[step]).props("aria-hidden=true")
                    ui.label(say(f"shell.{step}"))


def _place(place: str) -> None:
    """Where the user is, and the way to a room: the team's own, or to open or join one."""
    said, route = _room()
    with ui.element("div").classes("lab-place"):
        ui.link(said, route).classes("lab-seat").props("dir=auto").mark("to-room")
        ui.label(place)


def _room() -> tuple[str, str]:
    """Label and target of the way to a room."""
    rooms, session = the_lab().rooms, the_lab().session()
    seat = rooms.seat_of(session.key)
    if seat is not None:
        room, team = seat
        return say("room.seat", team=team.name, code=room.code), f"/room/{room.code}"
    led = rooms.opened_by(session.key)
    if led:
        return say("room.to_board", code=led[-1].code), f"/room/{led[-1].code}/board"
    if session.game is not None:
        return say("room.open_title"), "/room/open"
    return say("room.join.title"), "/room"


def labelled(tag: str, label: str) -> ui.element:
    """A labelled part of the page for screen readers."""
    element = ui.element(tag)
    element.props["aria-label"] = label
    return element


def _apologise() -> None:
    """Report a failed event without failing the page."""
    ui.notify(say("common.broke"), type="negative")


@lru_cache(maxsize=1)
def sheets() -> dict[str, str]:
    """All style sheets with a hash of their content; read once, so that no requested path reaches the disk."""
    paths = sorted((path for folder in (FOLDER, MODULES) for path in folder.glob("*.css")), key=lambda path: path.name)
    paths.sort(key=lambda path: path.name != "lab.css")
    return {path.name: path.read_text(encoding="utf-8") for path in paths}


def styles() -> str:
    """Address of the style sheet."""
    links = ((name, sha256(text.encode()).hexdigest()[:12]) for name, text in sheets().items())
    return "".join(f'<link rel="stylesheet" href="{STATIC}/{name}?v={mark}">' for name, mark in links)
