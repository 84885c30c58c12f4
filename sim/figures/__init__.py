"""Figures, one module each, for the lab, reports and notebooks. A name loads its module, which registers its drawing function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lazy_names import loaded_on_use

if TYPE_CHECKING:
    from sim.figures.comparison import draw_comparison
    from sim.figures.course import draw_course
    from sim.figures.course_difference import draw_difference
    from sim.figures.customers import draw_customers
    from sim.figures.metrics import draw_metrics
    from sim.figures.network import draw_network, draw_network_weeks, practice_of
    from sim.figures.replicates import draw_bands
    from sim.figures.run_figures import figures_of
    from sim.figures.silos import draw_silos
    from sim.figures.style import save
    from sim.figures.sweep import draw_sweep

__all__ = [
    "draw_bands", "draw_comparison", "draw_course", "draw_customers", "draw_difference", "draw_metrics", "draw_network",
    "draw_network_weeks", "draw_silos", "draw_sweep", "figures_of", "practice_of", "save",
]  # fmt: skip

_HOME = {
    "draw_bands": "sim.figures.replicates",
    "draw_comparison": "sim.figures.comparison",
    "draw_course": "sim.figures.course",
    "draw_customers": "sim.figures.customers",
    "draw_difference": "sim.figures.course_difference",
    "draw_metrics": "sim.figures.metrics",
    "draw_network": "sim.figures.network",
    "draw_network_weeks": "sim.figures.network",
    "draw_silos": "sim.figures.silos",
    "draw_sweep": "sim.figures.sweep",
    "figures_of": "sim.figures.run_figures",
    "practice_of": "sim.figures.network",
    "save": "sim.figures.style",
}

__getattr__, __dir__ = loaded_on_use(__name__, _HOME)
