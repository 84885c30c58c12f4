"""Who may sit in a room, how far teams may play, and what leaves with them."""

import csv
import io
from collections.abc import Iterator

import pytest

import sim
from sim.lab.boards.report import room_page
from sim.lab.boards.results import COLUMNS, all_results, results_csv
from sim.lab.boards.words import BoardSight, called
from sim.lab.entry import LETTERS, WRONG_A_MINUTE, Attempts, Refusal, drawn_code, legible, numbered, plain_code
from sim.lab.game import Game
from sim.lab.rooms import BoardView, Bounds, Room, RoomRules, Rooms, RoomTask, Team
from sim.lab.standings import RoomWatch, adoption_of, ending_of, standing_of
from sim.play import Decision, Unplayable
from sim.schema.programme import Step

TRAINER, BLUE, RED = "trainer", "blue's browser", "red's browser"
FORMULA = '=CONCAT("a","b")'


class Clock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def task() -> RoomTask:
    initiative = sim.load("company_a", "weeks=20")
    game = Game(initiative)
    return RoomTask(game.initiative, 7, game.play.organisation)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(clock: Clock) -> Iterator[Rooms]:
    place = Rooms(Bounds(rooms=2, teams=3, idle=3600.0, clock=clock))
    yield place
    place.clear()


@pytest.fixture
def room(rooms: Rooms, task: RoomTask) -> Room:
    return rooms.open(TRAINER, task, RoomRules())


def sit(room: Room, session: str, name: str) -> Team:
    return room.seat(session, name, room.task.deal(None))


def refused(key: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{key}$")


def test_no_letter_of_a_code_is_mistaken_for_another() -> None:
    assert all(len(set(LETTERS) & set(alike)) <= 1 for alike in ("0OQ", "1IL", "5S", "2Z", "8B", "UV", "6G"))
    assert all(set(drawn_code()) <= set(LETTERS) and len(drawn_code()) == 6 for _ in range(50))


def test_a_code_is_known_however_it_is_typed() -> None:
    assert plain_code(" cdf-hjk ") == plain_code("CDF HJK") == "CDFHJK"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  Blue \n team ", "Blue team"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("\u202eBlue\u2066", "Blue"),
        ("فريق النجاح", "فريق النجاح"),
        ("👩‍👩‍👧 team", "👩‍👩‍👧 team"),
        ("x" * 200, "x" * 40),
        ("a\x00b\x1b[31m", "ab[31m"),
    ],
)
def test_a_name_is_one_line_that_turns_nothing_around(given: str, shown: str) -> None:
    assert legible(given) == shown


@pytest.mark.parametrize("given", ["", "   ", "\u202e\u202d", "\u200d", "\n"])
def test_every_participant_has_a_name(given: str) -> None:
    with refused("nameless"):
        legible(given)


def test_the_second_of_a_name_is_called_so() -> None:
    assert numbered("Blue", ["blue", "Red"]) == "Blue (2)"
    assert numbered("Blue", ["Blue", "Blue (2)"]) == "Blue (3)"
    assert numbered("Blue", ["Blue (2)"]) == "Blue"


