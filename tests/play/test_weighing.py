"""The terms shown are the terms of the rule: they sum to what it compared, and say what everybody then did."""

import numpy as np
import pytest

import sim
from sim.compiled import in_python
from sim.mechanisms import choice
from sim.play import Decision, Play, Unplayable
from sim.play.choice_terms import Before, Weighing, as_it_begins, ties_of, weighed
from sim.schema.levers import LEVER


@pytest.mark.parametrize("scenario", ["company_a", "caustic_leaders", "silo_firm", "punitive_policies", "whole_ecosystem"])
def test_the_shown_terms_match_the_decision_of_each_person(scenario: str) -> None:
    play = Play(sim.load(scenario, "weeks=40"), 5)
    wrong, seen = [], 0
    for week in range(40):
        before = as_it_begins(play.run)
        play.advance()
        if week % 8:
            continue
        for person in range(0, play.organisation.employees, 3):
            shown = weighed(play.run, before, person)
            for one in shown.behaviours:
                seen += 1
                decided = one.decides if shown.thinks_again else one.practised
                expected = False if shown.is_succeeded else (one.is_aligned if shown.is_agent else decided)
                wrong += [(week, person, one)] if expected != one.practises else []
    assert seen > 1_000
    assert wrong == []


def test_terms_sum_to_what_is_compared_with_the_threshold() -> None:
    play = Play(sim.load("company_a", "weeks=30"), 5)
    play.advance(30)
    for person in range(0, 295, 29):
        for one in play.weighed(person).behaviours:
            assert one.pull == pytest.approx(sum(term.value for term in one.terms), abs=1e-12)
            # a draw of exactly nothing between the two would be needed for rounding to matter
            assert one.decides == (one.pull + one.chance >= one.threshold)


def test_a_reorganisation_is_felt_in_the_choice_of_its_own_week() -> None:
    initiative = sim.load("customer_centric", "weeks=20", "+programme.steps.mix={intervention: reorganise, start: 6, weeks: 10}")
    play = Play(initiative, 5)
    play.advance(6)
    before = as_it_begins(play.run)
    play.advance()
    person = next(i for i in range(play.organisation.employees) if before.habit[i].max() > 0.3)
    habit = {term.name: term.value for one in weighed(play.run, before, person).behaviours for term in one.terms if term.name == "habit"}
    full = play.run.rules.choice.habit * before.habit[person].max()
    assert max(habit.values()) < full


def test_a_week_of_the_past_is_weighed_as_it_was() -> None:
    play = Play(sim.load("company_a", "weeks=30"), 5)
    then = []
    for _ in range(30):
        play.advance()
        then.append(play.weighed(17))
    assert [play.weighed(17, week) for week in (0, 11, 28)] == [then[0], then[11], then[28]]


def test_before_anything_was_lived_the_first_week_is_weighed() -> None:
    play = Play(sim.load("company_a", "weeks=30"), 5)
    coming = play.weighed(17)
    play.advance()
    assert coming == play.weighed(17)
    with pytest.raises(Unplayable, match="has not been played"):
        play.weighed(17, 3)


def test_ties_a_programme_makes_are_listened_to_once_they_are_there() -> None:
    play = Play(sim.load("company_a", "weeks=60"), 5)
    connects = next(s for s in play.schedule.steps if any(deed.kind == "connect" for deed in s.card.does))
    bridged = next(i for i in range(295) if play.run.world.bridge_start[i + 1] > play.run.world.bridge_start[i])
    assert len(ties_of(play.run, connects.start + 20, bridged)[0]) > len(ties_of(play.run, connects.start - 1, bridged)[0])


def test_decisions_of_the_week_weigh_in_it() -> None:
    initiative = sim.load("company_a", "weeks=30")
    stop = [Decision(week=20, does="stop", handle=handle) for handle, step in initiative.programme.steps.items() if step.start < 20]
    play, other = Play(initiative, 5), Play(initiative, 5)
    play.advance(20)
    other.advance(20)
    running = {step.handle for step in other.schedule.steps if step.start < 20 < step.end}
    for decision in stop:
        if decision.handle in running:
            other.decide(decision)
    play.advance(10)
    other.advance(10)
    assert play.weighed(17, 20) == play.at(21).weighed(17)
    assert other.weighed(17, 28) != play.weighed(17, 28)


OBSTACLES = ("effort", "autonomy", "policies", "coordination", "resources", "climate", "account", "meaning", "cynicism")
LEVERS_OF = {
    "autonomy": ("autonomy",), "policies": ("policies",), "coordination": ("coordination",), "resources": ("people", "time", "capital"),
    "climate": ("climate",), "account": ("incentives", "metrics", "benefit"),
}  # fmt: skip


