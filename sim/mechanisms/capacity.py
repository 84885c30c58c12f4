"""Capacity: ability. Training builds it in people who see why, practice keeps it, fatigue reduces it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class CapacityParameters(NamedTuple):
    """How ability is built and lost."""

    from_training: Annotated[float, Parameter("per week at full training", 0.0, 1.0, "our assumption")] = 0.25
    absorbed_blind: Annotated[float, Parameter("share absorbed without interest", 0.0, 1.0, "our assumption: the why comes first")] = 0.15
    unused: Annotated[
        float,
        Parameter(
            "share of training that is taken in by people who may not use it", 0.0, 1.0, "Baldwin and Ford 1988: opportunity to use; ours"
        ),
    ] = 0.4
    from_doing: Annotated[float, Parameter("per week of practising everything", 0.0, 1.0, "our assumption")] = 0.02
    fade: Annotated[
        float, Parameter("per week of what is not being trained", 0.0, 1.0, "fitted to Saks and Belcourt 2006: one number for three")
    ] = 0.054
    tools_share: Annotated[float, Parameter("share of the floor due to tools", 0.0, 1.0, "our assumption")] = 0.6
    floor: Annotated[float, Parameter("capacity that full tools and hands give untrained", 0.0, 1.0, "our assumption")] = 0.7
    tired: Annotated[float, Parameter("per week at full fatigue", 0.0, 1.0, "our assumption")] = 0.06


@rule
def trained(training, autonomy, p):
    """What a week of training gives to those who see why, more where they may use it. training, autonomy : levers; all [0, 1]."""
    return p.from_training * training * (p.unused + (1.0 - p.unused) * autonomy)


@rule
def ability_floor(tools, people, p):
    """Ability that tools and hands give without training. tools, people : levers; all [0, 1]."""
    return p.floor * (p.tools_share * tools + (1.0 - p.tools_share) * people)


@rule
def tiring(fatigue, p):
    """Share of ability that a tired week takes. fatigue : of the unit; all [0, 1]."""
    return p.tired * fatigue


@rule
def fading(training, p):
    """Share of ability beyond the floor that a week takes; what is being trained stays. training : lever; all [0, 1]."""
    return p.fade * (1.0 - training)


@rule
def ability_moved(capacity, trained, interest, practised, fading, floor, tiring, p):
    """Ability after a week whose training, fading, floor and tiring are known; arguments and result as in `capacity_after`, [0, 1]."""
    absorbed = p.absorbed_blind + (1.0 - p.absorbed_blind) * interest
    learned = trained * absorbed + p.from_doing * practised
    after = capacity + (learned if learned < 1.0 else 1.0) * (1.0 - capacity)
    if after > floor:
        after = after - fading * (after - floor)
    return after - tiring * after


@rule
def capacity_after(capacity, training, autonomy, interest, practised, tools, people, fatigue, p):
    """Ability grows with training that is wanted and with doing, and what is no longer trained falls back to what tools and hands allow.

    capacity, interest : [0, 1], of the person; practised : share of the applicable aligned behaviours practised last week
    training, autonomy, tools, people : levers; fatigue : of the unit, [0, 1]
    Source: Olson 2024 (capacity to accept and enact), Saks and Belcourt 2006 (decay after training), Baldwin and Ford 1988 (transfer
    takes the opportunity to use it); rates are ours. Use keeps ability by what it adds (Arthur et al. 1998: decay comes from non-use); were
    it to stop the fading as well, practice would hold itself up and lose less in the first half year than was found.
    """
    return ability_moved(
        capacity,
        trained(training, autonomy, p),
        interest,
        practised,
        fading(training, p),
        ability_floor(tools, people, p),
        tiring(fatigue, p),
        p,
    )
