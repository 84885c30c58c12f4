"""Views: what people look at. Each figure is drawn by one module, used by the page, the report and notebooks alike."""

from __future__ import annotations

from sim.views.course import draw_course
from sim.views.figures import figures_of
from sim.views.network import draw_network, draw_network_weeks, practice_of
from sim.views.replicates import draw_bands
from sim.views.style import save

__all__ = ["draw_bands", "draw_course", "draw_network", "draw_network_weeks", "figures_of", "practice_of", "save"]
