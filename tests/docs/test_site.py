"""The documentation as a site: whole, readable by day and by night, and asking nothing of anybody."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
FETCHED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
    "object": "data",
}
pytestmark = pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")  # the Markdown parser's business
NAVIGATED = ("canonical", "next", "prev", "search", "index")  # links of a head that no one fetches


def program(name: str) -> ModuleType:
    """A program of docs/, as it finds itself when it is called."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Page(HTMLParser):
    """What a page fetches, where it leads, and which places in it have names."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = {""}
        self.words = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.anchors |= {known[name] for name in ("id", "name") if name in known}
        if tag == "a" and "href" in known:
            self.links.append(known["href"])
        if tag in FETCHED and FETCHED[tag] in known and known.get("rel") not in NAVIGATED:
            self.fetched.append(known[FETCHED[tag]])
        self.fetched += [one.split()[0] for one in known.get("srcset", "").split(",") if one.strip()]

    def handle_data(self, data: str) -> None:
        self.words += data

    def leads_to(self, link: str) -> tuple[Path, str]:
        """The file and the place in it at the end of a link."""
        parts = urlsplit(link)
        return (self.path.parent / unquote(parts.path)).resolve() if parts.path else self.path.resolve(), unquote(parts.fragment)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once by the first of the parallel test workers; warnings are errors."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, status = shared / "site_of_docs", shared / "status_of_docs"
    try:
        (shared / "building_docs").mkdir()
    except FileExistsError:
        while not status.exists():
            time.sleep(0.2)
    else:
        told = shared / "telling_of_docs"
        told.write_text(str(_built(folder)))
        told.rename(status)
    assert status.read_text() == "0"
    return folder


def _built(folder: Path) -> int:
    """The exit status of the builder; 1 where it dies, so that no one waits for ever."""
    try:
        return program("build").build(folder)
    except Exception:
        traceback.print_exc()
        return 1


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in site.rglob("*.html")}


def is_outside(link: str) -> bool:
    return link.startswith("//") or urlsplit(link).scheme not in ("", "data", "file")


def test_every_page_and_notebook_is_on_the_site_and_reached_from_its_first_page(site: Path, pages: dict[Path, Page]) -> None:
    wanted = {site / path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    wanted |= {site / "notebooks" / f"{path.stem}.html" for path in (ROOT / "notebooks").glob("*.ipynb")}
    reached, waiting = set(), [(site / "index.html").resolve()]
    while waiting:
        path = waiting.pop()
        if path not in reached and path in pages:
            reached.add(path)
            waiting += [pages[path].leads_to(link)[0] for link in pages[path].links if not urlsplit(link).scheme]
    assert {path.resolve() for path in wanted} <= reached
    assert set(pages) - reached == {(site / "search.html").resolve()}


def test_every_link_leads_somewhere(pages: dict[Path, Page]) -> None:
    lost = []
    for page in pages.values():
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            target, anchor = page.leads_to(link)
            if not target.exists() or (target in pages and anchor not in pages[target].anchors):
                lost.append(f"{page.path.name}: {link}")
    assert lost == []


def test_nothing_is_fetched_from_outside(site: Path, pages: dict[Path, Page]) -> None:
    assert [f"{page.path.name}: {link}" for page in pages.values() for link in page.fetched if is_outside(link)] == []
    for page in pages.values():
        assert all(page.leads_to(link)[0].exists() for link in page.fetched if not link.startswith("data:")), page.path
    for style in site.rglob("*.css"):
        assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8")) == [], style.name
    for page in pages.values():
        assert not re.search(r"mathjax|require\.js|cdn\.", page.path.read_text(encoding="utf-8"), re.IGNORECASE), page.path


def test_words_of_every_page_can_be_searched_without_a_server(site: Path) -> None:
    script = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(script.removeprefix("Search.setIndex(").removesuffix(")"))
    found = {place for places in index["terms"].values() for place in (places if isinstance(places, list) else [places])}
    named = {index["docnames"][place] for place in found}
    assert {name for name in index["docnames"] if not name.startswith("files/")} == named, "files of the repository are shown, not searched"
    for word, page in {"shapley": "study", "cynic": "odd", "elast": "configuration"}.items():  # as the index stems them
        places = index["terms"][word]
        assert index["docnames"].index(page) in (places if isinstance(places, list) else [places]), word
    options = (site / "_static" / "documentation_options.js").read_text(encoding="utf-8")
    assert "SHOW_SEARCH_SUMMARY: false" in options, "summaries would be fetched"


def test_every_page_says_what_it_is(pages: dict[Path, Page]) -> None:
    for page in pages.values():
        text = page.path.read_text(encoding="utf-8")
        assert "<title>" in text and re.search(r'<html[^>]* lang="en"', text), page.path
        assert 'name="viewport"' in text, page.path


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_words_stand_out_by_day_and_by_night(site: Path) -> None:
    assert contrast("#000", "#fff") == pytest.approx(21.0)
    colours = program("site_colours")
    styles = (site / "_static" / "styles" / "furo.css").read_text(encoding="utf-8")
    assert colours.LIGHT.keys() == colours.DARK.keys(), "what only the day sets would hold at night"
    for place, own in enumerate((colours.LIGHT, colours.DARK)):
        grounds = [re.findall(rf"--color-background-{name}:(#[0-9a-f]+)", styles)[place] for name in ("primary", "secondary")]
        for name, colour in own.items():
            assert min(contrast(colour, ground) for ground in grounds) >= 4.5, name
    page = (site / "index.html").read_text(encoding="utf-8")
    assert all(f"--{name}: {colour}" in page for name, colour in (*colours.LIGHT.items(), *colours.DARK.items()))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, Path]]:
    """The builder before a repository of one page."""
    build = program("build")
    docs = tmp_path / "docs"
    for name, text in {
        "docs/index.md": "# Home\n\n[how](how.md#second-thing), [file](../configs/one.yaml), [folder](../configs/), ![dot](dot.png)\n\n"
        "```{toctree}\nhow\nnotebooks/README\n```\n",
        "docs/how.md": "# How\n\n## Second thing\n\n`[not](a_link.md)`\n",
        "docs/dot.png": "no picture, and never looked into",
        "notebooks/README.md": "# Notebooks\n\n[home](../docs/index.md)\n",
        "configs/one.yaml": "answer: 42 # of what?\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(build, "DOCS", docs)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    before = list(sys.path)
    yield build, tmp_path
    sys.path[:] = before


def test_a_link_to_a_file_of_the_repository_leads_to_a_page_that_shows_it(small: tuple[ModuleType, Path]) -> None:
    build, folder = small
    assert build.build(folder / "site") == 0
    home = Page(folder / "site" / "index.html")
    assert {"how.html#second-thing", "files/configs/one.yaml.html", "files/configs.html"} <= set(home.links)
    assert "answer: 42 # of what?" in Page(folder / "site" / "files" / "configs" / "one.yaml.html").words
    assert "one.yaml" in Page(folder / "site" / "files" / "configs.html").words


@pytest.mark.parametrize(
    ("page", "added", "said"),
    [
        ("index.md", "\n[lost](nowhere.md)\n", "nowhere.md"),
        ("index.md", "\n[lost](how.md#third-thing)\n", "third-thing"),
        ("forgotten.md", "# Forgotten\n", "toctree"),
        ("index.md", "\n```{toctree}\ngone\n```\n", "gone"),
    ],
)
def test_a_broken_link_stops_the_builder(
    small: tuple[ModuleType, Path], capfd: pytest.CaptureFixture[str], page: str, added: str, said: str
) -> None:
    build, folder = small
    with (folder / "docs" / page).open("a") as file:
        file.write(added)
    assert build.build(folder / "site") != 0
    assert said in capfd.readouterr().err


AXE = (
    "index",
    "notebooks/01_quick_start",
    "files/configs/calibrate.yaml",
)  # with --long, every page of SEEN: axe takes seconds on a long one
SEEN = ("index", "odd", "api", "configuration", "coverage", "notebooks/01_quick_start", "files/configs/calibrate.yaml")
PALE = """
() => {
  const parts = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = (text) => {
    const [r, g, b] = parts(text).slice(0, 3).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor, known = parts(colour);
      if (known.length === 3 || known[3] > 0.99) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const inside = ["p", "li", "td", "th", "a", "code", "pre span"].map((one) => "article " + one).join(", ");
  const words = [...document.querySelectorAll(inside + ", .sidebar-tree a")].filter((one, place) => place % 5 === 0);
  return words.filter((one) => one.innerText && one.innerText.trim() && one.offsetParent).map((one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.tagName + "." + one.className + " " + one.innerText.slice(0, 30)];
  }).filter(([contrast]) => contrast < 4.5).map(([contrast, what]) => what + " " + contrast.toFixed(2)).slice(0, 5);
}
"""


@pytest.fixture(scope="module")
def chromium() -> str:
    """A browser, where this machine has one."""
    spec = importlib.util.spec_from_file_location("finding_a_browser", ROOT / "tests" / "browser" / "browser.py")
    assert spec is not None and spec.loader is not None
    finding = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(finding)
    if finding.left_out() or (found := finding.present()) is None:
        pytest.skip("no browser here")
    finding.lend_a_node()
    return str(found)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_are_readable_and_search_answers_in_a_browser_without_a_network(
    site: Path, chromium: str, width: int, scheme: str, is_long: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
        trouble: list[str] = []
        page.on("requestfailed", lambda request: trouble.append(request.url))
        page.on("request", lambda request: trouble.append(request.url) if is_outside(request.url) else None)
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        for name in SEEN:
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, name
            assert page.evaluate(PALE) == [], name
            if width == 1280 and (is_long or name in AXE):
                found = Axe().run(page, options={"preload": False})
                assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        page.goto((site / "search.html").as_uri() + "?q=cynicism")
        page.wait_for_selector("#search-results li a[href*='odd.html']")  # hits appear one after the other
        assert trouble == []
        browser.close()


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        program("build").main([str(tmp_path)])
    assert refused.value.code == 2 and "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"
