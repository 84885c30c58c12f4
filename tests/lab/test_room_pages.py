"""A room as trainer and teams find it in their browsers, and what none of them finds."""

import asyncio
from collections.abc import Callable

import pytest
from nicegui import ui
from nicegui.testing.user import User

import sim
from sim.lab.application import SESSION, Lab, Session
from sim.lab.game import Game
from sim.lab.rooms import BoardView, Room, RoomRules, RoomTask

MARKUP = "<b>bold</b>"


def session_of(lab: Lab, user: User) -> Session:
    assert user.client is not None
    return lab.known(user.client.request.scope[SESSION])


@pytest.fixture(scope="module")
def task() -> RoomTask:
    game = Game(sim.load("company_a", "weeks=20"))
    return RoomTask(game.initiative, 7, game.play.organisation)


async def opened(lab: Lab, trainer: User, task: RoomTask, agreement: RoomRules | None = None) -> Room:
    """A room, and its board before the trainer."""
    await trainer.open("/room")
    room = lab.rooms.open(session_of(lab, trainer).key, task, agreement or RoomRules())
    await trainer.open(f"/room/{room.code}/board")
    return room


async def joined(user: User, code: str, name: str) -> None:
    """A team that typed code and name, and sits."""
    await user.open("/room")
    user.find(marker="code").clear().type(code)
    user.find(marker="team-name").type(name)
    user.find(marker="join").click()
    await user.should_see("PIN to add another device")


async def test_a_trainer_lays_the_own_scenario_before_teams(user: User, lab: Lab, task: RoomTask) -> None:
    await user.open("/room/open")
    await user.should_see("First choose a scenario")
    session_of(lab, user).game = Game(task.initiative, task.seed, organisation=task.organisation)
    await user.open("/room/open")
    user.find(marker="gate").clear().type("8")
    user.find(marker="open-room").click()
    await user.should_see("No team has joined yet")
    (room,) = lab.rooms
    assert (room.agreement, room.task.seed) == (RoomRules(branches=0, may_intervene=True, gate=8), 7)
    assert room.trainer == session_of(lab, user).key


