"""Arithmetic that gives the same bits as the compiled engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model.department import Department


def total(numbers: Iterable[float]) -> float:
    """Numbers added from the first to the last; the built-in `sum` rounds otherwise since Python 3.12."""
    amount = 0.0
    for number in numbers:
        amount += number
    return amount


def mean_inside(departments: Iterable[Department], values: Iterable[float]) -> float:
    """Mean over the people inside the firm of what holds for their departments."""
    amount, people = 0.0, 0.0
    for department, value in zip(departments, values, strict=True):
        if department.is_internal:
            amount += department.size * value
            people += department.size
    return amount / people
