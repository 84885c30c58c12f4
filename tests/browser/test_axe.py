"""Pages that readers keep pass axe: the report of a study, and the debrief of a game."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from sim.config import load
from sim.lab.debrief.page import debrief_html, sheets_of
from sim.play import Decision, Play
from sim.play.debrief import debrief_of
from sim.play.random_plans import universe_of
from sim.schema.programme import Step

SMALL = ["study.initiatives=32", "study.sensitivity=0", "study.screening=2", "study.robustness=1", "study.tipping=[]", "weeks=40"]
UNITS = "organisation.units={shop: {size: 12}, office: {size: 8}}"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    ran = subprocess.run([sys.executable, "-m", "sim", "why", *SMALL], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder / "outputs" / "why_initiatives_fail" / "report.html"


@pytest.fixture(scope="module")
def debrief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    initiative = load("customer_centric", "weeks=30", "programme.expected_weeks=20", UNITS)
    decision = Decision(week=6, does="add", handle="taught", step=Step(intervention="training", start=8, weeks=9))
    play = Play(initiative, 2, [decision]).at(20)
    path = tmp_path_factory.mktemp("debrief") / "debrief.html"
    found = debrief_of(play, [play, play.branch(5, "Another")], universe_of(play, 15), others=3)
    path.write_text(debrief_html(sheets_of(found)), encoding="utf-8")
    return path


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("kept", ["report", "debrief"])
@pytest.mark.parametrize("width", [1366, 390])
def test_a_page_that_readers_keep_passes_axe(kept: str, width: int, sheet: Page, request: pytest.FixtureRequest) -> None:
    sheet.set_viewport_size({"width": width, "height": 900})
    sheet.goto(request.getfixturevalue(kept).as_uri())
    found = Axe().run(sheet)
    assert found.violations_count == 0, found.generate_report()
    levels = sheet.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => Number(heading.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1 and all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('img').removeAttribute('alt')", "image-alt"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("document.querySelectorAll('p').forEach(words => words.style.color = '#ccc')", "color-contrast"),
        ("document.querySelector('h1').outerHTML = '<h4>Why?</h4>'", "page-has-heading-one"),
    ],
)
def test_axe_notices_harm_to_the_report(harm: str, rule: str, sheet: Page, report: Path) -> None:
    sheet.goto(report.as_uri())
    sheet.evaluate(harm)
    assert rule in {one["id"] for one in Axe().run(sheet).response["violations"]}
