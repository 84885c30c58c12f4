"""Load and traps of a plan, and how far the firm suits it, before play or from the current week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.organisation.organisation import Organisation
from sim.planning.philosophy import Suitability, suitability_of
from sim.planning.schedule import NOTHING_BEGUN
from sim.play.budget_claims import Claims, Ran, claims_of
from sim.play.traps import Trap, traps_of
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme

FOR_ALL = ("overload", "unpaid")
"""Strains of the whole plan rather than of a step."""


class ProgrammeReading(NamedTuple):
    """A plan with its load and traps, and how far the firm suits its philosophy, if it has one."""

    programme: Programme
    claims: Claims
    traps: tuple[Trap, ...]
    suited: Suitability | None

    def ran(self, handle: str) -> Ran:
        return next(step for step in self.claims.steps if step.handle == handle)

    @property
    def warned(self) -> frozenset[str]:
        """Handles of the steps with a warning."""
        strained = (handle for strain in self.claims.strains if strain.name not in FOR_ALL for handle in strain.handles)
        return frozenset(handle for trap in self.traps for handle in trap.handles) | frozenset(strained)


def read(
    programme: Programme, initiative: Initiative, organisation: Organisation, begun: Mapping[str, int] = NOTHING_BEGUN
) -> ProgrammeReading:
    """Load, traps and fit of a plan. Raises ValueError for units or customers that do not exist."""
    return ProgrammeReading(
        programme,
        claims_of(programme, initiative, organisation, begun),
        traps_of(programme, initiative, organisation, begun),
        suitability_of(initiative.model_copy(update={"programme": programme}), organisation),
    )
