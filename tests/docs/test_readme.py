"""What the README shows can be done, and every link of the documents leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README + (ROOT / "docs" / "lab.md").read_text(encoding="utf-8"), re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def shortened(block: str) -> str:
    """The same with fewer runs."""
    return re.sub(r", 100\)", ", 4)", block)


@pytest.mark.parametrize("block", BLOCKS, ids=[str(place) for place in range(len(BLOCKS))])
def test_the_python_of_the_documents_runs(block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    matplotlib.use("agg")
    exec(compile(shortened(block), "README.md", "exec"), {"__name__": "readme"})
    assert capsys.readouterr().out


def test_the_readme_has_python_to_run() -> None:
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    anchors = {path: headings(path) for path in PAGES}
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'<img src="([^"]+)"', text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors[path], f"{page.name}: {target}"


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{word}:", makefile, re.MULTILINE)
    for program in re.findall(r"python (experiments/\w+\.py)", README):
        assert (ROOT / program).is_file()
