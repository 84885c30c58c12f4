"""Keys of rules that have been replaced: a file that an earlier version wrote is read without them, and a line says so."""

from __future__ import annotations

import logging
from typing import Any

RETIRED: dict[tuple[str, ...], frozenset[str]] = {("rules", "choice"): frozenset({"effort", "friction", "cynicism"})}
"""Keys by the section that had them. What a behaviour lacks most holds people back now, see `rules.choice.hold`."""


def without_retired(data: dict[str, Any], file: str) -> dict[str, Any]:
    """The content of a file without keys of rules that have been replaced; a warning is logged where it had any.

    data : of a whole initiative, left as it is; file : what it is called in the warning
    """
    found: list[str] = []
    for section, keys in RETIRED.items():
        data = _without(data, section, keys, found)
    if found:
        logging.getLogger(__name__).warning(
            "%s: left out: %s, of rules that have been replaced; this run is another than that of the version that wrote the file",
            file,
            ", ".join(sorted(found)),
        )
    return data


def _without(data: dict[str, Any], section: tuple[str, ...], keys: frozenset[str], found: list[str]) -> dict[str, Any]:
    first, *deeper = section
    inner = data.get(first)
    if not isinstance(inner, dict):
        return data
    if deeper:
        nested: list[str] = []
        kept = _without(inner, tuple(deeper), keys, nested)
        found += [f"{first}.{name}" for name in nested]
    else:
        found += [f"{first}.{name}" for name in keys & inner.keys()]
        kept = {name: value for name, value in inner.items() if name not in keys}
    return {**data, first: kept}
