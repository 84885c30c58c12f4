"""Adjustments: a few named parameters that shift a population as a whole, so that it can be calibrated to aggregate evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.planning.repair import HARMFUL
from sim.study.population.distributions import Categorical, Normal, Uniform, distributions_in
from sim.study.population.population import Common, Population

Theta = Mapping[str, float]
"""Value of each adjustment, by name."""

OUTSIDE = frozenset({"rival_strength"})
"""Conditions outside the firm's control; the common quality of the firm does not affect them."""


class Adjustment(NamedTuple):
    """A parameter that shifts a population, with its range and neutral value."""

    title: str
    meaning: str
    low: float
    high: float
    neutral: float
    reason: str  # for the range


ADJUSTMENTS = {
    "level": Adjustment(
        "Level of conditions", "standard deviations by which levers and dispositions are better than assumed", -1.0, 2.0, 0.0,
        "levels of firms were assumed without data; two deviations cover most firms of the assumed population",
    ),
    "spread": Adjustment(
        "Spread of conditions", "multiplies the standard deviations of levers and dispositions", 0.5, 2.0, 1.0,
        "firms that differ half as much as assumed, or twice as much",
    ),
    "common": Adjustment(
        "Common quality", "correlation of any two conditions of a firm", 0.0, 0.8, 0.0,
        "from independent conditions to firms that are good or bad at nearly everything",
    ),
    "hindrance": Adjustment(
        "Load of inhibitors", "multiplies the chance of every inhibitor", 0.2, 2.0, 1.0,
        "a fifth as many inhibitors as assumed, or twice as many",
    ),
    "strength": Adjustment(
        "Strength of programmes", "multiplies the strength of every step", 0.7, 1.5, 1.0,
        "programmes executed at 70 % of the assumed strength, or at 150 %",
    ),
    "planning": Adjustment(
        "Sensible plans", "multiplies the weight of the most common plan among the programmes", 0.25, 4.0, 1.0,
        "no data on plans of firms: a quarter as many sensible plans as assumed, or four times as many",
    ),
}  # fmt: skip
"""The only parameters that calibration may change; rules, thresholds, market and shocks stay unchanged."""

NEUTRAL = {name: adjustment.neutral for name, adjustment in ADJUSTMENTS.items()}


def adjusted(population: Population, theta: Theta) -> Population:
    """Return the adjusted population; at the neutral values it is unchanged.

    Raises ValueError for a condition whose distribution can be neither shifted nor scaled.
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
    """Return the common quality of the firm behind its levers, dispositions, programme strength, catalysts and inhibitors."""
    drawn = {path for path, _ in distributions_in(population)}
    sections = ("catalysts", "dispositions", "organisation.levers", "programme.strength")
    raises = [start for start in sections if any(path == start or path.startswith(f"{start}.") for path in drawn)]
    harmful = sorted(path for path in drawn if _of_disposition(path) in HARMFUL - OUTSIDE)
    hinders = ["inhibitors"] if population.inhibitors else []
    return Common(share=share, raises=raises, lowers=[*harmful, *hinders])


def _of_disposition(path: str) -> str:
    return path.removeprefix("dispositions.") if path.startswith("dispositions.") else ""


def _moved(section: Mapping[str, Any], theta: Theta) -> dict[str, Any]:
    """Return the conditions of a section, shifted by the level and scaled by the spread."""
    found = {}
    for name, drawn in section.items():
        by = 0.0 if name in OUTSIDE else theta["level"] * (-1.0 if name in HARMFUL else 1.0)
        found[name] = _shifted(name, drawn, by, theta["spread"])
    return found


def _shifted(name: str, drawn: Any, by: float, times: float) -> Any:
    """Shift and scale a distribution; by : in old standard deviations; times : ratio of new to old standard deviation"""
    if isinstance(drawn, Normal):
        mean, deviation = drawn.normal
        return drawn.model_copy(update={"normal": [_round(mean + by * deviation), _round(times * deviation)]})
    if isinstance(drawn, Uniform):
        low, high = drawn.uniform
        middle, half = (low + high) / 2.0 + by * (high - low) / 12.0**0.5, times * (high - low) / 2.0
        return drawn.model_copy(update={"uniform": [_round(middle - half), _round(middle + half)]})
    raise ValueError(f"{name}: {type(drawn).__name__.lower()} can be neither shifted nor scaled; use normal or uniform")


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
    """Round a value for readability in a file."""
    return round(value, 6)
