"""The play page: an organisation week by week on one screen, with pause, changes and branches."""

from __future__ import annotations

from nicegui import background_tasks, ui

from sim.lab.application import the_lab
from sim.lab.choosing.share_menu import share_menu
from sim.lab.components.messages import one_message
from sim.lab.components.network import NetworkMap
from sim.lab.game import ChangedPart, Game
from sim.lab.playing.charts import Charts
from sim.lab.playing.compare import Compare
from sim.lab.playing.controls import PlayControls
from sim.lab.playing.feed import Feed
from sim.lab.playing.futures import Futures
from sim.lab.playing.looking import Looking
from sim.lab.playing.person import PersonPanel
from sim.lab.playing.plan import ProgrammeTimeline
from sim.lab.playing.readings import WHOLE, adoption_of_units, readings
from sim.lab.shell import frame, page
from sim.play import Play
from sim.texts import say

ASPECT = 1.15
"""Width of the map divided by its height on a laptop."""


def register() -> None:
    """The route of the page."""
    page("/play", say("play.title"))(_page)


async def _page() -> None:
    game = the_lab().session().game
    if game is None:
        ui.navigate.to("/")
        return
    with frame("play", game.initiative.title):
        await _PlayView(game).lay()


class _PlayView:
    """One page of a game."""

    def __init__(self, game: Game) -> None:
        self._game = game
        self._looking = Looking(game)

    async def lay(self) -> None:
        """Build the page and keep it up to date."""
        play, looking = self._game.play, self._looking
        drawn = await the_lab().maps.of(play.organisation, ASPECT)
        names = [play.name(person) for person in range(play.organisation.employees)]
        with ui.element("div").classes("play-table"):
            self._controls = PlayControls(looking, self._finish, self._branch)
            with ui.element("section").classes("play-map").props(f'aria-label="{say("play.map")}"'):
                self._network = NetworkMap(play.organisation, names, looking.open_person, looking.open_unit, drawn=drawn)
                self._switches()
            with ui.element("section").classes("play-charts"):
                self._charts = Charts(looking)
            with ui.element("div").classes("play-side"):
                self._feed = Feed(looking)
                self._futures = Futures(looking)
                with self._futures.more:
                    Compare(looking, self._charts)
                    share_menu(self._game).props("dense no-caps")
                self._person = PersonPanel(looking)
            self._plan = ProgrammeTimeline(self._game)
        looking.changed.append(self._show_looking)
        stop = self._game.listen(self._hear)
        ui.context.client.on_delete(stop)
        self._show_all()
        background_tasks.create(self._compare_with_nothing())
        await self._plan.table.refresh()

    def _switches(self) -> None:
        with ui.element("div").classes("play-switches"):
            called = ui.toggle({"names": say("play.names"), "numbers": say("play.numbers")}, value="names").props("dense no-caps flat")
            called.on_value_change(lambda event: self._network.call_by(event.value))
            moves = ui.switch(say("play.motion"), value=True).props("dense")
            moves.on_value_change(lambda event: self._network.let_move(bool(event.value)))

    def _hear(self, change: ChangedPart) -> None:
        """Update after a change of the game."""
        with one_message():
            if change == "weeks":
                self._show_week()
            elif change == "plan":
                self._charts.show_comparisons()
            elif change == "branches":
                self._looking.back = None
                self._show_all()
            self._controls.show()

    def _show_week(self) -> None:
        self._charts.show()
        self._feed.show()
        self._futures.pass_to(self._looking.play.week)
        if self._looking.back is None:
            self._show_map()
            self._person.show()

    def _show_looking(self) -> None:
        with one_message():
            self._show_map()
            self._network.select(self._looking.person)
            self._controls.show()
            self._futures.show()
            self._side()
            self._person.show()

    def _show_all(self) -> None:
        with one_message():
            self._charts.show_all()
            self._feed.show()
            self._show_map()
            self._futures.show()
            self._controls.show()
            self._side()
            self._person.show()

    def _show_map(self) -> None:
        play, week = self._looking.play, self._looking.week
        self._network.show_week(week, play.stages(week), adoption_of_units(play, week))

    def _side(self) -> None:
        """The selected person replaces the news."""
        self._feed.panel.set_visibility(self._looking.person is None and self._looking.unit is None)

    async def _finish(self) -> None:
        ui.navigate.to("/debrief")

    async def _branch(self) -> None:
        await self._futures.ask()

    async def _compare_with_nothing(self) -> None:
        first = self._game.branches[0]
        adoption = await the_lab().run(_doing_nothing, first)
        self._charts.compare_with_nothing(adoption)


def _doing_nothing(play: Play) -> list[float]:
    """Weekly adoption without any plan."""
    programme = play.initiative.programme.model_copy(update={"steps": {}})
    idle = Play(play.initiative.model_copy(update={"programme": programme}), play.seed, organisation=play.organisation)
    run = idle.run.advance()
    assert run.week == idle.weeks
    return readings(idle, 0, idle.weeks).adoption[WHOLE]
