"""The figures of one run, as files."""

from __future__ import annotations

from pathlib import Path

from sim.engine.record import Record
from sim.engine.run import prepare
from sim.figures.course import draw_course
from sim.figures.network import draw_network_weeks
from sim.figures.style import save


def figures_of(record: Record, folder: str | Path) -> list[Path]:
    """Write the course of a run and its network at the start, after a quarter and at the end: SVG, PNG and words of each.

    A record does not keep what every person did, so the run is played again with everybody watched; it takes the same course.
    """
    watched = prepare(record.initiative, [record.seed], organisation=record.organisation, watch_everyone=True).advance()
    course = save(draw_course(record), folder, "course")
    return [*course, *save(draw_network_weeks(watched), folder, "network")]
