"""Reporting: what units say that they practise. Where it is demanded and neither seen nor checked, reports run ahead of practice."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ReportingParameters(NamedTuple):
    """How far, and how fast, reports part from practice."""

    ceremony: Annotated[
        float,
        Parameter(
            "share of what is not practised that is reported where all demand it, no one sees why and customers are not asked",
            0.0,
            1.0,
            "Meyer and Rowan 1977: direction only; the size is ours",
        ),
    ] = 0.8
    pace: Annotated[float, Parameter("per week", 0.0, 1.0, "our assumption: reports settle within about a quarter")] = 0.1


@rule
def added(now, before):
    """Share of what was missing that has been added. now, before : [0, 1], as the result; 0 where it has become less."""
    return (now - before) / (1.0 - before) if now > before else 0.0


@rule
def demand_of(talk, talk_before, incentives, incentives_before):
    """How much more is made of the change, by words from the top or by pay, than when the initiative began; all [0, 1].

    talk : of leaders; incentives : lever; before : at the start, when no unit was asked for reports
    """
    return 1.0 - (1.0 - added(talk, talk_before)) * (1.0 - added(incentives, incentives_before))


@rule
def ceremony_after(ceremony, demand, interest, metrics, vigour, p):
    """Share of what is not practised that a unit reports all the same.

    ceremony : of last week; demand : see `demand_of`; interest : mean of the unit; vigour : of the programme, 0 where none runs
    metrics : lever: units that answer for what customers feel cannot make it up. All in [0, 1], as the result.
    Source: Meyer and Rowan 1977 (ceremony decoupled from practice); that pay and words from within buy it, and the form, are ours.
    """
    aim = p.ceremony * vigour * demand * (1.0 - interest) * (1.0 - metrics)
    return ceremony + p.pace * (aim - ceremony)


@rule
def reported_of(practised, ceremony):
    """Adoption that a unit reports. practised : its share of aligned practice; all [0, 1]."""
    return practised + ceremony * (1.0 - practised)
