"""Add interventions and philosophies to an initiative that its programme does not use, so that other programmes can."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.library_files import Folders, checked_entry, file_of, folders_in_use, names_of
from sim.config.loading import add_definitions
from sim.config.overrides import COMMAND_LINE
from sim.schema.initiative import Initiative
from sim.schema.interventions import Intervention
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme


def with_interventions(initiative: Initiative, names: Sequence[str] = (), folders: Folders | None = None) -> Initiative:
    """The same initiative with library interventions among its definitions; its own definitions stay.

    names : none: all of the library
    folders : where they are looked up; none: in the folders in use
    Raises Refused for a name that the folders do not have.
    """
    folders = folders_in_use() if folders is None else folders
    data = initiative.model_dump(mode="json")
    cards = data["definitions"]["interventions"]
    for name in names or names_of("intervention", folders):
        if name not in cards:
            card = checked_entry("intervention", name, folders, f"{COMMAND_LINE}: optimise.candidates", Intervention)
            cards[name] = card.model_dump(mode="json")
    add_definitions(data, folders, lambda _: "library")
    return Initiative.model_validate(data)


def with_philosophies(initiative: Initiative) -> Initiative:
    """The same initiative with all philosophies of the library among its definitions; its own definitions stay."""
    folders, known = folders_in_use(), initiative.definitions
    shipped = {name: checked_entry("philosophy", name, folders, "library", Philosophy) for name in names_of("philosophy", folders)}
    return initiative.model_copy(update={"definitions": known.model_copy(update={"philosophies": shipped | known.philosophies})})


def programmes_in(folders: Folders) -> dict[str, Programme]:
    """Programmes of the library by name. Raises Refused for an invalid one, and for an unknown intervention or philosophy."""
    found: dict[str, Programme] = {}
    for name in names_of("programme", folders):
        programme = found[name] = checked_entry("programme", name, folders, "library", Programme)
        _, label = file_of("programme", name, folders, "library")
        for handle, step in programme.steps.items():
            file_of("intervention", step.intervention, folders, f"{label}: steps.{handle}.intervention")
        if programme.philosophy is not None:
            file_of("philosophy", programme.philosophy, folders, f"{label}: philosophy")
    return found