async def test_no_one_but_the_trainer_finds_the_board(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    team = another()
    await joined(team, room.code, "Blue")
    for browser in (team, another()):
        answer = await browser.http_client.get(f"/room/{room.code}/board", follow_redirects=True)
        assert answer.status_code == 404 and "Blue" not in answer.text
    assert (await user.http_client.get("/room/CCCCCC/board", follow_redirects=True)).status_code == 404


async def test_requesting_the_door_reveals_no_rooms(another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, another(), task)
    stranger = another()
    for code in (room.code, "CCCCCC"):
        await stranger.open(f"/room/{code}")
        await stranger.should_see("Join your room")
        await stranger.should_not_see("Company A")


async def test_teams_appear_on_the_board_as_they_come_and_play(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    await user.should_see("No team has joined yet")
    one, two = another(), another()
    await joined(one, room.code.lower(), MARKUP)
    await joined(two, room.code, "Blue")
    await user.should_see(MARKUP)
    await user.should_see("Blue")
    game = session_of(lab, one).game
    assert game is not None
    assert game is room.teams[1].game and game is not session_of(lab, two).game
    await game.step(20)
    outcome = "succeeded" if game.play.record().outcome.success else game.play.record().outcome.mode
    await user.should_see(str(outcome))
    assert room.teams[2].game.play.week == 0


async def test_wrong_codes_are_counted_and_the_door_says_so(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    guessing = another()
    await guessing.open("/room")
    guessing.find(marker="team-name").type("Blue")
    guessing.find(marker="code").type("CCCCCC")
    for _ in range(5):
        guessing.find(marker="join").click()
        await asyncio.sleep(0.02)  # its answer comes in the next turn of the loop
        await guessing.should_see("There is no room with this code")
    guessing.find(marker="code").clear().type(room.code)
    guessing.find(marker="join").click()
    await guessing.should_see("Too many wrong codes")
    assert not room.teams


async def test_a_reload_keeps_the_game_and_its_room(another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    trainer, team = another(), another()
    room = await opened(lab, trainer, task)
    await joined(team, room.code, "Blue")
    await room.teams[1].game.step(5)
    await team.open(f"/room/{room.code}")
    await team.should_see("Blue")
    assert session_of(lab, team).game is room.teams[1].game and room.teams[1].game.play.week == 5
    await team.open("/room")
    await team.should_see("You are in room")


async def test_a_second_device_joins_by_the_pin(another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, another(), task)
    laptop, tablet = another(), another()
    await joined(laptop, room.code, "Blue")
    await tablet.open(f"/room/{room.code}")
    tablet.find(marker="pin").type(room.teams[1].pin)
    tablet.find(marker="rejoin").click()
    await tablet.should_see("PIN to add another device")
    assert session_of(lab, tablet).game is session_of(lab, laptop).game and len(room.teams) == 1


async def test_teams_see_one_another_only_once_it_is_revealed(another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, another(), task)
    blue, red = another(), another()
    await joined(blue, room.code, "Blue")
    await joined(red, room.code, "Red")
    await blue.should_see("when your trainer reveals them")
    await blue.should_not_see("Red")
    room.show(BoardView(others=True))
    await blue.should_see("Red")


async def test_hidden_results_are_not_sent_to_the_board(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    await joined(another(), room.code, "Blue")
    await room.teams[1].game.step(10)
    adoption = f"{room.teams[1].game.play.firm['adoption'].iloc[-1] * 100:.0f}\u00a0%"
    await user.should_see(adoption)
    room.show(BoardView(names=False, results=False))
    await user.should_see("Team 1")
    await user.should_not_see("Blue")
    await user.should_not_see(adoption)


async def test_a_trainer_pauses_moves_the_stop_and_closes(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    team = another()
    await joined(team, room.code, "Blue")
    user.find(marker="hold").click()
    await team.should_see("Paused by your trainer")
    user.find(marker="hold").click()
    assert not room.is_held
    user.find(marker="gate-week").clear().type("6")
    user.find(marker="gate-set").click()
    assert room.teams[1].game.most_weeks == 6
    await team.should_see("You may play up to week 6")
    game = room.teams[1].game
    user.find(marker="close-room").click()
    await user.should_see(marker="sure")
    user.find(marker="sure").click()
    await user.should_see("This room is closed")
    await asyncio.sleep(0)
    assert session_of(lab, team).game is game and not game.locked and not len(lab.rooms)


async def test_views_of_the_board_show_every_team(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    await joined(another(), room.code, "Blue")
    await joined(another(), room.code, MARKUP)
    await room.teams[1].game.step(20)
    toggle = next(iter(user.find(ui.toggle).elements))
    for view, seen in (("each", "Week 20"), ("beside", "As of when this was opened"), ("curves", "Pause all")):
        toggle.set_value(view)
        await user.should_see(seen)
        if view != "curves":
            await user.should_see(MARKUP)


async def test_a_room_is_reached_from_every_page(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    team = another()
    await joined(team, room.code, "Blue")
    await team.open("/play")
    await team.should_see(f"Blue · room {room.code}")


async def test_exports_of_a_room_are_downloaded(user: User, another: Callable[[], User], lab: Lab, task: RoomTask) -> None:
    room = await opened(lab, user, task)
    await joined(another(), room.code, "=1+1")
    await room.teams[1].game.step(2)
    user.find(marker="export-csv").click()
    table = await user.download.next(timeout=300.0)
    assert "'=1+1" in table.text and table.content.startswith(b"\xef\xbb\xbf")
    user.find(marker="export-page").click()
    page = await user.download.next(timeout=300.0)
    assert "=1+1" in page.text and "<svg" not in page.text.split("<body")[0]
