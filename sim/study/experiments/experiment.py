"""Work: what a study owes, as numbered cases that may be run in any order, anywhere, and always give the same rows."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple, Protocol

import pyarrow as pa
import scipy

from sim.compiled import MODEL_VERSION
from sim.versions import version_of

FORMAT = 3
RUNS_IN_BLOCK = 512
"""Runs that are stored together: few enough that a killed study loses seconds, enough that a large one has few files."""

TableRows = dict[str, list[dict[str, Any]]]
"""Rows by table."""


class CaseResult(NamedTuple):
    """What came of one case: its rows, or what it died of."""

    number: int
    rows: TableRows
    trouble: str | None = None


class Experiment(Protocol):
    """All that a study is before anything runs. Equal works give equal rows, whoever runs their cases."""

    @property
    def kind(self) -> str:
        """By this name, `sim.study.execution.registry` makes the work again from its plan."""
        ...

    @property
    def unit(self) -> str:
        """What its cases are called, in the plural."""
        ...

    @property
    def cases(self) -> int:
        """How many there are; they are numbered from 0."""
        ...

    @property
    def block(self) -> int:
        """Cases that are stored together."""
        ...

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        """The tables it fills, `runs` last."""
        ...

    def plan(self) -> dict[str, Any]:
        """Plain data, ready for JSON, from which the same work can be made again."""
        ...

    def run(self, number: int) -> CaseResult:
        """Run a case; trouble is recorded, never raised, so that the others go on."""
        ...

    def failed(self, number: int, trouble: str) -> CaseResult:
        """What is recorded of a case that could not be run."""
        ...


def plan_of(work: Experiment) -> dict[str, Any]:
    """What a folder of results is held to: a study with another plan does not belong there."""
    versions = {"format": FORMAT, "model_version": MODEL_VERSION, "study_version": study_version(), "scipy": scipy.__version__}
    tables = list(work.schemas)
    return {**versions, "kind": work.kind, "cases": work.cases, "block": work.block, "tables": tables, "work": work.plan()}


def block_for(runs_in_case: int) -> int:
    """How many cases of so many runs are stored together."""
    return max(1, RUNS_IN_BLOCK // max(1, runs_in_case))


def refuse_what_is_no_number(rows: list[dict[str, Any]]) -> None:
    """A run that comes out as no number is a failure of the model, not a result. Raises ArithmeticError."""
    for row in rows:
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ArithmeticError(f"{name} came out as {value}")


@cache
def study_version() -> str:
    """Names the way in which initiatives are drawn and judged, as MODEL_VERSION names the rules they live by."""
    return version_of([__name__])
