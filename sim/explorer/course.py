"""One run in the form that an explorer shows: states of employees, curves, and the comparison with another run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.engine.record import Record, record_of
from sim.engine.run import prepare
from sim.figures.panels import claim_of
from sim.figures.style import spaced
from sim.map import packed_stages
from sim.mechanisms.stage import STAGES
from sim.organisation import DrawnOrganisation, organisation_of
from sim.organisation.names import name_of
from sim.organisation.organisation import Organisation
from sim.play.adoption_stages import stages_of
from sim.schema.initiative import Initiative
from sim.texts import catalogue

CURVES = {"adoption": "Adoption", "felt": "What customers feel"}
"""Firm series to draw."""
NEVER = "never"


@dataclass(frozen=True)
class ExploredCourse:
    """A run with the weekly stages of all employees."""

    record: Record
    stages: list[str]  # week by week, packed for the map


def lived(initiative: Initiative, seed: int, organisation: Organisation | None = None) -> ExploredCourse:
    """The run that `simulate` makes, with weekly stages. organisation : built from the same specification."""
    organisation = organisation_of(initiative.organisation) if organisation is None else organisation
    run = prepare(initiative, [seed], organisation=organisation).advance(0)
    stages = [packed_stages(stages_of(run))]
    for _ in range(initiative.weeks):
        run.advance(1)
        stages.append(packed_stages(stages_of(run)))
    return ExploredCourse(record_of(run), stages)


def sent(course: ExploredCourse) -> dict[str, Any]:
    """The data that a browser needs to show a course."""
    record = course.record
    curves = {name: [round(float(value), 4) for value in record.firm[name]] for name in CURVES}
    return {
        "weeks": record.initiative.weeks,
        "curves": curves,
        "reported": None if claim_of(record) is None else [round(float(value), 4) for value in record.firm["reported"]],
        "units": [[round(float(share), 4) for share in week] for week in record.adoption.to_numpy()],
        "stages": course.stages,
        "goal": float(record.initiative.success.adoption),
        "reading": spaced(record.outcome.reading),
    }


def people_of(initiative: Initiative, organisation: Organisation) -> list[str]:
    """Labels of people: names for drawn people, ids for real ones."""
    if isinstance(initiative.organisation, DrawnOrganisation):
        return [name_of(address) for address in organisation.address]
    return list(organisation.employee_ids)


def words_of_map() -> dict[str, Any]:
    """Texts of the map, with gaps for the browser."""
    texts = catalogue().texts
    keys = ("map", "keys", "unit", "said", "person", "chief", "head", "leads", "leader", "listened")
    words: dict[str, Any] = {key: texts[f"component.map.{'title' if key == 'map' else key}"] for key in keys}
    return words | {"stages": [texts[f"component.stage.{stage}"] for stage in STAGES]}


def side_by_side(reference: Record, now: Record) -> pd.DataFrame:
    """How two runs ended: one row per measure, columns "as it is", "now", "difference" and "unit"; NaN for an event that never occurred."""
    measures = {
        "adoption at the end": ("share", *_ends(reference, now, "adoption")),
        "reported adoption at its highest": ("share", *_peaks(reference, now, "reported")),
        "week of reaching the goal": ("weeks", _reached(reference), _reached(now)),
        "what customers feel at the end": ("share", *_ends(reference, now, "felt")),
        "money spent": ("thousand euro", *_ends(reference, now, "spend")),
        "value: margin gained less cost": ("thousand euro", *_ends(reference, now, "value")),
    }
    rows = {name: (was, is_now, round(is_now - was, 9) + 0.0, unit) for name, (unit, was, is_now) in measures.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["as it is", "now", "difference", "unit"]).rename_axis("measure")


def in_words(table: pd.DataFrame) -> list[list[str]]:
    """The comparison for display, one row per measure: name, both values, signed difference."""
    return [
        [str(name), _value(was, unit), _value(is_now, unit), _difference(differs, unit)]
        for name, was, is_now, differs, unit in table.itertuples(name=None)
    ]


def _ends(reference: Record, now: Record, series: str) -> tuple[float, float]:
    return float(reference.firm[series].iloc[-1]), float(now.firm[series].iloc[-1])


def _peaks(reference: Record, now: Record, series: str) -> tuple[float, float]:
    return float(np.max(reference.firm[series].to_numpy())), float(np.max(now.firm[series].to_numpy()))


def _reached(record: Record) -> float:
    there = np.flatnonzero(record.firm["adoption"].to_numpy() >= record.initiative.success.adoption)
    return float(there[0]) if len(there) else np.nan


def _value(value: float, unit: str) -> str:
    if np.isnan(value):
        return NEVER
    if unit == "share":
        return f"{value * 100:.1f}\u00a0%"
    return f"{value:.0f}" if unit == "weeks" else _money(value)


def _difference(value: float, unit: str) -> str:
    if np.isnan(value):
        return ""
    size = {"share": f"{abs(value) * 100:.1f} points", "weeks": f"{abs(value):.0f} weeks"}.get(unit, _money(abs(value)))
    if not any(digit in size for digit in "123456789"):
        return "none"
    return f"{'+' if value > 0 else '−'}{size}"


def _money(value: float) -> str:
    return f"{'−' if value < 0 else ''}€{abs(value):,.0f}k"
