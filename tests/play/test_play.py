"""A play is the run it would have been; a decision changes what comes and nothing that was; another future shares its draws."""

import numpy as np
import pytest

import sim
from sim.engine import Initiative
from sim.play import Decision, Play, Unplayable
from sim.schema.programme import Step


def _added(week: int, handle: str = "late", start: int | None = None, weeks: int = 12) -> Decision:
    step = Step(intervention="share_the_why", start=week if start is None else start, weeks=weeks)
    return Decision(week=week, does="add", handle=handle, step=step)


def test_a_play_without_decisions_is_the_run_it_would_have_been(company: Initiative) -> None:
    play = Play(company, 7)
    while not play.is_over:
        play.advance(5)
    assert play.digest == sim.simulate(company, seed=7).digest


def test_the_start_is_known_before_a_week_was_lived(company: Initiative) -> None:
    record = sim.simulate(company, seed=7)
    play = Play(company, 7)
    assert play.firm.shape == (1, record.firm.shape[1])
    np.testing.assert_array_equal(play.firm.iloc[0], record.firm.iloc[0])
    np.testing.assert_array_equal(play.adoption.iloc[0], record.adoption.iloc[0])


def test_a_decision_changes_what_comes_and_nothing_that_was(company: Initiative) -> None:
    plain, changed = Play(company, 7), Play(company, 7, [_added(20)])
    plain.advance(52)
    changed.advance(52)
    np.testing.assert_array_equal(plain.firm[:21], changed.firm[:21])
    assert not np.array_equal(plain.firm[21:], changed.firm[21:])


def test_deciding_while_it_runs_and_knowing_beforehand_come_to_the_same(company: Initiative) -> None:
    decisions = [_added(20), Decision(week=30, does="stop", handle="late")]
    foreseen = Play(company, 7, decisions)
    foreseen.advance(52)
    lived = Play(company, 7)
    lived.advance(20)
    lived.decide(decisions[0])
    lived.advance(10)
    lived.decide(decisions[1])
    lived.advance(22)
    assert lived.decisions == tuple(decisions)
    assert lived.digest == foreseen.digest


def test_living_a_play_again_gives_the_same_weeks(company: Initiative) -> None:
    play = Play(company, 7, [_added(20)])
    play.advance(40)
    again = play.at(31)
    np.testing.assert_array_equal(again.firm, play.firm[:32])
    np.testing.assert_array_equal(again.stages(31), play.stages(31))
    again.advance(52)
    assert again.digest == play.ended().digest


def test_a_branch_forgets_what_was_decided_for_its_week_and_after(company: Initiative) -> None:
    play = Play(company, 7, [_added(10), _added(20, "later")])
    play.advance(40)
    branch = play.branch(20, "otherwise")
    assert (branch.week, branch.title, [decision.week for decision in branch.decisions]) == (20, "otherwise", [10])
    np.testing.assert_array_equal(branch.firm, play.firm[:21])
    branch.decide(_added(20, "later"))
    branch.advance(52)
    assert branch.digest == play.ended().digest


@pytest.mark.parametrize("handle", ["agents", "network"])
def test_a_started_step_keeps_its_audience_when_more_is_planned(handle: str) -> None:
    initiative = sim.load("customer_centric", "weeks=40")
    more = {"agents": "change_agents_hubs", "network": "reorganise"}[handle]
    steps = {
        "zz_first": Step(intervention={"agents": "change_agents", "network": "reshape_network"}[handle], start=2, weeks=30),
    }
    other = sim.load("customer_centric", "weeks=40", f"+programme.steps.x={{intervention: {more}, start: 0}}")
    definitions = initiative.definitions.model_copy(
        update={"interventions": {**initiative.definitions.interventions, **other.definitions.interventions, **_cards()}}
    )
    initiative = initiative.model_copy(
        update={"programme": initiative.programme.model_copy(update={"steps": steps}), "definitions": definitions}
    )
    later = Decision(week=20, does="add", handle="a_later", step=Step(intervention=more, start=20, weeks=10))
    changed, plain = Play(initiative, 3, [later]), Play(initiative, 3)
    changed.advance(20)
    plain.advance(20)
    began = changed.run.plan.agent_from == 2
    np.testing.assert_array_equal(began, plain.run.plan.agent_from == 2)
    np.testing.assert_array_equal(changed.run.state.practice, plain.run.state.practice)
    groups = plain.run.plan.bridges.group
    np.testing.assert_array_equal(
        changed.run.plan.bridges.neighbour[changed.run.plan.bridges.group < 1], plain.run.plan.bridges.neighbour[groups < 1]
    )


