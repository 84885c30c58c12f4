"""The two engines take the same decisions, week by week and employee by employee."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.config import config_dir, load
from sim.config.imported import import_organisation
from sim.engine import Repair, prepare, simulate
from sim.engine.state import UNIT_SERIES
from sim.model import ChangeModel, simulate_with_agents
from sim.schema.initiative import Initiative

SCENARIOS = sorted(path.stem for path in (config_dir() / "scenario").glob("*.yaml"))
MOODS = ("carried through", "given up", "vetoed")


def _both(initiative: Initiative, seed: int, repair: Repair = Repair()) -> tuple[Any, ChangeModel]:  # noqa: B008
    compiled = prepare(initiative, [seed], [repair], watch_everyone=True).advance()
    model = ChangeModel(initiative, seed, watch_everyone=True, repair=repair)
    model.run_model()
    return compiled, model


@pytest.mark.parametrize("mood", MOODS)
def test_both_engines_agree_on_every_decision_when_everything_happens(everything, assert_same, mood):
    compiled, model = _both(everything(mood), seed=5)
    assert_same(compiled, model.as_run())


def test_both_engines_agree_under_a_repair(everything, assert_same):
    repair = Repair({"threshold": 0.4, "climate": 0.9, "cynicism": 0.05, "finance_power": 0.5, "vision": 0.8})
    compiled, model = _both(everything("vetoed"), 5, repair)
    assert_same(compiled, model.as_run())


def test_everything_does_happen(everything):
    """What never happens proves nothing."""
    carried, given_up, vetoed = (_both(everything(mood), 5)[1] for mood in MOODS)
    plan, programme = carried.plan, carried.programme
    assert {deed.kind for deed in programme.deeds} == {"coach", "involve", "reframe"}
    assert {event.kind for event in programme.events} == {"replace leaders", "reorganise"}
    assert len(plan.bridges.neighbour) > 40 and plan.bridges.is_cut.any()
    assert carried.firm.abandoned is None and carried.firm.proof > 0.0 and carried.firm.champions > 0.0
    assert plan.test_bed_alarms and max(unit.mended for unit in carried.units) > 0.0 and max(unit.fatigue for unit in carried.units) > 0.0
    assert any(person.is_change_agent for person in carried.staff) and len(plan.on_proof) > 0
    assert len(carried.strata) > len(carried.units)
    assert given_up.firm.abandoned is not None and given_up.firm.vetoed is None
    assert vetoed.firm.vetoed is not None
    drawn = carried.organisation.threshold
    replaced = [person for person in carried.staff if person.threshold != drawn[person.row]]
    assert any(person.leads for person in replaced) and any(not person.leads for person in replaced)
    practised = carried.traces.practising[..., 0]
    assert (np.ptp(practised.sum(axis=1), axis=0) > 0).all()
    attended = carried.traces.unit[:, :, UNIT_SERIES.index("attended"), 0]
    assert attended.min() < 0.5 and attended.max() == 1.0 and carried.firm.customers < 0.9
    assert plan.waiting.max() > 0.0, "leaders promised more than they had time for"


def test_an_idea_is_revised_until_the_firm_commits_to_it_and_again_when_that_is_over(everything):
    model, ideas = ChangeModel(everything(), 5), []
    for _ in range(60):
        model.step()
        ideas.append(model.firm.idea)
    revised = [week for week in range(1, 60) if ideas[week] != ideas[week - 1]]
    assert all(ideas[week] > ideas[week - 1] for week in revised), "only by a better one"
    begins = int(np.flatnonzero(model.plan.test_bed)[0])
    in_full = np.flatnonzero(model.plan.committed == 1.0)
    assert len(in_full) > 15 and not set(revised) & set(in_full.tolist())
    assert begins <= revised[0] < in_full[0] and in_full[-1] < revised[-1]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_engines_agree_on_what_ships(assert_same, scenario):
    compiled, model = _both(in_a_nutshell(load(scenario)), seed=3)
    assert_same(compiled, model.as_run())


def test_both_engines_agree_on_an_organisation_from_files(assert_same):
    compiled, model = _both(in_a_nutshell(load("customer_centric", "organisation=example")), seed=3)
    assert_same(compiled, model.as_run())


def test_both_engines_begin_where_a_survey_put_people(assert_same):
    staff = pd.DataFrame({"id": range(1, 31), "manager": [None, 1, 1, *((2, 3)[n % 2] for n in range(27))], "unit": list("abc") * 10})
    answers = {
        name: [f"{(17 * n + row) % 101}%" for n in range(20)] for row, name in enumerate(("interest", "ability", "cynicism", "trust"))
    }
    answers |= {"id": range(1, 21), "practice": [n % 4 == 1 for n in range(20)], "commitment": [f"{5 * n}%" for n in range(20)]}
    there = import_organisation(staff, survey=pd.DataFrame(answers))
    compiled, model = _both(there.into(load("customer_centric", "weeks=12")), seed=3)
    assert_same(compiled, model.as_run())


def test_both_engines_agree_where_no_week_passes(assert_same):
    compiled, model = _both(load("customer_centric", "weeks=0", "programme=do_nothing"), seed=3)
    assert not model.running
    assert_same(compiled, model.as_run())


def test_both_engines_make_the_same_record(everything):
    initiative = everything()
    assert simulate_with_agents(initiative, 9).digest == simulate(initiative, 9).digest


def in_a_nutshell(initiative: Initiative, weeks: int = 24, people: int = 5) -> Initiative:
    """The same initiative with a few people a unit, its dates moved together in proportion."""
    data = initiative.model_dump()
    shorter = weeks / initiative.weeks

    def early(week: int, least: int = 0) -> int:
        return max(least, int(week * shorter))

    for unit in data["organisation"]["units"].values():
        if "size" in unit:
            unit["size"] = min(people, unit["size"])
    for step in data["programme"]["steps"].values():
        step["start"] = early(step["start"])
        step["weeks"] = None if step["weeks"] is None else early(step["weeks"], 1)
    for card in data["definitions"]["interventions"].values():
        card["weeks"], card["ramp"], card["fade"] = early(card["weeks"], 1), early(card["ramp"]), early(card["fade"])
    for name, least in (("trial_weeks", 0), ("expected_weeks", 4), ("review_every", 4)):
        data["programme"][name] = early(data["programme"][name], least)
    for shock in data["shocks"].values():
        shock["week"] = early(shock["week"])
    return Initiative.model_validate(data | {"weeks": weeks})
