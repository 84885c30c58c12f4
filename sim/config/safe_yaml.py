"""Reading YAML from any source as plain data. No aliases, no tags, no surprises of type, and caps on size, depth and number.

Scalars follow YAML 1.2: only true and false are Booleans, `NO`, `012` and `12:30` are text, `1e5` is a number with a fraction.
The text is read as a flat stream of events, so no depth of nesting can exhaust the stack.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from sim.config.errors import Refused, dotted, shown

LARGEST = 2_000_000  # bytes
DEEPEST = 40
MOST_NODES = 100_000
LONGEST_INTEGER = 4_300  # digits
RESERVED = frozenset({"_target_", "_partial_", "_recursive_", "_args_", "_convert_"})

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MARKS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def read(path: Path, name: str | None = None, trusted: str | None = None, may_lack: bool = False) -> Any:
    """Read a file as plain data; refuses untrusted constructs with their line.

    name : how the file is called in messages; its own name where none is given
    trusted : a key at the top whose section may refer to other values, as `hydra` does in what ships with the program
    may_lack : whether values may be left open (`???`) for others to give
    Raises Refused.
    """
    name = name or path.name
    data = parse(_text_of(path, name), name)
    refuse_unsafe(data, name, trusted)
    place = None if may_lack else left_open(data)
    if place is not None:
        raise Refused(f"{name}: {dotted(place)}: missing ('???'), and required")
    return data


def parse(text: str, name: str) -> Any:
    """Plain data from YAML text: dictionaries with text keys, lists, text, finite numbers, Booleans, null.

    Raises Refused.
    """
    try:
        return _built(yaml.parse(text, Loader=_LOADER), name)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = f"line {mark.line + 1}: " if mark else ""
        deep = " (too deep?)" if "nesting" in str(problem.problem) else ""
        raise Refused(f"{name}: {line}not YAML: {problem.problem or problem.context}{deep}") from None
    except yaml.YAMLError as problem:
        raise Refused(f"{name}: not YAML: {str(problem).splitlines()[0][:200]}") from None


def scalar(text: str, name: str, line: int) -> bool | int | float | str | None:
    """Meaning of an unquoted word: Boolean, finite number, null, or text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        if len(text) > LONGEST_INTEGER:
            raise Refused(f"{name}: line {line}: a whole number of {len(text):,} digits; at most {LONGEST_INTEGER:,} can be read")
        return int(text)
    if _NOT_FINITE.fullmatch(text):
        raise Refused(f"{name}: line {line}: {text} is not a finite number")
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isinf(number):
            raise Refused(f"{name}: line {line}: {shown(text)} is too large for a number")
        return number + 0.0  # minus zero is zero
    return text


def left_open(data: Any, path: tuple[str | int, ...] = ()) -> tuple[str | int, ...] | None:
    """First place of a value left open (`???`); None if there is none."""
    if data == "???":
        return path
    if not isinstance(data, dict | list):
        return None
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    return next((place for key, value in inner if (place := left_open(value, (*path, key))) is not None), None)


