"""A game keeps time once, however often it is asked; its futures share everything but what was decided."""

import asyncio
import re

import pytest

import sim
from sim.engine import Initiative
from sim.lab import game as games
from sim.lab.game import Game, said
from sim.play import Decision, Unplayable
from sim.play.decisions import REASONS
from sim.schema.programme import Step


@pytest.fixture(scope="module")
def company() -> Initiative:
    return sim.load("company_a", "weeks=40")


async def _until_still(game: Game) -> None:
    while game.playing:
        await asyncio.sleep(0.01)


async def test_fifty_presses_on_play_let_time_pass_once(company: Initiative) -> None:
    game = Game(company)
    weeks: list[int] = []
    game.listen(lambda change: weeks.append(game.play.week) if change == "weeks" else None)
    game.speed = 1_000
    for _ in range(50):
        game.start()
    await _until_still(game)
    assert weeks == sorted(set(weeks))
    assert weeks[-1] == 40
    assert game.play.digest == sim.simulate(company).digest


async def test_stepping_stops_the_clock(company: Initiative) -> None:
    game = Game(company)
    game.start()
    await game.step(3)
    assert not game.playing
    week = game.play.week
    await asyncio.sleep(0.05)
    assert game.play.week == week >= 3


async def test_no_one_looking_stops_the_clock(company: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(games, "PATIENCE", 0.05)
    game = Game(company)
    game.speed = 10
    game.start()
    await asyncio.wait_for(_until_still(game), 300.0)
    assert game.play.week < 40


async def test_a_page_that_fails_stops_neither_time_nor_others(company: Initiative) -> None:
    game = Game(company)
    heard: list[str] = []

    def fails(change: str) -> None:
        raise RuntimeError("a page is broken")

    game.listen(fails)
    game.listen(heard.append)
    await game.step(2)
    assert heard == ["weeks"]


async def test_a_trainer_holds_a_game_at_a_week(company: Initiative) -> None:
    game = Game(company)
    game.allow(10)
    await game.step(26)
    assert (game.play.week, game.waits) == (10, True)
    game.start()
    assert not game.playing
    game.allow(None)
    await game.step(100)
    assert (game.play.week, game.waits) == (40, False)


async def test_a_plan_is_changed_freely_until_its_first_week_is_lived(company: Initiative) -> None:
    game = Game(company)
    bare = game.play.programme.model_copy(update={"steps": {}})
    await game.replan(bare)
    assert game.play.programme.steps == {}
    await game.step(1)
    with pytest.raises(Unplayable):
        await game.replan(bare)


async def test_where_a_room_forbids_it_no_one_intervenes_once_it_runs(company: Initiative) -> None:
    game = Game(company)
    game.may_intervene = False
    await game.step(5)
    with pytest.raises(Unplayable):
        await game.decide(Decision(week=5, does="add", handle="x", step=Step(intervention="share_the_why", start=5)))
    assert game.play.decisions == ()


async def test_branches_share_their_past_and_there_are_only_so_many(company: Initiative) -> None:
    game = Game(company)
    await game.step(20)
    for number in range(3):
        game.select(0)
        await game.branch(10, f"otherwise {number}")
        assert (game.current, game.play.week) == (number + 1, 10)
    with pytest.raises(Unplayable):
        await game.branch(5, "one too many")
    assert (game.branches[0].firm[:11] == game.branches[3].firm[:11]).all(axis=None)
    await game.drop(2)
    assert [play.title for play in game.branches[1:]] == ["otherwise 0", "otherwise 2"]
    await game.drop(0)
    assert len(game.branches) == 3


async def test_looking_at_another_future_stops_the_clock(company: Initiative) -> None:
    game = Game(company)
    await game.step(4)
    await game.branch(2, "otherwise")
    game.start()
    game.select(0)
    assert not game.playing
    assert game.play.week == 4


def test_a_page_has_words_for_every_reason() -> None:
    for reason, text in REASONS.items():
        gaps = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", text)}
        assert said(Unplayable(reason, **gaps)) == str(Unplayable(reason, **gaps))