class OnePerson:
    """A person, one aligned behaviour that takes effort, freedom and links, and as much of each condition as a test wants."""

    def __init__(self) -> None:
        self.play = Play(sim.load("company_a", "weeks=4"), 5)
        self.before = as_it_begins(self.play.run)
        self.play.advance()
        run = self.play.run
        behaviours = run.plan.behaviours
        demanding = behaviours.aligned * behaviours.effort * behaviours.autonomy * behaviours.coordination * (1 - behaviours.leaders_only)
        self.b = int(np.argmax(demanding))
        self.name = sorted(run.initiative.behaviours)[self.b]
        self.person = next(one for one in range(run.world.unit.size) if behaviours.applies[run.world.unit[one], self.b])
        rules = self.rules = run.rules.choice
        self.needed = {
            "effort": rules.skill * behaviours.effort[self.b], "autonomy": behaviours.autonomy[self.b],
            "policies": rules.leeway * behaviours.autonomy[self.b], "coordination": rules.links * behaviours.coordination[self.b],
            "resources": rules.means * behaviours.effort[self.b], "climate": rules.safety, "account": rules.account,
            "meaning": rules.meaning, "cynicism": rules.belief,
        }  # fmt: skip
        assert all(0.0 < needed <= 1.0 for needed in self.needed.values()), "a person can have all it takes"

    def weighs(self, there: dict[str, float]) -> Weighing:
        """The choice where so much of each condition is there, as a share of what is needed; of the levers, and of the person."""
        run, has = self.play.run, {name: share * self.needed[name] for name, share in there.items()}
        levers = run.state.stratum_levers[run.plan.stratum[self.person], :, 0]
        for name, rows in LEVERS_OF.items():
            levers[[LEVER[row] for row in rows]] = has[name]
        run.state.fatigue[run.world.unit[self.person], 0] = 0.0
        everybody = np.ones(run.world.unit.size)
        before: Before = self.before._replace(
            capacity=has["effort"] * everybody, interest=has["meaning"] * everybody, cynicism=1.0 - has["cynicism"] * everybody
        )
        return next(one for one in weighed(run, before, self.person).behaviours if one.behaviour == self.name)


@pytest.fixture(scope="module")
def one_person() -> OnePerson:
    return OnePerson()


@pytest.mark.parametrize("scarce", OBSTACLES)
def test_the_scarcest_condition_is_the_only_obstacle_that_holds(one_person: OnePerson, scarce: str) -> None:
    there = dict.fromkeys(OBSTACLES, 0.6) | {scarce: 0.3}
    shown = {term.name: term.value for term in one_person.weighs(there).terms}
    assert shown[scarce] == pytest.approx(-one_person.rules.hold * 0.7)  # of what it takes, 0.3 is there
    assert [shown[name] for name in OBSTACLES if name != scarce] == [0.0] * 8
    richer = {term.name: term.value for term in one_person.weighs(dict.fromkeys(OBSTACLES, 0.9) | {scarce: 0.3}).terms}
    assert richer[scarce] == shown[scarce], "more of what is not scarcest moves no one"
    helped = {term.name: term.value for term in one_person.weighs(there | {scarce: 0.4}).terms}
    assert helped[scarce] == pytest.approx(-one_person.rules.hold * 0.6)


def test_no_obstacle_holds_where_all_it_takes_is_there(one_person: OnePerson) -> None:
    shown = {term.name: term.value for term in one_person.weighs(dict.fromkeys(OBSTACLES, 1.0)).terms}
    assert [shown[name] for name in OBSTACLES] == pytest.approx([0.0] * 9, abs=1e-12)


def test_the_sum_of_the_terms_is_what_the_rule_itself_pulls_less_what_it_holds() -> None:
    pulls, holds = in_python(choice.pull_of_aligned), in_python(choice.hold_on_aligned)
    play = Play(sim.load("company_a", "weeks=40"), 5)
    play.advance(25)
    before = as_it_begins(play.run)
    play.advance()
    run, kinds = play.run, play.run.plan.behaviours
    held_by = set()
    for person in range(0, 295, 7):
        unit, lever = run.world.unit[person], run.state.stratum_levers[run.plan.stratum[person], :, 0]
        stake = (lever[LEVER["incentives"]] + lever[LEVER["metrics"]] + lever[LEVER["benefit"]]) / 3.0
        resources = (lever[LEVER["people"]] + lever[LEVER["time"]] + lever[LEVER["capital"]]) / 3.0
        for one in weighed(run, before, person).behaviours:
            if not one.is_aligned:
                continue
            b, shown = sorted(run.initiative.behaviours).index(one.behaviour), {term.name: term.value for term in one.terms}
            seen, heard = shown["social"] / run.rules.choice.social, shown["lead"] / run.rules.choice.lead
            pull = pulls(
                seen, heard, shown["times"], before.interest[person], stake, before.habit[person, b], before.norm[unit, b], run.rules.choice
            )
            hold = holds(
                kinds.effort[b], before.capacity[person], run.state.fatigue[unit, 0], kinds.autonomy[b], lever[LEVER["autonomy"]],
                kinds.coordination[b], lever[LEVER["coordination"]], resources, lever[LEVER["policies"]], lever[LEVER["climate"]], stake,
                before.interest[person], before.cynicism[person], kinds.divergence[b], run.world.closure[person], seen, run.rules.choice,
            )  # fmt: skip
            assert one.pull == pytest.approx(pull - hold, abs=1e-12)
            held_by |= {name for name in OBSTACLES if shown[name] < 0.0}
    assert len(held_by) > 2, "more than one condition is the scarcest somewhere"
