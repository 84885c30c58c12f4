"""What must not matter does not: order in a file, an intervention that does nothing, an isolated newcomer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ensembles import changed

import sim
from sim.context.levers import LEVER
from sim.engine.plan import compile_plan
from sim.organisation import organisation_of


def turned_round(value: Any) -> Any:
    """Every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(list(value))}
    return value


@pytest.mark.parametrize("name", ["company_a", "baxter", "whole_ecosystem"])
def test_the_order_of_units_influences_steps_and_segments_never_matters(name):
    initiative = sim.load(name)

    def turn(data: dict) -> None:
        turned = turned_round(data)
        data.clear()
        data.update(turned)
        data["behaviours"] = data["behaviours"][::-1]

    assert sim.simulate(changed(initiative, turn), 5).digest == sim.simulate(initiative, 5).digest


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
    """A unit that nobody is tied to, whose customers nobody else's journey meets; over 20 seeds, week by week."""
    from sim.engine import prepare

    def without_ties_across(data: dict) -> None:
        data["organisation"]["ties"]["between"] = 0.0
        data["weeks"] = 60
        for segment in data["segments"].values():
            segment["journey"] = ["sales", "service"]
        data["programme"]["steps"] = {}
        data["definitions"]["interventions"] = {}

    def add_partner(data: dict) -> None:
        without_ties_across(data)
        data["organisation"]["units"]["zz_newcomer"] = {"size": 1, "kind": "partner", "contact": 0.0}

    plain, with_newcomer = changed(sim.load("company_a"), without_ties_across), changed(sim.load("company_a"), add_partner)
    before = prepare(plain, range(20), watch_everyone=True).advance()
    after = prepare(with_newcomer, range(20), watch_everyone=True).advance()
    assert after.organisation.employees == before.organisation.employees + 1
    assert (after.traces.everyone[:, : before.organisation.employees] == before.traces.everyone).all()


def test_more_pull_never_turns_a_yes_into_a_no_on_the_same_draws():
    """In one week from the same state: a repair that only raises pulls can only help."""
    from sim.engine import Repair, prepare

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
