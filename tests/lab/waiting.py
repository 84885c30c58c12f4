"""Waiting: pages do their work beside the test, and are waited for by what they come to hold, never by a time."""

import asyncio
from collections.abc import Callable
from typing import Any


async def settle(holds: Callable[[], Any]) -> None:
    """Wait until something holds; five minutes are too long on any machine."""
    for _ in range(15_000):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to hold")
