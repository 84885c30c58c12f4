"""A real browser before a real server; nothing it asks for may leave this machine, and nothing may go wrong unseen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import browser as finding
from seen import LAPTOP
from serving import ROOT, Server, Visitor

PICTURES = ROOT / "outputs" / "screenshots"
PATIENCE = 120_000  # milliseconds a page may take for anything, on two busy cores
NEEDS_A_BROWSER = {"browser", "page", "visitor"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not finding.left_out():
        return
    for item in items:
        if NEEDS_A_BROWSER & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason=f"{finding.VARIABLE}={finding.NONE}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if finding.left_out():
        terminalreporter.write_line(f"NOT TESTED: the page in a browser, because {finding.VARIABLE}={finding.NONE}.", red=True, bold=True)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server") / "output.txt")
    yield started
    ended = started.process.poll()
    started.stop()
    assert ended is None, f"The server died on the way ({ended}). It said:\n{started.output}"
    assert "Traceback" not in started.output, f"Something failed inside the server:\n{started.output}"


@pytest.fixture(scope="session")
def program() -> str:
    try:
        return finding.browser()
    except finding.NoBrowser as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(scope="module")
def playwright(program: str) -> Iterator[Playwright]:
    # Anew for each file: while Playwright runs, no other event loop can, and other folders test with one.
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(program: str, playwright: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    started = playwright.chromium.launch(executable_path=program, args=list(finding.FLAGS))
    yield started
    started.close()


class Watch:
    """What went wrong in the browser while no one looked."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.wrong: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._heard(message.type, message.text))
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._asked(socket.url)))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.wrong.append(f"console: {text}")

    def _asked(self, url: str) -> None:
        at_home = self._address.replace("http", "ws", 1), self._address, "data:", "blob:", "about:"
        if not url.startswith(at_home):
            self.wrong.append(f"asked the outside: {url}")


@pytest.fixture
def watch(server: Server) -> Watch:
    return Watch(server.address)


@pytest.fixture
def visitor(browser: Browser, server: Server, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Lets someone else in: a browser window of their own, which shares nothing with the others."""
    contexts: list[BrowserContext] = []

    def enter() -> Page:
        # Without motion, so that what is clicked stands still.
        context = browser.new_context(viewport=LAPTOP, base_url=server.address, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield enter
    if getattr(request.node, "failed", False):
        _keep_what_was_seen(contexts, request.node.name)
    for context in contexts:
        context.close()
    assert not watch.wrong, "In the browser:\n" + "\n".join(dict.fromkeys(watch.wrong))


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor()


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Keeps what is seen, as output of the tests."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        expect(page.get_by_role("tooltip")).to_have_count(0)
        _keep(page, name)

    return keep


def _keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def _keep_what_was_seen(contexts: list[BrowserContext], name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for place, page in enumerate(page for context in contexts for page in context.pages):
        _keep(page, f"failed-{name}-{place}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report
