"""Uploaded initiatives, handled as plain data: no path in them is followed, and Hydra never reads them."""

from __future__ import annotations

from typing import Any

from sim.config.errors import Refused
from sim.config.library_files import Source, folders_in_use
from sim.config.loading import Options, checked
from sim.config.safe_yaml import decoded, parse, refuse_unsafe
from sim.organisation import OrganisationFromFiles
from sim.schema.initiative import Initiative


def initiative_from(content: bytes, name: str) -> Initiative:
    """A whole initiative in one file of YAML.

    name : how the file is called in messages
    Raises Refused, in a line or a few, for input that cannot be run.
    """
    data = parse(decoded(content, name), name)
    refuse_unsafe(data, name)
    return initiative_of_data(data, name)


def initiative_of_data(data: Any, name: str, real: OrganisationFromFiles | None = None) -> Initiative:
    """Check data that were read before, with the used part of the library copied in.

    real : an organisation whose tables were handed in and lie where we put them; it stands where the data leaves the organisation out
    Raises Refused.
    """
    if not isinstance(data, dict):
        raise Refused(f"{name}: holds {'nothing' if data is None else 'no keys'}; an initiative has name, title, programme, …")
    if "defaults" in data:
        raise Refused(f"{name}: defaults: a file from outside holds a whole initiative; it cannot build on the library")
    organisation = data.get("organisation")
    if isinstance(organisation, dict) and organisation.get("source") == "from_files":
        raise Refused(f"{name}: organisation.source: 'from_files' is not allowed here; hand in the two tables themselves")
    data = dict(data) if real is None else {**data, "organisation": real.model_dump()}
    if isinstance(data.get("definitions"), dict):
        data["definitions"] = {kind: dict(known) if isinstance(known, dict) else known for kind, known in data["definitions"].items()}
    return checked(data, [Source(name, dict(data), "")], [], folders_in_use(), Options).initiative


__all__ = ["initiative_from", "initiative_of_data"]
