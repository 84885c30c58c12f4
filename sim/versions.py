"""Versions: digests of the code that determines results; comments, docstrings and layout do not count.

What counts is found, not listed: a module's imports, direct and indirect, lead to the folders of this package that it rests on, and every
file in them and in their sub-folders enters the digest. A file that is added, moved or edited can therefore never be left out by oversight.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parent

SETTLED = 3_000_000_000
"""Nanoseconds since its last change after which a file's date tells a further change, however coarsely the file system rounds its dates."""


def version_of(modules: Iterable[str], *also: object, package: Path = PACKAGE) -> str:
    """A name, 16 hexadecimal digits, of the code behind some modules: any change to it that can alter a run changes the name.

    modules : dotted names inside the package, such as `sim.engine.run`
    also : what else decides, such as the version of a compiler
    package : the folder of the package; another one to look at a copy
    Raises FileNotFoundError for a module that does not exist, SyntaxError for one that cannot be parsed.
    """
    digest = hashlib.sha256(repr(also).encode())
    for path in sources_behind(modules, package):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + _meaning_of(path) + b"\0")
    return digest.hexdigest()[:16]


class Version(NamedTuple):
    """The name that `version_of` gives, and the files it answers for."""

    name: str
    files: frozenset[Path]


def remembered_version_of(modules: Iterable[str], *also: object, memory: Path, package: Path = PACKAGE) -> Version:
    """The version of some modules, read from a file of an earlier start where no file of the package has changed since.

    A file counts as unchanged while its size, its inode and the dates of its content and of its entry stay; a new file, or one that is
    gone, is a change. Parsing the package takes a third of a second, reading its dates a hundredth.
    memory : folder of remembered names; a name is only not remembered where it cannot be written
    package : the folder of the package; another one to look at a copy
    Raises what `version_of` raises.
    """
    modules = list(modules)
    state, newest = _state_of(package)
    file = memory / f"{hashlib.sha256(repr((str(package), modules, also)).encode()).hexdigest()[:16]}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(file.read_text(encoding="utf-8"))
        if known["state"] == state:
            return Version(str(known["version"]), frozenset(package / name for name in known["files"]))
    version = Version(version_of(modules, *also, package=package), frozenset(sources_behind(modules, package)))
    if newest < time.time_ns() - SETTLED:
        told = {"state": state, "version": version.name, "files": sorted(path.relative_to(package).as_posix() for path in version.files)}
        with suppress(OSError):
            write_whole(file, json.dumps(told).encode())
    return version


def write_whole(file: Path, content: bytes) -> None:
    """Write a file that other processes may read or write at the same moment: it is absent, or whole.

    Raises OSError where it cannot be written; nothing is left beside it.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _state_of(package: Path) -> tuple[str, int]:
    """A digest of which files a package holds and when each was changed, and the newest of these dates in nanoseconds."""
    digest, newest, waiting = hashlib.sha256(), 0, [str(package)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    waiting.append(entry.path)
                    continue
                known = entry.stat()
                newest = max(newest, known.st_mtime_ns, known.st_ctime_ns)
                digest.update(repr((entry.path, known.st_size, known.st_ino, known.st_mtime_ns, known.st_ctime_ns)).encode())
    return digest.hexdigest(), newest


def sources_behind(modules: Iterable[str], package: Path = PACKAGE) -> list[Path]:
    """The files that modules rest on, themselves included, in the order of their paths.

    A module stands for its folder with all sub-folders: what lies beside it may be loaded by name. One that lies directly in the package
    stands for itself alone.
    """
    waiting, found = [_file_of(module, package) for module in modules], set[Path]()
    if None in waiting:
        raise FileNotFoundError(f"no module of {package.name} is called {list(modules)[waiting.index(None)]}")
    while waiting:
        path = waiting.pop()
        if path is None or path in found:
            continue
        beside = [path] if path.parent == package else [file for file in path.parent.rglob("*") if _counts(file)]
        new = set(beside) - found
        found |= new
        waiting += [_file_of(name, package) for file in new if file.suffix == ".py" for name in _imported_by(file, package)]
    return sorted(found)


def _counts(file: Path) -> bool:
    return file.is_file() and file.parent.name != "__pycache__" and not file.name.startswith(".")


def _file_of(module: str, package: Path) -> Path | None:
    """The file of a module of the package; None for the package itself, for what a module defines, and for modules from elsewhere."""
    first, *rest = module.split(".")
    if first != package.name or not rest:
        return None
    place = package.joinpath(*rest)
    return next((file for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()), None)


def _imported_by(file: Path, package: Path) -> Iterator[str]:
    """The modules that a file may import, wherever in it the import stands; also names that are no modules."""
    own = ".".join([package.name, *file.parent.relative_to(package).parts])
    for node in ast.walk(ast.parse(file.read_bytes(), file)):
        if isinstance(node, ast.Import):
            yield from (known.name for known in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), own)
            yield base
            yield from (f"{base}.{known.name}" for known in node.names)


def _meaning_of(path: Path) -> bytes:
    """What of a file can alter a run: the syntax tree of Python without strings that stand alone, every byte of anything else."""
    if path.suffix != ".py":
        return path.read_bytes()
    parts: list[str] = []
    _spell(ast.parse(path.read_bytes(), path), parts)
    return "\0".join(parts).encode()


def _spell(node: ast.AST, parts: list[str]) -> None:
    """Write a syntax tree out, alike under every version of Python: fields that are empty, or of newer versions only, are left out."""
    parts.append(type(node).__name__)
    for name in node._fields:
        value = getattr(node, name, None)
        if (value is None and not isinstance(node, ast.Constant)) or value == [] or name in ("kind", "type_comment"):
            continue
        parts.append(name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.AST):
                if not _stands_alone(item):
                    _spell(item, parts)
            else:
                parts.append(repr(item))
        parts.append(";")


def _stands_alone(node: ast.AST) -> bool:
    """Whether a statement is a string and nothing else: a docstring, of a module, a class, a function or a value."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
