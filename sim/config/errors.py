"""Refusals of a configuration in one line: place, given value, allowed range, nearest known key."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin

from sim.config.retired import RETIRED

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_GONE: dict[tuple[str | int, ...], float] = {**RETIRED}

Path = tuple[str | int, ...]

MOST_ERRORS = 5
LONGEST_SHOWN = 60  # characters of what was given
_KINDS = {
    "int_type": "be a whole number",
    "int_from_float": "be a whole number",
    "float_type": "be a number",
    "bool_type": "be true or false",
    "string_type": "be text (in quotes where it looks like a number)",
    "dict_type": "be a section of keys",
    "model_type": "be a section of keys",
    "list_type": "be a list",
    "greater_than_equal": "be at least {ge}",
    "less_than_equal": "be at most {le}",
    "greater_than": "be more than {gt}",
    "less_than": "be less than {lt}",
    "string_too_long": "have at most {max_length} characters",
    "string_too_short": "not be empty",
    "string_pattern_mismatch": "match {pattern}",
    "too_short": "have at least {min_length} entries",
    "too_long": "have at most {max_length} entries",
}
"""Expected type of a value that has the wrong one."""
_BRANCHES = {"float": False, "constrained-float": False, "InfluenceAtWork": True}
"""Branches of a union: whether it takes a section."""


class Refused(ValueError):
    """A configuration that cannot be run, said in a line or two; nothing was started or written."""


class StudyError(RuntimeError):
    """A run or study that failed after it began, in one line; finished work is kept."""


def shown(value: object) -> str:
    """A given value for a message: quoted, escaped, short."""
    if isinstance(value, dict):
        return f"a section with {', '.join(map(str, list(value)[:3])) or 'no keys'}"[:LONGEST_SHOWN]
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) > 10**LONGEST_SHOWN:
        return f"a whole number of {len(str(abs(value))):,} digits"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def nearest(name: object, known: Iterable[str], cutoff: float = 0.5) -> list[str]:
    """Known names near a given one, nearest first."""
    return difflib.get_close_matches(str(name)[:100], sorted(set(known)), n=3, cutoff=cutoff)


def hint(name: object, known: Iterable[str]) -> str:
    """The end of a refusal: the nearest known name, or what there is."""
    known = sorted(set(known))
    near = nearest(name, known)
    if near:
        return f"; nearest: {near[0]}"
    more = ", …" if len(known) > 12 else ""
    return f"; known: {', '.join(known[:12])}{more}" if known else "; there are none"


def dotted(path: Iterable[str | int]) -> str:
    """A key path as it is typed: a.b.c."""
    keys = [str(key) if str(key).isprintable() and len(str(key)) <= 80 else shown(key) for key in path]
    return ".".join(keys) or "(top)"


def refusal_of(
    error: ValidationError, schema: type[BaseModel], data: Any, origin: Callable[[Path], str], also: Iterable[str] = ()
) -> Refused:
    """The schema's complaints as a few lines, each with the file or command line it comes from.

    origin : where the value at a path was written
    also : keys that are known at the top beside the schema's
    """
    lines: list[str] = []
    for problem in error.errors(include_url=False):
        line = _line_of(dict(problem), schema, data, origin, also)
        if line is not None and line not in lines:
            lines.append(line)
    more = [f"… and {len(lines) - MOST_ERRORS} more"] if len(lines) > MOST_ERRORS else []
    return Refused("\n".join(lines[:MOST_ERRORS] + more))


def _line_of(problem: dict[str, Any], schema: type[BaseModel], data: Any, origin: Callable[[Path], str], also: Iterable[str]) -> str | None:
    path, is_meant, is_key = _path_in(data, problem["loc"], problem["type"])
    if not is_meant:
        return None
    given, kind = problem["input"], problem["type"]
    if kind == "value_error":
        return _own_words(problem["msg"].removeprefix("Value error, "), path, origin)
    place = f"{origin(path)}: {dotted(path)}"
    if is_key:
        return f"{place}: {shown(given)} cannot be a name: it must {_allowed(problem)}"
    if kind == "extra_forbidden" and path in _GONE:
        return f"{place}: {shown(given)}: the parameter is no longer there; a file is read with the value {_GONE[path]}, which it had"
    if kind == "extra_forbidden":
        return f"{place}: unknown key{hint(path[-1], {*known_keys(schema, path[:-1], data), *(also if len(path) == 1 else ())})}"
    if kind == "missing":
        return f"{place}: missing, and required"
    if kind == "union_tag_not_found":
        return f"{place}.{problem['ctx']['discriminator'].strip(chr(39))}: missing, and required"
    if kind == "union_tag_invalid":
        name, words = problem["ctx"]["discriminator"].strip("'"), problem["ctx"]["expected_tags"]
        word = given.get(name) if isinstance(given, dict) else given
        return f"{place}.{name}: {shown(word)} is not allowed: must be one of {words}{_near(word, words.replace(chr(39), '').split(', '))}"
    near = _near(given, known_keys(schema, path, data)) if kind == "literal_error" else ""
    return f"{place}: {shown(given)} is not allowed: must {_allowed(problem)}{near}"


def _near(given: object, known: Iterable[str]) -> str:
    near = nearest(given, known)
    return f"; nearest: {near[0]}" if near else ""


def _allowed(problem: dict[str, Any]) -> str:
    """The values that the schema accepts, in words."""
    known = _KINDS.get(problem["type"])
    if known is not None:
        return known.format(**problem.get("ctx", {}))
    words: str = problem["msg"]
    for start in ("Input should ", "String should ", "List should ", "Dictionary should ", "Value should "):
        words = words.removeprefix(start)
    return words


def _own_words(message: str, path: Path, origin: Callable[[Path], str]) -> str:
    """The schema's own message names its path, or belongs to the section that raised it."""
    if path:
        return f"{origin(path)}: {dotted(path)}: {message}"
    named = tuple(message.split(":", 1)[0].split("."))
    return f"{origin(named)}: {message}"


