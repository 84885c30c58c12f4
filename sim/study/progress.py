"""Progress: how far a study is and how long it still takes, on the error stream, whether or not anybody watches."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from tqdm import tqdm

EVERY = 10.0
"""Seconds between lines where nobody watches."""


class Progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self, total: int, already: int, unit: str) -> None:
        self.total, self.done, self.unit = total, already, unit
        self._already, self._began = already, time.monotonic()
        self._told = self._began
        watched = sys.stderr.isatty()
        self._bar = tqdm(total=total, initial=already, unit=f" {unit}", file=sys.stderr, smoothing=0.1) if watched else None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.close()

    def one_more(self) -> None:
        """One more is done."""
        self.done += 1
        if self.done == self._already + 1:  # the first may have waited for rules to be compiled, and says nothing of the rest
            self._began = self._told = time.monotonic()
        if self._bar is not None:
            self._bar.update()
            return
        now = time.monotonic()
        if now - self._told >= EVERY or self.done == self.total:
            self._told = now
            print(self._line(now - self._began), file=sys.stderr, flush=True)

    def _line(self, seconds: float) -> str:
        rate = max(1, self.done - self._already - 1) / max(seconds, 1e-9)
        left = (self.total - self.done) / max(rate, 1e-9)
        return f"{self.done:,} of {self.total:,} {self.unit}, {rate:.1f} a second, {_clock(left)} left"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
