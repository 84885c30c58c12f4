"""Whatever people, units, situations and teams are called, it is shown as text and never obeyed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from steps import begin, click_somebody, play

OBEYED = "window.obeyed = true"
NASTY = (
    f'<img src=x onerror="{OBEYED}">',
    f"<script>{OBEYED}</script>",
    f"{{{{constructor.constructor('{OBEYED}')()}}}}",
    f"</style></title><svg onload={OBEYED}>",
    "\u202egnihtyna\u202c مرحبا",
    "long " + "w" * 10_000,
)


def _table(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def _staff() -> list[dict[str, str]]:
    """Forty people; ids, units and a column nobody asked for are all as bad as can be."""
    people = [{"employee": "chief", "manager": "", "unit": "top", "note": NASTY[0]}]
    for row in range(40):
        nasty = NASTY[row % len(NASTY)]
        people.append({"employee": f"{row} {nasty[:200]}", "manager": "chief", "unit": f"unit {nasty[:60]}", "note": nasty})
    return people


def _hand_in(page: Page, folder: Path, staff: list[dict[str, str]]) -> None:
    names = [person["employee"] for person in staff]
    ties = [{"employee": one, "colleague": other} for one, other in zip(names, names[1:] + names[:1], strict=True)]
    for name, rows in (("employees.csv", staff), ("ties.csv", ties)):
        (folder / name).write_bytes(_table(rows))
    page.goto("/")
    page.get_by_role("tab", name="Your own organisation").click()
    places = page.locator('input[type="file"]')
    places.nth(0).set_input_files(folder / "employees.csv")
    expect(page.get_by_text("Now the other table")).to_be_visible()
    places.nth(1).set_input_files(folder / "ties.csv")


def was_obeyed(page: Page) -> bool:
    return page.evaluate("() => window.obeyed === true")


def test_ones_own_people_are_put_into_a_situation(page: Page, tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "configs" / "organisation" / "example"
    page.goto("/")
    page.get_by_role("tab", name="Your own organisation").click()
    places = page.locator('input[type="file"]')
    places.nth(0).set_input_files(example / "employees.csv")
    expect(page.get_by_text("Now the other table")).to_be_visible()
    places.nth(1).set_input_files(example / "ties.csv")
    expect(page.get_by_role("status").filter(has_text="60 people in 5 units")).to_be_visible()
    begin(page)
    play(page)
    page.get_by_role("button", name="A quarter").click()
    click_somebody(page)


def test_names_are_never_obeyed(page: Page, tmp_path: Path) -> None:
    _hand_in(page, tmp_path, _staff())
    expect(page.get_by_role("status").filter(has_text="41 people in 7 units")).to_be_visible()
    assert not was_obeyed(page)
    begin(page)
    assert not was_obeyed(page)
    play(page)
    page.get_by_role("button", name="A quarter").click()
    click_somebody(page)
    expect(page.get_by_role("region", name="Who is looked at").get_by_text("onerror").or_(page.get_by_text("unit")).first).to_be_visible()
    assert not was_obeyed(page)
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe", b"employee\n" + b"a" * 2_500_000, b"not,a,table\n1,2"], ids=["bytes", "large", "other"]
)
def test_a_table_that_is_none_is_refused_in_a_sentence(page: Page, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "employees.csv").write_bytes(content)
    (tmp_path / "ties.csv").write_bytes(b"employee,colleague\n")
    page.goto("/")
    page.get_by_role("tab", name="Your own organisation").click()
    places = page.locator('input[type="file"]')
    places.nth(0).set_input_files(tmp_path / "employees.csv")
    if len(content) < 2_000_000:
        expect(page.get_by_text("Now the other table")).to_be_visible()
        places.nth(1).set_input_files(tmp_path / "ties.csv")
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w")).first).to_be_visible()
