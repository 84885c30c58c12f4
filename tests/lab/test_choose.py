"""The first page says what the lab is and what to do now; a choice there puts the situation on the table."""

import asyncio
import re
import threading
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing.user import User
from waiting import settle

import sim
from sim.config.library_files import config_dir, names_of
from sim.lab.application import Lab, Session
from sim.lab.choosing.share_menu import file_name, share_menu
from sim.lab.choosing.shelf import GROUPS, RECOMMENDED, library_cases, matches
from sim.lab.choosing.words import difficulty_in_words, goal_in_words, stakes
from sim.lab.game import Game
from sim.lab.limits import Limits
from sim.lab.shell import frame
from sim.play import Decision, Play
from sim.play.briefing import briefing_of
from sim.play.difficulty import FIRST, Difficulty, difficulty_of, known_difficulties
from sim.play.intervention_cards import with_all_cards
from sim.play.saved_play import shared
from sim.play.saved_play_text import as_file, as_link

SCENARIOS = names_of("scenario", (config_dir(),))


@pytest.fixture(scope="module", autouse=True)
def shelf() -> None:
    """The library was read, as it is a while after a lab was opened."""
    library_cases()


def marked(user: User, marker: str) -> Any:
    """What carries a mark on the page, shown or not."""
    assert user.client is not None
    (element,) = [element for element in user.client.elements.values() if marker in element._markers]
    return element


def at(lab: Lab) -> Session:
    """The one session there is."""
    (session,) = lab.sessions.values()
    return session


# How hard a situation is.


def test_every_scenario_was_counted() -> None:
    assert sorted(known_difficulties()) == SCENARIOS
    assert all(known.succeed <= known.plans and known.own_succeed <= known.runs for known in known_difficulties().values())


def test_counting_again_finds_what_was_counted() -> None:
    """Near the goal the last bits of another processor may decide, so one plan in twenty may fall to the other side."""
    known = known_difficulties()["metric_switch"]
    again = difficulty_of(sim.load("metric_switch"), plans=FIRST, runs=2)
    assert abs(again.succeed - known.first_succeed) <= 1
    assert again.first_succeed == again.succeed and again.own_succeed <= 2


@pytest.mark.parametrize(
    ("succeed", "own", "level"),
    [(50, 0, "forgiving"), (14, 0, "fair"), (4, 0, "hard"), (3, 0, "very_hard"), (0, 1, "very_hard"), (0, 0, "lost")],
)
def test_the_word_for_difficulty_follows_from_the_counts(succeed: int, own: int, level: str) -> None:
    known = Difficulty(plans=200, succeed=succeed, first_succeed=0, runs=20, own_succeed=own)
    assert known.level == level
    assert re.search(rf"\b{succeed or 'none'} of 200", difficulty_in_words(known))


def test_what_no_one_counted_is_not_guessed() -> None:
    assert difficulty_in_words(None).startswith("Not rated")


# What is known of a situation.


def test_every_scenario_is_on_the_shelf_once() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == SCENARIOS
    assert list(library_cases()) == grouped


def test_a_head_of_a_unit_is_called_as_in_the_play() -> None:
    initiative = sim.load(RECOMMENDED)
    play = Play(initiative)
    heads = {unit.row: unit.head for unit in briefing_of(initiative).units}
    assert heads == {row: play.name(int(head)) for row, head in enumerate(play.organisation.unit_head)}


def test_units_are_told_apart_and_what_nearly_all_are_is_told_once() -> None:
    bell = briefing_of(sim.load("bell"))
    assert bell.common == ("badly_led",)
    assert all("badly_led" not in unit.traits for unit in bell.units)
    company = {unit.title: unit.traits for unit in library_cases()["company_a"].briefing.units}
    assert company["Information technology"] == ("resists", "disillusioned", "unconvinced")
    assert company["Sales"] == ("ready", "heard", "convinced")


def test_what_helps_and_hinders_is_told_with_its_place() -> None:
    briefing = library_cases()["company_a"].briefing
    assert (briefing.helps[0].title, briefing.helps[0].units) == ("A department that goes first", ("Sales",))
    assert [force.strength for force in briefing.hinders] == sorted((force.strength for force in briefing.hinders), reverse=True)


@pytest.mark.parametrize("outcome", names_of("outcome", (config_dir(),)))
def test_every_definition_of_success_has_words(outcome: str) -> None:
    initiative = sim.load("customer_centric", f"outcome={outcome}")
    assert goal_in_words(initiative)
    assert len(stakes(initiative, briefing_of(initiative))) == 5


def test_all_words_looked_for_must_be_there() -> None:
    case = library_cases()["company_a"]
    assert matches(case, "") and matches(case, "IT SALES") and matches(case, "rossi")
    assert not matches(case, "sales hospital")


# The page.


