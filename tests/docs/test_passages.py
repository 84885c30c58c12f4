"""The data of a run and of a study goes the way that docs/explanation/passages.md says."""

from __future__ import annotations

import pytest
from pages import ROOT, blocks_of
from passages import PASSAGES, passage_of

PAGE = ROOT / "docs" / "explanation" / "passages.md"


@pytest.mark.parametrize("name", PASSAGES)
def test_the_data_passes_the_stations_that_the_page_lists(name: str) -> None:
    (block,) = (block.text.splitlines() for block in blocks_of(PAGE) if block.text.startswith(f"{name}: "))
    passage = passage_of(PASSAGES[name])
    assert block == [
        f"{name}: {len(passage.stations)} stations, {passage.returns} returns",
        *(f"  {station}" for station in passage.stations),
    ]
