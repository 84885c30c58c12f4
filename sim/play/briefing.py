"""Briefings: people, opponents, catalysts and inhibitors of a situation, before planning."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.organisation import DrawnOrganisation, organisation_of
from sim.organisation.names import name_of
from sim.organisation.organisation import KINDS, Organisation
from sim.planning.amounts import budget_of
from sim.planning.conditions import context_of
from sim.schema.initiative import InfluenceAtWork, Initiative

MOST_TRAITS = 3
"""Of a unit."""

NEARLY_ALL, FEWEST_UNITS = 0.75, 3
"""Share of units above which a shared trait is stated once for all."""

_TRAITS: dict[str, tuple[str, Callable[[float], bool]]] = {
    "resists": ("resistance", lambda value: value >= 0.25),
    "ready": ("resistance", lambda value: value <= -0.2),
    "heard": ("influence", lambda value: value >= 1.4),
    "disillusioned": ("cynicism", lambda value: value >= 0.4),
    "convinced": ("interest", lambda value: value >= 0.45),
    "unconvinced": ("interest", lambda value: value <= 0.2),
    "well_led": ("leader_commitment", lambda value: value >= 0.5),
    "badly_led": ("leader_commitment", lambda value: value <= 0.25),
    "unheard": ("influence", lambda value: value <= 0.7),
    "near": ("contact", lambda value: value >= 0.85),
    "far": ("contact", lambda value: value <= 0.15),
}
"""Notable traits of a unit, strongest first; the limits are ours."""


class Unit(NamedTuple):
    """A unit as introduced to a newcomer."""

    row: int  # its index in the organisation
    title: str
    kind: str  # one of KINDS
    size: int
    head: str
    traits: tuple[str, ...]


class Force(NamedTuple):
    """Initial catalysts and inhibitors."""

    title: str
    strength: float  # [0, 1]
    units: tuple[str, ...]  # titles of units; none: everywhere


class Briefing(NamedTuple):
    """The known facts before the first week."""

    employees: int
    units: tuple[Unit, ...]  # units inside the firm first, the largest first
    common: tuple[str, ...]  # traits of nearly all units, stated once
    sponsors: dict[str, float]  # initial state of sponsors, finance and customers
    helps: tuple[Force, ...]  # the strongest first
    hinders: tuple[Force, ...]
    money: float | None  # of the programme in all, thousand euro; none: no limit


def briefing_of(initiative: Initiative, organisation: Organisation | None = None) -> Briefing:
    """Describe a situation before any intervention.

    organisation : one already built from the initiative's own specification
    """
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    context, known = context_of(initiative, organisation), initiative.definitions
    titles = dict(zip(organisation.unit_ids, organisation.unit_titles, strict=True))
    names_are_drawn = isinstance(initiative.organisation, DrawnOrganisation)
    stands = context.unit.items()
    everybody = [_unit(organisation, row, {name: values[row] for name, values in stands}, names_are_drawn) for row in range(len(titles))]
    common = _common(everybody)
    units = [unit._replace(traits=tuple(trait for trait in unit.traits if trait not in common)[:MOST_TRAITS]) for unit in everybody]
    return Briefing(
        organisation.employees,
        tuple(sorted(units, key=lambda unit: (unit.kind != KINDS[0], -unit.size, unit.title))),
        common,
        context.firm,
        _forces({known.catalysts[name].title: use for name, use in initiative.influences("catalysts").items()}, titles),
        _forces({known.inhibitors[name].title: use for name, use in initiative.influences("inhibitors").items()}, titles),
        budget_of(initiative.programme.budgets, organisation),
    )


def _unit(organisation: Organisation, row: int, stands: dict[str, float], names_are_drawn: bool) -> Unit:
    head = int(organisation.unit_head[row])
    values = {
        **stands,
        "resistance": float(organisation.unit_resistance[row]),
        "influence": float(organisation.influence[row]),
        "contact": float(organisation.contact[row]),
    }
    return Unit(
        row,
        organisation.unit_titles[row],
        KINDS[organisation.unit_kind[row]],
        int(organisation.unit_size[row]),
        name_of(organisation.address[head]) if names_are_drawn else organisation.employee_ids[head],
        tuple(trait for trait, (what, holds) in _TRAITS.items() if holds(float(values[what]))),
    )


def _common(units: list[Unit]) -> tuple[str, ...]:
    """Traits of nearly every internal unit, which therefore distinguish few."""
    inside = [unit for unit in units if unit.kind == KINDS[0]]
    if len(inside) < FEWEST_UNITS:
        return ()
    return tuple(trait for trait in _TRAITS if sum(trait in unit.traits for unit in inside) >= NEARLY_ALL * len(inside))


def _forces(uses: dict[str, InfluenceAtWork], titles: dict[str, str]) -> tuple[Force, ...]:
    found = [Force(title, use.strength, tuple(titles.get(unit, unit) for unit in use.units)) for title, use in uses.items()]
    return tuple(sorted((force for force in found if force.strength > 0.0), key=lambda force: (-force.strength, force.title)))
