"""Metrics: what a tactical metric says of a unit, and how far it pays to serve the metric instead of the customer."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class MetricParameters(NamedTuple):
    """How people read the metrics of their unit."""

    worthwhile: Annotated[
        float,
        Parameter(
            "gain of the unit's score at full practice from which a behaviour is worth all attention",
            0.001,
            1.0,
            "Byrnes and Wass: people attend to what they are held accountable for; the size is our assumption",
        ),
    ] = 0.05


@rule
def by_condition(gain, lever):
    """What a condition adds to a score. gain : from one half to 1, [-1, 1]; lever : [0, 1]."""
    return gain * 2.0 * (lever - 0.5)


@rule
def metric_value(base, conditions, practice):
    """A tactical metric's score: what it is by itself, what conditions of work add, and what practice adds, true or not. Returns [0, 1]."""
    score = base + conditions + practice
    if score < 0.0:
        return 0.0
    return score if score < 1.0 else 1.0


@rule
def paid_for(added, p):
    """How far a derailing behaviour pays in a unit, [0, 1]. added : to the unit's score at full practice, [0, 1].

    Source: Byrnes and Wass (metrics taken for the customer's experience); the form is ours.
    """
    return added / p.worthwhile if added < p.worthwhile else 1.0


@rule
def answered_for(score, felt, metrics):
    """What a unit answers for: its own score, as far as what customers feel has not taken its place. All in [0, 1]."""
    return (1.0 - metrics) * score + metrics * felt
