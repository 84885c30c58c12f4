"""Enactment: how far what is planned comes to pass. Promised resources come as far as leaders walk; distrust brings rules from outside."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class EnactmentParameters(NamedTuple):
    """What stands between a plan and its effect."""

    full_walk: Annotated[float, Parameter("commitment at which all that was promised is given", 0.05, 1.0, "our assumption")] = 0.6
    head_weight: Annotated[float, Parameter("weight of the unit's head against the CEO", 0.0, 1.0, "our assumption")] = 0.5
    distrust: Annotated[float, Parameter("trust below which regulators step in", 0.01, 1.0, "our assumption")] = 0.35
    regulation: Annotated[float, Parameter("share of free policies lost at no trust", 0.0, 1.0, "Hunsaker: mistrust brings regulation; the size is ours")] = 0.5
    early_part: Annotated[float, Parameter("share of involvement that works before any proof", 0.0, 1.0, "our assumption")] = 0.3


@rule
def given_share(chief, head, p):
    """Leaders give the people, time and money they promised as far as they are committed. chief, head : commitment; returns [0, 1]."""
    walk = ((1.0 - p.head_weight) * chief + p.head_weight * head) / p.full_walk
    return walk if walk < 1.0 else 1.0


@rule
def lever_in_force(standing, planned, vigour):
    """A lever stands where the context left it, moved towards the plan as far as the programme has vigour. All in [0, 1]."""
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
