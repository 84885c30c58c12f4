"""Screening: the runs of a sensitivity study, and the analysis of each output."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import Field, model_validator

from sim.array_types import Floats
from sim.declared import Declared
from sim.schema.initiative import Initiative
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, WholeCases, differs_only_in
from sim.study.experiments.run_tables import block_for, run_fields, run_rows
from sim.study.experiments.settings_in_use import SettingsInUse
from sim.study.population.factors import Names, names_of
from sim.study.population.sampling import Sampled
from sim.study.sensitivity.morris import Screened, places_at, screened, steps_of
from sim.study.sensitivity.sobol import Output, Problem, Sensitivity, places_of, problem_of, sensitivity_of
from sim.study.store.errors import one_line

SEEDS = 2**31
"""Number of distinct values of the factor chance."""


class Varied(Declared):
    """Method and size of the variation of factors."""

    method: Literal["sobol", "morris"] = "sobol"
    rows: Annotated[int, Field(ge=2, le=16_384)] = 128  # for morris: trajectories

    @model_validator(mode="after")
    def _sobol_doubles(self) -> Varied:
        if self.method == "sobol" and self.rows & (self.rows - 1):
            raise ValueError(f"rows: {self.rows} is not allowed: must be a power of two")
        return self


class FactorScreening:
    """Initiatives of a population in rows; within a row, one group of factors, or one factor, is changed after another."""

    kind = "sensitivity"
    cases_called = "rows"

    def __init__(self, causes_study: CauseRepairs, varied: Varied) -> None:
        self.causes_study, self.varied = causes_study, varied
        self.problem: Problem = problem_of(causes_study.sampler)

    @property
    def cases(self) -> int:
        return self.varied.rows

    @property
    def row(self) -> int:
        """Return the number of runs per row."""
        return self.problem.row if self.varied.method == "sobol" else len(self.problem.factors) + 1

    @property
    def block(self) -> int:
        return block_for(self.row)

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        own = [("row", pa.int64()), ("place", pa.int64()), ("seed", pa.int64())]
        return {
            "cases": pa.schema([*own, ("error", pa.string()), ("employees", pa.int64())]),
            "runs": pa.schema([*own, *run_fields(self.causes_study.base.definitions.outcomes)]),
        }

    @cached_property
    def levels(self) -> Floats:
        """Return the levels of elementary effects, shape (rows * row, factors)."""
        return steps_of(self.problem, self.varied.rows, self.causes_study.base.seed)

    @cached_property
    def places(self) -> Floats:
        """Return the point of each run in the cube of factors, shape (rows * row, factors)."""
        if self.varied.method == "sobol":
            return places_of(self.problem, self.varied.rows, self.causes_study.base.seed)
        return places_at(self.problem, self.causes_study.sampler, self.levels)

    def specification(self) -> dict[str, Any]:
        return {"design": self.causes_study.specification(), "varied": self.varied.model_dump(mode="json"), "SALib": version("SALib")}

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> FactorScreening:
        return cls(CauseRepairs.from_specification(specification["design"]), Varied.model_validate(specification["varied"]))

    def run(self, number: int) -> CaseResult:
        rows: dict[str, list[dict[str, Any]]] = {"cases": [], "runs": []}
        troubles, settings = [], SettingsInUse()
        before: Initiative | None = None
        lived, employees = [], 0
        for place, point in enumerate(self.places[number * self.row : (number + 1) * self.row]):
            sampled = self._sampled(point)
            case = {"row": number, "place": place, "seed": sampled.seed, "error": None, "employees": None}
            try:
                if sampled.initiative is None:
                    raise ValueError(sampled.trouble)
                if sampled.initiative != before:  # a factor may change what is absent, and so leave the initiative as it was
                    run = settings.prepare(sampled.initiative, [sampled.seed]).advance()
                    before, lived, employees = sampled.initiative, run_rows(run), run.organisation.employees
            except Exception as problem:  # any exception of a run is recorded as a result of the study
                case["error"] = sampled.trouble or one_line(problem)
                troubles.append(case["error"])
            else:
                case["employees"] = employees
                rows["runs"] += [{"row": number, "place": place, "seed": sampled.seed} | row for row in lived]
            rows["cases"].append(case)
        return CaseResult(number, rows, troubles[0] if troubles else None)

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer rows are taken over: those of Sobol's sequence begin a longer one, those of Morris's design do not."""
        fewer = smaller["varied"]["rows"]
        around = ("design", "settings", "initiatives")  # the number of initiatives in the study of causes does not matter here
        if fewer > self.cases or not differs_only_in(smaller, self.specification(), ("varied", "rows"), around):
            return None
        if fewer < self.cases and self.varied.method != "sobol":
            return None
        return WholeCases(lambda number: number if number < fewer else None, lambda row: row["row"], self.row)

    def with_known(self, runs: Sequence[int]) -> FactorScreening:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def failed(self, number: int, trouble: str) -> CaseResult:
        own = {"row": number, "seed": None, "error": trouble, "employees": None}
        return CaseResult(number, {"cases": [own | {"place": place} for place in range(self.row)], "runs": []}, trouble)

    def _sampled(self, point: Floats) -> Sampled:
        """Return the initiative at a point. The last factor, chance, sets the seeds of run and organisation, instead of the number."""
        return self.causes_study.sampler.at(int(point[-1] * SEEDS), point[:-1])


def outputs_of(screening: FactorScreening, runs: pd.DataFrame) -> list[Output]:
    """Return the outputs: adoption at the end, gain in felt quality, and failure. Values of failed runs are NaN.

    runs : of a FactorScreening, in any order
    """
    titles = {"adoption_end": "Adoption at the end", "felt_gain": "The gain in felt quality", "failure": "Failure"}
    table = runs.assign(failure=1.0 - runs["success"].astype(float))
    where = table["row"].to_numpy() * screening.row + table["place"].to_numpy()
    outputs = []
    for name, title in titles.items():
        values = np.full(screening.cases * screening.row, np.nan)
        values[where] = table[name].to_numpy(float)
        outputs.append(Output(name, title, values))
    return outputs


def sensitivities(screening: FactorScreening, runs: pd.DataFrame) -> list[Sensitivity]:
    """Return the Sobol indices of each output. Raises ValueError if too few rows ran."""
    return [sensitivity_of(screening.problem, output) for output in outputs_of(screening, runs)]


def screenings(screening: FactorScreening, runs: pd.DataFrame) -> list[Screened]:
    """Return the elementary effects on adoption and felt quality; failure is binary and too coarse for few trajectories.

    Raises ValueError if too few trajectories ran.
    """
    names: Names = names_of(screening.causes_study.population, screening.causes_study.sampler.parts)
    return [screened(screening.problem, screening.levels, output, names) for output in outputs_of(screening, runs)[:2]]
