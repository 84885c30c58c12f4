"""Verdicts: how each lane of a run ended, in columns, for studies of thousands of runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.engine.digest import digests_of
from sim.engine.outcome import courses_of, met_by, modes_of
from sim.engine.run import Run

Flags = NDArray[np.bool_]


class Verdicts(NamedTuple):
    """How lanes ended; every column has shape (lanes,), and holds what the record of the lane says."""

    success: Flags  # by the initiative's own definition
    mode: NDArray[np.object_]  # of failure, one of MODES; None for a success
    met: dict[str, Flags]  # every definition of success, by name
    adoption_start: Floats  # share of aligned practice, [0, 1]
    adoption_peak: Floats
    adoption_end: Floats
    reported_peak: Floats  # of adoption as units report it
    felt_gain: Floats  # what customers feel at the end beside the start, [-1, 1]
    revenue_growth: Floats  # from the first week to the last, relative
    spend: Floats  # thousand euro
    abandoned: NDArray[np.int32]  # week, -1 if never
    digest: list[str]


def verdicts_of(run: Run) -> Verdicts:
    """Judge every lane of a finished run at once, without words. Raises ValueError for a run that has weeks left."""
    if run.week < run.initiative.weeks:
        raise ValueError(f"the run stands in week {run.week} of {run.initiative.weeks}: let it advance first")
    course = courses_of(run.traces, run.plan, run.organisation, run.state)
    met = met_by(course, run.initiative, run.schedule.end)
    success = met[run.initiative.outcome]
    return Verdicts(
        success=success,
        mode=modes_of(course, run.initiative, run.schedule.end, success),
        met=met,
        adoption_start=course.adoption[0].copy(),
        adoption_peak=course.adoption.max(axis=0),
        adoption_end=course.adoption[-1].copy(),
        reported_peak=course.reported.max(axis=0),
        felt_gain=course.felt[-1] - course.felt[0],
        revenue_growth=course.revenue[-1] / course.revenue[0] - 1.0,
        spend=course.spend[-1].copy(),
        abandoned=run.state.abandoned.copy(),
        digest=digests_of(run.traces, run.state),
    )
