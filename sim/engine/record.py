"""The record of one run, labelled by week and unit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd

from sim.drawable import draw
from sim.engine.digest import digest_of
from sim.engine.outcome import Outcome, course_of, outcome_of, unit_adoption
from sim.engine.run import Run
from sim.engine.series import (
    ADOPTION,
    LEADERS_TIME,
    LOAD,
    METRIC,
    OF_SEGMENTS,
    OF_THE_FIRM,
    OF_UNITS,
    PRACTICE,
    RITUAL,
    Series,
    measures_of,
)
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.organisation.organisation import Organisation
from sim.planning.arrays import NEVER, Plan
from sim.planning.conditions import rituals_carried
from sim.planning.metrics import not_kept
from sim.planning.schedule import Schedule
from sim.schema.initiative import Initiative
from sim.schema.levers import RITUALS

if TYPE_CHECKING:
    import xarray

Frame = TypeVar("Frame", pd.DataFrame, pd.Series)

ALL_BUT = 0.95
"""Share of the work of change below which a record says that it was more than people could carry; our convention."""


@dataclass(frozen=True)
class Record:
    """The record of one run. Tables are indexed by week, 0 being the start; `attrs["units"]` of a table gives its columns' units."""

    initiative: Initiative
    organisation: Organisation
    seed: int
    outcome: Outcome
    digest: str  # of everything recorded and where everybody ended: a check against damage and drift
    adoption: pd.DataFrame  # share of aligned practice, a column a unit
    behaviours: pd.DataFrame  # share of people inside to whom it applies, a column a behaviour
    units: pd.DataFrame  # every series of every unit; columns (unit, series)
    firm: pd.DataFrame  # series of the whole: adoption, felt, trust, revenue (thousand euro a week), …
    segments: pd.DataFrame  # series of every customer segment; columns (segment, series)
    metrics: pd.DataFrame  # score of every tactical metric that a unit keeps, [0, 1]; columns (unit, metric)
    rituals: pd.DataFrame  # how far the programme makes each ritual carry the customer, [0, 1]; a column a ritual
    load: pd.DataFrame  # attention claimed, a column a unit
    leaders_time: pd.Series  # share of leaders' time claimed
    agents: pd.DataFrame  # change agents: index employee; unit, from_week, until_week (first week no longer)
    schedule: Schedule  # when each step of the programme really ran
    notes: tuple[str, ...]  # what was delayed, thinned out, more than people could carry, filled in or dropped

    @property
    def felt(self) -> pd.Series:
        """Felt quality, mean over segments weighted by revenue, [0, 1]."""
        return cast(pd.Series, self.firm["felt"])

    @property
    def internal_score(self) -> pd.Series:
        """The internal tactical score, [0, 1]."""
        return cast(pd.Series, self.firm["internal_score"])

    @property
    def gap(self) -> pd.Series:
        """What is measured less what is felt: the internal score less felt quality, [-1, 1]."""
        return self.internal_score - self.felt

    @property
    def readings(self) -> pd.DataFrame:
        """Every tactical metric in its own unit of measure, for which `attrs["units"]` has a name by metric; columns (unit, metric)."""
        known = {name: metric.reading for name, metric in self.initiative.definitions.metrics.items()}
        worst = [known[name].worst for _, name in self.metrics]
        reach = [known[name].best - known[name].worst for _, name in self.metrics]
        return _counted(cast(pd.DataFrame, self.metrics * reach + worst), {name: reading.measured_in for name, reading in known.items()})

    @property
    def silo_costs(self) -> pd.DataFrame:
        """What silos cost to date, a column each: rework, delay, scrap, morale, churn, opportunities (thousand euro), and hours."""
        names = [name for name in FIRM_SERIES if name.startswith(("silo_", "customers_silo_"))]
        units = measures_of(OF_THE_FIRM)
        return _counted(cast(pd.DataFrame, self.firm[names]), {name: units[name] for name in names})

    @property
    def spend(self) -> pd.Series:
        """Money spent to date, thousand euro."""
        return cast(pd.Series, self.firm["spend"])

    @property
    def sponsor(self) -> pd.DataFrame:
        """The sponsor's walk, talk and credibility, and the board's loss of patience."""
        return cast(pd.DataFrame, self.firm[["walk", "talk", "credibility", "board_lost", "vigour"]])

    def summary(self) -> dict[str, Any]:
        """The outcome and the main numbers, ready for JSON."""
        end = self.firm.iloc[-1]
        return {
            "scenario": self.initiative.name,
            "title": self.initiative.title,
            "seed": self.seed,
            "weeks": self.initiative.weeks,
            "employees": self.organisation.employees,
            "success": self.outcome.success,
            "failure_mode": self.outcome.mode,
            "definition": self.outcome.definition,
            "by_definition": self.outcome.by_definition,
            "reading": self.outcome.reading,
            "moments": [{"week": moment.week, "text": moment.text} for moment in self.outcome.moments],
            "adoption_at_end": {unit: float(self.adoption[unit].iloc[-1]) for unit in self.adoption},
            "firm_at_end": {name: float(end[name]) for name in FIRM_SERIES},
            "notes": list(self.notes),
            "digest": self.digest,
        }

    def table(self) -> pd.DataFrame:
        """Everything in one long table: week, level (firm, unit or segment), name, series, value."""
        parts = [_long(self.firm, level="firm", name="all"), _long(self.adoption, level="unit", series="adoption")]
        parts.append(_long(self.behaviours, level="behaviour", series="practice"))
        parts += [
            _long(cast(pd.DataFrame, self.metrics[unit]), level="metric", name=unit) for unit in self.metrics.columns.unique(level="unit")
        ]
        for level, frame in (("unit", self.units), ("segment", self.segments)):
            parts += [_long(cast(pd.DataFrame, frame[name]), level=level, name=name) for name in frame.columns.unique(level="name")]
        return pd.concat(parts, ignore_index=True).loc[:, ["week", "level", "name", "series", "value"]]

    def to_xarray(self) -> xarray.Dataset:
        """Everything in one dataset over the named axes week, unit, behaviour and segment; every variable carries `units` and `long_name`.

        Series of the firm go by their names, those of units and segments by `unit_…` and `segment_…`; `load` and `leaders_time` begin
        in week 1, so their week 0 is NaN.
        """
        from xarray import Dataset  # takes a while to load, and few readers ask for it

        weeks = self.firm.index
        variables = {name: (["week"], self.firm[name].to_numpy(), _said(OF_THE_FIRM[name])) for name in self.firm}
        variables["unit_adoption"] = (["week", "unit"], self.adoption.to_numpy(), _said(ADOPTION))
        variables["unit_load"] = (["week", "unit"], self.load.reindex(weeks).to_numpy(), _said(LOAD))
        variables["leaders_time"] = (["week"], self.leaders_time.reindex(weeks).to_numpy(), _said(LEADERS_TIME))
        variables["practice"] = (["week", "behaviour"], self.behaviours.to_numpy(), _said(PRACTICE))
        for level, frame, series in (("unit", self.units, OF_UNITS), ("segment", self.segments, OF_SEGMENTS)):
            for name, known in series.items():
                variables[f"{level}_{name}"] = (["week", level], frame.xs(name, axis=1, level="series").to_numpy(), _said(known))
        axes = {
            "week": ("week", weeks.to_numpy(), {"units": "weeks since the start"}),
            "unit": list(self.adoption),
            "behaviour": list(self.behaviours),
            "segment": list(self.segments.columns.unique(level="name")),
        }
        said = {"title": self.initiative.title, "scenario": self.initiative.name, "seed": self.seed, "digest": self.digest}
        return Dataset(variables, axes, said)

    def write(self, folder: str | Path) -> Path:
        """Write the record as Parquet into a folder, atomically."""
        path = Path(folder) / "record.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".tmp")
        self.table().to_parquet(unfinished, index=False, compression="zstd", write_page_checksum=True)
        os.replace(unfinished, path)
        return path

    def plot(self) -> Any:
        """The course of the initiative as a figure."""
        return draw(self)


