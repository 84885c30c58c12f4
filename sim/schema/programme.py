"""A programme: which interventions, when, for whom, at what strength, within which budgets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.declared import Declared, Identifier, Share, Weeks
from sim.schema.interventions import Audience, Described, Positive


class Step(Declared):
    """One intervention in a programme."""

    intervention: Identifier
    start: Weeks = 0
    weeks: Annotated[int, Field(ge=1, le=2_600)] | None = None  # none: as long as the intervention says
    strength: Share = 1.0  # share of full intensity
    audience: Audience | None = None  # none: the intervention's own


class Budgets(Declared):
    """Budgets of a programme. Beyond them, work waits, is thinned out, or tires people."""

    money: Positive | None = None  # thousand euro in all; none: money_per_head
    money_per_head: Positive | None = None  # thousand euro for each person inside the firm, where money is none; none: no limit
    leaders_time: Annotated[float, Field(gt=0.0, le=1.0)] = 0.30  # share of leaders' working time in any week
    attention: Annotated[float, Field(gt=0.0, le=1.0)] = 0.35  # change load people carry without tiring


class Programme(Described):
    """A programme: steps within budgets."""

    steps: dict[Identifier, Step]
    budgets: Budgets = Budgets()
    philosophy: Identifier | None = None  # how the change is led; none: neutral, cards act and cost as they say
    start_autonomy: Share | None = None  # how free people are to decide from the first week on, at least; none: as they are found
    trial_weeks: Weeks = 26  # no one judges results before
    expected_weeks: Annotated[int, Field(ge=4, le=2_600)] = 104  # by when sponsors expect the goal
    review_every: Annotated[int, Field(ge=4, le=260)] = 26  # weeks between finance's reviews
