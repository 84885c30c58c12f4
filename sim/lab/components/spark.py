"""Sparks: a line as small as a word, that tells how far someone came on the way to the goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui.element import Element

from sim.figures.style import GREEN
from sim.lab.components.messages import tell


class Spark(Element, component="spark.js", default_classes="component-spark"):
    """One line from week to week, with a dashed line at the goal; it fills its parent, and is told in words beside it.

    colour, dash : as in unit_look
    """

    def __init__(self, weeks: int, goal: float, colour: str, dash: Any = "solid") -> None:
        super().__init__()
        self._values: list[float] = []
        dashes = [] if dash == "solid" else list(dash[1])
        self._props["look"] = {"weeks": weeks, "goal": goal, "reached": GREEN, "colour": colour, "dash": dashes}
        self._props["start"] = self._values
        self.props('aria-hidden="true"')

    @property
    def values(self) -> tuple[float, ...]:
        """What is drawn, of week 0, 1, …"""
        return tuple(self._values)

    def extend(self, values: Sequence[float]) -> None:
        """The weeks that were lived since."""
        self._values.extend(values)
        tell(self, "extend", len(self._values) - len(values), list(values))

    def replace(self, values: Sequence[float]) -> None:
        """Another play, or nothing to be seen."""
        self._values[:] = values
        tell(self, "extend", 0, list(values))
