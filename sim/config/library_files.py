"""Files of the library in configs/, found by kind and name, and read only through the safe loader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import yaml

from sim.config.errors import Refused, hint, refusal_of, shown
from sim.config.safe_yaml import read
from sim.shipped_files import config_dir

if TYPE_CHECKING:
    from pydantic import BaseModel

KINDS = {
    "behaviours": "behaviour",
    "catalysts": "catalyst",
    "inhibitors": "inhibitor",
    "interventions": "intervention",
    "metrics": "metric",
    "outcomes": "outcome",
    "philosophies": "philosophy",
}
"""Folder of the library for each kind of definition."""

SHELVES = {"scenarios": "scenario", "programmes": "programme", "organisations": "organisation", **KINDS}
MOST_FILES = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}")
_AT_THE_TOP = re.compile(r"^#\s*@package\s+_global_\s*$", re.MULTILINE)  # where Hydra puts the keys of a file
_MODIFIERS = re.compile(r"^(override\s+|optional\s+)+")

Folders = tuple[Path, ...]
Checked = TypeVar("Checked", bound="BaseModel")


class Source(NamedTuple):
    """A file that a composition reads: how it is called, and what it says of the composed data."""

    name: str
    data: dict[str, Any]
    group: str  # "" for what speaks of the whole


class _InUse:
    """The user's own folder for all of a process; none: the library alone."""

    own: Path | None = None


def use_folder(own: str | Path | None) -> None:
    """Look names up in a folder of the user's own too, in all of this process; None: in the library alone.

    Raises Refused for a folder that `folders_with` refuses.
    """
    _InUse.own = None
    _InUse.own = None if own is None else folders_with(own)[1]


def folders_in_use() -> Folders:
    """Folders in which this process looks names up where it is told no other: the library, and that of `use_folder`."""
    return (config_dir(),) if _InUse.own is None else (config_dir(), _InUse.own)


def folders_with(extra: str | Path | None) -> Folders:
    """Folders in which names are looked up: the library, and the user's own.

    extra : none: those in use
    Raises Refused for a folder that is not there, or holds a file that cannot be trusted or would hide behind one of the library.
    """
    if extra is None:
        return folders_in_use()
    folder = Path(extra)
    if not folder.is_dir():
        raise Refused(f"--config-dir: {shown(str(extra))} is not a folder")
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    if len(files) > MOST_FILES:
        raise Refused(f"--config-dir: {len(files):,} files of configuration; at most {MOST_FILES:,}")
    for path in files:
        name = path.relative_to(folder).as_posix()
        if folder.resolve() != config_dir() and (config_dir() / name).exists():
            raise Refused(f"--config-dir: {name}: the library has one of that name; give yours another")
        read(path, name, may_lack=True)
    return (config_dir(), folder.resolve())


def names_of(kind: str, folders: Folders) -> list[str]:
    """Names of a kind in the library."""
    return sorted({path.stem for folder in folders for path in (folder / kind).glob("*.yaml")})


def file_of(kind: str, name: object, folders: Folders, asked_by: str | Callable[[], str]) -> tuple[Path, str]:
    """The file of one entry of the library, and how it is called in messages.

    asked_by : who names the entry, for a refusal; worked out there where it takes looking up
    Raises Refused with the nearest names.
    """
    if isinstance(name, str) and _NAME.fullmatch(name):
        for folder in folders:
            path = folder / kind / f"{name}.yaml"
            if path.is_file():
                return path, f"{folder.name}/{kind}/{name}.yaml"
    asker = asked_by if isinstance(asked_by, str) else asked_by()
    raise Refused(f"{asker}: no {kind} is named {shown(name)}{hint(name, names_of(kind, folders))}")


def entry_of(kind: str, name: object, folders: Folders, asked_by: str) -> dict[str, Any]:
    """One entry of the library, as plain data."""
    path, label = file_of(kind, name, folders, asked_by)
    return _section(read(path, label, may_lack=True), label)


def checked_entry(kind: str, name: object, folders: Folders, asked_by: str, schema: type[Checked]) -> Checked:
    """One entry of the library, checked. Raises Refused, with its file and the key that is wrong."""
    from pydantic import ValidationError  # help needs none of it

    data = entry_of(kind, name, folders, asked_by)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        _, label = file_of(kind, name, folders, asked_by)
        raise refusal_of(error, schema, data, lambda _: label) from None


