"""A report says where its population was calibrated under other rules than the present ones."""

from __future__ import annotations

import pytest

from sim.config import config_dir
from sim.config.safe_yaml import read
from sim.reports.calibrated_rules import said_of_rules
from sim.rules_stamp import RULES

POPULATIONS = {path.stem: read(path).get("rules", "") for path in sorted((config_dir() / "population").glob("*.yaml"))}


def test_other_rules_than_those_of_the_calibration_are_said_and_the_same_are_not() -> None:
    assert said_of_rules(RULES) == said_of_rules("") == ""
    said = said_of_rules("0" * 12)
    assert "0" * 12 in said and RULES in said and said.endswith(".")


def test_calibrated_populations_carry_the_stamp_of_their_rules_and_assumed_ones_none() -> None:
    assert {name for name, stamp in POPULATIONS.items() if stamp} == {"base_rate_70", "calibrated"}


@pytest.mark.parametrize("name", POPULATIONS)
def test_the_shipped_populations_are_of_the_present_rules(name: str) -> None:
    assert said_of_rules(POPULATIONS[name]) == "", "calibrate again, or leave the warning to readers and this test to fail"
