"""The change lab with timers, started by lab.py on its own port, for this machine only.

GET /measured/lay/EMPLOYEES/SPEED/ROOM lays a game before the browser that asks, in the organisation that all of a room share;
GET /measured/stamps says when its weeks were lived, GET /measured/memory clears the places of those who left and says what is held.
"""

from __future__ import annotations

import gc
import sys
import time
from functools import lru_cache
from weakref import WeakValueDictionary

import psutil
from fastapi import Request
from nicegui import app

from sim.config import load
from sim.lab.access import door_of
from sim.lab.application import SESSION, Lab, Session, the_lab
from sim.lab.game import Game
from sim.lab.limits import Limits
from sim.lab.server import listening, serve
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.schema.initiative import Initiative

SCENARIO, SEED = "company_a", 7
GONE = 1.0  # seconds after which a browser that has left is forgotten: no one waits half an hour for a figure


@lru_cache(maxsize=4)
def of_size(employees: int) -> Initiative:
    """The same initiative in an organisation with so many people, its units in proportion."""
    declared = load(SCENARIO).model_dump()
    units = declared["organisation"]["units"].values()
    whole = sum(unit["size"] for unit in units)
    for unit in units:
        unit["size"] = max(1, round(unit["size"] * employees / whole))
    return Initiative.model_validate(declared)


def main() -> None:
    """Serve until it is ended."""
    stamps: dict[str, list[tuple[int, float]]] = {}
    rooms: WeakValueDictionary[tuple[int, int], Organisation] = WeakValueDictionary()

    def session_of(request: Request) -> Session:
        return the_lab().known(request.scope[SESSION])

    @app.get("/measured/lay/{employees}/{speed}/{room}")
    async def lay(request: Request, employees: int, speed: int, room: int) -> dict[str, int]:
        session, initiative = session_of(request), of_size(employees)
        organisation = rooms.get((employees, room)) or organisation_of(initiative.organisation)
        rooms[employees, room] = organisation
        session.game = game = Game(initiative, SEED, organisation=organisation, pool=the_lab().pool)
        game.speed = speed
        return {"weeks": game.play.weeks}

    @app.get("/measured/watch")
    async def watch(request: Request) -> None:
        session = session_of(request)
        game, kept = session.game, stamps.setdefault(session.key, [])
        assert game is not None
        game.listen(lambda change: kept.append((game.play.week, time.time())) if change == "weeks" else None)

    @app.get("/measured/start")
    async def start(request: Request) -> None:
        game = session_of(request).game
        assert game is not None
        game.start()

    @app.get("/measured/stamps")
    async def told(request: Request) -> list[tuple[int, float]]:
        return stamps.get(session_of(request).key, [])

    @app.get("/measured/memory")
    async def memory() -> dict[str, float]:
        the_lab().sweep()
        gc.collect()
        return {"sessions": len(the_lab().sessions), "bytes": psutil.Process().memory_info().rss}

    listener = listening("127.0.0.1", 0)
    port = listener.getsockname()[1]
    print(port, flush=True)
    serve(Lab(Limits(idle=GONE, arrival=60.0)), door_of("127.0.0.1", port, None), listener)


if __name__ == "__main__":
    sys.exit(main())
