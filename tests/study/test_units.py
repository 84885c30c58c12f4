"""Tables say what they count."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.config import load
from sim.schema.initiative import Initiative
from sim.study.comparison.comparison import compare
from sim.study.comparison.replicates import SERIES, replicate
from sim.study.execution.stored_study import open_study
from sim.study.sweep.sweep import sweep


@pytest.fixture(scope="module")
def small() -> Initiative:
    return load("customer_centric", "organisation=small", "weeks=8")


def test_replicates_say_what_they_count(small: Initiative) -> None:
    made = replicate(small, 3)
    assert made.runs.attrs["units"]["spend"] == "thousand euro to date" and made.runs.attrs["units"]["end"] == "share, 0 to 1"
    assert made.bands.attrs["units"].keys() == made.courses.attrs["units"].keys() == set(SERIES)


def test_comparisons_say_what_they_count_in_their_intervals_too(small: Initiative) -> None:
    units = compare({"one": small, "other": small.model_copy(update={"seed": 2})}, 2).table.attrs["units"]
    assert units["adoption_end_low"] == units["success"] == "share, 0 to 1" and units["money"] == "thousand euro to date"


def test_sweeps_and_their_studies_say_what_they_count(small: Initiative, tmp_path: Path) -> None:
    found = sweep(small, {"dispositions.commitment": [0, 1]}, "grid", 2, 2, folder=tmp_path / "swept")
    units = found.points.attrs["units"]
    assert units["stalled"] == units["abandoned"] == "runs" and units["low"] == "share, 0 to 1"
    assert open_study(tmp_path / "swept").runs.attrs["units"]["abandoned_week"].startswith("weeks")
