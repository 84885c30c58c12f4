"""Habit: practised behaviours become automatic; others fade."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from sim.array_types import Floats
from sim.compiled import rule
from sim.declared import Parameter


class HabitParameters(NamedTuple):
    """How fast a practice becomes automatic, and how fast that is lost."""

    growth: Annotated[float, Parameter("per week of practice", 0.0, 1.0, "Lally et al. 2010: 95 % of the plateau at 66 days")] = 0.27
    fade: Annotated[float, Parameter("per week without practice", 0.0, 1.0, "our assumption")] = 0.06
    spread: Annotated[
        float,
        Parameter(
            "scale of the logistic spread of the rate of growth over people, on the logarithm",
            0.0,
            1.0,
            "Lally et al. 2010: 18 to 254 days, median 66",
        ),
    ] = 0.36


FURTHEST = 4.0
"""Scales by which a person may differ from the median, so that everybody lies about within the published range; our assumption."""


def growths_of(draws: Floats, p: HabitParameters) -> Floats:
    """How fast each person forms habits: share of what is missing, a week. draws : standard logistic, shape (employees,); as the result.

    It is the rate of the exponential that differs: a person at twice the rate makes in a week the way of two weeks.
    Source: Lally et al. 2010 (people differ by a factor of ten and more); the logistic form is ours.
    """
    return 1.0 - (1.0 - p.growth) ** np.exp(p.spread * np.clip(draws, -FURTHEST, FURTHEST))


@rule
def habit_after(habit, practising, growth, p):
    """A practice grows automatic towards 1 while it is done and fades towards 0 while it is not; one miss does little harm.

    habit : share of automaticity, [0, 1]; practising : 0 or 1; growth : of the person, see `growths_of`
    Source: Lally et al. 2010 (66 days, median; the exponential form is theirs, the weekly step is ours).
    """
    aim, pace = (1.0, growth) if practising else (0.0, p.fade)
    return habit + pace * (aim - habit)
