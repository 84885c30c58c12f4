"""Which repairs would have changed the end: every lane is a life of its own, and parts add up to the whole."""

import numpy as np
import pytest

import sim
from sim.engine import Initiative
from sim.engine.record import record_of
from sim.engine.run import prepare
from sim.play import Decision, Play
from sim.play.futures import lived
from sim.play.rescue import PlayRescue, repair_for, repairable, rescue_of, shapley_of
from sim.study.population.causes import repairs_of


@pytest.fixture(scope="module")
def failing() -> Play:
    """A year and a half in which nothing is done but talk, and even that is stopped."""
    initiative: Initiative = sim.load("company_a", "weeks=78", "programme=communication_only", "programme.expected_weeks=60")
    handle = next(iter(initiative.programme.steps))
    return Play(initiative, 3, [Decision(week=8, does="stop", handle=handle)])


@pytest.fixture(scope="module")
def rescue(failing: Play) -> PlayRescue:
    return rescue_of(failing)


def test_a_repair_alone_is_a_life_prepared_with_it(failing: Play, rescue: PlayRescue) -> None:
    for one in rescue.causes[:2]:
        run = prepare(failing.initiative, [failing.seed], [repair_for(one.cause)], organisation=failing.organisation)
        run.advance(8)
        steps = dict(run.initiative.programme.steps)
        handle = failing.decisions[0].handle
        steps[handle] = steps[handle].model_copy(update={"weeks": 8 - steps[handle].start})
        run.turn(run.initiative.model_copy(update={"programme": run.initiative.programme.model_copy(update={"steps": steps})}))
        record = record_of(run.advance())
        assert one.adoption == record.firm["adoption"][rescue.judged] != rescue.adoption
        assert one.succeeds == record.outcome.success and one.mode == record.outcome.mode


def test_as_it_was_played_is_the_play(failing: Play, rescue: PlayRescue) -> None:
    record = failing.ended().record()
    assert rescue.adoption == record.firm["adoption"][rescue.judged]
    assert not rescue.success and not record.outcome.success


def test_parts_add_up_to_what_all_repairs_add(rescue: PlayRescue) -> None:
    assert sum(one.part for one in rescue.causes) == pytest.approx(rescue.everything - rescue.adoption)
    assert rescue.everything > rescue.adoption + 0.05


def test_parts_of_two_causes_are_their_mean_over_both_orders() -> None:
    # alone 1 and 2, together 5: first 1 then 4, or first 2 then 3
    assert shapley_of(np.array([0.0, 1.0, 2.0, 5.0]), 2) == pytest.approx([(1.0 + 3.0) / 2.0, (2.0 + 4.0) / 2.0])


def test_the_smallest_sets_save_it_and_none_of_their_parts_does(failing: Play, rescue: PlayRescue) -> None:
    assert rescue.sets
    causes, levels = repairable()
    chosen = rescue.sets[-1]
    fewer = [frozenset(chosen) - {cause} for cause in chosen]
    repairs = repairs_of([frozenset(chosen), *fewer], causes, levels)
    run = lived(failing.initiative, failing.organisation, failing.decisions, [failing.seed], repairs)
    assert [record_of(run, lane).outcome.success for lane in range(run.lanes)] == [True, *[False] * len(fewer)]


def test_those_that_save_it_alone_are_the_sets_of_one(rescue: PlayRescue) -> None:
    assert {one.cause for one in rescue.alone} == {members[0] for members in rescue.sets if len(members) == 1}
    assert rescue.harmful == ()


def test_a_success_needs_no_rescue(company: Initiative) -> None:
    easy = company.success.model_copy(update={"adoption": 0.05, "felt_gain": -1.0})
    definitions = company.definitions.model_copy(update={"outcomes": company.definitions.outcomes | {company.outcome: easy}})
    found = rescue_of(Play(company.model_copy(update={"definitions": definitions})))
    assert found.success and found.sets == () == found.alone
    assert {one.cause for one in found.harmful} == {one.cause for one in found.causes if not one.succeeds}


def test_the_six_causes_of_the_study_are_repaired() -> None:
    assert sorted(repairable()[0]) == ["anchoring", "incentives", "leadership", "resistance", "resources", "structure"]
