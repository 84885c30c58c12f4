"""Variants: an initiative with one change, and what two runs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.digest import digests_of
from sim.engine.run import Run, prepare
from sim.engine.state import FIRM_SERIES
from sim.organisation import MISSING, Organisation, OrganisationFromFiles, organisation_of
from sim.planning.repair import UNREPAIRED, Repair
from sim.schema.initiative import Initiative

ScenarioEdit = Callable[[dict[str, Any]], None]


def changed(initiative: Initiative, *changes: ScenarioEdit) -> Initiative:
    """The same initiative with something changed in its data, and checked anew."""
    data = initiative.model_dump()
    for change in changes:
        change(data)
    return Initiative.model_validate(data)


def played(initiative: Initiative, *seeds: int, repairs: Sequence[Repair] = (UNREPAIRED,), organisation: Organisation | None = None) -> Run:
    """A finished run in which everybody was watched."""
    return prepare(initiative, seeds, repairs, organisation=organisation, watch_everyone=True).advance()


def difference(one: Run, other: Run) -> str | None:
    """What two runs do not have in common, in words; None where every bit is the same."""
    return _difference(digests_of(one.traces, one.state), digests_of(other.traces, other.state), one.traces.firm, other.traces.firm)


def difference_of_lanes(one: Run, lane: int, other: Run, other_lane: int = 0) -> str | None:
    """The same for one lane of each."""
    digests = digests_of(one.traces, one.state)[lane], digests_of(other.traces, other.state)[other_lane]
    return _difference(digests[0], digests[1], one.traces.firm[..., lane], other.traces.firm[..., other_lane])


def difference_before(one: Run, other: Run, week: int) -> str | None:
    """What two runs do not have in common by the beginning of a week; one may go on for longer."""
    for name in ("practising", "unit", "firm", "segment", "everyone"):
        mine, theirs = getattr(one.traces, name)[: week + 1], getattr(other.traces, name)[: week + 1]
        if not np.array_equal(mine, theirs):
            first = int(np.argmax((mine != theirs).reshape(len(mine), -1).any(axis=1)))
            return f"{name} differs in week {first}, and nothing was changed before week {week}"
    return None


def _difference(one: Any, other: Any, mine: np.ndarray, theirs: np.ndarray) -> str | None:
    if one == other:
        return None
    if mine.shape != theirs.shape:
        return f"shapes {mine.shape} and {theirs.shape}"
    apart = np.abs(mine - theirs).reshape(len(mine), len(FIRM_SERIES), -1).max(axis=2)
    weeks = np.flatnonzero(apart.any(axis=1))
    if not len(weeks):
        return "the digests differ, the series of the firm do not"
    return f"{FIRM_SERIES[int(apart[weeks[0]].argmax())]} differs from week {weeks[0]} on, by up to {apart.max():.2g} in some series"


def without_steps(data: dict[str, Any]) -> None:
    """Nothing is done."""
    data["programme"]["steps"] = {}


def with_step(handle: str, card: dict[str, Any], **step: Any) -> ScenarioEdit:
    """One more step, of a card of its own."""

    def add(data: dict[str, Any]) -> None:
        data["definitions"]["interventions"][handle] = {"title": handle, "description": "", "family": "mindsets", **card}
        data["programme"]["steps"][handle] = {"intervention": handle, **step}

    return add


def difference_of_organisations(one: Organisation, other: Organisation) -> str | None:
    """What two organisations do not have in common; None where every bit is the same."""
    for field in fields(Organisation):
        if not np.array_equal(np.asarray(getattr(one, field.name)), np.asarray(getattr(other, field.name))):
            return f"{field.name} differs"
    return None


def in_files(initiative: Initiative, folder: Path, order: np.random.Generator | None = None) -> Organisation:
    """The people and ties of an initiative, written as two tables and read again.

    order : shuffles the rows of both; none: as they stand
    """
    organisation = organisation_of(initiative.organisation)
    ids, boss = organisation.employee_ids, organisation.manager
    staff = [
        f"{name},{'' if boss[at] == MISSING else ids[boss[at]]},{organisation.unit_ids[organisation.unit[at]]}"
        for at, name in enumerate(ids)
    ]
    listener = np.repeat(np.arange(organisation.employees), np.diff(organisation.start.astype(np.int64)))
    heard = zip(listener, organisation.neighbour, organisation.strength, strict=True)
    ties = [f"{ids[one]},{ids[other]},{strength}" for one, other, strength in heard]
    for name, header, rows in (("people.csv", "employee,manager,unit", staff), ("ties.csv", "employee,colleague,strength", ties)):
        turned = rows if order is None else [rows[at] for at in order.permutation(len(rows))]
        (folder / name).write_text("\n".join([header, *turned]) + "\n", encoding="utf-8")
    spec = initiative.organisation
    traits = {name: {key: value for key, value in unit.model_dump().items() if key != "size"} for name, unit in spec.units.items()}
    return organisation_of(
        OrganisationFromFiles.model_validate(
            {"employees": str(folder / "people.csv"), "ties": str(folder / "ties.csv"), "units": traits, "people": spec.people.model_dump()}
        )
    )


SILENT = ("lead", "interest", "reward", "habit", "norm", "hold", "temptation", "derailing_ease")


def pure_thresholds(initiative: Initiative, weeks: int) -> Initiative:
    """One behaviour that all can see, and nothing but what others do to move anybody: the threshold model of Granovetter 1978."""
    seen = {
        "title": "Seen",
        "description": "",
        "direction": "aligned",
        "visibility": 1.0,
        "effort": 0.0,
        "autonomy": 0.0,
        "coordination": 0.0,
    }

    def strip(data: dict[str, Any]) -> None:
        without_steps(data)
        data.update(weeks=weeks, catalysts={}, inhibitors={}, shocks={}, behaviours=["seen"], dispositions={"practice": 0.0})
        data["organisation"].update(units={"network": {"size": 1}}, chief=None, levers={})
        data["definitions"]["behaviours"] = {"seen": seen}
        data["definitions"]["interventions"] = {}
        for segment in data["segments"].values():
            segment["journey"] = []
        data["rules"]["choice"].update(dict.fromkeys(SILENT, 0.0), reconsider=1.0, noise=0.0, social=1.0)
        data["rules"]["exposure"].update(spotlight=0.0)
        data["rules"]["turnover"].update(quits=0.0)
        data["rules"]["disturbance"].update(size=0.0)

    return changed(initiative, strip)
