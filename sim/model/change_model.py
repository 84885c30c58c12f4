"""The change model: the weekly order of events; each person, department and customer is an agent."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from sim.engine.record import Record, record_of
from sim.engine.run import Run
from sim.engine.state import FIRM_SERIES, Traces, empty_traces, world_of
from sim.mechanisms.stage import StageParameters
from sim.model.agent import AgentSet, forget, mesa
from sim.model.behaviour import behaviours_of
from sim.model.customer import Customer, CustomerSegment
from sim.model.department import Department, Stratum
from sim.model.employee import Employee
from sim.model.firm import Firm
from sim.model.leader import Leader
from sim.model.programme import ProgrammeAtWork
from sim.model.recording import firm_series, state_of
from sim.model.recording import record as record_week
from sim.model.sponsors import Sponsors
from sim.organisation import organisation_of
from sim.organisation.organisation import MISSING, Organisation
from sim.planning.plan import compile_plan
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative
from sim.schema.levers import FIRM_DISPOSITIONS


class ChangeModel(mesa.Model):
    """An organisation under a change initiative: the same rules, draws and bits as the compiled engine, for reading and extending.

    seed : of the run; none: the initiative's
    employee, leader : classes of your own, in which some method is overridden
    organisation : one already built from the initiative's own specification
    watch_everyone : collect every employee's stage and interest, and keep what each practises, every week; slow
    repair : conditions held at an enabling level from the start

    staff, leadership, units, panel : employees (leaders among them), leaders, departments and customers in the order of the
    organisation, in which numbers are added up; `employees`, `leaders`, `departments` and `customers` are the same as AgentSets.

    `mesa.batch_run(ChangeModel, {"initiative": [initiative], "seed": [1, 2]})` runs several; Mesa reports every week but the last.
    """

    def __init__(
        self,
        initiative: Initiative,
        seed: int | None = None,
        employee: type[Employee] = Employee,
        leader: type[Leader] = Leader,
        organisation: Organisation | None = None,
        watch_everyone: bool = False,
        repair: Repair = UNREPAIRED,
    ) -> None:
        self.seed = initiative.seed if seed is None else int(seed)
        super().__init__(seed=self.seed)
        self.initiative, self.week = initiative, 0
        self.rules = initiative.rules.frozen()
        self.stages: StageParameters = getattr(self.rules, "stage", StageParameters())
        self.organisation = organisation_of(initiative.organisation) if organisation is None else organisation
        self.plan, self.schedule = compile_plan(initiative, self.organisation, (repair,))
        self.world = world_of(self.organisation, self.plan, initiative.organisation.people, self.rules)
        self.disposition = {name: float(self.plan.firm[row, 0]) for row, name in enumerate(FIRM_DISPOSITIONS)}
        self.behaviours = behaviours_of(initiative, self.plan)
        self._settle_organisation(employee, leader)
        self._settle_market()
        self.traces: Traces = empty_traces(self.world, self.plan, 1, initiative.weeks, watch_everyone)
        self.datacollector = _collector(employee, leader, watch_everyone)
        self._watch()

    def step(self) -> None:
        """A week. Practice is seen as it was last week; nothing happens after the last week."""
        if not self.running:
            return
        self._conditions_change()
        self._leaders_lead()
        self._people_live()
        self._departments_deliver()
        self.firm.meets_customers()
        self.firm.counts_results()
        self.sponsors.step()
        self.week += 1
        self._watch()

    def _conditions_change(self) -> None:
        for unit in self.units:
            unit.receives_resources()
            unit.makes_sense()
            unit.sets_levers()
        self.programme.changes_structure()
        for unit in self.units:
            unit.tires()

    def _leaders_lead(self) -> None:
        self.firm.speaks()
        for leader in self.leadership:
            leader.looks_back()
        for leader in self.leadership:
            leader.lead()

    def _people_live(self) -> None:
        self.firm.is_disturbed()
        for person in self.staff:
            person.step()
        for person in self.staff:
            person.advance()
        for unit in self.units:
            unit.step()

    def _departments_deliver(self) -> None:
        self.firm.tries_out()
        self.firm.serves()
        for unit in self.units:
            unit.becomes_ceremonial(self.week < self.plan.programme_end)
        self.firm.is_reported_on()
        self.programme.audits()

    def _watch(self) -> None:
        self.running = self.week < self.initiative.weeks
        record_week(self, self.traces)
        self.datacollector.collect(self)

    @property
    def employees(self) -> AgentSet:
        """All staff, including leaders."""
        return AgentSet(self.staff, random=self.random)

    @property
    def leaders(self) -> AgentSet:
        """Employees who lead others."""
        return AgentSet(self.leadership, random=self.random)

    @property
    def departments(self) -> AgentSet:
        """Units inside and outside the firm."""
        return AgentSet(self.units, random=self.random)

    @property
    def customers(self) -> AgentSet:
        """The panels of all segments."""
        return AgentSet(self.panel, random=self.random)

    @property
    def chief(self) -> Leader:
        """The leader of the firm."""
        return self.leadership[self.world.row_chief]

    def leader_at(self, row: int) -> Leader:
        """The leader at an employee's row."""
        return self.leadership[int(self.world.leader_row[row])]

    def diary(self) -> pd.DataFrame:
        """Every employee's stage and interest, by week and name; needs `watch_everyone`."""
        kinds = self.datacollector.agenttype_reporters
        if not kinds:
            raise ValueError("no employee was watched: make the model with watch_everyone=True")
        frames = [self.datacollector.get_agenttype_vars_dataframe(kind) for kind in kinds]
        table = pd.concat(frames).reset_index().rename(columns={"Step": "week", "name": "employee"})
        return table.drop(columns="AgentID").set_index(["week", "employee"]).sort_index()

    def as_run(self) -> Run:
        """The model as a run of the compiled engine, to continue there; everything is copied."""
        traces = Traces._make(trace.copy() for trace in self.traces)
        return Run(
            self.initiative, self.organisation, self.schedule, self.plan, self.world, state_of(self), traces, self.rules, (self.seed,),
            self.week,
        )  # fmt: skip

    def record(self) -> Record:
        """The finished run as `simulate` records it, digest and all. Raises ValueError while weeks are left."""
        return record_of(self.as_run())

    def close(self) -> None:
        """Let go of every agent, and of what Mesa remembers of agents that are not of this package."""
        self.running = False
        self.remove_all_agents()
        forget(self)

    def _settle_organisation(self, employee: type[Employee], leader: type[Leader]) -> None:
        """Departments, their people, whom these hear and watch, and initial practice."""
        world, plan = self.world, self.plan
        self.units: tuple[Department, ...] = tuple(Department(self, row) for row in range(len(world.unit_size)))
        departments = (self.units[unit] for unit in plan.unit_of_stratum)
        self.strata: tuple[Stratum, ...] = tuple(Stratum(self, row, unit) for row, unit in enumerate(departments))
        self.firm: Firm = Firm(self, self.units)
        self.programme: ProgrammeAtWork = ProgrammeAtWork(self, self.units)
        self.sponsors: Sponsors = Sponsors(self, self.firm)
        kinds = (employee if leads == MISSING else leader for leads in world.leader_row)
        self.staff: tuple[Employee, ...] = tuple(kind(self, row) for row, kind in enumerate(kinds))
        self.leadership: tuple[Leader, ...] = tuple(person for person in self.staff if isinstance(person, Leader))
        for person in self.staff:
            row = person.row
            person.meets(self.leadership[world.row_manager[row]], self.leadership[world.row_head[row]], self.chief)
            person.listens_to(*_ties(self, row))
        for leading, boss in zip(self.leadership, world.leader_boss, strict=True):
            leading.boss = None if boss == MISSING else self.leadership[boss]
        for unit in self.units:
            unit.begins(tuple(p for p in self.staff if p.department is unit), self.leadership[world.head_row[unit.row]])

    def _settle_market(self) -> None:
        """Customers initially know the quality that the organisation delivers at the start."""
        self.firm.serves()
        self.firm.is_reported_on()
        names = sorted(self.initiative.segments)
        self.segments = tuple(CustomerSegment(self, row, name, self.units) for row, name in enumerate(names))
        owners = [[self.staff[i] for i in row if i != MISSING] for row in self.plan.owner]
        chosen = enumerate(self.plan.customer_segment)
        self.panel = tuple(Customer(self, row, self.segments[segment], owners[row]) for row, segment in chosen)
        self.firm.begins(self.segments, self.panel)


def _ties(model: ChangeModel, row: int) -> tuple[list[tuple[Employee, int]], list[tuple[Employee, int, int]]]:
    world, staff = model.world, model.staff
    standing = slice(int(world.start[row]), int(world.start[row + 1]))
    ties = [(staff[j], s) for j, s in zip(world.neighbour[standing].tolist(), world.strength[standing].tolist(), strict=True)]
    changing = range(int(world.bridge_start[row]), int(world.bridge_start[row + 1]))
    bridges = [(staff[world.bridge_neighbour[t]], int(world.bridge_strength[t]), int(world.bridge_group[t])) for t in changing]
    return ties, bridges


def _collector(employee: type[Employee], leader: type[Leader], watch_everyone: bool) -> mesa.DataCollector:
    """Weekly series of the firm; of employees only on request, because Mesa collects agent data slowly."""
    of_firm: dict[str, Any] = {name: partial(firm_series, name=name) for name in FIRM_SERIES}
    of_person = {"name": "name", "stage": lambda person: person.stage, "interest": lambda person: person.interest}
    kinds = {employee: of_person, leader: of_person} if watch_everyone else None
    return mesa.DataCollector(model_reporters=of_firm, agenttype_reporters=kinds)
