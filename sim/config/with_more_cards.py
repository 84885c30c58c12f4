"""Widened: an initiative that also knows interventions which its programme does not use, so that other programmes may."""

from __future__ import annotations

from collections.abc import Sequence

from sim.config.library import entry_of, names_of
from sim.config.loading import add_definitions
from sim.config.overrides import COMMAND_LINE
from sim.schema.initiative import Initiative
from sim.shipped_files import config_dir


def with_interventions(initiative: Initiative, names: Sequence[str] = ()) -> Initiative:
    """The same initiative, with interventions of the library in its definitions; what it defines itself stays as it is.

    names : none: all of the library. Raises Refused for a name that no one knows.
    """
    folders = (config_dir(),)
    data = initiative.model_dump(mode="json")
    cards = data["definitions"]["interventions"]
    for name in names or names_of("intervention", folders):
        if name not in cards:
            cards[name] = entry_of("intervention", name, folders, f"{COMMAND_LINE}: optimise.candidates")
    add_definitions(data, folders, lambda _: "library")
    return Initiative.model_validate(data)
