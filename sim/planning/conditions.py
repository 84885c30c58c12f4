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
from sim.schema.levers import FIRM_DISPOSITIONS, LEVER, LEVER_NAMES, LEVERS, RITUALS, UNIT_DISPOSITIONS


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


def mean_conditions(context: Context, organisation: Organisation) -> dict[str, float]:
    """Standing levers and dispositions by name, [0, 1]: those of units as means over the employees inside the firm."""
    people = np.where(organisation.is_internal, organisation.unit_size, 0).astype(float)
    share = people / people.sum()
    return {
        **dict(zip(LEVER_NAMES, (share @ context.standing).tolist(), strict=True)),
        **{name: float(share @ column) for name, column in context.unit.items()},
        **context.firm,
    }


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
    stratum = _numbered(organisation.unit.astype(np.int64))
    for step in steps:
        if step.splits_units:
            stratum = _numbered(stratum * 2 + step.audience)
    people = np.bincount(stratum)
    unit = np.empty(len(people), np.uint32)
    unit[stratum] = organisation.unit
    return Strata(stratum.astype(np.uint32), unit, people / organisation.unit_size[unit])


def _numbered(key: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keys replaced by their rank among those that occur, counted from 0."""
    return (np.cumsum(np.bincount(key) > 0) - 1)[key]


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
    missing, kept = np.ones_like(base.T), np.ones_like(base.T)
    for influence in catalysts:
        _take(missing, influence.raises, influence.strength)
    for influence in inhibitors:
        _take(kept, influence.lowers, influence.strength)
    return _left_of(base.T, missing, kept)


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
    missing, kept = np.ones((len(LEVER), *shape)), np.ones((len(LEVER), *shape))
    acting = {step.handle: step.intensity[:, None] * reached_share(step, strata) for step in steps if not step.card.needs_proof}
    for influence in catalysts:
        strength = influence.strength[strata.unit]
        for step in steps:
            if influence.name in step.card.strengthens and step.handle in acting:
                strength = strength + step.card.strengthens[influence.name] * acting[step.handle] * (1.0 - strength) * (strength > 0.0)
        _take(missing, influence.raises, strength)
    for influence in inhibitors:
        strength = influence.strength[strata.unit]
        for step in steps:
            if influence.name in step.card.removes and step.handle in acting:
                strength = strength * (1.0 - step.card.removes[influence.name] * acting[step.handle])
        _take(kept, influence.lowers, strength)
    for step in steps:
        if step.handle in acting:
            _take(missing, step.card.raises, acting[step.handle])
    missing[LEVER["rituals"]] *= 1.0 - _rituals_infused(steps, acting, shape)
    return _left_of(base[strata.unit].T[:, None], missing, kept)


def raises_on_proof(steps: tuple[Placed, ...], strata: Strata, weeks: int) -> Floats:
    """Share of the gap that proof lets a programme close, shape (weeks, strata, levers); no weeks if nothing waits for proof."""
    waiting = [step for step in steps if step.card.needs_proof]
    if not waiting:
        return np.zeros((0, len(strata.unit), len(LEVER)))
    shape = (weeks, len(strata.unit))
    missing = np.ones((len(LEVER), *shape))
    for step in waiting:
        strength = step.intensity[:, None] * reached_share(step, strata)
        _take(missing, step.card.raises, strength)
        missing[LEVER["rituals"]] *= 1.0 - _rituals_infused((step,), {step.handle: strength}, shape)
    return np.ascontiguousarray(np.moveaxis(1.0 - missing, 0, -1))


def firm_dispositions(declared: Mapping[str, float], influences: list[AtWork]) -> dict[str, float]:
    """Initial state of sponsors, customers and finance, by name."""
    missing, kept = dict.fromkeys(FIRM_DISPOSITIONS, 1.0), dict.fromkeys(FIRM_DISPOSITIONS, 1.0)
    for influence in influences:
        widest = float(influence.strength.max(initial=0.0))
        for left, effects in ((missing, influence.raises), (kept, influence.lowers)):
            for name in left.keys() & effects.keys():
                left[name] *= 1.0 - effects[name] * widest
    return {
        name: (1.0 - (1.0 - declared.get(name, known.default)) * missing[name]) * kept[name] for name, known in FIRM_DISPOSITIONS.items()
    }


def unit_dispositions(
    organisation: Organisation,
    declared: Mapping[str, float],
    organisation_wide: Mapping[str, float],
    by_unit: Mapping[str, Mapping[str, float]],
    influences: list[AtWork],
) -> dict[str, Floats]:
    """Initial state of the people of each unit, by name, each of shape (units,)."""
    row_of = {name: row for row, name in enumerate(UNIT_DISPOSITIONS)}
    whole = [declared.get(name, organisation_wide.get(name, known.default)) for name, known in UNIT_DISPOSITIONS.items()]
    base = np.repeat(np.array(whole, float)[:, None], organisation.units, axis=1)
    for unit, traits in by_unit.items():
        for name in traits.keys() & row_of.keys():
            base[row_of[name], organisation.unit_ids.index(unit)] = traits[name]
    missing, kept = np.ones_like(base), np.ones_like(base)
    for influence in influences:
        for left, effects in ((missing, influence.raises), (kept, influence.lowers)):
            for name in effects.keys() & row_of.keys():
                left[row_of[name]] *= 1.0 - effects[name] * influence.strength
    return dict(zip(row_of, (1.0 - (1.0 - base) * missing) * kept, strict=True))


def _take(left: Floats, effects: Mapping[str, float], strength: Floats) -> None:
    """Multiply what is left of each lever, the first axis, by what an influence leaves; strength broadcasts over the other axes."""
    for name in effects.keys() & LEVER.keys():
        left[LEVER[name]] *= 1.0 - effects[name] * strength


def _left_of(base: Floats, missing: Floats, kept: Floats) -> Floats:
    """What influences make of levers, the first axis; in the result, they are the last."""
    return np.ascontiguousarray(np.moveaxis((1.0 - (1.0 - base) * missing) * kept, 0, -1))


def _rituals_infused(steps: tuple[Placed, ...], acting: Mapping[str, Floats], shape: tuple[int, int]) -> Floats:
    """Share of the eight rituals that interventions make carry the customer."""
    total = np.zeros(shape)
    for ritual in RITUALS:
        carried = [acting[step.handle] for step in steps if ritual in step.card.rituals and step.handle in acting]
        if carried:
            plain = np.ones(shape)
            for share in carried:
                plain *= 1.0 - share
            total += 1.0 - plain
    return total / len(RITUALS)


def rituals_carried(steps: tuple[Placed, ...], vigour: Floats, proof: Floats) -> Floats:
    """How far interventions make each ritual carry the customer, shape (weeks, RITUALS); vigour, proof : of each week, [0, 1]."""
    plain = np.ones((len(vigour), len(RITUALS)))
    for step in steps:
        acting = step.intensity * vigour * (proof if step.card.needs_proof else 1.0)
        for ritual in step.card.rituals:
            plain[:, RITUALS.index(ritual)] *= 1.0 - acting
    return 1.0 - plain
