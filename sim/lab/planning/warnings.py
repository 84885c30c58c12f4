"""Warnings: the traps and budget overruns of a plan, and a philosophy that the firm does not suit, each with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nicegui import ui

from sim.lab.planning.reading import ProgrammeReading
from sim.lab.planning.words import degree, mismatch_in_words, strain_in_words, trap_in_words
from sim.planning.philosophy import Suitability
from sim.play.budget_claims import Strain
from sim.play.traps import Trap
from sim.texts import say

if TYPE_CHECKING:
    from sim.lab.planning.table import PlanTable


class Warnings:
    """A list beside a timeline; pointing at a warning marks its bars."""

    def __init__(self, table: PlanTable) -> None:
        self.table = table
        self.place = ui.element("section").classes("plan-warnings").mark("plan-warnings")
        self.place.props["aria-label"] = say("plan.warning.title")

    def show(self, reading: ProgrammeReading) -> None:
        """Warnings of a plan, worst first."""
        steps, cards = reading.programme.steps, self.table.game.initiative.definitions.interventions
        titles = {handle: cards[step.intervention].title for handle, step in steps.items()}
        strains = [strain for strain in reading.claims.strains if not self._is_said(strain, reading.traps)]
        mismatch = reading.suited if reading.suited is not None and reading.suited.shortfalls else None
        count = len(reading.traps) + len(strains) + (mismatch is not None)
        self.place.clear()
        with self.place:
            title = say("plan.warning.count", count=count) if count else say("plan.warning.title")
            ui.label(title).classes("plan-warnings-title").props("role=heading aria-level=2 aria-live=polite")
            if not count:
                ui.label(say("plan.warning.none" if steps else "plan.warning.empty")).classes("plan-warnings-none")
            for trap in reading.traps:
                self._trap(trap)
            if mismatch is not None:
                self._mismatch(mismatch)
            if strains:
                ui.label(say("plan.warning.budgets")).classes("plan-warnings-more")
            for strain in strains:
                with self._pointing(ui.element("div").classes("plan-strain"), strain.handles):
                    ui.label(strain_in_words(strain, titles))

    def _is_said(self, strain: Strain, traps: tuple[Trap, ...]) -> bool:
        """Whether the trap of everything at once already reports this overload."""
        return strain.name == "overload" and any(trap.name == "everything_at_once" for trap in traps)

    def _trap(self, trap: Trap) -> None:
        title, text, remedy = trap_in_words(trap)
        with (
            self._pointing(ui.element("article").classes("plan-trap"), trap.handles)
            .style(f"--bad: {trap.how_bad:.2f}")
            .mark(f"trap-{trap.name}")
        ):
            with ui.element("div").classes("plan-trap-head"):
                ui.icon("warning").props("aria-hidden=true")
                ui.label(title).classes("plan-trap-title").props("role=heading aria-level=3")
                ui.label(degree(trap)).classes("plan-trap-degree")
            ui.label(text).classes("plan-trap-text")
            ui.label(remedy).classes("plan-trap-do")
            ui.label(say("plan.warning.source", source=trap.source)).classes("plan-trap-source")

    def _mismatch(self, suited: Suitability) -> None:
        """A philosophy that this firm does not suit in full: every step does less."""
        title, text, short = mismatch_in_words(suited)
        card = self._pointing(ui.element("article").classes("plan-trap"), tuple(self.table.programme.steps))
        with card.style(f"--bad: {1.0 - suited.share:.2f}").mark("mismatch"):
            with ui.element("div").classes("plan-trap-head"):
                ui.icon("warning").props("aria-hidden=true")
                ui.label(title).classes("plan-trap-title").props("role=heading aria-level=3")
            ui.label(text).classes("plan-trap-text")
            for line in short:
                ui.label(line).classes("plan-trap-text")
            ui.label(say("philosophy.do")).classes("plan-trap-do")
            ui.label(say("plan.warning.source", source=suited.philosophy.source)).classes("plan-trap-source")

    def _pointing(self, element: ui.element, handles: tuple[str, ...]) -> ui.element:
        """Mark a warning's steps on hover or focus."""
        element.props("tabindex=0")
        for event, marked in (("mouseenter", handles), ("focus", handles), ("mouseleave", ()), ("blur", ())):
            element.on(event, self._marker(marked), args=[])
        return element

    def _marker(self, handles: tuple[str, ...]) -> Callable[[Any], None]:
        return lambda _: self.table.timeline.mark(handles)
