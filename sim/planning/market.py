"""The market as arrays: customers, the units they meet, sponsors' expectations, external events."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.organisation.draws import address_of
from sim.organisation.organisation import Organisation
from sim.schema.initiative import Initiative
from sim.schema.market import Segment


def customers_of(segments: dict[str, Segment]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Segment and address of every customer who is followed, each of shape (customers,); not to be written."""
    return _customers(tuple((name, segment.panel) for name, segment in sorted(segments.items())))


@lru_cache(maxsize=16)
def _customers(panels: tuple[tuple[str, int], ...]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Initiatives of a study follow the same customers."""
    rows, addresses = [], []
    for row, (name, panel) in enumerate(panels):
        rows += [row] * panel
        addresses += [address_of(f"customer:{name}:{number}") for number in range(panel)]
    return np.array(rows, np.uint32), np.array(addresses, np.uint64)


def journeys_of(segments: dict[str, Segment], organisation: Organisation) -> Floats:
    """How much customers of each segment meet of each unit, shape (segments, units); rows sum to 1.

    Raises ValueError for a journey that leads through no unit.
    """
    journeys = np.zeros((len(segments), organisation.units))
    for row, (name, segment) in enumerate(sorted(segments.items())):
        if segment.journey:
            journeys[row, [organisation.unit_ids.index(unit) for unit in segment.journey]] = 1.0
        else:
            journeys[row] = organisation.contact
        if journeys[row].sum() == 0.0:
            raise ValueError(f"segments.{name}.journey: leads through no unit, since none has contact with customers; name units")
        journeys[row] /= journeys[row].sum()
    return journeys


def expected_progress(initiative: Initiative) -> float:
    """Progress that sponsors expect by the deadline, on the scale of progress_seen."""
    rules, success = initiative.rules.sponsorship, initiative.success
    result = min(1.0, max(0.0, success.felt_gain / rules.felt_scale))
    return rules.adoption_weight * float(success.adoption) + (1.0 - rules.adoption_weight) * result


def shocks_of(initiative: Initiative) -> dict:
    """External events week by week, as columns of the plan."""
    weeks = initiative.weeks
    scandal, rival, cut = np.zeros(weeks), np.zeros(weeks), np.zeros(weeks)
    successor = np.full(weeks, -1.0)
    for _, shock in sorted(initiative.shocks.items()):
        if shock.week >= weeks:
            continue
        if shock.kind == "scandal":
            scandal[shock.week] = max(scandal[shock.week], shock.size)
        elif shock.kind == "rival":
            rival[shock.week :] = 1.0 - (1.0 - rival[shock.week :]) * (1.0 - shock.size)
        elif shock.kind == "sponsor_leaves":
            successor[shock.week] = shock.size
        else:
            cut[shock.week :] = 1.0 - (1.0 - cut[shock.week :]) * (1.0 - shock.size)
    return {"scandal": scandal, "rival": rival, "successor": successor, "cut": cut}
