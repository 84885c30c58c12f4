"""The play page shows the game as it is: where time stands, what happened to whom, and why."""

import csv
import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
from nicegui import ui
from nicegui.testing.user import User
from waiting import settle

import sim
from sim.engine import Initiative
from sim.engine.record import ALL_BUT
from sim.lab.application import Lab
from sim.lab.components.bars import Bars
from sim.lab.components.curves import Curves
from sim.lab.components.network import NetworkMap
from sim.lab.game import Game
from sim.lab.playing.customers_card import LOOKS
from sim.lab.playing.person import MOST_ASKED
from sim.lab.playing.readings import claimed, readings
from sim.play import Play
from sim.play.choice_terms import CONDITIONS
from sim.texts import say


@pytest.fixture(scope="module")
def company() -> Initiative:
    return sim.load("company_a", "weeks=40")


@pytest.fixture
async def game(user: User, lab: Lab, company: Initiative) -> Game:
    """A game on the table of this browser, on its page."""
    await user.open("/plan")
    (session,) = lab.sessions.values()
    session.game = Game(company, pool=lab.pool)
    await user.open("/play")
    return session.game


def only(user: User, kind: type) -> Any:
    """The one element of a kind."""
    (element,) = user.find(kind=kind).elements
    return element


async def test_without_a_scenario_one_is_led_to_the_choice(user: User) -> None:
    await user.open("/play")
    await settle(lambda: user.back_history[-1] == "/")


async def test_a_step_lives_a_week_and_shows_it_everywhere(user: User, game: Game) -> None:
    await user.should_see("Week 0 of 40")
    user.find(marker="play-step").click()
    await user.should_see("Week 1 of 40")
    assert game.play.week == 1
    network = only(user, NetworkMap)
    assert network.props["start"]["week"] == 1
    curves = [list(chart.props["start"]["data"]) for chart in user.find(kind=Curves).elements]
    assert all(len(line) == 2 for chart in curves for line in chart)


async def test_a_quarter_is_thirteen_weeks_and_the_end_is_the_end(user: User, game: Game) -> None:
    user.find(marker="play-quarter").click()
    await user.should_see("Week 13 of 40")
    user.find(marker="play-to_end").click()
    await user.should_see("Week 40 of 40")
    await user.should_see("Final week reached")
    await user.should_see("Debrief", kind=ui.button)
    assert game.play.digest == sim.simulate(game.initiative).digest


async def test_curves_show_only_the_simulated_weeks(user: User, game: Game) -> None:
    await game.step(20)
    await game.step(3)
    record = sim.simulate(game.initiative)
    adoption = next(chart for chart in user.find(kind=Curves).elements if "Adoption" in chart.props["chart"]["title"])
    whole, reported, *_ = adoption.props["start"]["data"]
    assert whole == pytest.approx(record.firm["adoption"].iloc[:24].tolist(), abs=1e-4)
    assert reported == pytest.approx(record.firm["reported"].iloc[:24].tolist(), abs=1e-4)
    assert max(reported) > max(whole)


def customers_card(user: User) -> Curves:
    """The chart of the customers card, as it is drawn now."""
    return next(chart for chart in user.find(kind=Curves).elements if "Customers" in chart.props["chart"]["title"])


def list_of_curves(user: User) -> Any:
    """The list from which curves of the customers card are chosen."""
    (element,) = user.find(marker="customer-curves").elements
    return element


def drawn(chart: Curves) -> dict[str, list[float | None]]:
    """Curves of a chart, by name."""
    return dict(zip([line["label"] for line in chart.props["chart"]["lines"]], map(list, chart.props["start"]["data"]), strict=True))


async def test_the_customers_card_opens_with_three_curves(user: User, game: Game) -> None:
    await game.step(9)
    record = sim.simulate(game.initiative)
    lines = drawn(customers_card(user))
    assert list(lines) == ["felt by customers", "internal score", "worst remembered"]
    assert lines["internal score"] == pytest.approx(record.internal_score.iloc[:10].tolist(), abs=1e-4)


