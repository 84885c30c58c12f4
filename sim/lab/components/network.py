"""The network: a whole organisation on one canvas; each change of colour is one person's decision that week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from nicegui.element import Element
from nicegui.events import GenericEventArguments
from numpy.typing import ArrayLike

from sim.lab.components.messages import keep, left_open, row_told, tell
from sim.map import MODULES, MapData, drawn_map, packed_stages
from sim.mechanisms.stage import STAGES
from sim.organisation.organisation import Organisation
from sim.texts import say

__all__ = ["NetworkMap", "drawn_map"]

Told = Callable[[int], Any]


class NetworkMap(Element, component="network.js", esm={"organisation-map": str(MODULES)}, default_classes="component-network"):
    """Units as clusters, people as dots coloured by stage and sized by how much they are listened to; leaders ringed.

    Fills its parent, which must have a height. Pointing at a person shows the name and ties; a click, or Enter, opens the person.
    """

    def __init__(
        self,
        organisation: Organisation,
        names: Sequence[str],
        on_person: Told | None = None,
        on_unit: Told | None = None,
        *,
        drawn: MapData | None = None,
    ) -> None:
        """names : of every person, always shown as text
        on_person, on_unit : called with the row of an opened employee or unit
        drawn : result of `drawn_map(organisation)`; none: computed here, which takes up to a second
        """
        super().__init__()
        self._people, self._units = organisation.employees, organisation.units
        self._props["map"] = drawn_map(organisation) if drawn is None else drawn
        self._props["people"] = [str(name) for name in names]
        self._props["words"] = _words()
        unaware = packed_stages(np.zeros(self._people, np.uint8))
        self._props["start"] = {
            "week": 0,
            "stages": unaware,
            "adoption": [0.0] * self._units,
            "person": None,
            "called": "names",
            "moves": True,
        }
        self._hear("person", on_person, self._people)
        self._hear("unit", on_unit, self._units)

    def show_week(self, week: int, stages: ArrayLike, adoption: ArrayLike) -> None:
        """Stages of all employees after a week; changed ones flash briefly.

        stages : indices into STAGES, shape (employees,), as from Play.stages(week)
        adoption : of every unit, [0, 1], shape (units,), as a row of Play.adoption
        """
        shares = [round(float(share), 4) for share in np.asarray(adoption, float)]
        self._keep(week=week, stages=packed_stages(stages), adoption=shares)
        tell(self, "show_week", week, self._props["start"]["stages"], shares)

    def select(self, person: int | None) -> None:
        """Mark one person with all ties; None clears the mark."""
        self._keep(person=person)
        tell(self, "select", person)

    def call_by(self, called: Literal["names", "numbers"]) -> None:
        """Show people's names, or their numbers where names would distract."""
        self._keep(called=called)
        tell(self, "call_by", called)

    def let_move(self, moves: bool) -> None:
        """Whether changes flash; never if the user's system asks for reduced motion."""
        self._keep(moves=moves)
        tell(self, "let_move", moves)

    def _keep(self, **changed: Any) -> None:
        """The state for a browser that loads it later."""
        keep(self, "start", {**self._props["start"], **changed})

    def _hear(self, event: str, told: Told | None, rows: int) -> None:
        if told is None:
            return

        def hear(message: GenericEventArguments) -> Any:
            row = row_told(message.args, rows)
            return None if row is None else told(row)

        self.on(event, hear)


def _words() -> dict[str, Any]:
    return {
        "map": say("component.map.title"),
        "keys": say("component.map.keys"),
        "unit": left_open("component.map.unit", "unit", "adoption", "trying", "people"),
        "said": left_open("component.map.said", "week", "units"),
        "person": left_open("component.map.person", "person"),
        "chief": say("component.map.chief"),
        "head": left_open("component.map.head", "unit"),
        "leads": left_open("component.map.leads", "count"),
        "leader": say("component.map.leader"),
        "listened": say("component.map.listened"),
        "stages": [say(f"component.stage.{stage}") for stage in STAGES],
    }
