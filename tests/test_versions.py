"""Every change that can alter a run changes the version of the model and recompiles the rules; a change of words does neither."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim import versions
from sim.compiled import MODEL_VERSION
from sim.study.experiments.experiment import study_version
from sim.versions import PACKAGE, remembered_version_of, sources_behind, version_of

RUN, STUDY = "sim.engine.run", "sim.study.experiments.experiment"
ASK = "from sim.compiled import MODEL_VERSION; print(MODEL_VERSION)"
COMPILE = """
from sim.mechanisms.habit import HabitParameters, habit_after

value = habit_after(0.5, 0, 0.3, HabitParameters())
print(value, sum(habit_after.stats.cache_hits.values()), sum(habit_after.stats.cache_misses.values()))
"""

OF_A_RUN, OF_A_STUDY = version_of([RUN]), version_of([STUDY])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    return shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))


def replace(file: Path, old: str, new: str) -> None:
    source = file.read_text(encoding="utf-8")
    assert source.count(old) >= 1, f"{old!r} is not in {file.name} any more: change the test"
    file.write_text(source.replace(old, new, 1), encoding="utf-8")


def printed_by(program: str, package: Path, **more: str) -> str:
    """What a program prints that imports the copy."""
    around = os.environ | {"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(package.parent / "cache"), "PYTHONSAFEPATH": "1"} | more
    for name in ("NUMBA_DISABLE_JIT", "NUMBA_CACHE_DIR"):
        around.pop(name, None)
    done = subprocess.run([sys.executable, "-c", program], env=around, cwd=package.parent, capture_output=True, text=True, check=True)
    return done.stdout.strip()


CHANGES = {
    "a number of a rule": ("mechanisms/habit.py", "0.27", "0.28"),
    "code of a rule": ("mechanisms/stage.py", ">=", ">"),
    "how arrays are declared": ("engine/state.py", "FIRM = {", "OTHER = 1\nFIRM = {"),
    "a range that may be declared": ("declared.py", "le=2_600", "le=2_601"),
    "a default of what may be declared": ("schema/initiative.py", "= 156", "= 157"),
    "an option of the compiler": ("compiled.py", '"error_model": "numpy"', '"error_model": "numpy", "fastmath": True'),
    "how versions are told": ("versions.py", "[:16]", "[:15]"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_can_alter_a_run_changes_the_version_of_the_model(package: Path, change: str) -> None:
    file, old, new = CHANGES[change]
    replace(package / file, old, new)
    assert version_of([RUN], package=package) != OF_A_RUN


@pytest.mark.parametrize("place", ["mechanisms", "engine/deeper", "organisation/a/b"])
@pytest.mark.parametrize("name", ["more.py", "numbers.csv"])
def test_a_file_more_changes_the_version_wherever_it_lies(package: Path, place: str, name: str) -> None:
    folder = package / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("NUMBER = 1\n", encoding="utf-8")
    assert version_of([RUN], package=package) != OF_A_RUN


def test_an_import_of_anything_new_makes_it_count(package: Path) -> None:
    (package / "apart").mkdir()
    (package / "apart" / "__init__.py").write_text("", encoding="utf-8")
    (package / "apart" / "numbers.py").write_text("HALF = 0.5\n", encoding="utf-8")
    assert version_of([RUN], package=package) == OF_A_RUN
    replace(
        package / "engine" / "week.py", "import annotations\n", "import annotations\n\nfrom sim.apart.numbers import HALF  # noqa: F401\n"
    )
    with_half = version_of([RUN], package=package)
    replace(package / "apart" / "numbers.py", "0.5", "0.6")
    assert len({OF_A_RUN, with_half, version_of([RUN], package=package)}) == 3


@pytest.mark.parametrize("module", ["engine/week.py", "mechanisms/habit.py", "declared.py", "compiled.py", "study/population/sampling.py"])
def test_comments_docstrings_and_layout_alone_change_nothing(package: Path, module: str) -> None:
    file = package / module
    source = file.read_text(encoding="utf-8")
    told = '"""Other words.\n\nAnd more of them.\n"""' + source[source.index('"""', 3) + 3 :]
    file.write_text("# A comment.\n" + told.replace(") -> ", ") ->  ") + "\n\n# The end.\n", encoding="utf-8")
    assert version_of([STUDY], package=package) == OF_A_STUDY


