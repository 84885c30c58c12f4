"""Stage: how far a person has come with the change, from what the person sees, practises, and does by habit."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter

STAGES = ("unaware", "aware", "interested", "trying", "adopted", "anchored")
"""Names of the stages, in order; `stage_of` returns an index."""


class StageParameters(NamedTuple):
    """Boundaries of the stages. Stages are for display: no rule depends on them."""

    aware: Annotated[float, Parameter("interest", 0.0, 1.0, "our assumption")] = 0.2
    interested: Annotated[float, Parameter("interest", 0.0, 1.0, "our assumption")] = 0.5
    adopted: Annotated[float, Parameter("share of the behaviours that apply", 0.0, 1.0, "our assumption: half of them")] = 0.5
    habitual: Annotated[float, Parameter("mean habit of those behaviours", 0.0, 1.0, "our assumption")] = 0.5
    carried: Annotated[float, Parameter("mean norm of those behaviours in the unit", 0.0, 1.0, "our assumption: most do it")] = 0.5


@rule
def stage_of(interest, practised, habit, norm, p):
    """People hear of a change, see why, try it, do most of it out of habit, and at last belong to a unit where one does it.

    interest : [0, 1], of the person; practised : share practised of the aligned behaviours that apply to the person
    habit, norm : means over those behaviours, of the person and of the unit, [0, 1]
    Returns a place in STAGES. A person who practises is at least trying, at any interest.
    """
    if practised >= p.adopted and practised > 0.0 and habit >= p.habitual:
        return 5 if norm >= p.carried else 4
    if practised > 0.0:
        return 3
    if interest >= p.interested:
        return 2
    return 1 if interest >= p.aware else 0
