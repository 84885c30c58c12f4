"""An argument parser that refuses a command line in one line, naming the nearest word it knows."""

from __future__ import annotations

import argparse
import difflib
import re
from typing import NoReturn

from sim.exit_statuses import REFUSED

_CHOICE = re.compile(r"invalid choice: (?P<given>.+?) \(choose from (?P<known>.+)\)")
_UNKNOWN = re.compile(r"unrecognized arguments: (?P<given>\S+)")


class OneLineParser(argparse.ArgumentParser):
    """argparse's parser without the usage lines before a refusal."""

    def error(self, message: str) -> NoReturn:
        """Print the refusal with the nearest known word, and leave with status 2."""
        self.exit(REFUSED, f"{self.prog}: {message}{self._nearest(message)}\n")

    def _nearest(self, message: str) -> str:
        choice, unknown = _CHOICE.search(message), _UNKNOWN.search(message)
        if choice is not None:
            given, known = choice["given"].strip("'"), re.findall(r"[\w-]+", choice["known"])
        elif unknown is not None:
            given, known = unknown["given"].partition("=")[0], [name for action in self._actions for name in action.option_strings]
        else:
            return ""
        near = difflib.get_close_matches(given, known, n=1, cutoff=0.5)
        return f"; nearest: {near[0]}" if near else ""
