"""Rules are compiled when they are first asked for, and whoever waits is told so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASKED = """
from sim.compiled import rule


def doubled(x):
    return 2 * x


def trebled(x):
    return 3 * x


print(rule(doubled)(1), rule(trebled)(1))
"""


def test_who_waits_for_the_rules_is_told_once_and_then_no_more(tmp_path: Path) -> None:
    script = tmp_path / "asked.py"
    script.write_text(ASKED, encoding="utf-8")
    here = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(Path(__file__).parents[2])}
    here.pop("NUMBA_DISABLE_JIT", None)
    first, second = (subprocess.run([sys.executable, str(script)], env=here, capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout == "2 3\n"
    assert first.stderr.count("Compiling the rules") == 1 and second.stderr == ""
