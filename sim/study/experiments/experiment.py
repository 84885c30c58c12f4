"""Experiment: the numbered cases of a study, which can run in any order on any machine and always give the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol, Self

import pyarrow as pa
import scipy

from sim.compiled import MODEL_VERSION, version_kept
from sim.study.experiments.growth import Growth, Specification, TableRow

FORMAT = 3

TableRows = dict[str, list[TableRow]]
"""Rows by table."""


class CaseResult(NamedTuple):
    """Result of one case: its rows, or the cause of its failure."""

    number: int
    rows: TableRows
    trouble: str | None = None


class Experiment(Protocol):
    """Complete definition of a study before it runs. Equal experiments give equal rows with any worker pool."""

    @property
    def kind(self) -> str:
        """Return the name by which `sim.study.execution.registry` recreates the experiment from its specification."""
        ...

    @property
    def cases_called(self) -> str:
        """Return the name of its cases, in the plural."""
        ...

    @property
    def cases(self) -> int:
        """Return the number of cases; they are numbered from 0."""
        ...

    @property
    def block(self) -> int:
        """Return the number of cases per stored block."""
        ...

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        """Return the schemas of its tables, `runs` last."""
        ...

    def specification(self) -> dict[str, Any]:
        """Return JSON-compatible data from which the same experiment can be recreated."""
        ...

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> Self:
        """Recreate the experiment from its specification alone."""
        ...

    def run(self, number: int) -> CaseResult:
        """Run a case; errors are recorded, not raised, so that the other cases continue."""
        ...

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how it takes over a smaller experiment of its kind, given its specification; None if that is no part of it."""
        ...

    def with_known(self, runs: Sequence[int]) -> Self:
        """Return the experiment that leaves out known runs; runs : how many of each case are known, its first; all or none of most kinds"""
        ...

    def failed(self, number: int, trouble: str) -> CaseResult:
        """Return the record of a case that failed to run."""
        ...


def specification_of(experiment: Experiment) -> dict[str, Any]:
    """Return the specification that identifies a folder of results; a folder belongs to one specification."""
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
    """Return the version of sampling and evaluation, as MODEL_VERSION is the version of the rules."""
    return version_kept([__name__]).name
