"""The table of decisions: planned steps, decisions during play and their effects, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sim.play.debrief import Debrief, DecisionTaken

COLUMNS = (
    "week", "decision", "step", "intervention", "began_in_week", "ended_in_week", "strength", "units", "adoption_points_on_these_draws",
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def decisions_csv(debrief: Debrief) -> str:
    """One row per step of the initial plan and per decision; text that looks like a formula is marked as text."""
    return table_csv(COLUMNS, [_row(taken) for taken in debrief.decisions])


def table_csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table for spreadsheets: plain numbers, and an apostrophe before text that looks like a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def safe_cell(cell: object) -> object:
    """A cell that spreadsheets do not read as a formula; numbers stay numbers."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell


def _row(taken: DecisionTaken) -> list[object]:
    effect = None if taken.effect is None else round(taken.effect * 100.0, 1) + 0.0
    return [
        taken.week, taken.does, taken.handle, taken.title, taken.start, taken.end, taken.strength, taken.audience, effect,
    ]  # fmt: skip
