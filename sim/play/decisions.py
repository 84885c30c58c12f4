"""Decisions: a plan is changed while it runs; what has begun stays begun, and what was lived stays lived."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.context.programme import Programme, Step
from sim.context.schedule import Placed, Schedule
from sim.declared import Declared, Identifier, Weeks

MOST_STEPS = 60
"""Steps of a programme that a room can still survey."""


class Unplayable(ValueError):
    """What cannot be decided, said in a line."""


class Decision(Declared):
    """A change of plan, taken as a week is about to begin."""

    week: Weeks
    does: Literal["add", "change", "stop"]
    handle: Identifier  # of the step
    step: Step | None = None  # as it shall be; none for a stop

    @model_validator(mode="after")
    def _says_what_shall_be(self) -> Decision:
        if (self.step is None) != (self.does == "stop"):
            raise ValueError("step: given for a step that is added or changed, and only then")
        return self


def decided(programme: Programme, decision: Decision, placed: Schedule) -> Programme:
    """The programme as a decision leaves it.

    placed : when the steps of the programme, before the decision, really run
    Raises Unplayable for what the past forbids.
    """
    steps, handle = dict(programme.steps), decision.handle
    if (handle in steps) == (decision.does == "add"):
        raise Unplayable(f"{handle}: {'is in the plan already' if handle in steps else 'is not in the plan'}")
    running = next((step for step in placed.steps if step.handle == handle and step.start < decision.week), None)
    if running is not None and running.end <= decision.week:
        raise Unplayable(f"{handle}: ended in week {running.end}; what is over cannot be changed, only begun again")
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
        raise Unplayable(f"{handle}: a plan holds at most {MOST_STEPS} steps")
    return programme.model_copy(update={"steps": steps})


def _begins_in_time(handle: str, step: Step, week: int) -> Step:
    if step.start < week:
        raise Unplayable(f"{handle}: cannot start in week {step.start}; week {week} is next")
    return step


def _only_ends_otherwise(before: Step, after: Step, running: Placed, week: int) -> Step:
    """Of a step that runs, only the end can be moved: how it was begun is lived."""
    if after.model_copy(update={"weeks": before.weeks}) != before:
        raise Unplayable(f"{running.handle}: has begun in week {running.start}; only its end can still be moved")
    if after.weeks is not None and running.start + after.weeks < week:
        raise Unplayable(f"{running.handle}: cannot end in week {running.start + after.weeks}; week {week} is next")
    return after
