"""Costs: a programme's planned money, leaders' time and attention, whether or not it is completed."""

from __future__ import annotations

from typing import NamedTuple

from sim.organisation import organisation_of
from sim.planning.philosophy import cards_in
from sim.planning.schedule import schedule
from sim.schema.initiative import Initiative


class ProgrammeCost(NamedTuple):
    """Use of the three budgets by a programme."""

    money: float  # thousand euro in all
    leaders_weeks: float  # sum over weeks of the share of all leaders' working time
    busiest: float  # share of leaders' working time in the peak week
    heaviest: float  # share of attention in the peak week and unit


def cost_of(initiative: Initiative) -> ProgrammeCost:
    """Return the use of budgets by an initiative's programme, within those budgets."""
    organisation = organisation_of(initiative.organisation)
    known = schedule(initiative.programme, cards_in(initiative, organisation), organisation, initiative.weeks)
    return ProgrammeCost(
        float(known.spend.sum()),
        float(known.leaders_time.sum()),
        float(known.leaders_time.max(initial=0.0)),
        float(known.load.max(initial=0.0)),
    )
