"""Attention, fatigue and cynicism: people attend to so much change, tire beyond it, and broken promises make them cynical."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class FatigueParameters(NamedTuple):
    """Sources of fatigue, and recovery."""

    tires: Annotated[float, Parameter("per week at full overload", 0.0, 2.0, "our assumption")] = 0.65
    rest: Annotated[
        float, Parameter("per week", 0.0, 1.0, "Repenning and Sterman 2002: capability recovers slowly; half a year is ours")
    ] = 0.04
    slack: Annotated[float, Parameter("share of the attention budget that is slack without any time", 0.0, 1.0, "our assumption")] = 0.8
    spent: Annotated[
        float,
        Parameter(
            "share of attention that full fatigue takes",
            0.0,
            1.0,
            "Repenning and Sterman 2002: overload erodes the capacity to improve; ours",
        ),
    ] = 0.5
    senseless: Annotated[
        float, Parameter("added weight of what no one sees the sense of", 0.0, 5.0, "our assumption: the why comes first")
    ] = 0.8
    grasped: Annotated[float, Parameter("interest at which a load makes sense", 0.05, 1.0, "our assumption")] = 0.55
    from_gap: Annotated[float, Parameter("per week at full walk-talk gap", 0.0, 1.0, "our assumption")] = 0.03
    from_fatigue: Annotated[float, Parameter("per week at full fatigue", 0.0, 1.0, "our assumption")] = 0.045
    from_frustration: Annotated[float, Parameter("per week when willing but not allowed", 0.0, 1.0, "our assumption")] = 0.012
    from_pressure: Annotated[
        float, Parameter("per week where all is at stake for what makes no sense", 0.0, 1.0, "Olson 2024: not by mandate; the rate is ours")
    ] = 0.015
    from_climate: Annotated[
        float, Parameter("per week under caustic leaders", 0.0, 1.0, "Olson 2024 names caustic leadership; the rate is ours")
    ] = 0.02
    recovers: Annotated[float, Parameter("per week at full signal and resources", 0.0, 1.0, "our assumption")] = 0.07
    from_scandal: Annotated[float, Parameter("share of belief lost per size of scandal", 0.0, 1.0, "our assumption")] = 0.2
    after_abandonment: Annotated[float, Parameter("share of belief lost when a programme is given up", 0.0, 1.0, "our assumption")] = 0.15


@rule
def slack_of(attention, time, fatigue, p):
    """Load of change that people carry without tiring; tired people carry less. attention, time (lever), fatigue, result : [0, 1]."""
    return attention * (p.slack + (1.0 - p.slack) * time) * (1.0 - p.spent * fatigue)


@rule
def felt_load(load, interest, p):
    """Load as it is felt, which weighs more on those who do not see why. load, result : may exceed 1; interest : [0, 1]."""
    blind = 1.0 - interest / p.grasped if interest < p.grasped else 0.0
    return load * (1.0 + p.senseless * blind)


@rule
def attended_share(load, attention, time, fatigue, interest, p):
    """Share of the work of change that people attend to: all of it within their slack, and beyond it no more than the slack.

    Arguments as in `fatigue_after`; returns [0, 1].
    Source: Ocasio 1997 (an organisation does what it attends to, and attention is limited); the form is ours.
    """
    slack, felt = slack_of(attention, time, fatigue, p), felt_load(load, interest, p)
    return slack / felt if felt > slack else 1.0


@rule
def fatigue_after(fatigue, load, attention, time, interest, p):
    """A unit tires when its change load exceeds the slack in its time, and recovers otherwise.

    fatigue, attention (the budget people carry), time (lever), interest (mean of the unit) : [0, 1]
    load : sum of the running interventions' claims, may exceed 1; it weighs more on those who do not see why
    Source: Hunsaker 2020 (pursued hastily, it collapses), Repenning and Sterman 2002 (the capability trap: who is overloaded has less to
    carry the next load with); the form is ours.
    """
    slack, felt = slack_of(attention, time, fatigue, p), felt_load(load, interest, p)
    overload = felt - slack if felt > slack else 0.0
    after = fatigue + p.tires * overload * (1.0 - fatigue) if overload < 1.0 else fatigue + p.tires * (1.0 - fatigue)
    after = after - p.rest * after
    return after if after < 1.0 else 1.0


@rule
def let_down(talk, walk, fatigue, p):
    """Weekly gain of cynicism from words that outrun deeds, and from tiredness. talk, walk : of the leader nearest; all [0, 1]."""
    gap = talk - walk if talk > walk else 0.0
    return p.from_gap * gap + p.from_fatigue * fatigue


@rule
def pressure(stake, p):
    """Weekly gain of cynicism in people who do not see why, where much is at stake for them. Argument and result in [0, 1]."""
    return p.from_pressure * stake


@rule
def caustic(climate, p):
    """Weekly gain of cynicism under leaders who blame. climate : lever; all [0, 1]."""
    missing = 0.5 - climate if climate < 0.5 else 0.0
    return p.from_climate * 2.0 * missing


@rule
def mending(signal, resources, p):
    """Share of cynicism that leaders who are believed, and means, take away in a week. Arguments and result in [0, 1]."""
    return p.recovers * signal * resources


@rule
def doubt_moved(cynicism, let_down, interest, autonomy, pressure, caustic, mending, p):
    """Cynicism after a week whose gains and loss from conditions are known; arguments and result as in `cynicism_after`, [0, 1]."""
    gain = let_down + p.from_frustration * interest * (1.0 - autonomy)
    gain = gain + pressure * (1.0 - interest) + caustic
    after = cynicism + (gain if gain < 1.0 else 1.0) * (1.0 - cynicism)
    return after - mending * after


@rule
def cynicism_after(cynicism, talk, walk, interest, stake, autonomy, fatigue, climate, signal, resources, p):
    """People become cynical when words outrun deeds, when tired, and when made to act against what they see is right.

    cynicism, interest : [0, 1], of the person; talk, walk : words and commitment of the leader nearest; signal : leadership heard
    stake : what is in it for oneself, mean of the incentives, metrics and benefit levers; autonomy, climate : levers
    resources : mean of people, time and capital; fatigue : of the unit
    """
    return doubt_moved(
        cynicism, let_down(talk, walk, fatigue, p), interest, autonomy, pressure(stake, p), caustic(climate, p),
        mending(signal, resources, p), p,
    )  # fmt: skip
