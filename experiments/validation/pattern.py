"""Patterns: published result, measurement, and whether they agree, as data for tests, pages and figures."""

from __future__ import annotations

from typing import NamedTuple

from experiments.validation.readings import MeasuredNumber

READ, ABSTRACT, SECOND_HAND = "read in the source", "read in its abstract", "quoted at second hand"
COMPUTED = "computed from the published rule"

WHOLE_MODEL, SPECIAL_CASE, SET_FROM, OUR_REQUIREMENT = "whole model", "special case", "set from this number", "our requirement"
EVIDENCE = {
    WHOLE_MODEL: "a published finding from which no number was set, at the default rules: only these rows speak for the model in use",
    SPECIAL_CASE: "most rules are switched off until a published model or an equation is left: that the program computes it rightly",
    SET_FROM: "a parameter was set from this very number: that it was set well, and nothing about the model",
    OUR_REQUIREMENT: "nothing was published; we ask it of the model: that it does what we want of it",
}
"""Kinds of evidence, and what agreement of a row of each proves."""

BY_CONSTRUCTION = "by construction: the rule read back"


class Check(NamedTuple):
    """One published number or condition beside its reading."""

    what: str
    published: str
    reading: MeasuredNumber
    tolerance: str  # where it comes from
    agrees: bool | None  # none: nothing was published to agree with, or the row cannot fail
    kind: str  # of evidence, a key of EVIDENCE
    is_opposite: bool = False  # whether the whole interval of a direction lies on the other side of zero


def not_judged(what: str, reading: MeasuredNumber, kind: str, why: str = "not judged", published: str = "not published") -> Check:
    """A row that is shown and counts for nothing; why : stands where the tolerance would."""
    return Check(what, published, reading, why, None, kind)


def direction(what: str, published: str, reading: MeasuredNumber, tolerance: str, kind: str) -> Check:
    """A row that asks for a sign: it agrees where the whole interval of a difference lies above zero, and is opposite where below."""
    return Check(what, published, reading, tolerance, reading.low > 0.0, kind, reading.high < 0.0)


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
    bounds: tuple[float, ...] = ()  # heights that are our own
    zones: tuple[tuple[float, float], ...] = ()  # on the axis across, where nothing should happen: shaded
    is_difference: bool = False  # of shares, told in points


class Tiles(NamedTuple):
    """A table of shares as tiles, the figure of a pattern that is no curve."""

    down: str  # what rows are
    across: str  # what columns are
    value: str  # what a tile says
    mark: str  # what an outline means
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]  # [0, 1], a row each
    marked: tuple[tuple[int, int], ...] = ()  # row and column of tiles with an outline


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
    told: str = ""  # the clause that the opening of the page quotes of it
    tiles: Tiles | None = None  # the figure, where it has no panels

    @property
    def agrees(self) -> bool | None:
        """Whether everything that was published is met; none where nothing was."""
        judged = [check.agrees for check in self.checks if check.agrees is not None]
        return all(judged) if judged else None
