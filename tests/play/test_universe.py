"""Other plans for the same people: within the budgets, on the same draws, and the same whenever they are asked for."""

import numpy as np
import pytest

import sim
from sim.config.with_more_cards import with_interventions
from sim.engine import Initiative
from sim.planning.philosophy import cards_in
from sim.planning.schedule import schedule
from sim.play import Play
from sim.play.background_task import WorkStopped, WorkWatch
from sim.play.random_plans import MOST, Universe, drawn, name_of_universe, plans_for, universe_of
from sim.study.optimisation.proposals import offers_of

PLANS = 12


@pytest.fixture(scope="module")
def play() -> Play:
    return Play(sim.load("company_a", "weeks=40", "programme.budgets.money=300", "programme.expected_weeks=40"), 4)


@pytest.fixture(scope="module")
def universe(play: Play) -> Universe:
    return universe_of(play, PLANS)


def _programmes(play: Play) -> list:
    wide = with_interventions(play.initiative)
    offers = offers_of(wide, play.organisation, wide.definitions.interventions)
    return [drawn(wide, play.organisation, offers, number) for number in range(PLANS)]


def test_no_other_plan_asks_for_more_than_there_is(play: Play) -> None:
    cards, budgets = with_interventions(play.initiative).definitions.interventions, play.initiative.programme.budgets
    for programme in _programmes(play):
        assert 1 <= len(programme.steps) <= MOST
        placed = schedule(programme, cards, play.organisation, play.weeks)
        assert placed.notes == ()  # nothing waits, is thinned out or runs out of money
        assert placed.spend.sum() <= budgets.money + 1e-6
        assert placed.load.max() <= budgets.attention + 1e-6
        assert max(step.start for step in programme.steps.values()) <= play.initiative.programme.expected_weeks / 2


def test_other_plans_keep_the_philosophy_and_its_prices() -> None:
    play = Play(sim.load("company_a", "weeks=40", "programme.budgets.money=300", "programme.philosophy=participative"), 4)
    cards = cards_in(play.initiative.model_copy(update={"definitions": with_interventions(play.initiative).definitions}), play.organisation)
    for programme in _programmes(play):
        assert programme.philosophy == "participative"
        assert schedule(programme, cards, play.organisation, play.weeks).notes == ()


def test_other_plans_differ(play: Play) -> None:
    assert len({tuple(sorted(programme.steps)) for programme in _programmes(play)}) == PLANS


def test_a_plan_of_the_universe_is_a_play_with_that_plan(play: Play, universe: Universe) -> None:
    number, programme = 3, _programmes(play)[3]
    other = Play(with_interventions(play.initiative).model_copy(update={"programme": programme}), play.seed).ended()
    assert universe.adoption[number] == pytest.approx(other.firm["adoption"].to_numpy(), abs=1e-7)
    assert universe.success[number] == other.record().outcome.success
    assert universe.mode[number] == other.record().outcome.mode
    assert universe.felt_gain[number] == pytest.approx(other.firm["felt"].iloc[-1] - other.firm["felt"].iloc[0])


def test_two_threads_live_the_same_universe(play: Play, universe: Universe) -> None:
    again = universe_of(play, PLANS, WorkWatch(threads=2))
    assert np.array_equal(again.adoption, universe.adoption)
    assert again.best_place == universe.best_place


def test_the_best_plan_ended_highest_among_those_that_succeeded(play: Play, universe: Universe) -> None:
    fit = universe.success if universe.success.any() else np.ones(PLANS, bool)
    assert universe.adoption[universe.best_place, -1] == universe.adoption[fit, -1].max()
    assert universe.best == _programmes(play)[universe.best_place]


def test_bands_and_places_by_hand() -> None:
    courses = np.array([[0.1, 0.2], [0.1, 0.4], [0.1, 0.4], [0.1, 0.8]], np.float32)
    known = Universe(
        seed=1, adoption=courses, felt_gain=np.array([0.0, 0.1, 0.2, 0.3]), success=np.array([False, False, False, True]),
        mode=np.array(["stalled"] * 3 + [None], object), spend=np.zeros(4), best=None, best_place=3, titles={},
    )  # fmt: skip
    low, high = known.band(0.0, 1.0)
    assert low == pytest.approx([0.1, 0.2]) and high == pytest.approx([0.1, 0.8])
    assert known.band(0.5, 0.5)[0] == pytest.approx([0.1, 0.4])
    place = known.place_of(float(np.float32(0.4)), 0.25)
    assert place.adoption == 0.5  # one below, two the same
    assert place.felt == 0.75
    assert place.success == 0.25
    assert known.place_of(0.9, 0.9).adoption == 1.0


def test_plays_of_the_same_start_share_a_universe(company: Initiative, play: Play) -> None:
    bare = company.model_copy(update={"programme": company.programme.model_copy(update={"steps": {}})})
    poor = company.programme.budgets.model_copy(update={"money": 10.0})
    cut = company.model_copy(update={"programme": company.programme.model_copy(update={"budgets": poor})})
    first = Play(company, 1)
    assert name_of_universe(first) == name_of_universe(Play(bare, 1)) == name_of_universe(Play(with_interventions(company), 1))
    others = [name_of_universe(other) for other in (Play(company, 2), Play(cut, 1), play)]
    assert name_of_universe(first) not in others


def test_large_firms_are_given_fewer_plans(company: Initiative) -> None:
    assert plans_for(Play(company)) == 500
    crowd = type("Crowd", (), {"weeks": 300, "organisation": type("Many", (), {"employees": 2_000})})
    assert plans_for(crowd) == 110_000_000 // (300 * 2_000)  # type: ignore[arg-type]
    crowd.organisation.employees = 100_000
    assert plans_for(crowd) == 100  # type: ignore[arg-type]


def test_a_universe_that_is_stopped_ends(play: Play) -> None:
    seen: list[int] = []
    with pytest.raises(WorkStopped):
        universe_of(play, PLANS, WorkWatch(lambda done, _: seen.append(done), lambda: len(seen) > 3))
    assert seen == sorted(seen) and max(seen) < PLANS
