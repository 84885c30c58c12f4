"""Run folders: everything needed to inspect, trust and repeat one run."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.compiled import MODEL_VERSION
from sim.config.errors import StudyError
from sim.config.yaml_output import resolved_yaml
from sim.engine.record import Record

PACKAGES = ("change-simulator", "numpy", "scipy", "pandas", "numba", "mesa", "pydantic", "hydra-core")
_LEVELS = (
    ("x86-64-v4", {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}),
    ("x86-64-v3", {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe"}),
    ("x86-64-v2", {"cx16", "popcnt", "sse4_1", "sse4_2", "ssse3"}),
)


def write_run(record: Record, folder: Path) -> list[Path]:
    """Write the scenario, the record and a summary; each file is whole or absent.

    Raises StudyError, in a line, where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scenario = _whole(folder / "scenario.yaml", lambda path: _write_text(path, resolved_yaml(record.initiative)))
        record.write(folder)
        summary = _whole(folder / "summary.json", lambda path: _write_text(path, _json(summary_of(record))))
    except OSError as problem:
        raise StudyError(f"{folder}: the run cannot be written: {problem.strerror or problem}") from None
    return [scenario, folder / "record.parquet", summary]


def summary_of(record: Record) -> dict[str, Any]:
    """Result and provenance of a run: equal versions and CPU levels promise equal digests."""
    versions = {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}
    return {**record.summary(), "model_version": MODEL_VERSION, "cpu_level": cpu_level(), "versions": versions}


def cpu_level() -> str:
    """The instruction set this machine offers; exp and log may differ in their last bits between levels."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    flags = next((set(line.split(":", 1)[1].split()) for line in lines if line.startswith("flags")), set())
    return next((level for level, needed in _LEVELS if needed <= flags), platform.machine())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _json(data: dict[str, Any]) -> str:
    return (
        json.dumps(data, indent=2, ensure_ascii=False, default=lambda value: value.item() if hasattr(value, "item") else str(value)) + "\n"
    )


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _whole(path: Path, write: Callable[[Path], None]) -> Path:
    """A file that is either not there or complete: written beside its place, then moved into it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(beside)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path
