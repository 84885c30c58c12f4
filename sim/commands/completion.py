"""Completion of the command line in bash and zsh, by argcomplete: commands, options, settings, and names of the library.

It runs at each press of the Tab key, so it reads only file names and the JSON schemas of configs/schema: no Hydra, no model.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import argcomplete
from argcomplete.completers import DirectoriesCompleter
from argcomplete.shell_integration import shellcode

from sim.commands.catalogue import COMMANDS
from sim.exit_statuses import REFUSED
from sim.shipped_files import config_dir
from sim.typed_command import CONSOLE

SHELLS = ("bash", "zsh")
DEFINED = {"catalysts": "catalyst", "inhibitors": "inhibitor"}
"""Sections of an initiative whose keys are names of a library folder."""
GROUPS = ("scenario", "programme", "organisation")
"""Folders of the library from which every command selects an entry by name; some commands select from others too."""
DEEPEST = 4
"""Keys in the longest path that is suggested."""
FLAGS = {
    "--help": "explain the command",
    "--multirun": "one run for each value of a list",
    "--config-dir": "folder with your own scenarios, programmes, …",
    "--cfg": "job: show the whole configuration, run nothing",
}
LAB_FLAGS = ("--port", "--host", "--token", "--language", "--most-sessions", "--config-dir", "--open")
CHOICES = {"--executor": ("threads", "processes"), "--formats": ("both", "csv", "stata")}
STUDY_COMMANDS = {"verify": (), "repair": ("--executor",), "show": (), "export": ("--formats",), "query": ()}


def start() -> int:
    """Print the completion script of the shell that was named."""
    shells = sys.argv[1:]
    if shells in (["--help"], ["-h"]):
        print(f'Usage: {CONSOLE} completion bash|zsh\n\nAdd to ~/.bashrc:  eval "$({CONSOLE} completion bash)"')
        print(f'Add to ~/.zshrc:   eval "$({CONSOLE} completion zsh)"    (after compinit)')
        return 0
    if len(shells) != 1 or shells[0] not in SHELLS:
        print(f"{CONSOLE} completion: name one shell: {' or '.join(SHELLS)}", file=sys.stderr)
        return REFUSED
    print(shellcode([CONSOLE], shell=shells[0]), end="")
    return 0


def complete() -> None:
    """Answer the shell, and end the process."""
    argcomplete.autocomplete(parser(), always_complete_options=False)


def parser() -> argparse.ArgumentParser:
    """The command line in the form that argcomplete understands; nothing is parsed with it."""
    whole = argparse.ArgumentParser(CONSOLE, add_help=False)
    commands = whole.add_subparsers()
    for name, entry in COMMANDS.items():
        known = commands.add_parser(name, help=entry.about, add_help=False)
        if entry.configuration is not None:
            _add_settings(known, entry.configuration)
    for flag in LAB_FLAGS:
        known = commands.choices["lab"].add_argument(flag)
        if flag == "--config-dir":
            _completed(known, DirectoriesCompleter())
    commands.choices["completion"].add_argument("shell", choices=SHELLS)
    studies = commands.choices["study"].add_subparsers()
    for name, flags in STUDY_COMMANDS.items():
        known = studies.add_parser(name)
        _completed(known.add_argument("folder"), DirectoriesCompleter())
        for flag in flags:
            known.add_argument(flag, choices=CHOICES[flag])
    return whole


def _add_settings(known: argparse.ArgumentParser, configuration: str) -> None:
    for flag, about in FLAGS.items():
        if flag == "--config-dir":
            _completed(known.add_argument(flag, help=about), DirectoriesCompleter())
        elif flag == "--cfg":
            known.add_argument(flag, help=about, choices=("job",))
        else:
            known.add_argument(flag, help=about, action="store_true")

    def settings(prefix: str, parsed_args: argparse.Namespace, **_: object) -> dict[str, str]:
        own = getattr(parsed_args, "config_dir", None)
        folders = [config_dir(), *([Path(own)] if own is not None else [])]
        return dict(candidates(prefix, configuration, folders))

    _completed(known.add_argument("settings", nargs="*"), settings)


def _completed(action: argparse.Action, completer: Any) -> None:
    action.completer = completer  # type: ignore[attr-defined]  # argcomplete reads it there


def candidates(prefix: str, configuration: str, folders: list[Path]) -> Iterator[tuple[str, str]]:
    """Settings that begin with the typed word, each with its meaning: keys until the key is complete, then values.

    prefix : the word before the cursor, such as `scenario=comp`
    configuration : a file of configs/, such as `simulate`
    folders : the library, and the user's own
    """
    key, has_value, value = prefix.partition("=")
    if not has_value:
        yield from ((f"{path}=", about) for path, about in _keys(configuration, folders) if path.startswith(key))
        return
    *before, last = value.split(",")
    for name in _values(key, configuration, folders):
        if name.startswith(last):
            yield f"{key}={','.join([*before, name])}", ""
    if key == "scenario":
        yield from ((f"{key}={path}", "") for path in _yaml_files(value))


def _keys(configuration: str, folders: list[Path]) -> Iterator[tuple[str, str]]:
    yield "hydra.run.dir", "folder to write to"
    for group in GROUPS:
        yield group, f"an entry of the library: configs/{group}"
    for schema in (_schema("initiative"), _schema(configuration)):
        for path, node in _paths(schema, schema, ""):
            kind = DEFINED.get(path)
            for name in _names(kind, folders) if kind is not None else []:
                yield f"{path}.{name}", str(node.get("description", ""))
            if kind is None and path not in GROUPS:
                yield path, str(node.get("description", ""))


def _values(key: str, configuration: str, folders: list[Path]) -> list[str]:
    names = _names(key, folders) if "." not in key else []
    for schema in (_schema(configuration), _schema("initiative")):
        for path, node in _paths(schema, schema, ""):
            if path == key:
                names += _allowed(schema, node)
    own = ["own"] if key == "programme" and configuration == "compare_programmes" else []
    return sorted({*names, *own})


def _paths(schema: dict[str, Any], node: dict[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key below a node of a schema by its dotted path, with its own node."""
    for key, inner in node.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        is_of_another_file = not str(inner.get("$ref", "#")).startswith("#")
        if is_of_another_file or key in ("definitions", "defaults", "hydra") or here.count(".") >= DEEPEST:
            continue
        resolved = _resolved(schema, inner)
        if resolved.get("properties"):
            yield from _paths(schema, resolved, here)
        else:
            yield here, resolved | {key: inner[key] for key in ("description",) if key in inner}


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    return node if reference is None else schema["$defs"][str(reference).rpartition("/")[2]]


