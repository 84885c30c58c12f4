"""What a programme plans for levers comes to pass as far as people attend to it; resources as far as they are given."""

from __future__ import annotations

import pytest

from sim.config import load
from sim.engine import prepare
from sim.engine.state import FIRM
from sim.schema.levers import LEVER

CROWDED = ("weeks=30", "organisation=small", "programme=big_bang", "programme.budgets.attention=0.6", "rules.enactment.blind=0.25")


def test_levers_come_as_far_as_they_are_attended_to_and_understood_and_resources_as_they_are_given() -> None:
    run = prepare(load("customer_centric", *CROWDED), [3])
    plan, state, moved = run.plan, run.state, dict.fromkeys(("vision", "training", "time"), 0)
    assert len(plan.on_proof) == 0, "no lever waits for proof"
    for week in range(30):
        attended, vigour = state.attended[:, 0].copy(), float(state.firm[FIRM["vigour"], 0])  # of last week
        run.advance(1)
        for s, unit in enumerate(plan.unit_of_stratum):
            understood = 0.25 + 0.75 * state.sense[unit, 0]
            shares = {"vision": attended[unit], "training": attended[unit] * understood, "time": state.given[unit, 0]}
            for name, share in shares.items():
                stands, aim = plan.standing[s, LEVER[name]], plan.planned[week, s, LEVER[name]]
                assert state.stratum_levers[s, LEVER[name], 0] == pytest.approx(stands + vigour * share * (aim - stands)), (week, name)
                moved[name] += bool(aim > stands and 0.0 < share < 0.9)
    assert min(moved.values()) > 20, moved
