"""JSON Schemas of the configuration, one per kind of file, for completion and checks in editors.

They are pydantic's own, with the meaning and unit of every key and the names that may stand there. What a schema cannot say (that shares
sum to 1, that a unit exists) is checked when the file is loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from generation.keys import meaning_of, measure_of, sections_below
from generation.names import CLOSED, OPEN, Names, of_library
from generation.programs import PROGRAMS, options_of
from sim.schema.behaviours import Behaviour
from sim.schema.initiative import Initiative
from sim.schema.interventions import Catalyst, Inhibitor, Intervention
from sim.schema.metrics import Metric
from sim.schema.organisation import OrganisationSpecification
from sim.schema.philosophy import Philosophy
from sim.schema.programme import Programme
from sim.schema.rules import RulesDeclared
from sim.schema.success import Success
from sim.study.execution.executor import Executor
from sim.study.experiments.model_alternatives import Alternative
from sim.study.population.causes import Cause
from sim.study.population.population import Population
from sim.study.population.posterior import PosteriorDraws

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "schema"
DIALECT = "http://json-schema.org/draft-07/schema#"
SHELF: dict[str, Any] = {
    "behaviour": Behaviour,
    "catalyst": Catalyst,
    "cause": Cause,
    "executor": Executor,
    "inhibitor": Inhibitor,
    "intervention": Intervention,
    "metric": Metric,
    "organisation": OrganisationSpecification,
    "outcome": Success,
    "philosophy": Philosophy,
    "population": Population,
    "posterior": PosteriorDraws,
    "programme": Programme,
    "robustness": Alternative,
}
"""Kinds of files that hold one entry of the library."""

COMPLETED = ("DrawnOrganisation", "OrganisationFromFiles", "UnitToDraw", "Programme", "Step", "Segment", "Shock")
"""Sections of which a scenario of the library may say a part: the rest comes from the files it builds on."""

DEFAULTS = {
    "type": "array",
    "description": "What the file builds on: the names of other files.",
    "items": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "propertyNames": {"anyOf": [{"enum": ["override /organisation", "override /programme"]}, {"type": "string"}]},
            },
        ]
    },
}


def made() -> dict[str, str]:
    """The text of every schema, by file name."""
    schemas: dict[str, dict[str, Any]] = {kind: _schema(kind, model) for kind, model in SHELF.items()}
    schemas["initiative"] = _schema("initiative", Initiative)
    schemas["scenario"] = _partial(schemas["initiative"])
    schemas["base"] = _program("base", None)
    schemas |= {program: _program(program, options_of(program)) for program in PROGRAMS}
    return {f"{name}.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in sorted(schemas.items())}


def outdated() -> list[str]:
    """Files that the code would write otherwise, lack, or should not be there."""
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    wanted = made()
    return [name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]


def write() -> None:
    """Every schema as the code has it now, and no other."""
    FOLDER.mkdir(exist_ok=True)
    wanted = made()
    for path in FOLDER.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _schema(kind: str, model: Any) -> dict[str, Any]:
    """The schema of a file that is one declaration."""
    plain = TypeAdapter(model).json_schema()
    sections = {section.__name__: section for section in _reachable(model)}
    for name, section in plain.get("$defs", {}).items():
        _explain(section, sections.get(name))
    if "properties" in plain:
        _explain(plain, model)
    return {"$schema": DIALECT, "title": kind, **_without_titles(plain)}


def _reachable(model: Any) -> Iterator[type[BaseModel]]:
    """Every section that may stand in a declaration, itself included."""
    adapter = TypeAdapter(model)
    waiting = [model] if isinstance(model, type) else list(getattr(adapter._type, "__origin__", adapter._type).__args__)
    known: set[type[BaseModel]] = set()
    while waiting:
        section = waiting.pop()
        if section not in known:
            known.add(section)
            waiting += sections_below(section)
            yield section


def _explain(schema: dict[str, Any], model: type[BaseModel] | None) -> None:
    """Meaning, unit and names of every key of a section."""
    schema["description"] = _plain(str(schema.get("description", "")).split("\n")[0])
    if model is None or model is RulesDeclared:
        return
    for name, key in schema.get("properties", {}).items():
        if model.model_fields[name].description:
            continue
        unit, meaning = measure_of(model, name), _plain(meaning_of(model, name))
        key["description"] = meaning if unit in ("", "none") or unit in meaning else f"{meaning} ({unit})"
        place = (model.__name__, name)
        if place in CLOSED:
            _name(key, CLOSED[place], is_closed=True)
        elif place in OPEN:
            _name(key, of_library(OPEN[place]), is_closed=False)


def _name(key: dict[str, Any], names: Names, *, is_closed: bool) -> None:
    """Names that may stand below a key, as its keys, its items or itself."""
    for part in (key, *key.get("anyOf", [])):
        if part.get("type") == "object":
            value = part.get("additionalProperties") or next(iter(part["patternProperties"].values()))
            part["properties"] = {name: {**value, "description": said} for name, said in names.items()}
            if is_closed:
                part["additionalProperties"] = False
        elif part.get("type") == "array":
            part["items"] = {"enum": list(names)} if is_closed else {"anyOf": [{"enum": list(names)}, part["items"]]}
        elif part.get("type") == "string":
            part["anyOf"] = [{"enum": list(names)}, {name: part.pop(name) for name in ("type", "pattern")}]


def _partial(whole: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a scenario that builds on files of the library: it may leave out what they say."""
    schema = json.loads(json.dumps(whole))
    for name in COMPLETED:
        schema["$defs"][name].pop("required", None)
    organisation = schema["properties"]["organisation"]
    organisation.pop("discriminator")
    organisation["anyOf"] = organisation.pop("oneOf")
    schema["properties"] = {"defaults": DEFAULTS, **schema["properties"]}
    return schema | {"title": "scenario", "required": ["name", "title", "briefing"]}


def _program(program: str, options: type[BaseModel] | None) -> dict[str, Any]:
    """The schema of the configuration of a program: its options, and every key of an initiative."""
    own = {"properties": {}, "$defs": {}} if options is None else _schema(program, options)
    taken = {name: {"$ref": f"scenario.json#/properties/{name}"} for name in Initiative.model_fields}
    hydra = {"type": "object", "description": "Where files go, and who starts jobs."}
    return {
        "$schema": DIALECT,
        "title": program,
        "type": "object",
        "properties": {"defaults": DEFAULTS, "hydra": hydra, **own["properties"], **taken},
        "additionalProperties": False,
        "$defs": own.get("$defs", {}),
    }


def _plain(text: str) -> str:
    """Markdown as plain words."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("`", "")


def _without_titles(schema: Any) -> Any:
    """A schema without the titles that pydantic makes of names."""
    if isinstance(schema, dict):
        kept = {key: value for key, value in schema.items() if not (key == "title" and isinstance(value, str))}
        return {key: _without_titles(value) for key, value in kept.items()}
    if isinstance(schema, list):
        return [_without_titles(one) for one in schema]
    return schema
