"""Rooms: a trainer lays one initiative before several teams, and each lives it in its own way.

Nothing here knows of pages or of figures: a room holds who sits in it, what was agreed, how far they may play and what is shown to whom.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from sim.engine.scenario import Initiative
from sim.views.lab.entry import Attempts, Clock, Refusal, drawn_code, legible, numbered, plain_code
from sim.views.lab.game import Game

WRONG_PINS_A_MINUTE = 30
"""At all teams of a room together."""

IDLE_SECONDS = 4 * 3600.0
"""How long a room waits for somebody to open a page of it again."""

News = Literal["teams", "shown", "agreed", "closed"]
Listener = Callable[[News], None]


@dataclass(frozen=True)
class Agreement:
    """What teams may do until the trainer says otherwise."""

    branches: int = 0  # other futures a team may play besides its first
    may_intervene: bool = True  # once the first week has begun
    gate: int | None = None  # the last week that may be lived; none: to the end


@dataclass(frozen=True)
class Shown:
    """What is on the projector, and what teams see of one another."""

    names: bool = True
    results: bool = True
    others: bool = False  # on the teams' own screens


@dataclass(eq=False)
class Team:
    """Some people at a table, with a game of their own."""

    number: int
    name: str
    game: Game
    sessions: set[str]  # browsers that hold this game
    pin: str = field(default_factory=lambda: drawn_code())
    changes: int = 0  # how often its game has moved: who looks at it remembers what they saw
    was_playing: bool = False  # when everybody was told to pause
    forget: Callable[[], None] = lambda: None

    def watch(self) -> None:
        """From now on whatever moves in the game is counted."""
        self.forget = self.game.listen(self._moved)

    def _moved(self, kind: str) -> None:
        self.changes += 1


class Room:
    """One initiative, one seed, and the teams that live it."""

    def __init__(self, code: str, trainer: str, initiative: Initiative, agreement: Agreement, most_teams: int, clock: Clock) -> None:
        self.code, self.trainer, self.initiative, self.agreement = code, trainer, initiative, agreement
        self.shown, self.is_held, self.is_closed = Shown(), False, False
        self.teams: dict[int, Team] = {}
        self.most_teams, self._last_number = most_teams, 0
        self._listeners: list[Listener] = []
        self._clock, self._pages, self._left = clock, 0, clock()
        self._wrong_pins = Attempts(clock, WRONG_PINS_A_MINUTE)

    # who sits here

    def check_seats(self) -> None:
        """Raises Refusal where no further team may sit down."""
        if self.is_closed:
            raise Refusal("unknown")
        if len(self.teams) >= self.most_teams:
            raise Refusal("full", {"most": self.most_teams})

    def seat(self, session: str, name: str, game: Game) -> Team:
        """A team sits down with a game of its own. Raises Refusal for a name that nobody could read, and where seats are taken."""
        self.check_seats()
        name = numbered(legible(name), (team.name for team in self.teams.values()))
        self._last_number += 1
        team = Team(self._last_number, name, game, {session})
        self.teams[team.number] = team
        team.watch()
        self._allow(team)
        self.tell("teams")
        return team

    def team_of(self, session: str) -> Team | None:
        return next((team for team in self.teams.values() if session in team.sessions), None)

    def sit_with(self, session: str, pin: str) -> Team:
        """Another browser of a team that already sits here. Raises Refusal for a wrong PIN, and after too many at this room."""
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
        """A team leaves; its game stays with those who played it."""
        team = self.teams.pop(number, None)
        if team is None:
            return
        _set_free(team)
        self.tell("teams")

    # how far they may go

    def agree(self, agreement: Agreement) -> None:
        """What teams may do from now on."""
        self.agreement = agreement
        for team in self.teams.values():
            self._allow(team)
        self.tell("agreed")

    def hold(self) -> None:
        """Everybody stops where they are."""
        if self.is_held:
            return
        self.is_held = True
        for team in self.teams.values():
            team.was_playing = team.game.playing
            self._allow(team)
        self.tell("agreed")

    def resume(self) -> None:
        """Those who were playing when everybody stopped play on."""
        if not self.is_held:
            return
        self.is_held = False
        for team in self.teams.values():
            self._allow(team)
            if team.was_playing:
                team.game.start()
        self.tell("agreed")

    def _allow(self, team: Team) -> None:
        gate = team.game.play.week if self.is_held else self.agreement.gate
        team.game.restrict(most_weeks=gate, most_branches=1 + self.agreement.branches, may_intervene=self.agreement.may_intervene)

    def show(self, shown: Shown) -> None:
        self.shown = shown
        self.tell("shown")

    def close(self) -> None:
        """Everybody leaves, and keeps their game as their own."""
        self.is_closed = True
        for number in list(self.teams):
            _set_free(self.teams.pop(number))
        self.tell("closed")

    # who looks at it

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, news: News) -> None:
        for listener in list(self._listeners):
            listener(news)

    def page_opened(self) -> None:
        self._pages += 1

    def page_closed(self) -> None:
        self._pages -= 1
        self._left = self._clock()

    @property
    def is_forgotten(self) -> bool:
        """Whether nobody has had a page of it open for hours."""
        return self._pages <= 0 and self._clock() - self._left > IDLE_SECONDS


class Rooms:
    """All rooms of a server."""

    def __init__(self, most_rooms: int, most_teams: int, clock: Clock = time.monotonic) -> None:
        self.most_rooms, self.most_teams = most_rooms, most_teams
        self._rooms: dict[str, Room] = {}
        self._clock, self._wrong_codes = clock, Attempts(clock)

    def __iter__(self) -> Iterator[Room]:
        return iter(list(self._rooms.values()))

    def __len__(self) -> int:
        return len(self._rooms)

    def open(self, trainer: str, initiative: Initiative, agreement: Agreement) -> Room:
        """A room whose board only this trainer's browser sees. Raises Refusal where there are as many as the server carries."""
        self.sweep()
        if len(self._rooms) >= self.most_rooms:
            raise Refusal("too_many_rooms", {"most": self.most_rooms})
        code = next(code for code in iter(lambda: drawn_code(), "") if code not in self._rooms)
        self._rooms[code] = Room(code, trainer, initiative, agreement, self.most_teams, self._clock)
        return self._rooms[code]

    def knock(self, session: str, code: str) -> Room:
        """The room of a code. Raises Refusal for a code of no room, and after too many of those."""
        self._wrong_codes.check(session)
        room = self._rooms.get(plain_code(code))
        if room is None:
            self._wrong_codes.count(session)
            raise Refusal("unknown")
        return room

    def rejoin(self, session: str, code: str, pin: str) -> Team:
        """A further browser joins its team. Raises Refusal as `knock` does, and for a PIN of no team."""
        room = self.knock(session, code)
        try:
            return room.sit_with(session, pin)
        except Refusal:
            self._wrong_codes.count(session)
            raise

    def led_by(self, session: str, code: str) -> Room | None:
        """The room of a code, for the browser that opened it and no other."""
        room = self._rooms.get(plain_code(code))
        return room if room is not None and secrets.compare_digest(room.trainer, session) else None

    def opened_by(self, session: str) -> list[Room]:
        return [room for room in self if room.trainer == session]

    def seat_of(self, session: str) -> tuple[Room, Team] | None:
        """Where a browser sits, if anywhere."""
        seats = ((room, room.team_of(session)) for room in self)
        return next(((room, team) for room, team in seats if team is not None), None)

    def leave(self, session: str) -> None:
        """A browser gets up; where it was the last of its team, the team leaves."""
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

    def sweep(self) -> None:
        """Rooms that everybody has forgotten are given up."""
        for room in self:
            if room.is_forgotten:
                self.close(room)


def _set_free(team: Team) -> None:
    team.forget()
    team.sessions.clear()
    team.game.set_free()