async def test_curves_of_customers_are_chosen_and_kept_during_a_play(user: User, game: Game) -> None:
    await game.step(9)
    choice = list_of_curves(user)
    choice.set_value(["churn", "felt", "gain", "share_of_spend"])
    await settle(lambda: len(drawn(customers_card(user))) == 4)
    await game.step(1)
    record = sim.simulate(game.initiative)
    shares = {name: float(segment.share) for name, segment in game.initiative.segments.items()}
    lines = drawn(customers_card(user))
    spend: Any = sum(record.segments[name, "share_of_spend"] * share for name, share in shares.items())
    assert lines["share of their spend"] == pytest.approx(spend.iloc[:11].tolist(), abs=1e-4)
    three = ("profitability", "efficiency", "position")
    gained: Any = sum(record.segments[name, gain] * share / 3.0 for name, share in shares.items() for gain in three)
    assert lines["gain in their business"] == pytest.approx(gained.iloc[:11].tolist(), abs=1e-4)
    assert lines["leave, a year"][0] is None
    assert lines["leave, a year"][10] == pytest.approx(1.0 - (1.0 - record.firm["churn"][10]) ** 52, abs=1e-4)
    await user.open("/play")
    assert list(drawn(customers_card(user))) == ["felt by customers", "leave, a year", "share of their spend", "gain in their business"]


async def test_a_choice_of_no_curve_keeps_those_that_are_drawn(user: User, game: Game) -> None:
    choice = list_of_curves(user)
    choice.set_value([])
    assert choice.value == ["felt", "score", "worst"] and len(drawn(customers_card(user))) == 3


async def test_every_curve_of_customers_has_a_look_and_values(user: User, game: Game) -> None:
    await game.step(2)
    lines = readings(game.play, 0, 2).customers
    assert set(lines) == set(LOOKS)
    assert all(len(values) == 3 and all(-1.0 <= value <= 1.0 for value in values[1:]) for values in lines.values())
    assert len(set(LOOKS.values())) == len(LOOKS)


async def test_another_branch_is_a_thin_line_of_the_first_curve_chosen(user: User, game: Game) -> None:
    await game.step(6)
    await game.branch(3, "Other")
    list_of_curves(user).set_value(["trust", "regard"])
    await settle(lambda: len(drawn(customers_card(user))) == 2)
    (ghost,) = customers_card(user).props["start"]["ghosts"]
    assert ghost["values"] == pytest.approx(sim.simulate(game.initiative).firm["regard"].iloc[:7].tolist(), abs=1e-4)


async def test_an_opened_person_is_shown_with_the_weighed_terms(user: User, game: Game) -> None:
    await game.step(10)
    network = user.find(kind=NetworkMap)
    network.trigger("person", 17)
    play: Play = game.play
    await user.should_see(play.name(17))
    bars = only(user, Bars)
    await settle(lambda: bars.props["shown"] is not None)
    shown = bars.props["shown"]
    expected = next(one for one in play.weighed(17).behaviours if one.title == shown["title"])
    assert sum(value for _, value in shown["terms"]) == pytest.approx(expected.pull, abs=1e-3)
    assert shown["threshold"] == pytest.approx(expected.threshold)
    await game.step(1)
    await settle(lambda: bars.props["shown"]["chance"] != shown["chance"])


async def test_the_scarcest_condition_is_named_and_no_bar_is_shown_for_the_others(user: User, game: Game) -> None:
    """A person's one condition that holds, and in a unit how many people hold back for which."""
    await game.step(10)
    network, play = user.find(kind=NetworkMap), game.play
    labels = {say(f"play.term.{name}") for name in CONDITIONS}
    person = next(i for i in range(295) if len({one.scarcest for one in play.weighed(i).behaviours if one.is_aligned} - {None}) > 0)
    network.trigger("person", person)
    await user.should_see(play.name(person))
    bars = only(user, Bars)
    await settle(lambda: bars.props["shown"] is not None)
    chosen = next(one for one in play.weighed(person).behaviours if one.title == bars.props["shown"]["title"])
    assert chosen.scarcest is not None
    await user.should_see(f"What is scarcest: {say(f'play.scarce.{chosen.scarcest}')}.")
    held = [(label, value) for label, value in bars.props["shown"]["terms"] if label in labels]
    value = next(term.value for term in chosen.terms if term.name == chosen.scarcest)
    assert held == [(say(f"play.term.{chosen.scarcest}"), pytest.approx(value, abs=1e-3))]
    unit = play.organisation.unit_ids.index("finance")
    network.trigger("unit", unit)
    await user.should_see("What is scarcest, for how many of")
    people = np.flatnonzero(play.organisation.unit == unit)
    assert len(people) <= MOST_ASKED
    own = [one for i in people for one in play.weighed(int(i)).behaviours if one.title == bars.props["shown"]["title"]]
    counts = Counter(one.scarcest for one in own if one.scarcest is not None)
    (name, count), *_ = counts.most_common(1)
    await user.should_see(f"What is scarcest, for how many of {len(own)}: {say(f'play.scarce.{name}')} ({count})")


