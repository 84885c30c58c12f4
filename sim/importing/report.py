"""One report of what was understood, for all doors: what was read and what was not, dropped, joined, inferred, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.importing.findings import Finding, shown
from sim.organisation.files import AsRead
from sim.organisation.organisation import MISSING

FIRST_ROWS = 5
UNITS_SHOWN = 12
TITLES = {
    "read": "Read", "not read": "Not read", "dropped": "Dropped", "joined": "Joined", "matched": "Matched", "inferred": "Inferred",
    "drawn": "Drawn", "look": "Please look at",
}  # fmt: skip


@dataclass
class Report:
    """What was understood of files; `str(report)` is the whole of it in lines.

    columns : by file, the name of each column that is read, by its meaning
    findings : what was not read, dropped, joined, …, with counts
    shape : density, reciprocity, chief, depth, spans and units
    people, ties : the first rows as they were understood
    """

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    shape: dict[str, Any] = field(default_factory=dict)
    people: list[dict[str, str]] = field(default_factory=list)
    ties: list[dict[str, str]] = field(default_factory=list)

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings of which a run keeps a note: all but plain reading."""
        return tuple(finding.text for finding in self.findings if finding.what != "read")

    def as_data(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "columns": self.columns,
            "findings": [finding._asdict() for finding in self.findings],
            "shape": self.shape,
            "first_people": self.people,
            "first_ties": self.ties,
        }

    def lines(self) -> list[str]:
        """The report in lines for people to read."""
        told = [
            f"{file}: " + ", ".join(f"{meaning} ← {shown(name)}" for meaning, name in known.items()) for file, known in self.columns.items()
        ]
        for what, title in TITLES.items():
            for finding in self.findings:
                if finding.what == what:
                    told.append(f"{title}: {finding.text}")
        return [*told, *self._shape_lines(), *self._rows()]

    def _shape_lines(self) -> list[str]:
        shape = self.shape
        if not shape:
            return []
        units = shape["units"]
        named = ", ".join(f"{shown(name)} {size:,}" for name, size in list(units.items())[:UNITS_SHOWN])
        more = f" and {len(units) - UNITS_SHOWN} more" if len(units) > UNITS_SHOWN else ""
        drawn = " Informal ties are drawn." if shape["ties_are_drawn"] else ""
        return [
            f"People: {shape['people']:,}, led by {shown(shape['chief'])}; {shape['levels']} levels below; {shape['leaders']:,} lead, with "
            f"{shape['median_span']:g} reports in the middle and {shape['widest_span']:,} at most.",
            f"Ties: {shape['ties']:,} listed, {shape['density']:.2%} of all possible; {shape['reciprocity']:.0%} "
            f"are listed in both directions; {shape['without_ties']:,} people have none.{drawn}",
            f"Units: {len(units):,}: {named}{more}.",
        ]

    def _rows(self) -> list[str]:
        told = []
        for title, rows in (("First people as understood", self.people), ("First ties as understood", self.ties)):
            if rows:
                told.append(f"{title}:")
                told += ["  " + "  ".join(f"{name}={value}" for name, value in row.items()) for row in rows]
        return told

    def __str__(self) -> str:
        return "\n".join(self.lines())


def shape_of(read: AsRead, listed: Any, chief: int) -> dict[str, Any]:
    """Numbers that show at a glance whether a firm was understood; listed : (listener, heard) of ties that the files list."""
    people = len(read.ids)
    listener, heard = (np.asarray(end, np.int64) for end in listed)
    pairs = np.unique(listener * people + heard)
    back = (pairs % people) * people + pairs // people if people else pairs
    has_manager = read.manager != MISSING
    spans = np.bincount(read.manager[has_manager], minlength=people)
    spans = spans[spans > 0]
    depth = _depths(read.manager)
    tied = np.union1d(listener, heard)
    return {
        "people": people,
        "chief": read.ids[chief],
        "levels": int(depth.max()) if people else 0,
        "leaders": len(spans),
        "median_span": float(np.median(spans)) if len(spans) else 0.0,
        "widest_span": int(spans.max()) if len(spans) else 0,
        "ties": len(pairs),
        "density": float(len(pairs) / (people * (people - 1))) if people > 1 else 0.0,
        "reciprocity": float(np.isin(back, pairs).mean()) if len(pairs) else 0.0,
        "without_ties": people - len(tied),
        "ties_are_drawn": read.draws_ties,
        "units": dict(sorted(_sizes(read).items(), key=lambda known: (-known[1], known[0]))),
    }


def _sizes(read: AsRead) -> dict[str, int]:
    return dict(zip(read.unit_ids, np.bincount(read.unit, minlength=len(read.unit_ids)).tolist(), strict=True))


def _depths(manager: Any) -> Any:
    """Levels between each person and the top, without the limit of a byte."""
    depth = np.zeros(len(manager), np.int64)
    above = np.where(manager == MISSING, np.arange(len(manager)), manager).astype(np.int64)
    current = np.arange(len(manager))
    while True:
        moved = above[current]
        climbs = moved != current
        if not climbs.any():
            return depth
        depth += climbs
        current = moved


def first_rows(read: AsRead, listed: Any, order: Sequence[int]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The first people and ties of the files, as they were understood; order : places of people by their row."""
    people = []
    for person in order[:FIRST_ROWS]:
        above = read.manager[person]
        known = {
            "employee": read.ids[person],
            "manager": "–" if above == MISSING else read.ids[above],
            "unit": read.unit_ids[read.unit[person]],
        }
        if read.stance is not None:
            known |= {name: f"{value[person]:.2f}" for name, value in read.stance._asdict().items() if not np.isnan(value[person])}
        people.append(known)
    strength = read.relative if read.loudness is None else read.loudness
    ties = [
        {"listener": read.ids[one], "heard": read.ids[other], "strength": f"{strength[place]:.3g}"}
        for place, (one, other) in enumerate(zip(listed[0][:FIRST_ROWS], listed[1][:FIRST_ROWS], strict=True))
    ]
    return people, ties
