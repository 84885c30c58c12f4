"""The references of the configuration and of the Python names are complete, typed, and used."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from pydantic import BaseModel

import sim

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generation() -> Iterator[dict[str, ModuleType]]:
    """The modules that make the pages, as docs/generate.py finds them."""
    sys.path.insert(0, str(DOCS))
    try:
        from generation import api, configuration, keys, sentences, words_of_members

        yield {module.__name__.split(".")[-1]: module for module in (api, configuration, keys, sentences, words_of_members)}
    finally:
        sys.path.remove(str(DOCS))


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_in_the_reference_with_its_own_words(name: str) -> None:
    section = re.search(rf"^### sim\.{name}\n(.*?)(?=^##|\Z)", API, re.MULTILINE | re.DOTALL)
    said = inspect.getdoc(getattr(sim, name))
    assert section and said
    assert said.splitlines()[0] in section[1]


def takes_and_gives(public: Any) -> dict[str, Any]:
    """The annotations of a public name's own call; None where an argument has none."""
    signature = inspect.signature(public)
    given = {one.name: one.annotation for one in signature.parameters.values()}
    if not inspect.isclass(public):
        given["return"] = signature.return_annotation
    return {name: None if annotation is inspect.Signature.empty else annotation for name, annotation in given.items()}


@pytest.mark.parametrize("name", [name for name in sim.__all__ if name != "Refused"])  # an exception takes its message
def test_every_public_name_is_typed(name: str) -> None:
    public = getattr(sim, name)
    if inspect.isclass(public) and issubclass(public, BaseModel):
        assert "Any" not in str({key: field.annotation for key, field in public.model_fields.items()})
        return
    for argument, annotation in takes_and_gives(public).items():
        assert annotation is not None, f"{name}: {argument} has no type"
        assert not re.search(r"\bAny\b", str(annotation)), f"{name}: {argument}: {annotation}"


@pytest.mark.parametrize("name", [name for name in sim.__all__ if inspect.isclass(getattr(sim, name))])
def test_every_method_says_what_it_gives(name: str) -> None:
    public = getattr(sim, name)
    own = [value for key, value in vars(public).items() if inspect.isfunction(value) and not key.startswith("_")]
    for function in [*own, *(value.fget for value in vars(public).values() if isinstance(value, property) and value.fget)]:
        assert "return" in inspect.get_annotations(function), f"{name}.{function.__name__}"


def shown_code() -> str:
    """All Python of notebooks, README and docs."""
    scripts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "notebooks").glob("[0-9]*.py"))]
    pages = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    blocks = [block for page in pages for block in re.findall(r"```python[^\n]*\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)]
    return "\n".join([*scripts, *blocks])


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_used_where_people_learn(name: str) -> None:
    assert re.search(rf"\bsim\.{name}\b", shown_code())


def test_a_public_name_without_a_group_or_words_stops_the_generator(
    generation: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    api = generation["api"]
    monkeypatch.setitem(api.GROUPS, "begin", ("load", "Initiative"))
    with pytest.raises(ValueError, match="Refused"):
        api.blocks()
    monkeypatch.delitem(api.MEMBERS, ("Record", "seed"))
    with pytest.raises(KeyError, match="seed"):
        api.members_of(sim.Record)
    others = {name: meaning for name, meaning in api.ATTRIBUTES["Play"].items() if name != "news"}
    monkeypatch.setitem(api.ATTRIBUTES, "Play", others)  # an item taken out would come back at the end
    with pytest.raises(KeyError, match="news"):
        api.members_of(sim.Play)


def sections(generation: dict[str, ModuleType]) -> list[Any]:
    configuration = generation["configuration"]
    return [*(section for part in configuration.PARTS.values() for section in part), *configuration.program_sections()]


def test_every_key_of_every_section_has_a_row(generation: dict[str, ModuleType]) -> None:
    for section in sections(generation):
        told = re.search(rf"^### {re.escape(section.path)}\n(.*?)(?=^##|\Z)", CONFIGURATION, re.MULTILINE | re.DOTALL)
        assert told, section.path
        assert re.findall(r"^\| `([a-z_0-9]+)` \|", told[1], re.MULTILINE) == list(section.model.model_fields), section.path


def test_every_number_of_every_rule_is_named(generation: dict[str, ModuleType]) -> None:
    from sim.mechanisms import Rules

    for name, part in Rules._field_defaults.items():
        row = re.search(rf"^\| \[`rules\.{name}`\]\(odd\.md#{name}\) \|.*$", CONFIGURATION, re.MULTILINE)
        assert row and all(f"`{key}`" in row[0] for key in part._fields), name


def test_a_section_that_no_part_tells_stops_the_generator(generation: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = generation["configuration"]
    monkeypatch.setitem(configuration.PARTS, "programme", configuration.PROGRAMME[:1])
    with pytest.raises(ValueError, match="Budgets, Philosophy, Step"):
        configuration.blocks()


def test_a_key_without_a_unit_or_a_meaning_stops_the_generator(generation: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.schema.market import Market, Segment

    keys = generation["keys"]
    monkeypatch.delitem(keys.UNITS_OF_MEASURE, ("Market", "revenue"))
    with pytest.raises(KeyError, match=r"Market\.revenue"):
        keys.keys_of(Market)
    monkeypatch.delitem(keys.MEANINGS, ("Segment", "kind"))
    with pytest.raises(KeyError, match=r"Segment\.kind"):
        keys.keys_of(Segment)


def test_no_sentence_is_left_over(generation: dict[str, ModuleType]) -> None:
    """A sentence about a key that is gone would be read as one about a key that is there."""
    words = generation["sentences"]
    declared: set[type] = {sim.Decision}
    for section in sections(generation):
        declared |= {kind for kind in section.model.__mro__ if issubclass(kind, BaseModel)}
    fields = {(above.__name__, name) for kind in declared for name in get_type_hints(kind) for above in kind.__mro__}
    assert {*words.UNITS_OF_MEASURE, *words.MEANINGS} - fields == set()


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        (("Market", "elasticity"), ("number", "-1 to 5", "0.3")),
        (("Segment", "contact"), ("number", "above 0 to 1", "0.25")),
        (("Segment", "share"), ("number", "0 to 1", "required")),
        (("Segment", "kind"), ("one of", "`key`, `ordinary`, `test_bed`", "ordinary")),
        (("Segment", "journey"), ("list of text", "", "none")),
        (("Shock", "week"), ("whole number", "0 to 2,600", "required")),
    ],
)
def test_a_row_says_what_the_schema_says(generation: dict[str, ModuleType], key: tuple[str, str], shape: tuple[str, str, str]) -> None:
    from sim.schema import initiative

    found = {one.name: one for one in generation["keys"].keys_of(getattr(initiative, key[0]))}[key[1]]
    assert (found.kind, found.limits, found.default) == shape
