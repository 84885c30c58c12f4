"""Speed of the change lab: a real server and real pages in a browser, measured on this machine.

Usage: python experiments/benchmarks/lab.py [--folder FOLDER] [--part PART ...] [--browser PATH]

Parts: one (1,000 employees, 10 weeks a second), many (20 sessions of 500 employees at the same time), memory (200 sessions opened and
closed), large (5,000 employees). They take about five minutes together, most of it for the sessions that come and go. Prints a table and
writes benchmark_lab.json and benchmark_lab.md.

A week is stamped by the server when it has been lived, by the browser when its number stands on the page, and again when that is painted;
all clocks are this machine's. A control is measured from the press to the changed button. Browser, visitors and server share the machine:
figures are of all of them together. Nothing is judged, figures stand beside their targets.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import httpx
import psutil
import socketio
from playwright.async_api import Page, async_playwright
from rich.console import Console
from rich.table import Table

SERVER = Path(__file__).with_name("lab_server.py")
SPEED, MANY_SPEED = 10, 4  # weeks a second
MANY, MANY_EMPLOYEES = 20, 500
OPENED, WARM = 200, 20  # sessions
PRESSES = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

WATCH = """
window.seen = [];
new MutationObserver(() => {
  const said = document.querySelector(".play-week")?.textContent;
  const week = Number(said?.match(/\\d+/)?.[0]);
  if (!said || window.seen.at(-1)?.week === week) return;
  const mark = { week, dom: (performance.timeOrigin + performance.now()) / 1000 };
  window.seen.push(mark);
  requestAnimationFrame(() => setTimeout(() => { mark.painted = (performance.timeOrigin + performance.now()) / 1000; }));
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
"""When a week stands on the page, and when it is painted."""

PRESS = """
async (presses) => {
  const button = document.querySelector(".play-clock .bg-primary"), times = [];
  for (let press = 0; press < presses; press++) {
    const label = button.getAttribute("aria-label"), began = performance.now();
    button.click();
    while (button.getAttribute("aria-label") === label && performance.now() - began < 5000) await new Promise(requestAnimationFrame);
    times.push((performance.now() - began) / 1000);
    await new Promise((done) => setTimeout(done, 150 + 100 * Math.random()));
  }
  return times;
}
"""
"""Play and pause, again and again: seconds from each press to the changed button."""


class LabMeasurement(NamedTuple):
    """One figure of the report."""

    what: str
    figure: float
    unit: str
    target: str = ""

    def words(self) -> tuple[str, str, str]:
        return self.what, f"{self.figure:,.3g} {self.unit}" if abs(self.figure) < 1000 else f"{self.figure:,.0f} {self.unit}", self.target


class Server(NamedTuple):
    """A lab that runs."""

    address: str
    process: psutil.Process


async def _played(server: Server, page: Page, employees: int) -> list[LabMeasurement]:
    """One game to its end, at ten weeks a second: how late a browser sees a week."""
    weeks = (await _get(page, f"{server.address}/measured/lay/{employees}/{SPEED}/0"))["weeks"]
    await page.add_init_script(WATCH)
    await page.goto(f"{server.address}/play")
    await page.wait_for_selector(".play-clock .bg-primary")
    await page.wait_for_timeout(3_000)  # the comparison with doing nothing is worked out
    await _get(page, f"{server.address}/measured/watch")
    busy, began = _busy(server), time.time()
    await page.click(".play-clock .bg-primary")
    await page.wait_for_function(f"window.seen.at(-1)?.week >= {weeks - 1}", timeout=60_000)
    load, seconds = _busy(server) - busy, time.time() - began
    seen: dict[int, Any] = {mark["week"]: mark for mark in await page.evaluate("window.seen")}
    lived: list[tuple[int, float]] = await _get(page, f"{server.address}/measured/stamps")
    to_page = [seen[week]["dom"] - at for week, at in lived if week in seen]
    painted = [seen[week]["painted"] - at for week, at in lived if "painted" in seen.get(week, ())]
    who = f"{employees:,} employees"
    median_target, late_target, load_target = ("at most 50", "at most 150", "under 30") if employees == 1_000 else ("", "", "")
    return [
        LabMeasurement(f"{who}: weeks a second", len(lived) / seconds, "", f"{SPEED}"),
        LabMeasurement("… of which a browser showed", 100 * len(to_page) / len(lived), "%"),
        LabMeasurement("… from server to page, median", 1e3 * median(to_page), "ms", median_target),
        LabMeasurement("… from server to page, 95th percentile", 1e3 * _late(to_page), "ms", late_target),
        LabMeasurement("… until painted, median", 1e3 * median(painted), "ms"),
        LabMeasurement("… until painted, 95th percentile", 1e3 * _late(painted), "ms"),
        LabMeasurement("… the server's processor", 100 * load / seconds, "% of a core", load_target),
    ]


async def _one(server: Server, page: Page) -> list[LabMeasurement]:
    return await _played(server, page, 1_000)


async def _large(server: Server, page: Page) -> list[LabMeasurement]:
    return await _played(server, page, 5_000)


async def _many(server: Server, page: Page) -> list[LabMeasurement]:
    """A room whose teams all play: how long a press takes in one of them."""
    visitors = [Visitor(server.address) for _ in range(MANY - 1)]
    await asyncio.gather(*(visitor.sit_down(MANY_EMPLOYEES, MANY_SPEED) for visitor in visitors))
    await _get(page, f"{server.address}/measured/lay/{MANY_EMPLOYEES}/{MANY_SPEED}/0")
    await page.goto(f"{server.address}/play")
    await page.wait_for_selector(".play-clock .bg-primary")
    await page.wait_for_timeout(2_000)
    await asyncio.gather(*(visitor.begin() for visitor in visitors))
    busy, began = _busy(server), time.time()
    times = await page.evaluate(PRESS, PRESSES)
    load = (_busy(server) - busy) / (time.time() - began)
    messages = sum(visitor.messages for visitor in visitors)
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return [
        LabMeasurement(
            f"{MANY} sessions of {MANY_EMPLOYEES} employees at {MANY_SPEED} weeks a second: a press, median", 1e3 * median(times), "ms"
        ),
        LabMeasurement("… 95th percentile", 1e3 * _late(times), "ms", "at most 300"),
        LabMeasurement("… the server's processor", 100 * load, "% of a core"),
        LabMeasurement("… messages that arrived at a session", messages / len(visitors), ""),
    ]


async def _memory(server: Server, page: Page) -> list[LabMeasurement]:
    """Sessions that come, play and go: what they leave behind."""
    await _come_and_go(server, WARM)
    before = await _held(server)
    await _come_and_go(server, OPENED)
    after = await _held(server)
    return [
        LabMeasurement(f"Memory after {WARM} sessions were closed", before["bytes"] / 1e6, "MB"),
        LabMeasurement(f"… after {OPENED} more", after["bytes"] / 1e6, "MB"),
        LabMeasurement("… grown by", 100 * (after["bytes"] / before["bytes"] - 1), "%", "at most 15"),
        LabMeasurement("… sessions still held", after["sessions"], "", "at most 1"),
    ]


async def _come_and_go(server: Server, sessions: int, at_once: int = 10) -> None:
    for room in range(sessions // at_once):
        visitors = [Visitor(server.address) for _ in range(at_once)]
        await asyncio.gather(*(visitor.sit_down(MANY_EMPLOYEES, 26, room) for visitor in visitors))
        await asyncio.gather(*(visitor.begin() for visitor in visitors))
        await asyncio.sleep(0.5)
        await asyncio.gather(*(visitor.leave() for visitor in visitors))


async def _held(server: Server) -> dict[str, float]:
    await asyncio.sleep(8.0)  # pages wait three seconds for their browsers to return, and weeks five for someone to look
    async with httpx.AsyncClient(base_url=server.address, timeout=30.0) as client:
        await client.get("/measured/memory")
        await asyncio.sleep(1.5)
        return (await client.get("/measured/memory")).json()


class Visitor:
    """A browser as far as a server sees it: it asks for the page, opens its socket and takes what comes."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._http = httpx.AsyncClient(base_url=address, timeout=60.0)
        self._socket = socketio.AsyncClient(reconnection=False)
        self.messages = 0
        for event in ("update", "run_javascript"):
            self._socket.on(event, self._take)

    async def sit_down(self, employees: int, speed: int, room: int = 0) -> None:
        """A game is laid out and its page opened."""
        await self._http.get(f"/measured/lay/{employees}/{speed}/{room}")
        page = (await self._http.get("/play")).text
        found = re.search(r"'client_id': '([0-9a-f-]+)'", page)
        assert found is not None
        own = {
            "client_id": found[1],
            "tab_id": uuid.uuid4(),
            "document_id": uuid.uuid4(),
            "next_message_id": 0,
            "implicit_handshake": "true",
        }
        query = "&".join(f"{name}={value}" for name, value in own.items())
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        headers = {"Cookie": cookie, "Origin": self._address}
        await self._socket.connect(
            f"{self._address}?{query}", headers, transports=["websocket"], socketio_path="/_nicegui_ws/socket.io", wait_timeout=10
        )

    async def begin(self) -> None:
        await self._http.get("/measured/start")

    async def leave(self) -> None:
        await self._socket.disconnect()
        await self._http.aclose()

    async def _take(self, *_: Any) -> None:
        self.messages += 1


PARTS: dict[str, Callable[[Server, Page], Awaitable[list[LabMeasurement]]]] = {
    "one": _one,
    "many": _many,
    "memory": _memory,
    "large": _large,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("outputs/benchmark_lab"), help="for the table (outputs/benchmark_lab)")
    parser.add_argument("--part", nargs="+", choices=list(PARTS), default=list(PARTS), help="what is measured (all)")
    parser.add_argument("--browser", default=next(filter(None, map(shutil.which, BROWSERS)), None), help="a Chromium (the first one found)")
    given = parser.parse_args(arguments)
    lines = asyncio.run(_measured(given.part, given.browser, Console(stderr=True)))
    _show(lines)
    _write(lines, given.folder)


async def _measured(parts: Sequence[str], browser: str | None, console: Console) -> list[LabMeasurement]:
    lines: list[LabMeasurement] = []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for part in parts:
            console.print(f"{part} …")
            with _served() as server:
                context = await chromium.new_context(viewport={"width": 1366, "height": 768})
                lines += await PARTS[part](server, await context.new_page())
                await context.close()
        await chromium.close()
    return lines


@contextmanager
def _served() -> Iterator[Server]:
    """A lab of its own for each part, so that none inherits another's memory."""
    process = subprocess.Popen([sys.executable, str(SERVER)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Server(f"http://127.0.0.1:{int(process.stdout.readline())}", psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()


async def _get(page: Page, address: str) -> Any:
    """What the server says to this browser."""
    return await (await page.context.request.get(address, timeout=60_000)).json()


def _busy(server: Server) -> float:
    """Seconds of processor the server has taken."""
    times = server.process.cpu_times()
    return times.user + times.system


def _late(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def _show(lines: Sequence[LabMeasurement]) -> None:
    table = Table(title=f"The change lab on this machine ({os.cpu_count()} cores, shared with the browser)")
    table.add_column("")
    table.add_column("measured", justify="right")
    table.add_column("target", justify="right")
    for line in lines:
        table.add_row(*line.words())
    Console().print(table)


def _write(lines: Sequence[LabMeasurement], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = {"cores": os.cpu_count(), "lines": [line._asdict() for line in lines]}
    (folder / "benchmark_lab.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = ["| | measured | target |", "| --- | ---: | ---: |", *("| " + " | ".join(line.words()) + " |" for line in lines)]
    (folder / "benchmark_lab.md").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
