"""Play: an initiative played week by week, changed while it runs, branched, judged and shared."""

from __future__ import annotations

from sim.play.decisions import Decision, Unplayable, decided
from sim.play.news import News
from sim.play.play import Play

__all__ = ["Decision", "News", "Play", "Unplayable", "decided"]
