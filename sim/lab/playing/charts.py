"""Charts: practice, customers and sponsors, each beside its comparison."""

from __future__ import annotations

from nicegui import ui

from sim.engine.outcome import WORTH_TELLING
from sim.figures.style import BLUE, GREY, INK, ORANGE, SKY, VERMILION
from sim.figures.wording import titles_of
from sim.lab.components.curves import Curve, CurveMark, Curves, Ghost, Goal, unit_line
from sim.lab.playing.customers_card import CustomersCard
from sim.lab.playing.looking import Looking
from sim.lab.playing.readings import REPORTED, WHOLE, readings
from sim.play import Play
from sim.texts import say

MOST_UNITS = 8
"""Units with a curve; of many, the largest inside the firm."""

LABEL = 18
"""Largest length of a unit's name at its curve."""


class Charts:
    """The three charts of a page, up to the current week."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        play, goal = looking.play, float(looking.play.initiative.success.adoption)
        self._shown, self._last = play, -1
        self._nothing: list[float] = []
        titles, weeks = titles_of(play.organisation), play.weeks
        whole = Curve(WHOLE, say("play.charts.whole"), INK, "solid", 3.5)
        told = Curve(REPORTED, say("play.charts.reported"), INK, (0, (3, 1.5)), 1.3)
        units = [unit_line(row, _short(titles[row]), str(row)) for row in _told(play)]
        sponsors = [
            Curve("walk", say("play.charts.walk"), BLUE, "solid", 3.0), Curve("talk", say("play.charts.talk"), ORANGE, (0, (5, 1.5))),
            Curve("patience", say("play.charts.patience"), SKY), Curve("cynicism", say("play.charts.cynicism"), VERMILION),
        ]  # fmt: skip
        reached = Goal(goal, say("play.charts.goal", share=goal))
        with ui.element("div").classes("play-chart play-chart-tall"):
            self.adoption = Curves(say("play.charts.adoption"), [whole, told, *units], weeks, reached, on_week=looking.look_back)
        self.customers = CustomersCard(looking)
        with ui.element("div").classes("play-chart"):
            self.sponsors = Curves(say("play.charts.sponsors"), sponsors, weeks, on_week=looking.look_back)

    def show(self) -> None:
        """Add the weeks since the last update."""
        play = self._looking.play
        if play is not self._shown or self._last > play.week or play.week - self._last > 30:
            self.show_all()
            return
        new = readings(play, self._last + 1, play.week)
        for offset, week in enumerate(range(self._last + 1, play.week + 1)):
            for chart, lines in zip((self.adoption, self.customers, self.sponsors), new, strict=True):
                chart.append(week, {key: values[offset] for key, values in lines.items()})
        self._last = play.week

    def show_all(self) -> None:
        """Redraw everything, after a change of branch or a jump in time."""
        play = self._looking.play
        self._shown, self._last = play, play.week
        everything = readings(play, 0, play.week)
        for chart, lines in zip((self.adoption, self.customers, self.sponsors), everything, strict=True):
            chart.replace(lines)
        self.show_comparisons()

    def show_comparisons(self) -> None:
        """Draw other branches and doing nothing as thin lines in the hue of the compared line, and decisions on the axis."""
        game, play = self._looking.game, self._looking.play
        others = [other for other in game.branches if other is not play and other.week > 0]
        drawn = [(other.title, readings(other, 0, other.week)) for other in others]
        nothing = [Ghost(say("play.charts.nothing"), GREY, self._nothing)] if self._nothing else []
        self.adoption.ghosts([*(Ghost(title, INK, lines.adoption[WHOLE]) for title, lines in drawn), *nothing])
        self.customers.ghosts([(title, lines.customers) for title, lines in drawn])
        self.sponsors.ghosts([Ghost(title, BLUE, lines.sponsors["walk"]) for title, lines in drawn])
        self.adoption.marks([CurveMark(one.week, say(f"play.decided.{one.does}", step=play.called(one.handle))) for one in play.decisions])

    def compare_with_nothing(self, adoption: list[float]) -> None:
        """Weekly adoption without any plan."""
        self._nothing = adoption
        self.show_comparisons()

    def band(self, low: list[float], high: list[float], label: str) -> None:
        """The band of other plans."""
        self.adoption.band(low, high, label)


def _told(play: Play) -> list[int]:
    """Units with a curve: the largest inside, but not so small that one person changes much."""
    size = play.organisation.unit_size.astype(int)
    inside = [row for row in range(play.organisation.units) if play.organisation.is_internal[row] and size[row] >= WORTH_TELLING]
    return sorted(sorted(inside, key=lambda row: -size[row])[:MOST_UNITS])


def _short(title: str) -> str:
    return title if len(title) <= LABEL else f"{title[: LABEL - 1].rstrip()}…"
