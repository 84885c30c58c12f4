"""The reference of public names: signature, docstring and members, from the code."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

import sim
from generation.keys import keys_of, remarks_of
from generation.markdown import table
from generation.words_of_members import ATTRIBUTES, MEMBERS
from sim.explorer.explorer import Explorer
from sim.study.comparison.course_difference import CourseDifference

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
WIDTH = 100
_NAMES = "[a-z_]+(?:, [a-z_]+)*"

GROUPS: dict[str, tuple[str, ...]] = {
    "begin": ("load", "Initiative", "Refused"),
    "one_run": ("simulate", "Record", "Outcome", "Repair"),
    "many_runs": ("replicate", "Replicates", "DescriptionUncertainty", "compare", "Comparison", "sweep", "Sweep"),
    "studies": ("open_study", "Study"),
    "organisations": ("import_organisation", "ImportedOrganisation", "organisation_of", "Organisation"),
    "notebooks": ("explore",),
    "plays": ("Play", "Decision"),
    "agents": ("ChangeModel", "Employee", "Leader"),
}

MADE_BY: dict[str, str] = {
    "Comparison": "compare", "ImportedOrganisation": "import_organisation", "Initiative": "load",
    "Organisation": "organisation_of", "Outcome": "simulate", "Record": "simulate",
    "Replicates": "replicate", "Study": "open_study", "Sweep": "sweep",
}  # fmt: skip
"""What one gets rather than makes: its constructor is no one's business."""


RETURNED: dict[str, type] = {"Replicates": CourseDifference, "explore": Explorer}
"""What one meets on the way and does not make: told with the name that leads to it."""


class Member(NamedTuple):
    """Something a public object has or does."""

    name: str
    kind: str
    meaning: str


def blocks() -> dict[str, str]:
    """A block for each group of names. Raises ValueError for a public name that no group has."""
    told = [name for names in GROUPS.values() for name in names]
    if sorted(told) != sorted(sim.__all__):
        raise ValueError(f"docs/generation/api.py: groups must have each once: {sorted(set(told) ^ set(sim.__all__))}")
    return {group: "\n".join(_told(name) for name in names) for group, names in GROUPS.items()}


def _told(name: str) -> str:
    public = getattr(sim, name)
    parts = [f"### sim.{name}\n", *([f"```text\n{signature_of(name)}\n```\n"] if name not in MADE_BY else [])]
    parts.append(in_markdown(inspect.getdoc(public) or ""))
    if name in MADE_BY:
        parts.append(f"Made by [`sim.{MADE_BY[name]}`](#sim{MADE_BY[name].lower()}).\n")
    if inspect.isclass(public):
        parts.append(_members_told(public))
    if name in RETURNED:
        parts.append(_returned(RETURNED[name]))
    used = [path for path in sorted(NOTEBOOKS.glob("[0-9]*.py")) if re.search(rf"\bsim\.{name}\b", path.read_text(encoding="utf-8"))]
    if used:
        parts.append("In notebooks: " + ", ".join(f"[{path.stem}](../notebooks/{path.stem}.ipynb)" for path in used) + ".\n")
    return "\n".join(part for part in parts if part)


def _returned(kind: type) -> str:
    return f"**{kind.__name__}**: {(inspect.getdoc(kind) or '').splitlines()[0]}\n\n{_members_told(kind)}"


def _members_told(public: type) -> str:
    if public is sim.Initiative:
        said = "Its sections are the keys of a scenario: [configuration](configuration.md#a-scenario).\n\n"
        return said + _table_of([one for one in members_of(public) if one.name not in sim.Initiative.model_fields])
    return _table_of(members_of(public))


def _table_of(members: list[Member]) -> str:
    rows = [(f"`{one.name}`", f"`{one.kind}`" if one.kind else "–", one.meaning) for one in members]
    return table(("it has", "type", "what it is"), rows) if rows else ""


def members_of(public: type) -> list[Member]:
    """What an object has and does, in the order of its source. Raises KeyError for what has no words."""
    found = []
    for kind in reversed([kind for kind in public.__mro__ if kind.__module__.startswith("sim.") and kind.__name__ not in _PLAIN]):
        if kind is not public and kind.__name__ in sim.__all__:
            continue
        found += [*_fields(kind), *_attributes(kind)]
        found += [_member(kind, name, value) for name, value in vars(kind).items() if _is_shown(name, value)]
    return found


_PLAIN = ("Declared", "Agent")


def _is_shown(name: str, value: object) -> bool:
    return not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property) or hasattr(value, "func"))


