"""Meanings of the columns of stored tables, for labels and data dictionaries."""

from __future__ import annotations

from sim.engine.series import OF_THE_FIRM

MEANINGS: dict[str, str] = {name: series.meaning for name, series in OF_THE_FIRM.items()} | {
    "abandoned_week": "week in which sponsors or finance stopped the programme; -1: never",
    "adoption_end": "adoption in the last week",
    "adoption_peak": "highest adoption",
    "adoption_start": "adoption at the start",
    "alternative": "alternative of the model; empty: the base model",
    "base": "initiative that is varied at this point",
    "coalition": "causes repaired, joined by +; empty: none",
    "digest": "SHA-256 of the run, from which equal runs are told",
    "employees": "people of the firm",
    "error": "why it could not be run; empty: it was run",
    "felt_gain": "what customers feel in the last week less that at the start",
    "front_line": "share of the firm's people in front-line units",
    "initiative": "number of the initiative, from 0",
    "mode": "mode of failure; empty: a success",
    "place": "place of the run in its row of the design, from 0",
    "point": "number of the point, from 0",
    "replicate": "number of the run of its point, from 0",
    "reported_peak": "highest adoption as units report it",
    "revenue_growth": "revenue in the last week relative to the start",
    "row": "row of the design, from 0",
    "seed": "seed of the run, as text: it has more digits than a double holds",
    "spend": "money spent on the programme",
    "success": "success by the definition of the study",
    "week": "week since the start",
}
"""Meanings by column name."""

SUCCESS_BY = "success_"
"""Begins the name of a column of success by one definition."""


def meaning_of(column: str, titles: dict[str, str]) -> str:
    """Return what a column holds; titles : of drawn values and of definitions of success, by column name"""
    if column in MEANINGS:
        return MEANINGS[column]
    if column in titles:
        return titles[column]
    if column.startswith(SUCCESS_BY):
        return f"success by the definition {column.removeprefix(SUCCESS_BY)}"
    *sections, last = column.split(".")
    return f"{last.replace('_', ' ')} ({' '.join(sections)})" if sections else last.replace("_", " ")
