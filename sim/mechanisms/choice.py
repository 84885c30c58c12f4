"""Choice: people practise a behaviour when its pulls, plus chance, reach their threshold."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter
from sim.quotient import ratio


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
    hold: Annotated[
        float,
        Parameter(
            "hold where all of what is scarcest is missing", 0.0, 10.0, "Siemsen et al. 2008: the scarcest factor limits; the size is ours"
        ),
    ] = 2.3
    skill: Annotated[
        float, Parameter("capacity that full effort takes", 0.0, 5.0, "our assumption: effort is learnt, beyond what tools give")
    ] = 1.8
    means: Annotated[float, Parameter("people, time and money that full effort takes", 0.0, 5.0, "our assumption")] = 1.2
    links: Annotated[float, Parameter("coordination that a behaviour takes which needs all help of others", 0.0, 5.0, "our assumption")] = (
        0.65
    )
    leeway: Annotated[
        float,
        Parameter(
            "share of the freedom it takes that rules must leave", 0.0, 1.0, "Hunsaker 2020: policies free or punish; the share is ours"
        ),
    ] = 0.8
    safety: Annotated[
        float,
        Parameter("climate that it takes to practise what all can see", 0.0, 1.0, "Edmondson 1999: safety to speak up; the level is ours"),
    ] = 0.5
    account: Annotated[
        float, Parameter("stake that it takes", 0.0, 1.0, "Byrnes and Wass: people attend to what they answer for; the level is ours")
    ] = 0.3
    meaning: Annotated[
        float, Parameter("interest that it takes", 0.0, 1.0, "Olson 2024: no change without agreement on why; the level is ours")
    ] = 0.45
    belief: Annotated[float, Parameter("absence of cynicism that it takes", 0.0, 1.0, "our assumption")] = 0.65
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
def lacking(needed, there):
    """Share of what is needed that is missing; what is there beyond the need adds nothing. Arguments and result in [0, 1]."""
    return 1.0 - ratio(there, needed) if there < needed else 0.0


@rule
def obstacle_of(effort, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, climate, stake, p):
    """What a behaviour lacks most of the conditions it takes: freedom, rules that leave it, links, means, safety and a stake.

    climate, stake : as for the whole unit's people; arguments and result in [0, 1]
    """
    free = max(lacking(autonomy_needed, autonomy), lacking(p.leeway * autonomy_needed, policies))
    able = max(lacking(p.links * coordination_needed, coordination), lacking(p.means * effort, resources))
    return max(max(free, able), max(lacking(p.safety, climate), lacking(p.account, stake)))


@rule
def unconvinced(interest, cynicism, p):
    """What a person lacks most of the will it takes: seeing why, and belief. Arguments and result in [0, 1]."""
    return max(lacking(p.meaning, interest), lacking(p.belief, 1.0 - cynicism))


@rule
def ability_left(capacity, fatigue):
    """What people are able to; tired people have less of theirs. Arguments and result in [0, 1]."""
    return capacity * (1.0 - fatigue)


@rule
def aligned_hold(effort, ability, obstacle, unconvinced, conforming, exposure, p):
    """Hold on a behaviour that serves customers where what its conditions and the person's will lack, and contacts, are known.

    Only what is scarcest holds: to give more of anything else moves no one.
    Source: Siemsen, Roth and Balasubramanian 2008 (the constraining factor of motivation, opportunity and ability), Blumberg and Pringle
    1982, Michie et al. 2011 (all three are needed); that contacts hold beside it is ours.
    """
    return p.hold * max(max(lacking(p.skill * effort, ability), obstacle), unconvinced) + conforming * (1.0 - exposure)


@rule
def hold_on_aligned(
    effort, capacity, fatigue, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, climate, stake, interest,
    cynicism, divergence, closure, exposure, p,
):  # fmt: skip
    """What holds a person back: the scarcest of ability, freedom, rules that leave it, links, means, safety, stake, the why and belief.

    All arguments in [0, 1]; stake as in `pull_of_aligned`, divergence and closure as in `conforming`. Returns hold on the scale of
    thresholds. Where the why is seen and believed, all are safe and have a stake, nothing holds what needs no effort, freedom, link or
    means and departs from nothing usual.
    """
    obstacle = obstacle_of(
        effort, autonomy_needed, autonomy, coordination_needed, coordination, resources, policies, climate, stake, p
    )  # fmt: skip
    contacts = conforming(divergence, closure, p)
    return aligned_hold(effort, ability_left(capacity, fatigue), obstacle, unconvinced(interest, cynicism, p), contacts, exposure, p)


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
