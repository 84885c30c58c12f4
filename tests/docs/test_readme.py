"""What the pages show can be done: files, Python, lines to type and what they print; and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import pytest
from pages import PAGES, ROOT, SHELL, Block, agrees, blocks_of, follow, lacking, lines_to_type, refusal_of

from sim.config import config_dir, load
from sim.config.library_files import entry_of
from sim.study.execution.run_study import run_study
from sim.study.experiments.cause_repairs import CauseSettings, cause_repairs_of
from sim.study.population.population import Population

WITH_BLOCKS = [page for page in PAGES if any(block.language == "python" or block.language in SHELL for block in blocks_of(page))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.md"))
LINKED = [ROOT / "CHANGELOG.md", ROOT / "configs" / "organisation" / "example" / "README.md", *NOTEBOOKS, *PAGES]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_a_page_can_be_followed_and_prints_what_it_says(page: Path, tmp_path: Path) -> None:
    missing = lacking(page)
    if missing:
        pytest.skip(f"{missing} is not installed")
    matplotlib.use("agg")
    for block, printed in follow(page, tmp_path):
        assert agrees(block.text, printed), f"{name_of(page)}, line {block.first}; to write it anew: python tests/docs/pages.py\n{printed}"
    plt.close("all")


def test_the_readme_and_the_tutorial_have_python_to_run() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "tutorial.md"):
        assert sum(block.language == "python" and not block.mark for block in blocks_of(page)) >= 2


def test_every_output_stands_under_something_that_prints() -> None:
    for page in PAGES:
        before: Block | None = None
        for block in blocks_of(page):
            if block.rest == "output":
                assert before is not None and (before.language == "python" or before.mark == "run"), f"{name_of(page)}, line {block.first}"
                assert block.text.strip(), f"{name_of(page)}, line {block.first}: nothing is printed"
            before = block


def test_the_words_of_make_that_the_readme_shows_are_there() -> None:
    typed = [words for block in blocks_of(ROOT / "README.md") for words in lines_to_type(block) if block.language in SHELL]
    assert {"lab", "study"} <= {words[1] for words in typed if words[0] == "make"}
    named = re.findall(r"`make (\w+)`", "".join(page.read_text(encoding="utf-8") for page in PAGES))
    assert {word: refusal for word in set(named) if (refusal := refusal_of(["make", word]))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "make nothing",
        "python experiments/none.py",
        "python -m sim.none",
        "rm -r .",
        "change-simulator simulate inhibitors.silo=0.9",
        "change-simulator sumulate",
    ],
)
def test_a_line_that_could_not_be_typed_is_found(line: str) -> None:
    assert refusal_of(line.split())


def test_printed_output_is_compared_line_by_line() -> None:
    printed = "one\ntwo  \nthree\n"
    assert agrees("one\ntwo\nthree\n", printed) and agrees("one\n…\n", printed) and agrees("…\nthree\n", printed)
    assert not agrees("one\ntwo\n", printed) and not agrees("one\n…\nfour\n", printed) and not agrees("two\n…\n", printed)


def test_a_file_shown_in_a_page_is_there_before_it_is_used(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```yaml file=a/b.yaml\nx: 1\n```\n\n```python\nprint(open('a/b.yaml').read(), end='')\n```\n\n```text output\nx: 1\n```\n"
    )
    assert [agrees(block.text, printed) for block, printed in follow(page, tmp_path)] == [True]
    page.write_text("<!-- shown: it is not there -->\n```python\nprint(open('nowhere').read())\n```\n")
    assert list(follow(page, tmp_path)) == []


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{name_of(page)}: {target}"
        if anchor:
            assert anchor in headings(path), f"{name_of(page)}: {target}"


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_page_says_whom_it_serves_and_is_reached_from_another() -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in LINKED}
    reached = {
        (page.parent / target.partition("#")[0]).resolve() for page in texts for target in re.findall(r"\]\(([^)\s]+)\)", texts[page])
    }
    ours = [page for page in PAGES if page.parent.name in ("how_to", "explanation") or page.name in ("tutorial.md", "trace.md")]
    for page in ours:
        assert page in reached, f"no page leads to {name_of(page)}"
        opening = texts[page].split("\n\n")[1]
        assert re.search(r"\b[Ff]or [a-z]\w+", opening), f"{name_of(page)} does not begin with whom it is for: {opening}"


def test_rates_by_definition_are_those_of_the_command_that_is_named(tmp_path: Path) -> None:
    """The first hundred initiatives stay what they are when more are asked for, so a hundred are enough to notice a page gone stale."""
    text = (ROOT / "docs" / "explanation" / "seventy_per_cent.md").read_text(encoding="utf-8")
    command = re.search(r"<!-- results of: (.+) -->", text)
    assert command is not None
    table = text[command.end() : text.index("<!-- end -->")]
    said = {cells[1].strip(): int(cells[-2]) for line in table.splitlines()[3:] if (cells := line.split("|"))[1:]}
    program, name, *settings = command[1].split()
    assert (program, name) == ("change-simulator", "why") and "study.coalitions=none" in settings
    base = load("customer_centric", "programme=do_nothing")
    population = Population.model_validate(read_entry("population", "calibrated"))
    runs = run_study(
        cause_repairs_of(CauseSettings(initiatives=100, coalitions="none"), population, base, read_entry), tmp_path / "rates"
    ).runs
    titles = {name: success.title for name, success in base.definitions.outcomes.items()}
    failed = {title: int((~runs[f"success_{name}"].to_numpy(bool)).sum()) for name, title in titles.items()}
    assert len(said) == 5 and said == failed


def read_entry(kind: str, name: str) -> dict[str, Any]:
    return entry_of(kind, name, (config_dir(),), kind)
