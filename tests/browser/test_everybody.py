"""Every page is for everybody: read in bad light, from far away, by a screen reader, and without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from seen import LAPTOP, faults
from steps import branch, choose, click_a_person, play, to_the_end


def _in_order(page: Page) -> None:
    page.mouse.move(0, 0)
    found = faults(page)
    assert not found, "\n".join([page.url, *found])


def _fits(page: Page) -> None:
    """All of the play screen is seen at once on a laptop."""
    page.set_viewport_size(LAPTOP)
    high = page.evaluate("() => document.scrollingElement.scrollHeight")
    assert high <= LAPTOP["height"], f"The page is {high} high."


def test_choosing_is_for_everybody(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Plan this change")).to_be_visible()
    _in_order(page)
    for tab in ("Your own organisation", "Open a file"):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")
        _in_order(page)


def test_planning_and_playing_are_for_everybody(page: Page) -> None:
    choose(page)
    _in_order(page)
    page.get_by_role("button", name="Empty plan").click()
    expect(page.get_by_text("No step yet.")).to_be_visible()
    _in_order(page)
    page.get_by_role("button", name="The scenario's plan").click()
    play(page)
    _in_order(page)
    _fits(page)
    page.get_by_role("button", name="A quarter").click()
    click_a_person(page)
    _in_order(page)
    _fits(page)
    page.get_by_role("button", name="Close, back to the news").click()
    to_the_end(page)
    branch(page, 20, "Otherwise")
    _in_order(page)
    _fits(page)


def test_rooms_are_for_everybody(page: Page) -> None:
    choose(page)
    page.goto("/room")
    _in_order(page)
    page.goto("/room/open")
    _in_order(page)
    page.get_by_role("button", name="Open the room").click()
    expect(page.get_by_text("No team has joined yet")).to_be_visible()
    _in_order(page)


def test_a_stranger_to_the_mouse_reaches_the_first_button(page: Page) -> None:
    """The first key leads past everything that stands on every page."""
    page.goto("/")
    expect(page.get_by_role("button", name="Plan this change")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
