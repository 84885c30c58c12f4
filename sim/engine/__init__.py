"""The engine: an initiative in, a record out; one run, or many lanes at once."""

from __future__ import annotations

import numpy as np

from sim.engine.outcome import MODES, Outcome
from sim.engine.record import Record, record_of, records_of
from sim.engine.run import Run, prepare
from sim.engine.verdicts import Verdicts, verdicts_of
from sim.organisation.build import is_built_from
from sim.organisation.organisation import Organisation
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative

LARGEST_SEED = 2**63 - 1


def simulate(
    initiative: Initiative, seed: int | None = None, *, repair: Repair = UNREPAIRED, organisation: Organisation | None = None
) -> Record:
    """Play an initiative from its first week to its last.

    seed : the run's own; none: the initiative's. Equal initiative, seed and model version give an equal digest.
    repair : conditions brought to an enabling level, on the same draws
    organisation : one already built from the initiative's own specification
    Raises ValueError for a repair of what is no condition, for a seed that is none, and for the organisation of another initiative.
    """
    seed = initiative.seed if seed is None else seed
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise ValueError(f"seed: {seed!r}; must be a whole number, 0 to 2⁶³ − 1")
    if organisation is not None and not is_built_from(organisation, initiative.organisation):
        raise ValueError(f"organisation: {initiative.name} describes another one; take sim.organisation_of(initiative.organisation)")
    return record_of(prepare(initiative, [seed], [repair], organisation=organisation).advance())


__all__ = [
    "MODES", "Initiative", "Outcome", "Record", "Repair", "Run", "Verdicts", "prepare", "record_of", "records_of", "simulate",
    "verdicts_of",
]  # fmt: skip
