"""The large chart of a board: adoption of all teams on the same axes."""

from __future__ import annotations

from nicegui import ui

from sim.lab.boards.words import BoardSight, called, look_of
from sim.lab.components.curves import Curve, Curves, Goal
from sim.lab.components.messages import one_message
from sim.lab.rooms import Room, Team
from sim.lab.standings import Ending, TeamStanding, adoption_of
from sim.play import Play
from sim.texts import say

FEW_WEEKS = 6
"""Largest number of new weeks sent one by one; with more, all lines are sent at once."""


class AllCurves:
    """One line per team, named at its end."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lines: dict[int, list[float]] = {}
        self._plays: dict[int, Play] = {}
        self._chart: Curves | None = None
        self._fresh: set[int] = set()
        self._place = ui.element("div").classes("room-curves")

    def lay(self, sight: BoardSight) -> None:
        """Rebuild the chart."""
        self._place.clear()
        self._lines, self._plays, self._chart, self._fresh = {}, {}, None, set()
        if not sight.results:
            with self._place:
                ui.label(say("room.board.hidden")).classes("room-empty")
            return
        task = self._room.task.initiative
        goal = float(task.success.adoption)
        series = [
            Curve(str(number), called(team, sight), look_of(team).colour, look_of(team).dash) for number, team in self._room.teams.items()
        ]
        with self._place:
            self._chart = Curves(say("room.board.adoption"), series, task.weeks, Goal(goal, say("room.board.goal", share=goal)))

    def show(self, team: Team, standing: TeamStanding, ending: Ending | None) -> None:
        """Queue a team's new weeks; `send` sends all together."""
        play = team.game.play
        known = self._lines.setdefault(team.number, [])
        if self._plays.get(team.number) is not play:
            self._plays[team.number] = play
            known.clear()
            self._fresh.update(range(play.week + 1))
        first = len(known)
        known.extend(adoption_of(play, first))
        self._fresh.update(range(first, len(known)))

    def send(self) -> None:
        """The weeks since the last update."""
        fresh, self._fresh = sorted(self._fresh), set()
        if self._chart is None or not fresh:
            return
        if len(fresh) > FEW_WEEKS:
            self._chart.replace({str(number): line for number, line in self._lines.items()})
            return
        with one_message():
            for week in fresh:
                self._chart.append(week, {str(number): line[week] for number, line in self._lines.items() if week < len(line)})
