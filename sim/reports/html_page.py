"""Report page: one self-contained, printable HTML file."""

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
"""Number of sentences of a chapter that are shown at once; the rest are in a collapsed section."""


@dataclass(frozen=True)
class Plate:
    """A figure of a page, with a sentence that describes it."""

    name: str  # of its files, and its anchor in the page
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
    """A table of a page, and the file with the full table."""

    title: str
    table: pd.DataFrame
    note: str = ""
    file: str = ""  # relative to the page

    @property
    def columns(self) -> list[str]:
        return [str(name) for name in self.table.columns]

    @property
    def rows(self) -> list[list[tuple[str, bool]]]:
        """Return the cells as text, each with a flag that is true for numbers."""
        return [[_cell(value) for value in row] for row in self.table.itertuples(index=False, name=None)]


@dataclass(frozen=True)
class Chapter:
    """A chapter of a page; each answers one question."""

    anchor: str
    title: str
    statements: Sequence[str] = ()
    plates: Sequence[Plate] = ()
    sheets: Sequence[Sheet] = ()
    caveats: Sequence[str] = ()  # limits of its statements


@dataclass(frozen=True)
class ReportPage:
    """A report: answer, evidence, methods, in this order."""

    question: str
    answer: str
    drawn: str  # description of the sample, one line
    statements: Sequence[str]  # further key findings for managers
    plates: Sequence[Plate]  # of the first screen
    chapters: Sequence[Chapter]
    colophon: Sequence[tuple[str, str]]  # command, versions and sources, by name
    caveat: str = ""  # what readers must know before they quote the report
    files: Sequence[str] = field(default_factory=tuple)
    language: str = "en-GB"


def page_as_html(page: ReportPage) -> str:
    """Render the page as one HTML document."""
    return environment("sim.reports").get_template(TEMPLATE).render(page=page, shown_at_once=SHOWN_AT_ONCE)


def write_page(page: ReportPage, folder: Path, name: str = "report") -> Path:
    """Write the page; the file is complete or absent."""
    return write_whole(folder / f"{name}.html", page_as_html(page).encode())


@cache
def environment(package: str) -> Environment:
    """Return the template environment of a package; text is escaped, and an undefined variable is an error."""
    made = Environment(loader=PackageLoader(package, "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["prose"] = prose
    return made


def prose(text: str) -> str:
    """Format percentages as in figures, and prevent line breaks inside intervals."""
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