def test_guessing_is_not_heard_after_five_wrong_codes_a_minute(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(WRONG_A_MINUTE):
        attempts.check("one")
        attempts.count("one")
    with refused("too_many_attempts"):
        attempts.check("one")
    attempts.check("another")
    clock.now = 61.0
    attempts.check("one")


def test_the_code_alone_opens_no_board(rooms: Rooms, room: Room) -> None:
    sit(room, BLUE, "Blue")
    assert rooms.led_by(TRAINER, room.code) is room
    assert rooms.led_by(BLUE, room.code) is None
    assert rooms.led_by("", room.code) is None


def test_even_the_right_code_is_not_heard_after_too_many_wrong_ones(rooms: Rooms, room: Room, clock: Clock) -> None:
    for _ in range(WRONG_A_MINUTE):
        with refused("unknown"):
            rooms.knock(BLUE, "CCCCCC" if room.code != "CCCCCC" else "DDDDDD")
    with refused("too_many_attempts"):
        rooms.knock(BLUE, room.code)
    assert rooms.knock(RED, room.code) is room
    clock.now = 61.0
    assert rooms.knock(BLUE, room.code) is room


def test_two_browsers_of_one_name_are_two_teams(room: Room) -> None:
    one, two = sit(room, BLUE, "Blue"), sit(room, RED, "Blue")
    assert (one.name, two.name) == ("Blue", "Blue (2)")
    assert one.game is not two.game


def test_a_pin_lets_a_further_device_in_and_guessing_it_does_not_go_on(rooms: Rooms, room: Room) -> None:
    team = sit(room, BLUE, "Blue")
    assert rooms.rejoin("tablet", room.code, team.pin.lower()) is team
    assert room.team_of("tablet") is team
    for _ in range(WRONG_A_MINUTE):
        with refused("wrong_pin"):
            rooms.rejoin("stranger", room.code, "CCCCCC")
    with refused("too_many_attempts"):
        rooms.rejoin("stranger", room.code, team.pin)


def test_a_full_room_and_a_full_server_say_so(rooms: Rooms, room: Room, task: RoomTask) -> None:
    for number in range(3):
        sit(room, f"browser {number}", "Team")
    with refused("full") as refusal:
        sit(room, "late", "Late")
    assert refusal.value.values == {"most": 3}
    rooms.open("another trainer", task, RoomRules())
    with refused("too_many_rooms"):
        rooms.open("a third", task, RoomRules())


def test_a_room_is_closed_after_hours_without_visitors(rooms: Rooms, room: Room, clock: Clock) -> None:
    team = sit(room, BLUE, "Blue")
    clock.now = 3000.0
    rooms.sweep({BLUE})
    clock.now = 6000.0
    rooms.sweep()
    assert len(rooms) == 1 and rooms.needs(BLUE) and rooms.needs(TRAINER) and not rooms.needs(RED)
    clock.now = 6700.0
    rooms.sweep()
    assert len(rooms) == 0 and not rooms.needs(BLUE) and not team.game.locked


def test_all_teams_begin_alike_and_have_the_same_luck(room: Room) -> None:
    one, two = sit(room, BLUE, "Blue").game, sit(room, RED, "Red").game
    one.play.advance(20)
    two.play.advance(20)
    assert one.play.seed == 7
    assert one.play.digest == two.play.digest


async def test_teams_stop_at_the_gate_until_it_is_raised(room: Room) -> None:
    room.agree(RoomRules(gate=6))
    game = sit(room, BLUE, "Blue").game
    await game.step(20)
    assert (game.play.week, game.waits, standing_of(game).status) == (6, True, "waiting")
    room.agree(RoomRules(gate=9))
    await game.step(20)
    assert game.play.week == 9
    room.agree(RoomRules())
    await game.step(20)
    assert standing_of(game).status == "over"


async def test_a_pause_for_all_stops_everybody_and_those_who_played_play_on(room: Room) -> None:
    playing, thinking = sit(room, BLUE, "Blue").game, sit(room, RED, "Red").game
    playing.start()
    room.hold()
    await thinking.step(1)
    await playing.step(1)
    assert (playing.play.week, thinking.play.week) == (0, 0)
    playing.start()
    assert not playing.playing
    playing.playing = False
    room.resume()
    assert playing.playing and not thinking.playing
    playing.close()


async def test_the_trainer_can_lock_plans_and_going_back(room: Room) -> None:
    room.agree(RoomRules(may_intervene=False))
    game = sit(room, BLUE, "Blue").game
    await game.step(2)
    step = Step(intervention=next(iter(game.initiative.definitions.interventions)), start=3)
    with pytest.raises(Unplayable):
        await game.decide(Decision(week=2, does="add", handle="late_idea", step=step))
    with pytest.raises(Unplayable):
        await game.branch(1, "otherwise")
    room.agree(RoomRules(branches=1))
    await game.decide(Decision(week=2, does="add", handle="late_idea", step=step))
    await game.branch(1, "otherwise")
    with pytest.raises(Unplayable):
        await game.branch(1, "once more")


def test_a_team_that_leaves_keeps_its_game_as_its_own(rooms: Rooms, room: Room) -> None:
    room.agree(RoomRules(gate=3, may_intervene=False))
    game = sit(room, BLUE, "Blue").game
    assert game.locked and game.most_weeks == 3
    rooms.close(room)
    assert not game.locked and game.most_weeks is None and game.may_intervene
    assert rooms.seat_of(BLUE) is None
    with refused("unknown"):
        room.check_seats()


def test_a_dismissed_number_is_never_reassigned(room: Room) -> None:
    sit(room, BLUE, "Blue")
    room.dismiss(1)
    assert sit(room, RED, "Red").number == 2


def test_a_hidden_name_is_a_number(room: Room) -> None:
    team = sit(room, BLUE, "Blue")
    assert called(team, BoardSight(names=True, results=True)) == "Blue"
    assert called(team, BoardSight(names=False, results=True)) == "Team 1"
    assert not BoardView().others


def test_only_teams_that_moved_are_looked_at_again(room: Room) -> None:
    one, two = sit(room, BLUE, "Blue"), sit(room, RED, "Red")
    watch = RoomWatch(room)
    assert watch.moved() == [one, two]
    assert watch.moved() == []
    two.game.play.advance(1)
    assert watch.moved() == [two]


def test_a_standing_says_what_the_record_says(room: Room) -> None:
    game = sit(room, BLUE, "Blue").game
    game.play.advance(20)
    record, standing = game.play.record(), standing_of(game)
    assert standing.adoption == record.firm["adoption"].iloc[-1]
    assert standing.felt == record.felt.iloc[-1] and standing.spent == record.spend.iloc[-1]
    assert adoption_of(game.play) == [round(float(share), 4) for share in record.firm["adoption"]]
    assert ending_of(game.play).outcome == record.outcome


def test_the_table_holds_every_decision_and_no_formula(room: Room) -> None:
    one, two = sit(room, BLUE, FORMULA), sit(room, RED, "+1 team")
    two.game.play.advance(4)
    handle = next(iter(two.game.play.programme.steps))
    two.game.play.decide(Decision(week=4, does="stop", handle=handle))
    rows = list(csv.DictReader(io.StringIO(results_csv(all_results([one, two])))))
    assert len(rows[0]) == len(COLUMNS)
    assert {row["team"] for row in rows} == {f"'{FORMULA}", "'+1 team"}
    assert len(rows) == 2 * len(one.game.initiative.programme.steps) + 1
    assert (rows[-1]["decision"], rows[-1]["week"], rows[-1]["step"]) == ("stopped", "4", handle)


def test_a_team_without_a_plan_has_its_row_all_the_same(room: Room) -> None:
    empty = room.task.initiative.model_copy(update={"programme": room.task.initiative.programme.model_copy(update={"steps": {}})})
    team = room.seat(BLUE, "Blue", room.task._replace(initiative=empty).deal(None))
    rows = list(csv.DictReader(io.StringIO(results_csv(all_results([team])))))
    assert [row["team"] for row in rows] == ["Blue"]


def test_the_page_of_a_room_shows_names_as_text(room: Room) -> None:
    teams = [sit(room, BLUE, "<b>bold</b>"), sit(room, RED, "فريق 👩‍👩‍👧")]
    teams[0].game.play.advance(20)
    page = room_page(room.task, all_results(teams))
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page and "فريق" in page
    assert 'src="http' not in page and 'href="http' not in page
