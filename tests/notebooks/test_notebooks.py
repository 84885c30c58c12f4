"""Notebooks as they are read: each is the same as its script, was executed without a word of complaint, and uses only what is supported."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

import sim

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
LARGEST = 600_000  # bytes of a notebook with its figures
PLACE = re.compile(r"(?<![\w.~])/(?:home|root|tmp|work|Users|private|var|opt|usr)/|[A-Z]:\\\\|\bat 0x[0-9a-f]{6,}|file://")

every_notebook = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", FOLDER / "refresh.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notebook_of(script: Path) -> Any:
    return nbformat.read(script.with_suffix(".ipynb"), as_version=4)


def outputs_of(notebook: Any) -> Iterator[Any]:
    for cell in notebook.cells:
        yield from cell.get("outputs", [])


def names_used_in(source: str) -> tuple[set[str], set[str]]:
    """What a script takes from `sim`, and which modules it imports."""
    taken, imported = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim":
            taken.add(node.attr)
        elif isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "sim":
            taken |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    return taken, imported


def test_there_are_notebooks() -> None:
    assert {"01_quick_start", "03_why_initiatives_fail", "06_extend_the_model"} <= {script.stem for script in SCRIPTS}
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {script.stem for script in SCRIPTS}


@every_notebook
def test_a_notebook_is_the_same_as_its_script(refresh: ModuleType, script: Path) -> None:
    assert refresh.difference(script) == ""


@every_notebook
def test_a_notebook_was_executed_from_its_first_cell_to_its_last(script: Path) -> None:
    notebook = notebook_of(script)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for output in outputs_of(notebook) if output.output_type == "error" or output.get("name") == "stderr"]
    assert any("image/png" in output.get("data", {}) for output in outputs_of(notebook)), "it shows no figure"
    assert script.with_suffix(".ipynb").stat().st_size < LARGEST


@every_notebook
def test_a_notebook_says_nothing_of_the_machine_on_which_it_was_executed(script: Path) -> None:
    for output in outputs_of(notebook_of(script)):
        words = [output.get("text", ""), *(text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))]
        for text in words:
            assert not PLACE.search(text), PLACE.search(text)


@every_notebook
def test_a_notebook_uses_only_what_is_supported(script: Path) -> None:
    taken, imported = names_used_in(script.read_text(encoding="utf-8"))
    assert taken and taken <= {*sim.__all__, "__file__"}
    assert not {name for name in imported if name.startswith("sim.")}


@every_notebook
def test_a_notebook_says_for_whom_it_is_and_what_it_does_not_show(script: Path) -> None:
    words = [cell.source for cell in notebook_of(script).cells if cell.cell_type == "markdown"]
    assert words[0].startswith("# ") and re.search(r"\bfor\b", words[0], re.IGNORECASE) and re.search(r"minute|second", words[0])
    assert re.search(r"^#+ What (this|it) does not show", words[-1], re.MULTILINE)


def test_a_pair_that_differs_is_told_by_its_first_cell(refresh: ModuleType, tmp_path: Path) -> None:
    script = Path(shutil.copy(SCRIPTS[0], tmp_path))
    shutil.copy(SCRIPTS[0].with_suffix(".ipynb"), tmp_path)
    assert refresh.difference(script) == ""
    script.write_text(script.read_text(encoding="utf-8").replace("seed=7", "seed=8"), encoding="utf-8")
    assert re.fullmatch(r"01_quick_start\.ipynb: cell-\d\d is not as in the script", refresh.difference(script))
    script.with_suffix(".ipynb").unlink()
    assert refresh.difference(script) == "01_quick_start.ipynb: missing"


def test_random_draws_of_a_page_have_seeds(refresh: ModuleType) -> None:
    page = "<a id='0f8fad5b-d9cb-469f-a165-70867728950e'/><a href='#7c9e6679-7425-40de-944b-e07fc1f90ae7'/>"
    output = nbformat.v4.new_output("display_data", {"text/html": page * 2, refresh.WIDGET: {"model_id": "1"}})
    settled = refresh.settled(output, {})
    assert settled.data["text/html"].count("00000000-0000-4000-8000-000000000001") == 2
    assert "469f" not in settled.data["text/html"] and refresh.WIDGET not in settled.data


def test_a_notebook_that_does_not_exist_is_refused_in_a_line(refresh: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert refresh.main(["--check", "99"]) == 2
    assert re.fullmatch(r"99: no such notebook; there are 01_quick_start.*\n", capsys.readouterr().err)