def sources_of(config_name: str, chosen: dict[str, str], folders: Folders, asked_by: str) -> list[Source]:
    """Every file that composing a configuration would read, each passed by the safe loader first.

    chosen : names given for groups, which win over what files name
    """
    found: dict[tuple[str, str], Source] = {}
    waiting = [("", config_name, asked_by), *((group, name, asked_by) for group, name in chosen.items())]
    while waiting:
        group, name, asker = waiting.pop()
        if (group, name) in found:
            continue
        source, named = _source(group, name, folders, asker)
        found[group, name] = source
        waiting.extend((kind, entry, source.name) for kind, entry in named if kind not in chosen or kind == "")
    order = sorted(found.items(), key=lambda item: (item[0][0] == "scenario", item[0][0] != ""))
    return [source for _, source in order]


def groups_of(config_name: str, folders: Folders) -> set[str]:
    """The groups of which a configuration chooses one each: scenario, programme, organisation, …"""
    groups: set[str] = set()
    waiting = [config_name]
    while waiting:
        _, named = _source("", waiting.pop(), folders, "configs")
        groups |= {group for group, _ in named if group}
        waiting += [name for group, name in named if not group]
    return groups


def _source(group: str, name: str, folders: Folders, asker: str) -> tuple[Source, list[tuple[str, str]]]:
    if group:
        path, label = file_of(group, name, folders, asker)
    else:
        path, label = _primary(name, folders)
    trusted = "hydra" if not group and path.is_relative_to(config_dir()) else None
    data = _section(read(path, label, trusted, may_lack=True), label)
    _refuse_two_readings(path, data, label)
    if group == "scenario" and not _AT_THE_TOP.search(path.read_text(encoding="utf-8")):
        raise Refused(f"{label}: the first line must be `# @package _global_`, which puts the keys of a scenario at the top")
    named = _named(data.pop("defaults", []), group, label)
    return Source(label, data, "" if group in ("", "scenario") else group), named


def _primary(name: str, folders: Folders) -> tuple[Path, str]:
    for folder in folders:
        path = folder / f"{name}.yaml"
        if path.is_file():
            return path, f"{folder.name}/{name}.yaml"
    raise Refused(f"configs: no configuration is named {shown(name)}")


def _named(defaults: Any, group: str, label: str) -> list[tuple[str, str]]:
    """Entries named by a defaults list, as (group, name); lists of other shapes are refused."""
    if not isinstance(defaults, list):
        raise Refused(f"{label}: defaults: must be a list")
    named: list[tuple[str, str]] = []
    for entry in defaults:
        if isinstance(entry, str) and entry != "_self_":
            named.append((group, entry))
        elif isinstance(entry, dict) and len(entry) == 1:
            ((kind, name),) = entry.items()
            kind = _MODIFIERS.sub("", kind).removeprefix("/")
            if kind.startswith("hydra/") or name is None:
                continue
            if not isinstance(name, str) or "@" in kind:
                raise Refused(f"{label}: defaults: {kind}: must be one name")
            named.append((kind, name))
        elif entry != "_self_":
            raise Refused(f"{label}: defaults: {shown(entry)} is not a name or group: name")
    return named


def _section(data: Any, label: str) -> dict[str, Any]:
    if data is None:
        raise Refused(f"{label}: the file is empty")
    if not isinstance(data, dict):
        raise Refused(f"{label}: holds {shown(data)} where keys with values are needed")
    return data


def _refuse_two_readings(path: Path, data: dict[str, Any], label: str) -> None:
    """Hydra reads YAML 1.1, in which NO and 0:30 are not text; a file that the two would read differently is refused."""
    from omegaconf._utils import get_yaml_loader  # slow to import, and not needed for help

    other = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=get_yaml_loader())
    place = _difference(data, other)
    if place is not None:
        raise Refused(f"{label}: {place}: could be read in two ways; write text in quotes, and numbers plainly")


def _difference(ours: Any, theirs: Any, path: str = "") -> str | None:
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        inner = [(ours[key], theirs[key], f"{path}.{key}") for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        inner = [(one, other, f"{path}.{place}") for place, (one, other) in enumerate(zip(ours, theirs, strict=True))]
    else:
        return None if type(ours) is type(theirs) and ours == theirs else path.lstrip(".") or "(top)"
    return next((place for one, other, at in inner if (place := _difference(one, other, at)) is not None), None)


def library(config_dir: str | Path | None = None) -> dict[str, dict[str, dict[str, str]]]:
    """The library: for each kind the names, with title and description."""
    folders = folders_with(config_dir)
    return {shelf: {name: _described(kind, name, folders) for name in names_of(kind, folders)} for shelf, kind in SHELVES.items()}


def _described(kind: str, name: str, folders: Folders) -> dict[str, str]:
    data = entry_of(kind, name, folders, "library")
    return {"title": str(data.get("title", name)), "description": str(data.get("description", data.get("briefing", "")))}
