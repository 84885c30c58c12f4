"""Results of a room as tables for a spreadsheet: decisions and outcomes of each team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.engine.state import FIRM_SERIES
from sim.lab.boards.words import BoardSight, called, outcome_key, status_in_words, status_kind
from sim.lab.rooms import Team
from sim.lab.standings import Ending, TeamStanding, ending_of, standing_of_play, status_of
from sim.play import Play
from sim.play.decisions_table import table_csv
from sim.schema.programme import Step
from sim.texts import say

COLUMNS = (
    "team", "branch", "weeks_played", "outcome", "adoption", "felt", "felt_gain", "spent", "traps",
    "week", "decision", "step", "intervention", "starts", "lasts", "strength", "units",
)  # fmt: skip
_FELT = FIRM_SERIES.index("felt")


class Result(NamedTuple):
    """One branch of one team."""

    team: Team
    name: str
    play: Play
    standing: TeamStanding
    ending: Ending
    status: str  # in words
    kind: str  # its style


def results_of(teams: Sequence[Team], sight: BoardSight) -> list[Result]:
    """Results of each team's branch in view; takes time."""
    return [_result(team, called(team, sight), team.game.play, sight) for team in teams]


def all_results(teams: Sequence[Team]) -> list[Result]:
    """Every branch that a team has played; takes time."""
    sight = BoardSight(names=True, results=True)
    return [_result(team, team.name, play, sight) for team in teams for play in tuple(team.game.branches)]


def _result(team: Team, name: str, play: Play, sight: BoardSight) -> Result:
    standing, ending = standing_of_play(play, status_of(team.game, play)), ending_of(play)
    return Result(team, name, play, standing, ending, status_in_words(standing, ending, sight), status_kind(standing, ending, sight))


def results_csv(results: Iterable[Result]) -> str:
    """One row per planned step and decision of each team, with the outcome; one row for a team with neither."""
    rows = [[*outcome_of_result(result), *decision] for result in results for decision in decisions_of(result.play)]
    return table_csv([say(f"room.csv.{column}") for column in COLUMNS], rows)


def outcome_of_result(result: Result) -> list[object]:
    """The outcome of a branch, in the first columns."""
    standing, outcome = result.standing, result.ending.outcome
    firm = result.play.run.traces.firm
    gained = float(firm[standing.week, _FELT, 0] - firm[0, _FELT, 0])
    came = "" if outcome is None else say(f"room.outcome.{outcome_key(outcome)}")
    traps = "; ".join(say(f"trap.{trap}.title") for trap in result.ending.traps)
    return [
        result.name, result.play.title, standing.week, came, round(standing.adoption, 4), round(standing.felt, 4), round(gained, 4) + 0.0,
        round(standing.spent, 1), traps,
    ]  # fmt: skip


def decisions_of(play: Play) -> list[list[object]]:
    """Plan and decisions, in the last columns; one empty row if there are none."""
    planned = sorted(play.initiative.programme.steps.items(), key=lambda item: (item[1].start, item[0]))
    rows = [_decision(play, 0, "planned", handle, step) for handle, step in planned]
    rows += [_decision(play, one.week, one.does, one.handle, one.step) for one in play.decisions]
    return rows or [[None] * 8]


def _decision(play: Play, week: int, does: str, handle: str, step: Step | None) -> list[object]:
    said = [week, say(f"room.decided.{does}"), handle, play.called(handle)]
    if step is None:
        return [*said, None, None, None, None]
    units = "" if step.audience is None else " ".join(step.audience.units)
    return [*said, step.start, step.weeks, step.strength, units]