@pytest.mark.parametrize("folder", ["figures", "lab", "reports", "play", "config", "study"])
def test_files_unused_by_runs_do_not_change_the_version(folder: str) -> None:
    assert not [path for path in sources_behind([RUN]) if path.relative_to(PACKAGE).parts[0] == folder]


@pytest.mark.parametrize("library", ["numba", "llvmlite", "numpy"])
def test_another_version_of_what_compiles_the_rules_is_another_version_of_the_model(package: Path, library: str) -> None:
    asked = f"import {library}; {library}.__version__ += '.1'; {ASK}"
    assert printed_by(asked, package) != MODEL_VERSION


def test_an_option_of_the_compiler_from_outside_is_another_version_of_the_model(package: Path) -> None:
    assert printed_by(ASK, package) == MODEL_VERSION != printed_by(ASK, package, NUMBA_OPT="1")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("study/population/sampling.py", "SMALLEST_UNIT = 4", "SMALLEST_UNIT = 5"),
        ("study/population/distributions.py", "beta", "gamma"),
        ("study/sensitivity/morris.py", "LEVELS = ", "LEVELS = 1 + "),
        ("study/experiments/run_tables.py", "int64", "int32"),
        ("mechanisms/habit.py", "0.27", "0.28"),
    ],
)
def test_a_change_that_can_alter_which_runs_there_are_changes_the_version_of_a_study(package: Path, file: str, old: str, new: str) -> None:
    replace(package / file, old, new)
    assert study_version() == OF_A_STUDY != version_of([STUDY], package=package)


def test_how_a_study_is_carried_out_and_told_does_not_count() -> None:
    counted = {path.relative_to(PACKAGE).parts[:2] for path in sources_behind([STUDY])}
    assert not counted & {("study", "execution"), ("study", "failure"), ("study", "comparison")}


def test_a_rule_is_compiled_anew_when_it_changes_and_only_then(package: Path) -> None:
    rule = package / "mechanisms" / "habit.py"
    value, hits, misses = printed_by(COMPILE, package).split()
    assert (hits, misses) == ("0", "1")
    rule.write_text("# A comment above everything moves every line.\n" + rule.read_text(encoding="utf-8"), encoding="utf-8")
    assert printed_by(COMPILE, package).split() == [value, "1", "0"]
    replace(rule, "= 0.06", "= 0.12")
    other, hits, misses = printed_by(COMPILE, package).split()
    assert other != value and (hits, misses) == ("0", "1")


def test_a_remembered_version_is_told_without_parsing_until_a_file_changes(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[object] = []

    def counted(modules: list[str], *also: object, package: Path) -> str:
        parsed.append(modules)
        return version_of(modules, *also, package=package)

    monkeypatch.setattr(versions, "SETTLED", 0)
    monkeypatch.setattr(versions, "version_of", counted)
    for _ in range(2):
        known = remembered_version_of([RUN], memory=tmp_path / "memory", package=package)
        assert known.name == OF_A_RUN and package / "engine" / "week.py" in known.files
    assert len(parsed) == 1
    replace(package / "mechanisms" / "habit.py", "0.27", "0.28")
    changed = remembered_version_of([RUN], memory=tmp_path / "memory", package=package).name
    (package / "mechanisms" / "more.py").write_text("NUMBER = 1\n", encoding="utf-8")
    assert len({OF_A_RUN, changed, remembered_version_of([RUN], memory=tmp_path / "memory", package=package).name}) == len(parsed) == 3


def test_a_version_just_after_a_change_is_not_remembered(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "SETTLED", 10**15)
    assert remembered_version_of([RUN], memory=tmp_path / "memory", package=package).name == OF_A_RUN
    assert not list(tmp_path.glob("memory/*"))


def test_a_rule_from_elsewhere_is_never_kept(package: Path) -> None:
    own = "from sim.compiled import rule\n\ndoubled = rule(lambda x: 2 * x)\nprint(doubled(2), sum(doubled.stats.cache_hits.values()))\n"
    (package.parent / "own.py").write_text(own, encoding="utf-8")
    assert [printed_by("import runpy; runpy.run_path('own.py')", package) for _ in range(2)] == ["4 0", "4 0"]
