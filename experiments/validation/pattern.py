"""Patterns: published result, measurement, and whether they agree, as data for tests, pages and figures."""

from __future__ import annotations

from typing import NamedTuple

from experiments.validation.readings import MeasuredNumber

READ, SECOND_HAND, COMPUTED = "read in the source", "quoted at second hand", "computed from the published rule"


class Check(NamedTuple):
    """One published number or condition beside its reading."""

    what: str
    published: str
    reading: MeasuredNumber
    tolerance: str  # where it comes from
    agrees: bool | None  # none: nothing was published to agree with


class Trend(NamedTuple):
    """A measured course or dependence, with its interval where chance is involved."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    is_theory: bool = False  # computed, not measured


class Datum(NamedTuple):
    """A published value at a place, or a range of them."""

    x: float
    low: float
    high: float


class Plot(NamedTuple):
    """One of the small multiples that show a pattern."""

    title: str
    across: str
    up: str
    lines: tuple[Trend, ...]
    marks: tuple[Datum, ...] = ()
    edges: tuple[float, ...] = ()  # published places on the axis across
    levels: tuple[float, ...] = ()  # published heights
    is_share: bool = False
    is_logarithmic: bool = False
    has_points: bool = False  # readings at separate settings rather than a course
    guides: tuple[float, ...] = ()  # places on the axis across that are our own


def unless(agrees: bool | None, remark: str) -> tuple[str, ...]:
    """A remark on a row that does not agree, for as long as it does not."""
    return () if agrees else (remark,)


class Pattern(NamedTuple):
    """A published regularity at the level of a mechanism."""

    name: str
    title: str
    source: str
    status: str
    published: str
    measured: str
    checks: tuple[Check, ...]
    panels: tuple[Plot, ...]
    remarks: tuple[str, ...] = ()  # what a reader should know: fitted, met as a direction only, not met

    @property
    def agrees(self) -> bool | None:
        """Whether everything that was published is met; none where nothing was."""
        judged = [check.agrees for check in self.checks if check.agrees is not None]
        return all(judged) if judged else None
