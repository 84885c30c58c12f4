"""Formatting of results as text and data, common to all statements of studies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from sim.study.statistics.estimates import Estimate, ShareEstimate


def in_text(title: str) -> str:
    """Return a title in the form used within a sentence."""
    return title[:1].lower() + title[1:]


def listed(parts: Sequence[str]) -> str:
    """Join items as a list: a, b and c."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in singular or plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: ShareEstimate | Estimate) -> str:
    """Format a share with its interval; "none" without cases."""
    value = share.value if isinstance(share, Estimate) else share.share
    return "none" if value is None else f"{whole(value)}% {interval(share)}"


def percent_in_tenths(share: ShareEstimate) -> str:
    """Format a share for tables; a dash without cases."""
    return "–" if share.share is None else f"{share.share:.1%}"


def interval(share: ShareEstimate | Estimate) -> str:
    """Format the interval of a share, in percent."""
    return f"[{whole(share.low)}, {whole(share.high)}]"


def whole(share: float) -> str:
    """Format a share as a whole percentage; zero has no sign."""
    return f"{round(share * 100.0) + 0:,}".replace("-", "−")


def data_of(value: Any) -> Any:
    """Convert a result to JSON-compatible data: fields by name, recursively."""
    if is_dataclass(value):
        return {field.name: data_of(getattr(value, field.name)) for field in fields(value)}
    if names := getattr(value, "_fields", ()):  # of a NamedTuple
        return {name: data_of(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {name: data_of(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [data_of(inner) for inner in value]
    return value
