"""Parameter points: one or several initiatives at many points of a parameter space, each under the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from sim.engine.run import Run
from sim.schema.initiative import Initiative
from sim.study.experiments.described_runs import described_runs
from sim.study.experiments.experiment import CaseResult
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
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> ParameterPoints:
        bases = {name: Initiative.model_validate(base) for name, base in specification["bases"].items()}
        points = tuple(ParameterPoint(base, values) for base, values in specification["points"])
        told = specification.get("description")
        description = AS_TOLD if told is None else DescriptionUncertainty.model_validate(told)
        return cls(bases, points, specification["replicates"], specification["seed"], description)

    def run(self, number: int) -> CaseResult:
        place, batch = divmod(number, self.batches)
        seeds = range(self.seed, self.seed + self.replicates)[batch * LANES : (batch + 1) * LANES]
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

    def failed(self, number: int, trouble: str) -> CaseResult:
        return CaseResult(number, {"points": self._point_rows(number, trouble, None), "runs": []}, trouble)

    def _point_rows(self, number: int, error: str | None, employees: int | None) -> list[dict[str, Any]]:
        """Return one row per point, plus one row for each failed batch."""
        place, batch = divmod(number, self.batches)
        point = self.points[place]
        row = {"point": place, "base": point.base, "error": error, "employees": employees} | point.values
        return [row] if batch == 0 or error is not None else []


def _type_of(values: Sequence[ParameterValue]) -> pa.DataType:
    if any(isinstance(value, str) for value in values):
        return pa.string()
    return pa.bool_() if all(isinstance(value, bool) for value in values) else pa.float64()
