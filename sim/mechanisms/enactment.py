"""Enactment: how much of a plan comes true. Resources arrive as far as leaders walk the talk; distrust brings outside rules."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class EnactmentParameters(NamedTuple):
    """Obstacles between a programme and its effect."""

    full_walk: Annotated[float, Parameter("commitment at which all that was promised is given", 0.05, 1.0, "our assumption")] = 0.6
    head_weight: Annotated[float, Parameter("weight of the unit's head against the CEO", 0.0, 1.0, "our assumption")] = 0.5
    blind: Annotated[
        float,
        Parameter(
            "share of a programme carried out by people who do not see why",
            0.0,
            1.0,
            "Hunsaker 2020: the foundation first; the share is ours",
        ),
    ] = 0.1
    retrofit: Annotated[
        float, Parameter("per week of the sense still missing", 0.0, 1.0, "Hunsaker 2020: building in is cheaper; the rate is ours")
    ] = 0.005
    grasped: Annotated[float, Parameter("interest at which a programme is carried out in full", 0.05, 1.0, "our assumption")] = 0.55
    distrust: Annotated[float, Parameter("trust below which regulators step in", 0.01, 1.0, "our assumption")] = 0.35
    regulation: Annotated[
        float, Parameter("share of free policies lost at no trust", 0.0, 1.0, "Hunsaker: mistrust brings regulation; the size is ours")
    ] = 0.5
    early_part: Annotated[float, Parameter("share of involvement that works before any proof", 0.0, 1.0, "our assumption")] = 0.3


@rule
def given_share(chief, head, customers, p):
    """Leaders give the people, time and money they promised as far as they are committed, and as customers still pay for them.

    chief, head : commitment, [0, 1]; customers : relative to the start; returns [0, 1]
    Source: Franz 2022 (commitment engages resources), Hunsaker 2020 (customers fund all else); the form is ours.
    """
    walk = ((1.0 - p.head_weight) * chief + p.head_weight * head) / p.full_walk
    return min(walk, 1.0) * min(customers, 1.0)


@rule
def sense_after(sense, introduced, interest, attended, p):
    """Measures introduced before people see why, or while they attend to other things, lack a foundation and gain it only slowly.

    sense : how far what has been introduced was understood, [0, 1]; introduced : share of it that is new this week, [0, 1]
    interest : mean of the unit, attended : share of the work of change that people attend to, [0, 1]
    Source: Hunsaker 2020 (centring first; building in is cheaper than retrofitting), Olson 2024 (agreement on why), Ocasio 1997 (limited
    attention); the form is ours.
    """
    grasp = interest / p.grasped if interest < p.grasped else 1.0
    after = sense + introduced * (grasp * attended - sense)
    return after + p.retrofit * (grasp - after) if grasp > after else after


@rule
def carried_out(sense, p):
    """Processes, policies, metrics and training work as far as they made sense. Argument and result in [0, 1]."""
    return p.blind + (1.0 - p.blind) * sense


@rule
def lever_in_force(standing, planned, vigour):
    """A lever's value: the context's, moved towards the plan as far as the programme has vigour. All in [0, 1]."""
    return standing + vigour * (planned - standing)


@rule
def raised(lever, share):
    """A raise takes its share of what is missing. Arguments and result in [0, 1]."""
    return lever + share * (1.0 - lever)


@rule
def regulated(policies, trust, p):
    """Mistrust brings regulation, which makes policies heavier. Arguments and result in [0, 1]."""
    if trust >= p.distrust:
        return policies
    return policies * (1.0 - p.regulation * (p.distrust - trust) / p.distrust)


@rule
def involvement(gain, proof, p):
    """Counterparts who take part become champions, a little at once and the rest as the test-bed proves itself. Per week, [0, 1]."""
    return gain * (p.early_part + (1.0 - p.early_part) * proof)
