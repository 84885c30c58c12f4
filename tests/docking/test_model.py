"""The model as a Mesa user meets it: agents to select, to watch, to replace, and to be rid of."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import mesa
import numpy as np
import pytest

from sim.engine import prepare, simulate
from sim.mechanisms.stage import STAGES
from sim.model import ChangeModel, Customer, Department, Employee, KnownBehaviour, Leader


class Stubborn(Employee):
    """An employee who never does what is asked."""

    def decides(self, behaviour: KnownBehaviour) -> bool:
        return False


def test_a_stubborn_employee_changes_one_decision_and_nothing_else(everything):
    usual, stubborn = ChangeModel(everything(), seed=7), ChangeModel(everything(), seed=7, employee=Stubborn)
    usual.step()
    stubborn.step()
    reconsidered = 0
    for one, other in zip(usual.staff, stubborn.staff, strict=True):
        for kept in ("interest", "capacity", "cynicism", "threshold"):
            assert getattr(one, kept) == getattr(other, kept)
        if isinstance(other, Stubborn) and other.reconsiders():
            reconsidered += 1
            assert not any(other.practice.values())
        else:
            assert one.practice == other.practice
    assert reconsidered > 3
    assert [leader.commitment for leader in usual.leadership] == [leader.commitment for leader in stubborn.leadership]


def test_where_all_are_stubborn_only_change_agents_practise(everything):
    class StubbornLeader(Leader):
        decides = Stubborn.decides

    model = ChangeModel(everything(), employee=Stubborn, leader=StubbornLeader)
    model.run_model()
    assert {person.is_change_agent for person in model.staff if any(person.practice.values())} == {True}


def test_someone_who_never_rests_draws_the_same_chances(everything):
    class Restless(Employee):
        def reconsiders(self) -> bool:
            return True

    usual, restless = ChangeModel(everything(), seed=7), ChangeModel(everything(), seed=7, employee=Restless)
    usual.step()
    restless.step()
    thought_again = [(one, other) for one, other in zip(usual.staff, restless.staff, strict=True) if one.reconsiders()]
    assert len(thought_again) > 3 and all(one.practice == other.practice for one, other in thought_again)


def test_a_model_runs_for_its_weeks_and_no_longer(everything):
    model = ChangeModel(everything())
    model.run_model()
    assert (model.week, model.steps, model.running) == (60, 60, False)
    adoption = model.firm.adoption
    model.step()
    assert (model.week, model.firm.adoption) == (60, adoption)


def test_agents_can_be_selected(everything):
    model = ChangeModel(everything())
    kinds = model.agents_by_type
    assert set(kinds) == {Employee, Leader, Department, Customer}
    assert len(model.employees) == len(kinds[Employee]) + len(kinds[Leader]) == model.organisation.employees
    assert len(model.departments) == 5 and len(model.customers) == 12 and len(model.leaders) == len(kinds[Leader])
    in_sales = model.agents.select(lambda agent: isinstance(agent, Employee) and agent.department.name == "sales")
    assert len(in_sales) == 12


def test_a_finished_model_records_what_the_compiled_engine_does(everything):
    initiative = everything().model_copy(update={"weeks": 6})
    model = ChangeModel(initiative, seed=3)
    with pytest.raises(ValueError, match="the run stands in week 0 of 6"):
        model.record()
    model.run_model()
    assert model.record().digest == simulate(initiative, 3).digest


def test_shuffling_agents_changes_nothing(everything, assert_same):
    """Numbers are added in the order of the organisation, regardless of the order of Mesa's sets."""
    model = ChangeModel(everything(), seed=5, watch_everyone=True)
    for _ in range(20):
        model.agents.shuffle(inplace=True)
        model.agents_by_type[Employee].shuffle(inplace=True)
        model.step()
    assert_same(prepare(everything(), [5], watch_everyone=True).advance(), model.as_run().advance())


def test_the_collector_tells_what_was_recorded(everything):
    model = ChangeModel(everything(), watch_everyone=True)
    for _ in range(4):
        model.step()
    series = model.datacollector.get_model_vars_dataframe()
    assert list(series["adoption"]) == list(model.traces.firm[:5, 0, 0])
    assert {"felt", "walk", "talk"} <= set(series)
    diary = model.diary()
    assert set(diary["stage"]) <= set(STAGES) and diary["stage"].nunique() > 1
    person = model.staff[8]
    assert diary.loc[(4, person.name), "interest"] == person.interest
    assert len(diary) == 5 * len(model.staff)


def test_no_one_is_watched_unless_asked(everything):
    model = ChangeModel(everything())
    assert not model.datacollector.agenttype_reporters and len(model.traces.everyone) == 0
    with pytest.raises(ValueError, match="watch_everyone"):
        model.diary()


def test_a_batch_of_models_runs(everything):
    parameters = {"initiative": [everything()], "seed": [1, 2]}
    rows = mesa.batch_run(ChangeModel, parameters, data_collection_period=-1, display_progress=False)
    reported = {row["seed"]: row["adoption"] for row in rows}
    week_before_last = -2  # Mesa counts what was collected before the first step, and leaves out the last
    assert reported == {seed: prepare(everything(), [seed]).advance().traces.firm[week_before_last, 0, 0] for seed in (1, 2)}


@pytest.mark.parametrize("weeks", [0, 2, 60])
def test_a_model_that_no_one_keeps_is_freed(everything, weeks):
    model = ChangeModel(everything(), watch_everyone=True)
    for _ in range(weeks):
        model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_closed_model_lets_go_of_agents_of_any_make(everything):
    model = ChangeModel(everything())
    mesa.Agent(model)
    assert model in mesa.Agent._ids
    model.close()
    assert len(model.agents) == 0 and model not in mesa.Agent._ids


def test_importing_the_model_leaves_processes_as_they_start():
    program = "import multiprocessing as m; b = m.get_start_method(); import sim.model; assert m.get_start_method() == b"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_recorded_data_do_not_change_later(everything):
    model = ChangeModel(everything())
    run = model.as_run()
    before = [np.copy(column) for column in run.state]
    model.step()
    assert all(np.array_equal(a, b) for a, b in zip(before, run.state, strict=True))
