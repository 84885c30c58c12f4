"""The plan as arrays: everything a run reads week by week, compiled once from an initiative and an organisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.array_types import Floats
from sim.planning.temporary_ties import Bridges
from sim.schema.levers import FIRM_DISPOSITIONS, UNIT_DISPOSITIONS

FIRM_ROW = {name: row for row, name in enumerate(FIRM_DISPOSITIONS)}
UNIT_ROW = {name: row for row, name in enumerate(UNIT_DISPOSITIONS)}
NEVER = 1_000_000
GAINS = ("profitability", "efficiency", "position")
"""What a customer gains by strategic service."""


class Behaviours(NamedTuple):
    """Behaviours as columns, in alphabetical order of their ids; shape (behaviours,) unless said."""

    aligned: NDArray[np.uint8]
    weight: Floats
    visibility: Floats
    effort: Floats
    autonomy: Floats
    coordination: Floats
    needs_units: NDArray[np.uint32]
    divergence: Floats
    applies: NDArray[np.uint8]  # shape (units, behaviours)
    leaders_only: NDArray[np.uint8]
    personal: NDArray[np.uint8]  # done for the customers in a person's own care
    improves: Floats  # (GAINS, behaviours): share of a customer's possible gain that it makes at full practice


class Metrics(NamedTuple):
    """Tactical metrics in alphabetical order of their ids, and each pair of a unit and a metric that it keeps, in the order of units."""

    unit: NDArray[np.uint32]  # (pairs,)
    metric: NDArray[np.uint32]  # (pairs,)
    weight: Floats  # (pairs,) in the unit's score; those of a unit sum to 1
    base: Floats  # (metrics,)
    by_lever: Floats  # (metrics, levers)
    by_practice: Floats  # (metrics, behaviours)


class Plan(NamedTuple):
    """Everything fixed before the first week. Repairs change conditions only; people, ties and dates are common."""

    behaviours: Behaviours
    metrics: Metrics
    # people
    stratum: NDArray[np.uint32]  # people of a unit under the same levers; shape (employees,)
    unit_of_stratum: NDArray[np.uint32]
    share_of_stratum: Floats  # of its unit's people
    agent_from: NDArray[np.uint32]  # week in which the person becomes a change agent; NEVER
    agent_until: NDArray[np.uint32]  # week from which the person is one no more
    # conditions; where there is a last axis more it is the repair, and the lane once a run is prepared
    standing: Floats  # (strata, levers), as the context left them
    planned: Floats  # (weeks, strata, levers)
    floor: Floats  # (levers, repairs) which no lever, standing or planned, is under
    on_proof: Floats  # (weeks or 0, strata, levers)
    firm: Floats  # (firm dispositions, repairs)
    unit: Floats  # (unit dispositions, units, repairs)
    threshold_shift: Floats  # (repairs,)
    asked: Floats  # (units, behaviours) how far a derailing behaviour pays in a unit
    # the programme, week by week
    says: Floats  # (weeks,)
    load: Floats  # (weeks, units)
    waiting: Floats  # (weeks,) share of the work announced by then that waits for leaders' time
    spend: Floats  # (weeks,) thousand euro
    introduced: Floats  # (weeks, units) share of what has been introduced so far that is new in the week
    attention: float
    trial_weeks: int
    expected_weeks: int
    review_every: int
    programme_end: int  # week of the last stimulus; 0 without a programme
    expected_progress: float
    promised_growth: float
    revenue: float
    elasticity: float
    # what interventions do to leaders: kinds 0 coach, 1 involve, 2 reframe; shape (deeds,), (deeds, weeks), (deeds, employees)
    deed_kind: NDArray[np.uint8]
    deed_gain: Floats
    deed_intensity: Floats
    deed_audience: NDArray[np.uint8]
    # dated events: kinds 0 leaders replaced, 1 disruption; (events,), (events, employees)
    event_kind: NDArray[np.uint8]
    event_week: NDArray[np.uint32]
    event_size: Floats
    event_audience: NDArray[np.uint8]
    bridges: Bridges
    board_briefed: Floats  # (weeks,) share of the board's missing patience found so far
    # test-bed
    test_bed: Floats  # (weeks,) intensity of iteration
    test_bed_learning: float
    test_bed_segment: int  # -1 without
    committed: Floats  # (weeks,) how far planning, budgets and pay are committed to what the test-bed tries, proved or not
    test_bed_alarms: int  # 1 if it experiments on key accounts
    # workflow audits
    audit: Floats  # (weeks,) share of the worst unit's missing ease that is mended
    audit_voice: Floats  # (4,) customers, partners, employees, finance
    # customers
    segment_share: Floats
    segment_contact: Floats
    customer_segment: NDArray[np.uint32]  # (customers,)
    customer_address: NDArray[np.uint64]
    journey: Floats  # (segments, units) weights; rows sum to 1
    owner: NDArray[np.uint32]  # (customers, MOST_OWNERS) employees, or MISSING
    share_of_spend: Floats  # (segments,) at the start
    # shocks, (weeks,)
    scandal: Floats
    rival: Floats
    successor: Floats  # commitment of the CEO's successor, -1 where no one leaves
    cut: Floats  # share of promised resources withheld
