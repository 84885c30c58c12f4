"""Comparison with other plans: hundreds of plans with the same people and draws, as a band behind a curve."""

from __future__ import annotations

from nicegui import ui

from sim.lab.application import the_lab
from sim.lab.debriefing import DebriefInProgress
from sim.lab.playing.charts import Charts
from sim.lab.playing.looking import Looking
from sim.play.background_task import WorkStopped
from sim.play.random_plans import Universe
from sim.texts import say

LOW, HIGH = 0.1, 0.9


class Compare:
    """A button that plays other plans for comparison, with progress."""

    def __init__(self, looking: Looking, charts: Charts) -> None:
        self._looking, self._charts = looking, charts
        self._work: DebriefInProgress[Universe] | None = None
        self._button = ui.button(say("play.compare"), icon="stacked_line_chart", on_click=self._begin)
        self._button.props("outline dense no-caps").classes("play-compare").mark("play-compare")
        self._progress = ui.linear_progress(value=0.0, show_value=False).props(f'aria-label="{say("play.compare")}"')
        self._progress.set_visibility(False)
        self._timer = ui.timer(0.5, self._look, active=False)
        ui.context.client.on_delete(self._stop)
        known = the_lab().debriefs.universe(looking.play)
        if known is not None:
            self._show(known)

    def _begin(self) -> None:
        if self._work is None:
            self._work = the_lab().debriefs.begin_universe(self._looking.play)
            self._button.disable()
            self._progress.set_visibility(True)
            self._timer.activate()

    def _look(self) -> None:
        work = self._work
        if work is None:
            return
        self._progress.set_value(work.share)
        self._button.set_text(say("play.comparing", done=work.done, count=work.total) if work.total else say("play.compare_waits"))
        if not work.is_over:
            return
        self._timer.deactivate()
        self._progress.set_visibility(False)
        try:
            self._show(work.found)
        except WorkStopped:
            self._work = None
            self._button.set_text(say("play.compare"))
            self._button.enable()

    def _show(self, universe: Universe) -> None:
        low, high = universe.band(LOW, HIGH)
        self._charts.band(low.tolist(), high.tolist(), say("play.charts.others", share=HIGH - LOW, count=universe.plans))
        self._button.set_visibility(False)

    def _stop(self) -> None:
        if self._work is not None and not self._work.is_over:
            self._work.stop()
