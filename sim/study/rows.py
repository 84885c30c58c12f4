"""Rows: what tables keep of a run. A run is a row; the run as it is also leaves its course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from sim.engine.columns import FIRM_SERIES
from sim.engine.outcome import course_of, outcome_of
from sim.engine.record import digest_of
from sim.engine.run import Run

COURSE_EVERY = 4
"""Weeks between the points of a stored course."""

_NUMBERS = ("adoption_start", "adoption_peak", "adoption_end", "felt_gain", "revenue_growth", "spend")


def run_fields(definitions: Iterable[str]) -> list[tuple[str, pa.DataType]]:
    """Columns that say how a run came out; definitions : of success, by name."""
    return [
        ("success", pa.bool_()),
        ("mode", pa.string()),
        *((f"success_{name}", pa.bool_()) for name in sorted(definitions)),
        *((name, pa.float64()) for name in _NUMBERS),
        ("abandoned_week", pa.int64()),
        ("digest", pa.string()),
    ]


def run_rows(run: Run) -> list[dict[str, Any]]:
    """How every lane came out, in the order of the lanes."""
    return [_run_row(run, lane) for lane in range(run.lanes)]


def _run_row(run: Run, lane: int) -> dict[str, Any]:
    course = course_of(run.traces, run.plan, run.organisation, run.state.abandoned[lane], run.state.vetoed[lane], lane)
    outcome = outcome_of(course, run.initiative, run.organisation, run.schedule.end)
    return {
        "success": outcome.success,
        "mode": outcome.mode,
        **{f"success_{name}": met for name, met in outcome.by_definition.items()},
        "adoption_start": float(course.adoption[0]),
        "adoption_peak": float(course.adoption.max()),
        "adoption_end": float(course.adoption[-1]),
        "felt_gain": float(course.felt[-1] - course.felt[0]),
        "revenue_growth": float(course.revenue[-1] / course.revenue[0] - 1.0),
        "spend": float(course.spend[-1]),
        "abandoned_week": course.abandoned,
        "digest": digest_of(run.traces, run.state, lane),
    }


def course_fields() -> list[tuple[str, pa.DataType]]:
    """Columns of a course: the week, and the series of the firm."""
    return [("week", pa.int64()), *((name, pa.float32()) for name in FIRM_SERIES)]


def course_rows(run: Run, lane: int) -> list[dict[str, Any]]:
    """The course of a lane, every few weeks and in the last."""
    weeks = sorted({*range(0, run.week + 1, COURSE_EVERY), run.week})
    series = run.traces.firm[weeks, :, lane].astype(np.float32)
    return [{"week": week, **dict(zip(FIRM_SERIES, row.tolist(), strict=True))} for week, row in zip(weeks, series, strict=True)]
