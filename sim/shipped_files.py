"""The folder of configurations that ships with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def config_dir() -> Path:
    """Inside an installed package, or beside it in a checkout. Raises FileNotFoundError where it is missing."""
    package = Path(__file__).resolve().parent
    for folder in (package / "configs", package.parent / "configs"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("configs: the folder of configurations is missing; install the package again")
