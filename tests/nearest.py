"""Run the tests nearest to a change, within a time budget: python tests/nearest.py [--budget SECONDS] [--since COMMIT] [--list].

A change is the difference from the branch `main` (of `origin` where there is one); on `main` itself, the uncommitted files, or else the
last commit. A test file is as near as the shortest chain of imports from it to a changed file, or to a module that reads the changed file;
a test file that names a changed file is nearest. The nearest test files run first, until their seconds (tests/seconds.json) fill the
budget; `make test` runs the rest.

To measure anew, after `make test`: python tests/nearest.py --measured .pytest_cache/junit/*.xml
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
SECONDS = TESTS / "seconds.json"
ALWAYS = ("tests/docs/test_english.py", "tests/docs/test_glossary.py")
LEFT_TO_MAKE_TEST = ("tests/browser", "tests/test_installed.py")  # need a browser, or a network
UNMEASURED = 5.0  # seconds that a new test file is taken to need
BUDGET = 180  # seconds of test time, on two workers
WORKERS = 2
SPREAD = ("--dist", "loadfile", "--no-loadscope-reorder")  # a file to a worker, so that fixtures are made once; long files first


def git(*arguments: str) -> list[str]:
    """Lines that git prints; none where it refuses."""
    ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.splitlines() if ran.returncode == 0 else []


def changed_files(since: str | None) -> list[str]:
    """Paths that differ from a commit, with those that git does not track yet."""
    bases = [since] if since is not None else ["origin/main", "main"]
    base = next((found[0] for name in bases if (found := git("merge-base", "HEAD", name))), "HEAD")
    untracked = git("ls-files", "--others", "--exclude-standard")
    return [*git("diff", "--name-only", base), *untracked] or git("diff", "--name-only", "HEAD~1")


def file_of(module: str, beside: Path) -> Path | None:
    """The file of a module of this repository, or of one beside or above the file that imports it; none: it comes from elsewhere."""
    places = [folder.joinpath(*module.split(".")) for folder in (ROOT, beside, beside.parent)]
    return next((file for place in places for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()), None)


@cache
def needed_by(path: Path) -> frozenset[Path]:
    """Files that a Python file imports, inside functions and by name too, and each `conftest.py` that pytest loads for it."""
    text = path.read_text(encoding="utf-8")
    found: set[Path | None] = set()
    members: set[Path | None] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {file_of(alias.name, path.parent) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            beside = path.parents[max(node.level, 1) - 1]
            module = [node.module] if node.module is not None else []
            found |= {file_of(".".join(module), beside)} if module else set()
            members |= {file_of(".".join([*module, alias.name]), beside) for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"(sim|experiments)(\.\w+)+", node.value):
            found.add(file_of(node.value, path.parent))
    if "import_module(f" in text:  # modules of an imported package are loaded by name
        packages = [file.parent for file in members if file is not None and file.name == "__init__.py"]
        members |= {file for package in packages for file in package.glob("*.py")}
    conftests = [folder / "conftest.py" for folder in path.parents if folder.is_relative_to(TESTS)]
    found |= members | {file for file in conftests if file.is_file()}
    return frozenset(file for file in found if file is not None and file != path)


def readers_of(path: Path) -> set[Path]:
    """Python files that read a file of another kind: the loader of the library, the modules beside it, or the tests of the pages."""
    first = path.relative_to(ROOT).parts[0]
    if path.name in ("pyproject.toml", "constraints.txt"):
        return set(test_files())
    if first == "configs":
        return {ROOT / "sim" / "config" / "library_files.py"}
    if first == "sim":
        folder = next(folder for folder in path.parents if any(folder.glob("*.py")))
        return set(folder.glob("*.py"))
    return set((TESTS / "docs").glob("test_*.py")) if path.suffix in (".md", ".ipynb", ".cff") else set()


def names(text: str, path: Path) -> bool:
    """Whether a text names a file: a page or a program by its name, an entry of the library without its suffix."""
    if path.name in ("conftest.py", "__init__.py"):
        return False
    name = path.stem if path.is_relative_to(ROOT / "configs") else path.name
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_files() -> list[Path]:
    """Every test file, in order."""
    return sorted(path for path in TESTS.rglob("test_*.py") if "older" not in path.parts)


def distances(changed: Iterable[str]) -> dict[Path, int]:
    """How far each Python file is from the nearest changed file: 0 itself, 1 what imports, reads or names it, and so on."""
    files = [path for folder in ("sim", "experiments", "docs", "tests", "notebooks") for path in (ROOT / folder).rglob("*.py")]
    importers: dict[Path, set[Path]] = {}
    for path in files:
        for needed in needed_by(path):
            importers.setdefault(needed, set()).add(path)
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.is_relative_to(TESTS)}
    near = {ROOT / name: 0 for name in changed}
    waiting = deque(near)
    while waiting:
        path = waiting.popleft()
        further = importers.get(path, set())
        if near[path] == 0 or not further:  # what no file imports may be a program
            further = further | {test for test, text in texts.items() if names(text, path)}
        if near[path] == 0 and path.suffix != ".py":
            further = further | readers_of(path)
        for one in further - near.keys():
            near[one] = near[path] + 1
            waiting.append(one)
    return near


def chosen(changed: Iterable[str], budget: float) -> tuple[list[str], list[str]]:
    """Test files to run, nearest first, and those near a change that do not fit the budget."""
    seconds: dict[str, float] = json.loads(SECONDS.read_text(encoding="utf-8"))
    found = distances(changed)
    near = {path.relative_to(ROOT).as_posix(): found[path] for path in test_files() if path in found}
    near |= {name: 0 for name in ALWAYS}
    order = sorted((far, seconds.get(name, UNMEASURED), name) for name, far in near.items())
    run, left, spent = [], [], 0.0
    for _, cost, name in order:
        fits = spent + cost <= budget and not name.startswith(LEFT_TO_MAKE_TEST)
        (run if fits else left).append(name)
        spent += cost * fits
    return run, left


def measured(reports: Iterable[str]) -> dict[str, float]:
    """Seconds of each test file, from reports that pytest wrote with --junit-xml."""
    seconds: dict[str, float] = {}
    for report in reports:
        for case in ET.parse(report).iter("testcase"):
            parts = case.get("classname", "").split(".")
            files = (f"{'/'.join(parts[:end])}{suffix}" for end in range(len(parts), 0, -1) for suffix in (".ipynb", ".py"))
            name = next((file for file in files if (ROOT / file).is_file()), None)
            if name is not None:
                seconds[name] = round(seconds.get(name, 0.0) + float(case.get("time", 0.0)), 1)
    return dict(sorted(seconds.items()))


def main(arguments: list[str]) -> int:
    """Choose and run; the exit status is pytest's."""
    parser = argparse.ArgumentParser("python tests/nearest.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--budget", type=float, default=BUDGET, help=f"seconds of test time, shared by {WORKERS} workers (default: {BUDGET})"
    )
    parser.add_argument("--since", metavar="COMMIT", help="count changes since this commit (default: where the branch left main)")
    parser.add_argument("--list", action="store_true", help="name the tests, run none")
    parser.add_argument("--measured", nargs="+", metavar="REPORT", help="write tests/seconds.json from these reports, run nothing")
    asked = parser.parse_args(arguments)
    if asked.measured is not None:
        SECONDS.write_text(json.dumps(measured(asked.measured), indent=1) + "\n", encoding="utf-8")
        return 0
    changed = changed_files(asked.since)
    run, left = chosen(changed, asked.budget)
    print(f"{len(changed)} files changed; {len(run)} test files are nearest: {', '.join(run)}.")
    if left:
        print(f"Left to `make test`, {len(left)} test files: {', '.join(left[:6])}{', …' if len(left) > 6 else ''}.")
    if asked.list:
        return 0
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", str(WORKERS), *SPREAD, *run], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
