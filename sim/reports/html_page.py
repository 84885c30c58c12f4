"""The page of a report: one HTML file that needs nothing from outside, reads from its first screen to its last table, and prints."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from sim.figures.style import in_style, spaced, svg_of
from sim.study.store.blocks import write_whole

TEMPLATE = "report.html.j2"
SHOWN_AT_ONCE = 4
"""Sentences of a chapter that stand open; the rest unfold."""


@dataclass(frozen=True)
class Plate:
    """A figure in a page, with a sentence that says what it shows."""

    name: str  # of its files, and its place in the page
    figure: Figure
    reading: str

    @cached_property
    def source(self) -> str:
        """The figure itself, as the address of an image."""
        with in_style():
            svg = svg_of(self.figure, getattr(self.figure, "finding", "") or self.reading, self.alternative)
        return "data:image/svg+xml;base64," + base64.b64encode(_without_prologue(svg)).decode()

    @property
    def alternative(self) -> str:
        """Return the figure's text alternative, or else the sentence that describes it."""
        return getattr(self.figure, "alternative", "") or self.reading


@dataclass(frozen=True)
class Sheet:
    """A table in a page, and the file that holds it in full."""

    title: str
    table: pd.DataFrame
    note: str = ""
    file: str = ""  # beside the page

    @property
    def columns(self) -> list[str]:
        return [str(name) for name in self.table.columns]

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """Cells as text, each with whether it is a number."""
        return [[_cell(value) for value in row] for row in self.table.itertuples(index=False, name=None)]


@dataclass(frozen=True)
class Chapter:
    """A part of a page that answers one question."""

    anchor: str
    title: str
    statements: Sequence[str] = ()
    plates: Sequence[Plate] = ()
    sheets: Sequence[Sheet] = ()
    caveats: Sequence[str] = ()  # what it does not say


@dataclass(frozen=True)
class ReportPage:
    """A report: its answer first, then its reasons, then how every number was made."""

    question: str
    answer: str
    drawn: str  # what was studied, in a line
    statements: Sequence[str]  # what a manager should know, besides
    plates: Sequence[Plate]  # of the first screen
    chapters: Sequence[Chapter]
    colophon: Sequence[tuple[str, str]]  # what it was made with, by name
    caveat: str = ""  # what everybody must know before quoting it
    files: Sequence[str] = field(default_factory=tuple)
    language: str = "en-GB"


def page_as_html(page: ReportPage) -> str:
    """The page as one HTML document."""
    return environment("sim.reports").get_template(TEMPLATE).render(page=page, shown_at_once=SHOWN_AT_ONCE)


def write_page(page: ReportPage, folder: Path, name: str = "report") -> Path:
    """Write the page; it appears whole or not at all."""
    return write_whole(folder / f"{name}.html", page_as_html(page).encode())


@cache
def environment(package: str) -> Environment:
    """How pages are made of the templates of a package: nothing in a text becomes markup, and nothing may be left out."""
    made = Environment(loader=PackageLoader(package, "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["prose"] = prose
    return made


def prose(text: str) -> str:
    """Text with its percentages written as in figures, and its intervals kept on one line."""
    return re.sub(r" \[([^\]]{1,24})\]", lambda found: "\u00a0[" + found[1].replace(" ", "\u00a0") + "]", spaced(text))


def _without_prologue(svg: bytes) -> bytes:
    return svg[svg.index(b"<svg") :]


def _cell(value: object) -> tuple[str, bool]:
    if value is None or (isinstance(value, float) and value != value):
        return "–", False
    if isinstance(value, bool):
        return ("yes" if value else "no"), False
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1_000 else f"{value:,.0f}", True
    if isinstance(value, int):
        return f"{value:,}", True
    text = str(value)
    return text, bool(re.fullmatch(r"[+−-]?[\d.,]+ ?%?( \[.*\])?", text))
