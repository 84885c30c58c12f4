"""Networks: an organisation made from an explicit list of ties, for experiments in which only the ties matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.array_types import Indices
from sim.organisation.draws import address_of
from sim.organisation.hierarchy import depths_of, leaders_of
from sim.organisation.listening import ORDINARY_STRENGTH, Ties, compressed
from sim.organisation.organisation import MISSING, Organisation, OrganisationError
from sim.organisation.people import addresses_by_position

UNIT = "network"


def network_organisation(
    n: int,
    pairs: Sequence[tuple[int, int]] | NDArray[np.integer],
    *,
    thresholds: ArrayLike = 0.0,
    openness: ArrayLike = 0.5,
) -> Organisation:
    """People joined by the given ties only, equal in strength, in one unit; the first leads nominally.

    n : employees, at least one
    pairs : employees tied to one another, shape (ties, 2); a pair given twice counts once
    thresholds, openness : one number for all, or shape (n,)
    Raises OrganisationError where a pair names no one, or someone with himself.
    """
    if n < 1:
        raise OrganisationError(f"n: {n} employees make no organisation; at least 1")
    one_unit = np.array([n], np.uint32)
    unit_address = np.array([address_of(UNIT)], np.uint64)
    manager = np.zeros(n, np.uint32)
    manager[0] = MISSING
    return Organisation(
        unit_ids=(UNIT,),
        unit_titles=("Network",),
        unit_kind=np.zeros(1, np.uint8),
        unit_size=one_unit,
        unit_head=np.zeros(1, np.uint32),
        contact=np.full(1, 0.5),
        influence=np.ones(1),
        unit_resistance=np.zeros(1),
        unit_address=unit_address,
        employee_ids=tuple(f"{UNIT}-{place}" for place in range(1, n + 1)),
        unit=np.zeros(n, np.uint32),
        manager=manager,
        depth=depths_of(manager, np.zeros(n, np.uint8)),
        address=addresses_by_position(unit_address, one_unit),
        threshold=np.broadcast_to(np.asarray(thresholds, np.float64), n).copy(),
        openness=np.broadcast_to(np.asarray(openness, np.float64), n).copy(),
        **leaders_of(manager)._asdict(),
        **_equal_ties(n, pairs)._asdict(),
    )


def _equal_ties(n: int, pairs: Sequence[tuple[int, int]] | NDArray[np.integer]) -> Ties:
    ends = np.asarray(pairs, np.int64).reshape(-1, 2)
    wrong = (ends < 0).any(axis=1) | (ends >= n).any(axis=1) | (ends[:, 0] == ends[:, 1])
    if wrong.any():
        first = ", ".join(f"({one}, {other})" for one, other in ends[wrong][:5])
        raise OrganisationError(f"pairs: {wrong.sum()} of them do not join two different people of 0 to {n - 1}: {first}")
    one, other = ends.astype(np.uint32).T
    listener: Indices = np.concatenate((one, other))
    heard: Indices = np.concatenate((other, one))
    start, neighbour, _ = compressed(listener, heard, np.ones(len(listener)), n)
    return Ties(start, neighbour, np.full(len(neighbour), ORDINARY_STRENGTH, np.uint8))
