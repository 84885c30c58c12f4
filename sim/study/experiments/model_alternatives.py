"""Model alternatives: other choices of the model, as files of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import model_validator

from sim.declared import Share
from sim.schema.interventions import Described
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.population.library_parts import LibraryReader
from sim.study.population.population import Population
from sim.study.population.sampling import Sampler


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


def sampler_under(causes_study: CauseRepairs, alternative: Alternative) -> Sampler:
    """Return the sampler of a study's initiatives under an alternative. Raises ValueError for values that the schema rejects."""
    base = causes_study.base.with_(alternative.initiative)
    population = causes_study.population
    if alternative.population:
        population = _population(population, alternative.population)
    parts = causes_study.sampler.parts
    parts = parts._replace(definitions=parts.definitions.model_copy(update={"outcomes": base.definitions.outcomes}))
    return Sampler(population, parts, base, base.seed)


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
