"""The plan under the map: running and coming steps, changeable during play; the past is fixed."""

from __future__ import annotations

from nicegui import ui

from sim.lab.game import Game
from sim.lab.planning.cards import Cards
from sim.lab.planning.table import PlanTable
from sim.play.intervention_cards import cards_of
from sim.texts import say


class ProgrammeTimeline:
    """The timeline of the branch in view, with a button to add a card."""

    def __init__(self, game: Game) -> None:
        self._game = game
        with ui.element("section").classes("play-plan").props(f'aria-label="{say("play.plan")}"') as self._section:
            with ui.element("div").classes("play-plan-head"):
                ui.label(say("play.plan")).classes("play-head").props("role=heading aria-level=2")
                add = ui.button(say("play.add_card"), icon="add", on_click=self._offer).props("outline dense no-caps").mark("play-add")
                add.set_visibility(game.may_intervene or game.play.week == 0)
                self._fold = ui.button(on_click=self._turn).props("flat dense no-caps").mark("play-fold")
            with ui.element("div").classes("play-plan-rows") as self._rows:
                self.table = PlanTable(game, compact=True)
        self._show(True)

    def _turn(self) -> None:
        self._show(not self._rows.visible)

    def _show(self, is_open: bool) -> None:
        self._rows.set_visibility(is_open)
        self._fold.set_text(say("play.plan_hide" if is_open else "play.plan_show"))
        self._fold.props(f"icon={'expand_more' if is_open else 'expand_less'} aria-expanded={'true' if is_open else 'false'}")

    def _offer(self) -> None:
        """Open all cards; a chosen card starts next week at the earliest."""
        self._game.pause()
        organisation = self._game.play.organisation
        with self._section, ui.dialog() as dialog, ui.card().classes("play-cards"):
            with ui.element("div").classes("play-cards-head"):
                ui.label(say("play.add_from", week=self._game.play.week)).classes("play-head").props("role=heading aria-level=2")
                close = ui.button(icon="close", on_click=dialog.close).props("flat dense round")
                close.props(f'aria-label="{say("common.close")}"')

            async def take(name: str) -> None:
                dialog.close()
                await self.table.add(name)

            with ui.element("div").classes("play-cards-list"):
                Cards(cards_of(self._game.initiative, organisation), organisation, take)
        dialog.on("hide", dialog.delete)
        dialog.open()
