"""The panel: the full briefing of one situation, and the button that starts it."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from sim.config.errors import Refused
from sim.figures.style import unit_look
from sim.lab.choosing.choice import ScenarioChoice
from sim.lab.choosing.start_game import lay
from sim.lab.choosing.words import (
    common_in_words,
    difficulty_in_words,
    force_in_words,
    length_in_words,
    own_plan_in_words,
    size_in_words,
    stakes,
    traits_in_words,
)
from sim.lab.shell import labelled
from sim.play.briefing import Briefing, Unit
from sim.texts import say

MOST_SEEDS = 2**53 - 1
"""Largest whole number of browsers."""

MOST_UNITS = 40
"""Largest number of units listed; of more, the largest units."""


class SituationPanel:
    """Details of the situation in view."""

    def __init__(self, choice: ScenarioChoice) -> None:
        self._choice = choice
        self._is_busy = False
        with labelled("aside", say("choose.briefing")).classes("choose-panel lab-panel"):
            self._text = ui.element("div").classes("choose-briefing").props('tabindex="0"')
            with ui.element("div").classes("choose-start"):
                self._trouble = ui.label().classes("choose-trouble").props("role=alert").mark("choose-trouble")
                with ui.element("div").classes("choose-start-row"):
                    self._button = ui.button(say("choose.begin"), icon="arrow_forward").classes("choose-begin").mark("choose-begin")
                    self._button.on_click(lambda: self._begin("/plan"))
                    self._room = ui.button(say("choose.room"), icon="groups").props("outline").mark("choose-room")
                    self._room.on_click(lambda: self._begin("/room/open"))
                    with ui.expansion(say("choose.advanced")).classes("choose-advanced").props("dense"):
                        self._seed = ui.number(say("choose.seed"), min=0, max=MOST_SEEDS, precision=0).props("dense outlined").mark("seed")
                        ui.label(say("choose.seed_means")).classes("lab-small")
        choice.listen(self.show)
        self.show()

    def show(self) -> None:
        """Show the situation in view."""
        case, missing = self._choice.case, self._choice.missing(self._choice.case)
        self._seed.value = min(case.initiative.seed, MOST_SEEDS)
        self._say(say("choose.own.not_here", units=", ".join(missing)) if missing else "")
        for button in (self._button, self._room):
            button.set_enabled(not missing)
        self._text.clear()
        with self._text:
            self._brief(self._choice.briefing())
        self._text.run_method("scrollTo", 0, 0)

    def _brief(self, briefing: Briefing) -> None:
        case = self._choice.case
        initiative, difficulty = case.initiative, case.difficulty
        ui.label(initiative.title).classes("choose-title").props("role=heading aria-level=2").mark("choose-title")
        facts = f"{size_in_words(len(briefing.units), briefing.employees)} · {length_in_words(initiative.weeks)}"
        ui.label(facts).classes("lab-small")
        ui.label(initiative.briefing).classes("choose-situation")
        with _part(say("choose.part.difficulty")):
            known = None if self._choice.own is not None else difficulty
            ui.label(difficulty_in_words(known)).classes("choose-sentence-start").mark("choose-difficulty")
            if known is not None:
                ui.label(own_plan_in_words(known)).classes("choose-muted")
        with _part(say("choose.part.stakes")), ui.element("dl").classes("choose-stakes"):
            for heading, text in stakes(initiative, briefing):
                with ui.element("dt"):
                    ui.label(heading)
                with ui.element("dd"):
                    ui.label(text)
        with _part(say("choose.part.people")):
            if briefing.common:
                ui.label(common_in_words(briefing)).classes("choose-muted")
            _people(briefing.units)
        with _part(say("choose.part.forces")):
            _list(say("choose.helps"), map(force_in_words, briefing.helps), "is-help")
            _list(say("choose.hinders"), map(force_in_words, briefing.hinders), "is-hindrance")
        if initiative.watch:
            with _part(say("choose.part.watch")):
                _bullets(initiative.watch)
        if initiative.source:
            ui.label(say("choose.source", source=initiative.source)).classes("lab-small")

    async def _begin(self, route: str) -> None:
        """Start a game once, even after several presses; a running game is discarded only after confirmation."""
        if self._is_busy:
            return
        self._is_busy = True
        try:
            await self._begin_once(route)
        finally:
            self._is_busy = False

    async def _begin_once(self, route: str) -> None:
        game = self._choice.session.game
        if game is not None and max(play.week for play in game.branches) > 0 and not await _agreed(game.initiative.title, game.play.week):
            return
        self._say("")
        self._button.disable()
        self._button.props(add="loading")
        try:
            await self._lay()
        except Refused as refusal:
            self._say(str(refusal))
        else:
            if not self._button.is_deleted:  # the user may have left meanwhile; the game is open all the same
                ui.navigate.to(route)
        finally:
            self._button.props(remove="loading")
            self._button.enable()

    async def _lay(self) -> None:
        choice, own = self._choice, self._choice.own
        seed = self._seed.value
        if seed is None or not 0 <= seed <= MOST_SEEDS or seed != int(seed):
            raise Refused(say("choose.bad_seed", most=MOST_SEEDS))
        if own is None:
            await lay(choice.lab, choice.session, choice.case.initiative, int(seed), choice.case.briefing.employees, None)
        else:
            initiative = own.put_into(choice.case.initiative)
            await lay(choice.lab, choice.session, initiative, int(seed), own.organisation.employees, own.organisation)

    def _say(self, text: str) -> None:
        self._trouble.text = text
        self._trouble.set_visibility(bool(text))


def _part(heading: str) -> ui.element:
    part = labelled("section", heading).classes("choose-part")
    with part:
        ui.label(heading).classes("choose-part-title").props("role=heading aria-level=3")
    return part


def _people(units: tuple[Unit, ...]) -> None:
    with ui.element("ul").classes("choose-units"):
        for unit in sorted(units, key=lambda unit: -unit.size)[:MOST_UNITS] if len(units) > MOST_UNITS else units:
            with ui.element("li").classes("choose-unit"):
                ui.element("span").classes("choose-swatch").style(f"background:{unit_look(unit.row).colour}").props("aria-hidden=true")
                ui.label(unit.title).classes("choose-unit-title")
                ui.label(f"{unit.size:,}").classes("choose-unit-size")
                ui.label(unit.head).classes("choose-unit-head")
                ui.label(traits_in_words(unit)).classes("choose-unit-traits")
    if len(units) > MOST_UNITS:
        ui.label(say("choose.more_units", units=len(units) - MOST_UNITS)).classes("lab-small")


def _list(heading: str, lines: Iterable[str], look: str) -> None:
    ui.label(heading).classes(f"choose-forces-title {look}")
    _bullets(list(lines) or [say("choose.force.nothing")])


def _bullets(lines: Iterable[str]) -> None:
    with ui.element("ul").classes("choose-bullets"):
        for line in lines:
            with ui.element("li"):
                ui.label(line)


async def _agreed(title: str, week: int) -> bool:
    """Whether the user confirms that the open game is discarded."""
    with ui.dialog() as dialog, ui.card():
        ui.label(say("choose.replace", title=title, week=week))
        with ui.row():
            ui.button(say("choose.replace_yes"), on_click=lambda: dialog.submit(True)).mark("choose-replace")
            ui.button(say("common.cancel"), on_click=lambda: dialog.submit(False)).props("outline")
    found = bool(await dialog)
    dialog.delete()
    return found
