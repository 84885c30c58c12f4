"""Configuration keys: what the schema says of each, with the comment beside it in the source."""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generation.markdown import number
from generation.sentences import MEANINGS, UNITS_OF_MEASURE
from sim.study.population.distributions import _Distribution as AnyDistribution  # every kind of distribution descends from it

IDENTIFIER = "[A-Za-z0-9][A-Za-z0-9_.\\-]{0,63}"
TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false", NoneType: "null", Any: "anything"}


class Key(NamedTuple):
    """One key of a section: how it is called, what may stand there, and what it means."""

    name: str
    kind: str
    measured_in: str
    limits: str
    default: str
    meaning: str


class Shape(NamedTuple):
    """What may stand at a place."""

    kind: str
    limits: str
    sections: tuple[type[BaseModel], ...]
    is_number: bool


def keys_of(model: type[BaseModel]) -> list[Key]:
    """Every key of a section. Raises KeyError for a number without a unit of measure, or a key without a meaning."""
    return [_key(model, name, field) for name, field in model.model_fields.items()]


def sections_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The sections that may stand directly below one."""
    for field in model.model_fields.values():
        yield from shape_of(field.annotation, field.metadata).sections


def meaning_of(model: type[BaseModel], name: str) -> str:
    """What a key means: the remark behind it in the source, or a sentence of ours."""
    for kind in _declaring(model):
        said = MEANINGS.get((kind.__name__, name)) or remarks_of(kind).get(name)
        if said:
            return said
    raise KeyError(f"{model.__name__}.{name}: no remark in the source and no sentence in docs/generation/sentences.py says what it means")


def measure_of(model: type[BaseModel], name: str) -> str:
    """The unit of measure of a number; nothing for what is no number."""
    field = model.model_fields[name]
    for kind in _declaring(model):
        if (kind.__name__, name) in UNITS_OF_MEASURE:
            return UNITS_OF_MEASURE[kind.__name__, name]
    shape = shape_of(field.annotation, field.metadata)
    if not shape.is_number:
        return ""
    if shape.limits in ("0 to 1", "above 0 to 1", "-1 to 1") or shape.limits.startswith("each 0 to 1"):
        return "share"
    if shape.kind.startswith("whole number") and shape.limits.endswith("to 2,600"):
        return "weeks"
    raise KeyError(f"{model.__name__}.{name}: no unit of measure in docs/generation/sentences.py")


def _key(model: type[BaseModel], name: str, field: FieldInfo) -> Key:
    shape = shape_of(field.annotation, field.metadata)
    return Key(name, shape.kind, measure_of(model, name), shape.limits, _default(field), meaning_of(model, name))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "as below"
    if isinstance(value, list) and value:
        return ", ".join(number(one) for one in value)
    if value is None or value in ([], {}, ""):
        return "none"
    return str(value).lower() if isinstance(value, bool) else number(value)


def shape_of(annotation: Any, metadata: list[Any] | None = None) -> Shape:
    """What an annotation allows, in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(inner[0], [*inner[1:], *(metadata or [])])
    limits = _limits(metadata or [])
    if origin in (Union, UnionType):
        return _any_of([shape_of(one, metadata) for one in inner])
    if origin is Literal:
        return Shape("one of", ", ".join(f"`{word}`" for word in inner), (), False)
    if origin is dict:
        value = shape_of(inner[1])
        each = f"each {value.limits}" if value.limits else ""
        return Shape(f"{value.kind} for each name", _joined(each, _counted(limits)), value.sections, value.is_number)
    if origin is list:
        value = shape_of(inner[0])
        limit = value.limits if value.kind == "one of" else f"each {value.limits}" * bool(value.limits)
        return Shape(f"list of {value.kind}", _joined(limit, _counted(limits)), value.sections, value.is_number)
    if isinstance(annotation, type) and issubclass(annotation, AnyDistribution):
        return Shape("distribution", "", (annotation,), False)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("section", "", (annotation,), False)
    if annotation is str:
        return _text(limits)
    return Shape(TYPES[annotation], _range(limits), (), annotation in (int, float))


def _any_of(shapes: list[Shape]) -> Shape:
    kinds = list(dict.fromkeys(shape.kind for shape in shapes))
    limits = list(dict.fromkeys(shape.limits for shape in shapes if shape.limits))
    sections = tuple(section for shape in shapes for section in shape.sections)
    return Shape(" or ".join(kinds), "; ".join(limits), sections, any(shape.is_number for shape in shapes))


def _text(limits: dict[str, Any]) -> Shape:
    pattern = str(limits.get("pattern", "")).strip("^$")
    if pattern == IDENTIFIER:
        return Shape("name", "", (), False)
    if pattern:
        return Shape("text", f"`{pattern}`", (), False)
    longest = limits.get("max_length")
    return Shape("text", f"at most {longest:,} letters" if longest else "", (), False)


def _limits(metadata: list[Any]) -> dict[str, Any]:
    """The limits that pydantic keeps in several places."""
    found: dict[str, Any] = {}
    for item in metadata:
        if isinstance(item, FieldInfo):
            found |= _limits(item.metadata)
        for key in ("ge", "gt", "le", "lt", "min_length", "max_length", "pattern"):
            if getattr(item, key, None) is not None:
                found[key] = getattr(item, key)
    return found


def _range(limits: dict[str, Any]) -> str:
    low = number_in_words(limits["ge"]) if "ge" in limits else f"above {number_in_words(limits['gt'])}" if "gt" in limits else ""
    high = number_in_words(limits["le"]) if "le" in limits else f"below {number_in_words(limits['lt'])}" if "lt" in limits else ""
    return f"{low} to {high}" if low and high else f"{low} or more" if low else high


def _counted(limits: dict[str, Any]) -> str:
    few, many = limits.get("min_length"), limits.get("max_length")
    if few is not None and few == many:
        return f"{few} of them"
    return f"{few or 0} to {many:,} of them" if many is not None else "at least one" if few else ""


def number_in_words(value: float) -> str:
    """A limit as people write it."""
    if isinstance(value, int) and value == 2**63 - 1:
        return "2⁶³ − 1"
    return f"{value:,}" if isinstance(value, int) else number(value)


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _declaring(model: type[BaseModel]) -> list[type[BaseModel]]:
    """A section and those it is built on, the own first."""
    return [kind for kind in model.__mro__ if issubclass(kind, BaseModel) and kind.__module__.split(".")[0] != "pydantic"]


@cache
def remarks_of(kind: type) -> dict[str, str]:
    """The remark behind each field in the source, wherever in its lines it stands."""
    try:
        source = textwrap.dedent(inspect.getsource(kind))
    except (OSError, TypeError):
        return {}
    spoken = {
        token.start[0]: token.string.removeprefix("#").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT and not token.string.startswith("# fmt")
    }
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    fields = [node for node in body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    found = {}
    for node in fields:
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        said = [spoken[line] for line in lines if line in spoken]
        if said and isinstance(node.target, ast.Name):
            found[node.target.id] = " ".join(said)
    return found
