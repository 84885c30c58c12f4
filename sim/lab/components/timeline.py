"""The timeline: a plan over weeks, one bar per step, planned and actual, with the load of all steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from sim.lab.components.messages import keep, left_open, row_told, tell
from sim.texts import say

YEAR = 52
MOST_WEEKS = 2_600  # of a step
EVERY = (4, 13, 26, 52, 104)  # weeks between marks of the axis

ROOM = 0.85
"""Share of the axis left of the longest last mark."""

Answer = Awaitable[None] | None


class StepBar(NamedTuple):
    """A step's bar."""

    handle: str
    title: str
    note: str  # next to the title: audience, strength
    tip: str  # full description, in a sentence
    colour: str
    planned: int
    weeks: int
    start: int
    end: int
    strength: float
    thinned: int  # first week without full strength; its end if it always has full strength
    warned: bool
    begun: bool  # only its end can still change
    over: bool  # it can no longer change


class Meter(NamedTuple):
    """A plan's use of one budget, week by week."""

    key: str
    title: str
    said: str  # in words
    values: Sequence[float]
    limit: float | None
    colour: str

    @property
    def top(self) -> float:
        """The value at full height: a little over the larger of limit and claim."""
        return 1.15 * max(self.limit or 0.0, max(self.values, default=0.0)) or 1.0

    @property
    def is_over(self) -> bool:
        return self.limit is not None and max(self.values, default=0.0) > self.limit + 1e-9


class Timeline(Element, component="timeline.js", default_classes="timeline"):
    """Fills its parent, which must have a height, and scrolls if there are many rows.

    Dragging a bar moves its step, dragging the right edge changes its length, a click opens it. Arrow keys move it by four weeks,
    with shift they change its length; Delete removes it, Enter opens it. Steps cannot move into the past.
    """

    def __init__(
        self,
        rows: Sequence[StepBar],
        weeks: int,
        *,
        now: int = 0,
        meters: Sequence[Meter] = (),
        marks: Sequence[tuple[int, str]] = (),
        compact: bool = False,
        on_move: Callable[[str, int, int], Answer] | None = None,
        on_add: Callable[[str, int], Answer] | None = None,
        on_remove: Callable[[str], Answer] | None = None,
        on_open: Callable[[str], Answer] | None = None,
    ) -> None:
        """weeks : total; now : weeks played; marks : named weeks
        on_move : called with a step's handle, its new start week and its length
        on_add : called with the name of a dropped card, and the week; on_remove, on_open : with a step's handle
        """
        super().__init__()
        self._weeks, self._serial = weeks, 0
        self._handles: list[str] = []
        self._props["weeks"] = weeks
        self._props["ticks"] = ticks(weeks)
        self._props["compact"] = compact
        self._props["help"] = f"keys-{self.id}"
        self._props["words"] = {
            "title": say("plan.timeline"),
            "keys": say("plan.keys"),
            "empty": say("plan.empty_timeline"),
            "dates": left_open("plan.dates", "first", "last"),
            "week": left_open("plan.week", "week"),
            "now": left_open("plan.now", "week"),
        }
        self._on_move, self._on_add, self._on_remove, self._on_open = on_move, on_add, on_remove, on_open
        self._props["start"] = self._state(rows, meters, marks, now)
        self.on("move", self._move)
        self.on("add", self._add)
        self.on("remove", self._remove)
        self.on("open", self._open)

    def show(self, rows: Sequence[StepBar], meters: Sequence[Meter], marks: Sequence[tuple[int, str]], now: int) -> None:
        """Show the current plan, without undoing the reader's pending changes."""
        keep(self, "start", self._state(rows, meters, marks, now))
        tell(self, "show", self._props["start"], self._serial)

    def pass_to(self, week: int) -> None:
        """Update the current week; the plan is unchanged."""
        keep(self, "start", {**self._props["start"], "now": week})
        tell(self, "pass", week)

    def mark(self, handles: Sequence[str]) -> None:
        """Highlight these steps; none clears it."""
        tell(self, "mark", list(handles))

    def focus_on(self, handle: str) -> None:
        """Give a step the keyboard focus."""
        tell(self, "focus_on", handle)

    def _state(self, rows: Sequence[StepBar], meters: Sequence[Meter], marks: Sequence[tuple[int, str]], now: int) -> dict[str, Any]:
        self._handles = [row.handle for row in rows]
        shown = [{"key": m.key, "title": m.title, "said": m.said, "limit": m.limit, "colour": m.colour} for m in meters]
        for meter, told in zip(meters, shown, strict=True):
            told |= {"top": meter.top, "over": meter.is_over, "values": [round(float(value), 4) for value in meter.values]}
        return {"rows": [row._asdict() for row in rows], "meters": shown, "marks": list(marks), "now": now}

    def _move(self, message: GenericEventArguments) -> Answer:
        told = self._told(message, "handle", "start", "weeks")
        if told is None or self._on_move is None or told["handle"] not in self._handles:
            return None
        start, weeks = row_told(told["start"], self._weeks), row_told(told["weeks"], MOST_WEEKS + 1)
        return None if start is None or not weeks else self._on_move(told["handle"], start, weeks)

    def _add(self, message: GenericEventArguments) -> Answer:
        told = self._told(message, "card", "start")
        start = None if told is None else row_told(told["start"], self._weeks)
        if told is None or start is None or self._on_add is None or not isinstance(told["card"], str):
            return None
        return self._on_add(told["card"], start)

    def _remove(self, message: GenericEventArguments) -> Answer:
        told = self._told(message, "handle")
        return None if told is None or self._on_remove is None or told["handle"] not in self._handles else self._on_remove(told["handle"])

    def _open(self, message: GenericEventArguments) -> Answer:
        return None if self._on_open is None or message.args not in self._handles else self._on_open(message.args)

    def _told(self, message: GenericEventArguments, *keys: str) -> dict[str, Any] | None:
        """A complete message from the browser, numbered so that a late answer does not undo it."""
        told = message.args
        if not isinstance(told, dict) or any(key not in told for key in (*keys, "serial")):
            return None
        self._serial = max(self._serial, row_told(told["serial"], 10**9) or 0)
        return told


def ticks(weeks: int) -> list[tuple[int, str]]:
    """Labelled weeks of the axis, without overlaps; on long axes, years too."""
    step = next((step for step in EVERY if weeks / step <= 8), EVERY[-1])
    known = list(range(0, weeks + 1, step))
    if weeks >= 2 * YEAR and known[-1] == weeks:  # the last label is long, and ends at its week
        known = [week for week in known if week == weeks or week <= ROOM * weeks]
    return [(week, _tick(week, weeks)) for week in known]


def _tick(week: int, weeks: int) -> str:
    if weeks < 2 * YEAR or week == 0 or week % YEAR:
        return str(week)
    return f"{week} ({say('component.curve.years', years=week // YEAR)})"
