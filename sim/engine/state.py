"""State in columns: the organisation, its state and its record as arrays. The last axis of changing state is the lane.

Lanes are runs that share an organisation and advance together: replicates under other seeds, or repairs on the same draws. Alone or among
others, a lane has the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats, Indices
from sim.engine.series import OF_SEGMENTS, OF_THE_FIRM, OF_UNITS
from sim.mechanisms import Rules
from sim.mechanisms.habit import growths_of
from sim.organisation.closure import closure
from sim.organisation.draws import HABIT, LOGISTIC, LOGISTIC_SIZES, draw_uniforms, key_of, upper_quantile
from sim.organisation.organisation import MISSING, Organisation
from sim.planning.arrays import GAINS, Plan
from sim.schema.levers import LEVER
from sim.schema.organisation import People

UNIT_SERIES = tuple(OF_UNITS)
FIRM_SERIES = tuple(OF_THE_FIRM)
SEGMENT_SERIES = tuple(OF_SEGMENTS)


class World(NamedTuple):
    """The constants of a run."""

    unit: Indices  # (employees,)
    leader_row: Indices  # own row among leaders, or MISSING
    row_manager: Indices  # leaders' row heard as own manager
    row_head: Indices  # leaders' row of the unit's head
    row_chief: int
    circle: Indices  # (employees,): of those who hear the same leaders under the same levers
    circle_stratum: Indices  # (circles,)
    circle_manager: Indices  # leaders' row
    circle_head: Indices
    address_low: Indices
    address_high: Indices
    openness: Floats
    closure: Floats  # (employees,): share of pairs of one's contacts who are tied; 0 where no behaviour departs from the usual
    habit_growth: Floats  # (employees,): how fast each person forms habits, share a week
    start: NDArray[np.uint64]
    neighbour: Indices
    strength: NDArray[np.uint8]
    bridge_start: NDArray[np.uint64]
    bridge_neighbour: Indices
    bridge_strength: Indices
    bridge_group: Indices
    unit_size: Indices
    is_internal: NDArray[np.uint8]
    contact: Floats
    influence: Floats
    unit_threshold: Floats  # what a newcomer's threshold is drawn around
    threshold_spread: float
    leader_employee: Indices  # (leaders,)
    leader_boss: Indices  # leaders' row of the own boss, or MISSING
    head_row: Indices  # (units,) leaders' row of each unit's head
    customer_low: Indices
    customer_high: Indices
    members: Floats  # (customer segments,): customers followed in each
    logistic: NDArray[np.int32]  # table of quantiles, LOGISTIC_SIZES
    follows_from: float  # draw from which a person follows any example


class State(NamedTuple):
    """The state of a run, changed in place week by week."""

    practice: NDArray[np.uint8]  # (employees, behaviours, lanes): last week's
    practice_next: NDArray[np.uint8]
    habit: Floats  # (employees, behaviours, lanes)
    interest: Floats  # (employees, lanes)
    capacity: Floats
    cynicism: Floats
    threshold: Floats
    is_agent: NDArray[np.uint8]
    commitment: Floats  # (leaders, lanes)
    credibility: Floats
    signal: Floats
    reframed: Floats
    norm: Floats  # (units, behaviours, lanes)
    practising: Indices  # (units, behaviours, lanes): how many
    unit_interest: Floats  # (units, lanes): mean of last week
    fatigue: Floats
    experience: Floats
    mended: Floats
    sense: Floats
    attended: Floats  # share of the work of change that people attended to last week
    heart: Floats  # how well what is practised is done
    pay_at_start: Floats  # incentives when the initiative began
    ceremony: Floats  # share of what is not practised that is reported
    carried: Floats  # (behaviours, lanes): how far units carry each together
    metric: Floats  # (pairs of unit and metric, lanes): value of each metric that a unit keeps
    adopted: Floats  # share of aligned practice, by weight for customers
    reported: Floats  # adoption as reported
    derailed: Floats  # share of derailing practice, by weight for customers
    delivery: Floats
    score: Floats
    answered: Floats  # what the unit answers for
    given: Floats
    stratum_levers: Floats  # (strata, levers, lanes)
    unit_levers: Floats  # (units, levers, lanes)
    remembered: Floats  # (customers, lanes)
    worst: Floats
    expectation: Floats
    bond: Floats  # (customers, lanes): how well their owners know them; 0 where they have none
    cared: Floats  # quality beyond the journey's own that owners give
    has_left: NDArray[np.uint8]  # (employees, lanes): who left this week
    segment_customers: Floats  # (customer segments, lanes)
    segment_felt: Floats
    quality: Floats  # (customer segments, lanes): of this week's journey
    segment: Floats  # (customer segments, SEGMENT rows, lanes), see SEGMENT
    firm: Floats  # (FIRM rows, lanes), see FIRM
    abandoned: NDArray[np.int32]  # (lanes,) week, -1 if never
    vetoed: NDArray[np.int32]
    overtaken: NDArray[np.int32]
    takes_place: NDArray[np.uint8]  # (structural groups, lanes)


class Traces(NamedTuple):
    """The record of a run, week 0 being the start. Shapes end in lanes."""

    practising: Indices  # (weeks + 1, units, behaviours, lanes)
    unit: Floats  # (weeks + 1, units, UNIT_SERIES, lanes)
    firm: Floats  # (weeks + 1, FIRM_SERIES, lanes)
    segment: Floats  # (weeks + 1, customer segments, SEGMENT_SERIES, lanes)
    metric: Floats  # (weeks + 1, pairs of unit and metric)
    everyone: NDArray[np.uint16]  # (weeks + 1 or 0, employees, lanes): practised behaviours as bits


FIRM = {
    name: row
    for row, name in enumerate(
        ("vigour", "proof", "fit", "idea", "champions", "trust", "board_lost", "felt_at_start", "score_at_start", "value", "spent", "talk",
         "walk", "felt", "score", "adoption", "reported", "derailing", "seen", "expected", "revenue", "customers", "alignment",
         "offered", "expectation", "credibility", "disturbance", "malleability", "word_of_mouth", "churn", "regard", "regard_at_start",
         "earnings", "earnings_at_start", "returned", "mistrust", "silo_rework", "silo_delay", "silo_scrap", "silo_morale", "silo_churn",
         "silo_opportunities", "silo_hours", "customers_silo_cost", "customers_silo_hours", "audit_customers", "audit_partners",
         "audit_employees", "audit_finance")
    )
}  # fmt: skip
"""Rows of State.firm."""

SEGMENT = {
    name: row
    for row, name in enumerate(
        ("revenue", *GAINS, "effort", "recommendation", "word_of_mouth", "churn", "share_of_spend", "known",
         "missing", "lagged", "felt_at_start", "gain_at_start", "silo_lost", "silo_churned", "silo_missed")
    )
}  # fmt: skip
"""Rows of State.segment."""


def under_rules(world: World, plan: Plan, organisation: Organisation, rules: Rules) -> World:
    """The world with what rules, or how far behaviours depart from the usual, make of people."""
    departs = bool((plan.behaviours.divergence > 0.0).any()) and rules.choice.conformity > 0.0
    words = draw_uniforms(key_of(0), 0, organisation.address, HABIT)[:, 0]
    return world._replace(
        closure=closure(organisation) if departs else np.zeros(organisation.employees),
        habit_growth=growths_of(LOGISTIC[(words * 65_536).astype(np.int64)], rules.habit),
        follows_from=upper_quantile(rules.choice.chance),
    )


def world_of(organisation: Organisation, plan: Plan, people: People, rules: Rules) -> World:
    """The organisation and the fixed part of a plan as columns; every head of a unit leads, even one without reports."""
    leads = organisation.leader_row != MISSING
    leads[organisation.unit_head] = True
    leads[organisation.chief] = True
    leaders = np.flatnonzero(leads).astype(np.uint32)
    row = np.full(organisation.employees, MISSING, np.uint32)
    row[leaders] = np.arange(len(leaders), dtype=np.uint32)
    head_row = row[organisation.unit_head]
    has_boss = organisation.manager != MISSING
    row_manager = np.where(has_boss, row[np.where(has_boss, organisation.manager, 0)], row)
    row_manager = np.where(row_manager == MISSING, head_row[organisation.unit], row_manager).astype(np.uint32)
    boss = np.where(has_boss, row[np.where(has_boss, organisation.manager, 0)], MISSING)[leaders].astype(np.uint32)
    row_head = head_row[organisation.unit]
    circles, circle = np.unique(np.column_stack((plan.stratum, row_manager, row_head)), axis=0, return_inverse=True)
    circle_stratum, circle_manager, circle_head = (_plain(column.astype(np.uint32)) for column in circles.T)
    start, neighbour, strength = _standing_ties(organisation, plan)
    low, high = _words(organisation.address)
    customer_low, customer_high = _words(plan.customer_address)
    world = World(
        unit=_plain(organisation.unit), leader_row=row, row_manager=row_manager, row_head=_plain(row_head),
        row_chief=int(row[organisation.chief]), circle=circle.ravel().astype(np.uint32), circle_stratum=circle_stratum,
        circle_manager=circle_manager, circle_head=circle_head, address_low=low, address_high=high, openness=_plain(organisation.openness),
        closure=np.empty(0), habit_growth=np.empty(0), follows_from=np.inf,
        start=start, neighbour=neighbour, strength=strength,
        bridge_start=plan.bridges.start, bridge_neighbour=plan.bridges.neighbour, bridge_strength=plan.bridges.strength,
        bridge_group=plan.bridges.group, unit_size=_plain(organisation.unit_size),
        is_internal=organisation.is_internal.astype(np.uint8), contact=_plain(organisation.contact),
        influence=_plain(organisation.influence),
        unit_threshold=float(people.threshold) + organisation.unit_resistance, threshold_spread=float(people.threshold_spread),
        leader_employee=leaders, leader_boss=boss, head_row=_plain(head_row), customer_low=customer_low, customer_high=customer_high,
        members=np.bincount(plan.customer_segment, minlength=len(plan.segment_share)).astype(float),
        logistic=LOGISTIC_SIZES.copy(),
    )  # fmt: skip
    return under_rules(world, plan, organisation, rules)


def empty_state(world: World, plan: Plan, lanes: int) -> State:
    """Room for a state; every number is set when the run starts."""
    people, units, leaders = len(world.unit), len(world.unit_size), len(world.leader_employee)
    behaviours, customers, segments = len(plan.behaviours.weight), len(plan.customer_segment), len(plan.segment_share)
    levers, groups = len(LEVER), len(plan.bridges.begins)
    by_unit = (units, lanes)
    return State(
        practice=np.zeros((people, behaviours, lanes), np.uint8), practice_next=np.zeros((people, behaviours, lanes), np.uint8),
        habit=np.zeros((people, behaviours, lanes)), interest=np.zeros((people, lanes)), capacity=np.zeros((people, lanes)),
        cynicism=np.zeros((people, lanes)), threshold=np.zeros((people, lanes)), is_agent=np.zeros((people, lanes), np.uint8),
        commitment=np.zeros((leaders, lanes)), credibility=np.zeros((leaders, lanes)), signal=np.zeros((leaders, lanes)),
        reframed=np.zeros((leaders, lanes)), norm=np.zeros((units, behaviours, lanes)),
        practising=np.zeros((units, behaviours, lanes), np.uint32), unit_interest=np.zeros(by_unit),
        fatigue=np.zeros(by_unit), experience=np.zeros(by_unit), mended=np.zeros(by_unit),
        sense=np.ones(by_unit), attended=np.ones(by_unit), heart=np.zeros(by_unit), pay_at_start=np.zeros(by_unit),
        ceremony=np.zeros(by_unit), carried=np.ones((behaviours, lanes)), metric=np.zeros((len(plan.metrics.unit), lanes)),
        adopted=np.zeros(by_unit), reported=np.zeros(by_unit), derailed=np.zeros(by_unit),
        delivery=np.zeros(by_unit), score=np.zeros(by_unit), answered=np.zeros(by_unit), given=np.zeros(by_unit),
        stratum_levers=np.zeros((len(plan.unit_of_stratum), levers, lanes)), unit_levers=np.zeros((units, levers, lanes)),
        remembered=np.zeros((customers, lanes)), worst=np.zeros((customers, lanes)), expectation=np.zeros((customers, lanes)),
        bond=np.zeros((customers, lanes)), cared=np.zeros((customers, lanes)), has_left=np.zeros((people, lanes), np.uint8),
        segment_customers=np.ones((segments, lanes)), segment_felt=np.zeros((segments, lanes)),
        quality=np.zeros((segments, lanes)), segment=np.zeros((segments, len(SEGMENT), lanes)), firm=np.zeros((len(FIRM), lanes)),
        abandoned=np.full(lanes, -1, np.int32), vetoed=np.full(lanes, -1, np.int32), overtaken=np.full(lanes, -1, np.int32),
        takes_place=np.ones((groups, lanes), np.uint8),
    )  # fmt: skip


def empty_traces(world: World, plan: Plan, lanes: int, weeks: int, watch_everyone: bool) -> Traces:
    """Room for what will be recorded."""
    units, behaviours, segments = len(world.unit_size), len(plan.behaviours.weight), len(plan.segment_share)
    watched = weeks + 1 if watch_everyone else 0
    return Traces(
        practising=np.zeros((weeks + 1, units, behaviours, lanes), np.uint32),
        unit=np.zeros((weeks + 1, units, len(UNIT_SERIES), lanes)),
        firm=np.zeros((weeks + 1, len(FIRM_SERIES), lanes)),
        segment=np.zeros((weeks + 1, segments, len(SEGMENT_SERIES), lanes)),
        metric=np.zeros((weeks + 1, len(plan.metrics.unit), lanes)),
        everyone=np.zeros((watched, len(world.unit), lanes), np.uint16),
    )


def _standing_ties(organisation: Organisation, plan: Plan) -> tuple[NDArray[np.uint64], Indices, NDArray[np.uint8]]:
    kept = plan.bridges.is_cut == 0
    if kept.all():
        return organisation.start.copy(), organisation.neighbour.copy(), organisation.strength.copy()
    degree = np.diff(organisation.start.astype(np.int64))
    source = np.repeat(np.arange(organisation.employees), degree)
    start = np.zeros(organisation.employees + 1, np.uint64)
    start[1:] = np.cumsum(np.bincount(source[kept], minlength=organisation.employees))
    return start, organisation.neighbour[kept], organisation.strength[kept]


def _words(addresses: NDArray[np.uint64]) -> tuple[Indices, Indices]:
    return (addresses & np.uint64(0xFFFFFFFF)).astype(np.uint32), (addresses >> np.uint64(32)).astype(np.uint32)


def _plain(column: NDArray) -> NDArray:
    """A contiguous copy that may be written: compiled code is made for one kind of array."""
    return np.array(column, order="C", copy=True)
