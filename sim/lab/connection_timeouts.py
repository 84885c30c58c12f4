"""Connection timeouts: silent connections are closed, the longest silent one first when room is needed."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.lab.limits import Limits


class PatientProtocol(H11Protocol):
    """Uvicorn's HTTP protocol with a timeout: a request must be complete within a number of seconds."""

    limits = Limits()

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._deadline: asyncio.TimerHandle | None = None

    @classmethod
    def within(cls, limits: Limits) -> type[PatientProtocol]:
        """The protocol class with a lab's limits."""
        return type(cls.__name__, (cls,), {"limits": limits})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.limits.connections:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.transport.get_protocol() is not self or self.conn.their_state is h11.DONE:
            self._wait_no_longer()
        elif not self.transport.is_closing():
            self._wait()

    def on_response_complete(self) -> None:
        self._wait_no_longer()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        super().connection_lost(exc)

    @property
    def is_silent(self) -> bool:
        """Whether no request of this connection is waiting for an answer."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.limits.unfinished, self.transport.abort)

    def _wait_no_longer(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _make_room(self) -> None:
        """Close the longest-silent connection; if none is silent, the new one."""
        silent = [other for other in self.connections if isinstance(other, PatientProtocol) and other is not self and other.is_silent]
        waiting = [other for other in silent if other._deadline is not None]
        longest = min(waiting or silent or [self], key=lambda other: other._deadline.when() if other._deadline else 0.0)
        self.connections.discard(longest)
        longest._wait_no_longer()
        longest.transport.abort()
