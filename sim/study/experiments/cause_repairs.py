"""Study of causes: number of initiatives, causes, and coalitions of causes to repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

import pyarrow as pa
from pydantic import Field, model_validator

from sim.declared import Declared, Identifier
from sim.engine import prepare
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.planning.repair import Repair
from sim.schema.initiative import Initiative
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, WholeCases, differs_only_in
from sim.study.experiments.leading_indicators import front_line_of
from sim.study.experiments.run_tables import block_for, course_fields, course_rows, run_fields, run_rows
from sim.study.population.causes import SAMPLE, Cause, Coalition, coalitions, conditions_of, enabling_levels, name_of, repairs_of
from sim.study.population.distributions import Categorical
from sim.study.population.library_parts import LibraryReader, Parts, causes_from, parts_for
from sim.study.population.population import Population
from sim.study.population.sampling import Sampled, Sampler
from sim.study.store.errors import one_line


class CauseSettings(Declared):
    """Settings of a study of causes, besides the population."""

    initiatives: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    coalitions: Literal["none", "singles", "all"] = "all"
    causes: Annotated[list[Identifier], Field(min_length=1, max_length=8)] = [
        "anchoring", "incentives", "leadership", "resistance", "resources", "structure",
    ]  # fmt: skip

    @model_validator(mode="after")
    def _names_each_cause_once(self) -> CauseSettings:
        if len(set(self.causes)) < len(self.causes):
            raise ValueError("study.causes: duplicate names")
        return self


class CauseRepairs(NamedTuple):
    """A study of causes: every initiative of a population runs with each coalition repaired, on the same random draws."""

    settings: CauseSettings
    base: Initiative
    population: Population
    causes: dict[str, Cause]
    sampler: Sampler
    levels: dict[str, float]  # enabling level of each condition
    coalitions: list[Coalition]
    names: list[str]  # of the coalitions, as in tables
    repairs: list[Repair]  # one per coalition
    cases: int  # initiatives
    block: int  # initiatives per stored block
    schemas: dict[str, pa.Schema]

    kind = "causes"
    cases_called = "initiatives"

    def with_settings(self, **changes: Any) -> CauseRepairs:
        """Return a study of another size or kind with the same population, causes and enabling levels."""
        settings = CauseSettings.model_validate(self.settings.model_dump() | changes)
        return put_together(settings, self.population, self.base, self.sampler.parts, self.causes, self.levels)

    def specification(self) -> dict[str, Any]:
        return {
            "settings": self.settings.model_dump(mode="json"),
            "base": self.base.model_dump(mode="json"),
            "population": self.population.model_dump(mode="json"),
            "causes": {name: cause.model_dump(mode="json") for name, cause in self.causes.items()},
            **self.sampler.parts.specification(),
            "levels": self.levels,
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> CauseRepairs:
        causes = {name: Cause.model_validate(cause) for name, cause in specification["causes"].items()}
        return put_together(
            CauseSettings.model_validate(specification["settings"]),
            Population.model_validate(specification["population"]),
            Initiative.model_validate(specification["base"]),
            Parts.from_specification(specification),
            causes,
            specification["levels"],
        )

    def run(self, number: int) -> CaseResult:
        sampled = self.sampler.initiative(number)
        if sampled.initiative is None:
            return self.failed(number, sampled.trouble)
        try:
            run = prepare(sampled.initiative, [sampled.seed], self.repairs, to_the_end=True).advance()
            own = {"initiative": number, "seed": sampled.seed}
            runs = [own | {"coalition": name} | row for name, row in zip(self.names, run_rows(run), strict=True)]
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        course = [{"initiative": number} | row for row in course_rows(run, 0)]
        initiative = _initiative_row(sampled, None, run.organisation)
        return CaseResult(number, {"initiatives": [initiative], "courses": course, "runs": runs})

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer initiatives of the same study are taken over: they are its first ones."""
        fewer = smaller["settings"]["initiatives"]
        if fewer > self.cases or not differs_only_in(smaller, self.specification(), ("settings", "initiatives")):
            return None
        return WholeCases(lambda number: number if number < fewer else None, lambda row: row["initiative"], len(self.coalitions))

    def with_known(self, runs: Sequence[int]) -> CauseRepairs:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def failed(self, number: int, trouble: str) -> CaseResult:
        row = _initiative_row(self.sampler.initiative(number), trouble, None)
        return CaseResult(number, {"initiatives": [row], "courses": [], "runs": []}, trouble)


