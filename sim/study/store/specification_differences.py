"""Differences between two specifications, for a reader who expected none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_SHOWN, LONGEST = 3, 40
"""Differences in a message, and characters of a value."""

_FOLLOWING = "work.levels"
"""Differs where something else does, and is named last."""


def differences(there: dict[str, Any], wanted: dict[str, Any]) -> str:
    """Dotted paths with both values, the first few of them; nothing for equal specifications."""
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
        yield path, f"{_short(there)} there, {_short(wanted)} here"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
