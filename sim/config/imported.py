"""An organisation brought from Python: files, data frames or graphs, with the report of how they were understood."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from pydantic import ValidationError

from sim.config.errors import Refused, refusal_of, shown
from sim.config.real_organisation import found_in, pinned, units_named
from sim.importing.reading import Given, understood
from sim.importing.report import Report
from sim.importing.saved import save, traits_in
from sim.organisation import Organisation, OrganisationError, OrganisationFromFiles, organisation_of
from sim.organisation.files import organisation_from
from sim.schema.initiative import Initiative
from sim.shipped_files import config_dir

_FOLDERS: list[TemporaryDirectory[str]] = []
"""Organisations that were handed in as objects, under no other name than their process knows; removed with it."""


@dataclass(frozen=True)
class ImportedOrganisation:
    """An organisation as it was understood; nothing has run.

    organisation : people, units, hierarchy and ties · report : columns, what was dropped, joined or inferred, and the shape of the firm
    specification : what an initiative keeps of it; of files their paths, of objects a private folder that goes with this process
    """

    organisation: Organisation
    specification: OrganisationFromFiles
    report: Report

    @property
    def people(self) -> pd.DataFrame:
        """The first people as they were understood, in the order of the file."""
        return pd.DataFrame(self.report.people)

    @property
    def ties(self) -> pd.DataFrame:
        """The first ties as they were understood, in the order of those who listen."""
        return pd.DataFrame(self.report.ties)

    def into(self, initiative: Initiative) -> Initiative:
        """The same initiative in this organisation.

        Raises Refused where the initiative names units that the organisation lacks.
        """
        named = sorted({unit for _, names in units_named(initiative) for unit in names} - set(self.organisation.unit_ids))
        if named:
            raise Refused(f"{initiative.name}: names units that the organisation does not have: {shown(', '.join(named))}")
        return initiative.model_copy(update={"organisation": self.specification})

    def save(self, folder: str | Path) -> Path:
        """Write the organisation to a folder, from which `organisation.employees=FOLDER` reads the same to the bit.

        Raises OSError where it cannot be written.
        """
        return self.organisation.save(folder)

    def __str__(self) -> str:
        return str(self.report)


def import_organisation(employees: object = None, ties: object = None, survey: object = None, **settings: object) -> ImportedOrganisation:
    """Read a real organisation and say how it was understood.

    employees : people, or a network with people and ties: a path, a data frame (pandas, polars, Arrow), a graph (NetworkX, igraph), or a
    folder that `save` wrote
    ties : whom they listen to, in any of these forms; None: those of the network, otherwise drawn
    survey : answers by person or unit, from which people start
    settings : keys of the section `organisation`, such as columns={"manager": "Reports_To"}, cut=1, pseudonyms=True
    Raises Refused, in a line or two, for what cannot be an organisation.
    """
    handed_in = {"employees": employees, "ties": ties, "survey": survey}
    paths = {part: str(one) for part, one in handed_in.items() if isinstance(one, str | PathLike)}
    given = {part: one for part, one in handed_in.items() if one is not None and part not in paths}
    data = {**settings, **paths}
    try:
        spec = found_in(OrganisationFromFiles.model_validate(data), (config_dir(),))
        read, report = understood(spec, Given(**given))
        organisation = organisation_from(read, spec)
    except ValidationError as error:
        raise refusal_of(error, OrganisationFromFiles, data, lambda _: "import_organisation") from None
    except OrganisationError as problem:
        raise Refused(str(problem)) from None
    if not given:
        return ImportedOrganisation(organisation, pinned(spec, organisation), report)
    folder = TemporaryDirectory(prefix="change-organisation-")  # only its owner may read it
    _FOLDERS.append(folder)
    return ImportedOrganisation(*saved_as(Path(folder.name), organisation, spec), report)


def saved_as(folder: Path, organisation: Organisation, spec: OrganisationFromFiles) -> tuple[Organisation, OrganisationFromFiles]:
    """An organisation that was saved to a folder, and a specification that reads it from there.

    spec : the one by which it was read first; what it says of levers and metrics stays
    Raises OSError where the folder cannot be written.
    """
    save(organisation, folder)
    units = dict(traits_in(folder))
    for name, unit in spec.units.items():
        units[name] = units[name].model_copy(update={"levers": unit.levers, "metrics": unit.metrics})
    saved = OrganisationFromFiles(
        title=spec.title, seed=spec.seed, people=spec.people, levers=spec.levers, span=spec.span, employees=str(folder), units=units
    )
    organisation = organisation_of(saved)
    return organisation, pinned(saved, organisation)


__all__ = ["ImportedOrganisation", "import_organisation", "saved_as"]
