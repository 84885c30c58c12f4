"""Where compiled rules lie, and whether they are there: the one place that knows.

Compiled code lies in a folder for each version of the model and, in it, for each processor: code for another processor is never found. A
change that can alter a run is compiled anew, and one that cannot, of a comment say, finds the code that is there, from any checkout.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core import config as compiler_settings
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.registry import cpu_target
from numba.core.runtime.nrt import rtsys
from numba.core.serialize import dumps

from sim.versions import Version, remembered_version_of, write_whole

_SETTINGS: Any = compiler_settings  # numba sets their names at run time
_WEEK = "sim.engine.run"
_LAST = "sim.engine.week", "run_weeks"
"""Module and name of the rule that is compiled last: where it is there, so are the others."""


def _homes() -> Iterator[Path]:
    """Folders for the cache, the preferred one first; the second belongs to this user alone."""
    chosen = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    yield Path(chosen) / "change-simulator"
    temporary = Path(tempfile.gettempdir()) / f"change-simulator-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
    try:
        temporary.mkdir(mode=0o700, exist_ok=True)
        known = temporary.lstat()
    except OSError:
        return
    if stat.S_ISDIR(known.st_mode) and (not hasattr(os, "getuid") or (known.st_uid == os.getuid() and not known.st_mode & 0o022)):
        yield temporary


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def version_kept(modules: list[str], *also: object) -> Version:
    """A version of some modules, remembered between starts in the user's cache folder."""
    return remembered_version_of(modules, *also, memory=next(_homes()) / "versions")


_MODEL = version_kept(
    [_WEEK],
    {"numba": numba.__version__, "llvmlite": llvmlite.__version__, "numpy": np.__version__},
    {name: str(getattr(_SETTINGS, name)) for name in ("OPT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "BOUNDSCHECK")},
)

MODEL_VERSION: str = _MODEL.name
"""A digest of the rules and their compiler: equal versions give equal runs on processors with equal abilities."""


@cache
def _processor() -> str:
    """A name for this processor, its abilities and this Python, of which compiled code is for one alone."""
    target: Any = cpu_target.target_context
    told = repr((target.codegen().magic_tuple(), sys.implementation.cache_tag, sys.abiflags))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def rule_folder() -> Path:
    """The folder of compiled rules for this version and this processor.

    It is the user's cache folder where that holds the rules or can be written, and a temporary one otherwise.
    """
    folders = [home / MODEL_VERSION / _processor() for home in _homes()]
    chosen = next((folder for folder in folders if _holds_rules(folder) or _is_writable(folder)), None)
    return chosen or Path(tempfile.mkdtemp(prefix="change-simulator-"))


def is_compiled() -> bool:
    """Whether the rules are there, compiled for this version and this processor, so that the next run begins at once."""
    return bool(_SETTINGS.DISABLE_JIT) or _holds_rules(rule_folder())


def why_not_kept() -> str:
    """Why compiled rules are not kept where they should be, in one line; empty where they are."""
    wanted, folder = next(_homes()), rule_folder()
    if folder.is_relative_to(wanted):
        return ""
    return f"{wanted}: the compiled rules cannot be kept there; they are kept in {folder}, until it is emptied"


def _holds_rules(folder: Path) -> bool:
    module, name = _LAST
    return any((folder / module).glob(f"{name}-*.nbc"))


class KeptCode(_Cache):
    """The compiled code of one function on disk: a file for each signature, absent or whole.

    numba's own cache counts the files of a function in an index. Two processes that write it at the same moment can leave a signature
    with another's code; here the name of a file follows from the signature. numba also prepares its whole compiler to load a file; to
    run what is compiled, only the runtime of arrays is needed.
    """

    _has_complained = False

    def __init__(self, function: Any) -> None:
        self._function, self._is_enabled = function, True

    @property
    def cache_path(self) -> str:
        return str(rule_folder() / self._function.__module__)

    def enable(self) -> None:
        self._is_enabled = True

    def disable(self) -> None:
        self._is_enabled = False

    def flush(self) -> None:
        for file in Path(self.cache_path).glob(f"{self._function.__qualname__}-*.nbc"):
            file.unlink(missing_ok=True)

    def load_overload(self, sig: Any, target_context: Any) -> CompileResult | None:
        """The code for a signature, or None where it is not there or cannot be read."""
        if not self._is_enabled:
            return None
        try:
            content = self._file(sig).read_bytes()
        except OSError:
            return None
        rtsys.initialize(target_context)
        try:
            parts = pickle.loads(content)  # trusted as far as the folder is: it belongs to the user
        except (EOFError, pickle.UnpicklingError):
            return None
        return CompileResult._rebuild(target_context, *parts)

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep code; where that fails, it is compiled anew at the next start."""
        for one in data._find_referenced_environments():
            data.codegen.set_env(one.env_name, one)
        if not self._is_enabled or data.library.has_dynamic_globals or any(not lifted.can_cache for lifted in data.lifted):
            return
        try:
            write_whole(self._file(sig), dumps(_parts_of(data)))
        except OSError as problem:
            if not KeptCode._has_complained:
                KeptCode._has_complained = True
                told = (
                    f"{rule_folder()}: compiled rules cannot be written there ({problem.strerror or problem}); the next start compiles anew"
                )
                print(told, file=sys.stderr, flush=True)

    def _file(self, sig: Any) -> Path:
        is_of_the_model = Path(self._function.__code__.co_filename) in _MODEL.files
        version = MODEL_VERSION if is_of_the_model else version_kept([self._function.__module__], MODEL_VERSION).name
        name = hashlib.sha256(repr((sig, version)).encode()).hexdigest()[:24]
        return Path(self.cache_path) / f"{self._function.__qualname__}-{name}.nbc"


def _parts_of(compiled: CompileResult) -> tuple[Any, ...]:
    """What of compiled code is kept: all but the empty environments of numba's own functions, which would import their modules."""
    *parts, environments = compiled._reduce()
    needed = [one for one in environments if one.consts or one.globals["__name__"].partition(".")[0] != numba.__name__]
    return (*parts, tuple(needed))
