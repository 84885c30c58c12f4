"""Conditions: context and running interventions, combined into numbers per stratum, lever and week.

A stratum is the people of one unit whom the same interventions reach, and who therefore work under the same levers.

Effects saturate: a raise takes its share of what is missing, a loss its share of what is there. Losses act on what was raised, so an
inhibitor left in place caps what interventions reach. Products run over names in alphabetical order: the order of a file never matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.organisation.organisation import Organisation
from sim.planning.schedule import Placed
from sim.schema.initiative import InfluenceAtWork, Initiative
from sim.schema.interventions import Catalyst, Inhibitor
from sim.schema.levers import FIRM_DISPOSITIONS, LEVER, LEVERS, RITUALS, UNIT_DISPOSITIONS


@dataclass(frozen=True)
class AtWork:
    """A catalyst or inhibitor where it acts: its effects, and its strength in each unit."""

    name: str
    raises: Mapping[str, float]
    lowers: Mapping[str, float]
    strength: Floats  # shape (units,)


@dataclass(frozen=True)
class Context:
    """Conditions before any intervention."""

    catalysts: list[AtWork]
    inhibitors: list[AtWork]
    base: Floats  # levers before any influence, shape (units, levers)
    standing: Floats  # levers as the influences leave them, shape (units, levers)
    firm: dict[str, float]  # where sponsors, customers and finance stand, by name of the disposition
    unit: dict[str, Floats]  # where people stand, by name of the disposition, each of shape (units,)


class Strata(NamedTuple):
    """Employees under the same levers."""

    of_employee: NDArray[np.uint32]  # shape (employees,)
    unit: NDArray[np.uint32]  # shape (strata,)
    share: Floats  # of the unit's people, shape (strata,)


def context_of(initiative: Initiative, organisation: Organisation) -> Context:
    """Levers and dispositions of an organisation under an initiative's catalysts and inhibitors."""
    known, spec = initiative.definitions, initiative.organisation
    catalysts = at_work(known.catalysts, initiative.influences("catalysts"), organisation)
    inhibitors = at_work(known.inhibitors, initiative.influences("inhibitors"), organisation)
    by_unit = {unit: traits.levers for unit, traits in spec.units.items()}
    base = base_levers(organisation, spec.levers, by_unit)
    return Context(
        catalysts,
        inhibitors,
        base,
        standing_levers(base, catalysts, inhibitors),
        firm_dispositions(initiative.dispositions, catalysts + inhibitors),
        unit_dispositions(organisation, initiative.dispositions, spec.levers, by_unit, catalysts + inhibitors),
    )


def at_work(
    influences: Mapping[str, Catalyst] | Mapping[str, Inhibitor], uses: Mapping[str, InfluenceAtWork], organisation: Organisation
) -> list[AtWork]:
    """The influences in use, each with its strength by unit; uses : how strongly and where, by name."""
    found = []
    for name, use in sorted(uses.items()):
        influence = influences[name]
        where = np.isin(organisation.unit_ids, use.units) if use.units else organisation.is_internal
        lowers = influence.lowers if isinstance(influence, Inhibitor) else {}
        found.append(AtWork(name, influence.raises, lowers, np.where(where, use.strength, 0.0)))
    return found


def strata_of(steps: tuple[Placed, ...], organisation: Organisation) -> Strata:
    """Each unit is split by the steps that reach some of its people and not others."""
    key = organisation.unit.astype(np.int64)
    for step in steps:
        if step.splits_units:
            key = np.unique(key * 2 + step.audience, return_inverse=True)[1]
    _, first, stratum, people = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    unit = organisation.unit[first].astype(np.uint32)
    return Strata(stratum.astype(np.uint32), unit, people / organisation.unit_size[unit])


def reached_share(step: Placed, strata: Strata) -> Floats:
    """Share of each stratum that a step reaches: 0 or 1, since strata are made so. Shape (strata,)."""
    count = len(strata.unit)
    people = np.bincount(strata.of_employee, minlength=count)
    return np.bincount(strata.of_employee[step.audience], minlength=count) / people


def base_levers(organisation: Organisation, declared: Mapping[str, float], by_unit: Mapping[str, Mapping[str, float]]) -> Floats:
    """Standing levers before any influence, shape (units, levers): the defaults, the organisation's own, the unit's own."""
    levers = np.tile(np.array([condition.default for condition in LEVERS.values()]), (organisation.units, 1))
    for name, value in declared.items():
        if name in LEVER:
            levers[:, LEVER[name]] = value
    for unit, traits in by_unit.items():
        for name, value in traits.items():
            if name in LEVER:
                levers[organisation.unit_ids.index(unit), LEVER[name]] = value
    return levers


