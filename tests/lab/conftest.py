"""A lab without a network: pages are asked for through the guard, as a browser would, and pressed through NiceGUI's simulated user.

`user` is one browser at the lab, `another` makes more of them; `lab` is what they are at.
"""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from nicegui import Client, app, ui
from nicegui.functions.download import download
from nicegui.functions.navigate import Navigate
from nicegui.functions.notify import notify
from nicegui.testing.general import nicegui_reset_globals
from nicegui.testing.user import User

from sim.lab.access import Door
from sim.lab.application import Lab
from sim.lab.server import assembled
from sim.texts import catalogue, speak

sys.path.insert(0, str(Path(__file__).parent))  # tests wait alike

ATTEMPTS = 3_000  # at a tenth of a second: five minutes are too long on any machine


class PatientUser(User):
    """A simulated user who waits for a page as long as a busy machine takes to show it."""

    async def should_see(self, *target: Any, **sought: Any) -> None:
        await super().should_see(*target, **sought, retries=ATTEMPTS)

    async def should_not_see(self, *target: Any, **sought: Any) -> None:
        await super().should_not_see(*target, **sought, retries=ATTEMPTS)


DOOR = Door("127.0.0.1", 8080, None)


@asynccontextmanager
async def opened(lab: Lab, door: Door = DOOR) -> AsyncIterator[Callable[[], User]]:
    """A lab that is open; what it yields makes browsers."""
    os.environ["NICEGUI_USER_SIMULATION"] = "true"
    browsers: list[httpx.AsyncClient] = []
    try:
        with nicegui_reset_globals():
            transport = httpx.ASGITransport(assembled(lab, door), raise_app_exceptions=False)

            def browser() -> User:
                browsers.append(httpx.AsyncClient(transport=transport, base_url=f"http://{door.host}:{door.port}"))
                return PatientUser(browsers[-1])

            async with app.router.lifespan_context(app):
                yield browser
                for client in browsers:
                    await client.aclose()
            Client.page_routes.clear()  # else the reset would unload the whole package, and everybody's classes with it
    finally:
        del os.environ["NICEGUI_USER_SIMULATION"]
        ui.navigate, ui.notify, ui.download = Navigate(), notify, download
        speak(catalogue())


@pytest.fixture
def lab() -> Iterator[Lab]:
    place = Lab()
    yield place
    place.close()


@pytest.fixture
async def another(lab: Lab) -> AsyncIterator[Callable[[], User]]:
    async with opened(lab) as browser:
        yield browser


@pytest.fixture
async def user(another: Callable[[], User], caplog: pytest.LogCaptureFixture) -> AsyncIterator[User]:
    """One browser; a page that failed fails the test."""
    yield another()
    failed = [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"]
    assert not failed
