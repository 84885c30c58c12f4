"""Names of people, units, situations and teams are always shown as text.

What they are called here is harmless: markup that would stand in the page as an element of its own, or be filled in.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from steps import begin, branch, click_a_person, play, stands_at

import sim

Keep = Callable[[Page, str], None]

ODD_WORDS = (
    '<b class="brought">bold</b>',
    "<i class='brought'>italic</i>",
    "{{ 'filled' + '-in' }}",
    "</style></title><u class=brought>",
    "\u202egnihtyna\u202c مرحبا",
    "long " + "w" * 3_000,
)


def _table(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def _staff() -> list[dict[str, str]]:
    """Forty people; ids, units and a column no one asked for are all as odd as can be."""
    people = [{"employee": "chief", "manager": "", "unit": "top", "note": ODD_WORDS[0]}]
    for row in range(40):
        words = ODD_WORDS[row % len(ODD_WORDS)]
        people.append({"employee": f"{row} {words[:200]}", "manager": "chief", "unit": f"unit {words[:60]}", "note": words})
    return people


def _hand_in(page: Page, folder: Path, staff: list[dict[str, str]]) -> None:
    names = [person["employee"] for person in staff]
    ties = [{"employee": one, "colleague": other} for one, other in zip(names, names[1:] + names[:1], strict=True)]
    for name, rows in (("employees.csv", staff), ("ties.csv", ties)):
        (folder / name).write_bytes(_table(rows))
    _bring(page, folder)


def _bring(page: Page, folder: Path) -> None:
    """The two tables that lie in a folder."""
    page.goto("/")
    page.get_by_role("tab", name="Your own organisation").click()
    places = page.locator('input[type="file"]')
    places.nth(0).set_input_files(folder / "employees.csv")
    expect(page.get_by_text("Informal ties are drawn.")).to_be_visible(timeout=60_000)
    places.nth(1).set_input_files(folder / "ties.csv")


def was_obeyed(page: Page) -> bool:
    """Whether anything that was brought stands in the page as an element, or was filled in, instead of being shown as it was written."""
    return page.evaluate("() => document.querySelector('.brought') !== null || document.body.innerText.includes('filled-in')")


def test_ones_own_people_are_put_into_a_situation(page: Page, screenshot: Keep) -> None:
    example = Path(__file__).parents[2] / "configs" / "organisation" / "example"
    _bring(page, example)
    expect(page.get_by_role("status").filter(has_text="60 people in 5 units")).to_be_visible()
    screenshot(page, "9-own-organisation")
    begin(page)
    play(page)
    page.get_by_role("button", name="A quarter").click()
    click_a_person(page)


def test_names_are_never_obeyed(page: Page, tmp_path: Path) -> None:
    _hand_in(page, tmp_path, _staff())
    expect(page.get_by_role("status").filter(has_text="41 people in 7 units")).to_be_visible()
    assert not was_obeyed(page)
    begin(page)
    assert not was_obeyed(page)
    play(page)
    page.get_by_role("button", name="A quarter").click()
    click_a_person(page)
    assert not was_obeyed(page)


@pytest.mark.parametrize("words", [*ODD_WORDS[:2], ODD_WORDS[3], "filled-in"])
def test_injected_markup_is_detected_when_not_shown_as_text(browser: Browser, words: str) -> None:
    page = browser.new_page()
    page.set_content(f"<p>{words}</p>")
    assert was_obeyed(page)
    page.close()


def test_a_situation_with_odd_titles_is_played_and_not_obeyed(page: Page, screenshot: Keep, tmp_path: Path) -> None:
    """Titles of the situation, its units, its steps and of a future, all as odd as can be."""
    data = sim.load("customer_centric", "organisation=small").model_dump(mode="json")
    data["title"], data["briefing"], data["watch"] = ODD_WORDS[0], ODD_WORDS[1], [ODD_WORDS[2], ODD_WORDS[5]]
    for words, unit in zip(ODD_WORDS * 4, data["organisation"]["units"].values(), strict=False):
        unit["title"] = words[:120]
    for words, card in zip(ODD_WORDS * 20, data["definitions"]["interventions"].values(), strict=False):
        card["title"] = words[:120]
    file = tmp_path / "situation.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    page.goto("/")
    page.get_by_role("tab", name="Open a file").click()
    page.locator('input[type="file"]').first.set_input_files(file)
    expect(page.get_by_role("heading", name=ODD_WORDS[0], level=2)).to_be_visible()
    assert not was_obeyed(page)
    begin(page)
    play(page)
    page.get_by_role("button", name="A quarter").click()
    stands_at(page, 13)
    click_a_person(page)
    page.get_by_role("button", name="Close, back to the news").click()
    branch(page, 4, ODD_WORDS[0])
    expect(page.get_by_role("region", name="Futures").get_by_text("bold")).to_be_visible()
    screenshot(page, "11-odd-names")
    assert not was_obeyed(page)


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe", b"employee\n" + b"a" * 2_000_000, b"not,a,table\n1,2"], ids=["bytes", "large", "other"]
)
def test_an_invalid_table_is_refused_in_one_sentence(page: Page, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "employees.csv").write_bytes(content)
    page.goto("/")
    page.get_by_role("tab", name="Your own organisation").click()
    places = page.locator('input[type="file"]')
    places.nth(0).set_input_files(tmp_path / "employees.csv")
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w")).first).to_be_visible()
