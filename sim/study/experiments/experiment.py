"""An experiment: numbered cases that can run in any order, anywhere, and always give the same rows."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple, Protocol, Self

import pyarrow as pa
import scipy

from sim.compiled import MODEL_VERSION
from sim.versions import version_of

FORMAT = 3

TableRows = dict[str, list[dict[str, Any]]]
"""Rows by table."""


class CaseResult(NamedTuple):
    """What came of one case: its rows, or what it died of."""

    number: int
    rows: TableRows
    trouble: str | None = None


class Experiment(Protocol):
    """All that a study is before anything runs. Equal experiments give equal rows, wherever their cases run."""

    @property
    def kind(self) -> str:
        """By this name, `sim.study.execution.registry` makes the experiment again from its specification."""
        ...

    @property
    def cases_called(self) -> str:
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

    def specification(self) -> dict[str, Any]:
        """Plain data, ready for JSON, from which the same experiment can be made again."""
        ...

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> Self:
        """The same experiment again, from its specification alone."""
        ...

    def run(self, number: int) -> CaseResult:
        """Run a case; trouble is recorded, never raised, so that the others go on."""
        ...

    def failed(self, number: int, trouble: str) -> CaseResult:
        """What is recorded of a case that could not be run."""
        ...


def specification_of(experiment: Experiment) -> dict[str, Any]:
    """What a folder of results is held to: a study with another specification does not belong there."""
    versions = {"format": FORMAT, "model_version": MODEL_VERSION, "study_version": study_version(), "scipy": scipy.__version__}
    tables = list(experiment.schemas)
    return {
        **versions,
        "kind": experiment.kind,
        "cases": experiment.cases,
        "block": experiment.block,
        "tables": tables,
        "work": experiment.specification(),
    }


@cache
def study_version() -> str:
    """Names the way in which initiatives are drawn and judged, as MODEL_VERSION names the rules they live by."""
    return version_of([__name__])
