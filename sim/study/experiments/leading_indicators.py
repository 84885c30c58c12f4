"""Leading indicators: how a change is led half a year in, before its outcome is known. Surveys ask for them afterwards."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from sim.array_types import Floats
from sim.engine.outcome import unit_adoption
from sim.engine.run import Run
from sim.engine.state import UNIT_SERIES
from sim.organisation.organisation import Organisation

HALF_A_YEAR = 26
"""Weeks after which practices are looked at: early enough not to be the outcome; our convention."""

FRONT_LINE = 0.5
"""Contact with customers from which a unit is of the front line; our convention."""

Practice = Literal["ownership", "drive", "leadership", "ability", "means", "belief"]
PRACTICES: tuple[Practice, ...] = get_args(Practice)

MEANING: dict[Practice, str] = {
    "ownership": "people of the front line see why (their mean interest)",
    "drive": "people of the front line practise already (their adoption)",
    "leadership": "heads of units walk the talk (their mean commitment)",
    "ability": "people are able (mean capacity)",
    "means": "hands, time and money are there (mean of the three levers)",
    "belief": "people believe in it (one less their mean cynicism)",
}


def front_line_of(organisation: Organisation) -> float:
    """Share of the firm's own people who work in units with much contact with customers."""
    inside = np.where(organisation.is_internal, organisation.unit_size, 0)
    return float(inside[organisation.contact >= FRONT_LINE].sum() / inside.sum())


def practices_of(run: Run, lane: int) -> dict[Practice, float]:
    """The practices of a run, each a share in [0, 1]; a run that ends sooner is looked at in its last week."""
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
