"""Costs of a programme in money, leaders' time and attention, as planned, whether or not it is completed."""

from __future__ import annotations

from typing import NamedTuple

from sim.organisation import organisation_of
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative


class ProgrammeCost(NamedTuple):
    """What a programme takes from its three budgets."""

    money: float  # thousand euro in all
    leaders_weeks: float  # weeks of all leaders' whole working time, summed
    busiest: float  # share of leaders' working time in the week that takes most
    heaviest: float  # share of attention in the week and unit that take most


def cost_of(initiative: Initiative) -> ProgrammeCost:
    """What an initiative's programme takes from its budgets, within them."""
    organisation = organisation_of(initiative.organisation)
    known = schedule(initiative.programme, initiative.definitions.interventions, organisation, initiative.weeks)
    return ProgrammeCost(
        float(known.spend.sum()),
        float(known.leaders_time.sum()),
        float(known.leaders_time.max(initial=0.0)),
        float(known.load.max(initial=0.0)),
    )
