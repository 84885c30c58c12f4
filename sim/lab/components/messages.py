"""Messages: all changes of a week reach the browser together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from nicegui import core, json
from nicegui.client import Client
from nicegui.element import Element

from sim.texts import say

_gathered: ContextVar[list[tuple[Client, str]] | None] = ContextVar("gathered", default=None)


@contextmanager
def one_message() -> Iterator[None]:
    """Collects messages to the components of a page, which then draw them in one frame."""
    gathered: list[tuple[Client, str]] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
        for client in dict.fromkeys(client for client, _ in gathered):
            client.run_javascript(";".join(call for addressed, call in gathered if addressed is client))


def tell(element: Element, method: str, *arguments: Any) -> None:
    """Tell a component of an event; a component whose page is closed gets none."""
    if element.is_deleted or not core.is_loop_running():
        return
    call = f"runMethod({element.id},{json.dumps(method)},{json.dumps(arguments)})"
    gathered = _gathered.get()
    if gathered is None:
        element.client.run_javascript(call)
    else:
        gathered.append((element.client, call))


def keep(element: Element, name: str, value: Any) -> None:
    """The state of a component for a browser that loads it later; others get changes only."""
    with element.props.suspend_updates():
        element.props[name] = value


def row_told(arguments: Any, rows: int) -> int | None:
    """A valid row from a browser, or None; values from browsers are checked.

    rows : number of rows
    """
    if isinstance(arguments, bool) or not isinstance(arguments, int) or not 0 <= arguments < rows:
        return None
    return arguments


def left_open(key: str, *gaps: str) -> str:
    """A text whose placeholders the browser fills, week by week."""
    return say(key, **{gap: f"{{{gap}}}" for gap in gaps})
