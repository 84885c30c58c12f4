"""Wording of a board: names, status and outcome of teams."""

from __future__ import annotations

from typing import NamedTuple

from sim.engine.outcome import Outcome
from sim.figures.style import Look, percent, unit_look
from sim.lab.rooms import Team
from sim.lab.standings import Ending, TeamStanding
from sim.play import Play
from sim.texts import say

NOTHING = "–"
SOME, MANY = 8, 14
"""Numbers of teams from which lines get narrower, and as narrow as a projector allows."""


class BoardSight(NamedTuple):
    """Settings of visible data on a board."""

    names: bool
    results: bool


def called(team: Team, sight: BoardSight) -> str:
    """A team's name on a board."""
    return team.name if sight.names else say("room.number", number=team.number)


def look_of(team: Team) -> Look:
    """A team's colour and dashes, the same in all charts."""
    return unit_look(team.number - 1)


def thousand(euro: float) -> str:
    """Thousand euro in words."""
    return f"{euro:,.0f}"


def spent_in_words(standing: TeamStanding) -> str:
    if standing.budget is None:
        return thousand(standing.spent)
    return say("room.of", value=thousand(standing.spent), of=thousand(standing.budget))


def share_in_words(share: float) -> str:
    return percent(share)


def outcome_key(outcome: Outcome) -> str:
    return "success" if outcome.success else str(outcome.mode).replace(" ", "_")


def status_in_words(standing: TeamStanding, ending: Ending | None, sight: BoardSight) -> str:
    """A team's status; after the end its outcome, if results are visible."""
    if ending is not None and ending.outcome is not None and sight.results:
        return say(f"room.outcome.{outcome_key(ending.outcome)}")
    return say(f"room.status.{standing.status}")


def status_kind(standing: TeamStanding, ending: Ending | None, sight: BoardSight) -> str:
    """Style of a status: by a team's activity or its success."""
    if ending is None or ending.outcome is None or not sight.results:
        return standing.status
    return "success" if ending.outcome.success else "failure"


def density(teams: int) -> str:
    """Line density of a board for this number of teams."""
    return "many" if teams > MANY else "some" if teams > SOME else "few"


def columns_of(teams: int) -> int:
    """Number of small charts per row, so that all fit on one screen."""
    return 1 if teams == 1 else 2 if teams <= 4 else 3 if teams <= 6 else 4 if teams <= 12 else 5


def decisions_in_words(play: Play) -> list[str]:
    """Decisions during play, one line each."""
    return [say("room.took", week=one.week, does=say(f"room.decided.{one.does}"), step=play.called(one.handle)) for one in play.decisions]
