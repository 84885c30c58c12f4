"""Test-bed: a small live project that finds solutions by iteration and turns visitors into champions."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class TestBedParameters(NamedTuple):
    """Learning and side effects of a test-bed."""

    __test__ = False

    insight_after: Annotated[float, Parameter("fit at which proof begins", 0.0, 1.0, "Byrnes and Wass: insight after about a year")] = 0.5
    contribution: Annotated[
        float,
        Parameter(
            "added learning at full commitment of counterparts",
            0.0,
            5.0,
            "Byrnes and Wass: suggestions improve the process; the size is ours",
        ),
    ] = 1.0
    lift: Annotated[float, Parameter("quality the segment feels at full fit", 0.0, 1.0, "our assumption")] = 0.15
    teething: Annotated[
        float, Parameter("quality the segment loses before any fit", 0.0, 1.0, "our assumption: what is tried out fails first")
    ] = 0.15
    alarm: Annotated[
        float,
        Parameter(
            "commitment lost a week by heads when key accounts are experimented on",
            0.0,
            1.0,
            "Byrnes and Wass: alarms the sales group; the rate is ours",
        ),
    ] = 0.05


@rule
def fit_after(fit, learning, heads, vigour, p):
    """Each week of iteration finds a share of the fit still missing, more where counterparts contribute.

    fit, heads (mean commitment of the other heads), vigour of the programme : [0, 1]; learning : per week
    """
    found = learning * (1.0 + p.contribution * (heads - 0.5)) * vigour
    if found < 0.0:
        found = 0.0
    if found > 1.0:
        found = 1.0
    return fit + found * (1.0 - fit)


@rule
def felt_in_the_trial(quality, fit, running, p):
    """The segment that a test-bed works with feels what fits already, and the teething troubles of what does not. Returns [0, 1]."""
    after = quality + p.lift * fit - p.teething * (1.0 - fit) * running
    if after < 0.0:
        return 0.0
    return after if after < 1.0 else 1.0


@rule
def proof_of(fit, p):
    """Proof begins only when the early fit is behind: second- and third-order changes matter most. Returns [0, 1]."""
    return (fit - p.insight_after) / (1.0 - p.insight_after) if fit > p.insight_after else 0.0
