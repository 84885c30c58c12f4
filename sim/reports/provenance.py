"""Provenance of a report: when it was written and with which versions, the only things beside its command in which two reports differ."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable with the time that files name as theirs, in seconds since 1970, for builds that are to be the same to the byte."""

PACKAGES = ("change-simulator", "numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "SALib", "matplotlib")
"""Packages on which the numbers and figures of a report rest."""


def written_at() -> str:
    """Return the time now, or that of SOURCE_DATE_EPOCH, to the second."""
    given = os.environ.get(EPOCH, "")
    moment = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def versions_in_words() -> str:
    """Return the versions of Python and of the packages that were used."""
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in PACKAGES)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed as a package)"
