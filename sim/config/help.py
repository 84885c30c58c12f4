"""Help texts: usage, options of the program, entries of the library."""

from __future__ import annotations

import inspect
import re
import textwrap
from contextlib import suppress
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.config.library_files import library, names_of
from sim.declared import Declared
from sim.shipped_files import config_dir

_SHOWN = ("scenarios", "programmes", "organisations", "interventions", "catalysts", "inhibitors", "outcomes")
_WIDTH, _NARROW = 118, 34
_TYPES = {int: "WHOLE", float: "NUMBER", str: "TEXT", bool: "true|false", dict: "{KEY: VALUE, …}"}
_COMMENT = re.compile(r"^    (\w+): [^\n]*?  # (?!fmt:)(.+)$", re.MULTILINE)


def help_text(about: str, options: type[Declared]) -> str:
    """Usage, then what can be set, then what the library holds, a line each."""
    parts = [about.strip(), _OVERRIDES.strip()]
    own = _options(options)
    if own:
        parts.append("\n".join(["Options of this experiment:", *_in_columns(own)]))
    shelves = library()
    parts += [_listed(shelf, shelves[shelf]) for shelf in _SHOWN]
    return "\n\n".join(parts)


_OVERRIDES = """
Any value can be set as key.path=value:
  scenario=NAME or scenario=PATH.yaml      what is played (a file holds a whole initiative, as a run folder's scenario.yaml does)
  programme=NAME organisation=NAME         another plan, another organisation
  seed=7 weeks=104 outcome=NAME            the draw, how long, what counts as success
  catalysts.NAME=0.5 inhibitors.NAME=0.8   what helps and hinders, and how strongly
  dispositions.commitment=0.9              where people and sponsors stand at the start
  programme.steps.NAME.start=26            one step of the plan
  rules.habit.growth=0.05                  any number of any rule
  ~inhibitors.NAME                         take something away
Where and how it runs:
  hydra.run.dir=FOLDER                     where the files go
  --multirun seed=1,2,3                    one run for each value
  --config-dir=FOLDER                      scenarios, programmes, … of your own beside the library's
  --cfg job                                show the whole scenario, and run nothing
"""


def _options(options: type[BaseModel], path: str = "") -> list[tuple[str, str, str]]:
    """Every option with its dotted path and type, its default, and what it is; nested ones a line each."""
    lines: list[tuple[str, str, str]] = []
    meanings = _meanings(options)
    for name, field in options.model_fields.items():
        here = f"{path}{name}"
        inner = _section_in(field.annotation)
        if inner is not None and not field.is_required():
            lines += _options(inner, f"{here}.")
        elif inner is not None:
            lines.append((f"{here}=NAME", "", ", ".join(names_of(name, (config_dir(),)))))
        else:
            lines.append((f"{here}={_words(field.annotation)}", _default(field), meanings.get(name, "")))
    return lines


def _section_in(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _meanings(options: type[BaseModel]) -> dict[str, str]:
    """Meanings of options: their descriptions, or the comments beside them where the source is available."""
    found = {name: field.description for name, field in options.model_fields.items() if field.description}
    for kind in options.__mro__:
        if kind.__module__.startswith("pydantic") or not issubclass(kind, BaseModel):
            continue
        with suppress(OSError, TypeError):
            for name, comment in _COMMENT.findall(inspect.getsource(kind)):
                found.setdefault(name, comment)
    return found


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    return "default: " + ("none" if value is None else f"[{','.join(map(str, value))}]" if isinstance(value, list) else str(value))


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


def _words(annotation: Any) -> str:
    """Accepted values of an option, in words."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "|".join(map(str, inner))
    if origin is Annotated:
        return _words(inner[0])
    if origin in (Union, UnionType):
        return "|".join(_words(part) for part in inner if part is not type(None))
    if origin is list:
        return f"[{_words(inner[0])},…]"
    return _TYPES.get(origin or annotation, str(getattr(annotation, "__name__", annotation)))


def _listed(shelf: str, entries: dict[str, dict[str, str]]) -> str:
    widest = max((len(name) for name in entries), default=0)
    lines = [f"  {name.ljust(widest)}  {_line(entry, _WIDTH - widest - 4)}" for name, entry in entries.items()]
    return "\n".join([f"{shelf.capitalize()}:", *(lines or ["  (none)"])])


def _line(entry: dict[str, str], width: int) -> str:
    """A title, and as much of the description as fits in the line."""
    text = f"{entry['title']}. {entry['description']}" if entry["description"] else entry["title"]
    return textwrap.shorten("".join(c if c.isprintable() else " " for c in text), width, placeholder=" …")
