"""Views: what people look at. Each figure is drawn by one module, used by the page, the report and notebooks alike."""

from __future__ import annotations

from sim.views.course import draw_course
from sim.views.style import save

__all__ = ["draw_course", "save"]
