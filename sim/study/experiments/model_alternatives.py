"""Model alternatives: other choices of the model, and the runs that show their effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pydantic import model_validator

from sim.declared import Share
from sim.schema.interventions import Described
from sim.study.experiments.cause_repairs import CauseRepairs, levels_in, put_together, refuse_what_cannot_run
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, TableRow, WholeCases, differs_only_in
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.experiments.run_tables import block_for, run_fields, run_rows
from sim.study.experiments.settings_in_use import SettingsInUse
from sim.study.population.library_parts import LibraryReader
from sim.study.population.population import Population
from sim.study.population.sampling import Sampled, Sampler
from sim.study.store.errors import in_a_line, one_line

AS_IT_IS = ""
"""Name of the base model among its alternatives."""

UNMOVED = 0.5
"""Position in the cube of a factor that only an alternative samples."""

INITIATIVES_KEPT = 64
"""Initiatives whose settings wait for the next alternative; with more, they are prepared anew under each."""


class Alternative(Described):
    """Another choice of the model: values set in every initiative, changed distributions, or another quantile of repair."""

    initiative: dict[str, ParameterValue] = {}  # by dotted path
    population: dict[str, Any] = {}  # by dotted path, usually distributions
    quantile: Share | None = None  # to which all causes are repaired

    @model_validator(mode="after")
    def _changes_something(self) -> Alternative:
        if not self.initiative and not self.population and self.quantile is None:
            raise ValueError("no change given: set initiative, population or quantile")
        return self


def alternatives_from(names: Iterable[str], read: LibraryReader) -> dict[str, Alternative]:
    """Return alternatives of the library, by name."""
    return {name: Alternative.model_validate(read("robustness", name)) for name in names}


def altered(causes_study: CauseRepairs, alternative: Alternative) -> CauseRepairs:
    """Return a study under an alternative. Enabling levels are recomputed if the alternative affects them.

    Raises ValueError for values that the schema rejects.
    """
    sampler = _sampler(causes_study, alternative)
    causes, levels = causes_study.causes, causes_study.levels
    if alternative.quantile is not None:
        causes = {name: cause.model_copy(update={"quantile": alternative.quantile}) for name, cause in causes.items()}
    if alternative.population or alternative.quantile is not None:
        levels = levels_in(sampler, causes)
    return put_together(causes_study.settings, sampler.population, sampler.base, sampler.parts, causes, levels)


def _sampler(causes_study: CauseRepairs, alternative: Alternative) -> Sampler:
    """Return the sampler of enabling levels under an alternative."""
    base = causes_study.base.with_(alternative.initiative)
    population = causes_study.population
    if alternative.population:
        population = _population(population, alternative.population)
    parts = causes_study.sampler.parts
    parts = parts._replace(definitions=parts.definitions.model_copy(update={"outcomes": base.definitions.outcomes}))
    return Sampler(population, parts, base, seed=0)


def _population(population: Population, values: Mapping[str, Any]) -> Population:
    data = population.model_dump(mode="json")
    for path, value in values.items():
        *sections, last = path.split(".")
        place = data
        for name in sections:
            place = place.get(name) if isinstance(place, dict) else None
        if not isinstance(place, dict):
            raise ValueError(f"population: there is no section {'.'.join(sections)}, so {path} cannot be changed")
        place[last] = value
    return Population.model_validate(data)


class ModelAlternatives:
    """The same initiatives on the same random draws, under the base model and each alternative."""

    kind = "robustness"
    cases_called = "initiatives"

    def __init__(self, causes_study: CauseRepairs, alternatives: Mapping[str, Alternative]) -> None:
        if causes_study.settings.coalitions == "none":
            raise ValueError("coalitions: none; causes can only be ranked if they are repaired")
        for name, known in alternatives.items():
            try:
                refuse_what_cannot_run(_sampler(causes_study, known))  # here, rather than when the cases have begun
            except ValueError as problem:
                raise ValueError(f"robustness/{name}.yaml: {in_a_line(problem)}") from None
        self.causes_study, self.alternatives = causes_study, dict(alternatives)
        self._names = [AS_IT_IS, *self.alternatives]
        self._studies, self._one_at_a_time = {AS_IT_IS: causes_study}, Lock()
        self._settings = lru_cache(maxsize=INITIATIVES_KEPT)(lambda initiative: SettingsInUse())

    @property
    def cases(self) -> int:
        return len(self._names) * self.causes_study.settings.initiatives

    @property
    def block(self) -> int:
        return block_for(len(self.causes_study.coalitions))

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        own = [("alternative", pa.string()), ("initiative", pa.int64())]
        coalition, seed = ("coalition", pa.string()), ("seed", pa.int64())
        return {
            "initiatives": pa.schema([*own, seed, ("error", pa.string()), ("employees", pa.int64())]),
            "runs": pa.schema([*own, coalition, seed, *run_fields(self.causes_study.base.definitions.outcomes)]),
        }

    def specification(self) -> dict[str, Any]:
        alternatives = {name: known.model_dump(mode="json") for name, known in self.alternatives.items()}
        return {"design": self.causes_study.specification(), "alternatives": alternatives}

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> ModelAlternatives:
        known = {name: Alternative.model_validate(alternative) for name, alternative in specification["alternatives"].items()}
        return cls(CauseRepairs.from_specification(specification["design"]), known)

    def run(self, number: int) -> CaseResult:
        name, initiative = self._of(number)
        causes_study, sampled = self._study(name), self._sampled(name, initiative)
        if sampled.initiative is None:
            return self.failed(number, sampled.trouble)
        own = {"alternative": name, "initiative": initiative, "seed": sampled.seed}
        try:
            run = self._settings(initiative).prepare(sampled.initiative, [sampled.seed], causes_study.repairs).advance()
            runs = [own | {"coalition": coalition} | row for coalition, row in zip(causes_study.names, run_rows(run), strict=True)]
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        return CaseResult(number, {"initiatives": [own | {"error": None, "employees": run.organisation.employees}], "runs": runs})

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer initiatives, or fewer alternatives, are taken over."""
        own, fewer = self.specification(), smaller["design"]["settings"]["initiatives"]
        same = differs_only_in(smaller, own, ("design", "settings", "initiatives"), ("alternatives",))
        among = smaller["alternatives"].items() <= own["alternatives"].items()
        if not (same and among) or fewer > self.causes_study.settings.initiatives:
            return None
        places = {name: place for place, name in enumerate([AS_IT_IS, *smaller["alternatives"]])}

        def source_of(number: int) -> int | None:
            name, initiative = self._of(number)
            return places[name] * fewer + initiative if name in places and initiative < fewer else None

        def case_of(row: TableRow) -> int:
            return places[row["alternative"]] * fewer + row["initiative"]

        return WholeCases(source_of, case_of, len(self.causes_study.coalitions))

    def with_known(self, runs: Sequence[int]) -> ModelAlternatives:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def failed(self, number: int, trouble: str) -> CaseResult:
        name, initiative = self._of(number)
        seed = self.causes_study.sampler.seed_of("run", initiative)
        row = {"alternative": name, "initiative": initiative, "seed": seed, "error": trouble, "employees": None}
        return CaseResult(number, {"initiatives": [row], "runs": []}, trouble)

    @cached_property
    def _points(self) -> NDArray[np.float64]:
        return self.causes_study.sampler.points(0, self.causes_study.settings.initiatives)

    def _of(self, number: int) -> tuple[str, int]:
        place, initiative = divmod(number, self.causes_study.settings.initiatives)
        return self._names[place], initiative

    def _study(self, name: str) -> CauseRepairs:
        """Return the study under an alternative; the first case that needs it makes it, while others wait."""
        with self._one_at_a_time:
            if name not in self._studies:
                self._studies[name] = altered(self.causes_study, self.alternatives[name])
            return self._studies[name]

    def _sampled(self, name: str, initiative: int) -> Sampled:
        """Return the initiative with the same position of all common factors, so that initiatives differ only in the alternative."""
        known = dict(zip(self.causes_study.sampler.dimensions, self._points[initiative].tolist(), strict=True))
        sampler = self._study(name).sampler
        return sampler.at(initiative, np.array([known.get(dimension, UNMOVED) for dimension in sampler.dimensions]))
