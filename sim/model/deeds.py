"""One-off and continuous actions of interventions on leaders and structure."""

from __future__ import annotations

from typing import NamedTuple

from sim.planning.arrays import Plan

_DEEDS = ("coach", "involve", "reframe")
_EVENTS = ("replace leaders", "reorganise")


class Deed(NamedTuple):
    """Continuous actions of an intervention on leaders: coach, involve, reframe."""

    kind: str
    gain: float
    intensity: list[float]  # by week
    reaches: list[int]  # 1 for every employee in the audience

    def gain_in(self, week: int) -> float:
        """Share of what is missing that is gained in a week, at full vigour."""
        return self.gain * self.intensity[week]


class Event(NamedTuple):
    """One-off actions of an intervention: replace leaders, reorganise."""

    kind: str
    week: int
    size: float  # commitment of the new leaders, or share of habit and capacity lost
    reaches: list[int]  # 1 for every employee in the audience


def deeds_of(plan: Plan) -> tuple[Deed, ...]:
    """The deeds that a plan holds."""
    return tuple(
        Deed(_DEEDS[kind], float(gain), intensity.tolist(), audience.tolist())
        for kind, gain, intensity, audience in zip(plan.deed_kind, plan.deed_gain, plan.deed_intensity, plan.deed_audience, strict=True)
    )


def events_of(plan: Plan) -> tuple[Event, ...]:
    """The events that a plan dates."""
    return tuple(
        Event(_EVENTS[kind], int(week), float(size), audience.tolist())
        for kind, week, size, audience in zip(plan.event_kind, plan.event_week, plan.event_size, plan.event_audience, strict=True)
    )
