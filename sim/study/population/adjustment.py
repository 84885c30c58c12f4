"""Adjustments: a few named numbers that move a whole population, so that data can locate it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.planning.repair import HARMFUL
from sim.study.population.distributions import Categorical, Normal, Uniform, distributions_in
from sim.study.population.population import Common, Population

Theta = Mapping[str, float]
"""A value for each adjustment, by name."""

OUTSIDE = frozenset({"rival_strength"})
"""Conditions that no firm makes for itself: no quality of the firm moves them."""


class Adjustment(NamedTuple):
    """A number that moves a population: where it may lie, and where it changes nothing."""

    title: str
    meaning: str
    low: float
    high: float
    neutral: float
    reason: str  # of the range


ADJUSTMENTS = {
    "level": Adjustment(
        "Level of conditions", "standard deviations by which levers and dispositions are better than assumed", -1.0, 2.0, 0.0,
        "where firms stand was assumed without data; two deviations cover most firms of the assumed population",
    ),
    "spread": Adjustment(
        "Spread of conditions", "multiplies the standard deviations of levers and dispositions", 0.5, 2.0, 1.0,
        "firms half as different as assumed, or twice",
    ),
    "common": Adjustment(
        "Common quality", "correlation of any two conditions of a firm", 0.0, 0.8, 0.0,
        "from independent conditions to firms that are good or bad at nearly everything",
    ),
    "hindrance": Adjustment(
        "Load of inhibitors", "multiplies the chance of every inhibitor", 0.2, 2.0, 1.0, "a fifth as many inhibitors as assumed, or twice",
    ),
    "strength": Adjustment(
        "Strength of programmes", "multiplies the strength of every step", 0.7, 1.5, 1.0,
        "programmes carried out a third weaker than assumed, or half as strong again",
    ),
    "planning": Adjustment(
        "Sensible plans", "multiplies the weight of the commonest plan among the programmes", 0.25, 4.0, 1.0,
        "no one counts how firms plan: a quarter as many sensible plans as assumed, or four times",
    ),
}  # fmt: skip
"""What calibration may move, and nothing else: rules, thresholds, market and shocks stay as they are."""

NEUTRAL = {name: adjustment.neutral for name, adjustment in ADJUSTMENTS.items()}


def adjusted(population: Population, theta: Theta) -> Population:
    """The population with adjustments made; at the neutral values, itself.

    Raises ValueError for a condition whose distribution can be neither shifted nor spread.
    """
    theta = NEUTRAL | dict(theta)
    if theta == NEUTRAL:
        return population
    update: dict[str, Any] = {"dispositions": _moved(population.dispositions, theta)}
    if population.organisation is not None:
        levers = {"levers": _moved(population.organisation.levers, theta)}
        update["organisation"] = population.organisation.model_copy(update=levers)
    if population.inhibitors is not None:
        update["inhibitors"] = {name: _likelier(one, theta["hindrance"]) for name, one in population.inhibitors.items()}
    if population.programme is not None:
        strength = population.programme.strength or Uniform(uniform=[1.0, 1.0])
        plans = {"strength": _scaled(strength, theta["strength"]), "of": _preferred(population.programme.of, theta["planning"])}
        update["programme"] = population.programme.model_copy(update=plans)
    moved = population.model_copy(update=update)
    common = common_of(moved, theta["common"]) if theta["common"] > 0.0 else population.common
    return Population.model_validate(moved.model_copy(update={"common": common}).model_dump())


def common_of(population: Population, share: float) -> Common:
    """One quality of the firm behind its levers, its dispositions, its programme's strength, and what helps and hinders it."""
    drawn = {path for path, _ in distributions_in(population)}
    sections = ("catalysts", "dispositions", "organisation.levers", "programme.strength")
    raises = [start for start in sections if any(path == start or path.startswith(f"{start}.") for path in drawn)]
    harmful = sorted(path for path in drawn if _of_disposition(path) in HARMFUL - OUTSIDE)
    hinders = ["inhibitors"] if population.inhibitors else []
    return Common(share=share, raises=raises, lowers=[*harmful, *hinders])


def _of_disposition(path: str) -> str:
    return path.removeprefix("dispositions.") if path.startswith("dispositions.") else ""


def _moved(section: Mapping[str, Any], theta: Theta) -> dict[str, Any]:
    """Conditions of a section, better by the level and as different as the spread says."""
    found = {}
    for name, drawn in section.items():
        by = 0.0 if name in OUTSIDE else theta["level"] * (-1.0 if name in HARMFUL else 1.0)
        found[name] = _shifted(name, drawn, by, theta["spread"])
    return found


def _shifted(name: str, drawn: Any, by: float, times: float) -> Any:
    """by : old standard deviations; times : new ones for each old one"""
    if isinstance(drawn, Normal):
        mean, deviation = drawn.normal
        return drawn.model_copy(update={"normal": [_round(mean + by * deviation), _round(times * deviation)]})
    if isinstance(drawn, Uniform):
        low, high = drawn.uniform
        middle, half = (low + high) / 2.0 + by * (high - low) / 12.0**0.5, times * (high - low) / 2.0
        return drawn.model_copy(update={"uniform": [_round(middle - half), _round(middle + half)]})
    raise ValueError(f"{name}: {type(drawn).__name__.lower()} can be neither shifted nor spread; use normal or uniform")


def _likelier(drawn: Any, times: float) -> Any:
    return drawn.model_copy(update={"chance": _round(min(1.0, drawn.chance * times))})


def _scaled(drawn: Any, times: float) -> Any:
    if not isinstance(drawn, Uniform):
        raise ValueError(f"programme.strength: {type(drawn).__name__.lower()} cannot be scaled; use uniform")
    return drawn.model_copy(update={"uniform": [_round(times * bound) for bound in drawn.uniform]})


def _preferred(plans: Categorical, times: float) -> Categorical:
    weights = plans.weights or [1.0] * len(plans.choice)
    most = max(weights)
    return plans.model_copy(update={"weights": [_round(times * weight) if weight == most else weight for weight in weights]})


def _round(value: float) -> float:
    """Short enough to be read in a file."""
    return round(value, 6)
