"""Futures: a play rerun with its decisions in many lanes, under other seeds or with causes repaired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.engine.outcome import courses_of, judged_in, met_by, modes_of
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.organisation.organisation import Organisation
from sim.planning.repair import UNREPAIRED, Repair
from sim.planning.schedule import Schedule
from sim.play.decisions import Decision, Unplayable, decided
from sim.schema.initiative import Initiative


class Lives(NamedTuple):
    """Endings of lanes, one value per lane; shape (lanes,) unless stated."""

    success: NDArray[np.bool_]  # by the initiative's definition
    mode: NDArray[np.object_]  # of failure; None for a success
    adoption: Floats  # share of aligned practice in the chosen week
    felt_gain: Floats  # felt quality in that week less that at the start
    spend: Floats  # thousand euro, to the end
    course: Floats  # (weeks + 1, lanes) adoption


def lived(
    initiative: Initiative,
    organisation: Organisation,
    decisions: Iterable[Decision],
    seeds: Sequence[int],
    repairs: Sequence[Repair] = (UNREPAIRED,),
) -> Run:
    """A plan played to the end with its decisions, one lane per pair of seed and repair.

    decisions : by week; a decision is skipped if its step is over or missing in this future
    """
    run = prepare(initiative, seeds, repairs, organisation=organisation)
    for week, due in groupby(decisions, key=lambda decision: decision.week):
        if week >= initiative.weeks:
            break
        run.advance(week - run.week)
        run.turn(_turned(run.initiative, due, run.schedule))
    return run.advance()


def _turned(initiative: Initiative, due: Iterable[Decision], placed: Schedule) -> Initiative:
    programme = initiative.programme
    for decision in due:
        try:
            programme = decided(programme, decision, placed)
        except Unplayable:
            continue
    return initiative.model_copy(update={"programme": programme})


def judged_week(run: Run) -> int:
    """The week in which the run's definition of success judges it."""
    return judged_in(
        run.initiative.success, courses_of(run.traces, run.plan, run.organisation, run.state), run.initiative, run.schedule.end
    )


def lives_of(run: Run, week: int) -> Lives:
    """Endings of all lanes of a finished run; success and failure mode refer to the run's own week of judgement.

    week : week at which adoption and felt quality are read
    """
    course = courses_of(run.traces, run.plan, run.organisation, run.state)
    success = met_by(course, run.initiative, run.schedule.end)[run.initiative.outcome]
    return Lives(
        success=success,
        mode=modes_of(course, run.initiative, run.schedule.end, success),
        adoption=course.adoption[week].copy(),
        felt_gain=course.felt[week] - course.felt[0],
        spend=course.spend[-1].copy(),
        course=run.traces.firm[:, FIRM_SERIES.index("adoption")].copy(),
    )
