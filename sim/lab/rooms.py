"""Rooms: a trainer gives several teams the same initiative, and each plays it separately.

Independent of pages and figures: a room holds its teams, its rules, the weeks they may play and the visibility of results.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Container, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sim.lab.entry import Attempts, Clock, Refusal, drawn_code, legible, numbered, plain_code
from sim.lab.game import MOST_BRANCHES, Game
from sim.organisation.organisation import Organisation
from sim.schema.initiative import Initiative

WRONG_PINS_A_MINUTE = 30
"""Lock all teams of a room together."""

RoomNews = Literal["teams", "shown", "agreed", "closed"]
RoomListener = Callable[[RoomNews], None]


class RoomTask(NamedTuple):
    """The common start of all teams: organisation, plan, draws."""

    initiative: Initiative
    seed: int
    organisation: Organisation

    def deal(self, pool: Executor | None) -> Game:
        """A new game; takes time, so call it in a thread.

        pool : threads that will simulate its weeks
        """
        return Game(self.initiative, self.seed, organisation=self.organisation, pool=pool)


@dataclass(frozen=True)
class RoomRules:
    """The rules for teams until the trainer changes them."""

    branches: int = 0  # branches that a team may play besides its first
    may_intervene: bool = True  # once the first week has begun
    gate: int | None = None  # the last week that may be played; none: to the end


@dataclass(frozen=True)
class BoardView:
    """Visibility of results on the projector and among teams."""

    names: bool = True
    results: bool = True
    others: bool = False  # on the teams' own screens


@dataclass(eq=False)
class Team:
    """A team with its own game."""

    number: int
    name: str
    game: Game
    sessions: set[str]  # browsers that hold this game
    pin: str = field(default_factory=drawn_code)  # admits another browser
    was_playing: bool = False  # when the trainer paused all teams

    def set_free(self) -> None:
        """Release the game from the room's rules; the team keeps it."""
        self.sessions.clear()
        self.game.locked, self.game.may_intervene, self.game.most_branches = False, True, MOST_BRANCHES
        self.game.allow(None)


class Bounds(NamedTuple):
    """Limits of rooms on a server."""

    rooms: int
    teams: int  # in a room
    idle: float  # seconds without an open page, after which a room is removed
    clock: Clock = time.monotonic


class Room:
    """One initiative and seed, and the teams that play it."""

    def __init__(self, code: str, trainer: str, task: RoomTask, agreement: RoomRules, bounds: Bounds) -> None:
        self.code, self.trainer, self.task, self.agreement = code, trainer, task, agreement
        self.shown, self.is_held, self.is_closed = BoardView(), False, False
        self.teams: dict[int, Team] = {}
        self._bounds, self._last_number = bounds, 0
        self._listeners: list[RoomListener] = []
        self._seen = bounds.clock()
        self._wrong_pins = Attempts(bounds.clock, WRONG_PINS_A_MINUTE)

    # teams in the room

    def check_seats(self) -> None:
        """Raises Refusal if no further team may join."""
        if self.is_closed:
            raise Refusal("unknown")
        if len(self.teams) >= self._bounds.teams:
            raise Refusal("full", {"most": self._bounds.teams})

    def seat(self, session: str, name: str, game: Game) -> Team:
        """A team joins with its own game. Raises Refusal for an unreadable name, and for a full room."""
        self.check_seats()
        name = numbered(legible(name), (team.name for team in self.teams.values()))
        self._last_number += 1
        team = Team(self._last_number, name, game, {session})
        self.teams[team.number] = team
        game.locked = True
        self._allow(team)
        self.tell("teams")
        return team

    def team_of(self, session: str) -> Team | None:
        return next((team for team in self.teams.values() if session in team.sessions), None)

    def sit_with(self, session: str, pin: str) -> Team:
        """Add a browser to an existing team. Raises Refusal for a wrong PIN, and after too many in this room."""
        self._wrong_pins.check(self.code)
        given = plain_code(pin)
        team = next((team for team in self.teams.values() if secrets.compare_digest(team.pin, given)), None)
        if team is None:
            self._wrong_pins.count(self.code)
            raise Refusal("wrong_pin")
        team.sessions.add(session)
        return team

    def rename(self, number: int, name: str) -> None:
        team = self.teams[number]
        team.name = numbered(legible(name), (other.name for other in self.teams.values() if other is not team))
        self.tell("teams")

    def dismiss(self, number: int) -> None:
        """A team leaves and keeps its game."""
        team = self.teams.pop(number, None)
        if team is None:
            return
        team.set_free()
        self.tell("teams")

    # the last week they may play

    def agree(self, agreement: RoomRules) -> None:
        """Change what teams may do."""
        self.agreement = agreement
        for team in self.teams.values():
            self._allow(team)
        self.tell("agreed")

    def hold(self) -> None:
        """Pause all teams."""
        if self.is_held:
            return
        self.is_held = True
        for team in self.teams.values():
            team.was_playing = team.game.playing
            self._allow(team)
        self.tell("agreed")

    def resume(self) -> None:
        """Resume the teams that were playing."""
        if not self.is_held:
            return
        self.is_held = False
        for team in self.teams.values():
            self._allow(team)
            if team.was_playing:
                team.game.start()
        self.tell("agreed")

    def _allow(self, team: Team) -> None:
        team.game.may_intervene, team.game.most_branches = self.agreement.may_intervene, 1 + self.agreement.branches
        team.game.allow(team.game.play.week if self.is_held else self.agreement.gate)

    def show(self, shown: BoardView) -> None:
        self.shown = shown
        self.tell("shown")

    def close(self) -> None:
        """Close the room; all teams keep their games."""
        self.is_closed = True
        for number in list(self.teams):
            self.teams.pop(number).set_free()
        self.tell("closed")

    # viewers

    def listen(self, listener: RoomListener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, news: RoomNews) -> None:
        for listener in list(self._listeners):
            listener(news)

    def is_forgotten(self, here: Container[str]) -> bool:
        """Whether no participant has had a page open for hours.

        here : browsers with an open page
        """
        now = self._bounds.clock()
        if self.trainer in here or any(session in here for team in self.teams.values() for session in team.sessions):
            self._seen = now
        return now - self._seen > self._bounds.idle


