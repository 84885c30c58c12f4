"""Take the pictures of the lab that README and documentation show: python tests/browser/pictures.py."""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import browser as finding
from playwright.sync_api import Page, expect, sync_playwright
from seen import LAPTOP
from serving import ROOT, Server
from steps import bar, branch, choose, play, stands_at, to_the_end

IMAGES = ROOT / "docs" / "images"
BRANCHED, SHOWN = 5, 60
"""Week in which the second attempt drops the coaching of leaders, and week of the picture."""


def take_pictures(page: Page) -> None:
    """Plan and play Company A, replay it without coaching, and take a picture of each."""
    choose(page, "Company A")
    page.wait_for_timeout(1_000)  # the cards are drawn
    page.screenshot(path=IMAGES / "lab_plan.png", animations="disabled")
    play(page)
    to_the_end(page)
    branch(page, BRANCHED, "Without coaching")
    bar(page, "Coach leaders").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(bar(page, "Coach leaders")).to_have_count(0)
    for week in range(BRANCHED + 1, SHOWN + 1):
        page.get_by_role("button", name="One week", exact=True).click()
        stands_at(page, week)
    show_a_leader(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_000)
    page.screenshot(path=IMAGES / "lab_play.png", animations="disabled")


def show_a_leader(page: Page) -> None:
    """Click people in the disc of Information technology until one of them leads a team."""
    canvas, panel = page.get_by_role("application").locator("canvas"), page.get_by_role("region", name="Selected person")
    box = canvas.bounding_box()
    assert box is not None
    for row, column in product(range(80, 160, 6), range(280, 380, 6)):
        page.mouse.move(box["x"] + column, box["y"] + row)
        if canvas.evaluate("canvas => canvas.style.cursor") != "pointer":
            continue
        page.mouse.click(box["x"] + column, box["y"] + row)
        page.wait_for_timeout(400)  # the panel is filled, or a unit is opened
        if panel.get_by_text("leads a team in Information technology").count():
            return
    raise AssertionError("No team leader was found on the map.")


def main() -> None:
    """Start a lab and a browser, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "output.txt")
        started = playwright.chromium.launch(executable_path=finding.browser(), args=list(finding.FLAGS))
        expect.set_options(timeout=120_000)
        try:
            page = started.new_page(base_url=server.address, viewport=LAPTOP)
            page.set_default_timeout(120_000)
            take_pictures(page)
        finally:
            started.close()
            server.stop()


if __name__ == "__main__":
    main()
