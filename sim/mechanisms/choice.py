"""Choice: people practise a behaviour when its pulls, plus chance, reach their threshold."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ChoiceParameters(NamedTuple):
    """What pulls and what holds, on one scale with the thresholds."""

    reconsider: Annotated[float, Parameter("share of people a week", 0.0, 1.0, "our assumption: about once a month")] = 0.25
    noise: Annotated[float, Parameter("scale of the logistic draw", 0.0, 5.0, "our assumption; 0 is the pure threshold model")] = 0.18
    social: Annotated[float, Parameter("pull at full exposure", 0.0, 5.0, "our assumption")] = 0.85
    lead: Annotated[float, Parameter("pull at full leadership signal", 0.0, 5.0, "our assumption")] = 0.5
    interest: Annotated[float, Parameter("pull at full interest", 0.0, 5.0, "our assumption")] = 0.7
    reward: Annotated[float, Parameter("pull where all is at stake for customers", 0.0, 5.0, "our assumption")] = 0.4
    habit: Annotated[float, Parameter("pull at full habit", 0.0, 5.0, "our assumption")] = 0.45
    norm: Annotated[float, Parameter("pull at full norm", 0.0, 5.0, "our assumption")] = 0.5
    effort: Annotated[float, Parameter("hold at full effort without capacity", 0.0, 5.0, "our assumption")] = 1.4
    friction: Annotated[float, Parameter("hold of each missing freedom, link and resource", 0.0, 5.0, "our assumption")] = 0.35
    cynicism: Annotated[float, Parameter("hold at full cynicism", 0.0, 5.0, "our assumption")] = 0.5
    temptation: Annotated[float, Parameter("pull of internal metrics to derailing behaviours", 0.0, 5.0, "our assumption")] = 0.7
    blind_reward: Annotated[
        float,
        Parameter(
            "share of reward that works without interest", 0.0, 1.0, "Olson 2024: no change without agreement on why; the share is ours"
        ),
    ] = 0.3
    derailing_ease: Annotated[
        float, Parameter("how much lower thresholds are for derailing behaviours", -5.0, 5.0, "our assumption: they ask for nothing new")
    ] = -0.08


@rule
def reward_of(stake, interest, p):
    """Pull of pay and metrics, which is weak without the why. stake : what is in it for oneself; arguments in [0, 1]."""
    return p.reward * stake * (p.blind_reward + (1.0 - p.blind_reward) * interest)


@rule
def aligned_pull(exposure, led, why, reward, habit, custom, p):
    """Pull to a behaviour that serves customers where the pulls of leaders, the why, reward and the norm are known."""
    return p.social * exposure + led + why + reward + p.habit * habit + custom


@rule
def pull_of_aligned(exposure, signal, interest, stake, habit, norm, p):
    """What draws a person to a behaviour that serves customers: others, leaders, the why, pay and metrics, habit and norm.

    All arguments in [0, 1]; stake : what is in it for oneself, mean of the incentives, metrics and benefit levers.
    Returns pull on the scale of thresholds.
    """
    return aligned_pull(exposure, p.lead * signal, p.interest * interest, reward_of(stake, interest, p), habit, p.norm * norm, p)


@rule
def friction_of(effort, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, p):
    """Hold of missing freedom, bad hand-offs, lacking means and punishing rules. Arguments in [0, 1]."""
    friction = autonomy_needed * (1.0 - autonomy) + coordination_needed * (1.0 - coordination)
    friction = friction + effort * (1.0 - resources) + 0.5 * autonomy_needed * (1.0 - policies)
    return p.friction * friction


@rule
def inability(capacity, fatigue):
    """What a person lacks in ability; tired people have less of theirs. Arguments and result in [0, 1]."""
    return 1.0 - capacity * (1.0 - fatigue)


@rule
def aligned_hold(effort, inability, friction, doubt, p):
    """Hold on a behaviour that serves customers where the holds of friction and cynicism are known."""
    return p.effort * effort * inability + friction + doubt


@rule
def hold_on_aligned(
    effort, capacity, fatigue, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, cynicism, p
):
    """What holds a person back: effort beyond ability, missing freedom, bad hand-offs, lacking means, punishing rules, cynicism.

    All arguments in [0, 1]. Returns hold on the scale of thresholds; nothing holds what needs no effort, freedom, link or means.
    """
    friction = friction_of(effort, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, p)
    return aligned_hold(effort, inability(capacity, fatigue), friction, p.cynicism * cynicism, p)


@rule
def temptation_of(metrics, p):
    """Pull of internal metrics to what looks good inside. metrics : lever, [0, 1]."""
    return p.temptation * (1.0 - metrics)


@rule
def derailing_pull(exposure, temptation, led, why, habit, custom, p):
    """Pull to a behaviour that hurts customers where the pulls of metrics and the norm, and leaders and the why, are known."""
    pull = p.social * exposure + temptation + p.habit * habit + custom
    return pull - led - why


@rule
def pull_of_derailing(exposure, signal, interest, metrics, habit, norm, p):
    """What draws a person to a behaviour that looks good inside and hurts customers: others, internal metrics, habit, norm.

    All arguments in [0, 1]. Leaders who walk and a why that is seen hold it back.
    Source: Byrnes and Wass (people do what they are held accountable for); weights are ours.
    """
    return derailing_pull(exposure, temptation_of(metrics, p), p.lead * signal, p.interest * interest, habit, p.norm * norm, p)


@rule
def decides(pull, threshold, draw, p):
    """Whether a person who reconsiders practises: pull plus chance reaches the threshold (the random-utility form of the logit)."""
    return pull + p.noise * draw >= threshold