def _initiative_row(sampled: Sampled, error: str | None, organisation: Organisation | None) -> dict[str, Any]:
    drawn = {name: value if isinstance(value, str) else float(value) for name, value in sampled.values.items()}
    employees, front_line = (None, None) if organisation is None else (organisation.employees, front_line_of(organisation))
    own = {"initiative": sampled.number, "seed": sampled.seed, "error": error, "employees": employees, "front_line": front_line}
    return own | drawn


def cause_repairs_of(settings: CauseSettings, population: Population, base: Initiative, read: LibraryReader) -> CauseRepairs:
    """Return a complete study: read the parts, and take enabling levels from a fixed sample of the population.

    read : reads entries of the library
    Raises ValueError if no initiative of the population can be run.
    """
    settings = CauseSettings.model_validate({name: getattr(settings, name) for name in CauseSettings.model_fields})
    parts = parts_for(population, base, read)
    causes = causes_from(settings.causes, read)
    levels = {} if settings.coalitions == "none" else levels_in(Sampler(population, parts, base, seed=0), causes)
    return put_together(settings, population, base, parts, causes, levels)


def put_together(
    settings: CauseSettings, population: Population, base: Initiative, parts: Parts, causes: dict[str, Cause], levels: dict[str, float]
) -> CauseRepairs:
    """Return the study of these parts; levels : enabling level of each condition that a cause restores"""
    chosen = coalitions(causes, settings.coalitions)
    sampler = Sampler(population, parts, base, base.seed)
    return CauseRepairs(
        settings=settings,
        base=base,
        population=population,
        causes=causes,
        sampler=sampler,
        levels=levels,
        coalitions=chosen,
        names=[name_of(coalition) for coalition in chosen],
        repairs=repairs_of(chosen, causes, levels),
        cases=settings.initiatives,
        block=block_for(len(chosen)),
        schemas=_schemas(sampler, base),
    )


def _schemas(sampler: Sampler, base: Initiative) -> dict[str, pa.Schema]:
    number = ("initiative", pa.int64())
    seed, coalition = ("seed", pa.int64()), ("coalition", pa.string())
    known = [(name, pa.string() if isinstance(drawn, Categorical) else pa.float64()) for name, drawn in sampler.distributions.items()]
    own = [number, seed, ("error", pa.string()), ("employees", pa.int64()), ("front_line", pa.float64())]
    return {
        "initiatives": pa.schema([*own, *known]),
        "courses": pa.schema([number, *course_fields()]),
        "runs": pa.schema([number, coalition, seed, *run_fields(base.definitions.outcomes)]),
    }


def levels_in(sampler: Sampler, causes: Mapping[str, Cause]) -> dict[str, float]:
    """Return the enabling levels in a population; they depend only on the population and the causes."""
    refuse_what_cannot_run(sampler)
    sample = [one.initiative for one in sampler.initiatives(0, SAMPLE) if one.initiative is not None]
    return enabling_levels([conditions_of(initiative, organisation_of(initiative.organisation)) for initiative in sample], causes)


def refuse_what_cannot_run(sampler: Sampler) -> None:
    """Raise ValueError if no initiative of a population can be run."""
    if all(sampler.initiative(number).initiative is None for number in range(SAMPLE)):
        raise ValueError(f"no initiative of the population can be run; first error: {sampler.initiative(0).trouble}")
