"""Names in a declaration: each must be known; messages offer the nearest."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable


def check_names(where: str, given: Iterable[str], known: Collection[str]) -> None:
    """Refuse a name that nothing answers to, and say the nearest that something does."""
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(str(name), sorted(known), n=1, cutoff=0.5)
            hint = f"; nearest: {near[0]}" if near else f"; known: {', '.join(sorted(known)[:8]) or 'none'}"
            raise ValueError(f"{where}: nothing is named {name!r}{hint}")


def check_units(where: str, given: Iterable[str], units: set[str] | None) -> None:
    """Refuse a unit the organisation does not have; units that come from a file are checked once the file is read."""
    if units is not None:
        check_names(where, given, units | {"executive_office"})
