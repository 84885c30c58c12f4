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
    old_ways: Annotated[
        float,
        Parameter(
            "hold of the habit and norm of not practising, as a share of the pull of the new ones",
            0.0,
            1.0,
            "our assumption: what serves customers comes on top of work and takes no other convention's place; "
            "1 is a pure coordination of two conventions, Young 1993",
        ),
    ] = 0.0
    conformity: Annotated[
        float,
        Parameter(
            "hold of contacts who all know one another on what departs furthest from the usual",
            0.0,
            5.0,
            "our assumption, after Battilana and Casciaro 2012, whose pattern it does not give by itself: as strong as a norm",
        ),
    ] = 0.5
    chance: Annotated[
        float,
        Parameter(
            "share of those who reconsider who take up what they see some colleague do, at any pull",
            0.0,
            1.0,
            "Young 1993, Eckles et al. 2024: a little of it; none is our assumption, the noise stands for it",
        ),
    ] = 0.0
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
        float,
        Parameter(
            "how much lower thresholds are for derailing behaviours; below 0 they are higher",
            -5.0,
            5.0,
            "our assumption: without a metric that asks for them, people begin them a little less easily",
        ),
    ] = -0.08


@rule
def reward_of(stake, interest, p):
    """Pull of pay and metrics, which is weak without the why. stake : what is in it for oneself; arguments in [0, 1]."""
    return p.reward * stake * (p.blind_reward + (1.0 - p.blind_reward) * interest)


@rule
def kept_up(share, p):
    """Pull of a habit or norm for each unit of its weight, less the hold of the old one where that is one too.

    share : automaticity, or share of the unit's people who do it for long, [0, 1]; returns [-1, 1]
    """
    return share - p.old_ways * (1.0 - share)


@rule
def conforming(divergence, closure, p):
    """Hold at no exposure of contacts who are tied to one another: as far as they are, they can agree on what departs from the usual.

    divergence : of the behaviour; closure : share of pairs of a person's contacts who are tied to one another; both [0, 1]
    Source: Battilana and Casciaro 2012; that it falls off with exposure, and the weight, are ours.
    """
    return p.conformity * divergence * closure


@rule
def aligned_pull(exposure, led, why, reward, habit, custom, p):
    """Pull to a behaviour that serves customers where the pulls of leaders, the why, reward and the norm are known."""
    return p.social * exposure + led + why + reward + p.habit * kept_up(habit, p) + custom


@rule
def pull_of_aligned(exposure, signal, disturbance, interest, stake, habit, norm, p):
    """What draws a person to a behaviour that serves customers: others, leaders, the times, the why, pay and metrics, habit and norm.

    disturbance : of the firm, on the scale of thresholds; all others in [0, 1]
    stake : what is in it for oneself, mean of the incentives, metrics and benefit levers
    Returns pull on the scale of thresholds.
    """
    reward, custom = reward_of(stake, interest, p), p.norm * kept_up(norm, p)
    return aligned_pull(exposure, p.lead * signal + disturbance, p.interest * interest, reward, habit, custom, p)


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
def aligned_hold(effort, inability, friction, doubt, conforming, exposure, p):
    """Hold on a behaviour that serves customers where the holds of friction, cynicism and, before any example, contacts are known."""
    return p.effort * effort * inability + friction + doubt + conforming * (1.0 - exposure)


@rule
def hold_on_aligned(
    effort, capacity, fatigue, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, cynicism, divergence,
    closure, exposure, p,
):  # fmt: skip
    """What holds a person back: effort beyond ability, missing freedom, bad hand-offs, lacking means, punishing rules, doubt, contacts.

    All arguments in [0, 1]; divergence and closure as in `conforming`. Returns hold on the scale of thresholds. Where there is no doubt,
    nothing holds what needs no effort, freedom, link or means and departs from nothing usual.
    """
    friction = friction_of(effort, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, p)
    contacts = conforming(divergence, closure, p)
    return aligned_hold(effort, inability(capacity, fatigue), friction, p.cynicism * cynicism, contacts, exposure, p)


@rule
def temptation_of(metrics, asked, p):
    """Pull of internal metrics to what looks good inside. metrics : lever; asked : how far the unit's metrics pay for it; both [0, 1]."""
    return p.temptation * (1.0 - metrics) * asked


@rule
def derailing_pull(exposure, temptation, led, why, habit, custom, p):
    """Pull to a behaviour that hurts customers where the pulls of metrics and the norm, and leaders and the why, are known."""
    pull = p.social * exposure + temptation + p.habit * habit + custom
    return pull - led - why


@rule
def pull_of_derailing(exposure, signal, disturbance, interest, metrics, asked, habit, norm, p):
    """What draws a person to a behaviour that looks good inside and hurts customers: others, internal metrics, habit, norm.

    disturbance : of the firm, on the scale of thresholds; all others in [0, 1]; asked : see `temptation_of`.
    Leaders who walk, times that favour the change and a why that is seen hold it back.
    Source: Byrnes and Wass (people do what they are held accountable for); weights are ours.
    """
    led = p.lead * signal + disturbance
    return derailing_pull(exposure, temptation_of(metrics, asked, p), led, p.interest * interest, habit, p.norm * norm, p)


@rule
def decides(pull, threshold, draw, exposure, follows_from, p):
    """Whether a person who reconsiders practises: pull plus chance reaches the threshold, or chance alone follows an example.

    pull, threshold : on one scale; draw : standard logistic; exposure : to the behaviour, [0, 1]
    follows_from : draw from which a person follows any example, see `upper_quantile`
    Source: the random-utility form of the logit; Young 1993 (uniform error), Eckles et al. 2024 (it lets what needs several examples
    cross long ties).
    """
    is_pulled, follows = pull + p.noise * draw >= threshold, (draw >= follows_from) & (exposure > 0.0)
    return is_pulled | follows  # no shortcut: a choice of several people at once has none
