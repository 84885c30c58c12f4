"""The gallery: situations as cards, in groups, with a search."""

from __future__ import annotations

from nicegui import ui

from sim.lab.choosing.choice import ScenarioChoice
from sim.lab.choosing.shelf import GROUPS, OTHERS, RECOMMENDED, YOURS, ShelvedScenario, matches
from sim.lab.choosing.words import goal_in_short, level_of, size_in_short
from sim.lab.shell import labelled
from sim.texts import say


class Gallery:
    """All cards of one page."""

    def __init__(self, choice: ScenarioChoice) -> None:
        self._choice = choice
        self._cards: dict[str, ui.element] = {}
        self._groups: dict[str, ui.element] = {}
        with ui.element("div").classes("choose-search"):
            ui.icon("search").props("aria-hidden=true")
            self._words = ui.input(placeholder=say("choose.search"), on_change=self._seek).props("dense borderless clearable debounce=120")
            self._words.props["aria-label"] = say("choose.search")
            self._words.mark("choose-search")
        self._laid: tuple[object, ...] = ()
        self._none = ui.label(say("choose.none_found")).classes("choose-none").props("role=status")
        self._shelf = ui.element("div").classes("choose-shelf")
        self._lay()
        choice.listen(self._show)

    @property
    def _state(self) -> tuple[object, ...]:
        return tuple(self._choice.cases.values()), self._choice.own

    def _lay(self) -> None:
        self._laid = self._state
        self._shelf.clear()
        self._cards.clear()
        self._groups.clear()
        with self._shelf:
            for group in (YOURS, *GROUPS, OTHERS):
                cases = {key: case for key, case in self._choice.cases.items() if case.group == group}
                if cases:
                    self._lay_group(group, cases)
        self._seek()
        self._mark()

    def _lay_group(self, group: str, cases: dict[str, ShelvedScenario]) -> None:
        with labelled("section", say(f"choose.group.{group}")).classes("choose-group") as section:
            ui.label(say(f"choose.group.{group}")).classes("choose-group-title").props("role=heading aria-level=2")
            with ui.element("div").classes("choose-cards"):
                for key, case in cases.items():
                    self._cards[key] = self._card(key, case)
        self._groups[group] = section

    def _card(self, key: str, case: ShelvedScenario) -> ui.element:
        missing, own = self._choice.missing(case), self._choice.own
        level = level_of(case.difficulty if own is None else None)
        with ui.element("button").classes("choose-card").props('type="button"').mark(f"case-{key}") as card:
            with ui.element("div").classes("choose-card-head"):
                ui.label(case.initiative.title).classes("choose-card-title")
                if key == RECOMMENDED:
                    ui.label(say("choose.recommended")).classes("choose-recommended")
            ui.label(case.initiative.briefing).classes("choose-card-text")
            if missing:
                ui.label(say("choose.own.not_here", units=", ".join(missing))).classes("choose-card-missing")
            with ui.element("div").classes("choose-card-facts"):
                ui.label(say(f"choose.difficulty.{level}")).classes(f"choose-level is-{level}")
                people = case.briefing.employees if own is None or missing else own.organisation.employees
                ui.label(size_in_short(people, case.initiative.weeks))
            ui.label(goal_in_short(case.initiative)).classes("choose-card-goal")
        card.on("click", lambda: self._choice.look_at(key))
        if missing:
            card.classes("is-missing")
        return card

    def _seek(self) -> None:
        words = self._words.value or ""
        found = {key for key, case in self._choice.cases.items() if matches(case, words)}
        for key, card in self._cards.items():
            card.set_visibility(key in found)
        for group, section in self._groups.items():
            section.set_visibility(any(self._choice.cases[key].group == group for key in found))
        self._none.set_visibility(not found)

    def _show(self) -> None:
        """Rebuild the cards if the situations or their people changed; otherwise mark the one in view."""
        if self._laid == self._state:
            self._mark()
        else:
            self._lay()

    def _mark(self) -> None:
        for key, card in self._cards.items():
            card.props["aria-pressed"] = "true" if key == self._choice.looked_at else "false"
            card.update()
