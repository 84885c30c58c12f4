"""Names that a section accepts: conditions of the model, which are fixed, and library names, to which users add."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from generation.keys import meaning_of
from generation.library import shelf
from sim.schema.levers import CONDITIONS, FIRM_DISPOSITIONS, LEVERS, UNIT_DISPOSITIONS, Condition
from sim.schema.market import Market
from sim.schema.organisation import People, TiesToDraw

Names = Mapping[str, str]
"""What each name stands for."""


def _told(conditions: Mapping[str, Condition]) -> Names:
    return {name: f"At 1: {known.meaning}. Ordinarily {known.default:g}." for name, known in conditions.items()}


def _keys(model: type[BaseModel]) -> Names:
    return {name: meaning_of(model, name) for name in model.model_fields}


_OF_UNITS, _OF_ALL = _told(LEVERS | UNIT_DISPOSITIONS), _told(CONDITIONS)

CLOSED: dict[tuple[str, str], Names] = {
    ("Catalyst", "raises"): _OF_ALL,
    ("Cause", "restores"): {**_OF_ALL, "threshold": "thresholds of people"},
    ("CauseChange", "restores"): {**_OF_ALL, "threshold": "thresholds of people"},
    ("DrawnOrganisation", "levers"): _OF_UNITS,
    ("Inhibitor", "lowers"): _OF_ALL,
    ("Inhibitor", "raises"): _OF_ALL,
    ("Initiative", "dispositions"): _told(UNIT_DISPOSITIONS | FIRM_DISPOSITIONS),
    ("Intervention", "raises"): _told(LEVERS),
    ("Metric", "raised_by"): _told(LEVERS),
    ("OrganisationFromFiles", "levers"): _OF_UNITS,
    ("Organisations", "levers"): _told(LEVERS),
    ("Organisations", "people"): _keys(People),
    ("Organisations", "ties"): _keys(TiesToDraw),
    ("Philosophy", "suits"): _OF_ALL,
    ("Population", "dispositions"): _told(UNIT_DISPOSITIONS | FIRM_DISPOSITIONS),
    ("Population", "market"): _keys(Market),
    ("Role", "differs"): _OF_UNITS,
    ("UnitToDraw", "levers"): _OF_UNITS,
    ("UnitTraits", "levers"): _OF_UNITS,
}
"""Keys under which no other name may stand."""

OPEN: dict[tuple[str, str], str] = {
    ("Initiative", "behaviours"): "behaviour",
    ("Initiative", "catalysts"): "catalyst",
    ("Initiative", "inhibitors"): "inhibitor",
    ("Initiative", "metrics"): "metric",
    ("Initiative", "outcome"): "outcome",
    ("Intervention", "removes"): "inhibitor",
    ("Intervention", "strengthens"): "catalyst",
    ("Metric", "gamed_by"): "behaviour",
    ("Metric", "served_by"): "behaviour",
    ("Population", "catalysts"): "catalyst",
    ("Population", "inhibitors"): "inhibitor",
    ("Programme", "philosophy"): "philosophy",
    ("Step", "intervention"): "intervention",
    ("StudySettings", "causes"): "cause",
    ("UnitToDraw", "metrics"): "metric",
    ("UnitTraits", "metrics"): "metric",
}
"""Keys under which names of a kind stand: those of the library, or of one's own."""


def of_library(kind: str) -> Names:
    """The names the library has of a kind, each with its title."""
    return {name: str(entry["title"]) for name, entry in shelf(kind).items()}