def records_of(run: Run) -> list[Record]:
    """A record for every lane of a finished run."""
    return [record_of(run, lane) for lane in range(run.lanes)]


def record_of(run: Run, lane: int = 0) -> Record:
    """The record of one lane. Raises ValueError for a run that has weeks left."""
    if run.week < run.initiative.weeks:
        raise ValueError(f"the run stands in week {run.week} of {run.initiative.weeks}: let it advance first")
    traces, organisation, initiative = run.traces, run.organisation, run.initiative
    course = course_of(traces, run.plan, organisation, run.state, lane)
    weeks, later = pd.RangeIndex(initiative.weeks + 1, name="week"), pd.RangeIndex(1, initiative.weeks + 1, name="week")
    ids = list(organisation.unit_ids)
    adoption = unit_adoption(traces.practising[..., lane], run.plan, organisation)
    segments = sorted(initiative.segments)
    return Record(
        initiative=initiative,
        organisation=organisation,
        seed=run.seeds[lane],
        outcome=outcome_of(course, initiative, organisation, run.schedule.end),
        digest=digest_of(traces, run.state, lane),
        adoption=_counted(pd.DataFrame(adoption, weeks, pd.Index(ids, name="unit")), ADOPTION.measured_in),
        behaviours=_counted(_by_behaviour(run, lane, weeks), PRACTICE.measured_in),
        units=_counted(_labelled(traces.unit[..., lane], weeks, ids, UNIT_SERIES), measures_of(OF_UNITS)),
        firm=_counted(pd.DataFrame(traces.firm[..., lane], weeks, pd.Index(FIRM_SERIES, name="series")), measures_of(OF_THE_FIRM)),
        segments=_counted(_labelled(traces.segment[..., lane], weeks, segments, SEGMENT_SERIES), measures_of(OF_SEGMENTS)),
        metrics=_counted(pd.DataFrame(traces.metric[..., lane], weeks, _pairs(run)), METRIC.measured_in),
        rituals=_counted(_rituals(run, lane, weeks), RITUAL.measured_in),
        load=_counted(pd.DataFrame(run.schedule.load, later, pd.Index(ids, name="unit")), LOAD.measured_in),
        leaders_time=_counted(pd.Series(run.schedule.leaders_time, later, name="leaders_time"), LEADERS_TIME.measured_in),
        agents=_agents(run.plan, organisation),
        schedule=run.schedule,
        notes=run.schedule.notes + organisation.notes + not_kept(initiative, run.plan.metrics) + _overload(run, lane),
    )


