"""Temporary ties that a programme adds or cuts. They hold a weekly share of their strength, in whole 64ths."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.organisation.draws import TIES_BETWEEN, draw_uniforms, key_of
from sim.organisation.organisation import Organisation
from sim.planning.schedule import Placed, Schedule

WHOLE = 64
"""Parts of a tie: its strength times a whole number of parts is exact, so sums over neighbours do not depend on their order."""

BRIDGE_STRENGTH = 60
"""Of a tie that joins two people around an aim of both: as strong as a colleague of the own unit."""


class Bridges(NamedTuple):
    """Ties that change, beside the standing ones. Group 0 is unused; each structural step owns a group for what it makes or cuts."""

    start: NDArray[np.uint64]  # (employees + 1,)
    neighbour: NDArray[np.uint32]
    strength: NDArray[np.uint32]
    group: NDArray[np.uint32]
    parts: NDArray[np.uint32]  # (weeks, groups): 0 to WHOLE, if the step takes place
    otherwise: NDArray[np.uint32]  # (groups,): parts if it does not
    begins: NDArray[np.uint32]  # (groups,): week in which the step takes place
    is_cut: NDArray[np.uint8]  # (standing ties,): 1 where a tie moved from the standing ones into a group


def bridges_of(schedule: Schedule, organisation: Organisation) -> Bridges:
    """All ties made or cut by a programme's steps."""
    pairs: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], int]] = []
    parts: list[NDArray[np.uint32]] = []
    otherwise: list[int] = []
    begins: list[int] = []
    is_cut = np.zeros(len(organisation.neighbour), bool)
    for number, (step, per_person, cut_share) in enumerate(_structural(schedule)):
        level = np.round(WHOLE * np.clip(step.intensity / max(step.strength, 1e-12), 0.0, 1.0)).astype(np.uint32)
        one, other = _new_pairs(organisation, step, per_person * step.strength, number)
        pairs.append((one, other, np.full(len(one), max(1, round(BRIDGE_STRENGTH * organisation.scale))), len(parts)))
        parts.append(level)
        otherwise.append(0)
        begins.append(step.start)
        if cut_share > 0.0:
            source = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
            chosen = _cut(organisation, source, step, cut_share * step.strength, number) & ~is_cut
            is_cut |= chosen
            rows = np.flatnonzero(chosen)
            pairs.append(
                (source[rows], organisation.neighbour[rows].astype(np.int64), organisation.strength[rows].astype(np.int64), len(parts))
            )
            parts.append((WHOLE - level).astype(np.uint32))
            otherwise.append(WHOLE)
            begins.append(step.start)
    return _table(pairs, parts, otherwise, begins, is_cut, organisation.employees, len(schedule.spend))


def _structural(schedule: Schedule) -> list[tuple[Placed, float, float]]:
    """Steps that change ties: each with the new ties a person gets and the share of old ones that go."""
    found = []
    for step in schedule.as_they_begin:
        for deed in step.card.does:
            if deed.kind == "connect" and step.end > step.start:
                found.append((step, deed.ties_per_person, 0.0))
            elif deed.kind == "reorganise" and step.end > step.start:
                found.append((step, 6.0 * deed.mixed, deed.mixed))
    return found


def _new_pairs(organisation: Organisation, step: Placed, per_person: float, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of people of different units, both in the audience; drawn by the address of the one who reaches out. Both directions."""
    people = np.flatnonzero(step.audience)
    if len(people) < 2 or per_person == 0.0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    slots = int(np.ceil(per_person / 2.0))
    ones, others = [], []
    for slot in range(slots):
        chance = draw_uniforms(key_of(1 + number), slot, organisation.address[people], TIES_BETWEEN)
        reaches = chance[:, 0] < per_person / 2.0 / slots
        partner = people[(chance[:, 1] * len(people)).astype(np.int64)]
        again = people[(chance[:, 2] * len(people)).astype(np.int64)]
        partner = np.where(organisation.unit[partner] != organisation.unit[people], partner, again)
        reaches &= organisation.unit[partner] != organisation.unit[people]
        ones.append(people[reaches])
        others.append(partner[reaches])
    one, other = np.concatenate(ones), np.concatenate(others)
    both = np.unique(np.stack([np.concatenate([one, other]), np.concatenate([other, one])], axis=1), axis=0)
    return both[:, 0], both[:, 1]


def _cut(organisation: Organisation, source: NDArray[np.int64], step: Placed, share: float, number: int) -> NDArray[np.bool_]:
    """Informal ties inside a unit, both ends in the audience, of which a share goes; a tie is cut in both directions."""
    target = organisation.neighbour.astype(np.int64)
    inside = (organisation.unit[source] == organisation.unit[target]) & step.audience[source] & step.audience[target]
    formal = (organisation.manager[source] == target) | (organisation.manager[target] == source)
    # the same draw for both directions: the address of the pair is symmetric
    pair = organisation.address[source] ^ organisation.address[target]
    chance = draw_uniforms(key_of(1 + number), 10_000, pair, TIES_BETWEEN)[:, 0]
    return inside & ~formal & (chance < share)


def _table(pairs, parts, otherwise, begins, is_cut, employees: int, weeks: int) -> Bridges:
    one = np.concatenate([p[0] for p in pairs]) if pairs else np.zeros(0, np.int64)
    other = np.concatenate([p[1] for p in pairs]) if pairs else np.zeros(0, np.int64)
    strength = np.concatenate([p[2] for p in pairs]) if pairs else np.zeros(0, np.int64)
    group = np.concatenate([np.full(len(p[0]), p[3]) for p in pairs]) if pairs else np.zeros(0, np.int64)
    order = np.lexsort((group, other, one))
    start = np.zeros(employees + 1, np.uint64)
    start[1:] = np.cumsum(np.bincount(one, minlength=employees))
    return Bridges(
        start=start,
        neighbour=other[order].astype(np.uint32),
        strength=strength[order].astype(np.uint32),
        group=group[order].astype(np.uint32),
        parts=np.array(parts, np.uint32).reshape(len(parts), weeks).T.copy(),
        otherwise=np.array(otherwise, np.uint32),
        begins=np.array(begins, np.uint32),
        is_cut=is_cut.astype(np.uint8),
    )
