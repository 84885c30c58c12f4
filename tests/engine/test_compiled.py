"""Rules are compiled when they are first asked for, kept for later starts, and the reader who waits is told so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.compiled import is_compiled
from sim.rule_store import rule_folder
from sim.versions import PACKAGE

ASKED = """
from sim.mechanisms.habit import HabitParameters, habit_after
from sim.mechanisms.norms import NormParameters, norm_after

print(habit_after(0.5, 1, 0.3, HabitParameters()) > 0.5, norm_after(0.5, 1.0, 0.5, 0.5, 0.5, NormParameters()) > 0.0)
"""
COUNTED = ASKED + "print(*(sum(rule.stats.cache_hits.values()) for rule in (habit_after, norm_after)))\n"
FULL = """
import sim.rule_store


def write_whole(*_):
    with open("/dev/full", "w") as file:
        file.write("rules")


sim.rule_store.write_whole = write_whole
"""
WHERE = "from sim.compiled import is_compiled, rule_folder; print(is_compiled(), rule_folder())"


def around(cache: Path, package: Path = PACKAGE, **more: str) -> dict[str, str]:
    """The environment of a process that keeps its compiled rules in a folder of the test."""
    here = os.environ | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(package.parent), "PYTHONSAFEPATH": "1"} | more
    for name in ("NUMBA_DISABLE_JIT", "NUMBA_CACHE_DIR"):
        here.pop(name, None)
    return here


def ran(program: str, here: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], env=here, capture_output=True, text=True, check=True)


def test_a_reader_who_waits_for_the_rules_is_told_once_and_then_no_more(tmp_path: Path) -> None:
    first, second = (ran(ASKED, around(tmp_path / "cache")) for _ in range(2))
    assert first.stdout == second.stdout == "True True\n"
    assert first.stderr.count("Compiling the rules") == 1 and second.stderr == ""


def test_another_checkout_of_the_same_rules_finds_what_the_first_compiled(tmp_path: Path) -> None:
    other = shutil.copytree(PACKAGE, tmp_path / "other" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    assert ran(COUNTED, around(tmp_path / "cache")).stdout.splitlines()[1] == "0 0"
    found = ran(f"import sim; print(sim.__file__)\n{COUNTED}", around(tmp_path / "cache", other))
    assert found.stdout.splitlines() == [str(other / "__init__.py"), "True True", "1 1"] and found.stderr == ""


def test_processes_that_start_cold_at_once_all_work_and_leave_whole_files(tmp_path: Path) -> None:
    here = around(tmp_path / "cache")
    started = [subprocess.Popen([sys.executable, "-c", ASKED], env=here, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=600)[0] for process in started] == ["True True\n"] * 3
    assert ran(COUNTED, here).stdout.splitlines()[1] == "1 1"
    assert {path.suffix for path in (tmp_path / "cache").rglob("*") if path.is_file()} <= {".nbc", ".json"}


def test_a_damaged_file_is_compiled_anew(tmp_path: Path) -> None:
    here = around(tmp_path / "cache")
    ran(ASKED, here)
    (kept,) = (tmp_path / "cache").rglob("habit_after-*.nbc")
    kept.write_bytes(kept.read_bytes()[:100])
    assert ran(COUNTED, here).stdout.splitlines() == ["True True", "0 1"]
    assert ran(COUNTED, here).stdout.splitlines() == ["True True", "1 1"]


def test_a_cache_that_cannot_be_written_is_said_in_one_line_once(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder is needed\n", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    here = around(tmp_path / "cache", TMPDIR=str(tmp_path / "tmp"))
    first, second = ran(ASKED, here), ran(COUNTED, here)
    assert first.stdout == "True True\n"
    assert [line for line in first.stderr.splitlines() if "cannot" in line] == [first.stderr.splitlines()[0]]
    assert str(tmp_path / "cache") in first.stderr.splitlines()[0]
    assert second.stdout.splitlines() == ["True True", "1 1"] and second.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
def test_a_disk_that_is_full_stops_no_run(tmp_path: Path) -> None:
    done = ran(FULL + ASKED, around(tmp_path / "cache"))
    assert done.stdout == "True True\n" and done.stderr.count("cannot be written") == 1


def test_rules_compiled_for_another_processor_do_not_count(tmp_path: Path) -> None:
    here = around(tmp_path / "cache")
    is_there, folder = ran(WHERE, here).stdout.split(maxsplit=1)
    assert is_there == "False"
    kept = Path(folder.strip()) / "sim.engine.week" / "run_weeks-0.nbc"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"")
    assert ran(WHERE, here).stdout.split()[0] == "True"
    assert ran(WHERE, here | {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}).stdout.split()[0] == "False"


def test_after_a_run_the_rules_are_where_they_are_looked_for() -> None:
    import sim

    sim.simulate(sim.load("company_a", "weeks=1"), seed=1)
    assert is_compiled() and any((rule_folder() / "sim.engine.week").glob("run_weeks-*.nbc"))
