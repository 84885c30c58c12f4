"""A release: one version, written in CITATION.cff, carried by the package and heading the changelog."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from importlib.metadata import version

import yaml
from pages import ROOT

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_and_the_changelog_carry_the_version_of_the_citation() -> None:
    headings = re.findall(r"^## (\d+\.\d+\.\d+)", CHANGELOG, re.MULTILINE)
    assert headings[0] == CITATION["version"] == version("change-simulator")
    parts = [tuple(map(int, heading.split("."))) for heading in headings]
    assert parts == sorted(parts, reverse=True)


def test_the_version_stands_in_one_place() -> None:
    listed = subprocess.run(["git", "grep", "-lF", str(CITATION["version"])], cwd=ROOT, capture_output=True, text=True, check=False)
    mentioned = {name for name in listed.stdout.splitlines() if not name.startswith(("constraints", "findings/", "tests/older/"))}
    assert mentioned <= {"CITATION.cff", "CHANGELOG.md", "docs/how_to/upgrade.md"}


def test_the_citation_is_dated_and_signed() -> None:
    assert isinstance(CITATION["date-released"], date) and CITATION["authors"] and CITATION["license"] and CITATION["title"]


def test_each_entry_says_whether_results_moved() -> None:
    entries = re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries[:3] if "Regression information" not in entry] == []
