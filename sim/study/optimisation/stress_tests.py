"""Stress tests: the same initiative under changed assumptions, to test the robustness of a programme."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.schema.initiative import Initiative
from sim.schema.levers import CONDITIONS
from sim.schema.organisation import DrawnOrganisation
from sim.study.experiments.parameter_points import ParameterValue

ChangedValues = dict[str, ParameterValue]

STEP = 0.15
"""Change in dispositions of people and sponsors; our choice, like the following values."""

QUARTER = 13  # weeks
LESS_MONEY = 0.25
SUCCESSOR = 0.4
"""Commitment of the successor of the sponsor."""


class StressTest(NamedTuple):
    """A changed assumption."""

    name: str
    title: str
    values: Callable[[Initiative], ChangedValues]  # by dotted path of an initiative


def worlds_of(initiative: Initiative) -> list[StressTest]:
    """Return the stress tests for an initiative, the unchanged one first."""
    worlds = [
        StressTest("as_thought", "As planned", lambda _: {}),
        StressTest("less_commitment", f"Sponsors {STEP * 100:.0f} points less committed", _less_commitment),
        StressTest("more_cynicism", f"People {STEP * 100:.0f} points more cynical", _more_cynicism),
        StressTest("less_money", f"{LESS_MONEY:.0%} less money", _less_money),
        StressTest("later", f"Everything starts {QUARTER} weeks later", _later),
    ]
    if initiative.weeks > 0:
        worlds.append(StressTest("sponsor_leaves", "The sponsor leaves after a third", _sponsor_leaves))
    if isinstance(initiative.organisation, DrawnOrganisation):
        worlds += [StressTest(f"other_firm_{k}", f"Another firm of the same kind ({k})", _other_firm(k)) for k in (1, 2)]
    return worlds


def _less_commitment(initiative: Initiative) -> ChangedValues:
    return {"dispositions.commitment": max(0.0, _disposed(initiative, "commitment") - STEP)}


def _more_cynicism(initiative: Initiative) -> ChangedValues:
    """Return the changed values, also for units with their own descriptions."""
    own = {
        f"organisation.units.{unit}.levers.cynicism": min(1.0, traits.levers["cynicism"] + STEP)
        for unit, traits in initiative.organisation.units.items()
        if "cynicism" in traits.levers
    }
    return {"dispositions.cynicism": min(1.0, _disposed(initiative, "cynicism") + STEP), **own}


def _disposed(initiative: Initiative, name: str) -> float:
    return initiative.dispositions.get(name, initiative.organisation.levers.get(name, CONDITIONS[name].default))


def _less_money(initiative: Initiative) -> ChangedValues:
    budgets = initiative.programme.budgets
    given = {name: getattr(budgets, name) for name in ("money", "money_per_head")}
    return {f"programme.budgets.{name}": value * (1.0 - LESS_MONEY) for name, value in given.items() if value is not None}


def _later(initiative: Initiative) -> ChangedValues:
    return {f"programme.steps.{handle}.start": step.start + QUARTER for handle, step in initiative.programme.steps.items()}


def _sponsor_leaves(initiative: Initiative) -> ChangedValues:
    path = "shocks.sponsor_of_this_world_leaves"
    return {f"{path}.kind": "sponsor_leaves", f"{path}.week": initiative.weeks // 3, f"{path}.size": SUCCESSOR}


def _other_firm(number: int) -> Callable[[Initiative], ChangedValues]:
    def values(initiative: Initiative) -> ChangedValues:
        organisation = initiative.organisation
        return {"organisation.seed": organisation.seed + number} if isinstance(organisation, DrawnOrganisation) else {}

    return values
