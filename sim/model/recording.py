"""Recording in the layout of the compiled engine."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sim.engine.market import SILO_COSTS
from sim.engine.state import FIRM, FIRM_SERIES, SEGMENT, SEGMENT_SERIES, UNIT_SERIES, State, Traces, World, empty_state
from sim.model.arithmetic import total
from sim.model.customer import Customer, CustomerSegment
from sim.model.department import Department, Stratum
from sim.model.employee import Employee
from sim.model.firm import Firm
from sim.model.leader import Leader
from sim.model.programme import ProgrammeAtWork
from sim.planning.arrays import GAINS, Plan

_CALLED_HERE = {"internal_score": "score", "spend": "spent"}
_AUDITS = ("audit_customers", "audit_partners", "audit_employees", "audit_finance")
_MEAN_OF_PEOPLE = ("interest", "capacity", "cynicism")


class Recordable(Protocol):
    """The model, as a record sees it: all its parts, each kind in the order of the organisation."""

    week: int  # 0 is the start
    world: World  # what no week changes
    plan: Plan  # what is fixed before the first week
    staff: tuple[Employee, ...]  # leaders among them
    leadership: tuple[Leader, ...]
    units: tuple[Department, ...]
    strata: tuple[Stratum, ...]
    segments: tuple[CustomerSegment, ...]
    panel: tuple[Customer, ...]
    firm: Firm
    programme: ProgrammeAtWork


def record(model: Recordable, traces: Traces) -> None:
    """Copy the model's state into the row of its week."""
    week = model.week
    traces.firm[week, :, 0] = [firm_series(model, name) for name in FIRM_SERIES]
    for unit in model.units:
        traces.practising[week, unit.row, :, 0] = list(unit.practising.values())
        traces.unit[week, unit.row, :, 0] = [_unit_series(unit, name) for name in UNIT_SERIES]
    traces.metric[week, :, 0] = [metric.value for unit in model.units for metric in unit.metrics]
    for segment in model.segments:
        traces.segment[week, segment.row, :, 0] = [_segment_series(segment, name) for name in SEGMENT_SERIES]
    if len(traces.everyone) > 0:
        traces.everyone[week, :, 0] = [practised_bits(person) for person in model.staff]


def firm_series(model: Recordable, name: str) -> float:
    """A series of the whole firm, by its name in records."""
    return _of_firm(model.firm, _CALLED_HERE.get(name, name))


def _of_firm(firm: Firm, name: str) -> float:
    if name in SILO_COSTS:
        return firm.silos[name]
    if name in _AUDITS:
        return firm.audits[_AUDITS.index(name)]
    return float(getattr(firm, name))


def practised_bits(person: Employee) -> int:
    """Practice of a person, one bit per behaviour."""
    return sum(person.practice[b.name] << b.row for b in person.model.behaviours)


def state_of(model: Recordable) -> State:
    """State of people, departments, customers and firm as the columns of one lane; copies."""
    state = empty_state(model.world, model.plan, 1)
    _copy_people(model, state)
    _copy_units(model, state)
    for customer in model.panel:
        row = customer.row
        state.remembered[row], state.worst[row], state.expectation[row] = customer.remembered, customer.worst, customer.expectation
        state.bond[row], state.cared[row] = customer.bond, customer.cared
    for segment in model.segments:
        row = segment.row
        state.segment_customers[row], state.segment_felt[row], state.quality[row] = segment.customers, segment.felt, segment.quality
        state.segment[row, :, 0] = [_segment_series(segment, name) for name in SEGMENT]
    state.firm[:, 0] = [_of_firm(model.firm, name) for name in FIRM]
    state.abandoned[0] = -1 if model.firm.abandoned is None else model.firm.abandoned
    state.overtaken[0] = -1 if model.firm.overtaken is None else model.firm.overtaken
    state.vetoed[0] = -1 if model.firm.vetoed is None else model.firm.vetoed
    state.takes_place[:, 0] = np.array(model.programme.takes_place, np.uint8)
    return state


def _copy_people(model: Recordable, state: State) -> None:
    for person in model.staff:
        row = person.row
        state.practice[row, :, 0] = state.practice_next[row, :, 0] = list(person.practice.values())
        state.habit[row, :, 0] = list(person.habit.values())
        state.interest[row], state.capacity[row], state.cynicism[row] = person.interest, person.capacity, person.cynicism
        state.threshold[row], state.is_agent[row] = person.threshold, person.is_change_agent
        state.has_left[row] = person.has_left
    for leader in model.leadership:
        row = leader.leader_row
        state.commitment[row], state.credibility[row] = leader.commitment, leader.credibility
        state.signal[row], state.reframed[row] = leader.signal, leader.reframed


def _copy_units(model: Recordable, state: State) -> None:
    for unit in model.units:
        row = unit.row
        state.norm[row, :, 0], state.practising[row, :, 0] = list(unit.norm.values()), list(unit.practising.values())
        state.unit_levers[row, :, 0] = list(unit.levers.values())
        state.unit_interest[row], state.fatigue[row], state.experience[row] = unit.opinion, unit.fatigue, unit.experience
        state.sense[row], state.mended[row], state.given[row] = unit.sense, unit.mended, unit.given
        state.attended[row] = unit.attended
        state.pay_at_start[row], state.adopted[row] = unit.pay_at_start, unit.adopted
        state.heart[row], state.ceremony[row], state.reported[row] = unit.heart, unit.ceremony, unit.reported
        state.delivery[row], state.score[row], state.answered[row] = unit.delivery, unit.score, unit.answered
        state.derailed[row] = unit.derailed
        for metric in unit.metrics:
            state.metric[metric.pair, 0] = metric.value
    for b, carried in zip(model.units[0].model.behaviours, model.firm.carried.values(), strict=True):
        state.carried[b.row, 0] = carried
    for stratum in model.strata:
        state.stratum_levers[stratum.row, :, 0] = list(stratum.levers.values())


def _unit_series(unit: Department, name: str) -> float:
    if name in _MEAN_OF_PEOPLE:
        return total(getattr(person, name) for person in unit.people) / unit.size
    if name == "norm":
        aligned = [b for b in unit.behaviours if b.is_aligned]
        weight = total(b.weight for b in aligned)
        return total(b.weight * unit.norm[b.name] for b in aligned) / weight if weight > 0.0 else 0.0
    if name == "commitment":
        return unit.head.commitment
    return float(getattr(unit, _CALLED_HERE.get(name, name)))


def _segment_series(segment: CustomerSegment, name: str) -> float:
    if name in GAINS:
        return segment.gains[name]
    return float(getattr(segment, name))
