"""What each program of experiments/ may be told beside the initiative: the declaration stands in the program itself."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from sim.config import Options

EXPERIMENTS = Path(__file__).resolve().parents[2] / "experiments"
PROGRAMS = ("simulate", "why_initiatives_fail", "sweep", "compare_programmes", "optimise_programme", "calibrate")


@cache
def options_of(program: str) -> type[Options]:
    """The options of a program, by its name in experiments/ and in configs/."""
    name = f"options_of_{program}"
    spec = importlib.util.spec_from_file_location(name, EXPERIMENTS / f"{program}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(EXPERIMENTS / f"{program}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where postponed annotations are looked up
    spec.loader.exec_module(module)
    return next(kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Options) and kind is not Options)


def section_of(program: str, key: str) -> type[BaseModel]:
    """The section of a program's options that stands at a key."""
    kind = options_of(program).model_fields[key].annotation
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        raise TypeError(f"{program}: {key} is no section")
    return kind