def _allowed(schema: dict[str, Any], node: dict[str, Any]) -> list[str]:
    """The words that a schema allows for a value."""
    node = _resolved(schema, node)
    words = [str(word) for word in node.get("enum", []) if word is not None]
    words += ["true", "false"] if node.get("type") == "boolean" else []
    for branch in [*node.get("anyOf", []), node.get("items", {})]:
        words += _allowed(schema, branch) if branch else []
    return words


@cache
def _schema(name: str) -> dict[str, Any]:
    return json.loads((config_dir() / "schema" / f"{name}.json").read_text(encoding="utf-8"))


def _names(kind: str, folders: list[Path]) -> list[str]:
    return sorted({path.stem for folder in folders for path in (folder / kind).glob("*.yaml")})


def _yaml_files(typed: str) -> Iterator[str]:
    """Folders and .yaml files whose path begins with the typed one."""
    folder, slash, part = typed.rpartition("/")
    inside = Path(folder or "/") if slash else Path()
    if not inside.is_dir():
        return
    for path in sorted(inside.iterdir()):
        if path.name.startswith(part) and not path.name.startswith("."):
            if path.is_dir():
                yield f"{folder}{slash}{path.name}/"
            elif path.suffix in (".yaml", ".yml"):
                yield f"{folder}{slash}{path.name}"
