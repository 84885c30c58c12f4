"""An uploaded organisation: two tables, put into a situation of the library.

The tables are kept in a private folder under generated names, as long as the organisation is in use. Only the columns that the simulator
reads are passed on.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from weakref import finalize

from sim.config.errors import Refused, shown
from sim.config.real_organisation import units_named
from sim.config.size_limits import MOST_EMPLOYEES
from sim.organisation import Organisation, OrganisationError, OrganisationFromFiles, digest_of_file, organisation_of
from sim.organisation.tables import read_table
from sim.schema.initiative import Initiative

TableKind = Literal["employees", "ties"]
FILES: dict[TableKind, str] = {"employees": "employees.csv", "ties": "ties.csv"}
REQUIRED: dict[TableKind, dict[str, tuple[str, ...]]] = {"employees": {"employee": ("id",)}, "ties": {"employee": (), "colleague": ()}}
OPTIONAL: dict[TableKind, tuple[str, ...]] = {"employees": ("manager", "unit"), "ties": ("kind", "strength")}

LARGEST = 2_000_000
"""Largest size of one table, in bytes."""


class OwnOrganisation(NamedTuple):
    """An uploaded organisation."""

    specification: OrganisationFromFiles
    organisation: Organisation

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


def own_organisation(employees: bytes, ties: bytes, title: str = "", most: int = MOST_EMPLOYEES) -> OwnOrganisation:
    """Read two uploaded tables; their folder is removed with the organisation.

    most : largest number of employees
    Raises Refused, in one line, for tables that are not an organisation.
    """
    folder = TemporaryDirectory(prefix="change-lab-")  # only its owner may read it
    content: dict[TableKind, bytes] = {"employees": employees, "ties": ties}
    try:
        for kind, file in FILES.items():
            _refuse_large(content[kind], file)
            (Path(folder.name) / file).write_bytes(content[kind])
        specification = _specification(Path(folder.name), title)
        organisation = organisation_of(specification)
        if organisation.employees > most:
            raise Refused(f"{FILES['employees']}: {organisation.employees:,} people; at most {most:,} are taken")
    except OrganisationError as problem:
        folder.cleanup()
        raise Refused(str(problem)) from None
    except Refused:
        folder.cleanup()
        raise
    finalize(organisation, folder.cleanup)
    return OwnOrganisation(specification, organisation)


def table_of(specification: OrganisationFromFiles, kind: TableKind) -> str:
    """The table with only the columns that the simulator reads."""
    path = specification.employees if kind == "employees" else specification.ties
    columns = read_table(path, REQUIRED[kind], OPTIONAL[kind], digest_of_file(path)).columns
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _refuse_large(content: bytes, file: str) -> None:
    if len(content) > LARGEST:
        raise Refused(f"{file}: {len(content) / 1e6:,.1f} MB is too large; at most {LARGEST / 1e6:.0f} MB are read")


def _specification(folder: Path, title: str) -> OrganisationFromFiles:
    paths = {kind: folder / file for kind, file in FILES.items()}
    return OrganisationFromFiles(
        title=title,
        employees=str(paths["employees"]),
        ties=str(paths["ties"]),
        employees_sha256=digest_of_file(paths["employees"]),
        ties_sha256=digest_of_file(paths["ties"]),
    )
