"""Rows of the tables of runs, and block sizes. Each run is one row; a run without repair also has its course."""

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
"""Weeks between recorded points of a course."""

RUNS_IN_BLOCK = 512
"""Runs per stored block: few enough that an interrupted study loses seconds, many enough that a large one has few files."""

_NUMBERS = ("adoption_start", "adoption_peak", "adoption_end", "reported_peak", "felt_gain", "revenue_growth", "spend")


def run_fields(definitions: Iterable[str]) -> list[tuple[str, pa.DataType]]:
    """Return the columns of the outcome of a run; definitions : of success, by name."""
    return [
        ("success", pa.bool_()),
        ("mode", pa.string()),
        *((f"success_{name}", pa.bool_()) for name in sorted(definitions)),
        *((name, pa.float64()) for name in _NUMBERS),
        ("abandoned_week", pa.int64()),
        ("digest", pa.string()),
    ]


def run_rows(run: Run) -> list[dict[str, Any]]:
    """Return the outcome of each lane, in order. Raises ArithmeticError if a value is not finite."""
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
    """Return the number of cases per block, given the runs per case."""
    return max(1, RUNS_IN_BLOCK // max(1, runs_in_case))


def refuse_what_is_no_number(rows: list[dict[str, Any]]) -> None:
    """Raise ArithmeticError if a value is not finite: that is a failure of the model, not a result."""
    for row in rows:
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                raise ArithmeticError(f"{name} is {value}, not a finite number")


def course_fields() -> list[tuple[str, pa.DataType]]:
    """Return the columns of a course: the week, and the series of the firm."""
    return [("week", pa.int64()), *((name, pa.float32()) for name in FIRM_SERIES)]


def course_rows(run: Run, lane: int) -> list[dict[str, Any]]:
    """Return the course of a lane, at intervals and in the last week."""
    weeks = sorted({*range(0, run.week + 1, COURSE_EVERY), run.week})
    series = run.traces.firm[weeks, :, lane].astype(np.float32)
    return [{"week": week, **dict(zip(FIRM_SERIES, row.tolist(), strict=True))} for week, row in zip(weeks, series, strict=True)]
