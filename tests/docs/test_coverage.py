"""The coverage table is complete, what it names is there, and claims are called covered only where they are shown."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from experiments.validation.claim_table import CLAIMS
from sim.config import config_dir
from sim.config.safe_yaml import read

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"A": 14, "B": 10, "C": 15, "I": 20, "N": 17, "M": 29, "K": 9, "X": 13, "F": 4}
SHELVES = ("behaviour", "catalyst", "cause", "inhibitor", "intervention", "outcome", "philosophy", "programme", "scenario")
ROWS = {f"{letter}{number}" for letter, size in SIZES.items() for number in range(1, size + 1)}
LINES = re.findall(r"^\| ([A-Z]\d+) \| (.*) \|$", (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8"), re.MULTILINE)
TABLE = {row: [cell.strip() for cell in rest.split(" | ")] for row, rest in LINES}


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_there_once() -> None:
    assert Counter(row for row, _ in LINES) == Counter(ROWS)
    assert all(len(cells) == 4 for cells in TABLE.values())


@pytest.mark.parametrize("row", sorted(TABLE))
def test_every_name_in_a_row_exists(row: str) -> None:
    _, lives_in, shown_by, state = TABLE[row]
    for name in re.findall(r"`([\w/]+\.(?:py|yaml))`", lives_in):
        path = (config_dir() if name.endswith(".yaml") else ROOT / "sim") / name
        assert path.is_file(), f"{row}: {name}"
        kind = name.split("/")[0]
        if row[0] != "F" and kind in SHELVES:
            assert row in read(path)["rows"], f"{name} does not name {row}"
    tests = re.findall(r"`([\w/]+\.py)::(test_\w+)`", shown_by)
    for file, test in tests:
        assert test in names_in(file), f"{row}: {file}::{test}"
    assert state == "covered" or (row[0] in "MN" and re.match(r"(in part|not shown): .+", state))
    assert tests, f"{row}: no test"


def test_every_row_that_the_library_names_is_known() -> None:
    for path in sorted(config_dir().rglob("*.yaml")):
        rows = (read(path, trusted="hydra", may_lack=True) or {}).get("rows", [])
        assert set(rows) <= ROWS, f"{path.name}: {set(rows) - ROWS}"


def test_every_row_but_those_of_falsifiable_claims_is_in_the_library() -> None:
    named = {row for path in config_dir().rglob("*.yaml") for row in (read(path, trusted="hydra", may_lack=True) or {}).get("rows", [])}
    assert {row for row in ROWS if row[0] != "F"} - named == set()


def test_every_test_that_a_claim_names_exists_and_a_claim_that_is_not_measured_names_one() -> None:
    for row, claim in CLAIMS.items():
        assert claim.measure is not None or claim.tests, row
        for test in claim.tests:
            file, name = test.split("::")
            assert name in names_in(file), f"{row}: {test}"