class Rooms:
    """All rooms of a server."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._rooms: dict[str, Room] = {}
        self._wrong_codes = Attempts(bounds.clock)

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))

    def __len__(self) -> int:
        return len(self._rooms)

    def open(self, trainer: str, task: RoomTask, agreement: RoomRules) -> Room:
        """Open a room whose board only this trainer's browser sees. Raises Refusal at the server's limit."""
        if len(self._rooms) >= self._bounds.rooms:
            raise Refusal("too_many_rooms", {"most": self._bounds.rooms})
        code = next(code for code in iter(lambda: drawn_code(), "") if code not in self._rooms)
        self._rooms[code] = Room(code, trainer, task, agreement, self._bounds)
        return self._rooms[code]

    def knock(self, session: str, code: str) -> Room:
        """The room of a code. Raises Refusal for an unknown code, and after too many of them."""
        self._wrong_codes.check(session)
        room = self._rooms.get(plain_code(code))
        if room is None:
            self._wrong_codes.count(session)
            raise Refusal("unknown")
        return room

    def rejoin(self, session: str, code: str, pin: str) -> Team:
        """Add a browser to its team. Raises Refusal as `knock` does, and for an unknown PIN."""
        room = self.knock(session, code)
        try:
            return room.sit_with(session, pin)
        except Refusal:
            self._wrong_codes.count(session)
            raise

    def led_by(self, session: str, code: str) -> Room | None:
        """The room of a code, only for the browser that opened it."""
        room = self._rooms.get(plain_code(code))
        return room if room is not None and secrets.compare_digest(room.trainer, session) else None

    def opened_by(self, session: str) -> list[Room]:
        return [room for room in self if room.trainer == session]

    def seat_of(self, session: str) -> tuple[Room, Team] | None:
        """The team of a browser, or None."""
        seats = ((room, room.team_of(session)) for room in self)
        return next(((room, team) for room, team in seats if team is not None), None)

    def leave(self, session: str) -> None:
        """A browser leaves; the last one takes its team out."""
        seat = self.seat_of(session)
        if seat is None:
            return
        room, team = seat
        team.sessions.discard(session)
        if not team.sessions:
            room.dismiss(team.number)

    def close(self, room: Room) -> None:
        self._rooms.pop(room.code, None)
        room.close()

    def needs(self, session: str) -> bool:
        """Whether a browser leads a room or belongs to a team, so that its session must be kept."""
        return any(room.trainer == session or room.team_of(session) is not None for room in self)

    def sweep(self, here: Container[str] = ()) -> None:
        """Remove forgotten rooms.

        here : browsers with an open page of the lab
        """
        for room in self:
            if room.is_forgotten(here):
                self.close(room)

    def clear(self) -> None:
        """Stop all clocks and listeners when the server ends."""
        self._rooms.clear()
