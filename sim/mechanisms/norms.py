"""Norms: what a unit has practised for long becomes the way it works, and outlives the programme."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class NormParameters(NamedTuple):
    """How slowly a practice is anchored, and how slowly an anchored one erodes."""

    anchors: Annotated[float, Parameter("per week of the gap to practice, with all rituals", 0.0, 1.0, "our assumption")] = 0.035
    unaided: Annotated[float, Parameter("share of that without rituals", 0.0, 1.0, "our assumption")] = 0.25
    unseen: Annotated[
        float,
        Parameter(
            "share of anchoring where no one sees why", 0.0, 1.0, "Olson 2024: no change without agreement on why; the share is ours"
        ),
    ] = 0.25
    seen: Annotated[float, Parameter("mean interest at which all of it anchors", 0.05, 1.0, "our assumption")] = 0.55
    erodes: Annotated[
        float, Parameter("per week of the gap to practice", 0.0, 1.0, "Allcott and Rogers 2014: anchored practice loses 10 to 20 % a year")
    ] = 0.006


@rule
def norm_after(norm, practised, rituals, selection, interest, p):
    """A unit's norm follows its practice: up with the rituals and selection that repeat it, down slowly when practice wanes.

    norm, practised : share of the unit's people, [0, 1], for one behaviour; rituals, selection : levers; interest : mean of the unit
    Source: Olson 2024 (anchoring in social norms), Hunsaker (rituals; promotion and hiring criteria); rates are ours.
    """
    gap = practised - norm
    if gap > 0.0:
        anchoring = p.unaided + (1.0 - p.unaided) * (0.6 * rituals + 0.4 * selection)
        why = interest / p.seen if interest < p.seen else 1.0
        return norm + p.anchors * anchoring * (p.unseen + (1.0 - p.unseen) * why) * gap
    return norm + p.erodes * gap
