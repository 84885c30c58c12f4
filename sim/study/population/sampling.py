"""Sampling: the k-th initiative depends only on the population, the seed of the study and k."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.organisation.draws import address_of
from sim.schema.initiative import Initiative
from sim.schema.levers import CONDITIONS
from sim.schema.organisation import People
from sim.schema.programme import Programme, Step
from sim.study.population.distributions import DrawnValue, distributions_in
from sim.study.population.library_parts import Parts
from sim.study.population.population import Organisations, Population, Programmes
from sim.study.store.errors import one_line

SMALLEST_UNIT = 4  # people
TOGETHER = 64  # points computed in one batch
DRAWN_TOGETHER = 8  # initiatives: the first of a batch finds nothing of what it needs in the fast caches, which runs have emptied
_SEEDS = 2**63
_SECTIONS = ("organisation.levers", "organisation.ties", "organisation.people", "dispositions", "catalysts", "inhibitors", "market")
_COMMON = "common"  # the dimension of the firm's common quality


class Sampled(NamedTuple):
    """An initiative of a population, its sampled values, and the seed of its run."""

    number: int
    seed: int
    values: dict[str, DrawnValue]
    initiative: Initiative | None  # None if the sampled values are not a valid initiative; `trouble` gives the reason
    trouble: str = ""


class Sampler:
    """Samples initiatives quasi-randomly with one dimension per sampled property, so that few initiatives cover the space well.

    Source: Sobol 1967, with Owen's scrambling (scipy.stats.qmc); the first n points do not change if more are requested.
    """

    def __init__(self, population: Population, parts: Parts, base: Initiative, seed: int) -> None:
        self.population, self.parts, self.base, self.seed = population, parts, base, seed
        self.distributions = dict(distributions_in(population))
        roles = sorted(population.organisation.roles) if population.organisation is not None else []
        common = population.common
        leaning = {} if common is None else {path: common.leaning(path) * math.sqrt(common.share) for path in self.distributions}
        self._leaning = {path: lean for path, lean in leaning.items() if lean}
        self.dimensions = [*self.distributions, *(f"organisation.roles.{role}.appears" for role in roles), *([_COMMON] if common else [])]
        self._under = {section: _paths_under(self.distributions, section) for section in _SECTIONS}
        self._ordinary = _ordinary_values(self._under)
        self._places = lru_cache(maxsize=8)(lambda first: self.points(first, TOGETHER))
        self._drawn = lru_cache(maxsize=4)(self._batch)  # a million bytes
        self._fixed = {name: getattr(base, name) for name in Initiative.model_fields} | {"definitions": parts.definitions}

    def points(self, first: int, count: int) -> NDArray[np.float64]:
        """Return the points of initiatives in the unit cube, shape (count, dimensions)."""
        from scipy.stats import qmc  # takes half a second to import; the lab draws no initiatives

        engine = qmc.Sobol(max(1, len(self.dimensions)), scramble=True, rng=np.random.default_rng(self.seed))
        if first:
            engine.fast_forward(first)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # balance needs powers of two; here, sequences must be extendable
            return engine.random(count)

    def initiative(self, number: int) -> Sampled:
        """Return one initiative. Neighbours are computed with it, because they are usually requested next."""
        return self._drawn(number // DRAWN_TOGETHER)[number % DRAWN_TOGETHER]

    def _batch(self, batch: int) -> list[Sampled]:
        first = batch * DRAWN_TOGETHER
        points = self._places(first - first % TOGETHER)
        return [self.at(number, points[number % TOGETHER]) for number in range(first, first + DRAWN_TOGETHER)]

    def initiatives(self, first: int, count: int) -> list[Sampled]:
        """Return consecutive initiatives, starting from a number."""
        return [self.at(first + row, point) for row, point in enumerate(self.points(first, count))]

    def at(self, number: int, point: NDArray[np.float64]) -> Sampled:
        """Return the initiative at a point of the cube."""
        share = self._together(dict(zip(self.dimensions, point.tolist(), strict=False)))
        drawn = {name: value for name, known in self.distributions.items() if (value := known.at(share[name])) is not None}
        values = self._in_place(drawn)
        seed = self.seed_of("run", number)
        try:
            initiative = Initiative.model_validate(self._fixed | self._sections(values, share, number, seed))
        except ValueError as problem:
            return Sampled(number, seed, values, None, one_line(problem))
        return Sampled(number, seed, values, initiative)

    def seed_of(self, purpose: str, number: int) -> int:
        """Return a seed derived from purpose and number, independent of other initiatives."""
        return int(address_of(f"{purpose}:{self.seed}:{number}")) % _SEEDS

    def _together(self, share: dict[str, float]) -> dict[str, float]:
        """Return positions shifted by the common quality of the firm; positions it does not affect are unchanged."""
        firm = float(ndtri(share[_COMMON])) if self._leaning else 0.0
        moved = {path: _moved(share[path], self.distributions[path].chance, lean, firm) for path, lean in self._leaning.items()}
        return share | moved

    def _in_place(self, drawn: dict[str, DrawnValue]) -> dict[str, DrawnValue]:
        """Convert differences from ordinary values to values."""
        values = dict(drawn)
        for name, (ordinary, is_share) in self._ordinary.items():
            if name in values:
                value = ordinary + float(values[name])
                values[name] = _kept_to_share(value) if is_share else value
        return values

    def _values_under(self, values: dict[str, DrawnValue], section: str) -> dict[str, Any]:
        """Return the values of a section, by name."""
        return {name: values[path] for path, name in self._under[section] if path in values}

    def _sections(self, values: dict[str, DrawnValue], share: dict[str, float], number: int, seed: int) -> dict[str, Any]:
        """Return the sections of an initiative that differ from the base."""
        population, base = self.population, self.base
        sections: dict[str, Any] = {"name": f"{base.name[:50]}.{number}", "seed": seed}
        people = sum(unit.size for unit in getattr(base.organisation, "units", {}).values() if hasattr(unit, "size"))
        if population.organisation is not None:
            parts = {part: self._values_under(values, f"organisation.{part}") for part in ("levers", "ties", "people")}
            organisation = _organisation(population.organisation, values, share, **parts)
            organisation["seed"] = self.seed_of("organisation", number)
            people = sum(unit["size"] for unit in organisation["units"].values())
            sections["organisation"] = organisation
        if population.programme is not None:
            sections["programme"] = _programme(population.programme, self.parts.programmes, values, base.weeks, people)
        for kind in ("catalysts", "inhibitors"):
            if getattr(population, kind) is not None:
                sections[kind] = self._values_under(values, kind)
        if population.shocks is not None:
            sections["shocks"] = _shocks(population, values)
        sections["dispositions"] = base.dispositions | self._values_under(values, "dispositions")
        sections["market"] = base.market.model_dump() | self._values_under(values, "market")
        return sections


def _moved(share: float, chance: float, lean: float, firm: float) -> float:
    """Return the position in a distribution given the quality of the firm; its marginal distribution over all firms is unchanged.

    lean : correlation with the quality
    firm : quality of the firm, standard normal
    Source: the Gaussian copula with one factor.
    """
    own = math.sqrt(1.0 - lean * lean)
    if chance >= 1.0:
        return float(ndtr(lean * firm + own * float(ndtri(share))))
    here = float(ndtr((float(ndtri(chance)) + lean * firm) / own))  # chance of presence in this firm
    return share * chance / here if share < here else 1.0


def _organisation(
    drawn: Organisations,
    values: dict[str, DrawnValue],
    share: dict[str, float],
    levers: dict[str, Any],
    ties: dict[str, Any],
    people: dict[str, Any],
) -> dict[str, Any]:
    """Return units by role, with sizes from their relative shares of the people; levers, ties, people : values of these sections"""
    names = sorted(drawn.roles, key=lambda name: (not drawn.roles[name].always, share[f"organisation.roles.{name}.appears"], name))
    chosen = sorted(names[: int(values["organisation.units"])])
    weight = {name: float(values.get(f"organisation.roles.{name}.share", 1.0)) for name in chosen}
    total = float(values["organisation.size"]) - sum(unit.size for unit in drawn.also.values())
    distinct = float(values.get("organisation.distinctness", 1.0))
    units: dict[str, Any] = {name: unit.model_dump() for name, unit in drawn.also.items()}
    for name in chosen:
        role = drawn.roles[name]
        stands = {key: levers.get(key, values.get(f"dispositions.{key}", CONDITIONS[key].default)) for key in role.differs}
        units[name] = {
            "title": role.title,
            "size": max(SMALLEST_UNIT, round(total * weight[name] / sum(weight.values()))),
            "contact": role.contact,
            "influence": role.influence,
            "resistance": distinct * float(values.get(f"organisation.roles.{name}.resistance", 0.0)),
            "levers": {key: _kept_to_share(float(stands[key]) + distinct * by) for key, by in role.differs.items()},
        }
    whole = {"source": "drawn", "units": units, "levers": levers}
    if "organisation.span" in values:
        whole["span"] = round(float(values["organisation.span"]))
    return whole | {"ties": ties, "people": people}


def _programme(
    drawn: Programmes, library: dict[str, Programme], values: dict[str, DrawnValue], weeks: int, people: int
) -> dict[str, Any] | Programme:
    """Return a programme of the library as executed in this initiative; steps that would start after the last week are omitted."""
    plan = library[str(values["programme.of"])]
    strength, pace = (float(values.get(f"programme.{name}", 1.0)) for name in ("strength", "pace"))
    delay = int(values.get("programme.delay", 0))
    steps = {handle: _step(step, strength, pace, delay) for handle, step in plan.steps.items()}
    budgets = plan.budgets.model_dump()
    for name in ("leaders_time", "attention"):
        budgets[name] = values.get(f"programme.{name}", budgets[name])
    if "programme.money_per_person" in values:
        budgets["money"] = float(values["programme.money_per_person"]) * people
    own = {name: getattr(plan, name) for name in Programme.model_fields}
    known = ("trial_weeks", "expected_weeks", "review_every")
    patience = {name: values[f"programme.{name}"] for name in known if f"programme.{name}" in values}
    return own | patience | {"budgets": budgets, "steps": {handle: step for handle, step in steps.items() if step.start < weeks}}


def _step(step: Step, strength: float, pace: float, delay: int) -> Step:
    length = None if step.weeks is None else max(1, round(step.weeks * pace))
    update = {"start": delay + round(step.start * pace), "weeks": length, "strength": _kept_to_share(step.strength * strength)}
    return step.model_copy(update=update)


def _shocks(population: Population, values: dict[str, DrawnValue]) -> dict[str, Any]:
    coming = {}
    for name, shock in (population.shocks or {}).items():
        week = values.get(f"shocks.{name}.week")
        if week is not None:
            coming[name] = {"kind": shock.kind, "title": shock.title, "week": week, "size": values.get(f"shocks.{name}.size", 0.0)}
    return coming


def _paths_under(paths: Iterable[str], section: str) -> list[tuple[str, str]]:
    """Return the paths in a section, each with its name there."""
    start = section + "."
    return [(path, path.removeprefix(start)) for path in paths if path.startswith(start)]


def _ordinary_values(under: Mapping[str, list[tuple[str, str]]]) -> dict[str, tuple[float, bool]]:
    """Return what each difference is added to, and whether the sum is a share, by path."""
    shares = [*under["organisation.levers"], *under["dispositions"]]
    people = People()
    return {path: (CONDITIONS[name].default, True) for path, name in shares} | {
        path: (getattr(people, name), False) for path, name in under["organisation.people"]
    }


def _kept_to_share(value: float) -> float:
    return min(1.0, max(0.0, value))
