"""The JSON Schemas let through what the library holds, and underline what the loader would refuse."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from sim.config import Refused, config_dir, library, load
from sim.config.safe_yaml import read

FOLDER = config_dir() / "schema"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
REGISTRY: Registry[Any] = Registry().with_resources([(f"{name}.json", Resource.from_contents(schema)) for name, schema in SCHEMAS.items()])
FILES = sorted(config_dir().rglob("*.yaml"))
OWN = {"initiative": "base"}  # configs/initiative.yaml is what all initiatives begin with, not one of them


def schema_of(path: Path) -> str:
    """The schema a file of the library is held to: that of its folder, or of the program it configures."""
    return path.parent.name if path.parent != config_dir() else OWN.get(path.stem, path.stem)


def errors(name: str, data: object) -> list[str]:
    """What a schema finds wrong, with where."""
    found = Draft7Validator(SCHEMAS[name], registry=REGISTRY).iter_errors(data)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def entry(kind: str, name: str) -> dict[str, Any]:
    return deepcopy(read(config_dir() / kind / f"{name}.yaml", may_lack=True))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["title"] == name


@pytest.mark.parametrize("kind", sorted({schema_of(path) for path in FILES}))
def test_every_file_of_the_library_passes(kind: str) -> None:
    held = [path for path in FILES if schema_of(path) == kind]
    trusted = "hydra" if kind not in {path.parent.name for path in held} else None
    wrong = {path.name: errors(kind, read(path, path.name, trusted, may_lack=True)) for path in held}
    assert held and {name: found for name, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parent != config_dir()], ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_a_key_that_nothing_answers_to_is_underlined(path: Path) -> None:
    data = read(path, may_lack=True)
    assert errors(schema_of(path), data | {"weekz": 12})
    assert not errors(schema_of(path), data)


WRONG = {
    "a share above one": ("inhibitor", "silos", ("lowers", "coordination"), 1.5),
    "a lever that is none": ("inhibitor", "silos", ("lowers", "coordnation"), 0.5),
    "a lever of another kind": ("intervention", "training", ("raises", "patience"), 0.5),
    "weeks as text": ("intervention", "training", ("weeks",), "12"),
    "no weeks at all": ("intervention", "training", ("weeks",), 0),
    "a ritual that is none": ("intervention", "training", ("rituals",), ["prayer"]),
    "a deed that is none": ("intervention", "reshape_network", ("does",), [{"kind": "conect"}]),
    "a deed with a key of another": ("intervention", "reshape_network", ("does",), [{"kind": "connect", "gain": 0.1}]),
    "a unit without people": ("organisation", "small", ("units", "sales", "size"), 0),
    "a unit of no kind": ("organisation", "small", ("units", "sales", "kind"), "moon"),
    "a kind of success that is none": ("outcome", "sustained", ("kind",), "won"),
    "a direction that is none": ("behaviour", "stay_until_solved", ("direction",), "sideways"),
    "a cause of nothing known": ("cause", "structure", ("restores",), ["silos"]),
    "a span of one": ("organisation", "small", ("span",), 1),
    "a step in the past": ("programme", "quick_wins", ("steps", "training", "start"), -1),
    "a step without intervention": ("programme", "quick_wins", ("steps", "training"), {"start": 1}),
    "a distribution of two kinds": ("population", "prior", ("organisation", "size"), {"uniform": [1, 2], "beta": [1, 2]}),
    "a disposition beyond one": ("scenario", "company_a", ("dispositions", "commitment"), 1.01),
    "a disposition that is none": ("scenario", "company_a", ("dispositions", "comitment"), 0.5),
    "a number of a rule out of range": ("scenario", "company_a", ("rules",), {"habit": {"growth": 9.0}}),
    "a rule that is none": ("scenario", "company_a", ("rules",), {"habbit": {"growth": 0.1}}),
    "too many weeks": ("scenario", "company_a", ("weeks",), 2_601),
    "an executor that is none": ("executor", "threads", ("kind",), "ray"),
}


@pytest.mark.parametrize("what", WRONG)
def test_the_schema_underlines_values_that_the_loader_refuses(what: str) -> None:
    kind, name, path, value = WRONG[what]
    data = entry(kind, name)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert errors(kind, data)


def test_a_resolved_scenario_is_a_whole_initiative() -> None:
    whole = load("company_a").model_dump(mode="json")
    assert errors("initiative", whole) == []
    for key in ("organisation", "programme", "segments", "behaviours", "definitions"):
        assert errors("initiative", {name: value for name, value in whole.items() if name != key})


def test_names_of_the_library_are_offered_and_names_of_ones_own_are_let_through() -> None:
    steps = SCHEMAS["programme"]["$defs"]["Step"]["properties"]["intervention"]["anyOf"]
    assert "training" in steps[0]["enum"]
    mine = {"title": "Mine", "description": "Mine.", "steps": {"one": {"intervention": "a_card_of_my_own"}}}
    assert errors("programme", mine) == []
    catalysts = SCHEMAS["scenario"]["properties"]["catalysts"]["properties"]
    assert set(catalysts) == {path.stem for path in (config_dir() / "catalyst").glob("*.yaml")}


def test_every_key_is_explained() -> None:
    for name, schema in SCHEMAS.items():
        for section in (schema, *schema.get("$defs", {}).values()):
            silent = [key for key, known in section.get("properties", {}).items() if "$ref" not in known and not known.get("description")]
            assert silent == [], f"{name}: {section.get('title', '')} {silent}"


def test_the_folder_of_schemas_is_no_shelf_of_the_library() -> None:
    assert "schema" not in library()
    with pytest.raises(Refused):
        load("schema")
    assert [path.name for path in FOLDER.iterdir() if path.suffix != ".json"] == []
