"""The tests nearest to a change are found by imports, by data that modules read, and by names; each of them can be missed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, for a small repository: a rule, a page that is loaded by name, an entry of the library, and tests of them."""
    specification = importlib.util.spec_from_file_location("nearest", Path(__file__).parents[1] / "nearest.py")
    assert specification is not None and specification.loader is not None
    program = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(program)
    files = {
        "sim/__init__.py": "",
        "sim/rule.py": "",
        "sim/week.py": "from sim.rule import habit\n",
        "sim/server.py": "from sim import pages\n\nimport_module(f'{pages.__name__}.{page}')\n",
        "sim/pages/__init__.py": "",
        "sim/pages/plan.py": "from . import words\n",
        "sim/pages/words.py": "",
        "sim/pages/plan.css": "",
        "sim/config/library_files.py": "",
        "configs/catalyst/shared_why.yaml": "",
        "docs/page.md": "",
        "docs/write.py": "from parts.rows import row\n",
        "docs/parts/rows.py": "from parts import cells\n",
        "docs/parts/cells.py": "",
        "tests/conftest.py": "",
        "tests/helper.py": "import sim.rule\n",
        "tests/test_rule.py": "def test_it():\n    from sim.rule import habit\n",
        "tests/test_week.py": "import sim.week\n",
        "tests/test_helped.py": "from helper import it\n",
        "tests/test_pages.py": "import sim.server\n",
        "tests/test_library.py": "from sim.config.library_files import entry_of\n",
        "tests/test_named.py": "'catalysts.shared_why=1.0'\n",
        "tests/test_alone.py": "",
        "tests/docs/test_pages_of_docs.py": "['docs/write.py']\n",
        "tests/seconds.json": json.dumps({"tests/test_rule.py": 2.0, "tests/test_week.py": 100.0, "tests/test_helped.py": 3.0}),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(program, "ROOT", tmp_path)
    monkeypatch.setattr(program, "TESTS", tmp_path / "tests")
    monkeypatch.setattr(program, "SECONDS", tmp_path / "tests" / "seconds.json")
    monkeypatch.setattr(program, "ALWAYS", ())
    return program


@pytest.mark.parametrize(
    ("changed", "distances"),
    [
        ("sim/rule.py", {"test_rule": 1, "test_helped": 2, "test_week": 2}),
        ("sim/week.py", {"test_week": 1}),
        ("sim/pages/words.py", {"test_pages": 2}),
        ("sim/pages/plan.css", {"test_pages": 3}),
        ("configs/catalyst/shared_why.yaml", {"test_named": 1, "test_library": 2}),
        ("docs/parts/cells.py", {"test_pages_of_docs": 3}),
        ("docs/page.md", {"test_pages_of_docs": 1}),
        ("tests/helper.py", {"test_helped": 1}),
        ("tests/test_alone.py", {"test_alone": 0}),
        ("sim/gone.py", {}),
    ],
)
def test_a_test_is_as_near_as_the_shortest_chain(nearest: ModuleType, changed: str, distances: dict[str, int]) -> None:
    found = nearest.distances([changed])
    assert {path.stem: found[path] for path in nearest.test_files() if path in found} == distances


def test_a_change_for_every_test_reaches_every_test(nearest: ModuleType) -> None:
    for changed in ("tests/conftest.py", "constraints.txt"):
        assert set(nearest.test_files()) <= nearest.distances([changed]).keys()


def test_the_nearest_run_first_and_what_does_not_fit_is_left_with_its_name(nearest: ModuleType) -> None:
    assert nearest.chosen(["sim/rule.py"], 10.0) == (["tests/test_rule.py", "tests/test_helped.py"], ["tests/test_week.py"])
    assert nearest.chosen(["sim/rule.py"], 2.5) == (["tests/test_rule.py"], ["tests/test_helped.py", "tests/test_week.py"])
    assert nearest.chosen(["sim/rule.py"], 200.0)[1] == []
