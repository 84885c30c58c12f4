"""The look at a page finds what it is meant to find, and nothing on a page that is in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from seen import faults

IN_ORDER = """<!doctype html><html lang="en"><title>In order</title>
<body style="margin:0;background:#fff;color:#222">
<h1>Company A</h1><button>Play</button><input aria-label="Name">
<div role="img" aria-label="The organisation"><canvas></canvas></div>{more}"""


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_a_page_in_order_has_no_faults(sheet: Page) -> None:
    sheet.set_content(IN_ORDER.format(more=""))
    assert faults(sheet) == []


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ('<p style="color:#999">pale</p>', "contrast of 2.8"),
        ('<div style="background:#0072b2"><p style="color:#24c">blue on blue</p></div>', "blue on blue"),
        ('<div style="opacity:.4"><p>faded</p></div>', "faded"),
        ('<p style="font-size:24px;color:#999">large and pale</p>', "not 3"),
        ("<button></button>", "a button has no name"),
        ("<input>", "a textbox has no name"),
        ("<canvas></canvas>", "a canvas has no name"),
        ('<div style="width:1500px">wide</div>', "1500 wide"),
    ],
)
def test_accessibility_faults_are_found(sheet: Page, more: str, fault: str) -> None:
    sheet.set_content(IN_ORDER.format(more=more))
    assert any(fault in found for found in faults(sheet)), faults(sheet)


@pytest.mark.parametrize(
    "more",
    [
        '<p style="font-size:24px;color:#888">large may be paler</p>',
        '<button disabled style="color:#aaa">off</button>',
        '<div style="background:#004"><p style="color:#fff">white on blue</p></div>',
        '<p style="visibility:hidden;color:#fff">not seen</p>',
    ],
)
def test_accessible_content_is_not_reported(sheet: Page, more: str) -> None:
    sheet.set_content(IN_ORDER.format(more=more))
    assert faults(sheet) == []