async def test_the_meter_of_change_load_tells_what_people_do_of_it_where_they_cannot_carry_it(user: User, lab: Lab) -> None:
    """Even within the budget: tired people, and those who do not see why, carry less."""
    await user.open("/plan")
    (session,) = lab.sessions.values()
    session.game = Game(sim.load("profits_first", "weeks=60"), pool=lab.pool)
    await session.game.step(30)
    await user.open("/play")
    taken = claimed(session.game.play, 30)
    assert taken.attended < ALL_BUT
    await user.should_see("Attended to")
    await user.should_see(f"{taken.attended:.0%}")
    await user.should_not_see("Change load")
    await session.game.step(30)
    taken = claimed(session.game.play, 60)
    assert taken.attended == 1.0
    await user.should_see("Change load")
    await user.should_not_see("Attended to")
    await user.should_see(f"{taken.attention / taken.attention_budget:.0%}")


async def test_a_person_that_is_not_there_opens_no_one(user: User, game: Game) -> None:
    for row in (-1, 295, "0", None, True, 1e9, {"row": 1}):
        user.find(kind=NetworkMap).trigger("person", row)
    await user.should_see("News")
    await user.should_not_see("Behaviour considered")


async def test_looking_back_shows_the_past_and_leaves_the_play_where_it_is(user: User, game: Game) -> None:
    await game.step(20)
    user.find(marker="play-back").click()
    await user.should_see("Viewing week 19; the game is at week 20.")
    assert only(user, NetworkMap).props["start"]["week"] == 19
    assert game.play.week == 20
    user.find("Back to now").click()
    await user.should_not_see("Viewing week 19; the game is at week 20.")


async def test_a_branch_begins_where_one_looks(user: User, game: Game) -> None:
    await game.step(20)
    user.find(marker="play-back").click()
    await user.should_see("Branch from week 19")
    user.find("Branch from week 19").click()
    await user.should_see("Another future from week 19")
    user.find(marker="branch-do").click()
    await settle(lambda: len(game.branches) == 2)
    assert game.play.week == 19
    await user.should_see("Alternative from week 19")
    adoption = next(chart for chart in user.find(kind=Curves).elements if "Adoption" in chart.props["chart"]["title"])
    assert "As played" in [ghost["label"] for ghost in adoption.props["start"]["ghosts"]]


async def test_doing_nothing_is_always_drawn_beside(user: User, game: Game) -> None:
    adoption = next(chart for chart in user.find(kind=Curves).elements if "Adoption" in chart.props["chart"]["title"])
    await settle(lambda: bool(adoption.props["start"]["ghosts"]))
    (ghost,) = adoption.props["start"]["ghosts"]
    programme = game.initiative.programme.model_copy(update={"steps": {}})
    idle = sim.simulate(game.initiative.model_copy(update={"programme": programme}))
    assert ghost["values"] == pytest.approx(idle.firm["adoption"].tolist(), abs=1e-4)


async def test_loading_the_page_again_finds_the_game_as_it_is(user: User, game: Game) -> None:
    await game.step(12)
    await user.open("/play")
    await user.should_see("Week 12 of 40")


async def test_two_pages_of_a_browser_show_one_game(user: User, game: Game) -> None:
    first = only(user, NetworkMap)
    await user.open("/play")
    user.find(marker="play-step").click()
    await user.should_see("Week 1 of 40")
    assert first.props["start"]["week"] == 1


async def test_names_are_shown_as_they_are_written(user: User, lab: Lab, tmp_path: Any) -> None:
    markup = '<b title="x">bold</b>'
    names = [f"{markup} {number}" for number in range(8)]
    with (tmp_path / "employees.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("employee", "manager", "unit"), *((name, names[0] * (name != names[0]), "=1+1") for name in names)])
    with (tmp_path / "ties.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("employee", "colleague"), *itertools.pairwise(names)])
    initiative = sim.load(
        "customer_centric", "organisation=from_files", f"organisation.employees={tmp_path}/employees.csv",
        f"organisation.ties={tmp_path}/ties.csv", "weeks=10",
    )  # fmt: skip
    await user.open("/plan")
    (session,) = lab.sessions.values()
    session.game = Game(initiative, pool=lab.pool)
    await user.open("/play")
    assert markup + " 3" in only(user, NetworkMap).props["people"]
    user.find(kind=NetworkMap).trigger("person", 3)
    await user.should_see(markup + " 3", kind=ui.label)
    assert not user.find(kind=ui.label).elements & {element for element in user.client.elements.values() if isinstance(element, ui.html)}
