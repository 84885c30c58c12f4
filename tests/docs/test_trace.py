"""docs/trace.md ties claims and numbers to tests and commands: what a row names exists, and every number stated has a row."""

from __future__ import annotations

import ast
import re
import shlex
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from pages import CONSOLE, ROOT, refusal_of

from sim.config import load
from sim.reports import why_wording
from sim.study.calibration import base_rate

TRACE = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIXED = {
    "sim/reports/why_wording.py::CAVEAT": (why_wording.CAVEAT,),
    "sim/reports/why_wording.py::METHODS": why_wording.METHODS,
    "sim/reports/why_wording.py::LIMITS": why_wording.LIMITS,
    "sim/study/calibration/base_rate.py::SAID_OF_RATES": (base_rate.SAID_OF_RATES,),
}
"""Sentences that every report prints, by the place that defines them."""
ELEMENTS = (
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation", "Implementation verification",
    "Model output verification", "Model analysis", "Model output corroboration",
)  # fmt: skip
NO_TEST = "no test"
_YEAR = re.compile(r"\((?:18|19|20)\d\d[a-z]?\)|(?<=[a-z.] )(?:18|19|20)\d\d[a-z]?(?=[;,)])")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)*(?: ?%)?")


class Claim(NamedTuple):
    """A row of the tables of claims."""

    said: str
    where: str
    shown_by: str
    open: str

    @property
    def place(self) -> str:
        """`README.md#section`, or `file.py::name`."""
        linked = re.fullmatch(r"\[[^\]]+\]\(\.\./(README\.md#[\w-]+)\)", self.where)
        return linked[1] if linked else self.where.strip("`")


def rows_under(title: str, page: str = TRACE) -> list[Claim]:
    """The rows of the table under a heading."""
    section = re.split(r"^#+ ", page.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("| ")]
    return [Claim(*cells) for cells in rows[1:] if not set(cells[0]) <= set("-: ")]


README_CLAIMS = rows_under("Claims of the README")
REPORT_CLAIMS = rows_under("Claims of the report")
RULE_CLAIMS = rows_under("Claims of the rules")
CLAIMS = README_CLAIMS + REPORT_CLAIMS + RULE_CLAIMS


def numbers_in(text: str) -> set[str]:
    """Numbers stated in prose: not in code, links, or markup, and not years of citations."""
    text = re.sub(r"^```.*?^```$|`[^`]*`", " ", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r"\1", text)
    text = re.sub(r"\]\([^)]*\)|<[^>]*>|https?://\S+", " ", text)
    return {found.replace(" ", "").rstrip(",") for found in _NUMBER.findall(_YEAR.sub(" ", text))}


def sections(page: str) -> dict[str, str]:
    """Text under each heading of a page, by the anchor of the heading."""
    page = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^#+ (.+)\n", page, flags=re.MULTILINE)[1:]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"): text for title, text in zip(parts[::2], parts[1::2], strict=True)}


STATED = {f"README.md#{anchor}": text for anchor, text in sections(README).items()} | {
    place: " ".join(texts) for place, texts in FIXED.items()
}
"""Texts in which every number needs a row, by their place."""


@cache
def names_in(file: Path) -> frozenset[str]:
    """Functions, classes and constants that a file defines."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(names)


def exists(reference: str) -> bool:
    """Whether `file` exists, or `file::name` is defined there."""
    file, _, name = reference.partition("::")
    return (ROOT / file).is_file() and (not name or name in names_in(ROOT / file))


def missing(claim: Claim) -> list[str]:
    """Faults of a row: places, tests and commands that do not exist, and cells that are empty."""
    faults = [] if claim.place in STATED or ("::" in claim.place and exists(claim.place)) else [f"no place {claim.where}"]
    shown = [] if claim.shown_by == NO_TEST else [part.strip().strip("`") for part in claim.shown_by.split("<br>")]
    for one in shown:
        if one.startswith(("make ", f"{CONSOLE} ")):
            faults += [f"{one}: {refusal}"] if (refusal := refusal_of(shlex.split(one))) else []
        elif not one.startswith("tests/") or "::" not in one or not exists(one):
            faults.append(f"no test or command {one}")
    return faults + ([] if claim.said and claim.open else ["an empty cell"])


def without_row(stated: dict[str, str], claims: list[Claim]) -> list[str]:
    """Numbers that a text states and no row for its place repeats."""
    known = {place: set[str]().union(*(numbers_in(claim.said) for claim in claims if claim.place == place)) for place in stated}
    return [f"{place}: {number}" for place, text in stated.items() for number in sorted(numbers_in(text) - known[place])]


def not_stated(stated: dict[str, str], claims: list[Claim]) -> list[str]:
    """Numbers of a row that its place does not state, or no longer."""
    return [
        f"{claim.place}: {number}"
        for claim in claims
        if claim.place in stated
        for number in sorted(numbers_in(claim.said) - numbers_in(stated[claim.place]))
    ]


def test_the_page_has_the_eight_elements_in_their_order() -> None:
    assert re.findall(r"^## \d (.+)$", TRACE, re.MULTILINE) == list(ELEMENTS)
    assert "Grimm" in TRACE and "2014" in TRACE


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.said[:60])
def test_places_tests_and_commands_of_a_row_exist(claim: Claim) -> None:
    assert missing(claim) == [], claim.said


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py(?:::test_\w+)?)`", TRACE)
    assert len(named) > 50 and [one for one in named if not exists(one)] == []


def test_every_number_of_the_readme_and_of_the_fixed_sentences_has_a_row() -> None:
    assert without_row(STATED, CLAIMS) == []
    assert not_stated(STATED, CLAIMS) == []


def test_every_section_of_the_readme_and_every_fixed_text_has_a_row() -> None:
    assert set(STATED) - {claim.place for claim in CLAIMS} == set()


def test_numbers_are_found_in_prose_alone() -> None:
    text = 'In 3.11, 70 % of 1,200, by week 60 (Jones 2019); Lee (2008) `9` [8](7.md) <img width="6" alt="5 units">\n```\n4\n```\n'
    assert numbers_in(text) == {"3.11", "70%", "1,200", "60", "8", "5"}


def test_faults_of_the_tables_are_found() -> None:
    good = next(claim for claim in README_CLAIMS if numbers_in(claim.said) and claim.shown_by != NO_TEST)
    test = "`tests/docs/test_trace.py::test_of_nothing`"
    for change in (
        {"where": "[README](../README.md#nowhere)"},
        {"where": "`sim/reports/why_wording.py::NOTHING`"},
        {"shown_by": test},
        {"shown_by": "`make nothing`"},
        {"shown_by": "`change-simulator sumulate`"},
        {"shown_by": "trust us"},
        {"open": ""},
    ):
        assert missing(good._replace(**change)), change
    assert without_row(STATED | {good.place: STATED[good.place] + " It takes 12345 hours."}, CLAIMS) == [f"{good.place}: 12345"]
    assert without_row(STATED, [claim for claim in CLAIMS if claim.place != good.place])
    assert not_stated(STATED, [good._replace(said="12345 firms")]) == [f"{good.place}: 12345"]


@pytest.mark.parametrize("pair", [("centred", "off_centre"), ("stop_stimulus", "stop_stimulus_anchored")])
def test_pairs_of_scenarios_differ_in_their_programme_alone(pair: tuple[str, str]) -> None:
    told = {"name", "title", "briefing", "watch", "rows", "source", "definitions"}  # definitions: the cards that the programme uses
    one, other = (load(name).model_dump(mode="json") for name in pair)
    assert {key for key in one if one[key] != other[key]} - told == {"programme"}