def _cards() -> dict:
    return sim.load("company_a").definitions.interventions


def test_work_that_waited_stays_where_it_began_when_room_is_made() -> None:
    base = sim.load("company_a", "weeks=80", "programme.budgets.leaders_time=0.1")
    waited = {step.handle: step.start for step in Play(base, 1).schedule.steps if step.planned < step.start < 30}
    assert waited, "the scenario no longer has work that waits"
    play = Play(base, 1)
    play.advance(40)
    busiest = max((s for s in play.schedule.steps if s.start < 40 < s.end), key=lambda step: step.card.cost.leaders_time)
    play.decide(Decision(week=40, does="stop", handle=busiest.handle))
    after = {step.handle: step.start for step in play.schedule.steps}
    assert {handle: after[handle] for handle in waited} == waited
    assert next(step.end for step in play.schedule.steps if step.handle == busiest.handle) == 40


def test_without_a_step_is_as_if_it_had_never_been_thought_of(company: Initiative) -> None:
    play = Play(company, 7, [_added(20)])
    assert play.without("late").ended().digest == sim.simulate(company, seed=7).digest


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        (_added(20, start=19), "cannot start in week 19; week 20 is next"),
        (Decision(week=20, does="stop", handle="nothing"), "is not in the plan"),
        (_added(20, "why"), "is already in the plan"),
        (_added(21), "week 21 is not the next"),
        (
            Decision(week=20, does="add", handle="x", step=Step(intervention="prayer", start=30)),
            "nothing is named 'prayer'",
        ),
    ],
)
def test_a_decision_about_the_past_is_refused_and_changes_nothing(company: Initiative, decision: Decision, complaint: str) -> None:
    play = Play(company, 7)
    play.advance(20)
    known = next(iter(play.programme.steps))
    decision = decision.model_copy(update={"handle": known}) if decision.handle == "why" else decision
    with pytest.raises(Unplayable, match=complaint):
        play.decide(decision)
    assert play.decisions == ()
    play.advance(52)
    assert play.digest == sim.simulate(company, seed=7).digest


def test_of_a_step_that_runs_only_the_end_can_be_moved(company: Initiative) -> None:
    play = Play(company, 7)
    play.advance(20)
    running = next(step for step in play.schedule.steps if step.start < 20 < step.end)
    before = play.programme.steps[running.handle]
    stronger = before.model_copy(update={"strength": before.strength / 2})
    with pytest.raises(Unplayable, match="only its end"):
        play.decide(Decision(week=20, does="change", handle=running.handle, step=stronger))
    shorter = before.model_copy(update={"weeks": 22 - running.start})
    play.decide(Decision(week=20, does="change", handle=running.handle, step=shorter))
    assert next(step.end for step in play.schedule.steps if step.handle == running.handle) == 22


def test_a_finished_step_cannot_be_stopped(company: Initiative) -> None:
    play = Play(company, 7, [_added(5, weeks=4)])
    play.advance(20)
    with pytest.raises(Unplayable, match="ended in week 9"):
        play.decide(Decision(week=20, does="stop", handle="late"))


def test_audiences_that_do_not_exist_are_refused(company: Initiative) -> None:
    play = Play(company, 7)
    step = _added(0).step
    assert step is not None
    audience = {"units": ["the_moon"]}
    step = Step.model_validate({**step.model_dump(exclude_none=True), "audience": audience})
    with pytest.raises(Unplayable, match="the_moon"):
        play.decide(Decision(week=0, does="add", handle="x", step=step))
    assert play.digest if play.is_over else play.week == 0


def test_a_play_of_no_weeks_is_over_before_it_begins() -> None:
    play = Play(sim.load("company_a", "weeks=0"), 1)
    assert play.is_over
    assert play.advance(3) == []
    assert play.record().digest == sim.simulate(sim.load("company_a", "weeks=0"), seed=1).digest
