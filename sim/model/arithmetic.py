"""Arithmetic that is bit-identical to the compiled engine."""

from __future__ import annotations

from collections.abc import Iterable


def total(numbers: Iterable[float]) -> float:
    """Sum from first to last; the built-in `sum` rounds differently since Python 3.12."""
    amount = 0.0
    for number in numbers:
        amount += number
    return amount
