"""Disturbance: what is common to the whole firm and no plan foresees, such as a good quarter, a row or a rumour."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class DisturbanceParameters(NamedTuple):
    """How strong the times are, and how long they last."""

    size: Annotated[
        float,
        Parameter("standard deviation in the long run, on the scale of thresholds", 0.0, 2.0, "our assumption: about a sixth of social"),
    ] = 0.15
    lasts: Annotated[float, Parameter("share left after a week", 0.0, 0.999, "our assumption: half is gone after a quarter")] = 0.95


LOGISTIC_DEVIATION = 1.813799364234218
"""Standard deviation of the standard logistic distribution, pi / sqrt(3)."""


@rule
def disturbance_after(disturbance, draw, p):
    """The times change slowly and at random: chance that is common to all does not shrink with the number of people.

    disturbance : of last week, on the scale of thresholds; draw : standard logistic. Returns the same for this week.
    Source: an autoregressive process of first order, our assumption; it is what keeps large firms from being certain.
    """
    fresh = p.size * math.sqrt(1.0 - p.lasts * p.lasts)
    return p.lasts * disturbance + fresh * draw / LOGISTIC_DEVIATION
