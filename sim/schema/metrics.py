"""Tactical metrics that units keep of themselves, and answer for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.declared import Declared, Identifier, Share, Signed
from sim.schema.interventions import Described


class Reading(Declared):
    """How a score is read in the metric's own unit."""

    measured_in: Annotated[str, Field(min_length=1, max_length=60)]
    worst: Annotated[float, Field(ge=-1e9, le=1e9)]  # reading at score 0
    best: Annotated[float, Field(ge=-1e9, le=1e9)]  # reading at score 1; below worst where less is better

    @model_validator(mode="after")
    def _has_a_range(self) -> Reading:
        if self.worst == self.best:
            raise ValueError("worst and best are the same; a reading needs a range")
        return self


class Metric(Described):
    """A metric inside the firm: which units keep it, what raises it truly, and which derailing behaviour games it."""

    kept_by: Literal["everyone", "front_line", "back_office"] = "everyone"  # front line: units with contact of at least 0.5
    units: list[str] = []  # ids of those that keep it, of any kind; empty: every unit of its kind inside the firm
    weight: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0  # in the internal score of a unit that keeps it
    base: Share = 0.5  # score with nothing practised, under conditions of one half
    raised_by: dict[str, Signed] = {}  # lever: score gained where it is 1 instead of one half
    served_by: dict[Identifier, Signed] = {}  # aligned behaviour: score gained at full practice; below 0 where it costs the metric
    gamed_by: dict[Identifier, Share] = {}  # derailing behaviour: score gained at full practice
    reading: Reading  # unit of measure and range
