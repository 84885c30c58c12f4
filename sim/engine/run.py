"""Run an initiative, or many lanes of it, from the first week to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.engine.initialisation import begin
from sim.engine.state import State, Traces, World, empty_state, empty_traces, under_rules, world_of
from sim.engine.week import run_weeks
from sim.mechanisms import Rules
from sim.organisation import organisation_of
from sim.organisation.build import give_the_same
from sim.organisation.draws import key_of
from sim.organisation.organisation import Organisation
from sim.planning.arrays import Plan
from sim.planning.plan import compile_plan, differ_in_conditions, in_lanes
from sim.planning.repair import UNREPAIRED, Repair, levels_of
from sim.planning.schedule import Schedule
from sim.schema.initiative import Initiative


class Setting(NamedTuple):
    """The part of a run that its weeks do not change; runs that differ in conditions or rules share most of it."""

    initiative: Initiative
    organisation: Organisation
    schedule: Schedule
    plan: Plan
    world: World


@dataclass
class Run:
    """Lanes of an initiative that advance together; `traces` holds what was recorded so far."""

    initiative: Initiative
    organisation: Organisation
    schedule: Schedule
    plan: Plan
    world: World
    state: State
    traces: Traces
    rules: Rules
    seeds: tuple[int, ...]
    week: int = 0
    repairs: tuple[Repair, ...] = (UNREPAIRED,)  # of every seed, in the order of its lanes

    @property
    def lanes(self) -> int:
        return len(self.seeds)

    @property
    def setting(self) -> Setting:
        return Setting(self.initiative, self.organisation, self.schedule, self.plan, self.world)

    def advance(self, weeks: int | None = None) -> Run:
        """Let weeks pass: so many, or all that are left."""
        last = self.initiative.weeks if weeks is None else min(self.initiative.weeks, self.week + weeks)
        low, high = _keys(self.seeds)
        run_weeks(self.week, last, low, high, self.world, self.plan, self.state, self.rules, self.traces)
        self.week = last
        return self

    def turn(self, initiative: Initiative) -> Run:
        """Put the people under another programme from this week on; steps that have begun stay, and the past is fixed.

        initiative : as before, but for its programme
        """
        plan, self.schedule = compile_plan(initiative, self.organisation, self.repairs, self.schedule.begun_by(self.week))
        self.initiative = initiative
        self.plan = in_lanes(plan, np.tile(np.arange(len(self.repairs)), self.lanes // len(self.repairs)))
        self.world = world_of(self.organisation, self.plan, initiative.organisation.people, self.rules)
        took_place = np.ones((len(self.plan.bridges.begins), self.lanes), np.uint8)
        begun = self.plan.bridges.begins < self.week  # these come first, in the order in which they began
        took_place[begun] = self.state.takes_place[: begun.sum()]
        levers = np.zeros((len(self.plan.unit_of_stratum), *self.state.stratum_levers.shape[1:]))  # set anew every week
        self.state = self.state._replace(takes_place=took_place, stratum_levers=levers)
        return self

    def copy(self) -> Run:
        """A copy of the run, to continue differently."""
        state = State._make(column.copy() for column in self.state)
        return replace(self, state=state, traces=Traces._make(trace.copy() for trace in self.traces))


def prepare(
    initiative: Initiative,
    seeds: Sequence[int],
    repairs: Sequence[Repair] = (UNREPAIRED,),
    *,
    organisation: Organisation | None = None,
    alike: Setting | None = None,
    watch_everyone: bool = False,
    to_the_end: bool = False,
) -> Run:
    """An initiative about to begin, one lane for every pair of seed and repair (repairs of a seed side by side).

    organisation : one already built from the initiative's own specification, to save building it again
    alike : setting of another run, of which to use what fits, also to save time
    watch_everyone : record what every employee practises in every week
    to_the_end : whether all weeks follow before the record is read, so that it need not be set to zero first
    """
    if alike is not None and organisation is None and give_the_same(initiative.organisation, alike.initiative.organisation):
        organisation = alike.organisation
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    rules = initiative.rules.frozen()
    if alike is not None and organisation is alike.organisation and differ_in_conditions(initiative, alike.initiative):
        plan, schedule = compile_plan(initiative, organisation, repairs, alike=(alike.plan, alike.schedule))
        world = under_rules(alike.world, plan, organisation, rules)
    else:
        plan, schedule = compile_plan(initiative, organisation, repairs)
        world = world_of(organisation, plan, initiative.organisation.people, rules)
    plan = in_lanes(plan, np.tile(np.arange(len(repairs)), len(seeds)))
    lane_seeds = tuple(int(seed) for seed in seeds for _ in repairs)
    state = empty_state(world, plan, len(lane_seeds))
    state.threshold[:] = organisation.threshold[:, None]
    traces = empty_traces(world, plan, len(lane_seeds), -1 if to_the_end else initiative.weeks, watch_everyone)
    if to_the_end:
        traces = _unwritten(traces, initiative.weeks + 1, watch_everyone)
    run = Run(initiative, organisation, schedule, plan, world, state, traces, rules, lane_seeds, repairs=tuple(repairs))
    low, high = _keys(lane_seeds)
    begin(low, high, world, plan, state, rules, organisation.stance, np.tile(levels_of(repairs), len(seeds)))
    return run


def _unwritten(shapes: Traces, rows: int, watch_everyone: bool) -> Traces:
    """Room for a record of which every number is about to be written: setting it to zero first would take as long as writing it."""
    counts = [0 if name == "everyone" and not watch_everyone else rows for name in Traces._fields]
    return Traces._make(np.empty((count, *column.shape[1:]), column.dtype) for count, column in zip(counts, shapes, strict=True))


def _keys(seeds: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    pairs = [key_of(seed) for seed in seeds]
    return np.array([low for low, _ in pairs], np.uint32), np.array([high for _, high in pairs], np.uint32)
