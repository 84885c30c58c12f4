"""Differences between two specifications, for error messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_SHOWN, LONGEST = 3, 40
"""Maximum number of differences in a message; maximum characters of a value."""

_FOLLOWING = "work.levels"
"""Entries that differ as a consequence of other differences; they are listed last."""


def differences(there: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Return the first few differing dotted paths with both values; empty for equal specifications."""
    found = dict(_between(there, wanted, ""))
    differing = [f"{path.removeprefix('work.')}: {values}" for path, values in sorted(found.items(), key=_by_cause)]
    more = [f"and {len(differing) - MOST_SHOWN} more"] if len(differing) > MOST_SHOWN else []
    return "; ".join(differing[:MOST_SHOWN] + more)


def _by_cause(difference: tuple[str, str]) -> tuple[bool, str]:
    return difference[0].startswith(_FOLLOWING), difference[0]


def _between(there: Any, wanted: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(there, dict) and isinstance(wanted, dict):
        for name in sorted(there.keys() | wanted.keys()):
            yield from _between(there.get(name), wanted.get(name), f"{path}.{name}" if path else name)
    elif there != wanted:
        yield path, f"stored {_short(there)}, requested {_short(wanted)}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
