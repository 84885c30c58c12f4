"""What someone does at the lab, in the words of its page."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

WEEK = re.compile(r"Week (\d+) of (\d+)")


def choose(page: Page, situation: str = "Company A") -> None:
    """A situation is looked at and put on the table."""
    page.goto("/")
    page.get_by_role("button", name=re.compile(f"^{situation}")).first.click()
    expect(page.get_by_role("heading", name=situation, level=2)).to_be_visible()
    begin(page)


def begin(page: Page) -> None:
    page.get_by_role("button", name="Plan this change").click()
    expect(page.get_by_role("heading", name="Plan the change")).to_be_visible()


def take(page: Page, card: str) -> Locator:
    """A card becomes a step; the bar of the step."""
    page.get_by_role("button", name=f"Add to the plan: {card}", exact=True).click()
    return bar(page, card).last


def bar(page: Page, card: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{card}. weeks"))


def play(page: Page) -> None:
    """The plan is put to work; no week has passed yet."""
    page.get_by_role("button", name="Play this plan").click()
    stands_at(page, 0)


def stands_at(page: Page, week: int) -> None:
    expect(page.get_by_role("heading", name=re.compile(rf"^Week {week} of"))).to_be_visible()


def week_of(page: Page) -> int:
    said = WEEK.search(page.get_by_role("heading", name=WEEK).inner_text())
    assert said is not None
    return int(said[1])


def passes(page: Page, week: int) -> None:
    """Time goes on beyond a week."""
    page.wait_for_function(
        "week => Number(/Week (\\d+) of/.exec(document.querySelector('h1, [aria-level=\"1\"]').textContent)[1]) > week", arg=week
    )


def to_the_end(page: Page) -> None:
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("Final week reached")).to_be_visible()


def look_back(page: Page, week: int) -> None:
    page.get_by_role("slider", name="Week in view").fill(str(week))
    expect(page.get_by_text(f"Viewing week {week};")).to_be_visible()


def branch(page: Page, week: int, title: str) -> None:
    """Back to a week, to play on from there otherwise."""
    look_back(page, week)
    page.get_by_role("status").get_by_role("button", name=f"Branch from week {week}").click()
    page.get_by_role("textbox", name="What will you try?").fill(title)
    page.get_by_role("dialog").get_by_role("button", name="Branch", exact=True).click()
    stands_at(page, week)


def click_a_person(page: Page) -> None:
    """A dot of the map is clicked, wherever it lies: the pointer goes over the map until a person is under it."""
    canvas = page.get_by_role("application").locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    tip, panel = page.locator(".component-tip"), page.get_by_role("region", name="Selected person")
    for row in range(12, int(box["height"]), 24):
        for column in range(12, int(box["width"]), 24):
            page.mouse.move(box["x"] + column, box["y"] + row)
            if canvas.evaluate("canvas => canvas.style.cursor") != "pointer":
                continue
            page.mouse.down()
            page.mouse.up()
            expect(panel).to_be_visible()
            expect(tip).to_be_visible()
            if panel.get_by_text(re.compile("colleagues? listen")).count():
                return
    raise AssertionError("No one was found on the map.")


def downloaded(page: Page, button: str, folder: Path) -> Path:
    """A file that the lab hands out."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    handed: Download = coming.value
    path = folder / handed.suggested_filename
    handed.save_as(path)
    return path
