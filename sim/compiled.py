"""Rules are written once as plain Python and compiled where thousands of runs need them.

numba keeps compiled code on disk but looks only at the file of the function it compiled, not at the rules inlined into it. The folder of
that cache is therefore named after a digest of every source file a run depends on: an edited rule can never run in its old form.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba import njit
from numba.core import config, event

_PACKAGE = Path(__file__).parent
_FLOORS = ("organisation", "context", "mechanisms", "engine")


def _digest_of_sources() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for floor in _FLOORS:
        for path in sorted((_PACKAGE / floor).glob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


MODEL_VERSION: str = _digest_of_sources()[:16]
"""Names the rules: equal versions give equal runs."""


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    for parent in (home, tempfile.gettempdir()):
        folder = Path(parent) / "change-simulator" / MODEL_VERSION
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="change-simulator-"))


CACHE_FOLDER: Path = _cache_folder()
if "NUMBA_CACHE_DIR" not in os.environ:
    config.CACHE_DIR = str(CACHE_FOLDER)  # pyright: ignore[reportAttributeAccessIssue]


def is_compiled() -> bool:
    """Whether an earlier start left compiled rules, so that the next run begins at once."""
    return any(CACHE_FOLDER.rglob("week.run_weeks*.nbc"))


class _SayOnce(event.Listener):
    """Whoever asks for a first run waits for the rules to be compiled, and is told so, once."""

    has_spoken = False

    def on_start(self, event: event.Event) -> None:
        if not (self.has_spoken or is_compiled()):
            self.has_spoken = True
            print("Compiling the rules, once for this version; this takes up to a minute …", file=sys.stderr, flush=True)

    def on_end(self, event: event.Event) -> None:
        pass


event.register("numba:compile", _SayOnce())

_compile: Any = njit  # numba's own signature leaves out options it takes


def rule(function: Any) -> Any:
    """Compile a function of numbers; `.py_func` is the same rule in plain Python, and gives the same bits."""
    compiled = _compile(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True)(function)
    if not hasattr(compiled, "py_func"):  # numba was told to compile nothing
        compiled.py_func = function
    return compiled


def stage(function: Any) -> Any:
    """Compile a part of the week that only compiled code calls; a way in from Python would take long to compile."""
    return _compile(nogil=True, error_model="numpy", no_cfunc_wrapper=True, no_cpython_wrapper=True)(function)


def in_python(rule: Any) -> Any:
    """A rule as plain Python: it can be stepped through and overridden, and gives the bits of its compiled form."""
    return getattr(rule, "py_func", rule)
