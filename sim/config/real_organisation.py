"""Organisation files that a scenario names: found, read once, and checked against their digest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from sim.config.errors import Path as KeyPath
from sim.config.errors import Refused, dotted
from sim.config.library_files import Folders
from sim.importing.content import digest_of_file, is_saved
from sim.importing.saved import traits_in
from sim.organisation import Organisation, OrganisationError, OrganisationFromFiles, organisation_of
from sim.planning.market import journeys_of
from sim.schema.initiative import Initiative
from sim.schema.names import check_names

FILES = ("employees", "ties", "survey")


def with_files(initiative: Initiative, spec: OrganisationFromFiles, folders: Folders, origin: Callable[[KeyPath], str]) -> Initiative:
    """The same initiative, with its files found and their digests written down.

    Raises Refused for files that cannot be an organisation, and for units that they do not know.
    """
    asked_by = origin(("organisation",))
    try:
        spec = found_in(spec, folders)
        organisation = organisation_of(spec)
        spec = pinned(spec, organisation)
        units = set(organisation.unit_ids)
    except OrganisationError as problem:
        raise Refused(f"{asked_by}: organisation: {problem}") from None
    for place, named in units_named(initiative):
        try:
            check_names(dotted(place), named, units)
        except ValueError as problem:
            raise Refused(f"{origin(place)}: {problem}") from None
    try:
        journeys_of(initiative.segments, organisation)
    except ValueError as problem:
        raise Refused(f"{origin(('segments',))}: {problem}") from None
    return initiative.model_copy(update={"organisation": spec})


def found_in(spec: OrganisationFromFiles, folders: Folders) -> OrganisationFromFiles:
    """The same specification with its files found, and with what a saved folder says of its units. Raises OrganisationError."""
    found = {kind: _found(path, folders) for kind in FILES if (path := getattr(spec, kind)) is not None}
    spec = spec.model_copy(update=found)
    if spec.employees is not None and is_saved(Path(spec.employees)):
        spec = spec.model_copy(update={"units": traits_in(Path(spec.employees)) | spec.units})
    return spec


def pinned(spec: OrganisationFromFiles, organisation: Organisation) -> OrganisationFromFiles:
    """The same specification with the digests of its files, and of the organisation as which they are understood."""
    digests = {f"{kind}_sha256": digest_of_file(path) for kind in FILES if (path := getattr(spec, kind)) is not None}
    return spec.model_copy(update={**digests, "read_as": organisation.read_as})


def units_named(initiative: Initiative) -> Iterator[tuple[KeyPath, list[str]]]:
    """Wherever an initiative names units, which only the file of a real organisation can confirm."""
    for kind in ("catalysts", "inhibitors"):
        for name, use in getattr(initiative, kind).items():
            yield (kind, name, "units"), [] if isinstance(use, float) else use.units
    for handle, step in initiative.programme.steps.items():
        yield ("programme", "steps", handle, "audience", "units"), [] if step.audience is None else step.audience.units
    for name, segment in initiative.segments.items():
        yield ("segments", name, "journey"), segment.journey
    for name, metric in initiative.definitions.metrics.items():
        yield ("definitions", "metrics", name, "units"), metric.units
    for name, card in initiative.definitions.interventions.items():
        yield ("definitions", "interventions", name, "audience", "units"), card.audience.units


def _found(given: str, folders: Folders) -> str:
    """A path as given if that file exists; otherwise the same path beside the library's organisations."""
    if not Path(given).exists():
        for folder in folders:
            path = folder / "organisation" / given
            if path.is_file() or is_saved(path):
                return os.path.relpath(path)
    return given
