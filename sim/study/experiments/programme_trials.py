"""Programme trials: several programmes for one initiative, each under the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification
from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints


@dataclass(frozen=True)
class ProgrammeTrials:
    """Programmes under common seeds. The initiative is stored once, with its programmes."""

    base: Initiative
    programmes: dict[str, Programme]
    replicates: int
    seed: int

    kind = "trials"
    cases_called = "batches of runs"

    @cached_property
    def variation(self) -> ParameterPoints:
        """Return the same runs as parameter points."""
        initiatives = {name: self.base.model_copy(update={"programme": programme}) for name, programme in self.programmes.items()}
        return ParameterPoints(initiatives, tuple(ParameterPoint(name) for name in initiatives), self.replicates, self.seed)

    @property
    def cases(self) -> int:
        return self.variation.cases

    @property
    def block(self) -> int:
        return self.variation.block

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        return self.variation.schemas

    def specification(self) -> dict[str, Any]:
        return {
            "base": self.base.model_dump(mode="json"),
            "programmes": [[name, programme.model_dump(mode="json")] for name, programme in self.programmes.items()],
            "replicates": self.replicates,
            "seed": self.seed,
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> ProgrammeTrials:
        programmes = {name: Programme.model_validate(programme) for name, programme in specification["programmes"]}
        base = Initiative.model_validate(specification["base"])
        return cls(base, programmes, specification["replicates"], specification["seed"])

    def run(self, number: int) -> CaseResult:
        return self.variation.run(number)

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return None: one step of a search, which its next step replaces."""
        return None

    def with_known(self, runs: Sequence[int]) -> ProgrammeTrials:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def failed(self, number: int, trouble: str) -> CaseResult:
        return self.variation.failed(number, trouble)
