"""Standings of the teams in a room, read from their games without disturbing them."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sim.engine.outcome import Outcome, course_of, outcome_of
from sim.engine.state import FIRM_SERIES
from sim.lab.game import Game
from sim.lab.playing.readings import claimed
from sim.lab.rooms import Room, Team
from sim.play import Play
from sim.play.traps import traps_of

Status = Literal["planning", "playing", "paused", "waiting", "over"]

_ADOPTION, _FELT = FIRM_SERIES.index("adoption"), FIRM_SERIES.index("felt")


class TeamStanding(NamedTuple):
    """A team's state at one moment."""

    week: int
    adoption: float  # share of staff
    felt: float
    spent: float  # thousand euro
    budget: float | None  # none: no limit
    load: float  # change load of the busiest unit, as a share of people's limit without tiring
    decisions: int  # changes of plan since the start
    status: Status


class Seen(NamedTuple):
    """A cheap fingerprint that shows whether anything moved."""

    play: int
    week: int
    decisions: int
    steps: int
    status: Status


class Ending(NamedTuple):
    """Outcome and traps of a team's play."""

    outcome: Outcome | None  # none: not over
    traps: tuple[str, ...]  # names of traps, the worst first


def status_of(game: Game, play: Play) -> Status:
    """What a room does with a team's play."""
    if play.is_over:
        return "over"
    if play is game.play and game.waits:
        return "waiting"
    if play is game.play and game.playing:
        return "playing"
    return "planning" if play.week == 0 else "paused"


def seen(team: Team) -> Seen:
    game, play = team.game, team.game.play
    return Seen(id(play), play.week, len(play.decisions), id(play.programme), status_of(game, play))


def standing_of(game: Game) -> TeamStanding:
    """State of an open game."""
    return standing_of_play(game.play, status_of(game, game.play))


def standing_of_play(play: Play, status: Status) -> TeamStanding:
    """State of a play; the week is read once, because weeks pass meanwhile."""
    week = play.week
    firm, taken = play.run.traces.firm[week, :, 0], claimed(play, week)
    return TeamStanding(
        week, float(firm[_ADOPTION]), float(firm[_FELT]), taken.money, taken.money_budget, taken.attention / taken.attention_budget,
        len(play.decisions), status,
    )  # fmt: skip


def adoption_of(play: Play, first: int = 0) -> list[float]:
    """Weekly adoption of the firm from a week on."""
    return [round(float(share), 4) for share in play.run.traces.firm[first : play.week + 1, _ADOPTION, 0]]


def ending_of(play: Play) -> Ending:
    """Outcome and traps of the current plan; takes time, so call it off the page."""
    run = play.run
    traps = traps_of(play.programme, play.initiative, play.organisation, play.schedule.begun_by(play.week))
    names = tuple(trap.name for trap in traps)
    if not play.is_over:
        return Ending(None, names)
    course = course_of(run.traces, run.plan, play.organisation, run.state, 0)
    return Ending(outcome_of(course, run.initiative, play.organisation, run.schedule.end), names)


class RoomWatch:
    """Polls a room and reports changes."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._seen: dict[int, Seen] = {}

    def moved(self) -> list[Team]:
        """The teams whose game has changed since the last poll."""
        now = {number: seen(team) for number, team in self._room.teams.items()}
        moved = [team for number, team in self._room.teams.items() if self._seen.get(number) != now[number]]
        self._seen = now
        return moved