def _fields(kind: type) -> Iterator[Member]:
    """What is declared in the class, with the remark behind it."""
    if issubclass(kind, BaseModel):
        yield from (Member(key.name, _written(kind.__annotations__[key.name]), key.meaning) for key in keys_of(kind))
        return
    remarks = remarks_of(kind)
    for name, annotation in inspect.get_annotations(kind).items():
        if not name.startswith("_"):
            yield Member(name, _written(annotation), remarks.get(name) or MEMBERS[kind.__name__, name])


def _attributes(kind: type) -> list[Member]:
    """What the constructor sets and the docstring of the class does not name. Raises KeyError for what has no words."""
    if "__init__" not in vars(kind) or kind.__name__ not in sim.__all__ or is_dataclass(kind) or issubclass(kind, BaseModel):
        return []
    tree = ast.parse(textwrap.dedent(inspect.getsource(vars(kind)["__init__"])))
    stored = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    own = {node.attr for node in stored if isinstance(node.value, ast.Name) and node.value.id == "self"}
    named = set(re.findall(r"\w+", " ".join(re.findall(r"(?:^|; )([a-z_, ]+) : ", inspect.getdoc(kind) or "", re.MULTILINE))))
    words = ATTRIBUTES[kind.__name__]
    silent = {name for name in own - named if not name.startswith("_") and name not in words}
    if silent or words.keys() - own:
        raise KeyError(f"{kind.__name__}: no words for {sorted(silent)}; no attribute for {sorted(words.keys() - own)}")
    return [Member(name, "", said) for name, said in words.items()]


def _member(kind: type, name: str, value: Any) -> Member:
    function = value.fget if isinstance(value, property) else getattr(value, "func", value)
    said = _in_a_cell(inspect.getdoc(function) or MEMBERS[kind.__name__, name])
    signature = inspect.signature(function)
    returned = "" if signature.return_annotation in (inspect.Signature.empty, "None", None) else _written(signature.return_annotation)
    if function is not value:
        return Member(name, returned, said)
    named = [one for one in signature.parameters if one != "self"]
    return Member(f"{name}({', '.join(named)})", returned, said)


def signature_of(name: str) -> str:
    """How a public name is called, with types and defaults."""
    public = getattr(sim, name)
    if inspect.isclass(public) and issubclass(public, Exception):
        return f"sim.{name}(message: str)"
    if inspect.isclass(public) and issubclass(public, BaseModel):
        given = [f"{key}: {_written(annotation)}" for key, annotation in public.__annotations__.items() if not key.startswith("model_")]
        given = [f"{one} = None" if one.endswith("| None") else one for one in given]
        return _laid_out(f"sim.{name}", ["*", *given], "")
    signature = inspect.signature(public)
    given = []
    starred = False
    for one in signature.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not starred:
            given.append("*")
        starred = starred or one.kind in (one.KEYWORD_ONLY, one.VAR_POSITIONAL)
        mark = "*" if one.kind is one.VAR_POSITIONAL else ""
        default = "" if one.default is one.empty else f" = {_default(one.default)}"
        given.append(f"{mark}{one.name}: {_written(one.annotation)}{default}")
    returned = "" if inspect.isclass(public) else f" -> {_written(signature.return_annotation)}"
    return _laid_out(f"sim.{name}", given, returned)


def _laid_out(called: str, given: list[str], returned: str) -> str:
    line = f"{called}({', '.join(given)}){returned}"
    if len(line) <= WIDTH:
        return line
    return f"{called}(\n" + "".join(f"    {one},\n" for one in given) + f"){returned}"


def _default(value: object) -> str:
    if inspect.isclass(value):
        return f"sim.{value.__name__}"
    if type(value).__name__ == "Repair" or type(value).__name__ == "_HAS_DEFAULT_FACTORY_CLASS":
        return "sim.Repair()" if type(value).__name__ == "Repair" else "{}"
    return repr(value)


def _written(annotation: object) -> str:
    """A type as its source writes it."""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def in_markdown(doc: str) -> str:
    """A docstring as Markdown: arguments and refusals as a list, code as code."""
    lines: list[str] = []
    for line in doc.splitlines():
        if re.match(f"{_NAMES} : ", line):
            lines += [f"- {_as_code(one)}" for one in re.split(f"; (?={_NAMES} : )", line)]
        else:
            lines.append(f"- {line}" if line.startswith("Raises ") else line)
    return "\n".join(lines) + "\n"


def _in_a_cell(doc: str) -> str:
    """A docstring in one line of a table: arguments and refusals below each other."""
    lines = [f"<br>{line}" if re.match(f"{_NAMES} : |Raises ", line) else line for line in doc.splitlines() if line]
    return _as_code(" ".join(lines).replace(" <br>", "<br>"))


def _as_code(text: str) -> str:
    """Names that are explained, as code."""
    return re.sub(f"(?<![`\\w])({_NAMES}) : ", lambda found: ", ".join(f"`{name}`" for name in found[1].split(", ")) + ": ", text)
