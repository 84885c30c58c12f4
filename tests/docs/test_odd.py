"""The description of the model agrees with the model."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def generate() -> Iterator[ModuleType]:
    """The program, as it finds itself when it is called."""
    sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(DOCS))


def test_the_tables_are_those_of_the_code(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_table_that_was_edited_by_hand_is_found(generate: ModuleType) -> None:
    text = generate.ODD.path.read_text(encoding="utf-8")
    assert generate.ODD.filled(text.replace("| `growth` |", "| `growths` |")) == text
    with pytest.raises(ValueError, match="blocks"):
        generate.ODD.filled(text.replace("<!-- generated: levers -->", ""))


def test_formulas_that_changed_ask_for_their_section_to_be_read_again(generate: ModuleType) -> None:
    text = generate.ODD.path.read_text(encoding="utf-8")
    assert generate.outdated(text) == []
    assert generate.outdated(text.replace("<!-- describes: habit ", "<!-- describes: habit 0")) == ["habit"]
    assert generate.outdated(text.replace("<!-- describes: norms ", "<!-- told: norms ")) == ["norms"]


def test_a_schema_that_was_edited_by_hand_is_found(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schemas = generate.schemas
    for path in schemas.FOLDER.glob("*.json"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8").replace('"maximum": 1.0', '"maximum": 2.0'), encoding="utf-8")
    (tmp_path / "of_my_own.json").write_text("{}")
    monkeypatch.setattr(schemas, "FOLDER", tmp_path)
    assert {"catalyst.json", "of_my_own.json", "scenario.json"} <= set(schemas.outdated())
    assert generate.main(["--check"]) == 1
    assert "configs/schema/catalyst.json does not agree with the code: run python docs/generate.py" in capsys.readouterr().err
    schemas.write()
    assert schemas.outdated() == []


def test_every_section_of_the_protocol_is_there(generate: ModuleType) -> None:
    text = generate.ODD.path.read_text(encoding="utf-8")
    headings = re.findall(r"^## ([1-7]) (.+)$", text, re.MULTILINE)
    assert [title.split(",")[0].split(" and")[0] for _, title in headings] == [
        "Purpose", "Entities", "Process overview", "Design concepts", "Initialization", "Input data", "Submodels",
    ]  # fmt: skip
    concepts = (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction", "Stochasticity",
        "Collectives", "Observation",
    )  # fmt: skip
    assert all(f"**{concept}.**" in text for concept in concepts)


def test_every_parameter_is_named_in_a_formula_or_its_section(generate: ModuleType) -> None:
    """Every number is used by a formula."""
    text = generate.ODD.path.read_text(encoding="utf-8")
    submodels = text.split("## 7 Submodels")[1].split("## Parameters")[0]
    missing = [
        f"{rule}.{name}"
        for rule, part in generate.Rules._field_defaults.items()
        for name in part._fields
        if not re.search(rf"\b{name}\b", submodels)
    ]
    assert missing == []
