"""The customers card: curves of what is measured and what customers live through, which its reader chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from sim.figures.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILION
from sim.lab.components.curves import Curve, Curves, Ghost
from sim.lab.playing.looking import Looking
from sim.texts import say

OPENS_WITH = ("felt", "score", "worst")
MOST_CURVES = 6

_DASHED, _DOTTED = (0, (4, 2)), (0, (1, 1.5))
LOOKS: dict[str, tuple[str, Any, float]] = {
    "felt": (BLUE, "solid", 3.0), "score": (ORANGE, "solid", 2.5), "worst": (GREY, _DASHED, 2.5), "mean": (GREEN, "solid", 2.5),
    "expectation": (INK, _DOTTED, 2.5), "effort": (VERMILION, "solid", 2.5), "recommendation": (PURPLE, "solid", 2.5),
    "word_of_mouth": (PURPLE, _DASHED, 2.5), "churn": (VERMILION, _DASHED, 2.5), "share_of_spend": (SKY, "solid", 2.5),
    "gain": (GREEN, _DASHED, 2.5), "known": (SKY, _DASHED, 2.5), "regard": (INK, "solid", 2.5), "trust": (BLUE, _DASHED, 2.5),
}  # fmt: skip
"""Curves in the order of the list: colour, dash and width."""


class CustomersCard:
    """A chart whose curves are chosen from a list; the choice is the game's, and outlasts a reload of the page."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._weeks, self._lines, self._ghosts = looking.play.weeks, dict[str, list[float]](), list[tuple[str, Mapping[str, list[float]]]]()
        with ui.element("div").classes("play-chart play-chart-chosen") as card:
            names = {key: say(f"play.curve.{key}") for key in LOOKS}
            self._list = ui.select(names, value=list(self.chosen), multiple=True, on_change=self._choose).classes("play-chart-choice")
            self._list.props(f'dense borderless options-dense max-values={MOST_CURVES} aria-label="{say("play.charts.choose")}"')
            self._list.props("popup-content-class=play-curves-list")
            self._list.props(f'display-value="{say("play.charts.curves")}"').mark("customer-curves")
        self._card = card
        self._curves = self._made()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the curves that are shown, in the order of the list."""
        return self._looking.game.curves or OPENS_WITH

    def append(self, week: int, values: Mapping[str, float]) -> None:
        """Add a week of all curves, by key; those that are chosen are drawn."""
        for key, value in values.items():
            self._lines.setdefault(key, []).append(value)
        self._curves.append(week, values)

    def replace(self, lines: Mapping[str, Sequence[float]]) -> None:
        """Replace all weeks of all curves."""
        self._lines = {key: list(values) for key, values in lines.items()}
        self._curves.replace(lines)

    def ghosts(self, others: list[tuple[str, Mapping[str, list[float]]]]) -> None:
        """Draw the first chosen curve of other branches; others : title and curves of each."""
        self._ghosts = others
        first = self.chosen[0]
        self._curves.ghosts([Ghost(title, LOOKS[first][0], lines[first]) for title, lines in others])

    def _choose(self, event: ValueChangeEventArguments) -> None:
        """Draw other curves; a list without any keeps those that are drawn."""
        wanted = tuple(key for key in LOOKS if key in (event.value or ()))[:MOST_CURVES]
        if not wanted:
            self._list.set_value(list(self.chosen))
            return
        if wanted == self.chosen:
            return
        self._looking.game.curves = wanted
        self._curves.delete()
        self._curves = self._made()
        self._curves.replace(self._lines)
        self.ghosts(self._ghosts)

    def _made(self) -> Curves:
        lines = [Curve(key, say(f"play.curve.{key}"), *LOOKS[key]) for key in self.chosen]
        with self._card:
            return Curves(say("play.charts.customers"), lines, self._weeks, on_week=self._looking.look_back)
