"""How are my files understood? Read a real organisation and report it; nothing runs."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from sim.commands.usages import USAGES
from sim.config import Options, Refused, command
from sim.engine import Initiative
from sim.importing.reading import understood
from sim.organisation import OrganisationFromFiles
from sim.organisation.files import organisation_from

ABOUT = USAGES["import"]


class ImportOptions(Options):
    """Where to keep what was understood."""

    save: str | None = None  # folder to write the organisation to, as it was understood; none: nothing is written


def main(initiative: Initiative, choice: ImportOptions, folder: Path) -> None:
    """Print the report, and save the organisation if a folder for it was given."""
    spec = initiative.organisation
    if not isinstance(spec, OrganisationFromFiles):
        raise Refused("organisation: drawn rather than read; give organisation.employees=FILE")
    read, report = understood(spec)
    print(report)
    if choice.save is not None:
        print(f"Saved in {organisation_from(read, spec).save(choice.save)}")


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "import", ImportOptions, ABOUT)
