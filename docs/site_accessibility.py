"""Additions to the theme for screen readers and keyboards, made on every page after Sphinx wrote it."""

from __future__ import annotations

import re
from pathlib import Path

CHANGES = (
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer'), '<aside aria-label="On this page" class="toc-drawer'),
    (re.compile(r"<pre>"), '<pre tabindex="0">'),  # a block wider than the page can be scrolled with the keyboard
    (re.compile(r"<th></th>"), "<td></td>"),  # the corner of a table of results
    (re.compile(r'<th class="head"><p></p></th>'), "<td></td>"),
    (re.compile(r'<div class="table-wrapper'), '<div tabindex="0" class="table-wrapper'),
    (re.compile(r'<div class="cell_output'), '<div tabindex="0" class="cell_output'),
    (re.compile(r'<div id="search-results"></div>'), '<h1>Search</h1><div id="search-results"></div>'),
)


def complete(site: Path) -> None:
    """Rewrite the pages of a site in place."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for pattern, better in CHANGES:
            text = pattern.sub(better, text)
        page.write_text(text, encoding="utf-8")
