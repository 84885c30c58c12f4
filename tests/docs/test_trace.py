"""Each claim of the README and of the report stands in docs/trace.md, in the words in which it is made, with tests that are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from pages import ROOT

from sim.config import load
from sim.reports import why_wording
from sim.study.calibration.base_rate import SAID_OF_RATES

TRACE = (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
ELEMENTS = (
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation", "Implementation verification",
    "Model output verification", "Model analysis", "Model output corroboration",
)  # fmt: skip


class Claim(NamedTuple):
    """A row of the table of claims."""

    said: str
    where: str
    shown_by: str
    open: str


def plain(text: str) -> str:
    """Text without its marks: links by their words, no emphasis, one space between words."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\s+", " ", re.sub(r"\*\*|`|(?<!\w)\*|\*(?!\w)", "", text)).strip()


def sentences(text: str) -> list[str]:
    """Sentences end where a full stop, a question or an exclamation mark is followed by a new beginning."""
    return [part for part in re.split(r"(?<=[.!?])[”)]? (?=[A-Z“])", plain(text)) if part]


def prose(page: str) -> Iterator[str]:
    """Paragraphs and items of a page; not its headings, tables, pictures and code."""
    page = re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL)
    for paragraph in re.split(r"\n\s*\n", page):
        if not paragraph.strip().startswith(("#", "|", "<img", "<!--")):
            yield from (item for item in re.split(r"^- ", paragraph, flags=re.MULTILINE) if item.strip())


def rows_under(title: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    section = re.split(r"^#+ ", TRACE.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("| ")]
    return [cells for cells in rows[1:] if not set(cells[0]) <= set("-: ")]


README_CLAIMS = [Claim(*cells) for cells in rows_under("Claims of the README")]
REPORT_CLAIMS = [Claim(*cells) for cells in rows_under("Claims of the report")]
NOTHING_TO_SHOW = [cells[0] for cells in rows_under("Says nothing to be shown")]


def quoted(cell: str) -> str:
    return plain(cell.removeprefix("“").removesuffix("”")) if cell.startswith("“") else plain(cell)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def texts_of(file: str) -> tuple[str, ...]:
    """Whatever a program may say: its strings, with … for what is filled in."""
    texts: list[str] = []
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
    return tuple(re.sub(r"\s+", " ", text) for text in texts)


def test_the_page_has_the_eight_elements_in_their_order() -> None:
    assert re.findall(r"^## \d (.+)$", TRACE, re.MULTILINE) == list(ELEMENTS)
    assert "Grimm" in TRACE and "2014" in TRACE


@pytest.mark.parametrize("claim", README_CLAIMS + REPORT_CLAIMS, ids=lambda claim: claim.said[:60])
def test_a_claim_is_shown_by_tests_that_are_there_and_says_what_is_not_shown(claim: Claim) -> None:
    tests = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", claim.shown_by)
    assert tests or claim.shown_by == "not shown by a test", claim.said
    for file, name in tests:
        assert (ROOT / file).is_file(), f"{claim.said}: {file}"
        assert name in names_in(file), f"{claim.said}: {file}::{name}"
    assert claim.open, claim.said


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", TRACE)
    assert [f"{file}::{name}" for file, name in named if not (ROOT / file).is_file() or (name and name not in names_in(file))] == []


def test_every_sentence_of_the_readme_has_its_row_and_every_row_its_sentence() -> None:
    said = {sentence for item in prose(README) for sentence in sentences(item)}
    answered = {quoted(cell) for cell in [*NOTHING_TO_SHOW, *(claim.said for claim in README_CLAIMS)]}
    assert said - answered == set(), "without a row in docs/trace.md"
    assert answered - said == set(), "no longer in the README"


def test_what_the_report_always_says_has_its_row() -> None:
    fixed = [why_wording.CAVEAT, *why_wording.METHODS, *why_wording.LIMITS, SAID_OF_RATES]
    said = {sentence for text in fixed for sentence in sentences(text)}
    assert said - {quoted(claim.said) for claim in REPORT_CLAIMS} == set(), "without a row in docs/trace.md"


@pytest.mark.parametrize("claim", REPORT_CLAIMS, ids=lambda claim: claim.said[:60])
def test_a_claim_of_the_report_is_made_where_the_row_says(claim: Claim) -> None:
    file = re.findall(r"`(sim/[\w/]+\.py)`", claim.where)[0]
    said = quoted(claim.said)
    assert any(said in plain(text) for text in texts_of(file)), f"{file} does not say: {said}"


def test_sentences_are_told_apart() -> None:
    text = "One **is** [here](a.md). Two, as Jones et al. (2019) said; “three” too. “Four” is `four`."
    assert sentences(text) == ["One is here.", "Two, as Jones et al. (2019) said; “three” too.", "“Four” is four."]


@pytest.mark.parametrize("pair", [("centred", "off_centre"), ("stop_stimulus", "stop_stimulus_anchored")])
def test_pairs_of_scenarios_differ_in_their_programme_alone(pair: tuple[str, str]) -> None:
    told = {"name", "title", "briefing", "watch", "rows", "source", "definitions"}  # definitions: the cards that the programme uses
    one, other = (load(name).model_dump(mode="json") for name in pair)
    assert {key for key in one if one[key] != other[key]} - told == {"programme"}
