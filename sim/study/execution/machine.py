"""Machines: what determines the bytes of their results, and whether a machine may work on a study that another one writes."""

from __future__ import annotations

import platform
import socket
from importlib.metadata import version
from multiprocessing import current_process
from typing import NamedTuple

import numpy as np

from sim.compiled import MODEL_VERSION, is_compiled
from sim.study.experiments.experiment import study_version

LIBRARIES = ("numpy", "scipy", "pyarrow", "numba", "llvmlite")


class Machine(NamedTuple):
    """One machine, as one of its processes describes it."""

    host: str
    versions: dict[str, str]  # of all that determines the bytes of results, by name
    is_compiled: bool  # whether compiled rules are there
    may_start_processes: bool


def this_machine() -> Machine:
    """Return the description of the machine that runs this process."""
    versions = {"rules": MODEL_VERSION, "study": study_version(), "Python": ".".join(platform.python_version_tuple()[:2])}
    versions |= {name: version(name) for name in LIBRARIES}
    return Machine(socket.gethostname(), versions | {"processor": processor_level()}, is_compiled(), not current_process().daemon)


def processor_level() -> str:
    """Return the level of the processor for which NumPy chooses its code, such as `x86_64 X86_V3`.

    NumPy's exp and log round the last bit otherwise on X86_V4 (AVX-512) than on lower levels. The level is that in use:
    NPY_DISABLE_CPU_FEATURES lowers it.
    """
    known = np.show_config(mode="dicts") or {}
    used = known.get("SIMD Extensions", {})
    names = [*used.get("baseline", []), *used.get("found", [])]
    levels = [name for name in names if name.startswith("X86_V")]
    return " ".join([platform.machine(), *(levels[-1:] or names)])


def obstacle(there: Machine, here: Machine) -> str | None:
    """Return in words why a machine cannot work for this one: which versions differ; None if it can."""
    if not there.may_start_processes:
        return "it cannot start worker processes; start the Dask worker with --no-nanny"
    names = list(here.versions | there.versions)
    differing = [name for name in names if here.versions.get(name) != there.versions.get(name)]
    return ", ".join(f"{name} {there.versions.get(name)} instead of {here.versions.get(name)}" for name in differing) or None
