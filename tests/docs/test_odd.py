"""The description of the model agrees with the model."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_those_of_the_code(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_a_table_that_was_edited_by_hand_is_found(generate: ModuleType) -> None:
    text = generate.ODD.read_text(encoding="utf-8")
    assert generate.generated(text.replace("| `growth` |", "| `growths` |")) == generate.generated(text)
    with pytest.raises(ValueError, match="blocks"):
        generate.generated(text.replace("<!-- generated: levers -->", ""))


def test_every_section_of_the_protocol_is_there(generate: ModuleType) -> None:
    text = generate.ODD.read_text(encoding="utf-8")
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
    """A number that no formula uses would be a number that nobody reads."""
    text = generate.ODD.read_text(encoding="utf-8")
    submodels = text.split("## 7 Submodels")[1].split("## Parameters")[0]
    missing = [
        f"{rule}.{name}"
        for rule, part in generate.Rules._field_defaults.items()
        for name in part._fields
        if not re.search(rf"\b{name}\b", submodels)
    ]
    assert missing == []
