"""Maps: the layout of an organisation, computed once for all viewers."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

from sim.map import MapData, drawn_map
from sim.organisation.organisation import Organisation


class Maps:
    """Cached layouts, kept while an organisation is in play; twenty teams of a room share one.

    run : runs heavy work in a thread
    """

    def __init__(self, run: Callable[..., Awaitable[Any]]) -> None:
        self._run = run
        self._drawn: dict[tuple[int, float], asyncio.Future[MapData]] = {}

    async def of(self, organisation: Organisation, aspect: float) -> MapData:
        """The map of an organisation; concurrent requests wait for the same computation."""
        key = (id(organisation), aspect)
        if key not in self._drawn:
            self._drawn[key] = asyncio.ensure_future(self._run(drawn_map, organisation, aspect))
            weakref.finalize(organisation, self._drawn.pop, key, None)
        return await asyncio.shield(self._drawn[key])

    def __len__(self) -> int:
        return len(self._drawn)
