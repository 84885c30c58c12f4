"""Default folders: each study gets its own, so that the same command finds it again and others do not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.study.store.location import StudyLocation


def folder_of(place: StudyLocation, run_folder: Path, name: str, specification: dict[str, Any]) -> Path:
    """The folder that was asked for; otherwise one below the run's, named after what is studied and how.

    specification : all that the results depend on, ready for JSON
    """
    if place.folder is not None:
        return Path(place.folder)
    digest = hashlib.sha256(json.dumps(specification, sort_keys=True).encode()).hexdigest()
    return run_folder / f"{name}-{digest[:8]}"
