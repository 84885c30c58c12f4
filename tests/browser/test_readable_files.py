"""Files that the product writes for readers can be read by screen readers and used with a keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from sim.config import load
from sim.engine import Record, simulate
from sim.figures import draw_course, save
from sim.lab.answers import admission, sentence
from sim.lab.debrief.page import DebriefPart, Sheets, debrief_html
from sim.reports.html_page import Chapter, Plate, ReportPage, Sheet, page_as_html

FOCUSED = "getComputedStyle(document.activeElement)"


@pytest.fixture(scope="module")
def record() -> Record:
    return simulate(load("customer_centric", "weeks=20", "programme.expected_weeks=20", "organisation.units={shop: {size: 12}}"), 7)


@pytest.fixture(scope="module")
def folder(record: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each kind of file with every part that it can have."""
    home = tmp_path_factory.mktemp("files")
    plate = Plate("course", draw_course(record), "The course of a run.")
    table = pd.DataFrame([("A unit with a long name", 1.0, ""), ("Another unit", 0.5, "not clearly")], columns=["Unit", "share", ""])
    wide = pd.DataFrame([("Adoption", *range(30))], columns=["Series", *(f"week {week}" for week in range(30))])
    sheets = [Sheet("Shares of the units", table, "Every unit.", "tables/shares.csv"), Sheet("Weeks of the course", wide)]
    report = ReportPage(
        question="Why do initiatives fail?", answer="Leaders change their minds.", drawn="32 initiatives · seed 1",
        statements=["Half of them fail.", "It shows early."], plates=[plate, Plate("again", plate.figure, "The same course.")],
        chapters=[
            Chapter("modes", "How they fail", [f"Sentence {place}." for place in range(9)], [Plate("modes_1", plate.figure, "A course.")],
                    sheets, ["It says nothing of pay."]),
            Chapter("causes", "Why they fail", ["Leaders."], sheets=[Sheet("Shares of the causes", table)]),
        ],
        colophon=[("Seed", "1")], caveat="No forecast.", files=["summary.json", "tables/"],
    )  # fmt: skip
    (home / "report.html").write_text(page_as_html(report), encoding="utf-8")
    parts = [
        DebriefPart("course", "The course", "It rose.", plate, ["Week 3: a start"], ["It rose early."]),
        DebriefPart("numbers", "Every number", questions=["What would you do?"], sheets=sheets),
    ]
    debrief = Sheets("Company A", "The first play", "It failed.", "Seed 1", "Played to week 8.", parts, ["Seed 1"])
    (home / "debrief.html").write_text(debrief_html(debrief), encoding="utf-8")
    (home / "answer.html").write_bytes(bytes(sentence(404, "server.nothing_here").body))
    (home / "door.html").write_text(bytes(admission("/").body).decode().replace("0;url=/", "99999;url=/"), encoding="utf-8")
    save(plate.figure, home, "course")
    return home


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Callable[[str, int], Page]]:
    """Open a file at a width, with all collapsed sections open."""
    page = browser.new_page()

    def opener(name: str, width: int = 1366) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((folder / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        return page

    yield opener
    page.close()


def broken_rules(page: Page) -> dict[str, str]:
    found = Axe().run(page)
    return {one["id"]: found.generate_report(one["id"]) for one in found.response["violations"]}


@pytest.mark.parametrize("name", ["report.html", "debrief.html", "answer.html", "door.html", "course.svg"])
@pytest.mark.parametrize("width", [1366, 390])
def test_a_file_passes_axe(opened: Callable[[str, int], Page], name: str, width: int) -> None:
    assert broken_rules(opened(name, width)) == {}


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('img').removeAttribute('alt')", "image-alt"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelector('th').textContent = ''", "empty-table-header"),
        ("document.querySelector('h2').outerHTML = '<h4>How they fail</h4>'", "heading-order"),
        ("document.querySelector('main').outerHTML = document.querySelector('main').innerHTML", "landmark-one-main"),
        ("document.querySelectorAll('p').forEach(one => one.style.color = '#999')", "color-contrast"),
        ("document.querySelectorAll('.wide').forEach(one => one.removeAttribute('tabindex'))", "scrollable-region-focusable"),
    ],
)
def test_harm_to_the_report_breaks_a_rule(opened: Callable[[str, int], Page], harm: str, rule: str) -> None:
    page = opened("report.html", 390)
    page.evaluate(harm)
    assert rule in broken_rules(page)


@pytest.mark.parametrize("name", ["report.html", "debrief.html"])
def test_tables_are_named_and_their_headers_say_what_they_head(opened: Callable[[str, int], Page], name: str) -> None:
    page = opened(name, 1366)
    tables = page.locator("table")
    assert tables.count() >= 2
    for place in range(tables.count()):
        table = tables.nth(place)
        assert table.locator("caption").inner_text().strip()
        assert table.locator("th:not([scope])").count() == 0
        assert table.locator("thead th[scope=col]").count() >= 2
        assert table.locator("tbody tr").count() == table.locator("tbody th[scope=row]").count()


@pytest.mark.parametrize("name", ["report.html", "debrief.html"])
def test_headings_have_no_gaps_and_pictures_say_their_finding(opened: Callable[[str, int], Page], name: str, record: Record) -> None:
    page = opened(name, 1366)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    figure = draw_course(record)
    texts = page.evaluate("[...document.images].map(one => one.alt)")
    assert texts and set(texts) == {figure.alternative}


def test_the_keyboard_reaches_the_content_first_and_every_focus_is_visible(opened: Callable[[str, int], Page]) -> None:
    page = opened("report.html", 390)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    box = skip.bounding_box()
    assert box is not None and box["width"] > 40 and box["height"] > 20 and box["x"] >= 0 and box["y"] >= 0
    seen = page.evaluate("document.querySelectorAll('a, summary, .wide').length")
    assert seen >= 12
    for _ in range(seen):
        width, style = page.evaluate(f"[parseFloat({FOCUSED}.outlineWidth), {FOCUSED}.outlineStyle]")
        assert width >= 2 and style == "solid", page.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        page.keyboard.press("Tab")
    page = opened("report.html", 390)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_a_figure_on_its_own_is_announced_as_one_image(opened: Callable[[str, int], Page], record: Record) -> None:
    page = opened("course.svg", 1366)
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    images = [node for node in nodes if node.get("role", {}).get("value") in ("img", "image") and not node.get("ignored")]
    figure = draw_course(record)
    assert [node["name"]["value"] for node in images] == [" ".join(figure.finding.split(" "))]
    assert images[0]["description"]["value"] == figure.alternative
