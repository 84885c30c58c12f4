"""Files of figures of one run."""

from __future__ import annotations

from pathlib import Path

from sim.engine.record import Record
from sim.engine.run import prepare
from sim.figures.course import draw_course
from sim.figures.network import draw_network_weeks
from sim.figures.style import save


def figures_of(record: Record, folder: str | Path) -> list[Path]:
    """Write the course of a run, and its network at the start, after a quarter and at the end: SVG, PNG and text alternative of each.

    A record holds no data on single people, so the run is replayed with watch_everyone=True; its course is identical.
    """
    watched = prepare(record.initiative, [record.seed], organisation=record.organisation, watch_everyone=True).advance()
    course = save(draw_course(record), folder, "course")
    return [*course, *save(draw_network_weeks(watched), folder, "network")]
