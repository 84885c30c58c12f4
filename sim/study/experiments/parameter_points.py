"""Parameter points: one or several initiatives at many points of a parameter space, each under the same seeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from sim.engine.run import Run
from sim.schema.initiative import Initiative
from sim.study.experiments.described_runs import described_runs
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, TableRow, differs_only_in
from sim.study.experiments.run_tables import block_for, run_fields, run_rows
from sim.study.experiments.settings_in_use import SettingsInUse
from sim.study.population.description import AS_TOLD, DescriptionUncertainty
from sim.study.store.errors import one_line

ParameterValue = float | int | str | bool
LANES = 32
"""Maximum number of runs of a point in one batch."""


class ParameterPoint(NamedTuple):
    """Values set by dotted path, and the initiative they are set in."""

    base: str
    values: dict[str, ParameterValue] = {}


@dataclass(frozen=True)
class ParameterPoints:
    """Points under common seeds, so that they differ only in the values set; a seed draws the same errors of every description."""

    bases: dict[str, Initiative]
    points: tuple[ParameterPoint, ...]
    replicates: int  # runs of each point
    seed: int  # of the first run; the others follow consecutively
    description: DescriptionUncertainty = AS_TOLD
    begun: tuple[int, ...] = ()  # runs of each case that are known already and not run again; none: of no case

    kind = "points"
    cases_called = "batches of runs"

    @cached_property
    def _settings(self) -> SettingsInUse:
        return SettingsInUse()

    @property
    def batches(self) -> int:
        """Return the number of batches (cases) per point."""
        return -(-self.replicates // LANES)

    @property
    def cases(self) -> int:
        return len(self.points) * self.batches

    @property
    def block(self) -> int:
        return block_for(min(self.replicates, LANES))

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        names = sorted({name for point in self.points for name in point.values})
        types = [(name, _type_of([point.values[name] for point in self.points if name in point.values])) for name in names]
        definitions = {name for base in self.bases.values() for name in base.definitions.outcomes}
        first = [("point", pa.int64()), ("base", pa.string())]
        known = [*first, ("error", pa.string()), ("employees", pa.int64()), *types]
        return {
            "points": pa.schema(known),
            "runs": pa.schema([("point", pa.int64()), ("replicate", pa.int64()), ("seed", pa.int64()), *run_fields(definitions)]),
        }

    def specification(self) -> dict[str, Any]:
        return {
            "bases": {name: base.model_dump(mode="json") for name, base in self.bases.items()},
            "points": [[point.base, point.values] for point in self.points],
            "replicates": self.replicates,
            "seed": self.seed,
            **({"description": self.description.model_dump(mode="json")} if self.description.varies else {}),
            **({"begun": list(self.begun)} if self.begun else {}),
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> ParameterPoints:
        bases = {name: Initiative.model_validate(base) for name, base in specification["bases"].items()}
        points = tuple(ParameterPoint(base, values) for base, values in specification["points"])
        told = specification.get("description")
        description = AS_TOLD if told is None else DescriptionUncertainty.model_validate(told)
        begun = tuple(specification.get("begun", ()))
        return cls(bases, points, specification["replicates"], specification["seed"], description, begun)

    def run(self, number: int) -> CaseResult:
        place, batch = divmod(number, self.batches)
        seeds = range(self.seed, self.seed + self.replicates)[batch * LANES : (batch + 1) * LANES]
        seeds = seeds[self.begun[number] if self.begun else 0 :]
        try:
            initiative = self.bases[self.points[place].base].with_(self.points[place].values)
            played = self._played(initiative, seeds)
            own = [{"point": place, "replicate": seed - self.seed, "seed": seed} for seed in seeds]
            runs = [known | row for known, row in zip(own, (row for run in played for row in run_rows(run)), strict=True)]
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        return CaseResult(number, {"points": self._point_rows(number, None, played[0].organisation.employees), "runs": runs})

    def _played(self, initiative: Initiative, seeds: Sequence[int]) -> list[Run]:
        if not self.description.varies:
            return [self._settings.prepare(initiative, seeds).advance()]
        return list(described_runs(initiative, seeds, self.description))

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer points, fewer initiatives or fewer runs of each point are taken over."""
        own, fewer = self.specification(), ParameterPoints.from_specification(smaller)
        same = differs_only_in(smaller, own, ("bases",), ("points",), ("replicates",))
        among = smaller["bases"].items() <= own["bases"].items() and fewer.schemas["runs"] == self.schemas["runs"]
        if not (same and among) or fewer.replicates > self.replicates or not set(_keys(fewer)) <= set(_keys(self)):
            return None
        return _MorePoints(self, fewer)

    def with_known(self, runs: Sequence[int]) -> ParameterPoints:
        """Return the experiment that runs only what is not known; runs : known ones of each case, its first"""
        return replace(self, begun=tuple(runs))

    def failed(self, number: int, trouble: str) -> CaseResult:
        return CaseResult(number, {"points": self._point_rows(number, trouble, None), "runs": []}, trouble)

    def _point_rows(self, number: int, error: str | None, employees: int | None) -> list[dict[str, Any]]:
        """Return one row per point, plus one row for each failed batch."""
        place, batch = divmod(number, self.batches)
        point = self.points[place]
        row = {"point": place, "base": point.base, "error": error, "employees": employees} | point.values
        is_first = batch == 0 and not (self.begun and self.begun[number])
        return [row] if is_first or error is not None else []


class _MorePoints:
    """Growth by points, initiatives and runs of each point; points are found again by what they set."""

    def __init__(self, larger: ParameterPoints, smaller: ParameterPoints) -> None:
        self._larger, self._smaller = larger, smaller
        place = {key: place for place, key in enumerate(_keys(smaller))}
        self._places = [place.get(key) for key in _keys(larger)]

    def case_of(self, table: str, row: TableRow) -> int:
        batch = row["replicate"] // LANES if table == "runs" else 0
        return row["point"] * self._smaller.batches + batch

    def failed_in(self, row: TableRow) -> Iterable[int]:
        first = row["point"] * self._smaller.batches
        return range(first, first + self._smaller.batches)

    def source_of(self, number: int) -> int | None:
        point, batch = divmod(number, self._larger.batches)
        place = self._places[point]
        return place * self._smaller.batches + batch if place is not None and batch < self._smaller.batches else None

    def runs_in(self, number: int) -> int:
        return min(LANES, self._smaller.replicates - number % self._larger.batches * LANES)

    def is_whole(self, number: int) -> bool:
        batch = number % self._larger.batches
        return self.runs_in(number) == min(LANES, self._larger.replicates - batch * LANES)

    def taken(self, number: int, table: str, row: TableRow) -> TableRow:
        point = number // self._larger.batches
        return row | {"point": point} if table == "runs" else row | {"point": point} | self._larger.points[point].values


def _keys(experiment: ParameterPoints) -> list[tuple[Any, ...]]:
    """Return what tells the points of an experiment apart."""
    return [(point.base, tuple(sorted(point.values.items()))) for point in experiment.points]


def _type_of(values: Sequence[ParameterValue]) -> pa.DataType:
    if any(isinstance(value, str) for value in values):
        return pa.string()
    return pa.bool_() if all(isinstance(value, bool) for value in values) else pa.float64()
