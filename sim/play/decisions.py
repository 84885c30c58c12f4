"""Decisions: changes of a plan while it runs; steps that have begun and weeks that have passed are fixed."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.declared import Declared, Identifier, Weeks
from sim.planning.schedule import Placed, Schedule
from sim.schema.programme import Programme, Step

MOST_STEPS = 60
"""Largest number of steps in a programme, so that a group can keep an overview."""


REASONS = {
    "in_plan": "{handle}: is already in the plan",
    "not_in_plan": "{handle}: is not in the plan",
    "is_over": "{handle}: ended in week {end}; a finished step cannot be changed, only started again",
    "too_many": "{handle}: a plan holds at most {most} steps",
    "too_early": "{handle}: cannot start in week {start}; week {week} is next",
    "has_begun": "{handle}: began in week {start}; only its end can still change",
    "ends_too_early": "{handle}: cannot end in week {end}; week {week} is next",
    "not_next": "{handle}: week {week} is not the next; the game is at week {now}",
    "not_lived": "week {week} has not been played; the game is at week {now}",
    "unknown": "{problem}",
}
"""Reasons for refused decisions, in English; pages use the text catalogue."""


class Unplayable(ValueError):
    """A refused decision, in one line: the key of its reason, and the values of its sentence."""

    def __init__(self, reason: str, **values: str | int) -> None:
        self.reason, self.values = reason, values
        super().__init__(REASONS[reason].format(**values))


class Decision(Declared):
    """A change of the plan, made before a week begins."""

    week: Weeks
    does: Literal["add", "change", "stop"]
    handle: Identifier  # of the step
    step: Step | None = None  # the new step; none for a stop

    @model_validator(mode="after")
    def _says_what_shall_be(self) -> Decision:
        if (self.step is None) != (self.does == "stop"):
            raise ValueError("step: required to add or change a step, and not allowed to stop one")
        return self


def decided(programme: Programme, decision: Decision, placed: Schedule) -> Programme:
    """The programme after a decision.

    placed : actual weeks of the programme's steps before the decision
    Raises Unplayable for changes of the past.
    """
    steps, handle = dict(programme.steps), decision.handle
    if (handle in steps) == (decision.does == "add"):
        raise Unplayable("in_plan" if handle in steps else "not_in_plan", handle=handle)
    running = next((step for step in placed.steps if step.handle == handle and step.start < decision.week), None)
    if running is not None and running.end <= decision.week:
        raise Unplayable("is_over", handle=handle, end=running.end)
    if decision.step is None and running is None:
        del steps[handle]
    elif decision.step is None:
        assert running is not None
        steps[handle] = steps[handle].model_copy(update={"weeks": decision.week - running.start})
    elif running is None:
        steps[handle] = _begins_in_time(handle, decision.step, decision.week)
    else:
        steps[handle] = _only_ends_otherwise(steps[handle], decision.step, running, decision.week)
    if len(steps) > MOST_STEPS:
        raise Unplayable("too_many", handle=handle, most=MOST_STEPS)
    return programme.model_copy(update={"steps": steps})


def _begins_in_time(handle: str, step: Step, week: int) -> Step:
    if step.start < week:
        raise Unplayable("too_early", handle=handle, start=step.start, week=week)
    return step


def _only_ends_otherwise(before: Step, after: Step, running: Placed, week: int) -> Step:
    """Only the end of a running step can change."""
    if after.model_copy(update={"weeks": before.weeks}) != before:
        raise Unplayable("has_begun", handle=running.handle, start=running.start)
    if after.weeks is not None and running.start + after.weeks < week:
        raise Unplayable("ends_too_early", handle=running.handle, end=running.start + after.weeks, week=week)
    return after
