"""The lab: sessions, their games, and background work; all state of a running server."""

from __future__ import annotations

import asyncio
import ctypes
import re
import secrets
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

from nicegui import Client, app, context

from sim.lab.debriefing import Debriefs
from sim.lab.limits import Limits
from sim.lab.maps import Maps

if TYPE_CHECKING:
    from sim.lab.game import Game

SESSION = "lab.session"
"""Name of the header in which the guard passes the session."""

Found = TypeVar("Found")
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


class LabFull(RuntimeError):
    """The lab accepts no further browsers."""


class SessionEnded(RuntimeError):
    """The session of a page has expired."""


class Session:
    """One browser's session: its open game, which no other session can name."""

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(32)
        self.game: Game | None = None
        self.sockets = 0  # open pages
        self.has_arrived = False  # a page was opened, not only requested
        self.seen = time.monotonic()

    def arrive(self) -> None:
        """A page is open."""
        self.sockets += 1
        self.has_arrived = True
        self.seen = time.monotonic()

    def leave(self) -> None:
        """A page is closed."""
        self.sockets -= 1
        self.seen = time.monotonic()

    def is_over(self, now: float, limits: Limits) -> bool:
        """Whether the session has been idle long enough to be removed."""
        patience = limits.idle if self.has_arrived else limits.arrival
        return self.sockets == 0 and now - self.seen > patience

    def close(self) -> None:
        """Close the open game; an unwatched game stops by itself."""
        self.game = None


class Lab:
    """State of one server: sessions by key, rooms by code, two threads for runs and one for drawing."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.sessions: dict[str, Session] = {}
        from sim.lab.rooms import Bounds, Rooms  # imports the model; help and refusals need not wait for it

        self.rooms = Rooms(Bounds(self.limits.rooms, self.limits.teams, self.limits.room_idle))
        self.loading = asyncio.Semaphore(self.limits.games_loading)  # organisations being drawn at the same time
        self.pool = ThreadPoolExecutor(2, thread_name_prefix="run")
        self.pencil = ThreadPoolExecutor(1, thread_name_prefix="pencil")  # matplotlib is not thread-safe
        self.maps = Maps(self.run)
        self.debriefs = Debriefs()

    def session(self) -> Session:
        """The session of the current page or event.

        Raises SessionEnded.
        """
        return self.known(context.client.request.scope.get(SESSION))

    def known(self, key: object) -> Session:
        """The session of a key.

        Raises SessionEnded for an unknown key.
        """
        session = self.sessions.get(key) if isinstance(key, str) and _KEY.fullmatch(key) else None
        if session is None:
            raise SessionEnded
        return session

    def admit(self, key: object) -> Session:
        """The session of a key, or a new one: only the server makes keys.

        Raises LabFull.
        """
        try:
            session = self.known(key)
        except SessionEnded:
            session = self._new()
        session.seen = time.monotonic()
        return session

    def _new(self) -> Session:
        if len(self.sessions) >= self.limits.sessions:
            self.sweep()
        if len(self.sessions) >= self.limits.sessions:
            raise LabFull
        session = Session()
        self.sessions[session.key] = session
        return session

    def sweep(self) -> None:
        """Remove idle sessions, except those in an open room."""
        now = time.monotonic()
        self.rooms.sweep({key for key, session in self.sessions.items() if session.sockets > 0})
        for key, session in list(self.sessions.items()):
            if session.is_over(now, self.limits) and not self.rooms.needs(key):
                del self.sessions[key]
                session.close()
        _give_back()

    async def run(self, function: Callable[..., Found], *arguments: Any) -> Found:
        """Run heavy work in a thread, so that pages stay responsive."""
        return await _in(self.pool, function, *arguments)

    async def draw(self, function: Callable[..., Found], *arguments: Any) -> Found:
        """Draw a figure; figures are drawn one at a time."""
        return await _in(self.pencil, function, *arguments)

    async def keep(self, every: float = 30.0) -> None:
        """Sweep periodically while the server runs."""
        while True:
            await asyncio.sleep(every)
            self.sweep()

    def close(self) -> None:
        """Close all games and threads."""
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()
        self.rooms.clear()
        self.debriefs.close()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self.pencil.shutdown(wait=False, cancel_futures=True)


def the_lab() -> Lab:
    """The lab of this server."""
    return cast(Lab, app.state.lab)


def is_of(client_id: str, session: Session) -> bool:
    """Whether a page belongs to this session; an expired page belongs to all, because it can do nothing."""
    client = Client.instances.get(client_id)
    return client is None or client.request.scope.get(SESSION) == session.key


def _give_back() -> None:
    """Return freed memory to the system, which the C library otherwise keeps."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


async def _in(executor: Executor, function: Callable[..., Found], *arguments: Any) -> Found:
    return await asyncio.get_running_loop().run_in_executor(executor, function, *arguments)
