"""The words a user types to start this program again."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import PurePath

CONSOLE = "change-simulator"
"""The console command that the package installs."""


def program() -> str:
    """What comes before the settings: `change-simulator why`, or `python experiments/sweep.py` for a program of one's own."""
    started = sys.argv[0]
    return started if started.startswith(f"{CONSOLE} ") else shlex.join(["python", started])


def this_command() -> str:
    """The whole command line as it was typed."""
    return shlex.join(_typed_words())


def without(is_left_out: Callable[[str], bool]) -> str:
    """The command line as it was typed, without some of its words."""
    return shlex.join(word for word in _typed_words() if not is_left_out(word))


def _typed_words() -> list[str]:
    interpreter_arguments = sys.orig_argv[1:]
    if interpreter_arguments and PurePath(interpreter_arguments[0]).stem == CONSOLE:
        return [CONSOLE, *interpreter_arguments[1:]]
    return ["python", *interpreter_arguments]
