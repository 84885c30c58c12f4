"""Replicates: one initiative under many seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.drawable import draw
from sim.engine.outcome import MODES, Course, course_of, outcome_of
from sim.engine.record import digest_of
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.organisation import organisation_of
from sim.organisation.organisation import Organisation
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative
from sim.study.comparison.course_difference import CourseDifference, difference_of
from sim.study.statistics.estimates import share_of
from sim.study.store.column_units import with_units

LANES = 50
"""Runs that advance together."""

MOST_CELLS = 4_000_000
"""People times lanes that are held at once: large organisations advance fewer runs together."""

SERIES = ("adoption", "derailing", "felt", "internal_score", "credibility", "walk", "revenue", "value", "spend")
"""Whose courses are kept of every run; see Record.firm."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Nine runs in ten lie between the outermost."""


@dataclass(frozen=True)
class Replicates:
    """The same initiative under many seeds: nothing differs but chance."""

    initiative: Initiative
    organisation: Organisation
    runs: pd.DataFrame  # a row a run: seed, success, mode, start, peak, peak_week, end, felt_gain, spend, value, abandoned, digest
    courses: pd.DataFrame  # index week; columns (series, seed)
    bands: pd.DataFrame  # index week; columns (series, quantile)

    @property
    def success_share(self) -> float:
        """Share of runs that succeeded, by the initiative's own definition."""
        return float(np.mean(self.runs["success"].to_numpy(bool)))

    @property
    def success_interval(self) -> tuple[float, float]:
        """Where the chance of success lies with 95 % confidence, as far as so many runs can say."""
        known = share_of(int(np.sum(self.runs["success"].to_numpy(bool))), len(self.runs))
        return known.low, known.high

    @property
    def modes(self) -> pd.Series:
        """How many runs failed in each way, in the order in which reports list them."""
        return self.runs["mode"].value_counts().reindex(MODES, fill_value=0)

    def less(self, other: Replicates, series: str = "adoption", names: tuple[str, str] = ("this", "the other")) -> CourseDifference:
        """This less another, week by week and seed by seed: what differs between two initiatives when chance does not.

        series : one of SERIES; names : of the two, for sentences and figures
        Raises ValueError for another series, for fewer than two common seeds, or for other numbers of weeks.
        """
        return difference_of(self.courses, other.courses, series, names)

    def plot(self) -> Any:
        """Bands over weeks and how runs ended, as a figure."""
        return draw(self)


def replicate(
    initiative: Initiative,
    runs: int = 200,
    first_seed: int | None = None,
    *,
    repair: Repair = UNREPAIRED,
    organisation: Organisation | None = None,
) -> Replicates:
    """Play an initiative under consecutive seeds. Each run is bit for bit the one that `simulate` plays with its seed.

    runs : at least 1; first_seed : none: the initiative's own
    repair : conditions brought to an enabling level, on the same draws
    organisation : one already built from the initiative's own specification
    Raises ValueError for fewer runs than one.
    """
    if runs < 1:
        raise ValueError(f"runs: {runs}; at least 1 is needed")
    first = initiative.seed if first_seed is None else first_seed
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    rows: list[dict[str, Any]] = []
    series: list[NDArray[np.float64]] = []
    kept = [FIRM_SERIES.index(name) for name in SERIES]
    for seeds in _batches(range(first, first + runs), organisation.employees):
        run = prepare(initiative, seeds, [repair], organisation=organisation).advance()
        rows.extend(_row(run, lane) for lane in range(run.lanes))
        series.append(run.traces.firm[:, kept, :].copy())
    values = np.concatenate(series, axis=-1)
    return Replicates(initiative, organisation, _table(rows), _courses(values, range(first, first + runs)), _bands(values))


def _batches(seeds: range, people: int) -> Iterator[Sequence[int]]:
    together = max(1, min(LANES, MOST_CELLS // max(people, 1)))
    for start in range(0, len(seeds), together):
        yield seeds[start : start + together]


def _row(run: Run, lane: int) -> dict[str, Any]:
    state, organisation = run.state, run.organisation
    course = course_of(run.traces, run.plan, organisation, state.abandoned[lane], state.vetoed[lane], lane)
    outcome = outcome_of(course, run.initiative, organisation, run.schedule.end)
    return {
        "seed": run.seeds[lane],
        "success": outcome.success,
        "mode": outcome.mode,
        **_numbers(course, run.traces.firm[-1, FIRM_SERIES.index("value"), lane]),
        "digest": digest_of(run.traces, state, lane),
    }


def _numbers(course: Course, value: float) -> dict[str, Any]:
    """Adoption and felt quality are shares; spend and value thousand euro; abandoned a week, -1 if never."""
    return {
        "start": float(course.adoption[0]),
        "peak": float(course.adoption.max()),
        "peak_week": int(course.adoption.argmax()),
        "end": float(course.adoption[-1]),
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
    """Every run; values : (weeks + 1, series, runs)."""
    columns = pd.MultiIndex.from_product([SERIES, seeds], names=["series", "seed"])
    return with_units(pd.DataFrame(values.reshape(len(values), -1), pd.RangeIndex(len(values), name="week"), columns))


def _bands(values: NDArray[np.float64]) -> pd.DataFrame:
    """Quantiles over runs; values : (weeks + 1, series, runs)."""
    quantiles = np.quantile(values, QUANTILES, axis=-1)
    columns = pd.MultiIndex.from_product([SERIES, QUANTILES], names=["series", "quantile"])
    table = np.moveaxis(quantiles, 0, -1).reshape(len(values), -1)
    return with_units(pd.DataFrame(table, pd.RangeIndex(len(values), name="week"), columns))
