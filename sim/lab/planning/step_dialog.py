"""The dialog of one step: start, length, strength, audience and cost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from nicegui import ui

from sim.lab.planning.reading import ProgrammeReading
from sim.lab.planning.words import costs_in_words, whom
from sim.planning.philosophy import cards_in
from sim.play import Play
from sim.play.budget_claims import price_of
from sim.schema.interventions import Audience
from sim.schema.programme import Step
from sim.texts import say

LEVELS = get_args(get_args(Audience.model_fields["levels"].annotation)[0])


async def open_step(
    play: Play, handle: str, reading: ProgrammeReading | None, change: Callable[[dict[str, Step | None]], Awaitable[None]]
) -> None:
    """Open the dialog of a step.

    reading : load and traps of the plan; none while it is computed
    change : receives the new steps by handle, as after dragging a bar
    """
    with ui.dialog(value=True) as dialog, ui.card().classes("plan-dialog"):
        form = _Form(play, handle, reading)

        async def done(steps: dict[str, Step | None]) -> None:
            dialog.close()
            await change(steps)

        async def apply() -> None:
            step = form.step()
            if step is not None:
                await done({handle: step})

        async def remove() -> None:
            await done({handle: None})

        with ui.row().classes("plan-dialog-foot"):
            word = "plan.step.stop" if form.begun else "plan.step.remove"
            ui.button(say(word), on_click=remove, icon="delete_outline").props("flat color=negative").mark("step-remove")
            ui.space()
            ui.button(say("common.cancel"), on_click=dialog.close).props("flat")
            ui.button(say("plan.step.apply"), on_click=apply).mark("step-apply")
    await dialog
    dialog.delete()


def whole(value: float | None) -> int:
    """A whole number as typed. Raises ValueError for anything else."""
    if value is None or value != value or value in (float("inf"), float("-inf")) or value != int(value):
        raise ValueError(f"{value}: no whole number")
    return int(value)


class _Form:
    """The fields of one step."""

    def __init__(self, play: Play, handle: str, reading: ProgrammeReading | None) -> None:
        self.before, self.organisation = play.programme.steps[handle], play.organisation
        self.card = cards_in(play.initiative, play.organisation)[self.before.intervention]
        start = self.before.start if reading is None else reading.ran(handle).start
        self.begun = start < play.week
        audience = self.before.audience or self.card.audience
        ui.label(self.card.title).classes("plan-dialog-title")
        ui.label(self.card.description).classes("plan-dialog-text")
        if self.begun:
            ui.label(say("plan.step.running", week=start)).classes("plan-dialog-note")
        with ui.row().classes("plan-dialog-row"):
            self.start = ui.number(say("plan.step.start"), value=self.before.start, min=play.week, max=play.weeks, precision=0)
            self.weeks = ui.number(say("plan.step.weeks"), value=self.before.weeks or self.card.weeks, min=1, max=play.weeks, precision=0)
        ui.label(say("plan.step.strength")).classes("plan-dialog-label")
        with ui.row().classes("plan-dialog-row"):
            self.strength = ui.slider(value=round(100 * self.before.strength), min=10, max=100, step=5)
            ui.label().bind_text_from(self.strength, "value", lambda value: f"{value:.0f} %").classes("plan-dialog-value")
        self.units = ui.select(
            self._units(), label=say("plan.step.units"), value=self._known(audience.units), multiple=True, clearable=True
        )
        self.levels = ui.select(
            {level: say(f"plan.level.{level}") for level in LEVELS},
            label=say("plan.step.levels"),
            value=list(audience.levels),
            multiple=True,
            clearable=True,
        )
        for field in (self.units, self.levels):
            field.props("use-chips outlined stack-label bottom-slots").classes("plan-dialog-wide")
            field.props["hint"] = say("plan.step.meant", whom=whom(self.card.audience, self.organisation))
        for field in (self.start, self.weeks):
            field.props("outlined")
        self.costs = ui.element("dl").classes("plan-card-costs plan-dialog-costs")
        if self.begun:
            for field in (self.start, self.strength, self.units, self.levels):
                field.disable()
        for field in (self.weeks, self.strength, self.units, self.levels):
            field.on_value_change(self._price)
        self._price()

    def step(self) -> Step | None:
        """The step as set; None, with a message, if it is not valid."""
        try:
            weeks = whole(self.weeks.value)
            if self.begun:
                return self.before.model_copy(update={"weeks": weeks})
            step = Step(
                intervention=self.before.intervention,
                start=whole(self.start.value),
                weeks=weeks,
                strength=whole(self.strength.value) / 100.0,
                audience=self._audience(),
            )
        except ValueError:
            ui.notify(say("plan.step.bad"), type="warning")
            return None
        if price_of(self.card, self.organisation, audience=step.audience).people == 0:
            ui.notify(say("plan.step.empty"), type="warning")
            return None
        return step

    def _audience(self) -> Audience | None:
        """None for the intervention's default audience."""
        own = self.before.audience or self.card.audience
        chosen = own.model_copy(update={"units": sorted(self.units.value or []), "levels": list(self.levels.value or [])})
        chosen = Audience.model_validate(chosen.model_dump())
        return None if chosen == self.card.audience else chosen

    def _price(self, _: Any = None) -> None:
        """Cost with the current settings."""
        try:
            weeks, strength = whole(self.weeks.value), whole(self.strength.value) / 100.0
            price = price_of(self.card, self.organisation, strength=strength, weeks=weeks, audience=self._audience())
        except ValueError:
            return
        self.costs.clear()
        with self.costs:
            for label, value, tip, is_named in costs_in_words(price):
                with ui.element("div").tooltip(tip):
                    with ui.element("dt").classes("" if is_named else "component-unseen"):
                        ui.label(label)
                    with ui.element("dd"):
                        ui.label(value)

    def _units(self) -> dict[str, str]:
        """Units inside the firm, and outside units if the intervention is meant for them."""
        known = zip(self.organisation.unit_ids, self.organisation.unit_titles, strict=True)
        return {unit: title or unit for unit, title in known}

    def _known(self, units: list[str]) -> list[str]:
        return [unit for unit in units if unit in self.organisation.unit_ids]
