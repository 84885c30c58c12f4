"""Add interventions and philosophies to an initiative that its programme does not use, so that other programmes can."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.library_files import Folders, entry_of, folders_in_use, names_of
from sim.config.loading import add_definitions
from sim.config.overrides import COMMAND_LINE
from sim.schema.initiative import Initiative
from sim.schema.philosophy import Philosophy


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
            cards[name] = entry_of("intervention", name, folders, f"{COMMAND_LINE}: optimise.candidates")
    add_definitions(data, folders, lambda _: "library")
    return Initiative.model_validate(data)


def with_philosophies(initiative: Initiative) -> Initiative:
    """The same initiative with all philosophies of the library among its definitions; its own definitions stay."""
    folders, known = folders_in_use(), initiative.definitions
    shipped = {
        name: Philosophy.model_validate(entry_of("philosophy", name, folders, "library")) for name in names_of("philosophy", folders)
    }
    return initiative.model_copy(update={"definitions": known.model_copy(update={"philosophies": shipped | known.philosophies})})
