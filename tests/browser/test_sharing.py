"""A shared link or file replays a play to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from serving import Visitor
from steps import bar, branch, choose, downloaded, play, stands_at, take, to_the_end

Keep = Callable[[Page, str], None]

SAME = "It ended exactly as before: the digests agree."


def _lived_and_shared(page: Page) -> str:
    choose(page)
    take(page, "Employees first")
    expect(bar(page, "Employees first")).to_be_visible()
    play(page)
    to_the_end(page)
    branch(page, 26, "Without a pause")
    to_the_end(page)
    page.get_by_role("button", name="Share", exact=True).click()
    return page.get_by_role("textbox", name="Link").input_value()


def test_a_link_and_a_file_lead_to_the_same_digits(page: Page, visitor: Visitor, screenshot: Keep, tmp_path: Path) -> None:
    link = _lived_and_shared(page)
    file = downloaded(page, "Download as a file", tmp_path)
    by_link = visitor()
    by_link.goto(link)
    expect(by_link.get_by_role("heading", name="A game was shared with you")).to_be_visible()
    screenshot(by_link, "10-shared-play")
    _live_again(by_link)
    by_file = visitor()
    by_file.goto("/")
    by_file.get_by_role("tab", name="Open a file").click()
    by_file.locator('input[type="file"]').first.set_input_files(file)
    _live_again(by_file)


def _live_again(page: Page) -> None:
    page.get_by_role("button", name="Replay it").click()
    expect(page.get_by_text(SAME)).to_be_visible()
    page.get_by_role("button", name="Continue from where it stopped").click()
    stands_at(page, 156)
    expect(page.get_by_role("region", name="Futures").get_by_text("Without a pause")).to_be_visible()


def test_a_broken_link_is_refused_in_a_sentence(page: Page) -> None:
    page.goto("/shared?play=nonsense")
    expect(page.get_by_role("heading", name="This link cannot be opened")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()