def refuse_unsafe(data: Any, name: str, trusted: str | None = None, path: tuple[str | int, ...] = ()) -> None:
    """Configuration is data: it names no code, and refers to nothing outside.

    trusted : a key at the top whose section may refer to other values
    """
    if isinstance(data, dict):
        for key, value in data.items():
            if key in RESERVED:
                raise Refused(f"{name}: {dotted((*path, key))}: reserved key; a configuration cannot name code")
            _refuse_text(str(key), name, path)
            if path or key != trusted:
                refuse_unsafe(value, name, None, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            refuse_unsafe(value, name, None, (*path, place))
    elif isinstance(data, str):
        _refuse_text(data, name, path)
    elif isinstance(data, float) and not math.isfinite(data):
        raise Refused(f"{name}: {dotted(path)}: {data} is not a finite number")


def _refuse_text(text: str, name: str, path: tuple[str | int, ...]) -> None:
    if "${" in text:
        raise Refused(f"{name}: {dotted(path)}: '${{' is not allowed; values cannot refer to others or to the environment")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused(f"{name}: {dotted(path)}: a NUL or half a surrogate pair is not text")


def _text_of(path: Path, name: str) -> str:
    try:
        if not path.is_file():
            raise Refused(f"{name}: {'not a file' if path.exists() else 'there is no such file'}")
        size = path.stat().st_size
        if size > LARGEST:
            raise Refused(f"{name}: {size / 1e6:,.1f} MB is too large; at most {LARGEST / 1e6:.0f} MB are read")
        content = path.read_bytes()
    except OSError as problem:
        raise Refused(f"{name}: cannot be read: {problem.strerror}") from None
    return decoded(content, name)


def decoded(content: bytes, name: str) -> str:
    """Text is UTF-8, with or without a byte order mark; anything else is refused with its encoding or its line."""
    if len(content) > LARGEST:
        raise Refused(f"{name}: {len(content) / 1e6:,.1f} MB is too large; at most {LARGEST / 1e6:.0f} MB are read")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise Refused(f"{name}: line 1: encoded in {encoding}; save it as UTF-8")
    content = content.removeprefix(b"\xef\xbb\xbf")
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        raise Refused(f"{name}: line {line}: a NUL character, so not text in UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = content[problem.start]
        raise Refused(f"{name}: line {line}: not UTF-8 (byte 0x{byte:02x}, perhaps Latin-1); save it as UTF-8") from None


class _Section:
    """A mapping or a list while it is being filled; `key` is the key that waits for its value."""

    __slots__ = ("key", "lines", "value")

    def __init__(self, value: dict[str, Any] | list[Any]) -> None:
        self.value = value
        self.key: str | None = None
        self.lines: dict[str, int] = {}


def _built(events: Iterator[yaml.Event], name: str) -> Any:
    """The data that a stream of events describes."""
    top = _Section([])
    open_sections = [top]
    nodes = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Refused(f"{name}: line {line}: aliases are not allowed (*{event.anchor})")
        if isinstance(event, yaml.DocumentStartEvent) and top.value:
            raise Refused(f"{name}: line {line}: a second document; a file holds one")
        if isinstance(event, yaml.CollectionEndEvent):
            open_sections.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        nodes += 1
        _refuse_node(event, name, line, nodes, len(open_sections))
        _take(event, open_sections, name, line)
    return top.value[0] if top.value else None  # type: ignore[index]


def _refuse_node(event: Any, name: str, line: int, nodes: int, depth: int) -> None:
    if event.anchor is not None:
        raise Refused(f"{name}: line {line}: anchors are not allowed (&{event.anchor})")
    if event.tag is not None:
        raise Refused(f"{name}: line {line}: tags are not allowed ({shown(event.tag)})")
    if nodes > MOST_NODES:
        raise Refused(f"{name}: line {line}: more than {MOST_NODES:,} values")
    if depth > DEEPEST:
        raise Refused(f"{name}: line {line}: nested too deep; at most {DEEPEST} levels")


def _take(event: Any, open_sections: list[_Section], name: str, line: int) -> None:
    """Put a value where it belongs: under the key that waits, at the end of a list, or as the next key itself."""
    section = open_sections[-1]
    is_scalar = isinstance(event, yaml.ScalarEvent)
    if isinstance(section.value, dict) and section.key is None:
        if not is_scalar:
            raise Refused(f"{name}: line {line}: a key must be a word, not a section or list")
        if event.value in section.lines:
            raise Refused(f"{name}: line {line}: duplicate key {shown(event.value)}, already given in line {section.lines[event.value]}")
        section.key = event.value
        section.lines[event.value] = line
        return
    value: Any
    if is_scalar:
        value = scalar(event.value, name, line) if event.style is None or event.style == "" else event.value
    else:
        value = {} if isinstance(event, yaml.MappingStartEvent) else []
    if isinstance(section.value, dict):
        section.value[str(section.key)] = value
        section.key = None
    else:
        section.value.append(value)
    if not is_scalar:
        open_sections.append(_Section(value))
