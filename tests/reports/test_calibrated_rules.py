"""A report says where its population was calibrated under other rules than those that ran."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.config import config_dir
from sim.config.safe_yaml import read
from sim.reports.calibrated_rules import said_of_rules

POPULATIONS = sorted((config_dir() / "population").glob("*.yaml"))
HEADINGS = {path: re.search(r"^# Model (\w+), ", path.read_text(encoding="utf-8"), re.MULTILINE) for path in POPULATIONS}
STAMPS = {path: heading[1] for path, heading in HEADINGS.items() if heading is not None}


@pytest.mark.parametrize("path", STAMPS, ids=lambda path: path.stem)
def test_other_rules_than_those_of_the_calibration_are_said_and_the_same_are_not(path: Path) -> None:
    title, version = read(path)["title"], STAMPS[path]
    assert said_of_rules(title, version) == ""
    said = said_of_rules(title, "0" * 16)
    assert version in said and "0" * 16 in said and said.endswith(".")


def test_a_population_that_was_not_calibrated_has_nothing_to_say() -> None:
    assumed = [path for path in POPULATIONS if path not in STAMPS]
    assert {path.stem for path in STAMPS} == {"base_rate_70", "calibrated"} and assumed
    assert all(said_of_rules(read(path)["title"], "0" * 16) == "" for path in assumed)
    assert said_of_rules("a population of one's own", "0" * 16) == ""
