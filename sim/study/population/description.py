"""Uncertainty of a description: what is told of a firm was rated by people, and differs from the firm itself.

A description states levers, dispositions, strengths of catalysts and inhibitors, thresholds and the elasticity of revenue as numbers. Two
informants of one firm agree only in part, so a told number is the middle of what may be true. `DescriptionUncertainty.drawn` gives one
firm that the description may be of: the told value is the median of every value drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import Field
from scipy.special import expit, ndtri

from sim.declared import Declared, Share
from sim.organisation.draws import DESCRIPTION, address_of, draw_uniforms, key_of
from sim.planning.repair import HARMFUL
from sim.schema.initiative import InfluenceAtWork, Initiative
from sim.schema.levers import FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS
from sim.schema.market import Market
from sim.schema.organisation import DrawnOrganisation, OrganisationFromFiles, People, UnitTraits
from sim.study.population.adjustment import OUTSIDE

DECIMALS = 6
"""Of a drawn value. Logarithms differ in the last bit between processors; rounded values do not."""

_COMMON = "common"  # the draw of what all ratings of a firm share
_Size = Annotated[float, Field(ge=0.0, le=5.0)]


class _Told(NamedTuple):
    """A told value, and how ratings of it err."""

    path: str  # addresses the draw
    value: float
    leans: float  # 1 where too good an impression of the firm raises it, -1 where it lowers it, 0 where it does not matter


class DescriptionUncertainty(Declared):
    """How far a firm may be from its description; each value is drawn around the told one, by the seed of the run and the value's name.

    A share errs on the logit scale, where its error becomes small near 0 and 1; a share of exactly 0 or 1 states that something is absent
    or whole, and stays. A value that a description leaves out is told by its default, and is as uncertain. As told stay the organisation's
    units, people and ties, customers and their journeys, revenue, dated events, the programme, the definition of success, and the rules.

    Source: the error of a rating, in standard deviations between firms, is √(1/reliability − 1), by classical test theory (Lord & Novick
    1968). Reliability: accounts that two managers give of one firm's practices correlate by 0.73 (Bloom & Van Reenen 2007); rounded down,
    because that is a mean over 18 practices, and a single rating is less reliable. Common part: of the variance of measures in 70 studies,
    26.3 % is due to the method and 32.0 % to other error (Cote & Buckley 1987), and 26.3 / 58.3 = 0.45; that it acts as one impression of
    the firm is our assumption. Deviations between firms: our assumptions, as in the library's population `prior`, where that of a share of
    0.4 is 0.12, which is 0.5 in logits. The elasticity is no rating: its deviation is that of `prior` itself, with values near zero.
    """

    varies: bool = True  # false: every run takes the description as told
    reliability: Annotated[float, Field(ge=0.05, le=1.0)] = 0.7  # share of the variance of a rating that lies between firms; 1: exact
    common: Share = 0.45  # share of the error's variance that all ratings of a firm have in common
    shares: _Size = 0.5  # standard deviation between firms of a share
    thresholds: _Size = 0.08  # standard deviation between firms of people's mean threshold
    resistance: _Size = 0.1  # standard deviation between firms of a unit's resistance
    elasticity: _Size = 0.25  # standard deviation of the elasticity of revenue around the told one, for any reliability

    @property
    def error(self) -> float:
        """Return the standard deviation of the error of a rating, in standard deviations between firms."""
        return math.sqrt(1.0 / self.reliability - 1.0)

    def drawn(self, initiative: Initiative, seed: int) -> Initiative:
        """Return an initiative whose firm is one that the description may be of; equal seeds give equal errors with any programme.

        seed : of the run
        """
        if not self.varies:
            return initiative
        spec, market = initiative.organisation, initiative.market
        shares, pulls = list(_shares_of(initiative)), list(_pulls_of(spec))
        elasticity = _Told("market.elasticity", market.elasticity, 0.0)
        errors = self._errors(seed, [*shares, *pulls, elasticity])
        found = {one.path: _share(one.value, self.error * self.shares * errors[one.path]) for one in shares}
        for one in pulls:
            size = self.error * (self.thresholds if one.path == _THRESHOLD else self.resistance)
            found[one.path] = _within(one.value + size * errors[one.path], _bounds_of(one.path))
        found[elasticity.path] = _within(market.elasticity + self.elasticity * errors[elasticity.path], _bounds_of(elasticity.path))
        return _with(initiative, found)

    def _errors(self, seed: int, told: list[_Told]) -> dict[str, float]:
        """Return the error of each value, standard normal, by its path."""
        paths = [_COMMON, *(one.path for one in told)]
        chance = draw_uniforms(key_of(seed), 0, np.array([_address(path) for path in paths], np.uint64), DESCRIPTION)[:, 0]
        common, *own = ndtri(chance).tolist()
        part = math.sqrt(self.common)
        return {
            one.path: one.leans * part * common + math.sqrt(1.0 - self.common * abs(one.leans)) * error
            for one, error in zip(told, own, strict=True)
        }


AS_RATED = DescriptionUncertainty()
"""The uncertainty with which replicates and comparisons draw descriptions, unless they are asked for another."""

AS_TOLD = DescriptionUncertainty(varies=False)
"""No uncertainty: every run takes the description as told."""


def sources_of(description: DescriptionUncertainty) -> str:
    """Return what makes runs differ, and what their intervals and bands are therefore of."""
    return "chance and description" if description.varies else "chance alone"


def said_of(description: DescriptionUncertainty) -> str:
    """Return a sentence on what the intervals and bands of several runs are of."""
    runs = "draws the firm anew around its description" if description.varies else "takes the description as told"
    rated = f" (reliability {description.reliability:g})" if description.varies else ""
    return f"Every run {runs}{rated}: intervals and bands are of {sources_of(description)}."


_THRESHOLD = "organisation.people.threshold"


def _shares_of(initiative: Initiative) -> Iterator[_Told]:
    """Yield every told share: conditions of the firm and of units, openness, and influences at work."""
    spec = initiative.organisation
    for name, known in LEVERS.items():
        yield _Told(f"organisation.levers.{name}", spec.levers.get(name, known.default), 1.0)
    for name, known in (UNIT_DISPOSITIONS | FIRM_DISPOSITIONS).items():
        wide = spec.levers.get(name, known.default)
        yield _Told(f"dispositions.{name}", initiative.dispositions.get(name, wide), _leaning(name))
    for unit, traits in sorted(spec.units.items()):
        for name, value in sorted(traits.levers.items()):
            yield _Told(f"organisation.units.{unit}.levers.{name}", value, _leaning(name))
    yield _Told("organisation.people.openness", spec.people.openness, 1.0)
    for name, use in initiative.influences("catalysts").items():
        yield _Told(f"catalysts.{name}", use.strength, 1.0)
    for name, use in initiative.influences("inhibitors").items():
        yield _Told(f"inhibitors.{name}", use.strength, -1.0)


def _pulls_of(spec: DrawnOrganisation | OrganisationFromFiles) -> Iterator[_Told]:
    """Yield every told number on the scale of pulls: people's threshold, and the resistance of each described unit."""
    yield _Told(_THRESHOLD, spec.people.threshold, -1.0)
    for unit, traits in sorted(spec.units.items()):
        yield _Told(f"organisation.units.{unit}.resistance", traits.resistance, -1.0)


