"""Parameters of rules that are gone. Files that an earlier version resolved name every parameter, and are read all the same."""

from __future__ import annotations

from typing import Any

RETIRED = {
    ("rules", "choice", "effort"): 1.4,
    ("rules", "choice", "friction"): 0.35,
    ("rules", "choice", "cynicism"): 0.5,
}
"""Key path of each, with its last default: the value of a file whose author chose no other."""


def without_retired(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an initiative without retired parameters at their defaults; a chosen value stays, for the schema to refuse.

    data : not checked yet, and not changed
    """
    for path, default in RETIRED.items():
        section, rule, key = path
        rules = data.get(section)
        part = rules.get(rule) if isinstance(rules, dict) else None
        if isinstance(rules, dict) and isinstance(part, dict) and part.get(key) == default:
            data = {**data, section: {**rules, rule: {name: value for name, value in part.items() if name != key}}}
    return data