def standing_levers(base: Floats, catalysts: list[AtWork], inhibitors: list[AtWork]) -> Floats:
    """Levers of each unit without interventions, shape (units, levers)."""
    missing, kept = np.ones_like(base), np.ones_like(base)
    for influence in catalysts:
        _take(missing, influence.raises, influence.strength)
    for influence in inhibitors:
        _take(kept, influence.lowers, influence.strength)
    return (1.0 - (1.0 - base) * missing) * kept


def planned_levers(
    base: Floats,
    catalysts: list[AtWork],
    inhibitors: list[AtWork],
    steps: tuple[Placed, ...],
    strata: Strata,
    weeks: int,
) -> Floats:
    """Levers of every stratum in every week with the programme at full vigour, shape (weeks, strata, levers)."""
    shape = (weeks, len(strata.unit))
    missing = np.ones((*shape, len(LEVER)))
    kept = np.ones_like(missing)
    acting = {step.handle: step.intensity[:, None] * reached_share(step, strata) for step in steps if not step.card.needs_proof}
    for influence in catalysts:
        strength = np.broadcast_to(influence.strength[strata.unit], shape).copy()
        for step in steps:
            if influence.name in step.card.strengthens and step.handle in acting:
                strength += step.card.strengthens[influence.name] * acting[step.handle] * (1.0 - strength) * (strength > 0.0)
        _take(missing, influence.raises, strength)
    for influence in inhibitors:
        strength = np.broadcast_to(influence.strength[strata.unit], shape).copy()
        for step in steps:
            if influence.name in step.card.removes and step.handle in acting:
                strength *= 1.0 - step.card.removes[influence.name] * acting[step.handle]
        _take(kept, influence.lowers, strength)
    for step in steps:
        if step.handle in acting:
            _take(missing, step.card.raises, acting[step.handle])
    missing[:, :, LEVER["rituals"]] *= 1.0 - _rituals_infused(steps, acting, shape)
    return (1.0 - (1.0 - base[strata.unit]) * missing) * kept


def raises_on_proof(steps: tuple[Placed, ...], strata: Strata, weeks: int) -> Floats:
    """Share of the gap that proof lets a programme close, shape (weeks, strata, levers); no weeks if nothing waits for proof."""
    waiting = [step for step in steps if step.card.needs_proof]
    if not waiting:
        return np.zeros((0, len(strata.unit), len(LEVER)))
    shape = (weeks, len(strata.unit))
    missing = np.ones((*shape, len(LEVER)))
    for step in waiting:
        strength = step.intensity[:, None] * reached_share(step, strata)
        _take(missing, step.card.raises, strength)
        missing[:, :, LEVER["rituals"]] *= 1.0 - _rituals_infused((step,), {step.handle: strength}, shape)
    return 1.0 - missing


def firm_dispositions(declared: Mapping[str, float], influences: list[AtWork]) -> dict[str, float]:
    """Initial state of sponsors, customers and finance, by name."""
    return {
        name: float(_disposed(name, np.array([declared.get(name, known.default)]), influences, widest=True)[0])
        for name, known in FIRM_DISPOSITIONS.items()
    }


def unit_dispositions(
    organisation: Organisation,
    declared: Mapping[str, float],
    organisation_wide: Mapping[str, float],
    by_unit: Mapping[str, Mapping[str, float]],
    influences: list[AtWork],
) -> dict[str, Floats]:
    """Initial state of the people of each unit, by name, each of shape (units,)."""
    found = {}
    for name, known in UNIT_DISPOSITIONS.items():
        base = np.full(organisation.units, declared.get(name, organisation_wide.get(name, known.default)))
        for unit, traits in by_unit.items():
            if name in traits:
                base[organisation.unit_ids.index(unit)] = traits[name]
        found[name] = _disposed(name, base, influences)
    return found


def _take(left: Floats, effects: Mapping[str, float], strength: Floats) -> None:
    """Multiply what is left of each lever by what an influence leaves; strength broadcasts over all but the last axis."""
    for name, size in sorted(effects.items()):
        if name in LEVER:
            left[..., LEVER[name]] *= 1.0 - size * strength


def _rituals_infused(steps: tuple[Placed, ...], acting: Mapping[str, Floats], shape: tuple[int, int]) -> Floats:
    """Share of the eight rituals that interventions make carry the customer."""
    total = np.zeros(shape)
    for ritual in RITUALS:
        plain = np.ones(shape)
        for step in steps:
            if ritual in step.card.rituals and step.handle in acting:
                plain *= 1.0 - acting[step.handle]
        total += 1.0 - plain
    return total / len(RITUALS)


def _disposed(name: str, base: Floats, influences: list[AtWork], widest: bool = False) -> Floats:
    missing, kept = np.ones_like(base), np.ones_like(base)
    for influence in influences:
        strength = influence.strength.max(initial=0.0) if widest else influence.strength
        missing *= 1.0 - influence.raises.get(name, 0.0) * strength
        kept *= 1.0 - influence.lowers.get(name, 0.0) * strength
    return (1.0 - (1.0 - base) * missing) * kept
