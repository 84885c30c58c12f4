"""Rules are compiled when they are first asked for, and the reader who waits is told so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASKED = """
from sim.mechanisms.habit import HabitParameters, habit_after
from sim.mechanisms.norms import NormParameters, norm_after

print(habit_after(0.5, 1, HabitParameters()) > 0.5, norm_after(0.5, 1.0, 0.5, 0.5, NormParameters()) > 0.0)
"""


def test_a_reader_who_waits_for_the_rules_is_told_once_and_then_no_more(tmp_path: Path) -> None:
    here = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(Path(__file__).parents[2])}
    for name in ("NUMBA_DISABLE_JIT", "NUMBA_CACHE_DIR"):
        here.pop(name, None)
    first, second = (subprocess.run([sys.executable, "-c", ASKED], env=here, capture_output=True, text=True, check=True) for _ in range(2))
    assert first.stdout == second.stdout == "True True\n"
    assert first.stderr.count("Compiling the rules") == 1 and second.stderr == ""
