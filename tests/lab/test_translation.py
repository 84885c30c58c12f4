"""A translation is one file: in a language of brackets, no word of a page stands outside them but what scenarios and people bring."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pytest
from nicegui import Client, ui
from nicegui.testing.user import User

from sim.config import config_dir, load
from sim.lab.application import Lab
from sim.lab.game import Game
from sim.texts import Catalogue, catalogue, speak

OPEN, SHUT = "⟦", "⟧"
SHOWN = ("label", "placeholder", "title", "aria-label", "hint", "error-message", "alt", "caption", "suffix", "prefix", "tooltip")
"""Properties of elements that a reader sees or hears."""


@pytest.fixture
def language_of_brackets() -> Iterator[None]:
    """Everything the lab says stands in brackets, from before it is opened."""
    speak(Catalogue("brackets", {key: f"{OPEN}{text}{SHUT}" for key, text in catalogue().texts.items()}))
    yield
    speak(catalogue())


@pytest.fixture
def brackets(language_of_brackets: None, another: Callable[[], User]) -> User:
    return another()


def shown(client: Client) -> Iterator[str]:
    """All text that a page shows or exposes to screen readers."""
    for element in client.elements.values():
        yield from _words(getattr(element, "text", None) if element.tag != "q-icon" else None)
        yield from _words(element._text)
        for name in SHOWN:
            yield from _words(element.props.get(name))
        yield from _words([option.get("label") for option in element.props.get("options", []) if isinstance(option, dict)])
    yield client.resolve_title()


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)


def outside(text: str) -> str:
    """What of a text stands in no brackets."""
    while (shorter := re.sub(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", " ", text)) != text:
        text = shorter
    return text


@lru_cache
def brought() -> str:
    """All text of the scenarios, joined."""
    return " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in sorted(config_dir().rglob("*.yaml")))


def is_brought(text: str, names: set[str]) -> bool:
    """Whether words come from a scenario or are a person's name."""
    words = " ".join(text.split())
    return not re.search(r"[^\W\d_]{2,}", words) or words in brought() or words in names


async def seen(user: User, route: str, lab: Lab) -> list[str]:
    """Words of a page that no translation would reach."""
    client = await user.open(route)
    plays = [session.game.play for session in lab.sessions.values() if session.game]
    names = {play.name(person) for play in plays for person in range(play.organisation.employees)}
    return sorted({text for text in shown(client) if not is_brought(outside(text).strip(" ·:–-()"), names)})


async def test_brackets_would_show_a_word_of_the_page_s_own(brackets: User, lab: Lab) -> None:
    @ui.page("/probe")
    def probe() -> None:
        ui.label("An English sentence")
        ui.button("Press").props["aria-label"] = "Heard only"

    assert await seen(brackets, "/probe", lab) == ["An English sentence", "Heard only", "Press"]


@pytest.mark.parametrize("route", ["/", "/plan", "/play", "/debrief", "/room", "/room/open"])
async def test_a_page_takes_all_its_words_from_the_catalogue(brackets: User, lab: Lab, route: str) -> None:
    await brackets.http_client.get("/")
    (session,) = lab.sessions.values()
    session.game = Game(load("company_a"), pool=lab.pool)
    assert await seen(brackets, route, lab) == []
