"""Help texts: usage, options of the program, entries of the library.

They are made from the JSON Schema of the options, and from files: the help of a command imports neither the model nor pydantic.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sim.config.library_files import library, names_of
from sim.shipped_files import config_dir
from sim.typed_command import program

if TYPE_CHECKING:
    from pydantic import BaseModel

_SHOWN = ("scenarios", "programmes", "organisations", "interventions", "catalysts", "inhibitors", "philosophies", "outcomes")
_WIDTH, _NARROW = 118, 34
_TYPES = {"integer": "WHOLE", "number": "NUMBER", "string": "TEXT", "boolean": "true|false", "object": "{KEY: VALUE, …}"}
_COMMENT = re.compile(r"^    (\w+): [^\n]*?  # (?!fmt:)(.+)$", re.MULTILINE)
_OF_THE_FILE = ("defaults", "hydra")
"""Keys that a configuration has as a file; they are not options."""


def help_text(about: str, options: dict[str, Any]) -> str:
    """Usage, then what can be set, then what the library holds, a line each.

    about : usage and examples; {program} is replaced with the words that start this program
    options : JSON Schema of the options, of `shipped_options` or `options_in`
    """
    parts = [about.replace("{program}", program()).strip(), _OVERRIDES.strip()]
    own = _options(options, options)
    if own:
        parts.append("\n".join(["Options of this experiment:", *_in_columns(own)]))
    shelves = library()
    parts += [_listed(shelf, shelves[shelf]) for shelf in _SHOWN]
    return "\n\n".join(parts) + "\n"


def shipped_options(config_name: str) -> dict[str, Any]:
    """JSON Schema of the options of a command: what its schema in configs/schema says beyond the keys of an initiative."""
    schema = json.loads((config_dir() / "schema" / f"{config_name}.json").read_text(encoding="utf-8"))
    own = {
        name: node
        for name, node in schema["properties"].items()
        if name not in _OF_THE_FILE and not node.get("$ref", "").startswith("scenario.json")
    }
    return {**schema, "properties": own}


def options_in(options: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema of the options of a program of one's own, with the comments beside them as their meanings."""
    schema = options.model_json_schema()
    for section in _sections(options):
        node = schema if section is options else schema["$defs"].get(section.__name__, {})
        for name, meaning in _comments(section).items():
            if name in node.get("properties", {}):
                node["properties"][name].setdefault("description", meaning)
    return schema


def write_out(text: str) -> None:
    """Print words for a reader who may stop reading at any line, as `head` does."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_OVERRIDES = """
Any value can be set as key.path=value:
  scenario=NAME or scenario=PATH.yaml      what is played (a file holds a whole initiative, as a run folder's scenario.yaml does)
  programme=NAME organisation=NAME         another plan, another organisation
  seed=7 weeks=104 outcome=NAME            the draw, how long, what counts as success
  catalysts.NAME=0.5 inhibitors.NAME=0.8   what helps and hinders, and how strongly
  dispositions.commitment=0.9              where people and sponsors stand at the start
  programme.steps.NAME.start=26            one step of the plan
  programme.philosophy=NAME                how the change is led
  rules.habit.growth=0.05                  any number of any rule
  ~inhibitors.NAME                         take something away
Where and how it runs:
  hydra.run.dir=FOLDER                     where the files go
  --multirun seed=1,2,3                    one run for each value
  --config-dir=FOLDER                      scenarios, programmes, … of your own beside the library's
  --cfg job                                show the whole scenario, and run nothing
"""


def _options(schema: dict[str, Any], section: dict[str, Any], path: str = "") -> list[tuple[str, str, str]]:
    """Every option with its dotted path and type, its default, and what it is; nested ones a line each."""
    lines: list[tuple[str, str, str]] = []
    for name, key in section["properties"].items():
        here, inner = f"{path}{name}", _resolved(schema, key)
        if "properties" in inner and "default" in key:
            lines += _options(schema, inner, f"{here}.")
        elif "properties" in inner:
            lines.append((f"{here}=NAME", "", ", ".join(names_of(name, (config_dir(),)))))
        else:
            lines.append((f"{here}={_words(schema, key)}", _default(key), key.get("description", "")))
    return lines


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    return schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node


def _sections(options: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A declaration and the sections nested in it."""
    yield options
    for field in options.model_fields.values():
        if hasattr(field.annotation, "model_fields"):
            yield from _sections(field.annotation)  # type: ignore[arg-type]


def _comments(options: type[BaseModel]) -> dict[str, str]:
    """The comments beside the fields of a declaration, where the source is available."""
    found: dict[str, str] = {}
    for kind in options.__mro__:
        if hasattr(kind, "model_fields") and not kind.__module__.startswith("pydantic"):
            with suppress(OSError, TypeError):
                for name, comment in _COMMENT.findall(inspect.getsource(kind)):
                    found.setdefault(name, comment)
    return found


def _default(key: dict[str, Any]) -> str:
    if "default" not in key:
        return "required"
    value = key["default"]
    if isinstance(value, list):
        return f"default: [{','.join(map(str, value))}]"
    return "default: " + ("none" if value is None else str(value))


def _in_columns(lines: list[tuple[str, str, str]]) -> list[str]:
    """Paths, defaults and meanings in columns, wrapped."""
    paths = min(_NARROW, max(len(path) for path, _, _ in lines))
    return [
        line
        for path, default, meaning in lines
        for line in _column_lines(path, f"{meaning}{'; ' * bool(meaning and default)}{default}", paths)
    ]


def _column_lines(path: str, text: str, width: int) -> list[str]:
    first = [] if len(path) <= width else [f"  {path}"]
    indent = " " * (width + 4)
    start = indent if first else f"  {path.ljust(width)}  "
    return [*first, *textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=indent)]


def _words(schema: dict[str, Any], node: dict[str, Any]) -> str:
    """Accepted values of an option, in words."""
    node = _resolved(schema, node)
    if "const" in node or "enum" in node:
        return "|".join(map(str, node.get("enum", [node.get("const")])))
    if "anyOf" in node:
        branches = [branch for branch in node["anyOf"] if branch.get("type") != "null"]
        free = [branch for branch in branches if branch.get("type") == "string" and "enum" not in branch]
        return "|".join(_words(schema, branch) for branch in free or branches)
    if node.get("type") == "array":
        return f"[{_words(schema, node.get('items', {}))},…]"
    return _TYPES.get(node.get("type", ""), "VALUE")


def _listed(shelf: str, entries: dict[str, dict[str, str]]) -> str:
    widest = max((len(name) for name in entries), default=0)
    lines = [f"  {name.ljust(widest)}  {_line(entry, _WIDTH - widest - 4)}" for name, entry in entries.items()]
    return "\n".join([f"{shelf.capitalize()}:", *(lines or ["  (none)"])])


def _line(entry: dict[str, str], width: int) -> str:
    """A title, and as much of the description as fits in the line."""
    text = f"{entry['title']}. {entry['description']}" if entry["description"] else entry["title"]
    return textwrap.shorten("".join(c if c.isprintable() else " " for c in text), width, placeholder=" …")
