"""Choices of a generated case, from a seed, or from a testing tool that searches for the smallest failing case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

T = TypeVar("T")


class Choices(Protocol):
    """Where choices come from."""

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        ...

    def number(self, low: float, high: float) -> float:
        """A number with a fraction, both ends included."""
        ...

    def one_of(self, options: Sequence[T]) -> T:
        """One of several."""
        ...


class DrawnChoices:
    """Choices drawn from a seed: the same seed, the same choices."""

    def __init__(self, *seed: int) -> None:
        self._generator = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))

    def whole(self, low: int, high: int) -> int:
        return int(self._generator.integers(low, high, endpoint=True))

    def number(self, low: float, high: float) -> float:
        return min(high, low + (high - low) * float(self._generator.random()))

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]
