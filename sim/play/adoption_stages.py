"""Adoption stages of all employees, from the current state of a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.engine.run import Run
from sim.mechanisms.stage import StageParameters, stage_of
from sim.organisation.organisation import MISSING

_PARAMETERS = StageParameters()


def stages_of(run: Run) -> NDArray[np.uint8]:
    """The stage of every person of the first lane, an index into STAGES; shape (employees,)."""
    state, behaviours = run.state, run.plan.behaviours
    stages = np.zeros(len(run.world.unit), np.uint8)
    _read(
        run.world.unit, run.world.leader_row, behaviours.applies, behaviours.leaders_only, behaviours.aligned, state.interest,
        state.practice, state.habit, state.norm, _PARAMETERS, stages,
    )  # fmt: skip
    return stages


@rule
def _read(unit, leader_row, applies, leaders_only, is_aligned, interest, practice, habit, norm, p, stages):
    for i in range(len(unit)):
        u, count, practised, automatic, carried = unit[i], 0, 0.0, 0.0, 0.0
        for b in range(len(is_aligned)):
            if is_aligned[b] and applies[u, b] and (leader_row[i] != MISSING or not leaders_only[b]):
                count += 1
                practised += practice[i, b, 0]
                automatic += habit[i, b, 0]
                carried += norm[u, b, 0]
        share = 1.0 / max(1, count)
        stages[i] = stage_of(interest[i, 0], practised * share, automatic * share, carried * share, p)
