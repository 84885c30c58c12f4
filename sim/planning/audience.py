"""Audiences: whom an intervention reaches, and who carries it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Bools, Floats
from sim.organisation.closure import closure
from sim.organisation.organisation import KINDS, MISSING, Organisation
from sim.schema.interventions import Audience

_LEVELS = np.array(["chief", "executives", "managers", "team_leads", "staff"])


def members(audience: Audience, organisation: Organisation) -> Bools:
    """Everyone the audience names, shape (employees,)."""
    reached = np.zeros(organisation.units, bool)
    if audience.units:
        reached[[organisation.unit_ids.index(unit) for unit in audience.units]] = True
    else:
        for kind in audience.kinds:
            reached |= organisation.unit_kind == KINDS.index(kind)
    chosen = reached[organisation.unit]
    if audience.levels:
        wanted = np.isin(_LEVELS, audience.levels)
        chosen &= wanted[_level_rows(organisation)]
    if audience.best_connected is not None:
        chosen &= _top_share(listened_to(organisation), chosen, audience.best_connected)
    if audience.teams is not None:
        chosen &= _teams(organisation, chosen, audience.teams)
    return chosen


def reaches_whole_units(audience: Audience) -> bool:
    """Whether all employees of a unit are reached equally."""
    return not audience.levels and audience.best_connected is None and audience.teams is None


def level_of(organisation: Organisation) -> NDArray[np.str_]:
    """Level of each employee: chief, executives (heads of units), managers (of leaders), team leads, staff."""
    return _LEVELS[_level_rows(organisation)]


def _level_rows(organisation: Organisation) -> NDArray[np.int8]:
    leads = organisation.leader_row != MISSING
    leads_leaders = np.zeros(organisation.employees, bool)
    bosses = organisation.manager[leads & (organisation.manager != MISSING)]
    leads_leaders[bosses] = True
    row = np.where(leads_leaders, 2, np.where(leads, 3, 4)).astype(np.int8)
    row[organisation.unit_head] = 1
    row[organisation.chief] = 0
    return row


def listened_to(organisation: Organisation) -> Floats:
    """How much others listen to each person: the summed strength of ties that point there."""
    strength = organisation.strength.astype(float)
    return np.bincount(organisation.neighbour, weights=strength, minlength=organisation.employees).astype(float)


def across(organisation: Organisation) -> Floats:
    """How many ties of each person lead to another unit."""
    source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    crosses = organisation.unit[source] != organisation.unit[organisation.neighbour]
    return np.bincount(source[crosses], minlength=organisation.employees).astype(float)


def agents(organisation: Organisation, among: Bools, share: float, strategy: str, chance: Floats) -> Bools:
    """Choice of change agents by one of seven seeding strategies, shape (employees,).

    among : who may be chosen; share : of them; chance : a uniform draw a person, by address, which also breaks ties
    Opinion leaders are listened to and open; volunteers are those most open and least reluctant. Cohesive agents have contacts who know one
    another, and as many contacts as people of the audience have on average: their degree is matched.
    """
    if strategy == "one_per_team":
        return _best_of_each_team(organisation, among, listened_to(organisation) + chance)
    degree = np.diff(organisation.start.astype(np.int64)).astype(float)
    if strategy == "cohesive":
        return _most_closed_of_each_degree(closure(organisation), degree, among, share, chance)
    merit = {
        "random": chance,
        "hubs": degree + chance,
        "brokers": across(organisation) + chance,
        "opinion_leaders": listened_to(organisation) * (0.5 + organisation.openness) + chance,
        "volunteers": organisation.openness - organisation.threshold + 1e-6 * chance,
    }[strategy]
    return _top_share(merit, among, share)


def _top_share(merit: Floats, among: Bools, share: float) -> Bools:
    candidates = np.flatnonzero(among)
    best = candidates[np.argsort(-merit[candidates], kind="stable")[: _number_of(share, len(candidates))]]
    chosen = np.zeros(len(among), bool)
    chosen[best] = True
    return chosen


def _number_of(share: float, candidates: int) -> int:
    return max(1, round(share * candidates))


def _best_of_each_team(organisation: Organisation, among: Bools, merit: Floats) -> Bools:
    candidates = np.flatnonzero(among & (organisation.manager != MISSING))
    return _best_of_each(organisation.manager[candidates], candidates, merit)


def _most_closed_of_each_degree(closed: Floats, degree: Floats, among: Bools, share: float, chance: Floats) -> Bools:
    """Candidates in the order of their ties, cut into as many equal groups as agents are wanted: of each group, the highest closure.

    The most closed of all would be people with few ties, who have few pairs of contacts: so each is compared with people who have about as
    many, and the agents' degrees are those of the audience.
    """
    candidates = np.flatnonzero(among)
    by_degree = candidates[np.lexsort((chance[candidates], degree[candidates]))]
    group = np.arange(len(by_degree)) * _number_of(share, len(by_degree)) // max(1, len(by_degree))
    return _best_of_each(group, by_degree, closed, chance)


def _best_of_each(group: NDArray[np.integer], candidates: NDArray[np.integer], *merits: Floats) -> Bools:
    """Of each group the candidate with the highest merit; later merits break ties.

    group, candidates : shape (candidates,); merits : shape (employees,) each
    """
    order = np.lexsort((*(-merit[candidates] for merit in reversed(merits)), group))
    first = np.ones(len(order), bool)
    first[1:] = group[order][1:] != group[order][:-1]
    chosen = np.zeros(len(merits[0]), bool)
    chosen[candidates[order[first]]] = True
    return chosen


def _teams(organisation: Organisation, among: Bools, share: float) -> Bools:
    """Whole teams: those whose leader's address falls in the share; at least the nearest team with a member of the audience."""
    leads = organisation.leader_row != MISSING
    has_boss = organisation.manager != MISSING
    is_near = among & leads & ~has_boss
    is_near[organisation.manager[among & has_boss]] = True
    place = (organisation.address >> np.uint64(32)).astype(float) / 2.0**32
    limit = max(share, float(place[is_near].min(initial=1.0)))
    chosen_leader = leads & (place <= limit)
    mask = np.zeros(organisation.employees, bool)
    mask[has_boss] = chosen_leader[organisation.manager[has_boss]]
    return mask | (chosen_leader & ~has_boss)
