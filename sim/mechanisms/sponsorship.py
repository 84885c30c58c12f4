"""Sponsorship: sponsors watch a change, judge it, support it or give it up; finance can stop it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class SponsorshipParameters(NamedTuple):
    """How sponsors judge."""

    adoption_weight: Annotated[float, Parameter("weight of reported adoption against results", 0.0, 1.0, "our assumption")] = 0.6
    felt_scale: Annotated[float, Parameter("gain of felt quality that counts as full result", 0.01, 1.0, "our assumption")] = 0.25
    rally: Annotated[
        float,
        Parameter("per week and step ahead of expectation", 0.0, 1.0, "Repenning 2002: early results bring support; the rate is ours"),
    ] = 0.06
    impatience: Annotated[
        float,
        Parameter("per week and step behind expectation", 0.0, 1.0, "Sastry 1997: judged too soon, a sound change fails; the rate is ours"),
    ] = 0.07
    board_pull: Annotated[float, Parameter("per week at full loss of the board's patience", 0.0, 1.0, "our assumption")] = 0.03
    board_memory: Annotated[float, Parameter("per week", 0.0, 1.0, "our assumption: about a quarter")] = 0.08
    abandons: Annotated[float, Parameter("commitment below which a programme is given up", 0.0, 1.0, "our assumption")] = 0.20
    hurdle: Annotated[float, Parameter("return that finance asks of a programme, as a share", 0.0, 1.0, "our assumption")] = 0.55
    counterparts: Annotated[
        float,
        Parameter(
            "weight of other heads' commitment against the CEO's", 0.0, 1.0, "Byrnes and Wass: no head saw a benefit; the weight is ours"
        ),
    ] = 0.7
    champions: Annotated[float, Parameter("support that outweighs one half of finance's power and doubt", 0.05, 1.0, "our assumption")] = (
        0.5
    )
    winding_down: Annotated[float, Parameter("share of a programme's effect lost a week once given up", 0.0, 1.0, "our assumption")] = 0.08


@rule
def progress_seen(reported, felt_gain, score_gain, metrics, p):
    """Sponsors see the adoption that they are told of, and results as their metrics show them: felt quality or the internal score.

    reported : adoption as units report it, [0, 1]
    felt_gain, score_gain : change of felt quality and of the internal score since the start, [-1, 1]
    metrics : mean of that lever; 0 looks at the internal score alone. Returns [0, 1].
    """
    result = (metrics * felt_gain + (1.0 - metrics) * score_gain) / p.felt_scale
    if result < 0.0:
        result = 0.0
    if result > 1.0:
        result = 1.0
    return p.adoption_weight * reported + (1.0 - p.adoption_weight) * result


@rule
def sponsor_after(commitment, seen, expected, patience, perseverance, board, p):
    """The CEO rallies to a change that runs ahead and loses heart when it lags, less with patience and perseverance.

    commitment, seen, expected, patience, perseverance : [0, 1]; board : loss of the board's patience, [0, 1]
    Source: Repenning 2002, Sastry 1997; rates are ours.
    """
    if seen >= expected:
        after = commitment + p.rally * (seen - expected) * (1.0 - commitment)
    else:
        after = commitment - p.impatience * (1.0 - patience) * (1.0 - 0.5 * perseverance) * (expected - seen) * commitment
    return after - p.board_pull * board * (1.0 - 0.5 * perseverance) * after


@rule
def board_after(lost, results, expected, patience, p):
    """The board watches money: lagging results cost its patience, and results restore it.

    lost : loss of patience, [0, 1]; results : value to date relative to what was promised, expected : by now; patience : [0, 1]
    """
    come = results if results > 0.0 else 0.0
    lag = expected - come if expected > come else 0.0
    return lost + p.board_memory * (lag * (1.0 - patience) - lost)


@rule
def perceived_return(benefit, proof, felt_gain, metrics, p):
    """Finance's view of a programme: units' own measurable benefit, proof, and felt gains if they count.

    benefit, metrics : mean levers; proof : of a test-bed, [0, 1]; felt_gain : [-1, 1]. Returns [0, 1] or a little more.
    """
    felt = felt_gain / p.felt_scale
    if felt < 0.0:
        felt = 0.0
    if felt > 1.0:
        felt = 1.0
    return 0.6 * benefit + 0.5 * proof + 0.4 * metrics * felt


@rule
def is_vetoed(finance_power, returns, heads, chief, p):
    """Finance stops a programme when its power and doubt outweigh the champions.

    finance_power, returns (see perceived_return) : [0, 1]
    heads : mean commitment of the other heads, weighted by influence; chief : the CEO's
    Source: Byrnes and Wass (Bell); the form is ours.
    """
    if returns >= p.hurdle:
        return False
    support = p.counterparts * heads + (1.0 - p.counterparts) * chief
    return finance_power * (p.hurdle - returns) / p.hurdle > support / p.champions * 0.5
