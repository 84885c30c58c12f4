"""What the cards of the library take of people's and leaders' weeks, in hours, and how many hours people have for change."""

from __future__ import annotations

from generation.library import shelf
from generation.markdown import number, table
from sim.mechanisms import Rules
from sim.planning.schedule import WHILE_NEW
from sim.schema.interventions import Intervention
from sim.schema.levers import LEVERS
from sim.schema.programme import Budgets

HOURS = 40
"""Hours of the working week in which the cards were stated."""


def attention() -> str:
    """Hours of a week for each card, in its first week and once it is in force, and the hours that people carry."""
    rows = []
    for name, card in shelf("intervention").items():
        known = Intervention.model_validate(card)
        claimed = known.cost.attention * HOURS
        rows.append(
            (
                f"`{name}`",
                known.title,
                number(round(claimed, 2)),
                number(round(claimed * (1.0 + WHILE_NEW), 2)),
                max(1, known.ramp),
                known.weeks,
                number(round(known.cost.leaders_time * HOURS, 2)),
            )
        )
    head = ("card", "title", "hours in force", "in its first week", "weeks until in force", "weeks it runs", "hours of each leader")
    return _carried() + "\n" + table(head, rows)


def _carried() -> str:
    """What people have for change, rested and tired."""
    rules, budgets, time = Rules().fatigue, Budgets(), LEVERS["time"].default
    rested = budgets.attention * (rules.slack + (1.0 - rules.slack) * time)
    return (
        f"An ordinary programme may ask for {number(budgets.attention)} of people's attention: "
        f"{number(round(budgets.attention * HOURS, 1))} hours of a week of {HOURS}. "
        f"With the ordinary lever for time ({number(time)}), people carry {number(round(rested * HOURS, 1))} of them; "
        f"fully tired, {number(round(rested * (1.0 - rules.spent) * HOURS, 1))}.\n"
    )
