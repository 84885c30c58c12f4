"""Accounts: the people of the front line in whose care each customer is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.organisation.draws import OWNERS, draw_uniforms, key_of
from sim.organisation.organisation import MISSING, Organisation
from sim.schema.market import Segment

MOST_OWNERS = 3
_SETTING = key_of(0)
"""Who cares for whom belongs to the firm and its customers, not to the seed of a run."""


def owners_of(
    segments: dict[str, Segment], customer_segment: NDArray[np.uint32], journey: Floats, organisation: Organisation
) -> NDArray[np.uint32]:
    """Owners of each customer, shape (customers, MOST_OWNERS), the first places filled and the others MISSING.

    Owners are of the front line of the customer's journey, inside the firm. In each segment, all have one customer before any has two; a
    customer with several owners has them in different units where the journey allows.
    """
    owners = np.full((len(customer_segment), MOST_OWNERS), MISSING, np.uint32)
    chance = draw_uniforms(_SETTING, 0, organisation.address, OWNERS)[:, 0]
    by_chance = np.argsort(chance, kind="stable")
    for row, (_, segment) in enumerate(sorted(segments.items())):
        wanted = segment.owners if segment.owners is not None else (MOST_OWNERS if segment.kind == "key" else 1)
        front = (journey[row] > 0.0) & (organisation.contact >= 0.5) & organisation.is_internal
        people = [by_chance[organisation.unit[by_chance] == unit] for unit in np.flatnonzero(front)]
        if not people or wanted == 0:
            continue
        in_turn = _dealt(people)
        for number, customer in enumerate(np.flatnonzero(customer_segment == row)):
            team = min(wanted, len(in_turn))
            owners[customer, :team] = in_turn[(number * team + np.arange(team)) % len(in_turn)]
    return owners


def _dealt(people: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    """The people of several units, one of each in turn as long as it has any."""
    place = np.concatenate([np.arange(len(one)) for one in people])
    unit = np.concatenate([np.full(len(one), number) for number, one in enumerate(people)])
    return np.concatenate(people)[np.lexsort((unit, place))]
