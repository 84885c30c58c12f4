"""Habit: practised behaviours become automatic; others fade."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.declared import Parameter


class HabitParameters(NamedTuple):
    """How fast a practice becomes automatic, and how fast that is lost."""

    growth: Annotated[float, Parameter("per week of practice", 0.0, 1.0, "Lally et al. 2010: 95 % of the plateau at 66 days")] = 0.27
    fade: Annotated[float, Parameter("per week without practice", 0.0, 1.0, "our assumption")] = 0.06


@rule
def habit_after(habit, practising, p):
    """A practice grows automatic towards 1 while it is done and fades towards 0 while it is not; one miss does little harm.

    habit : share of automaticity, [0, 1]; practising : 0 or 1
    Source: Lally et al. 2010 (66 days, median; the exponential form is theirs, the weekly step is ours).
    """
    aim, pace = (1.0, p.growth) if practising else (0.0, p.fade)
    return habit + pace * (aim - habit)
