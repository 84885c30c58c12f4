"""Wording and data formats shared by all statements of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from sim.study.statistics.estimates import Estimate, ShareEstimate


def in_text(title: str) -> str:
    """A title in the middle of a sentence."""
    return title[:1].lower() + title[1:]


def listed(parts: Sequence[str]) -> str:
    """One, two, or several things in a row: a, b and c."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: ShareEstimate | Estimate) -> str:
    """A share with its interval; what has no cases has no share."""
    value = share.value if isinstance(share, Estimate) else share.share
    return "none" if value is None else f"{whole(value)}% {interval(share)}"


def percent_in_tenths(share: ShareEstimate) -> str:
    """A share in tables; what has no cases has no share."""
    return "–" if share.share is None else f"{share.share:.1%}"


def interval(share: ShareEstimate | Estimate) -> str:
    """The interval of a share, in hundredths."""
    return f"[{whole(share.low)}, {whole(share.high)}]"


def whole(share: float) -> str:
    """A share in whole hundredths; nothing is never negative."""
    return f"{round(share * 100.0) + 0:,}".replace("-", "−")


def data_of(value: Any) -> Any:
    """A result ready for JSON: fields by name, however deep."""
    if is_dataclass(value):
        return {field.name: data_of(getattr(value, field.name)) for field in fields(value)}
    if names := getattr(value, "_fields", ()):  # of a NamedTuple
        return {name: data_of(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {name: data_of(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [data_of(inner) for inner in value]
    return value
