"""A lab of one's own, as anybody would start it, and who comes to see it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
START = 600  # seconds: the first start of a fresh clone compiles the rules

Visitor = Callable[[], Page]


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Server:
    """The lab as anybody would start it, on a free port."""

    def __init__(self, log: Path) -> None:
        self._log = log
        with log.open("w") as output:
            command = [sys.executable, "-u", "-m", "sim", "lab", "--port", str(_free_port())]
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=ROOT)
        self.address = self._awaited()

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def _awaited(self) -> str:
        end = time.monotonic() + START
        while time.monotonic() < end and self.process.poll() is None:
            if said := re.search(r"https?://[\w.:\[\]-]+", self.output):
                return said.group().rstrip(".")
            time.sleep(0.1)
        self.stop()
        pytest.fail(f"The server did not say its address. It said:\n{self.output}", pytrace=False)

    def work(self) -> float:
        """Seconds of work so far, by every thread and child of the server."""
        top = psutil.Process(self.process.pid)
        return sum(sum(one.cpu_times()[:2]) for one in (top, *top.children(recursive=True)))

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
