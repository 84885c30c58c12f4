"""Default folder of a study without an explicit folder: the same command finds it again, and other commands use other folders."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.study.store.location import StudyLocation


def folder_of(place: StudyLocation, run_folder: Path, name: str, specification: dict[str, Any]) -> Path:
    """Return the requested folder; otherwise a subfolder of the run's folder, named after the study and its specification.

    specification : all inputs of the results, as JSON-compatible data
    """
    if place.folder is not None:
        return Path(place.folder)
    digest = hashlib.sha256(json.dumps(specification, sort_keys=True).encode()).hexdigest()
    return run_folder / f"{name}-{digest[:8]}"
