"""Says where a population of the library was calibrated under other rules than those that ran."""

from __future__ import annotations

import re

from sim.config.safe_yaml import read
from sim.shipped_files import config_dir

_STAMP = re.compile(r"^# Model (?P<version>[0-9a-f]{16}), study ", re.MULTILINE)
"""How the heading of a calibrated population names the version of the rules; `calibration_report` writes it."""


def said_of_rules(population: str, model_version: str) -> str:
    """Return one sentence if a population was calibrated under another version of the rules, and an empty text otherwise.

    population : title; populations that are not of the library, or not calibrated, have no version to compare
    model_version : of the rules that ran
    """
    for path in sorted((config_dir() / "population").glob("*.yaml")):
        stamp = _STAMP.search(path.read_text(encoding="utf-8"))
        if stamp is not None and stamp["version"] != model_version and read(path).get("title") == population:
            return (
                f"This population was calibrated under other rules (model {stamp['version']}; these runs: {model_version}), so its rates "
                "differ from its targets until it is calibrated again (change-simulator calibrate)."
            )
    return ""
