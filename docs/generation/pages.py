"""Pages with generated tables, between `<!-- generated: NAME -->` and `<!-- end -->`, and the page whose states follow from claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from generation import api, attention, columns, configuration, library, rules
from generation.coverage import CoveragePage

DOCS = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(<!-- generated: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)

ODD_BLOCKS: dict[str, Callable[[], str]] = {
    "constants": rules.constants,
    "harmful": rules.harmful,
    "levers": rules.lever_tables,
    "library": library.library,
    "order": rules.order,
    "parameters": rules.parameters,
    "purposes": rules.purposes,
    "series": columns.series,
    "state": columns.state_tables,
}


class Page(NamedTuple):
    """A page, and what its marked blocks hold."""

    name: str
    blocks: Callable[[], Mapping[str, str]]

    @property
    def path(self) -> Path:
        return DOCS / self.name

    def filled(self, text: str) -> str:
        """A text with every marked block as the code has it now. Raises ValueError for a block of another name, or one that is missing."""
        made = self.blocks()
        there = [name for _, name, _ in BLOCK.findall(text)]
        if sorted(there) != sorted(made):
            raise ValueError(f"{self.name}: blocks: {sorted(there)}; must be, once each: {sorted(made)}")
        return BLOCK.sub(lambda found: f"{found[1]}{made[found[2]]}{found[3]}", text)


ODD = Page("odd.md", lambda: {name: made() for name, made in ODD_BLOCKS.items()})
CONFIGURATION = Page("configuration.md", configuration.blocks)
API = Page("api.md", api.blocks)
WHAT_WORKS = Page("explanation/what_works.md", lambda: {"attention": attention.attention()})
PAGES = (ODD, CONFIGURATION, API, WHAT_WORKS, CoveragePage(DOCS / "coverage.md"))
