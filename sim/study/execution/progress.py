"""Progress of a study and estimated time left.

A bar on a terminal; in a notebook, a line below the cell, removed at the end; on any other error stream, a line at intervals.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from types import TracebackType
from typing import Any, TypeVar

from tqdm import tqdm

from sim.compiled import compilation, is_compiled

SOON, EVERY = 2.0, 10.0
"""Seconds until the first line without a terminal, and between lines."""

IN_A_CELL = 1.0
"""Seconds between lines in a notebook."""


Case = TypeVar("Case")


class Progress:
    """Displays the number of finished cases while a study runs."""

    def __init__(self, total: int, already: int, cases_called: str, who: str) -> None:
        self.total, self.done, self.cases_called = total, already, cases_called
        self._already, self._began = already, time.monotonic()
        self._workers = ""
        self._is_over = Event()
        self._cell = _below_the_cell()
        self._say = self._cell or _say
        watched = self._cell is None and sys.stderr.isatty()
        self._say(f"{already:,} of {total:,} {cases_called} already done; {who}")
        self._bar = tqdm(total=total, initial=already, unit=f" {cases_called}", file=sys.stderr, smoothing=0.1) if watched else None
        self._is_compiling = already < total and not is_compiled()
        if self._is_compiling:
            compilation.is_told_elsewhere = True
            if self._bar is not None:
                self._bar.set_description_str("compiling the rules")
        self._teller = None if watched else Thread(target=self._tell, name="progress", daemon=True)

    def __enter__(self) -> Progress:
        if self._teller is not None:
            self._teller.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._compiled()
        if self._bar is not None:
            self._bar.close()
        if self._teller is not None:
            self._is_over.set()
            self._teller.join()
            self._say("" if self._cell else self._line())

    def one_more(self) -> None:
        """Count one more finished case."""
        self.done += 1
        self._compiled()
        if self.done == self._already + 1:  # the first case may have included compilation, so it does not count for the rate
            self._began = time.monotonic()
        if self._bar is not None:
            self._bar.update()

    def note(self, line: str) -> None:
        """Print an event of the workers in a line of its own, above the bar if there is one."""
        if self._bar is not None:
            self._bar.write(line, file=sys.stderr)
        else:
            _say(line)

    def describe_workers(self, words: str) -> None:
        """Add the number and condition of the workers to the lines that follow."""
        self._workers = words
        if self._bar is not None:
            self._bar.set_postfix_str(words)

    def _compiled(self) -> None:
        """Say no more that rules are being compiled: a case has run, or the study is over."""
        if self._is_compiling:
            compilation.is_told_elsewhere = False
            if self._bar is not None:
                self._bar.set_description_str("")
        self._is_compiling = False

    def _tell(self) -> None:
        """Print a line at intervals, also while no case finishes, to show that the study is running."""
        pause = IN_A_CELL if self._cell else SOON
        while not self._is_over.wait(pause):
            self._say(self._line())
            pause = IN_A_CELL if self._cell else EVERY

    def _line(self) -> str:
        return f"{self._course()}; {self._workers}" if self._workers else self._course()

    def _course(self) -> str:
        seconds = time.monotonic() - self._began
        new = self.done - self._already
        if self._is_compiling and not is_compiled():
            return f"{compilation.line or 'compiling the rules'}; {_clock(seconds)} elapsed"
        if new < 2:
            return f"{self.done:,} of {self.total:,} {self.cases_called}, {_clock(seconds)} elapsed"
        rate = (new - 1) / max(seconds, 1e-9)
        return f"{self.done:,} of {self.total:,} {self.cases_called}, {rate:.1f} per second, {_clock((self.total - self.done) / rate)} left"


def shown_if_long(cases: Iterable[Case], total: int, cases_called: str, who: str) -> Iterator[Case]:
    """Yield cases as they come; show progress once they have taken as long as SOON.

    total : their number; who : does the work, in words
    """
    began, progress = time.monotonic(), None
    with ExitStack() as shown:
        for done, case in enumerate(cases, 1):
            if progress is not None:
                progress.one_more()
            elif done < total and time.monotonic() - began >= SOON:
                progress = shown.enter_context(Progress(total, done, cases_called, who))
            yield case


def _below_the_cell() -> Callable[[str], None] | None:
    """Return a function that rewrites one line below the running cell; none outside notebooks."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    shown: Any = display({"text/plain": ""}, raw=True, display_id=True)
    return lambda line: shown.update({"text/plain": line}, raw=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
