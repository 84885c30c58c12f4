"""Compile rules that are written once as plain Python, for studies of thousands of runs.

Compiled code is kept on disk in a folder that is named after the version of the model: any change that can alter a run is compiled anew,
and one that cannot, of a comment say, finds the code that is there.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from numba import njit
from numba.core import config, event
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from sim.versions import PACKAGE, sources_behind, version_of

_WEEK = "sim.engine.run"

MODEL_VERSION: str = version_of(
    [_WEEK],
    {"numba": numba.__version__, "llvmlite": llvmlite.__version__, "numpy": np.__version__},
    {name: str(getattr(config, name)) for name in ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK")},
)
"""A digest of the rules and their compiler: equal versions give equal runs on processors with equal abilities."""


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    for parent in (os.environ.get("NUMBA_CACHE_DIR") or home, tempfile.gettempdir()):
        folder = Path(parent) / "change-simulator" / MODEL_VERSION
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="change-simulator-"))


CACHE_FOLDER: Path = _cache_folder()


def is_compiled() -> bool:
    """Whether an earlier start left compiled rules, so that the next run begins at once."""
    return any(CACHE_FOLDER.rglob("week.run_weeks*.nbc"))


class _SayOnce(event.Listener):
    """The first run waits for the rules to be compiled; a message says so, once."""

    has_spoken = False

    def on_start(self, event: event.Event) -> None:
        if not (self.has_spoken or is_compiled()):
            self.has_spoken = True
            print("Compiling the rules, once for this version; this takes up to a minute …", file=sys.stderr, flush=True)

    def on_end(self, event: event.Event) -> None:
        pass


event.register("numba:compile", _SayOnce())


class _ByVersion(_CacheLocator):
    """Folder of numba's compiled code for this package, keyed by its version rather than by file dates."""

    def __init__(self, function: Callable[..., Any], file: Path) -> None:
        self._folder = CACHE_FOLDER / function.__module__
        self._version = MODEL_VERSION if file in _sources() else version_of([function.__module__], MODEL_VERSION)

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._version

    def get_disambiguator(self) -> str:
        return ""

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> _ByVersion:
        place = cls(py_func, Path(py_file))
        place.ensure_cache_path()
        return place


class _Kept(CompileResultCacheImpl):
    _locator_classes = [_ByVersion]


class _Cache(FunctionCache):
    _impl_class = _Kept

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, Any]:
        """The types and the processor; the version answers for the code, which numba would look up by its bytes without its constants."""
        return sig, codegen.magic_tuple()


@cache
def _sources() -> frozenset[Path]:
    return frozenset(sources_behind([_WEEK]))


_compile: Any = njit  # numba's own signature leaves out options it takes


def rule(function: Any) -> Any:
    """Compile a function of numbers; `.py_func` is the same rule in plain Python, and gives the same bits.

    A rule of this package is kept on disk. One from elsewhere is compiled in every process: what it calls could change unnoticed.
    """
    compiled = _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if not hasattr(compiled, "py_func"):  # numba was told to compile nothing
        compiled.py_func = function
    elif Path(function.__code__.co_filename).is_relative_to(PACKAGE) and function.__closure__ is None:
        with suppress(OSError):  # where nothing can be written, nothing is kept
            compiled._cache = _Cache(function)
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
    """Compile a part of the week that only compiled code calls, and that makes no array.

    A way in from Python would take long to compile. Arrays are lent by the caller: to count who holds them, with an atomic instruction
    for each array and call, would cost a small stage more than its work.
    """
    return _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False)(function)


def stage_with_room(function: Any) -> Any:
    """Compile a part of the week that only compiled code calls, and that makes arrays."""
    return _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=True)(function)


def in_python(rule: Any) -> Any:
    """A rule as plain Python: it can be stepped through and overridden, and gives the bits of its compiled form."""
    return getattr(rule, "py_func", rule)
