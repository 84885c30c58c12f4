"""The terms shown are the terms of the rule: they sum to what it compared, and say what everybody then did."""

import pytest

import sim
from sim.play import Decision, Play, Unplayable
from sim.play.choice_terms import as_it_begins, ties_of, weighed


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
