"""Behaviours as agents see them."""

from __future__ import annotations

from typing import NamedTuple

from sim.planning.arrays import Plan
from sim.schema.initiative import Initiative


class KnownBehaviour(NamedTuple):
    """Something people practise or do not; serving customers (aligned) or only an internal metric (derailing)."""

    name: str
    row: int
    is_aligned: bool
    weight: float
    visibility: float
    effort: float
    autonomy: float
    coordination: float
    needs_units: int
    divergence: float
    is_for_leaders: bool
    is_personal: bool  # done for the customers in a person's own care
    improves: tuple[float, ...]  # share of each gain of a customer that it makes at full practice


def behaviours_of(initiative: Initiative, plan: Plan) -> tuple[KnownBehaviour, ...]:
    """The behaviours of an initiative, in alphabetical order as in the plan."""
    columns = plan.behaviours
    return tuple(
        KnownBehaviour(
            name=name,
            row=row,
            is_aligned=bool(columns.aligned[row]),
            weight=float(columns.weight[row]),
            visibility=float(columns.visibility[row]),
            effort=float(columns.effort[row]),
            autonomy=float(columns.autonomy[row]),
            coordination=float(columns.coordination[row]),
            needs_units=int(columns.needs_units[row]),
            divergence=float(columns.divergence[row]),
            is_for_leaders=bool(columns.leaders_only[row]),
            is_personal=bool(columns.personal[row]),
            improves=tuple(columns.improves[:, row].tolist()),
        )
        for row, name in enumerate(sorted(initiative.behaviours))
    )
