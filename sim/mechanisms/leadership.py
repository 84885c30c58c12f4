"""Leadership: people copy what leaders do; leaders who only talk lose credibility."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class LeadershipParameters(NamedTuple):
    """How commitment cascades and credibility is lost and won."""

    cascade: Annotated[float, Parameter("per week", 0.0, 1.0, "our assumption: commitment settles within about half a year")] = 0.05
    from_boss: Annotated[float, Parameter("weight", 0.0, 1.0, "our assumption")] = 0.50
    from_interest: Annotated[float, Parameter("weight", 0.0, 1.0, "our assumption")] = 0.20
    from_account: Annotated[float, Parameter("weight", 0.0, 1.0, "Byrnes and Wass: people attend to what they answer for")] = 0.20
    from_benefit: Annotated[float, Parameter("weight", 0.0, 1.0, "Byrnes and Wass: heads support what benefits their own unit")] = 0.20
    caustic: Annotated[float, Parameter("share of commitment lost in the worst climate", 0.0, 1.0, "our assumption")] = 0.35
    doubt: Annotated[float, Parameter("share of a boss's example lost without credibility", 0.0, 1.0, "our assumption")] = 0.5
    unled: Annotated[
        float,
        Parameter(
            "share of help that works under a boss who does not walk", 0.0, 1.0, "Hunsaker 2020: leaders shape the rest; the share is ours"
        ),
    ] = 0.3
    unkept: Annotated[
        float,
        Parameter("gap of words where all that was announced waits", 0.0, 1.0, "Franz 2022: words without deeds; the size is ours"),
    ] = 1.0
    walk_weight: Annotated[float, Parameter("weight of acts against words", 0.0, 1.0, "Franz 2022: commitment is not only verbal")] = 0.80
    credit_lost: Annotated[float, Parameter("per week at full gap", 0.0, 1.0, "our assumption")] = 0.06
    credit_won: Annotated[float, Parameter("per week at full commitment", 0.0, 1.0, "our assumption")] = 0.02
    own_manager: Annotated[float, Parameter("weight", 0.0, 1.0, "our assumption: the nearest leader counts most")] = 0.50
    unit_head: Annotated[float, Parameter("weight", 0.0, 1.0, "our assumption")] = 0.30
    chief: Annotated[float, Parameter("weight", 0.0, 1.0, "our assumption")] = 0.20


@rule
def malleability_of(humility, patience, perseverance):
    """How ready the top is to learn, which shapes how workable the rest of the firm is. Arguments and result in [0, 1].

    Source: Hunsaker 2020; that the three count alike is our assumption.
    """
    return (humility + patience + perseverance) / 3.0


@rule
def helped(help_given, boss, believed, p):
    """Coaching, reframing and involvement work as far as the boss walks and is believed. Arguments and result in [0, 1]."""
    return help_given * (p.unled + (1.0 - p.unled) * boss * believed)


@rule
def commitment_after(commitment, boss, believed, interest, account, benefit, climate, malleability, help_given, p):
    """A leader commits as the boss does, as the why is seen, and as own accountability and benefit allow.

    commitment, boss and believed (commitment and credibility of the own leader), interest : [0, 1]
    account : what one answers for, mean of the incentives and metrics levers of the leader's people; benefit, climate : levers, [0, 1]
    malleability : [0, 1], mean of patience, humility and perseverance at the top, which shape how workable the rest is: leaders under
    a patient top take up a change sooner, and let go of what they have taken up later
    help_given : share of what is missing that coaching, reframing and involvement add this week, under a boss who walks
    Source: Hunsaker (potter's clay; flexible as long as patience, humility and perseverance reign), Byrnes and Wass (organisational
    indifference); the weights, and that both paces are mirrored at one half, are ours.
    """
    aim = (
        p.from_boss * boss * (1.0 - p.doubt * (1.0 - believed))
        + p.from_interest * interest
        + p.from_account * account
        + p.from_benefit * benefit
    )
    aim = aim * (1.0 - p.caustic * (1.0 - climate))
    aim = aim if aim < 1.0 else 1.0
    pace = p.cascade * (0.5 + malleability if aim > commitment else 1.5 - malleability)
    after = commitment + (pace if pace < 1.0 else 1.0) * (aim - commitment)
    return after + helped(help_given, boss, believed, p) * (1.0 - after)


@rule
def credibility_after(credibility, commitment, talk, waiting, humility, p):
    """Credibility is lost by the gap between talk and walk, and won slowly by walking.

    credibility, commitment, talk : [0, 1]; waiting : share of the announced work that has not begun, [0, 1]
    humility : of the leadership, softens the loss, since a gap admitted is half mended.
    Source: Franz 2022 (words without resources); the rates are ours.
    """
    gap = talk - commitment if talk > commitment else 0.0
    gap = gap + p.unkept * waiting * (1.0 - gap)
    after = credibility - p.credit_lost * gap * (1.0 - 0.5 * humility) * credibility
    return after + p.credit_won * commitment * (1.0 - gap) * (1.0 - after)


@rule
def signal_of(commitment, credibility, talk, p):
    """A leader's signal to the team: acts and words, weighted by credibility. Returns [0, 1]."""
    return credibility * (p.walk_weight * commitment + (1.0 - p.walk_weight) * talk)


@rule
def signal_heard(own_manager, unit_head, chief, p):
    """All hear their own manager most, the unit's head less, the chief least. Arguments: signals in [0, 1]. Returns the same."""
    heard = p.own_manager * own_manager + p.unit_head * unit_head + p.chief * chief
    return heard if heard < 1.0 else 1.0
