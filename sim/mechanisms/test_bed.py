"""Test-bed: a small live project that tries an idea, revises it, finds what fits by iteration and turns visitors into champions."""

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
    promise: Annotated[
        float,
        Parameter("fit that the best of first ideas can reach", 0.0, 1.0, "Byrnes and Wass: few follow their first plan; the size is ours"),
    ] = 0.7
    revises: Annotated[
        float,
        Parameter(
            "chance a week that a better idea is found",
            0.0,
            1.0,
            "Byrnes and Wass: few follow their first plan; fitted to insight after about a year",
        ),
    ] = 0.07
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
def first_idea(quality, p):
    """The fit that the first idea can reach at most. quality : a uniform draw; both (0, 1)."""
    return p.promise * quality


@rule
def contributed(rate, heads, vigour, p):
    """What a week of iteration finds, more where counterparts contribute.

    rate : a week, at middling commitment; heads (mean commitment of the other heads), vigour of the programme, result : [0, 1]
    """
    found = rate * (1.0 + p.contribution * (heads - 0.5)) * vigour
    if found < 0.0:
        return 0.0
    return found if found < 1.0 else 1.0


@rule
def idea_after(idea, heads, vigour, committed, chance, quality, p):
    """The fit that an idea can reach at most: the first one is a draw, and iteration now and then finds a better one.

    What has been committed to in planning, budgets and pay is no longer revised. idea, committed : [0, 1]; heads, vigour : see
    `contributed`; chance, quality : uniform draws, (0, 1)
    Source: Byrnes and Wass (few firms follow their first plan; commit the systems after proof); the form is ours.
    """
    found = contributed(p.revises, heads, vigour, p) * (1.0 - committed)
    return idea + quality * (1.0 - idea) if chance < found else idea


@rule
def fit_after(fit, idea, learning, heads, vigour, p):
    """Each week of iteration finds a share of the fit that the idea still allows. fit, idea : [0, 1]; others as in `contributed`."""
    missing = idea - fit if idea > fit else 0.0
    return fit + contributed(learning, heads, vigour, p) * missing


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
