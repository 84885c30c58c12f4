"""The state of each claim in docs/coverage.md: for mechanisms and interventions it follows from the verdicts of docs/claims.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

CLAIMS = "claims.md"
_VERDICT = re.compile(r"^\| \**([MN]\d+)\** \|.*\| \**(shown by a test|shown|in part|not shown)\b[^|]*\|$", re.MULTILINE)
_ROW = re.compile(r"^(\| ([MN]\d+) \|.*\| )([^|]*)( \|)$", re.MULTILINE)
_SECTIONS = {"M": "mechanisms", "N": "interventions"}


def verdicts(claims: str) -> dict[str, str]:
    """The verdict on every claim, by row; claims : text of docs/claims.md"""
    return dict(_VERDICT.findall(claims))


def state_of(row: str, verdict: str) -> str:
    """What the coverage says of a row with this verdict: covered where it is shown, and otherwise where to look."""
    return "covered" if verdict.startswith("shown") else f"{verdict}: [claims]({CLAIMS}#{_SECTIONS[row[0]]})"


class CoveragePage(NamedTuple):
    """The page of coverage; its states of mechanisms and interventions are filled in, all else is written by hand."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def filled(self, text: str) -> str:
        """A text with the states that follow from the claims. Raises ValueError for a row without a verdict."""
        known = verdicts((self.path.parent / CLAIMS).read_text(encoding="utf-8"))
        rows = {row for _, row, _, _ in _ROW.findall(text)}
        if rows != known.keys():
            raise ValueError(f"{self.name}: rows on one page alone, here or in {CLAIMS}: {sorted(rows ^ known.keys())}")
        return _ROW.sub(lambda found: f"{found[1]}{state_of(found[2], known[found[2]])}{found[4]}", text)
