"""Curves over weeks, always beside a comparison: a goal, another branch, other plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import nicegui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from sim.figures.style import GREEN, ink_of, unit_look
from sim.lab.components.messages import keep, left_open, row_told, tell
from sim.texts import say

ECHARTS = Path(nicegui.__file__).parent / "elements" / "echart" / "dist"
YEAR = 52
STEPS = (4, 13, 26, 52, 104)  # weeks between marks of the axis

CurveValues = Sequence[float | None]


class Curve(NamedTuple):
    """One line, with its name at its end."""

    key: str
    label: str
    colour: str
    dash: Any = "solid"  # as in unit_look: "solid", or (0, (dash, gap, …)) in line widths
    width: float = 2.5


class Goal(NamedTuple):
    """The goal, as a dashed line with a label."""

    value: float
    label: str


class Ghost(NamedTuple):
    """A line of another branch: thin, in the hue of the line it is compared with."""

    label: str
    colour: str
    values: CurveValues  # of week 0, 1, …


class CurveMark(NamedTuple):
    """A moment or a decision, marked on the axis; named if space allows, and when the pointer is on its week."""

    week: int
    label: str


def unit_line(row: int, label: str, key: str = "", width: float = 2.5) -> Curve:
    """A unit's line, in its colour and dashes of all figures.

    row : its index among the organisation's units; key : empty: the row as text
    """
    look = unit_look(row)
    return Curve(key or str(row), label, look.colour, look.dash, width)


class Curves(Element, component="curves.js", esm={"nicegui-echart": str(ECHARTS)}, default_classes="component-curves"):
    """Lines that grow by a week, each with its name and value at its end, or at the week under the pointer.

    Fills its parent, which must have a height. All charts of a page share one cursor; a click, or Enter, on a week opens it.
    """

    def __init__(
        self,
        title: str,
        series: Sequence[Curve],
        weeks: int,
        goal: Goal | None = None,
        unit: Literal["share", "number"] = "share",
        on_week: Callable[[int], Any] | None = None,
    ) -> None:
        """title : content and unit, as "Adoption by unit, share of staff"
        series : in order of importance; without space for all names, the last have none
        weeks : length of the axis
        unit : "share": values in [0, 1] on an axis from 0 to 100 %; "number": an axis that fits the values and includes 0
        on_week : called with the opened week, played or not
        """
        super().__init__()
        self._keys = [line.key for line in series]
        self._props["chart"] = {
            "title": title,
            "weeks": weeks,
            "unit": unit,
            "ticks": _ticks(weeks),
            "lines": [_drawn(line.label, line.colour, line.dash, line.width) for line in series],
            "goal": None if goal is None else {"value": goal.value, "label": goal.label, "colour": GREEN, "ink": ink_of(GREEN)},
            "words": {
                "week": left_open("component.curve.week", "week"),
                "ends": left_open("component.curve.ends", "title", "week", "values"),
                "keys": say("component.curve.keys"),
            },
        }
        self._data: tuple[list[float | None], ...] = tuple([] for _ in series)  # NiceGUI copies lists, but not tuples
        self._props["start"] = {"data": self._data, "ghosts": [], "band": None, "marks": []}
        if on_week is not None:
            self.on("week", lambda message: self._open(message, weeks, on_week))

    def append(self, week: int, values: Mapping[str, float | None]) -> None:
        """Add a week of some or all lines; an existing week is redrawn.

        values : by the keys of lines
        """
        row = [_short(values.get(key)) for key in self._keys]
        for line, value in zip(self._data, row, strict=True):
            line.extend([None] * (week + 1 - len(line)))
            line[week] = value
        tell(self, "append", week, row)

    def replace(self, values: Mapping[str, CurveValues]) -> None:
        """Replace all weeks, after a jump in time or a change of branch.

        values : of week 0, 1, … by the keys of lines; a missing line becomes empty
        """
        for key, line in zip(self._keys, self._data, strict=True):
            line[:] = [_short(value) for value in values.get(key, ())]
        tell(self, "replace", self._data)

    def truncate(self, week: int) -> None:
        """Go back in time: remove all weeks after one."""
        for line in self._data:
            del line[week + 1 :]
        tell(self, "truncate", week)

    def ghosts(self, ghosts: Iterable[Ghost]) -> None:
        """Draw other branches, replacing the current ones."""
        drawn = [
            {**_drawn(ghost.label, ghost.colour, "solid", 1.2), "values": [_short(value) for value in ghost.values]} for ghost in ghosts
        ]
        self._start(ghosts=drawn)

    def band(self, low: CurveValues, high: CurveValues, label: str) -> None:
        """The band of most other plans in each week; two empty sequences remove it.

        low, high : of week 0, 1, …; label : for example "80 % of 500 plans"
        """
        ends = [[_short(value) for value in end] for end in (low, high)]
        self._start(band={"low": ends[0], "high": ends[1], "label": label} if ends[0] else None)

    def marks(self, marks: Iterable[CurveMark]) -> None:
        """Draw moments and decisions on the axis, replacing the current ones."""
        self._start(marks=[{"week": mark.week, "label": mark.label} for mark in marks])

    def _start(self, **changed: Any) -> None:
        keep(self, "start", {**self._props["start"], **changed})
        tell(self, "compare", changed)

    def _open(self, message: GenericEventArguments, weeks: int, on_week: Callable[[int], Any]) -> Any:
        week = row_told(message.args, weeks + 1)
        return None if week is None else on_week(week)


def _drawn(label: str, colour: str, dash: Any, width: float) -> dict[str, Any]:
    dashes = "solid" if dash == "solid" else [round(part * width, 1) for part in dash[1]]
    return {"label": label, "colour": colour, "ink": ink_of(colour), "dash": dashes, "width": width}


def _short(value: float | None) -> float | None:
    return None if value is None or value != value else round(float(value), 4)


def _ticks(weeks: int) -> list[tuple[int, str]]:
    """Labelled weeks of the axis; on a long axis, years too."""
    step = next((step for step in STEPS if weeks / step <= 7), STEPS[-1])
    return [(week, _tick(week, weeks)) for week in range(0, weeks + 1, step)]


def _tick(week: int, weeks: int) -> str:
    if weeks < 2 * YEAR or week == 0 or week % YEAR:
        return str(week)
    return f"{week} ({say('component.curve.years', years=week // YEAR)})"
