"""The settings dialog of a plan: its philosophy, budgets and deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from sim.lab.planning.step_dialog import whole
from sim.planning.amounts import budget_of
from sim.schema.initiative import Initiative
from sim.schema.programme import Programme
from sim.texts import say

if TYPE_CHECKING:
    from sim.lab.planning.table import PlanTable

NEUTRAL = ""
"""The choice of no philosophy."""


async def open_setting(table: PlanTable) -> None:
    """Open the dialog for the philosophy, budgets and dates."""
    programme, play = table.programme, table.game.play
    weeks, limit = play.weeks, budget_of(programme.budgets, play.organisation)
    with ui.dialog(value=True) as dialog, ui.card().classes("plan-dialog"):
        ui.label(say("plan.setting.title")).classes("plan-dialog-title")
        ui.label(say("plan.setting.lead")).classes("plan-dialog-text")
        philosophy = ui.select(
            _philosophies(table.game.initiative), label=say("plan.setting.philosophy"), value=programme.philosophy or NEUTRAL
        )
        money = ui.number(say("plan.setting.money"), value=limit, min=0, precision=0).props("clearable")
        trial = ui.number(say("plan.setting.trial"), value=programme.trial_weeks, min=0, max=weeks, precision=0)
        expected = ui.number(say("plan.setting.expected"), value=programme.expected_weeks, min=4, precision=0)
        review = ui.number(say("plan.setting.review"), value=programme.review_every, min=4, max=260, precision=0)
        philosophy.props('popup-content-class="plan-dialog-menu"')
        for field in (philosophy, money, trial, expected, review):
            field.props("outlined").classes("plan-dialog-wide")

        async def apply() -> None:
            try:
                led = programme.model_copy(update={"philosophy": philosophy.value or None})
                changed = _with(led, money.value, whole(trial.value), whole(expected.value), whole(review.value))
            except ValueError:
                ui.notify(say("plan.setting.bad"), type="warning")
                return
            dialog.close()
            await table.set(changed)

        with ui.row().classes("plan-dialog-foot"):
            ui.space()
            ui.button(say("common.cancel"), on_click=dialog.close).props("flat")
            ui.button(say("plan.setting.apply"), on_click=apply).mark("setting-apply")
    await dialog
    dialog.delete()


def _philosophies(initiative: Initiative) -> dict[str, str]:
    """Philosophies to choose from, each with its first sentence; neutral first."""
    known = {
        name: say("plan.setting.led", title=one.title, sentence=one.description.split(". ")[0].rstrip(".") + ".")
        for name, one in sorted(initiative.definitions.philosophies.items())
    }
    return {NEUTRAL: say("plan.setting.neutral"), **known}


def _with(programme: Programme, money: float | None, trial: int, expected: int, review: int) -> Programme:
    """Raises ValueError for a goal due before sponsors judge, or numbers out of range."""
    if expected <= trial:
        raise ValueError("the goal is due before sponsors begin to judge")
    data = programme.model_dump()
    data["budgets"] |= {"money": None if money is None else float(money), "money_per_head": None}
    data |= {"trial_weeks": trial, "expected_weeks": expected, "review_every": review}
    return Programme.model_validate(data)
