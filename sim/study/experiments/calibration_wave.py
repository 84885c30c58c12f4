"""Calibration wave: the same random draws of initiatives under many adjustments of their population, evaluated as in surveys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa

from sim.engine import prepare
from sim.engine.run import Run
from sim.schema.initiative import Initiative
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification
from sim.study.experiments.leading_indicators import PRACTICES, practices_of
from sim.study.experiments.run_tables import block_for, refuse_what_is_no_number, run_fields, run_rows
from sim.study.population.adjustment import adjusted
from sim.study.population.library_parts import Parts
from sim.study.population.population import Population
from sim.study.population.sampling import Sampled, Sampler
from sim.study.store.errors import one_line

WEIGHS = "cultural_gravity"
"""The inhibitor that represents an inherited culture opposed to an initiative."""


class CalibrationWave:
    """Initiatives sampled at each point, an adjustment of the population; the k-th initiative has the same seed at every point."""

    kind = "wave"
    cases_called = "initiatives"

    def __init__(
        self, population: Population, base: Initiative, parts: Parts, points: tuple[dict[str, float], ...], initiatives: int, seed: int
    ) -> None:
        self.population, self.base, self.parts = population, base, parts
        self.points, self.initiatives, self.seed = points, initiatives, seed

    @cached_property
    def samplers(self) -> list[Sampler]:
        """Return one sampler per point."""
        return [Sampler(adjusted(self.population, theta), self.parts, self.base, self.seed) for theta in self.points]

    @property
    def cases(self) -> int:
        return len(self.points) * self.initiatives

    @property
    def block(self) -> int:
        return block_for(1)

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        number = [("point", pa.int64()), ("initiative", pa.int64())]
        led = [(name, pa.float64()) for name in PRACTICES]
        drawn = [("culture_weighs", pa.bool_()), ("value_share", pa.float64())]
        return {
            "initiatives": pa.schema([*number, ("error", pa.string())]),
            "runs": pa.schema([*number, ("seed", pa.int64()), *run_fields(self.base.definitions.outcomes), *led, *drawn]),
        }

    def specification(self) -> dict[str, Any]:
        return {
            "population": self.population.model_dump(mode="json"),
            "base": self.base.model_dump(mode="json"),
            **self.parts.specification(),
            "points": [dict(theta) for theta in self.points],
            "initiatives": self.initiatives,
            "seed": self.seed,
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> CalibrationWave:
        parts = Parts.from_specification(specification)
        population, base = Population.model_validate(specification["population"]), Initiative.model_validate(specification["base"])
        points, initiatives, seed = (specification[name] for name in ("points", "initiatives", "seed"))
        return cls(population, base, parts, tuple(points), initiatives, seed)

    def run(self, number: int) -> CaseResult:
        point, place = divmod(number, self.initiatives)
        sampled = self.samplers[point].initiative(place)
        if sampled.initiative is None:
            return self.failed(number, sampled.trouble)
        own: dict[str, Any] = {"point": point, "initiative": place}
        try:
            run = prepare(sampled.initiative, [sampled.seed], to_the_end=True).advance()
            row = own | {"seed": sampled.seed} | _judged(run, sampled)
            refuse_what_is_no_number([row])
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        return CaseResult(number, {"initiatives": [own | {"error": None}], "runs": [row]})

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return None: one step of a search, which its next step replaces."""
        return None

    def with_known(self, runs: Sequence[int]) -> CalibrationWave:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def failed(self, number: int, trouble: str) -> CaseResult:
        point, place = divmod(number, self.initiatives)
        return CaseResult(number, {"initiatives": [{"point": point, "initiative": place, "error": trouble}], "runs": []}, trouble)


def _judged(run: Run, sampled: Sampled) -> dict[str, Any]:
    """Return the outcome of a run, its leading indicators, and whether an inherited culture opposed it."""
    row = run_rows(run)[0]
    value = {"value_share": float(row["revenue_growth"] / run.initiative.market.promised_growth)}
    return {**row, **practices_of(run, 0), **value, "culture_weighs": f"inhibitors.{WEIGHS}" in sampled.values}
