"""Arithmetic that gives the same bits as the compiled engine."""

from __future__ import annotations

from collections.abc import Iterable


def total(numbers: Iterable[float]) -> float:
    """Numbers added from the first to the last; the built-in `sum` rounds otherwise since Python 3.12."""
    amount = 0.0
    for number in numbers:
        amount += number
    return amount
