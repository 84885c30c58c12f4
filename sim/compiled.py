"""Compile rules that are written once as plain Python, for studies of thousands of runs.

`sim.rule_store` says where compiled code lies, and whether it is there.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core import config as compiler_settings
from numba.core import event

from sim.rule_parts import Part, Rule
from sim.rule_store import MODEL_VERSION, KeptCode, is_compiled, rule_folder, version_kept, why_not_kept
from sim.versions import PACKAGE

__all__ = [
    "MODEL_VERSION",
    "compilation",
    "in_python",
    "is_compiled",
    "rule",
    "rule_folder",
    "rule_for",
    "stage",
    "stage_apart",
    "stage_with_room",
    "version_kept",
]

BETWEEN = 10.0
"""Seconds between lines where there is no terminal."""

ENOUGH = 10
"""Compiled rules before the time left is estimated."""


class Compilation(event.Listener):
    """What happens around the compilation of rules: a reader who waits sees how far it is, and memory is not searched for garbage.

    The compiler makes millions of objects and hardly any circle of them; to search them again and again takes a sixth of its time.
    """

    def __init__(self) -> None:
        self.is_told_elsewhere = False
        """Whether a progress display of its own says that rules are being compiled."""
        self._rules: set[Any] = set()
        self._done: set[Any] = set()
        self._depth, self._collects = 0, False
        self._began = self._told = 0.0
        self._bar: Any = None

    def expect(self, rule: Any) -> None:
        """Count a rule among those that a first run compiles."""
        self._rules.add(rule)

    @property
    def line(self) -> str:
        """How far it is, in words; empty while nothing is being compiled."""
        if not (self._depth and self._began):
            return ""
        done, rules = len(self._done), len(self._rules)
        left = (time.monotonic() - self._began) / max(done, 1) * (rules - done)
        return f"compiling the rules, {done} of {rules}" + (f", about {left:.0f} seconds left" if done >= ENOUGH else "")

    def on_start(self, event: event.Event) -> None:
        """Begin a compilation; rules that it calls are compiled within it."""
        self._depth += 1
        if self._depth > 1:
            return
        self._collects = gc.isenabled()
        gc.disable()
        if not self._began and not is_compiled():
            self._began = self._told = time.monotonic()
            if why_not_kept():
                _say(why_not_kept())
            if not self.is_told_elsewhere:
                _say("Compiling the rules, once for this version; this takes up to a minute …")
        if self._began and not self.is_told_elsewhere and sys.stderr.isatty():
            self._open_bar()

    def on_end(self, event: event.Event) -> None:
        """End a compilation."""
        assert event.data is not None
        self._done |= {event.data["dispatcher"]} & self._rules
        self._tell()
        self._depth -= 1
        if self._depth:
            return
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        if self._collects:
            gc.enable()

    def _open_bar(self) -> None:
        from rich.console import Console  # only a first start waits
        from rich.progress import BarColumn, Progress, TextColumn

        self._bar = Progress(BarColumn(), TextColumn("{task.description}"), console=Console(stderr=True), transient=True)
        self._bar.add_task(self.line, total=len(self._rules), completed=len(self._done))
        self._bar.start()

    def _tell(self) -> None:
        """Move the bar, or say a line where the last one is long ago."""
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=len(self._done), description=self.line)
        elif self._began and not self.is_told_elsewhere and time.monotonic() - self._told > BETWEEN:
            self._told = time.monotonic()
            _say(self.line[:1].upper() + self.line[1:])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


compilation = Compilation()
event.register("numba:compile", compilation)

_SETTINGS: Any = compiler_settings  # numba sets their names at run time
OPTIONS = {"nogil": True, "error_model": "numpy"}


def rule(function: Any) -> Any:
    """Compile a function of numbers; `.py_func` is the same rule in plain Python, and gives the same bits.

    A rule of this package is kept on disk. One from elsewhere is compiled in every process: what it calls could change unnoticed.
    """
    return _rule(function, OPTIONS)


def _rule(function: Any, options: dict[str, Any]) -> Any:
    if _SETTINGS.DISABLE_JIT:
        function.py_func = function
        return function
    is_ours = Path(function.__code__.co_filename).is_relative_to(PACKAGE) and function.__closure__ is None
    compiled = Rule(function, options, KeptCode(function) if is_ours else None)
    compilation.expect(compiled.part)
    return compiled


def rule_for(signature: str) -> Callable[[Any], Any]:
    """A rule compiled eagerly for these types only, in numba's notation; arguments are converted to them.

    Its code is put wherever it is called, however long it is: a call within a loop would keep the loop from working on several at once.
    """

    def compile_at_once(function: Any) -> Any:
        compiled = _rule(function, {**OPTIONS, "forceinline": True})
        if compiled is not function:
            compiled.part = None  # its types are fixed, and Python and compiled code call it with the same
            compiled.compile(signature)
            compiled.disable_compile()
        return compiled

    return compile_at_once


def stage(function: Any) -> Any:
    """Compile a part of the week that only compiled code calls, and that makes no array.

    Arrays are lent by the caller: to count who holds them, with an atomic instruction for each array and call, would cost a small stage
    more than its work.
    """
    return _part(function, counts=False)


def stage_apart(function: Any) -> Any:
    """Compile a stage of which no array that it writes overlaps another of its arguments.

    The compiler believes it, and works on several lanes at once without asking at each loop: where two overlap, results are wrong.
    """
    return _part(function, counts=False, are_apart=True)


def stage_with_room(function: Any) -> Any:
    """Compile a part of the week that only compiled code calls, and that makes arrays."""
    return _part(function, counts=True)


def _part(function: Any, *, counts: bool, are_apart: bool = False) -> Any:
    if _SETTINGS.DISABLE_JIT:
        return function
    compiled = Part(function, {**OPTIONS, "_nrt": counts}, are_apart=are_apart)
    compilation.expect(compiled)
    return compiled


def in_python(rule: Any) -> Any:
    """A rule as plain Python: it can be stepped through and overridden, and gives the bits of its compiled form."""
    return getattr(rule, "py_func", rule)
