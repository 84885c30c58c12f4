"""The table of a board: one row per team, updated only where a team has moved."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from sim.lab.boards.words import (
    NOTHING,
    BoardSight,
    called,
    columns_of,
    density,
    look_of,
    share_in_words,
    spent_in_words,
    status_in_words,
    status_kind,
)
from sim.lab.components.spark import Spark
from sim.lab.rooms import Room, Team
from sim.lab.standings import Ending, TeamStanding, adoption_of
from sim.play import Play
from sim.texts import say

COLUMNS = ("team", "week", "adoption", "felt", "money", "load", "decisions", "status")
HEAVY = 1.0
"""Largest change load without tiring; higher loads are marked."""

MARKS = "is-planning is-playing is-paused is-waiting is-over is-success is-failure"

Act = Callable[[Team], None]


class TeamTable:
    """All teams, one row each.

    act : builds a team's actions at the end of its row; none: no actions
    """

    def __init__(self, room: Room, act: Act | None = None) -> None:
        self._room, self._act = room, act
        self._rows: dict[int, _Row] = {}
        self._place = ui.element("div").classes("room-table")

    def lay(self, sight: BoardSight) -> None:
        """Rebuild the rows after a team joined or left, or a setting hid data."""
        self._place.clear()
        teams = len(self._room.teams)
        self._place.classes(replace=f"room-table is-{density(teams)}").style(f"--teams:{teams}")
        with self._place, ui.element("table"):
            with ui.element("thead"), ui.element("tr"):
                for column in COLUMNS:
                    with ui.element("th").props("scope=col").classes(f"room-{column}"):
                        ui.label(say(f"room.column.{column}"))
                if self._act is not None:
                    with ui.element("th").props("scope=col").classes("room-actions"):
                        ui.label(say("room.column.actions")).classes("lab-heard")
            with ui.element("tbody"):
                self._rows = {number: _Row(self._room, team, sight, self._act) for number, team in self._room.teams.items()}

    def show(self, team: Team, standing: TeamStanding, ending: Ending | None) -> None:
        """Update a team that has moved."""
        row = self._rows.get(team.number)
        if row is not None:
            row.show(team, standing, ending)


class TeamLine:
    """A team's sparkline, which grows with its weeks."""

    def __init__(self, room: Room, team: Team) -> None:
        look, task = look_of(team), room.task.initiative
        with ui.element("div").classes("room-spark"):
            self.spark = Spark(task.weeks, float(task.success.adoption), look.colour, look.dash)
        self._drawn: Play | None = None

    def show(self, play: Play) -> None:
        lived = len(self.spark.values)
        if play is not self._drawn or play.week < lived - 1:
            self._drawn = play
            self.spark.replace(adoption_of(play))
        elif play.week > lived - 1:
            self.spark.extend(adoption_of(play, lived))


class _Row:
    """One team."""

    def __init__(self, room: Room, team: Team, sight: BoardSight, act: Act | None) -> None:
        self._sight, self._course = sight, None
        with ui.element("tr").mark(f"team-{team.number}"):
            with ui.element("th").props("scope=row").classes("room-team"):
                ui.element("span").classes("room-colour").style(f"background:{look_of(team).colour}").props("aria-hidden=true")
                ui.label(called(team, sight)).classes("room-name").props("dir=auto")
            self._week = _cell("week")
            with ui.element("td").classes("room-adoption"), ui.element("div"):
                self._adoption = ui.label(NOTHING).classes("room-share")
                if sight.results:
                    self._course = TeamLine(room, team)
            self._felt, self._money, self._load, self._decisions = (_cell(name) for name in ("felt", "money", "load", "decisions"))
            with ui.element("td").classes("room-status"):
                self._status = ui.label().classes("room-mark")
            if act is not None:
                with ui.element("td").classes("room-actions"):
                    act(team)

    def show(self, team: Team, standing: TeamStanding, ending: Ending | None) -> None:
        self._week.set_text(str(standing.week))
        _mark(self._status, standing, ending, self._sight)
        if self._course is None:
            return
        self._course.show(team.game.play)
        self._adoption.set_text(share_in_words(standing.adoption))
        self._felt.set_text(share_in_words(standing.felt))
        self._money.set_text(spent_in_words(standing))
        self._load.set_text(share_in_words(standing.load))
        self._load.classes(**{"add" if standing.load > HEAVY else "remove": "is-heavy"})
        self._decisions.set_text(str(standing.decisions))


class TeamCharts:
    """All teams as small charts side by side."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._cards: dict[int, _Card] = {}
        self._place = ui.element("div").classes("room-cards")

    def lay(self, sight: BoardSight) -> None:
        self._place.clear()
        teams = len(self._room.teams)
        self._place.classes(replace=f"room-cards is-{density(teams)}").style(f"--columns:{columns_of(teams)}")
        with self._place:
            self._cards = {number: _Card(self._room, team, sight) for number, team in self._room.teams.items()}

    def show(self, team: Team, standing: TeamStanding, ending: Ending | None) -> None:
        card = self._cards.get(team.number)
        if card is not None:
            card.show(team, standing, ending)


class _Card:
    def __init__(self, room: Room, team: Team, sight: BoardSight) -> None:
        self._sight, self._course = sight, None
        with ui.element("section").classes("room-card"):
            with ui.element("div").classes("room-card-head"):
                ui.element("span").classes("room-colour").style(f"background:{look_of(team).colour}").props("aria-hidden=true")
                ui.label(called(team, sight)).classes("room-name").props("dir=auto role=heading aria-level=2")
                self._adoption = ui.label(NOTHING).classes("room-share")
            if sight.results:
                self._course = TeamLine(room, team)
            with ui.element("div").classes("room-card-foot"):
                self._week, self._felt = ui.label(), ui.label()
                self._status = ui.label().classes("room-mark")

    def show(self, team: Team, standing: TeamStanding, ending: Ending | None) -> None:
        self._week.set_text(say("room.card.week", week=standing.week))
        _mark(self._status, standing, ending, self._sight)
        if self._course is None:
            return
        self._course.show(team.game.play)
        self._adoption.set_text(share_in_words(standing.adoption))
        self._felt.set_text(say("room.card.felt", share=standing.felt))


def _cell(column: str) -> ui.label:
    with ui.element("td").classes(f"room-{column}"):
        return ui.label(NOTHING)


def _mark(status: ui.label, standing: TeamStanding, ending: Ending | None, sight: BoardSight) -> None:
    status.set_text(status_in_words(standing, ending, sight))
    status.classes(f"is-{status_kind(standing, ending, sight)}", remove=MARKS)