async def test_the_first_visitor_of_all_is_told_to_wait_and_then_served(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.pages.choose.is_read", lambda: False)
    told, may_be_read = [], threading.Event()
    monkeypatch.setattr("sim.lab.pages.choose.library_cases", lambda: told.append(may_be_read.wait(300.0)))
    await user.open("/")
    await user.should_see("The lab is getting ready")
    may_be_read.set()
    await user.should_see("Lead a change, week by week.")
    await user.should_not_see("The lab is getting ready")
    assert len(told) == 1


async def test_one_press_brings_the_recommended_situation_to_the_plan(user: User, lab: Lab) -> None:
    await user.open("/")
    await user.should_see("Lead a change, week by week.")
    assert marked(user, "choose-title").text == "Company A"
    assert marked(user, f"case-{RECOMMENDED}").props["aria-pressed"] == "true"
    user.find(marker="choose-begin").click()
    await settle(lambda: user.back_history[-1] == "/plan")
    game = at(lab).game
    assert game is not None and game.initiative.name == RECOMMENDED and game.play.seed == game.initiative.seed
    assert "reshape_network" in game.initiative.definitions.interventions
    assert len(game.initiative.definitions.interventions) > 40, "every intervention that fits can be planned"


async def test_a_card_that_is_pressed_shows_its_briefing(user: User) -> None:
    await user.open("/")
    user.find(marker="case-bell").click()
    assert marked(user, "choose-title").text == "The broadband no one needed"
    assert difficulty_in_words(known_difficulties()["bell"]) in marked(user, "choose-difficulty").text
    await user.should_see("Resources are plentiful from the first week to the last: what else is missing?")
    pressed = [name for name in SCENARIOS if marked(user, f"case-{name}").props["aria-pressed"] == "true"]
    assert pressed == ["bell"]


async def test_a_search_keeps_only_matches(user: User) -> None:
    await user.open("/")
    user.find(marker="choose-search").type("hospital")
    assert [name for name in SCENARIOS if marked(user, f"case-{name}").visible] == ["baxter"]
    user.find(marker="choose-search").type("xyzzy")
    await user.should_see("No situation contains all these words.")


async def test_the_seed_can_be_agreed_upon(user: User, lab: Lab) -> None:
    await user.open("/")
    marked(user, "seed").value = 77
    user.find(marker="choose-begin").click()
    await settle(lambda: at(lab).game is not None)
    game = at(lab).game
    assert game is not None and game.play.seed == 77


@pytest.mark.parametrize("seed", [-1, 1.5, None, 2**60])
async def test_an_invalid_seed_is_refused(user: User, lab: Lab, seed: float | None) -> None:
    await user.open("/")
    marked(user, "seed").value = seed
    user.find(marker="choose-begin").click()
    await settle(lambda: "The seed is a whole number" in marked(user, "choose-trouble").text)
    assert at(lab).game is None


async def test_a_game_under_way_is_not_cleared_away_unasked(user: User, lab: Lab) -> None:
    await user.open("/")
    first = Game(sim.load("company_a", "weeks=4"), pool=lab.pool)
    at(lab).game = first
    await first.step(2)
    await user.open("/")
    await user.should_see("Continue Company A, week 2")
    user.find(marker="choose-begin").click()
    await user.should_see("Discard and start")
    assert at(lab).game is first
    user.find(marker="choose-replace").click()
    await settle(lambda: at(lab).game is not first)


async def test_pressing_many_times_begins_once(user: User, lab: Lab) -> None:
    await user.open("/")
    for _ in range(50):
        user.find(marker="choose-begin").click()
    await settle(lambda: at(lab).game is not None)
    game = at(lab).game
    await asyncio.sleep(0.3)
    assert at(lab).game is game


async def test_a_request_above_the_limits_of_the_lab_is_refused(user: User, lab: Lab) -> None:
    lab.limits = Limits(employees=200)
    await user.open("/")
    user.find(marker="choose-begin").click()
    await settle(lambda: marked(user, "choose-trouble").visible)
    assert marked(user, "choose-trouble").text == "295 people: a lab holds at most 200 in one organisation."
    assert at(lab).game is None


# Sharing.


@pytest.fixture(scope="module")
def lived() -> Play:
    play = Play(with_all_cards(sim.load("company_a")), 9)
    play.advance(8)
    play.decide(Decision(week=8, does="stop", handle=next(step.handle for step in play.schedule.steps if step.start < 8 < step.end)))
    return play.ended()


async def test_a_link_leads_to_the_same_end(user: User, lab: Lab, lived: Play) -> None:
    await user.open(f"/shared?play={as_link(shared([lived]))}")
    await user.should_see("156 weeks played, 1 decision made")
    assert at(lab).game is None, "a link alone puts nothing on the table"
    user.find(marker="shared-open").click()
    await settle(lambda: at(lab).game is not None)
    await user.should_see("the digests agree")
    game = at(lab).game
    assert game is not None and game.play.digest == lived.digest
    user.find(marker="shared-from-start").click()
    await settle(lambda: user.back_history[-1] == "/play")
    assert game.play.week == 0 and game.play.decisions == lived.decisions


async def test_a_play_that_ended_otherwise_is_told(user: User, lived: Play) -> None:
    sent = shared([lived])
    course = sent.courses[0].model_copy(update={"digest": "0" * 32})
    await user.open(f"/shared?play={as_link(sent.model_copy(update={'courses': [course]}))}")
    user.find(marker="shared-open").click()
    await user.should_see("The digests differ")


async def test_a_broken_link_says_so(user: User) -> None:
    await user.open("/shared?play=<b>bold</b>")
    await user.should_see("the link: damaged")
    await user.open("/shared")
    await user.should_see("the link: damaged")


async def test_the_current_play_can_be_shared_as_a_link_or_a_file(user: User, lab: Lab, lived: Play) -> None:
    @ui.page("/probe")
    def probe() -> None:
        game = at(lab).game
        assert game is not None
        with frame():
            share_menu(game)

    await user.open("/")
    at(lab).game = game = Game(lived.initiative, lived.seed, organisation=lived.organisation, pool=lab.pool)
    game.branches = [lived]
    await user.open("/probe")
    user.find(marker="share").click()
    await user.should_see(marker="share-link")
    assert marked(user, "share-link").value == f"http://127.0.0.1:8080/shared?play={as_link(shared([lived]))}"
    user.find(marker="share-file").click()
    download = await user.download.next()
    assert download.content == as_file(shared([lived]))


@pytest.mark.parametrize(
    ("title", "name"), [("Company A", "company-a"), ("../x", "x"), ("漢字", "play"), ("<b>" + "y" * 99, "b-" + "y" * 58)]
)
def test_a_file_has_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title) == f"{name}.change.yaml"
