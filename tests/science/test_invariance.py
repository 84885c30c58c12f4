"""What must not matter does not, in scenarios that ship: order in a file, an intervention that does nothing, an isolated newcomer.

test_relations.py tests relations for every initiative; this file tests them for scenarios, and for cases made by hand.
"""

from __future__ import annotations

import numpy as np
import pytest

import sim
from experiments.validation import invariances
from experiments.validation.newcomers import apart, changes_for_others, joined
from experiments.validation.variants import changed
from sim.engine import Repair, prepare
from sim.organisation import organisation_of
from sim.planning.plan import compile_plan
from sim.schema.levers import LEVER


@pytest.mark.parametrize("name", ["company_a", "baxter", "whole_ecosystem"])
def test_the_order_of_units_influences_steps_and_segments_never_matters(name):
    initiative = sim.load(name)
    assert invariances.the_order_of_units_never_matters(initiative, 5) is None
    assert invariances.the_order_of_influences_never_matters(initiative, 5) is None
    assert invariances.the_order_of_steps_never_matters(initiative, 5) is None
    assert invariances.the_order_of_segments_and_behaviours_never_matters(initiative, 5) is None


@pytest.mark.parametrize(("raise_of_vision", "strength"), [(0.0, 1.0), (0.9, 0.0)], ids=["no effect", "no strength"])
def test_a_null_intervention_changes_nothing(raise_of_vision, strength):
    initiative = sim.load("company_a")

    def add_nothing(data: dict) -> None:
        data["definitions"]["interventions"]["nothing"] = {
            "title": "Nothing", "description": "", "family": "mindsets", "raises": {"vision": raise_of_vision}, "weeks": 40
        }  # fmt: skip
        data["programme"]["steps"]["nothing"] = {"intervention": "nothing", "start": 10, "strength": strength}

    assert sim.simulate(changed(initiative, add_nothing), 5).digest == sim.simulate(initiative, 5).digest


def test_an_isolated_newcomer_changes_no_decision_of_anyone_else():
    """Where nothing is done at all; over 20 seeds, week by week."""
    plain = apart(sim.load("company_a", "programme=do_nothing"), weeks=60)
    before, after = (prepare(one, range(20), watch_everyone=True).advance() for one in (plain, joined(plain, "zz_newcomer", 1)))
    assert after.organisation.employees == before.organisation.employees + 1
    assert changes_for_others(before, after) == []


def test_more_pull_never_turns_a_yes_into_a_no_on_the_same_draws():
    """In one week from the same state: a repair that only raises pulls can only help."""
    run = prepare(sim.load("company_a", "weeks=130"), [3], [Repair(), Repair({"incentives": 0.9})], watch_everyone=True).advance(1)
    first_week = run.traces.everyone[0]
    assert (first_week[:, 0] == first_week[:, 1]).all()
    practice = run.state.practice[:, [b for b in range(run.state.practice.shape[1]) if run.plan.behaviours.aligned[b]]]
    assert (practice[..., 1] >= practice[..., 0]).all()


def test_a_step_after_the_last_week_never_runs_and_the_record_says_so():
    cut = sim.load("company_a", "weeks=60")
    record = sim.simulate(cut, 5)
    assert any("criteria never ran" in note for note in record.notes)

    def without_late_steps(data: dict) -> None:
        data["programme"]["steps"] = {name: step for name, step in data["programme"]["steps"].items() if step["start"] < 60}

    assert sim.simulate(changed(cut, without_late_steps), 5).digest == record.digest


def test_autonomy_from_the_first_week_raises_no_less_than_it_promises_and_lowers_nothing():
    initiative = sim.load("company_a")
    organisation = organisation_of(initiative.organisation)
    found, _ = compile_plan(initiative, organisation)
    granted, _ = compile_plan(sim.load("company_a", "programme.start_autonomy=0.7"), organisation)
    autonomy = LEVER["autonomy"]
    assert (granted.planned[:, :, autonomy] == np.maximum(found.planned[:, :, autonomy], 0.7)).all()
    assert (found.planned[:, :, autonomy] < 0.7).any()
    assert (granted.standing == found.standing).all()
