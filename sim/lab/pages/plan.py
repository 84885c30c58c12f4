"""The plan page: interventions over weeks, their load and their traps, before the first week is played."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.game import Game
from sim.lab.planning.cards import Cards
from sim.lab.planning.setting_dialog import open_setting
from sim.lab.planning.table import PlanTable
from sim.lab.planning.warnings import Warnings
from sim.lab.planning.words import money
from sim.lab.shell import frame, page
from sim.play.intervention_cards import cards_of, programmes_for
from sim.schema.programme import Programme
from sim.texts import say


def register() -> None:
    """Declare the route."""

    @page("/plan", say("shell.plan"))
    async def plan() -> None:
        game = the_lab().session().game
        with frame("plan", "" if game is None else game.initiative.title):
            if game is None:
                _nothing()
            else:
                await PlanPage(game).build()


def _nothing() -> None:
    with ui.element("div").classes("lab-panel plan-nothing"):
        ui.label(say("plan.no_game"))
        ui.link(say("plan.to_choose"), "/").classes("lab-button")


class PlanPage:
    """One game's plan and the available cards."""

    def __init__(self, game: Game) -> None:
        self.game = game

    async def build(self) -> None:
        lived = self.game.play.week > 0 or len(self.game.branches) > 1
        with ui.element("div").classes("plan-page"):
            with ui.element("header").classes("plan-head"):
                with ui.element("div").classes("plan-headline"):
                    ui.label(say("plan.title")).classes("plan-title").props("role=heading aria-level=1")
                    self.summary = ui.label().classes("plan-summary").mark("plan-summary")
                    if not lived:
                        ui.label(say("plan.lead")).classes("plan-hint")
                if not lived:
                    await self._choices()
                ui.button(say("plan.to_play") if lived else say("plan.play"), icon="play_arrow", on_click=self._play).mark("plan-play")
            if lived:
                ui.label(say("plan.lived", week=self.game.play.week)).classes("plan-lived")
            with ui.element("div").classes("plan-body"):
                self.left = ui.element("div").classes("plan-left lab-panel")
                self._show_cards()
                with ui.element("div").classes("plan-middle lab-panel"):
                    self.table = PlanTable(self.game, on_reading=self._read)
                with ui.element("div").classes("plan-right lab-panel"):
                    self.warnings = Warnings(self.table)
        await self.table.refresh()

    def _show_cards(self) -> None:
        """The cards as the plan's philosophy lets them act."""
        initiative, organisation = self.game.initiative, self.game.play.organisation
        self.philosophy = initiative.programme.philosophy
        self.left.clear()
        with self.left:
            Cards(cards_of(initiative, organisation), organisation, self._add)

    async def _choices(self) -> None:
        initiative, organisation = self.game.initiative, self.game.play.organisation
        known = await the_lab().run(programmes_for, initiative, organisation)
        with ui.button(say("plan.load"), icon="folder_open").props("outline").mark("plan-load"), ui.menu().props("auto-close"):
            for name, programme in known.items():
                ui.menu_item(programme.title, on_click=self._loader(programme)).tooltip(programme.description).mark(f"load-{name}")
        ui.button(say("plan.empty"), icon="clear_all", on_click=self._clear).props("outline").mark("plan-empty")
        ui.button(say("plan.reset"), icon="restart_alt", on_click=self._loader(self.game.own_programme)).props("outline").mark("plan-reset")
        ui.button(icon="tune", on_click=self._set).props(f'outline aria-label="{say("plan.terms")}"').tooltip(say("plan.terms")).mark(
            "plan-terms"
        )

    def _loader(self, programme: Programme) -> Any:
        async def load() -> None:
            await self.table.replan(programme)

        return load

    async def _clear(self) -> None:
        await self.table.replan(self.table.programme.model_copy(update={"steps": {}}))

    async def _set(self) -> None:
        await open_setting(self.table)

    async def _add(self, name: str) -> None:
        await self.table.add(name)

    def _play(self) -> None:
        ui.navigate.to("/play")

    def _read(self, reading: Any) -> None:
        claims, steps = reading.claims, reading.programme.steps
        if reading.programme.philosophy != self.philosophy:
            self._show_cards()
        spent = float(claims.money[-1]) if len(claims.money) else 0.0
        led = [] if reading.suited is None else [reading.suited.philosophy.title]
        self.summary.text = " · ".join((reading.programme.title, *led, say("plan.steps", count=len(steps)), money(spent)))
        self.warnings.show(reading)
