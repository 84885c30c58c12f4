"""Runs for the table of claims: two versions of one firm under the same seeds, and what is read off them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from experiments.validation.variants import ScenarioEdit, changed
from sim.array_types import Floats
from sim.config import load
from sim.engine.outcome import courses_of, holds
from sim.engine.run import Run, Setting, prepare
from sim.engine.state import FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES
from sim.schema.initiative import Initiative

LANES = 48
"""Runs side by side: three vectors of sixteen."""

STRATEGIC = ("profitability", "efficiency", "position")
"""Series of what customers gain by strategic service."""


@dataclass(frozen=True)
class PlayedRuns:
    """Finished runs of one initiative under seeds 0, 1, 2, …; the last axis of every array is the seed."""

    firm_series: Floats  # (weeks + 1, FIRM_SERIES, seeds)
    unit_series: Floats  # (weeks + 1, units, UNIT_SERIES, seeds)
    segment_series: Floats  # (weeks + 1, segments, SEGMENT_SERIES, seeds)
    people: Floats  # (units,): how many, 0 outside the firm
    segments: dict[str, float]  # share of revenue by segment, in the order of the series
    success: Floats  # (seeds,): 1 where it succeeded by its own definition
    overtaken: Floats  # (seeds,): 1 where the firm was merged into a rival

    def firm(self, name: str) -> Floats:
        """A series of the firm, (weeks + 1, seeds)."""
        return self.firm_series[:, FIRM_SERIES.index(name)]

    def inside(self, name: str) -> Floats:
        """A series of units, mean over the people inside, (weeks + 1, seeds)."""
        return np.einsum("wus,u->ws", self.unit_series[:, :, UNIT_SERIES.index(name)], self.people / self.people.sum())

    def segment(self, name: str, segment: str) -> Floats:
        """A series of one segment of customers, (weeks + 1, seeds)."""
        return self.segment_series[:, list(self.segments).index(segment), SEGMENT_SERIES.index(name)]

    def customers(self, name: str) -> Floats:
        """A series of customers, mean over segments by their share of revenue, (weeks + 1, seeds)."""
        return np.sum([share * self.segment(name, segment) for segment, share in self.segments.items()], axis=0)


Interruption = Callable[[Run], None]


def play(initiative: Initiative, seeds: int, week: int = 0, meanwhile: Interruption | None = None) -> PlayedRuns:
    """An initiative under seeds 0 to seeds − 1, on the same draws as any other under the same seeds.

    meanwhile : changes the state of the run in a week, from outside
    """
    alike: Setting | None = None
    parts, success, overtaken = [], [], []
    for first in range(0, seeds, LANES):
        run = prepare(initiative, range(first, min(seeds, first + LANES)), alike=alike)
        alike = run.setting if alike is None else alike
        if meanwhile is not None:
            run.advance(week)
            meanwhile(run)
        run.advance()
        course = courses_of(run.traces, run.plan, run.organisation, run.state)
        success.append(holds(initiative.success, course, initiative, run.schedule.end))
        overtaken.append(run.state.overtaken >= 0)
        parts.append(run)
    firm, unit, segment = (np.concatenate([getattr(run.traces, name) for run in parts], axis=-1) for name in ("firm", "unit", "segment"))
    organisation = parts[0].organisation
    return PlayedRuns(
        firm, unit, segment,
        organisation.unit_size * np.asarray(organisation.is_internal, float),
        {name: one.share for name, one in initiative.segments.items()},
        np.concatenate(success).astype(float),
        np.concatenate(overtaken).astype(float),
    )  # fmt: skip


class RunReading(NamedTuple):
    """What is read off runs: a name in words, and a value for each seed."""

    what: str
    of: Callable[[PlayedRuns], Floats]
    is_adoption: bool = False  # and so can be near none or all


def at_end(what: str, series: str) -> RunReading:
    """A series of the firm in the last week."""
    return RunReading(what, lambda runs: runs.firm(series)[-1])


def over_the_run(what: str, series: str) -> RunReading:
    """A series of units, mean over the people inside and all weeks."""
    return RunReading(what, lambda runs: runs.inside(series).mean(axis=0))


def _against_start(runs: PlayedRuns, series: str) -> Floats:
    """A series of money at the end, relative to revenue at the start."""
    return runs.firm(series)[-1] / runs.firm("revenue")[0]


ADOPTION = RunReading("adoption at the end", lambda runs: runs.firm("adoption")[-1], is_adoption=True)
FELT = at_end("what customers feel at the end", "felt")
TRUST = at_end("customers' trust at the end", "trust")
CUSTOMERS = at_end("customers at the end, of those at the start", "customers")
DERAILING = at_end("derailing practice at the end", "derailing")
EXPERIENCE = over_the_run("how employees are treated", "experience")
COMMITMENT = over_the_run("commitment of leaders", "commitment")
DELIVERY = over_the_run("quality that units deliver", "delivery")
REVENUE = RunReading("revenue at the end, of that at the start", lambda runs: _against_start(runs, "revenue"))
EARNINGS = RunReading("earnings a week at the end, of revenue at the start", lambda runs: _against_start(runs, "earnings"))
SUCCESS = RunReading("initiatives that succeed", lambda runs: runs.success)
GAIN = RunReading(
    "what customers gain by strategic service", lambda runs: np.mean([runs.customers(name)[-1] for name in STRATEGIC], axis=0)
)


def place_of(scenario: Sequence[str]) -> str:
    """A firm and what is overridden in it, as a table tells it."""
    name, *overrides = scenario
    return f"`{name}`" + (f" (`{' '.join(overrides)}`)" if overrides else "")


def disposed(**levels: float) -> ScenarioEdit:
    """Dispositions set to levels."""

    def dispose(data: dict[str, Any]) -> None:
        data["dispositions"].update(levels)

    return dispose


def set_in(path: str, value: Any) -> ScenarioEdit:
    """A value set at a dotted path."""
    *folders, key = path.split(".")

    def put(data: dict[str, Any]) -> None:
        for folder in folders:
            data = data[folder]
        data[key] = value

    return put


def with_shock(**shock: Any) -> ScenarioEdit:
    """One more shock."""
    return set_in("shocks.added", shock)


def without_cards(*cards: str) -> ScenarioEdit:
    """All steps of these interventions removed from the plan."""

    def remove(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        for handle in [handle for handle, step in steps.items() if step["intervention"] in cards]:
            del steps[handle]

    return remove


def moved(card: str, start: int) -> ScenarioEdit:
    """All steps of an intervention begun in another week, for as many weeks as before."""

    def move(data: dict[str, Any]) -> None:
        for step in data["programme"]["steps"].values():
            if step["intervention"] == card:
                step["start"] = start

    return move


def in_unit(unit: str) -> ScenarioEdit:
    """The whole plan, in one unit alone."""

    def confine(data: dict[str, Any]) -> None:
        for step in data["programme"]["steps"].values():
            own = step["audience"] or data["definitions"]["interventions"][step["intervention"]]["audience"]
            step["audience"] = {**own, "units": [unit]}

    return confine


def pushed_until(week: int) -> ScenarioEdit:
    """Every step of the plan held until a week, in which all of them end; what would begin later never does."""

    def push(data: dict[str, Any]) -> None:
        steps = data["programme"]["steps"]
        for handle in list(steps):
            if steps[handle]["start"] >= week:
                del steps[handle]
            else:
                steps[handle]["weeks"] = week - steps[handle]["start"]

    return push


def edited(scenario: Sequence[str], *edits: ScenarioEdit) -> Initiative:
    """A shipped scenario with its overrides and edits."""
    initiative = load(*scenario)
    return changed(initiative, *edits) if edits else initiative
