"""What every page has around it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing.user import User

from sim.lab import shell
from sim.lab.application import Lab
from sim.lab.shell import FOLDER, STEPS, frame, sheets
from sim.map import MODULES

MARKUP = '<b>bold</b> "quoted" \' {x} & \u202e漢'
LAB = Path(shell.__file__).parent


@pytest.fixture
async def page(user: User) -> User:
    @ui.page("/probe")
    def probe() -> None:
        with frame("plan", MARKUP):
            ui.label("content")

    await user.open("/probe")
    return user


def places(user: User) -> dict[str, Any]:
    """The steps in the header, by name."""
    return {step: next(iter(user.find(marker=f"step-{step}").elements)) for step in STEPS}


async def test_one_sees_where_one_is(page: User) -> None:
    marked = [step for step, place in places(page).items() if place.props.get("aria-current") == "step"]
    assert marked == ["plan"]


async def test_without_a_scenario_there_is_only_choosing(page: User) -> None:
    assert [step for step, place in places(page).items() if place.tag == "a"] == ["choose"]
    assert all(place.props.get("aria-disabled") == "true" for step, place in places(page).items() if step != "choose")


async def test_with_a_scenario_every_step_can_be_taken(page: User, lab: Lab) -> None:
    (session,) = lab.sessions.values()
    session.game = object()  # type: ignore[assignment]
    await page.open("/probe")
    assert {step: place.props["href"] for step, place in places(page).items() if place.tag == "a"} == STEPS


async def test_a_reader_can_skip_to_the_content_and_hear_what_is_what(page: User) -> None:
    tags = {element.tag: element for element in page.client.elements.values()} if page.client else {}
    assert any(element.props.get("id") == "content" for element in page.client.elements.values()) if page.client else False
    assert "main" not in tags  # the layout is one already
    assert tags["nav"].props["aria-label"] == "Steps"
    skip = next(iter(page.find("Skip to content").elements))
    assert skip.props["href"] == "#content"


async def test_a_page_says_what_language_it_is_in(page: User) -> None:
    assert '<html lang="en-GB">' in (await page.http_client.get("/probe")).text
    assert '<html lang="en">' in (await page.http_client.get("/nowhere")).text


async def test_names_are_shown_as_text(page: User) -> None:
    await page.should_see(MARKUP)
    answer = await page.http_client.get("/probe")
    assert "<b>bold" not in answer.text
    assert re.findall(r"<script(?! nonce=)", answer.text) == []


async def test_every_style_of_the_lab_is_served_and_nothing_beside_it(page: User) -> None:
    answer = await page.http_client.get("/probe")
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    assert [link.split("?")[0] for link in links] == [f"/static/{name}" for name in sheets()]
    assert set(sheets()) == {path.name for folder in (FOLDER, MODULES) for path in folder.glob("*.css")}
    for link in links:
        style = await page.http_client.get(link)
        assert style.status_code == 200
        assert style.headers["content-type"].startswith("text/css")


def test_nothing_comes_from_outside() -> None:
    files = [path for kind in ("py", "js", "css", "yaml") for folder in (LAB, MODULES.parent) for path in folder.rglob(f"*.{kind}")]
    known = ("http://www.w3.org/", "http://{", "ws://{")  # names of a format, and the lab's own address
    found = {
        f"{path.name}: {address}"
        for path in files
        for address in re.findall(r"(?:https?|wss?)://[^\s'\"`)]*", path.read_text(encoding="utf-8"))
        if not address.startswith(known)
    }
    assert found == set()


def variables() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheets()["lab.css"]))


def brightness(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As the accessibility guidelines (WCAG 2) define it; words need 4.5."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("words", ["ink", "muted", "accent", "warn", "good"])
@pytest.mark.parametrize("ground", ["panel", "ground"])
def test_words_stand_out_from_their_ground(words: str, ground: str) -> None:
    assert contrast(variables()[words], variables()[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["accent", "accent-deep", "warn", "good", "ink"])
def test_white_text_contrasts_with_coloured_backgrounds(ground: str) -> None:
    assert contrast("#ffffff", variables()[ground]) >= 4.5


async def test_two_browsers_see_each_their_own(another: Callable[[], User], lab: Lab) -> None:
    @ui.page("/probe")
    def probe() -> None:
        with frame("plan"):
            ui.label("content")

    one, other = another(), another()
    await one.open("/probe")
    next(iter(lab.sessions.values())).game = object()  # type: ignore[assignment]
    await one.open("/probe")
    await other.open("/probe")
    assert places(one)["play"].tag == "a"
    assert places(other)["play"].tag == "span"
