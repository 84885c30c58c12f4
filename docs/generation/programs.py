"""The options of each command beside the initiative, as its module in sim/commands declares them."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from pydantic import BaseModel

from sim.commands.catalogue import COMMANDS
from sim.config import Options

MODULES = {entry.configuration: entry.module for entry in COMMANDS.values() if entry.configuration is not None}
PROGRAMS = tuple(MODULES)


@cache
def options_of(program: str) -> type[Options]:
    """The options of a command, by the name of its file in configs/."""
    module = import_module(MODULES[program])
    return next(kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Options) and kind is not Options)


def section_of(program: str, key: str) -> type[BaseModel]:
    """The section of a program's options that stands at a key."""
    kind = options_of(program).model_fields[key].annotation
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        raise TypeError(f"{program}: {key} is no section")
    return kind
