"""One word, one thing: the glossary names what exists, and no two classes of the package share a name."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

import pytest

from sim.versions import PACKAGE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+):([\w.]+)` \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize(("word", "meaning", "module", "name"), ROWS)
def test_every_term_names_an_object_in_the_code(word: str, meaning: str, module: str, name: str) -> None:
    thing: object = importlib.import_module(module)
    for part in name.split("."):
        fields = getattr(thing, "__annotations__", {}) | getattr(thing, "model_fields", {})
        assert hasattr(thing, part) or part in fields, f"{word}: {module}:{name} is gone"
        thing = getattr(thing, part, None)


def test_the_glossary_is_one_page_in_alphabetical_order_and_says_each_word_once() -> None:
    words = [word for word, *_ in ROWS]
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 50 and len(ROWS) == sum(line.startswith("| ") for line in lines) - 2
    assert words == sorted(words) and len(set(words)) == len(words)


def test_no_two_classes_share_a_name() -> None:
    homes = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
