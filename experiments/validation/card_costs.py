"""Full costs of interventions: what is paid for them, and the hours of people and leaders that they take; one principle for all cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.organisation.organisation import Organisation
from sim.planning.schedule import WHILE_NEW, Placed

PEOPLES_HOUR = 0.0356
"""Thousand euro an hour of work. Source: Eurostat, hourly labour costs in the euro area in 2023, 35.6 euro."""

LEADERS_HOUR = 2.0 * PEOPLES_HOUR
"""Thousand euro an hour of a leader; our assumption: twice that of the people."""

STATED_WEEK = 40.0
"""Hours of the week in which the cards state what they claim."""


class CardCost(NamedTuple):
    """What an intervention takes in a firm, as it is really scheduled and paid."""

    fees: float  # thousand euro: at the start and by the week
    peoples_hours: float
    leaders_hours: float

    @property
    def full(self) -> float:
        """Fees and hours, thousand euro."""
        return self.fees + PEOPLES_HOUR * self.peoples_hours + LEADERS_HOUR * self.leaders_hours


def cost_of(steps: Iterable[Placed], organisation: Organisation) -> CardCost:
    """The full cost of steps of a plan, as they are scheduled; a philosophy of change has set by then what their cards claim.

    People's hours: those whom a step reaches x the share of their working week that it claims x its weeks, more while it is new.
    Leaders' hours: all leaders x the share of their working week x its weeks.
    """
    leaders = len(organisation.leaders)
    fees = people = led = 0.0
    for step in steps:
        run = step.share[step.start : step.end] * step.strength
        new = 1.0 - np.minimum(1.0, np.arange(len(run)) / max(1, step.card.ramp))
        fees += step.money
        people += float((run * (1.0 + WHILE_NEW * new)).sum()) * step.card.cost.attention * int(step.audience.sum()) * STATED_WEEK
        led += float(run.sum()) * step.card.cost.leaders_time * leaders * STATED_WEEK
    return CardCost(fees, people, led)