def _leaning(name: str) -> float:
    return 0.0 if name in OUTSIDE else -1.0 if name in HARMFUL else 1.0


def _share(told: float, error: float) -> float:
    """Return a share with an error in logits; 0 and 1 stay."""
    if not 0.0 < told < 1.0 or error == 0.0:
        return told
    return round(float(expit(math.log(told / (1.0 - told)) + error)), DECIMALS)


def _within(value: float, bounds: tuple[float, float]) -> float:
    return round(min(max(value, bounds[0]), bounds[1]), DECIMALS)


@cache
def _bounds_of(path: str) -> tuple[float, float]:
    """Return the range that the schema allows a value at a path."""
    name = path.rpartition(".")[2]
    owner: type[Declared] = {"elasticity": Market, "threshold": People}.get(name, UnitTraits)
    limits = {kind: getattr(one, kind) for one in owner.model_fields[name].metadata for kind in ("ge", "le") if hasattr(one, kind)}
    return float(limits["ge"]), float(limits["le"])


@cache
def _address(path: str) -> np.uint64:
    return address_of(f"description:{path}")


def _with(initiative: Initiative, found: Mapping[str, float]) -> Initiative:
    """Return an initiative with values by path. They lie in the ranges of the schema, so they are not checked again."""
    spec = initiative.organisation
    units = {unit: _unit_with(traits, found, f"organisation.units.{unit}") for unit, traits in spec.units.items()}
    people = {"threshold": found[_THRESHOLD], "openness": found["organisation.people.openness"]}
    organisation = {"levers": spec.levers | _under(found, "organisation.levers"), "units": units}
    organisation["people"] = spec.people.model_copy(update=people)
    return initiative.model_copy(
        update={
            "organisation": spec.model_copy(update=organisation),
            "dispositions": _under(found, "dispositions"),
            "catalysts": _influences_with(initiative.catalysts, found, "catalysts"),
            "inhibitors": _influences_with(initiative.inhibitors, found, "inhibitors"),
            "market": initiative.market.model_copy(update={"elasticity": found["market.elasticity"]}),
        }
    )


def _under(found: Mapping[str, float], section: str) -> dict[str, float]:
    start = f"{section}."
    return {path.removeprefix(start): value for path, value in found.items() if path.startswith(start)}


def _unit_with(traits: UnitTraits, found: Mapping[str, float], section: str) -> UnitTraits:
    levers = {name: found[f"{section}.levers.{name}"] for name in traits.levers}
    return traits.model_copy(update={"levers": levers, "resistance": found[f"{section}.resistance"]})


def _influences_with(told: Mapping[str, Any], found: Mapping[str, float], kind: str) -> dict[str, Any]:
    return {
        name: use.model_copy(update={"strength": found[f"{kind}.{name}"]}) if isinstance(use, InfluenceAtWork) else found[f"{kind}.{name}"]
        for name, use in told.items()
    }
