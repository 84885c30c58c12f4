"""Ensembles: many seeds of one scenario, and scenarios with one change."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.validation.variants import changed
from sim.config import load
from sim.engine import Initiative
from sim.engine.outcome import course_of, outcome_of, unit_adoption
from sim.engine.state import FIRM_SERIES
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.study.experiments.described_runs import described_runs
from sim.study.population.description import AS_RATED, AS_TOLD, DescriptionUncertainty

SEEDS = 200


class Ensemble(NamedTuple):
    """Runs of one initiative under seeds 0, 1, 2, …; the last axis is the run."""

    success: NDArray[np.bool_]  # (runs,)
    mode: list[str | None]
    firm: dict[str, NDArray[np.float64]]  # (weeks + 1, runs) a series
    units: NDArray[np.float64]  # adoption, (weeks + 1, units, runs)
    unit_ids: tuple[str, ...]
    abandoned: NDArray[np.int32]

    @property
    def adoption(self) -> NDArray[np.float64]:
        return self.firm["adoption"]


def play(
    initiative: Initiative,
    seeds: int = SEEDS,
    organisation: Organisation | None = None,
    description: DescriptionUncertainty = AS_TOLD,
) -> Ensemble:
    """An initiative under many seeds, on the same draws as any other under the same seeds, draws of the description included."""
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    success, mode, firm, units, abandoned = [], [], [], [], []
    for run in described_runs(initiative, range(seeds), description, organisation=organisation):
        for lane in range(run.lanes):
            course = course_of(run.traces, run.plan, organisation, run.state, lane)
            outcome = outcome_of(course, run.initiative, organisation, run.schedule.end)
            success.append(outcome.success)
            mode.append(outcome.mode)
        firm.append(run.traces.firm)
        units.append(unit_adoption(run.traces.practising, run.plan, organisation))
        abandoned.append(run.state.abandoned.copy())
    series = np.concatenate(firm, axis=-1)
    return Ensemble(
        np.array(success),
        mode,
        {name: series[:, row] for row, name in enumerate(FIRM_SERIES)},
        np.concatenate(units, axis=-1),
        organisation.unit_ids,
        np.concatenate(abandoned),
    )


@cache
def scenario(name: str, *overrides: str, seeds: int = SEEDS, drawn: bool = False) -> Ensemble:
    """A shipped scenario, with overrides, under many seeds; drawn : each with a firm of its own around the description"""
    return play(load(name, *overrides), seeds, description=AS_RATED if drawn else AS_TOLD)


def stopped_in(initiative: Initiative, week: int) -> Initiative:
    """The same programme, stopped in a week: what runs ends then, what has not begun never does."""

    def stop(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        cards = data["definitions"]["interventions"]
        for handle in list(steps):
            step = steps[handle]
            if step["start"] >= week:
                del steps[handle]
                continue
            length = step["weeks"] or cards[step["intervention"]]["weeks"]
            step["weeks"] = min(length, week - step["start"])

    return changed(initiative, stop)


def paired_interval(better: NDArray[Any], worse: NDArray[Any]) -> tuple[float, float]:
    """95 % interval of the mean paired difference, by the normal approximation."""
    difference = better.astype(float) - worse.astype(float)
    half = 1.96 * difference.std(ddof=1) / np.sqrt(len(difference))
    return float(difference.mean() - half), float(difference.mean() + half)
