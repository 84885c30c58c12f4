"""Parts: entries of the library used by the initiatives of a population, read once and shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.schema.initiative import Definitions, Initiative
from sim.schema.interventions import Catalyst, Inhibitor, Intervention
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme
from sim.study.population.causes import Cause
from sim.study.population.population import Population
from sim.study.store.errors import one_line

LibraryReader = Callable[[str, str], dict[str, Any]]
"""Function that reads an entry of the library as plain data, given its kind (programme, catalyst, …) and name."""


class Parts(NamedTuple):
    """Programmes by name, and the definitions available to all initiatives of the population."""

    programmes: dict[str, Programme]
    definitions: Definitions

    def specification(self) -> dict[str, Any]:
        """Return JSON-compatible data from which the same parts can be recreated."""
        return {
            "programmes": {name: programme.model_dump(mode="json") for name, programme in self.programmes.items()},
            "definitions": self.definitions.model_dump(mode="json"),
        }

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> Parts:
        """Recreate the parts; other contents of the specification are ignored."""
        programmes = {name: Programme.model_validate(programme) for name, programme in specification["programmes"].items()}
        return cls(programmes, Definitions.model_validate(specification["definitions"]))


def parts_for(population: Population, base: Initiative, read: LibraryReader) -> Parts:
    """Return all parts that a population mentions, validated; definitions of the base initiative override the library."""
    names = sorted(set(population.programme.of.choice)) if population.programme is not None else []
    programmes = {name: Programme.model_validate(read("programme", name)) for name in names}
    known = base.definitions
    used = [step.intervention for programme in programmes.values() for step in programme.steps.values()]
    interventions = known.interventions | _read(read, "intervention", Intervention, used, known.interventions)
    catalysts = known.catalysts | _read(read, "catalyst", Catalyst, population.catalysts or (), known.catalysts)
    inhibitors = known.inhibitors | _read(read, "inhibitor", Inhibitor, population.inhibitors or (), known.inhibitors)
    led = [programme.philosophy for programme in programmes.values() if programme.philosophy is not None]
    philosophies = known.philosophies | _read(read, "philosophy", Philosophy, led, known.philosophies)
    update = {"interventions": interventions, "catalysts": catalysts, "inhibitors": inhibitors, "philosophies": philosophies}
    return Parts(programmes, known.model_copy(update=update))


def causes_from(names: Iterable[str], read: LibraryReader) -> dict[str, Cause]:
    """Return the causes of a study, by name. Raises a one-line ValueError that names the cause and the key if a cause is invalid."""
    causes = {}
    for name in sorted(names):
        try:
            causes[name] = Cause.model_validate(read("cause", name))
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            said = one_line(problem) if first["loc"] else first["msg"].removeprefix("Value error, ")
            raise ValueError(f"cause/{name}.yaml: {said}") from None
    return causes


def _read(read: LibraryReader, kind: str, schema: Any, names: Iterable[str], known: Iterable[str]) -> dict[str, Any]:
    return {name: schema.model_validate(read(kind, name)) for name in sorted(set(names) - set(known))}
