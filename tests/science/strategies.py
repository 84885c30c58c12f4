"""Small initiatives for Hypothesis: made by the same generator as elsewhere, with choices that Hypothesis can make simpler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from experiments.validation.generated import initiative_from
from sim.engine import Initiative

T = TypeVar("T")


class Asked:
    """Choices made by Hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def number(self, low: float, high: float) -> float:
        return self._draw(st.floats(low, high, allow_subnormal=False))

    def one_of(self, options: Sequence[T]) -> T:
        return options[self.whole(0, len(options) - 1)]


@st.composite
def initiatives(draw: st.DrawFn, weeks: int = 16) -> Initiative:
    """A small firm, its context, a programme and what befalls it, through the door."""
    return initiative_from(Asked(draw), weeks=weeks)
