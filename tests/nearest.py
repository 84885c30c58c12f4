"""Run the tests nearest to a change, within a time budget: python tests/nearest.py [--budget SECONDS] [--since COMMIT] [--list].

A change is the difference from the branch `main` (of `origin` where there is one); on `main` itself, the uncommitted files, or else the
last commit. A test file is as near as the shortest chain of imports from it to a changed module; any other changed file is near the tests
that name it. The nearest test files run first, until their seconds (tests/seconds.json) fill the budget; `make test` runs the rest.

To measure anew, after `make test`: python tests/nearest.py --measured .pytest_cache/junit/*.xml
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = ROOT / "tests" / "seconds.json"
ALWAYS = ("tests/docs/test_english.py", "tests/docs/test_glossary.py")
LEFT_TO_MAKE_TEST = ("tests/browser", "tests/test_installed.py")  # need a browser, or a network
UNMEASURED = 5.0  # seconds that a new test file is taken to need
BUDGET = 180  # seconds of test time, on two workers
WORKERS = 2


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


def module_of(path: Path) -> str:
    """The name by which a file is imported: `sim.engine.week`, or the bare name of a file among the tests."""
    place = path.relative_to(ROOT).with_suffix("")
    parts = place.parts[:-1] if place.name == "__init__" else place.parts
    return parts[-1] if parts[0] == "tests" else ".".join(parts)


@cache
def python_files() -> dict[str, Path]:
    """Every Python file that a test may import, by the name of its module."""
    files = [path for folder in ("sim", "experiments", "docs", "tests") for path in (ROOT / folder).rglob("*.py")]
    return {module_of(path): path for path in files}


@cache
def imported_by(path: Path) -> frozenset[str]:
    """Modules that a file imports, inside functions too, and the `conftest` that pytest loads for it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("sim.") and " " not in node.value:
            names.add(node.value)  # a module that is loaded by its name
    return frozenset(names & python_files().keys())


def distances(test: Path) -> dict[str, int]:
    """Every module that a test file reaches, with the number of imports on the way."""
    near = {name: 1 for name in imported_by(test)}
    conftest = test.parent / "conftest.py"
    if conftest.is_file():
        near |= {name: 1 for name in imported_by(conftest)}
    waiting = deque(near)
    while waiting:
        name = waiting.popleft()
        for further in imported_by(python_files()[name]):
            if further not in near:
                near[further] = near[name] + 1
                waiting.append(further)
    return near


def distance(test: Path, changed: Iterable[str]) -> int | None:
    """How far a test file is from the nearest changed file; none: no chain leads there."""
    text, reached = test.read_text(encoding="utf-8"), distances(test)
    found: list[int] = []
    for name in changed:
        path = ROOT / name
        if path == test or path == test.parent / "conftest.py":
            found.append(0)
        elif path.suffix == ".py" and path.is_relative_to(ROOT) and name.partition("/")[0] in ("sim", "experiments", "docs", "tests"):
            found += [reached[module]] if (module := module_of(path)) in reached else []
        elif path.name in text or f'"{path.stem}"' in text:
            found.append(1)
    return min(found, default=None)


def chosen(changed: Iterable[str], budget: float) -> tuple[list[str], list[str]]:
    """Test files to run, nearest first, and those near a change that do not fit the budget."""
    seconds: dict[str, float] = json.loads(SECONDS.read_text(encoding="utf-8"))
    tests = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if "older" not in path.parts]
    near = {path.relative_to(ROOT).as_posix(): distance(path, changed) for path in tests}
    near |= {name: 0 for name in ALWAYS}
    order = sorted((far, seconds.get(name, UNMEASURED), name) for name, far in near.items() if far is not None)
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
            name = next(
                (f"{'/'.join(parts[:end])}.py" for end in range(len(parts), 0, -1) if (ROOT / f"{'/'.join(parts[:end])}.py").is_file()),
                None,
            )
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
    print(f"{len(changed)} files changed; {len(run)} test files are nearest{': ' + ', '.join(run) if asked.list else ''}.")
    if left:
        print(f"Left to `make test`, {len(left)} test files: {', '.join(left[:6])}{', …' if len(left) > 6 else ''}.")
    if asked.list:
        return 0
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", str(WORKERS), *run], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
