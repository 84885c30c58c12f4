"""The explorer: sliders, the organisation map and its curves in a notebook; each change reruns the same random draws."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from sim.engine.record import Record
from sim.explorer.course import CURVES, in_words, lived, people_of, sent, side_by_side, words_of_map
from sim.explorer.figure import draw_explored
from sim.explorer.sliders import moved, sliders_of
from sim.figures.style import Drawing
from sim.map import MODULES, drawn_map
from sim.schema.initiative import Initiative
from sim.study.experiments.parameter_points import ParameterValue
from sim.study.statistics.wording import counted

HERE = Path(__file__).parent
ASPECT = 1.15  # of the map: width divided by height


class Explorer(anywidget.AnyWidget):
    """An initiative with sliders, moved by hand or from Python; all runs share the first run's random draws.

    initiative : the reference for every comparison; sliders : dotted path -> [low, high], or a list of levels
    seed : of the draws, none: the initiative's own
    Raises ValueError, in one line, for an unknown path or for ends that the schema refuses.
    """

    _esm = HERE / "explorer.js"
    _css = "\n".join(path.read_text(encoding="utf-8") for path in (MODULES / "map.css", HERE / "explorer.css"))

    # A widget is one module. The map is a separate module, which the lab serves as a file; the explorer sends it as text and imports that,
    # so both run the same file: nothing is copied, built or fetched from outside.
    map_module = traitlets.Unicode().tag(sync=True)
    about = traitlets.Dict().tag(sync=True)  # title, sliders, names of curves
    drawn = traitlets.Dict().tag(sync=True)  # the map and its people
    reference = traitlets.Dict().tag(sync=True)  # the course of the reference run
    shown = traitlets.Dict().tag(sync=True)  # the current course, slider values, table; `run` counts the runs

    def __init__(self, initiative: Initiative, sliders: Mapping[str, object], seed: int | None = None) -> None:
        self.sliders = sliders_of(initiative, sliders)
        self.as_it_is = initiative
        self.seed = initiative.seed if seed is None else seed
        self._first = self._course = lived(initiative, self.seed)
        self._initiative, self._values = initiative, {}
        people = self._first.record.organisation.employees
        super().__init__(
            map_module=(MODULES / "network.js").read_text(encoding="utf-8"),
            about={
                "title": initiative.title,
                "drawn": f"{people:,} people · {counted(initiative.weeks, 'week')} · seed {self.seed}",
                "sliders": [slider._asdict() for slider in self.sliders],
                "curves": CURVES,
            },
            drawn=self._map(),
            reference=sent(self._first),
            shown=self._shown(1),
        )
        self.on_msg(self._hear)

    @property
    def values(self) -> dict[str, ParameterValue]:
        """Positions of moved sliders; others keep the initiative's value."""
        return dict(self._values)

    @values.setter
    def values(self, values: Mapping[str, ParameterValue]) -> None:
        """Move sliders and rerun. Raises ValueError, in one line, for a value that no slider accepts; nothing has then changed."""
        initiative = moved(self.as_it_is, self.sliders, values)
        same_people = initiative.organisation == self._initiative.organisation
        self._course = lived(initiative, self.seed, self.record.organisation if same_people else None)
        self._initiative, self._values = initiative, dict(values)
        with self.hold_sync():
            if not same_people:
                self.drawn = self._map()
            self.shown = self._shown(self.shown["run"] + 1)

    @property
    def initiative(self) -> Initiative:
        """The initiative with the current values of the sliders."""
        return self._initiative

    @property
    def record(self) -> Record:
        """The current run."""
        return self._course.record

    @property
    def record_as_it_is(self) -> Record:
        """The reference run, with the same random draws."""
        return self._first.record

    @property
    def table(self) -> pd.DataFrame:
        """Both runs side by side: one row per measure, columns "as it is", "now", "difference" and "unit"."""
        return side_by_side(self.record_as_it_is, self.record)

    def plot(self) -> Drawing:
        """The current view as a static figure."""
        return draw_explored(self.record_as_it_is, self.record, self._moved())

    def __repr__(self) -> str:
        return f"Explorer({self.as_it_is.title}: {self.record.outcome.reading})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        """The widget, and a picture for readers of the notebook without Python."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        figure = self.plot()
        return data | {"image/png": b64encode(figure._repr_png_()).decode("ascii")}, metadata | {"image/png": {"alt": figure.alternative}}

    def _hear(self, _: Any, message: Any, __: Any) -> None:
        """Handle a moved slider; a refused value returns a one-line message."""
        if not isinstance(message, dict) or message.get("kind") != "move" or not isinstance(message.get("values"), dict):
            return
        try:
            self.values = message["values"]
        except ValueError as problem:
            self.send({"kind": "problem", "text": str(problem)})

    def _map(self) -> dict[str, Any]:
        organisation = self.record.organisation
        people = people_of(self._initiative, organisation)
        return {"map": drawn_map(organisation, ASPECT), "people": people, "words": words_of_map(), "aspect": ASPECT}

    def _shown(self, run: int) -> dict[str, Any]:
        return {"run": run, "values": self.values, "table": in_words(self.table), **sent(self._course)}

    def _moved(self) -> list[str]:
        """Moved sliders, in words."""
        return [
            f"{slider.label}: {_said(self._values[slider.path])} instead of {_said(slider.reference)}"
            for slider in self.sliders
            if self._values.get(slider.path, slider.reference) != slider.reference
        ]


def explore(initiative: Initiative, sliders: Mapping[str, object], seed: int | None = None) -> Explorer:
    """A live view of an initiative for notebooks: move a slider to rerun the same draws beside the original run.

    sliders : dotted path of the initiative -> [low, high], or a list of levels, such as {"dispositions.commitment": [0, 1]}
    seed : of the draws; none: the initiative's own
    Raises ValueError, in one line, for an unknown path, and for ends that the schema refuses.
    """
    return Explorer(initiative, sliders, seed)


def _said(value: ParameterValue | None) -> str:
    return "nothing" if value is None else f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
