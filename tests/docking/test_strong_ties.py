"""Where ties are together too strong for sums of sixteen bits, no engine and no lane counts otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.engine import Repair, prepare
from sim.engine.run import Run
from sim.model import ChangeModel
from sim.organisation import organisation_of
from sim.organisation.listening import STRONGEST
from sim.organisation.organisation import MISSING, Organisation
from sim.schema.initiative import Initiative

FITS = 2**16
WEEKS = 24
SEEDS = (5, 6)
REPAIRS = (Repair(), Repair({"threshold": 0.3, "vision": 0.9}))


def _crowded(initiative: Initiative) -> Initiative:
    """The same with more than 300 people, of whom most practise at first what the programme would have them leave or keep."""
    data: dict[str, Any] = initiative.model_dump()
    data["organisation"]["units"]["sales"]["size"] = 300
    data["organisation"]["levers"] |= {"practice": 0.85, "derailing": 0.85}
    return Initiative.model_validate(data | {"weeks": WEEKS})


def _with_listeners(organisation: Organisation, listeners: tuple[int, ...]) -> Organisation:
    """The same in which these people listen to all others as strongly as a tie can be."""
    start, degree = organisation.start.astype(np.int64), np.diff(organisation.start.astype(np.int64))
    heard = np.split(organisation.neighbour, start[1:-1])
    strength = np.split(organisation.strength, start[1:-1])
    for person in listeners:
        heard[person] = np.delete(np.arange(organisation.employees, dtype=np.uint32), person)
        strength[person] = np.full(organisation.employees - 1, STRONGEST, np.uint8)
        degree[person] = organisation.employees - 1
    return replace(
        organisation, start=np.concatenate(([0], np.cumsum(degree))).astype(np.uint64), neighbour=np.concatenate(heard),
        strength=np.concatenate(strength),
    )  # fmt: skip


def _seen_by(run: Run, person: int, week: int) -> np.ndarray:
    """Strength of a person's ties to those who practise, by behaviour, in each lane."""
    practised = run.traces.everyone[week].astype(np.int64)[:, None] >> np.arange(run.state.practice.shape[1])[:, None] & 1
    own = slice(int(run.organisation.start[person]), int(run.organisation.start[person + 1]))
    return np.tensordot(run.organisation.strength[own].astype(np.int64), practised[run.organisation.neighbour[own]], 1)


def test_lanes_one_lane_and_agents_agree_where_sums_pass_sixteen_bits(everything, assert_same):
    initiative = _crowded(everything())
    drawn = organisation_of(initiative.organisation)
    listeners = (drawn.chief, int(drawn.unit_head[-1]), int(np.flatnonzero(drawn.leader_row == MISSING)[-1]))
    organisation = _with_listeners(drawn, listeners)
    lanes = prepare(initiative, SEEDS, REPAIRS, organisation=organisation, watch_everyone=True).advance()
    courses = np.array([[_seen_by(lanes, person, week) for week in range(WEEKS + 1)] for person in listeners])
    over = courses >= FITS
    assert (over[:, :-1] & ~over[:, 1:]).any() and (~over[:, :-1] & over[:, 1:]).any()  # sums of sixteen bits would wrap both ways
    assert np.diff(lanes.world.bridge_start.astype(np.int64))[list(listeners)].any()  # ties of the programme come on top, in 64ths
    for lane, (seed, repair) in enumerate((seed, repair) for seed in SEEDS for repair in REPAIRS):
        alone = prepare(initiative, [seed], [repair], organisation=organisation, watch_everyone=True).advance()
        assert_same(lanes, alone, lane)
    model = ChangeModel(initiative, SEEDS[1], organisation=organisation, watch_everyone=True, repair=REPAIRS[1])
    model.run_model()
    assert_same(lanes, model.as_run(), 3)
    weak = prepare(initiative, SEEDS, REPAIRS, organisation=drawn, watch_everyone=True).advance()
    assert not np.array_equal(weak.state.interest[listeners[2]], lanes.state.interest[listeners[2]])
