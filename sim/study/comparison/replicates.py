"""Replicates: one initiative run under many seeds, and the results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.drawable import draw
from sim.engine.digest import digest_of
from sim.engine.outcome import MODES, Course, course_of, outcome_of
from sim.engine.run import Run
from sim.engine.state import FIRM_SERIES
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative
from sim.study.comparison.course_difference import CourseDifference, difference_of
from sim.study.execution.progress import shown_if_long
from sim.study.experiments.described_runs import described_runs
from sim.study.population.description import AS_RATED, DescriptionUncertainty, sources_of
from sim.study.statistics.estimates import share_of
from sim.study.store.column_units import with_units

SERIES = ("adoption", "reported", "derailing", "felt", "internal_score", "credibility", "walk", "revenue", "value", "spend")
"""Series stored for each run; see Record.firm."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The outermost quantiles enclose 90 % of the runs."""


@dataclass(frozen=True)
class Replicates:
    """The same initiative under many seeds; runs differ by chance, and by the firm that each draws around the description."""

    initiative: Initiative  # as told
    organisation: Organisation  # as told: runs differ in no tie, and in the thresholds and openness of its people
    description: DescriptionUncertainty
    runs: pd.DataFrame  # one row per run: seed, success, mode, start, peak, peak_week, end, reported_peak, felt_gain, spend, value, …
    courses: pd.DataFrame  # index week; columns (series, seed)
    bands: pd.DataFrame  # index week; columns (series, quantile)

    @property
    def success_share(self) -> float:
        """Return the share of runs that succeeded by the initiative's definition."""
        return float(np.mean(self.runs["success"].to_numpy(bool)))

    @property
    def success_interval(self) -> tuple[float, float]:
        """Return the 95 % confidence interval of the chance of success, over chance and description or over chance alone."""
        known = share_of(int(np.sum(self.runs["success"].to_numpy(bool))), len(self.runs))
        return known.low, known.high

    @property
    def modes(self) -> pd.Series:
        """Return the number of runs by failure mode, in the order used in reports."""
        return self.runs["mode"].value_counts().reindex(MODES, fill_value=0)

    def less(self, other: Replicates, series: str = "adoption", names: tuple[str, str] = ("this", "the other")) -> CourseDifference:
        """Return this minus another, by week and seed: the paired difference between two initiatives on the same random draws.

        series : one of SERIES; names : of the two, for sentences and figures
        Raises ValueError for an unknown series, fewer than two common seeds, different numbers of weeks, or descriptions that are uncertain
        in different ways.
        """
        if self.description != other.description:
            raise ValueError("description: uncertain in different ways; replicate both with the same `description`")
        return difference_of(self.courses, other.courses, series, names, sources_of(self.description))

    def plot(self) -> Any:
        """Draw bands over weeks and the outcomes of the runs."""
        return draw(self)


def replicate(
    initiative: Initiative,
    runs: int = 200,
    first_seed: int | None = None,
    *,
    description: DescriptionUncertainty = AS_RATED,
    repair: Repair = UNREPAIRED,
    organisation: Organisation | None = None,
) -> Replicates:
    """Run an initiative under consecutive seeds, each with a firm of its own that the description may be of.

    Each run is bit-identical to that of `simulate` with its seed: of the initiative that `description.drawn` gives, or of the told one.
    runs : at least 1; first_seed : none: the initiative's own
    description : how uncertain the description is; DescriptionUncertainty(varies=False): every run takes it as told
    repair : conditions brought to an enabling level, on the same random draws
    organisation : one already built from the initiative's specification
    Raises ValueError for less than one run.
    """
    if runs < 1:
        raise ValueError(f"runs: {runs}; at least 1 is required")
    first = initiative.seed if first_seed is None else first_seed
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    rows: list[dict[str, Any]] = []
    series: list[NDArray[np.float64]] = []
    kept = [FIRM_SERIES.index(name) for name in SERIES]
    seeds = range(first, first + runs)
    played = described_runs(initiative, seeds, description, repair=repair, organisation=organisation)
    for run in shown_if_long(played, runs, "runs", "one after another") if description.varies else played:
        rows.extend(_row(run, lane) for lane in range(run.lanes))
        series.append(run.traces.firm[:, kept, :].copy())
    values = np.concatenate(series, axis=-1)
    return Replicates(initiative, organisation, description, _table(rows), _courses(values, seeds), _bands(values))


def _row(run: Run, lane: int) -> dict[str, Any]:
    organisation = run.organisation
    course = course_of(run.traces, run.plan, organisation, run.state, lane)
    outcome = outcome_of(course, run.initiative, organisation, run.schedule.end)
    return {
        "seed": run.seeds[lane],
        "success": outcome.success,
        "mode": outcome.mode,
        **_numbers(course, run.traces.firm[-1, FIRM_SERIES.index("value"), lane]),
        "digest": digest_of(run.traces, run.state, lane),
    }


def _numbers(course: Course, value: float) -> dict[str, Any]:
    """Return a run's numbers: adoption and felt quality as shares; spend and value in thousand euro; abandoned as a week, -1 if never."""
    return {
        "start": float(course.adoption[0]),
        "peak": float(course.adoption.max()),
        "peak_week": int(course.adoption.argmax()),
        "end": float(course.adoption[-1]),
        "reported_peak": float(course.reported.max()),
        "felt_gain": float(course.felt[-1] - course.felt[0]),
        "spend": float(course.spend[-1]),
        "value": float(value),
        "abandoned": course.abandoned,
    }


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    table["mode"] = table["mode"].astype(object).where(table["mode"].notna(), None)
    return with_units(table)


def _courses(values: NDArray[np.float64], seeds: range) -> pd.DataFrame:
    """Return the courses of all runs; values : (weeks + 1, series, runs)."""
    columns = pd.MultiIndex.from_product([SERIES, seeds], names=["series", "seed"])
    return with_units(pd.DataFrame(values.reshape(len(values), -1), pd.RangeIndex(len(values), name="week"), columns))


def _bands(values: NDArray[np.float64]) -> pd.DataFrame:
    """Return quantiles over runs; values : (weeks + 1, series, runs)."""
    quantiles = np.quantile(values, QUANTILES, axis=-1)
    columns = pd.MultiIndex.from_product([SERIES, QUANTILES], names=["series", "quantile"])
    table = np.moveaxis(quantiles, 0, -1).reshape(len(values), -1)
    return with_units(pd.DataFrame(table, pd.RangeIndex(len(values), name="week"), columns))
