"""Rows of tables: one row per run, and the course of unrepaired runs; how many are stored together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from sim.engine.run import Run
from sim.engine.state import FIRM_SERIES
from sim.engine.verdicts import verdicts_of

COURSE_EVERY = 4
"""Weeks between the points of a stored course."""

RUNS_IN_BLOCK = 512
"""Runs that are stored together: few enough that a killed study loses seconds, enough that a large one has few files."""

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
    """How every lane came out, in the order of the lanes. Raises ArithmeticError where one came out as no number."""
    verdicts = verdicts_of(run)
    columns = {
        "success": verdicts.success.tolist(),
        "mode": verdicts.mode.tolist(),
        **{f"success_{name}": met.tolist() for name, met in verdicts.met.items()},
        **{name: getattr(verdicts, name).tolist() for name in _NUMBERS},
        "abandoned_week": verdicts.abandoned.tolist(),
        "digest": verdicts.digest,
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    refuse_what_is_no_number(rows)
    return rows


def block_for(runs_in_case: int) -> int:
    """How many cases of so many runs are stored together."""
    return max(1, RUNS_IN_BLOCK // max(1, runs_in_case))


def refuse_what_is_no_number(rows: list[dict[str, Any]]) -> None:
    """A run that comes out as no number is a failure of the model, not a result. Raises ArithmeticError."""
    for row in rows:
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ArithmeticError(f"{name} came out as {value}")


def course_fields() -> list[tuple[str, pa.DataType]]:
    """Columns of a course: the week, and the series of the firm."""
    return [("week", pa.int64()), *((name, pa.float32()) for name in FIRM_SERIES)]


def course_rows(run: Run, lane: int) -> list[dict[str, Any]]:
    """The course of a lane, every few weeks and in the last."""
    weeks = sorted({*range(0, run.week + 1, COURSE_EVERY), run.week})
    series = run.traces.firm[weeks, :, lane].astype(np.float32)
    return [{"week": week, **dict(zip(FIRM_SERIES, row.tolist(), strict=True))} for week, row in zip(weeks, series, strict=True)]
