"""What was found on the way from files to an organisation: nothing is dropped, joined or inferred without a line and a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sim.organisation.organisation import OrganisationError

SHOWN = 5  # cases listed in a refusal
LONGEST_SHOWN = 60  # characters of one value in a message

What = Literal["read", "not read", "dropped", "joined", "matched", "inferred", "drawn", "look"]


class Finding(NamedTuple):
    """One line of the report.

    what : read, not read, dropped, joined, matched, inferred, drawn, or look: to be looked at
    count : of rows, people or ties; share : of all of them, where that says more
    """

    what: What
    text: str
    count: int | None = None
    share: float | None = None


def shown(text: str) -> str:
    """A value for a message: quoted, escaped, short."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…")


def refusal(file: str, fault: str, cases: Sequence[str]) -> OrganisationError:
    """A refusal names the file, what is wrong, and the first few cases."""
    more = f" … and {len(cases) - SHOWN:,} more" if len(cases) > SHOWN else ""
    return OrganisationError(f"{file}: {fault}: {'; '.join(cases[:SHOWN])}{more}")


@dataclass
class ImportFindings:
    """Collects what is said; with pseudonyms, no value of a cell enters a message."""

    is_private: bool = False
    all: list[Finding] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # by file, the name of each column that is read, by its meaning

    def say(self, what: What, text: str, count: int | None = None, of: int | None = None) -> None:
        """Add a line; of : how many there are in all, for the share."""
        self.all.append(Finding(what, text, count, None if count is None or not of else count / of))

    def counted(self, what: What, count: int, text: str, of: int | None = None) -> None:
        """Add a line where the count is not 0; `{n}` in the text stands for it."""
        if count:
            share = f" ({count / of:.1%})" if of else ""
            self.say(what, text.replace("{n}", f"{count:,}{share}"), count, of)

    def name(self, value: str) -> str:
        """A value of a cell for a message."""
        return "‹hidden›" if self.is_private else shown(value)

    def names(self, values: Sequence[str], most: int = SHOWN) -> str:
        """The first few values for a message; none with pseudonyms."""
        if self.is_private or not values:
            return ""
        return ": " + ", ".join(shown(value) for value in values[:most]) + (" …" if len(values) > most else "")
