"""Compile rules that are written once as plain Python, for studies of thousands of runs.

`sim.rule_store` says where compiled code lies, and whether it is there.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import event

from sim.rule_store import MODEL_VERSION, KeptCode, is_compiled, rule_folder, version_kept, why_not_kept
from sim.versions import PACKAGE

__all__ = ["MODEL_VERSION", "in_python", "is_compiled", "rule", "rule_folder", "rule_for", "stage", "version_kept"]


class _Compiling(event.Listener):
    """What happens around the compilation of rules: a reader who waits is told, once, and memory is not searched for garbage.

    The compiler makes millions of objects and hardly any circle of them; to search them again and again takes a sixth of its time.
    """

    has_spoken = False
    depth = 0
    collects = False

    def on_start(self, event: event.Event) -> None:
        self.depth += 1
        if self.depth > 1:
            return
        self.collects = gc.isenabled()
        gc.disable()
        if not (self.has_spoken or is_compiled()):
            self.has_spoken = True
            _say("Compiling the rules, once for this version; this takes up to a minute …")
            if why_not_kept():
                _say(why_not_kept())

    def on_end(self, event: event.Event) -> None:
        self.depth -= 1
        if self.depth == 0 and self.collects:
            gc.enable()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


event.register("numba:compile", _Compiling())

_compile: Any = njit  # numba's own signature leaves out options it takes


def rule(function: Any) -> Any:
    """Compile a function of numbers; `.py_func` is the same rule in plain Python, and gives the same bits.

    A rule of this package is kept on disk. One from elsewhere is compiled in every process: what it calls could change unnoticed.
    """
    compiled = _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if not hasattr(compiled, "py_func"):  # numba was told to compile nothing
        compiled.py_func = function
    elif Path(function.__code__.co_filename).is_relative_to(PACKAGE) and function.__closure__ is None:
        compiled._cache = KeptCode(function)
    return compiled


def rule_for(signature: str) -> Callable[[Any], Any]:
    """A rule compiled eagerly for these types only, in numba's notation; arguments are converted to them."""

    def compile_at_once(function: Any) -> Any:
        compiled = rule(function)
        if compiled is not function:
            compiled.compile(signature)
            compiled.disable_compile()
        return compiled

    return compile_at_once


def stage(function: Any) -> Any:
    """Compile a part of the week that only compiled code calls; a way in from Python would take long to compile."""
    return _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True)(function)


def in_python(rule: Any) -> Any:
    """A rule as plain Python: it can be stepped through and overridden, and gives the bits of its compiled form."""
    return getattr(rule, "py_func", rule)
