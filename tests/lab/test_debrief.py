"""The debrief page: made beside the play of others, stopped when asked, shown as text, and taken home as two files."""

import asyncio

import pytest
from nicegui.testing.user import User
from waiting import settle

import sim
from sim.engine import Initiative
from sim.lab import debriefing
from sim.lab.application import Lab
from sim.lab.debriefing import Debriefs
from sim.lab.game import Game
from sim.play import Decision
from sim.play import debrief as making
from sim.play import random_plans as plans

MARKUP = "<b>bold</b>"


@pytest.fixture(scope="module")
def company() -> Initiative:
    units = "organisation.units={shop: {size: 12}, office: {size: 8}}"
    return sim.load("customer_centric", "weeks=20", "programme=communication_only", "programme.expected_weeks=20", units)


@pytest.fixture(autouse=True)
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "others_for", lambda play: 2)
    monkeypatch.setattr(debriefing, "plans_for", lambda play: 6)


@pytest.fixture
async def game(user: User, lab: Lab, company: Initiative) -> Game:
    """A game on the table of this browser."""
    await user.open("/plan")
    (session,) = lab.sessions.values()
    session.game = Game(company, pool=lab.pool)
    return session.game


async def shown(user: User) -> None:
    await settle(lambda: bool(_marked(user, "debrief-questions")))


def _marked(user: User, marker: str) -> bool:
    try:
        return bool(user.find(marker=marker).elements)
    except AssertionError:
        return False


async def test_without_a_scenario_one_is_led_to_the_choice(user: User) -> None:
    await user.open("/debrief")
    await settle(lambda: user.back_history[-1] == "/")


async def test_a_play_that_is_over_is_debriefed_without_being_asked(user: User, game: Game) -> None:
    game.branches[0].title = MARKUP
    await game.step(20)
    await user.open("/debrief")
    await shown(user)
    await user.should_see("To discuss with the room")
    await user.should_see(MARKUP)


async def test_a_play_that_is_not_over_is_debriefed_when_asked(user: User, game: Game) -> None:
    await game.step(5)
    await user.open("/debrief")
    await user.should_see("This game is at week 5 of 20.")
    assert not _marked(user, "debrief-questions")
    user.find(marker="debrief-make").click()
    await shown(user)
    await user.should_see("Played to week 5")


async def test_a_finished_debrief_survives_a_page_reload(user: User, game: Game, lab: Lab) -> None:
    await game.step(20)
    await user.open("/debrief")
    await shown(user)
    made = lab.debriefs.of(game)
    await user.open("/debrief")
    await shown(user)
    assert lab.debriefs.of(game) is made


async def test_a_play_that_goes_on_makes_its_debrief_old(user: User, game: Game) -> None:
    await game.step(5)
    await user.open("/debrief")
    user.find(marker="debrief-make").click()
    await shown(user)
    handle = next(iter(game.play.programme.steps))
    await game.decide(Decision(week=5, does="stop", handle=handle))
    await user.should_see("The game has changed since")
    user.find(marker="debrief-make").click()
    await settle(lambda: not _says(user, "The game has changed since"))


def _says(user: User, text: str) -> bool:
    try:
        return bool(user.find(text).elements)
    except AssertionError:
        return False


async def test_the_page_and_the_decisions_are_downloaded(user: User, game: Game) -> None:
    game.branches[0].title = MARKUP
    await game.step(20)
    await user.open("/debrief")
    await shown(user)
    user.find(marker="debrief-html").click()
    page = (await user.download.next()).text
    assert page.startswith("<!doctype html>") and MARKUP not in page and "&lt;b&gt;bold&lt;/b&gt;" in page
    user.find(marker="debrief-csv").click()
    table = (await user.download.next()).content.decode("utf-8-sig")
    assert table.splitlines()[0].startswith("week,decision,step")
    assert len(table.splitlines()) == 1 + len(game.initiative.programme.steps)


async def test_a_debrief_that_is_stopped_is_not_shown(user: User, game: Game, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debriefing, "plans_for", lambda play: 5_000)
    await game.step(20)
    await user.open("/debrief")
    made = lab.debriefs.of(game)
    assert made is not None
    await settle(lambda: made.work.done > 0)
    assert 0.0 < made.work.share < 1.0 and made.work.seconds_left is not None
    user.find(marker="debrief-stop").click()
    await settle(lambda: made.work.is_over)
    await user.should_see("Stopped.")
    assert not _marked(user, "debrief-questions")


def test_plays_of_the_same_start_live_their_other_plans_once(company: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = []
    monkeypatch.setattr(debriefing, "universe_of", lambda play, *rest: lived.append(play) or plans.universe_of(play, *rest))
    debriefs = Debriefs()
    try:
        first, second = Game(company, 3), Game(company, 3)
        one = asyncio.run(debriefs.begin_universe(first.play).wait())
        other = asyncio.run(debriefs.begin_universe(second.play).wait())
        assert one is other is debriefs.universe(first.play)
        assert len(lived) == 1
        assert debriefs.universe(Game(company, 4).play) is None
    finally:
        debriefs.close()


def test_old_universes_make_room(company: Initiative) -> None:
    debriefs = Debriefs()
    try:
        games = [Game(company, seed) for seed in range(debriefing.MOST_UNIVERSES + 1)]
        for game in games:
            asyncio.run(debriefs.begin_universe(game.play).wait())
        assert debriefs.universe(games[0].play) is None
        assert debriefs.universe(games[1].play) is not None
    finally:
        debriefs.close()
