"""Files of figures of one run."""

from __future__ import annotations

from pathlib import Path

from sim.engine.record import Record
from sim.engine.run import prepare
from sim.figures.course import draw_course
from sim.figures.customers import draw_customers
from sim.figures.metrics import draw_metrics
from sim.figures.network import draw_network_weeks
from sim.figures.silos import draw_silos
from sim.figures.style import save


def figures_of(record: Record, folder: str | Path) -> list[Path]:
    """Write the figures of a run: SVG, PNG and text alternative of each.

    They are its course, its network at the start, after a quarter and at the end, what is measured against what is felt, what customers
    live through, and what silos cost. A record holds no data on single people, so the run is replayed with watch_everyone=True; its course
    is identical.
    """
    watched = prepare(record.initiative, [record.seed], organisation=record.organisation, watch_everyone=True).advance()
    drawn = {
        "course": draw_course(record),
        "network": draw_network_weeks(watched),
        "metrics": draw_metrics(record),
        "customers": draw_customers(record),
        "silos": draw_silos(record),
    }
    return [path for name, figure in drawn.items() for path in save(figure, folder, name)]