def _path_in(data: Any, loc: Path, kind: str) -> tuple[Path, bool, bool]:
    """The keys of the data in an error's address (the rest name branches the schema tried), whether the branch was meant, and whether
    the key itself is wrong."""
    path: list[str | int] = []
    is_meant = True
    for position, item in enumerate(loc):
        here = value_at(data, tuple(path))
        last = position == len(loc) - 1
        if item == "[key]" and last:
            return tuple(path), is_meant, True
        is_key = isinstance(here, dict) and item in here
        is_place = isinstance(here, list) and isinstance(item, int) and item < len(here)
        if is_key or is_place or (last and kind == "missing"):
            path.append(item)
        elif item in _BRANCHES:
            is_meant = _BRANCHES[str(item)] == isinstance(here, dict)
    return tuple(path), is_meant, False


def value_at(data: Any, path: Path) -> Any:
    """The value at a path, or None."""
    for key in path:
        is_key = isinstance(data, dict) and key in data
        is_place = isinstance(data, list) and isinstance(key, int) and key < len(data)
        if not (is_key or is_place):
            return None
        data = cast(Any, data)[key]
    return data


def known_keys(schema: type[BaseModel], path: Path, data: Any) -> set[str]:
    """Allowed keys of the section at a path; for a value, its allowed words."""
    kinds: list[Any] = [schema]
    for depth, key in enumerate(path):
        section = value_at(data, path[:depth])
        kinds = [inner for kind in kinds for inner in _inside(kind, key, section)]
    section = value_at(data, path)
    keys: set[str] = set()
    for kind in kinds:
        if _is_schema(kind) and _fits(kind, section):
            keys |= set(kind.model_fields)
        elif get_origin(kind) is Literal:
            keys |= {str(word) for word in get_args(kind)}
    return keys


def _inside(kind: Any, key: str | int, section: Any) -> list[Any]:
    if _is_schema(kind):
        field = kind.model_fields.get(key) if _fits(kind, section) else None
        return [] if field is None else _branches(field.annotation)
    if get_origin(kind) in (dict, list):
        return _branches(get_args(kind)[-1])
    return []


def _branches(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _branches(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [branch for part in get_args(annotation) for branch in _branches(part)]
    return [annotation]


def _is_schema(kind: Any) -> bool:
    from pydantic import BaseModel  # a refusal without a schema needs none of it

    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fits(schema: type[BaseModel], section: Any) -> bool:
    """Whether a section's `kind` or `source` names this schema."""
    if not isinstance(section, dict):
        return True
    for name in ("kind", "source"):
        field = schema.model_fields.get(name)
        if field is not None and get_origin(field.annotation) is Literal and name in section:
            return section[name] in get_args(field.annotation)
    return True
