"""Service: what a unit delivers to customers, and what its internal metrics say of it. The two can diverge."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ServiceParameters(NamedTuple):
    """How practice, people and processes make what is delivered, and what is measured."""

    base: Annotated[float, Parameter("quality with nothing practised", 0.0, 1.0, "our assumption")] = 0.56
    from_aligned: Annotated[float, Parameter("quality at full aligned practice", 0.0, 2.0, "our assumption")] = 0.42
    by_rote: Annotated[
        float,
        Parameter(
            "share of that from those who do not see why, or are not able",
            0.0,
            1.0,
            "Kostova and Roth 2002 (practised, not believed in): direction only; by half is our assumption",
        ),
    ] = 0.5
    from_derailing: Annotated[float, Parameter("quality lost at full derailing practice", 0.0, 2.0, "our assumption")] = 0.25
    from_experience: Annotated[
        float,
        Parameter(
            "quality per step of employee experience",
            0.0,
            2.0,
            "Franz 2022: EX drives CX; fitted to Sears, 1.3 units of customers for 5 of employees; moderated by Gelade and Young 2005",
        ),
    ] = 0.085
    from_ease: Annotated[float, Parameter("quality per step of tools and policies", 0.0, 2.0, "our assumption")] = 0.10
    from_fatigue: Annotated[
        float, Parameter("quality lost at full fatigue", 0.0, 2.0, "Hunsaker: productivity drags become customers' delays")
    ] = 0.12
    weakest: Annotated[float, Parameter("weight of the weakest hand-off of a journey", 0.0, 1.0, "our assumption")] = 0.35
    handoff_lost: Annotated[float, Parameter("quality lost at hand-offs without coordination", 0.0, 1.0, "our assumption")] = 0.10
    experience_pace: Annotated[float, Parameter("per week", 0.0, 1.0, "our assumption")] = 0.05
    score_base: Annotated[float, Parameter("internal score with nothing practised", 0.0, 1.0, "our assumption")] = 0.50
    score_derailing: Annotated[float, Parameter("internal score at full derailing practice", 0.0, 1.0, "our assumption")] = 0.35
    score_tools: Annotated[float, Parameter("internal score per step of tools", 0.0, 1.0, "our assumption")] = 0.15
    score_aligned: Annotated[
        float, Parameter("internal score lost at full aligned practice", 0.0, 1.0, "our assumption: time given to customers")
    ] = 0.10


@rule
def heart_in(interest, capacity):
    """How well a person does what serves customers: as far as the person sees why and is able. Arguments and result in [0, 1]."""
    return interest * capacity


@rule
def delivery_of(aligned, heart, derailing, experience, tools, policies, fatigue, p):
    """A unit delivers what its people practise, as well as they do it, are treated, and their tools and policies allow.

    aligned, derailing : weighted share practised in the unit, strategic behaviours no further than the units they need; [0, 1]
    heart : `heart_in`, mean over those who practise, by how much they do, [0, 1]
    experience, fatigue : of the unit; tools, policies : levers. Returns quality in [0, 1].
    """
    done = p.by_rote + (1.0 - p.by_rote) * heart
    quality = p.base + p.from_aligned * aligned * done - p.from_derailing * derailing + p.from_experience * 2.0 * (experience - 0.5)
    quality = quality + p.from_ease * (tools + policies - 1.0) - p.from_fatigue * fatigue
    if quality < 0.0:
        return 0.0
    return quality if quality < 1.0 else 1.0


@rule
def journey_quality(mean, worst, coordination, p):
    """A journey across units is hardly better than its weakest hand-off. mean, worst : delivery of its units; returns [0, 1]."""
    quality = (1.0 - p.weakest) * mean + p.weakest * worst - p.handoff_lost * (1.0 - coordination)
    return quality if quality > 0.0 else 0.0


@rule
def internal_score(aligned, derailing, tools, p):
    """The tactical metrics a unit keeps of itself improve with behaviours that serve the metric. Returns [0, 1].

    Source: Byrnes and Wass (fill rate, answer in 30 seconds); the form is ours.
    """
    score = p.score_base + p.score_derailing * derailing + p.score_tools * 2.0 * (tools - 0.5) - p.score_aligned * aligned
    if score < 0.0:
        return 0.0
    return score if score < 1.0 else 1.0


_FROM_COORDINATION, _TIRED = 0.10, 0.4


@rule
def experience_lost(coordination, fatigue):
    """How much worse people are treated in the long run where hand-offs do not work. coordination : lever; all in [0, 1]."""
    return _FROM_COORDINATION * (1.0 - coordination) * (1.0 - _TIRED * fatigue)


@rule
def quality_lost(missing, unhappy, p):
    """Quality that customers do not get because of silos: at hand-offs, and from people whom silos wear out.

    missing : coordination that a journey lacks, [0, 1]; unhappy : `experience_lost`, mean over the journey
    """
    return p.handoff_lost * missing + p.from_experience * 2.0 * unhappy


@rule
def experience_after(experience, care, climate, policies, autonomy, tools, coordination, fatigue, p):
    """Employees experience how they are treated: needs met, no caustic leaders, rules that free, tools and hand-offs that work, less load.

    experience : of the unit, [0, 1]; the others are levers and the unit's fatigue.
    """
    aim = 0.35 * care + 0.20 * climate + 0.15 * policies + 0.10 * autonomy + 0.10 * tools + _FROM_COORDINATION * coordination
    aim = aim * (1.0 - _TIRED * fatigue)
    return experience + p.experience_pace * (aim - experience)
