"""A trainer's half hour, from the first page to the file that is taken home."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from steps import bar, branch, choose, click_a_person, downloaded, passes, play, stands_at, take, to_the_end, week_of

Keep = Callable[[Page, str], None]


def test_a_change_is_planned_lived_changed_branched_and_debriefed(page: Page, browser: Browser, screenshot: Keep, tmp_path: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Plan this change")).to_be_visible()
    screenshot(page, "1-choose")
    choose(page, "Company A")
    _plan(page, screenshot)
    play(page)
    screenshot(page, "3-play-before-the-first-week")
    _live(page)
    _look_at_people(page, screenshot)
    _change(page)
    _branch(page, screenshot)
    _debrief(page, browser, screenshot, tmp_path)


def _plan(page: Page, screenshot: Keep) -> None:
    page.get_by_role("button", name="Empty plan").click()
    expect(page.get_by_text("No step yet.")).to_be_visible()
    training = take(page, "Training and coaching")
    expect(training).to_have_accessible_name(re.compile("weeks 0 to"))
    expect(page.get_by_role("region", name="Warnings").get_by_role("heading", name="Training before autonomy")).to_be_visible()
    training.press("ArrowRight")
    expect(training).to_have_accessible_name(re.compile("weeks 4 to"))
    _drag(page, "Training and coaching", by=26)
    expect(training).not_to_have_accessible_name(re.compile("weeks 4 to"))
    screenshot(page, "2-plan-with-a-warning")
    page.get_by_role("button", name="The scenario's plan").click()
    expect(bar(page, "Coach leaders")).to_be_visible()


def _drag(page: Page, card: str, by: int) -> None:
    """A bar is moved by hand, by about so many weeks of three years."""
    box = bar(page, card).bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by * 700 / 156, y, steps=4)
    page.mouse.up()


def _live(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    passes(page, 1)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    week = week_of(page)
    page.get_by_role("button", name="One week", exact=True).click()
    stands_at(page, week + 1)
    page.get_by_role("button", name="A quarter").click()
    stands_at(page, week + 14)


def _look_at_people(page: Page, screenshot: Keep) -> None:
    click_a_person(page)
    panel = page.get_by_role("region", name="Selected person")
    expect(panel.get_by_role("row", name=re.compile("total"))).to_be_visible()
    expect(panel.get_by_role("row", name=re.compile("threshold"))).to_be_visible()
    page.mouse.move(0, 0)
    screenshot(page, "4-what-pulls-and-what-holds")
    panel.get_by_role("button", name="Close, back to the news").click()
    expect(page.get_by_role("heading", name="News")).to_be_visible()


def _change(page: Page) -> None:
    week = week_of(page)
    page.get_by_role("button", name="Add an intervention").click()
    page.get_by_role("dialog").get_by_role("button", name="Add to the plan: Employees first").click()
    expect(bar(page, "Employees first")).to_have_accessible_name(re.compile(f"weeks {week} to"))


def _branch(page: Page, screenshot: Keep) -> None:
    to_the_end(page)
    branch(page, 8, "More for the middle")
    futures = page.get_by_role("region", name="Futures")
    expect(futures.get_by_role("button", name=re.compile("More for the middle"))).to_have_attribute("aria-pressed", "true")
    expect(bar(page, "Employees first")).to_have_count(0)
    curves = page.get_by_role("group", name=re.compile("^Adoption by unit"))
    expect(curves.get_by_text("As played")).to_be_visible()
    to_the_end(page)
    screenshot(page, "5-two-futures")


def _debrief(page: Page, browser: Browser, screenshot: Keep, folder: Path) -> None:
    page.get_by_role("button", name="Debrief", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^It (succeeded|failed)"))).to_be_visible(timeout=300_000)
    screenshot(page, "6-debrief")
    page_at_home = downloaded(page, "Download as one page", folder)
    _opens_without_a_network(browser, page_at_home)
    table = downloaded(page, "Download the decisions", folder)
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert any("Coach leaders" in row.values() for row in rows)


def _opens_without_a_network(browser: Browser, path: Path) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    at_home = context.new_page()
    at_home.goto(path.as_uri())
    expect(at_home.get_by_role("heading", level=1)).to_have_count(1)
    pictures = at_home.evaluate("() => [...document.images].map(image => image.complete && image.naturalWidth > 0)")
    context.close()
    assert pictures and all(pictures)
    assert [url for url in asked if not url.startswith(("data:", path.as_uri()))] == []
