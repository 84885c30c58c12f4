"""Newcomers: a unit without ties and without customers changes nothing for others, to the last bit.

Draws are made by address. A generator that is shared would give everybody else other draws as soon as one more person asked for one.
What units do together is left out, since there a newcomer does take part: behaviours that several units have to carry, and audits that
look for the worst of all workflows.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.validation.variants import changed
from sim.config.loading import load
from sim.engine.run import Run, prepare
from sim.schema.initiative import Initiative

PLACES = ("aa_newcomer", "mm_newcomer", "zz_newcomer")
"""Ids of the new unit: first, in the midst, and last among the others, so that it takes other rows each time."""

TOGETHER = frozenset({"workflow_audit"})


class NewcomerCheck(NamedTuple):
    """How often it was looked at, and what a newcomer changed."""

    seeds: int
    weeks: int
    people: int
    decisions: int  # of everybody else, weeks and behaviours, that were compared
    changes: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The result in words."""
        if self.changes:
            return f"an isolated newcomer changed something: {self.changes[0]}"
        return (
            f"0 of {self.decisions:,} decisions of {self.people:,} others changed, in {self.weeks} weeks under {self.seeds} seeds: "
            f"rate below {3.0 / self.seeds:.1%} of runs (95 %)"
        )


def check(seeds: int = 100, weeks: int = 60, scenario: str = "company_a") -> NewcomerCheck:
    """A scenario with and without an isolated newcomer, everybody watched in every week."""
    plain = apart(load(scenario), weeks)
    before = prepare(plain, range(seeds), watch_everyone=True).advance()
    changes = []
    for place in PLACES:
        after = prepare(joined(plain, place, 3), range(seeds), watch_everyone=True).advance()
        changes += [f"{place}: {what}" for what in changes_for_others(before, after)]
    people, kinds = before.organisation.employees, len(plain.behaviours)
    return NewcomerCheck(seeds, weeks, people, seeds * weeks * people * kinds * len(PLACES), tuple(changes))


def changes_for_others(before: Run, after: Run) -> list[str]:
    """What is not the same for those who were there before."""
    unit_of = {name: row for row, name in enumerate(after.organisation.unit_ids)}
    units = [unit_of[name] for name in before.organisation.unit_ids]
    people = np.flatnonzero(np.isin(after.organisation.unit, units))
    pairs = {"decisions": (before.traces.everyone, after.traces.everyone[:, people])}
    pairs |= {f"series of {name}": (getattr(before.traces, name), getattr(after.traces, name)) for name in ("firm", "segment")}
    pairs |= {"series of units": (before.traces.unit, after.traces.unit[:, units])}
    pairs |= {
        name: (getattr(before.state, name), getattr(after.state, name)[people])
        for name in ("practice", "habit", "interest", "capacity", "cynicism", "threshold")
    }
    return [name for name, (one, other) in pairs.items() if not np.array_equal(one, other)]


def apart(initiative: Initiative, weeks: int | None = None) -> Initiative:
    """The same units left to themselves: tied by the hierarchy alone, journeys that name their units, nothing that units do together."""
    return changed(initiative, lambda data: _separate(data, data["weeks"] if weeks is None else weeks))


def joined(initiative: Initiative, name: str, size: int) -> Initiative:
    """One more unit, a partner whom no one is tied to and no customer meets."""
    newcomer = {"size": size, "kind": "partner", "contact": 0.0}
    return changed(initiative, lambda data: data["organisation"]["units"].update({name: newcomer}))


def _separate(data: dict[str, Any], weeks: int) -> None:
    units, known = data["organisation"]["units"], data["definitions"]
    data["weeks"] = weeks
    data["organisation"]["ties"]["between"] = 0.0
    for segment in data["segments"].values():
        segment["journey"] = segment["journey"] or sorted(units)
    for behaviour in known["behaviours"].values():
        behaviour |= {"needs_units": 1, "improves": {}}
    together = [name for name, card in known["interventions"].items() if any(deed["kind"] in TOGETHER for deed in card["does"])]
    steps = data["programme"]["steps"].items()
    data["programme"]["steps"] = {handle: step for handle, step in steps if step["intervention"] not in together}
    inside = [name for name, unit in units.items() if unit["kind"] == "internal"]
    for reached in (*known["interventions"].values(), *data["programme"]["steps"].values()):
        audience = reached["audience"]
        if audience is not None and not audience["units"]:
            audience["units"] = [name for name, unit in units.items() if unit["kind"] in audience["kinds"]] or inside
