"""The console command `change-simulator`, also `python -m sim`: chooses a command and hands it the rest of the command line."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

from sim.commands.catalogue import COMMANDS
from sim.commands.usages import USAGES
from sim.exit_statuses import REFUSED
from sim.typed_command import CONSOLE

YOUNG = 20_000  # new objects between two searches for garbage: libraries make a million that stay, and Python's 700 would search them often
OVERVIEW = """\
Simulate change in an organisation: who adopts, which initiatives fail, and why.

Usage: {console} COMMAND [key.path=value …]

Commands:
{commands}

Examples:
  {console} simulate scenario=company_a                                one initiative: its course, and a folder with figures
  {console} why study.initiatives=100 study.folder=outputs/small       a small study of causes, under a minute: report.html
  {console} lab                                                        a page for trainers; Ctrl-C stops it

{console} COMMAND --help explains a command: its settings, defaults, examples and exit statuses.
Completion: eval "$({console} completion bash)" in ~/.bashrc, or the same with zsh in ~/.zshrc.
The first simulation on a machine compiles the rules, for about a minute; later ones start in seconds.
"""


def main() -> NoReturn:
    """Run the command that was typed, and leave with its exit status."""
    gc.set_threshold(YOUNG)
    if "_ARGCOMPLETE" in os.environ:
        from sim.commands.completion import complete

        complete()
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("--help", "-h", "help"):
        print(_overview(), end="")
        raise SystemExit(0)
    if name == "--version":
        from importlib.metadata import version

        print(f"{CONSOLE} {version('change-simulator')}")
        raise SystemExit(0)
    if name not in COMMANDS:
        from sim.config.errors import hint, shown

        print(f"{CONSOLE}: {shown(name)} is not a command{hint(name, COMMANDS)}", file=sys.stderr)
        raise SystemExit(REFUSED)
    sys.argv = [f"{CONSOLE} {name}", *arguments]
    configuration = COMMANDS[name].configuration
    if configuration is not None and {"--help", "-h"} & {*arguments}:
        from sim.config.help import help_text, shipped_options, write_out

        write_out(help_text(USAGES[name], shipped_options(configuration)))
        raise SystemExit(0)
    raise SystemExit(import_module(COMMANDS[name].module).start())


def _overview() -> str:
    widest = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name.ljust(widest)}  {entry.about}" for name, entry in COMMANDS.items())
    return OVERVIEW.format(console=CONSOLE, commands=commands)


if __name__ == "__main__":
    main()
