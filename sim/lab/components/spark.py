"""Sparklines: word-sized lines that show a team's way to the goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui.element import Element

from sim.figures.style import GREEN
from sim.lab.components.messages import tell


class Spark(Element, component="spark.js", default_classes="component-spark"):
    """One line over weeks with a dashed goal line; fills its parent, with a text next to it.

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
        """The line's values from week 0."""
        return tuple(self._values)

    def extend(self, values: Sequence[float]) -> None:
        """Add the weeks played since."""
        self._values.extend(values)
        tell(self, "extend", len(self._values) - len(values), list(values))

    def replace(self, values: Sequence[float]) -> None:
        """Show another play, or nothing."""
        self._values[:] = values
        tell(self, "extend", 0, list(values))
