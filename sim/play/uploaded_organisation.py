"""An uploaded organisation: files of people, ties and answers, put into a situation of the library.

Files are read in memory and never written. What was understood of them, under pseudonyms if the user wants them, is kept in a private
folder as long as the organisation is in use.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple
from weakref import finalize

from pydantic import ValidationError

from sim.config.errors import Refused, refusal_of, shown
from sim.config.imported import saved_as
from sim.config.real_organisation import units_named
from sim.config.size_limits import MOST_EMPLOYEES
from sim.importing.reading import Given, HandedIn, understood
from sim.importing.report import Report
from sim.organisation import Organisation, OrganisationError, OrganisationFromFiles
from sim.organisation.files import organisation_from
from sim.schema.initiative import Initiative

TableKind = Literal["employees", "ties", "survey"]
FILES: dict[TableKind, str] = {"employees": "employees.csv", "ties": "ties.csv", "survey": "survey.csv"}
"""What files are called whose names are not known."""

LARGEST = 2_000_000
"""Largest size of one file, in bytes."""


class OwnOrganisation(NamedTuple):
    """An uploaded organisation."""

    specification: OrganisationFromFiles
    organisation: Organisation
    report: Report

    @property
    def notes(self) -> tuple[str, ...]:
        """Inferred or dropped data, in words."""
        return self.organisation.notes

    def missing_for(self, initiative: Initiative) -> list[str]:
        """Units that a situation needs and this organisation lacks; none: it fits."""
        return sorted({unit for _, named in units_named(initiative) for unit in named} - set(self.organisation.unit_ids))

    def put_into(self, initiative: Initiative) -> Initiative:
        """The situation with this organisation. Raises Refused if the situation names units that the organisation lacks."""
        missing = self.missing_for(initiative)
        if missing:
            raise Refused(f"{initiative.name}: names units that your organisation does not have: {shown(', '.join(missing))}")
        return initiative.model_copy(update={"organisation": self.specification})


def own_organisation(
    employees: bytes | None,
    ties: bytes | None = None,
    title: str = "",
    most: int = MOST_EMPLOYEES,
    *,
    survey: bytes | None = None,
    names: dict[TableKind, str] | None = None,
    **settings: Any,
) -> OwnOrganisation:
    """Read uploaded files; what is kept of them is removed with the organisation.

    most : largest number of employees; names : of the files, by what they hold; settings : keys of the section `organisation`
    Raises Refused, in one line, for files that are not an organisation.
    """
    content: dict[TableKind, bytes | None] = {"employees": employees, "ties": ties, "survey": survey}
    called = {**FILES, **(names or {})}
    handed_in = {kind: HandedIn(called[kind], known) for kind, known in content.items() if known is not None}
    for one in handed_in.values():
        _refuse_large(one)
    try:
        spec = OrganisationFromFiles(title=title, **{kind: one.name for kind, one in handed_in.items()}, **settings)
        read, report = understood(spec, Given(**handed_in))
        if len(read.ids) > most:
            raise Refused(f"{called['employees']}: {len(read.ids):,} people; at most {most:,} are taken")
        organisation = organisation_from(read, spec)
    except ValidationError as error:
        raise refusal_of(error, OrganisationFromFiles, settings, lambda _: "settings") from None
    except OrganisationError as problem:
        raise Refused(str(problem)) from None
    return _kept(organisation, report, spec)


def _kept(organisation: Organisation, report: Report, spec: OrganisationFromFiles) -> OwnOrganisation:
    """An organisation with a private folder of its own, which goes with it."""
    folder = TemporaryDirectory(prefix="change-organisation-")  # only its owner may read it
    try:
        organisation, saved = saved_as(Path(folder.name), organisation, spec)
    except BaseException:
        folder.cleanup()
        raise
    finalize(organisation, folder.cleanup)
    return OwnOrganisation(saved, organisation, report)


def _refuse_large(file: HandedIn) -> None:
    if len(file.content) > LARGEST:
        raise Refused(f"{file.name}: {len(file.content) / 1e6:,.1f} MB is too large; at most {LARGEST / 1e6:.0f} MB are read")
