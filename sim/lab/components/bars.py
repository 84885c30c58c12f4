"""Bars: what pulled a person and what held the person back in one week, term by term, against the threshold."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui.element import Element

from sim.lab.components.messages import keep, left_open, tell
from sim.texts import say


class Bars(Element, component="bars.js", default_classes="component-bars"):
    """Terms as a waterfall: each begins at the end of the previous one, chance comes last, and the sum is compared with the threshold.

    As wide as its parent, at least 340 pixels, and as high as its rows; for screen readers it is a table.
    """

    def __init__(self) -> None:
        super().__init__()
        self._props["shown"] = None
        self._props["words"] = {
            **{name: say(f"component.bars.{name}") for name in ("chance", "total", "threshold", "caption", "term", "value")},
            "nothing": left_open("component.bars.nothing", "terms"),
        }

    def show(self, title: str, terms: Sequence[tuple[str, float]], chance: float, threshold: float, verdict: str) -> None:
        """One behaviour of one person in one week.

        title : the behaviour; terms : (name, value) on the scale of thresholds, negative if it holds back, always in the same order:
            usual pulls first. Terms without weight are only named
        verdict : the result in words, as "1.02 ≥ 0.95: practises"
        """
        weights = [(label, round(float(value), 4)) for label, value in terms]
        self._tell({"title": title, "terms": weights, "chance": float(chance), "threshold": float(threshold), "verdict": verdict})

    def clear(self) -> None:
        """Clear the selection."""
        self._tell(None)

    def _tell(self, shown: dict[str, object] | None) -> None:
        keep(self, "shown", shown)
        tell(self, "show", shown)
