"""Programs as processes that are split off from one that has everything imported, so that a test does not pay for a start.

Exit status, output and files are those of a process that was started anew; some test of each program still starts one.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

SPLITTING = multiprocessing.get_context("forkserver")
SPLITTING.set_forkserver_preload(["sim.study.execution.run_study", "sim.config", "sim.commands.why", "matplotlib.pyplot"])
PATIENCE = 600.0  # seconds, for a machine that is busy with more


class Program:
    """A program that runs; typed : its file and what is typed after it"""

    def __init__(self, typed: Sequence[str], folder: Path | None = None) -> None:
        self._typed = list(typed)
        self._said = tempfile.TemporaryDirectory()
        target = (self._typed, str(folder or Path.cwd()), self._said.name)
        self._process = SPLITTING.Process(target=_run, args=target)
        self._process.start()

    def ended(self) -> CompletedProcess[str]:
        """Its exit status, and what it said."""
        self._process.join(PATIENCE)
        status = self._process.exitcode
        assert status is not None, f"{self._typed} still runs"
        out, err = ((Path(self._said.name) / name).read_text(encoding="utf-8") for name in ("out", "err"))
        self._said.cleanup()
        return CompletedProcess(self._typed, status, out, err)


def _run(typed: list[str], folder: str, said: str) -> None:
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{said}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    os.chdir(folder)
    sys.argv, sys.orig_argv = typed, [sys.executable, *typed]
    sys.path[0] = str(Path(typed[0]).resolve().parent)
    runpy.run_path(typed[0], run_name="__main__")