def _long(frame: pd.DataFrame, **same: str) -> pd.DataFrame:
    """A table of weeks and columns in long form: week, column, value, and constant columns."""
    column = "series" if "name" in same else "name"
    long = pd.DataFrame({"week": np.repeat(frame.index.to_numpy(), frame.shape[1])})
    long[column] = np.tile(frame.columns.to_numpy(), len(frame))
    long["value"] = frame.to_numpy().ravel()
    return long.assign(**same)


def _labelled(values: np.ndarray, weeks: pd.Index, names: list[str], series: tuple[str, ...]) -> pd.DataFrame:
    columns = pd.MultiIndex.from_product([names, series], names=["name", "series"])
    return pd.DataFrame(values.reshape(len(values), -1), weeks, columns)


def _overload(run: Run, lane: int) -> tuple[str, ...]:
    """Says in which weeks the work of change asked for more than people inside could carry; nothing where it never did."""
    people = run.world.unit_size * run.world.is_internal
    attended = run.traces.unit[:, :, UNIT_SERIES.index("attended"), lane]
    whole = attended @ people / people.sum()
    weeks = np.flatnonzero(whole < ALL_BUT)
    if not len(weeks):
        return ()
    worst = int(whole.argmin())
    least = run.organisation.unit_ids[int(np.where(people > 0, attended[worst], np.inf).argmin())]
    return (
        f"the work of change was more than people could carry in {len(weeks)} week{'s' * (len(weeks) > 1)} from week {weeks[0]} on: "
        f"in week {worst} they attended to {whole[worst]:.0%} of it, least in {least}",
    )


def _counted(table: Frame, units: str | dict[str, str]) -> Frame:
    """The table, with what its numbers are counted in: one unit for all, or one for each series."""
    table.attrs["units"] = units
    return table


def _said(series: Series) -> dict[str, str]:
    return {"units": series.measured_in, "long_name": series.meaning}


def _agents(plan: Plan, organisation: Organisation) -> pd.DataFrame:
    chosen = np.flatnonzero(plan.agent_from != NEVER)
    table = {
        "unit": [organisation.unit_ids[organisation.unit[row]] for row in chosen],
        "from_week": plan.agent_from[chosen].astype(int),
        "until_week": plan.agent_until[chosen].astype(int),
    }
    return pd.DataFrame(table, pd.Index([organisation.employee_ids[row] for row in chosen], name="employee"))


def _pairs(run: Run) -> pd.MultiIndex:
    """Each unit and metric that it keeps."""
    metrics, names = run.plan.metrics, run.initiative.metrics_in_use
    pairs = [(run.organisation.unit_ids[u], names[m]) for u, m in zip(metrics.unit, metrics.metric, strict=True)]
    columns = pd.MultiIndex.from_tuples(pairs) if pairs else pd.MultiIndex.from_arrays([[], []])
    return columns.set_names(["unit", "metric"])


def _rituals(run: Run, lane: int, weeks: pd.Index) -> pd.DataFrame:
    """How far each ritual carries the customer by the programme at its vigour; week 0 is before it."""
    vigour, proof = (run.traces.firm[:-1, FIRM_SERIES.index(name), lane] for name in ("vigour", "proof"))
    carried = np.vstack([np.zeros((1, len(RITUALS))), rituals_carried(run.schedule.steps, vigour, proof)])
    return pd.DataFrame(carried, weeks, pd.Index(RITUALS, name="ritual"))


def _by_behaviour(run: Run, lane: int, weeks: pd.Index) -> pd.DataFrame:
    inside = run.organisation.is_internal[:, None] & (run.plan.behaviours.applies > 0)
    people = (run.organisation.unit_size[:, None] * inside).sum(axis=0)
    practising = (run.traces.practising[..., lane] * inside).sum(axis=1)
    share = practising / np.where(people > 0, people, 1)
    return pd.DataFrame(share, weeks, pd.Index(sorted(run.initiative.behaviours), name="behaviour"))
