"""A map is drawn once, and forgotten with its organisation."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

from sim.config import load
from sim.lab.maps import Maps
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation


def people() -> Organisation:
    return organisation_of(load("silo_firm").organisation)


class Counting:
    """Work that is counted, and takes a moment in which others may ask."""

    def __init__(self) -> None:
        self.done = 0

    async def __call__(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.done += 1
        await asyncio.sleep(0)
        return work(*arguments)


async def test_twenty_tables_share_a_map() -> None:
    work, organisation = Counting(), people()
    maps = Maps(work)
    drawn = await asyncio.gather(*(maps.of(organisation, 1.2) for _ in range(20)))
    assert work.done == 1
    assert all(one is drawn[0] for one in drawn)
    await maps.of(organisation, 1.5)
    assert work.done == 2


async def test_leaving_during_drawing_affects_no_other_viewer() -> None:
    maps, organisation = Maps(Counting()), people()
    first = asyncio.ensure_future(maps.of(organisation, 1.2))
    await asyncio.sleep(0)
    first.cancel()
    assert await maps.of(organisation, 1.2)


async def test_a_map_is_forgotten_with_its_organisation() -> None:
    maps, organisation = Maps(Counting()), people()
    await maps.of(organisation, 1.2)
    assert len(maps) == 1
    del organisation
    gc.collect()
    assert len(maps) == 0
