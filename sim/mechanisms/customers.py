"""Customers meet journeys, not units; they remember their worst experience, expect what they were told, and leave."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class CustomerParameters(NamedTuple):
    """How experience becomes memory, trust and loyalty."""

    luck: Annotated[float, Parameter("scale of the logistic draw of an encounter", 0.0, 1.0, "our assumption")] = 0.05
    learns: Annotated[float, Parameter("weight of the latest encounter", 0.0, 1.0, "our assumption")] = 0.20
    sensitivity: Annotated[
        float,
        Parameter("exponent of a surprise; 1 is proportional", 0.1, 1.0, "Tversky and Kahneman 1992: 0.88; Mittal et al. 1998: direction"),
    ] = 0.88
    forgives: Annotated[
        float, Parameter("per week of the worst experience", 0.0, 1.0, "our assumption: a bad experience outlasts ten good ones")
    ] = 0.015
    worst_weight: Annotated[
        float, Parameter("weight of the worst remembered", 0.0, 1.0, "Mittal et al. 1998: direction only; the weight is ours")
    ] = 0.45
    promised: Annotated[
        float, Parameter("per week at full talk", 0.0, 1.0, "Hunsaker: programmes raise expectations; the rate is ours")
    ] = 0.008
    adapts: Annotated[float, Parameter("per week towards what is felt", 0.0, 1.0, "our assumption")] = 0.02
    churn: Annotated[float, Parameter("per customer and week", 0.0, 1.0, "our assumption: about 5 % a year")] = 0.001
    disappointed: Annotated[float, Parameter("times as many per step below expectation", 0.0, 50.0, "our assumption")] = 8.0
    courted: Annotated[float, Parameter("per week and step by which a rival is better", 0.0, 1.0, "our assumption")] = 0.006
    word_of_mouth: Annotated[float, Parameter("new customers per week at full trust and delight", 0.0, 1.0, "our assumption")] = 0.004
    warning: Annotated[float, Parameter("trust times delight below which customers warn others", 0.0, 1.0, "our assumption")] = 0.05
    rival_base: Annotated[float, Parameter("quality of the weakest rival", 0.0, 1.0, "our assumption")] = 0.25
    rival_span: Annotated[float, Parameter("quality a strong rival adds", 0.0, 1.0, "our assumption")] = 0.45
    scandal_memory: Annotated[float, Parameter("share of a scandal's size in the worst experience", 0.0, 1.0, "our assumption")] = 0.8
    scandal_trust: Annotated[float, Parameter("share of trust lost per size of scandal", 0.0, 1.0, "our assumption")] = 0.6
    transfers: Annotated[
        float,
        Parameter("effort where units do not tell one another", 0.0, 1.0, "Dixon et al. 2010: transfers and repeats; the weight is ours"),
    ] = 0.4
    repeats: Annotated[
        float, Parameter("effort at full derailing practice", 0.0, 1.0, "Dixon et al. 2010: calling again; the weight is ours")
    ] = 0.3
    hurdles: Annotated[
        float, Parameter("effort under rules and tools that hinder", 0.0, 1.0, "Dixon et al. 2010: switching channels; the weight is ours")
    ] = 0.3
    trust_pace: Annotated[float, Parameter("per week", 0.0, 1.0, "our assumption")] = 0.03
    trust_given: Annotated[
        float, Parameter("weight of being trusted by the firm's policies", 0.0, 1.0, "Hunsaker: trust is a two-way street")
    ] = 0.3


ORDINARY_SURPRISE = 0.25
"""Distance of an encounter from what is remembered at which it counts by its weight alone; our assumption."""


@rule
def weight_of(mean, encounter, p):
    """Weight of an encounter in the remembered mean: less for each step the further off it is. Arguments and result in [0, 1].

    Source: Mittal et al. 1998 (diminishing sensitivity), Tversky and Kahneman 1992 (power function).
    """
    size = encounter - mean if encounter > mean else mean - encounter
    if size == 0.0:
        return 1.0
    weight = p.learns * (size / ORDINARY_SURPRISE) ** (p.sensitivity - 1.0)
    return weight if weight < 1.0 else 1.0


@rule
def mean_moved(mean, encounter, weight):
    """The remembered mean moves towards the latest encounter by its weight, and never beyond it. Arguments and result in [0, 1]."""
    return mean + weight * (encounter - mean)


@rule
def mean_after(mean, encounter, p):
    """The remembered mean after an encounter, see `weight_of` and `mean_moved`. Arguments and result in [0, 1]."""
    return mean_moved(mean, encounter, weight_of(mean, encounter, p))


@rule
def worst_after(worst, mean, encounter, p):
    """The worst experience replaces itself at once and heals slowly. Arguments and result in [0, 1].

    Source: Byrnes and Wass (perceptions follow the worst, not the average); the rate of healing is ours.
    """
    healed = worst + p.forgives * (mean - worst) if mean > worst else mean
    return encounter if encounter < healed else healed


@rule
def felt_quality(mean, worst, p):
    """Felt quality is partly the average and partly the worst remembered experience. Returns [0, 1]."""
    return (1.0 - p.worst_weight) * mean + p.worst_weight * worst


@rule
def expectation_after(expectation, felt, talk, p):
    """Expectations rise with what is announced and settle towards what is felt. Arguments and result in [0, 1]."""
    after = expectation + p.promised * talk * (1.0 - expectation)
    return after + p.adapts * (felt - after)


@rule
def rivals_offer(strength, p):
    """Quality that the best rival offers. strength : of the rivals; both [0, 1]."""
    offered = p.rival_base + p.rival_span * strength
    return offered if offered < 1.0 else 1.0


@rule
def churn_share(felt, expectation, rival, p):
    """The chance that a customer leaves this week: disappointed, or courted by a rival that does better. Returns [0, 1].

    rival : quality offered by the best rival, [0, 1]
    """
    below = expectation - felt if expectation > felt else 0.0
    better = rival - felt if rival > felt else 0.0
    chance = p.churn * (1.0 + p.disappointed * below) + p.courted * better
    return chance if chance < 1.0 else 1.0


@rule
def effort_of(missing, derailing, ease, p):
    """How much customers must do themselves: explain again, call again, get round rules and tools. It moves nothing else.

    missing : coordination that the journey lacks; derailing : practice, ease : mean of tools and policies, of its units; all in [0, 1]
    Source: Dixon, Freeman and Toman 2010; weights are ours.
    """
    effort = p.transfers * missing + p.repeats * derailing + p.hurdles * (1.0 - ease)
    return effort if effort < 1.0 else 1.0


@rule
def recommending(felt, trust):
    """Share of customers who recommend the firm: those who trust it and are pleased. All in [0, 1]."""
    return trust * felt


@rule
def recommendations(felt, trust, p):
    """Weekly new customers per customer through word of mouth; negative where customers warn others."""
    return p.word_of_mouth * 2.0 * (recommending(felt, trust) - p.warning)


@rule
def trust_lost(lost, p):
    """Trust that customers do not have, in the long run, because of quality that they do not get. lost : [0, 1]."""
    return (1.0 - p.trust_given) * lost


@rule
def trust_after(trust, felt, policies, experience, p):
    """Customers trust a firm that serves them well, trusts them, and treats its people well.

    felt : mean over customers; policies : mean lever; experience : mean of employees. Arguments and result in [0, 1].
    """
    aim = (1.0 - p.trust_given) * felt + p.trust_given * (0.5 * policies + 0.5 * experience)
    return trust + p.trust_pace * (aim - trust)
