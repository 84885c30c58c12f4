"""Exposure: people learn what is done by watching those they listen to."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class ExposureParameters(NamedTuple):
    """How far an example carries."""

    spotlight: Annotated[
        float, Parameter("share added at full recognition", 0.0, 2.0, "our assumption: a named example is noticed more")
    ] = 0.5
    encounters: Annotated[
        float,
        Parameter(
            "colleagues met and remembered when one reconsiders; 0 is all one listens to, at once",
            0.0,
            100.0,
            "Centola et al. 2018: the last 12 encounters, in an experiment; all at once is our assumption for colleagues",
            is_whole=True,
        ),
    ] = 0.0


@rule
def spotlight_on(recognition, p):
    """How many times as far an example carries where it is recognised. recognition : lever, [0, 1]; returns at least 1."""
    return 1.0 + p.spotlight * recognition


@rule
def exposure_to(share, visibility, spotlight):
    """Exposure to a behaviour that this share of one's ties practise. Arguments in [0, 1] but for the spotlight; returns [0, 1]."""
    seen = share * visibility * spotlight
    return seen if seen < 1.0 else 1.0


@rule
def encountered(exposure, draw, encounters):
    """What a person remembers of so many colleagues met: the share that was seen to practise, a binomial draw by its quantile.

    exposure : chance that a colleague met is seen to practise, [0, 1]; draw : uniform, (0, 1); encounters : whole number, at least 1
    Returns [0, 1]. Source: Young 1993 (samples of the recent past), Centola et al. 2018 (memory of 12 encounters).
    """
    if exposure <= 0.0:
        return 0.0
    if exposure >= 1.0:
        return 1.0
    most = int(encounters)
    chance = 1.0
    for _ in range(most):
        chance *= 1.0 - exposure
    odds, reached, seen = exposure / (1.0 - exposure), chance, 0
    while draw >= reached and seen < most:
        chance *= odds * (most - seen) / (seen + 1)
        reached += chance
        seen += 1
    return seen / most


@rule
def exposure_of(practising, listened, visibility, recognition, p):
    """Exposure is the share of those one listens to, by tie strength, who visibly practise.

    practising : sum of the strengths of ties to those who practise, exact integer
    listened : sum of all tie strengths of the person, exact integer; 0 for those who listen to no one
    visibility : [0, 1], of the behaviour
    recognition : lever of the unit, [0, 1]
    Returns [0, 1]. Integers make the sum independent of the order of ties.
    Source: Granovetter 1978, Watts 2002 (fractional thresholds); the spotlight is our own simplification.
    """
    if listened == 0:
        return 0.0
    return exposure_to(practising / listened, visibility, spotlight_on(recognition, p))
