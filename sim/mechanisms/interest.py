"""Interest: seeing why. People hear it from leaders they believe, see it in others, share it with peers, and lose it unless repeated."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class InterestParameters(NamedTuple):
    """Gain and loss of interest."""

    from_vision: Annotated[float, Parameter("per week at full vision and signal", 0.0, 1.0, "our assumption")] = 0.10
    from_example: Annotated[float, Parameter("per week at full exposure", 0.0, 1.0, "our assumption")] = 0.05
    from_results: Annotated[float, Parameter("per week at full results and customer voice", 0.0, 1.0, "our assumption")] = 0.06
    from_care: Annotated[float, Parameter("per week at full employee experience", 0.0, 1.0, "Franz 2022: employees first")] = 0.02
    unexplained: Annotated[
        float,
        Parameter(
            "share of an example or a result that shows why where no one says it", 0.0, 1.0, "Olson 2024: direction only; the share is ours"
        ),
    ] = 0.2
    unheard: Annotated[float, Parameter("share of what is said that is lost at full cynicism", 0.0, 1.0, "our assumption")] = 0.8
    from_peers: Annotated[float, Parameter("per week towards the unit's mean", 0.0, 1.0, "our assumption")] = 0.05
    fade: Annotated[float, Parameter("per week without rituals", 0.0, 1.0, "our assumption; rituals that carry the customer repeat it")] = (
        0.012
    )
    soured: Annotated[float, Parameter("per week at full cynicism", 0.0, 1.0, "our assumption")] = 0.04


@rule
def told(vision, signal, p):
    """Weekly gain from leaders who say why and are believed. vision : lever; signal : leadership heard; all [0, 1]."""
    return p.from_vision * vision * signal


@rule
def explained(vision, p):
    """How far an example or a result shows why: as far as the why is said. vision : lever; all [0, 1]."""
    return p.unexplained + (1.0 - p.unexplained) * vision


@rule
def shown(results, voice, explained, p):
    """Weekly gain from results for customers that people get to hear of. results : visible gain; voice : lever; all [0, 1]."""
    return p.from_results * results * voice * explained


@rule
def exemplified(explained, p):
    """Weekly gain at full exposure to what serves customers. Argument and result in [0, 1]."""
    return p.from_example * explained


@rule
def cared_for(care, p):
    """Weekly gain of people who are treated as they should treat customers. care : lever, employee_experience; all [0, 1]."""
    return p.from_care * care


@rule
def forgetting(rituals, p):
    """Share of interest that a week without reminders takes. rituals : lever; all [0, 1]."""
    return p.fade * (1.0 - rituals)


@rule
def interest_moved(interest, openness, told, seen, exemplified, shown, cared_for, peers, forgetting, cynicism, p):
    """Interest after a week whose gains and loss from conditions are known; arguments and result as in `interest_after`, [0, 1]."""
    gain = told * (1.0 - p.unheard * cynicism) + exemplified * seen + shown + cared_for
    after = interest + openness * (gain * (1.0 - interest) + p.from_peers * (peers - interest))
    if after < 0.0:
        after = 0.0
    if after > 1.0:
        after = 1.0
    after = after - forgetting * after
    return after - p.soured * cynicism * after


@rule
def interest_after(interest, openness, vision, signal, seen, results, voice, care, peers, rituals, cynicism, p):
    """People come to see why from credible leaders, examples, results and being cared for; doubt and silence undo it.

    interest, openness : [0, 1], of the person; signal : leadership heard, seen : mean exposure to aligned behaviours, cynicism : [0, 1]
    vision, voice (customer_voice), care (employee_experience), rituals : levers; results : visible gain of customers, [0, 1]
    peers : mean interest in the unit last week
    Source: Olson 2024 (interest and capacity; agreement on why), Harrison and Carroll 1991 (socialisation); rates are ours.
    """
    return interest_moved(
        interest, openness, told(vision, signal, p), seen, exemplified(explained(vision, p), p),
        shown(results, voice, explained(vision, p), p), cared_for(care, p), peers, forgetting(rituals, p), cynicism, p,
    )  # fmt: skip
