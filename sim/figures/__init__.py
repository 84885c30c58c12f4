"""Figures, one module each, for the lab, reports and notebooks. Importing the package registers the drawing functions (`sim.drawable`)."""

from __future__ import annotations

from sim.figures.comparison import draw_comparison
from sim.figures.course import draw_course
from sim.figures.course_difference import draw_difference
from sim.figures.network import draw_network, draw_network_weeks, practice_of
from sim.figures.replicates import draw_bands
from sim.figures.run_figures import figures_of
from sim.figures.style import save
from sim.figures.sweep import draw_sweep

__all__ = [
    "draw_bands", "draw_comparison", "draw_course", "draw_difference", "draw_network", "draw_network_weeks", "draw_sweep", "figures_of",
    "practice_of", "save",
]  # fmt: skip
