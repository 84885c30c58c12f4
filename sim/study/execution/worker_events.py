"""Events of a study's workers, told without flooding: equal events in one line, at intervals, with the names of a few hosts."""

from __future__ import annotations

import time

from sim.study.execution.pools import Listener

TOLD_EVERY = 10.0
"""Seconds between lines about workers that were lost or set aside."""

NAMED = 3
"""Workers named in a line; the others are counted."""


class WorkerEvents:
    """Collects the events of workers, and tells a listener."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._waiting: dict[str, list[str]] = {}  # names of workers by what happened to them
        self._reasons: dict[str, str] = {}  # why workers were set aside, by host
        self._told = -TOLD_EVERY
        self._described = ""

    def lost(self, name: str) -> None:
        """Take the loss of a worker."""
        self._waiting.setdefault("lost; other workers run the cases", []).append(name)

    def set_aside(self, host: str, name: str, reason: str) -> None:
        """Take that a worker was set aside; the same reason is told once for each host, however often its worker returns."""
        if self._reasons.get(host) != reason:
            self._reasons[host] = reason
            self._waiting.setdefault(f"set aside: {reason}", []).append(name)

    def tell(self, at_once: bool = False) -> None:
        """Tell the collected events, unless some were told a moment ago."""
        now = time.monotonic()
        if not self._waiting or (now - self._told < TOLD_EVERY and not at_once):
            return
        self._told = now
        for event, names in self._waiting.items():
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            self._listener.note(f"{'workers' if len(names) > 1 else 'worker'} {', '.join(names[:NAMED])}{more} {event}")
        self._waiting = {}

    def describe(self, workers: int, threads: int, counts: dict[str, int]) -> None:
        """Tell the number of usable workers, of their threads, and of workers in each other condition, if a number has changed."""
        words = f"{workers:,} {'worker' if workers == 1 else 'workers'} ({threads:,} {'process' if threads == 1 else 'processes'})"
        words = ", ".join([words, *(f"{count:,} {condition}" for condition, count in counts.items() if count)])
        if words != self._described:
            self._described = words
            self._listener.describe_workers(words)

    def reasons(self) -> str:
        """Return why workers were set aside, host by host, to be put behind a sentence."""
        known = [f"{host} was set aside: {reason}" for host, reason in self._reasons.items()]
        more = [f"{len(known) - NAMED} more hosts too"] if len(known) > NAMED else []
        return "".join(f"; {one}" for one in [*known[:NAMED], *more])
