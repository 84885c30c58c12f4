"""Leading indicators: quality of leading a change, measured half a year after its start. Surveys measure it afterwards."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from sim.array_types import Floats
from sim.engine.outcome import unit_adoption
from sim.engine.run import Run
from sim.engine.state import UNIT_SERIES
from sim.organisation.organisation import Organisation

HALF_A_YEAR = 26
"""Week in which practices are measured: early enough not to be the outcome; our convention."""

FRONT_LINE = 0.5
"""Minimum contact with customers of a front-line unit; our convention."""

Practice = Literal["ownership", "drive", "leadership", "ability", "means", "belief"]
PRACTICES: tuple[Practice, ...] = get_args(Practice)

MEANING: dict[Practice, str] = {
    "ownership": "front-line employees see the reason for change (mean interest)",
    "drive": "front-line employees already practise (adoption)",
    "leadership": "unit heads act on the change themselves (mean commitment)",
    "ability": "employees have the ability (mean capacity)",
    "means": "staff, time and money are available (mean of the three levers)",
    "belief": "employees believe in the change (1 − mean cynicism)",
}


def front_line_of(organisation: Organisation) -> float:
    """Return the share of the firm's employees in front-line units."""
    inside = np.where(organisation.is_internal, organisation.unit_size, 0)
    return float(inside[organisation.contact >= FRONT_LINE].sum() / inside.sum())


def practices_of(run: Run, lane: int) -> dict[Practice, float]:
    """Return the practices of a run, each a share in [0, 1]; a shorter run is measured in its last week."""
    week, organisation = min(HALF_A_YEAR, run.week), run.organisation
    people = np.where(organisation.is_internal, organisation.unit_size, 0).astype(float)
    front = people * (organisation.contact >= FRONT_LINE)
    front = front if front.any() else people
    units = dict(zip(UNIT_SERIES, run.traces.unit[week, :, :, lane].T, strict=True))
    adoption = unit_adoption(run.traces.practising[week : week + 1, :, :, lane], run.plan, organisation)[0]
    return {
        "ownership": _mean(units["interest"], front),
        "drive": _mean(adoption, front),
        "leadership": _mean(units["commitment"], people),
        "ability": _mean(units["capacity"], people),
        "means": _mean(units["resources"], people),
        "belief": 1.0 - _mean(units["cynicism"], people),
    }


def _mean(values: Floats, people: Floats) -> float:
    return float(values @ people / people.sum())
