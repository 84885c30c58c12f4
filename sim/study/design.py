"""The design of a study: how many initiatives, which causes, which coalitions of them are repaired, and who computes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import scipy
from pydantic import BaseModel, Field, model_validator

from sim.compiled import MODEL_VERSION
from sim.declared import Declared, Identifier
from sim.engine.plan import Repair
from sim.engine.scenario import Initiative
from sim.organisation import organisation_of
from sim.study.causes import SAMPLE, Cause, Coalition, coalitions, conditions_of, enabling_levels, name_of, repairs_of
from sim.study.parts import Shelf, causes_from, parts_for
from sim.study.population import Population
from sim.study.sampling import Sampler

FORMAT = 1
RUNS_IN_BLOCK = 256
_SAMPLING = ("causes", "design", "distributions", "ensemble", "parts", "population", "sampling")


class Settings(Declared):
    """What a study needs to know beside the population."""

    initiatives: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    coalitions: Literal["singles", "all"] = "singles"
    causes: Annotated[list[Identifier], Field(min_length=1, max_length=10)] = [
        "anchoring", "incentives", "leadership", "resistance", "resources", "structure",
    ]  # fmt: skip
    workers: Annotated[int, Field(ge=1, le=256)] = 2
    folder: Annotated[str, Field(min_length=1, max_length=4_096)] | None = None

    @model_validator(mode="after")
    def _names_each_cause_once(self) -> Settings:
        if len(set(self.causes)) < len(self.causes):
            raise ValueError("study.causes: listed twice")
        return self


class Design(NamedTuple):
    """All that a study is before anything runs. Equal designs give equal results."""

    settings: Settings
    base: Initiative
    population: Population
    causes: dict[str, Cause]
    sampler: Sampler
    coalitions: list[Coalition]
    levels: dict[str, float]  # to which a repair brings each condition
    repairs: list[Repair]  # one for each coalition

    @property
    def block(self) -> int:
        """Initiatives that are stored together."""
        return max(1, RUNS_IN_BLOCK // len(self.coalitions))

    @property
    def names(self) -> list[str]:
        """Of the coalitions, as tables call them."""
        return [name_of(coalition) for coalition in self.coalitions]

    def plan(self) -> dict[str, Any]:
        """What a folder of results is held to, ready for JSON: a study with another plan does not belong there."""
        return {
            "format": FORMAT,
            "model_version": MODEL_VERSION,
            "study_version": study_version(),
            "scipy": scipy.__version__,
            "seed": self.base.seed,
            "initiatives": self.settings.initiatives,
            "block": self.block,
            "weeks": self.base.weeks,
            "outcome": self.base.outcome,
            "coalitions": self.names,
            "enabling_levels": self.levels,
            "scenario_sha256": digest_of_data(self.base),
            "population_sha256": digest_of_data(self.population),
            "parts_sha256": digest_of_data(self.sampler.parts),
            "causes_sha256": digest_of_data(self.causes),
        }


def design_of(settings: Settings, population: Population, base: Initiative, shelf: Shelf) -> Design:
    """A study, complete: parts are read, and enabling levels taken from a fixed sample of the population.

    shelf : how entries of the library are read
    """
    parts = parts_for(population, base, shelf)
    causes = causes_from(settings.causes, shelf)
    levels = levels_in(Sampler(population, parts, base, seed=0), causes)
    chosen = coalitions(causes, settings.coalitions)
    sampler = Sampler(population, parts, base, base.seed)
    return Design(settings, base, population, causes, sampler, chosen, levels, repairs_of(chosen, causes, levels))


def levels_in(sampler: Sampler, causes: Mapping[str, Cause]) -> dict[str, float]:
    """The enabling levels in a population: they depend on nothing but the population and the causes."""
    drawn = sampler.initiatives(0, SAMPLE)
    sample = [one.initiative for one in drawn if one.initiative is not None]
    if not sample:
        raise ValueError(f"no initiative of it can be run; the first: {drawn[0].trouble}")
    return enabling_levels([conditions_of(initiative, organisation_of(initiative.organisation)) for initiative in sample], causes)


def digest_of_data(data: Any) -> str:
    """SHA-256 of declared data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(_plain(data), sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _plain(data: Any) -> Any:
    if isinstance(data, BaseModel):
        return data.model_dump(mode="json")
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return data


@cache
def study_version() -> str:
    """Names the way in which initiatives are drawn and judged, as MODEL_VERSION names the rules they live by."""
    digest = hashlib.sha256()
    for name in _SAMPLING:
        digest.update(name.encode() + b"\0" + (Path(__file__).parent / f"{name}.py").read_bytes() + b"\0")
    return digest.hexdigest()[:16]
