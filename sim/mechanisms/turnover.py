"""Turnover: people leave, sooner if badly treated; newcomers bring the old culture or the one for which they were hired."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class TurnoverParameters(NamedTuple):
    """Leaving and succession."""

    quits: Annotated[float, Parameter("per person and week", 0.0, 1.0, "our assumption: about 13 % a year in ordinary conditions")] = 0.0027
    from_climate: Annotated[float, Parameter("times as many at worst climate", 0.0, 20.0, "our assumption")] = 2.0
    from_experience: Annotated[float, Parameter("times as many at worst employee experience", 0.0, 20.0, "our assumption")] = 1.0
    from_fatigue: Annotated[float, Parameter("times as many at full fatigue", 0.0, 20.0, "our assumption")] = 1.5
    chosen_interest: Annotated[float, Parameter("share of missing interest found by full selection", 0.0, 1.0, "our assumption")] = 0.7
    chosen_ease: Annotated[float, Parameter("threshold spared by full selection", 0.0, 5.0, "our assumption")] = 0.3


@rule
def quit_share(climate, experience, fatigue, p):
    """The chance that a person leaves this week. climate : lever; experience, fatigue : of the unit; all [0, 1]."""
    caustic = 0.6 - climate if climate < 0.6 else 0.0
    unhappy = 0.5 - experience if experience < 0.5 else 0.0
    chance = p.quits * (1.0 + p.from_climate * caustic / 0.6 + p.from_experience * unhappy / 0.5 + p.from_fatigue * fatigue)
    return chance if chance < 1.0 else 1.0


@rule
def newcomer_interest(interest_at_start, selection, p):
    """A newcomer sees as much of the why as the old culture did, more where hiring criteria carry the customer.

    Source: Harrison and Carroll 1991 (newcomers join at the old culture); Hunsaker (hiring criteria).
    """
    return interest_at_start + p.chosen_interest * selection * (1.0 - interest_at_start)


@rule
def newcomer_threshold(unit_threshold, selection, spread, draw, p):
    """A newcomer's threshold is drawn around the unit's own, lower where hiring criteria carry the customer."""
    return unit_threshold - p.chosen_ease * selection + spread * draw
