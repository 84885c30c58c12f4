"""Break the rules one change at a time, and see whether a test notices: the score of the tests in tests/mechanisms, planning and schema.

    python tests/mutation.py                              every file of sim/mechanisms, sim/planning and sim/schema with a test of its own,
                                                          and sim/organisation/closure.py
    python tests/mutation.py sim/mechanisms/choice.py     one file

The changes are those of cosmic-ray. Each is tried in a process of its own, forked from one that has the libraries loaded, and is never
written to disk: the changed source takes the place of the file when that process imports it. Rules run uncompiled.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import gc
import importlib.abc
import importlib.machinery
import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

os.environ["NUMBA_DISABLE_JIT"] = "1"
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # a fork lives for a fraction of a second: it loads what the tests need and no more

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("mechanisms", "planning", "schema")
BESIDE = ("organisation/closure",)
"""Rules that lie on another floor."""

LONGEST = 20
"""Seconds of processor time after which a change counts as noticed: it made something endless."""

PLAIN = ["-x", "-q", "-c", os.devnull, "--assert=plain", "--tb=no", "--import-mode=importlib"]
PLAIN += [f"-pno:{plugin}" for plugin in ("cacheprovider", "threadexception", "unraisableexception")]
"""A session of pytest that starts at once and stops at the first test that fails."""

FAMILIES = (
    {"Add", "Sub", "Mul", "Div"},
    {"BitOr", "BitAnd", "BitXor", "RShift", "LShift"},
    {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE"},
    {"Is", "IsNot"},
)
"""An operator gives way to its like only: numbers have no bits and no identity, such a change would fail at once and flatter the score."""


class Mutant(NamedTuple):
    """A source file with one change, and where it is."""

    path: Path
    line: int
    name: str
    code: str


def is_tried(operator: str) -> bool:
    """Whether a change is tried: operators within their family, and everything else but lifting decorators."""
    kind, *ends = operator.rsplit("/", 1)[1].rsplit("_", 2)
    if kind in ("ReplaceBinaryOperator", "ReplaceComparisonOperator"):
        return any(set(ends) <= family for family in FAMILIES)
    return kind not in ("RemoveDecorator", "VariableReplacer", "VariableInserter")


def _spans(nodes: list[ast.AST]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)) for node in nodes]  # type: ignore[attr-defined]


def _is_inside(place: tuple[int, int], spans: list[tuple[tuple[int, int], tuple[int, int]]]) -> bool:
    return any(start <= place < end for start, end in spans)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every change inside the functions of a file. Declarations are data, and annotations do nothing: neither is changed."""
    source = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    bodies = _spans([part for function in functions for part in function.body])
    types = _spans([node.annotation for f in functions for node in ast.walk(f) if isinstance(node, ast.AnnAssign)])
    tree = get_ast(source)
    seen = {source}
    for name in filter(is_tried, operator_names()):
        operator = get_operator(name)()
        places = [start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node)]
        for occurrence, place in enumerate(places):
            if not _is_inside(place, bodies) or _is_inside(place, types):
                continue
            code = mutate_code(source, operator, occurrence)
            if code is not None and code not in seen:
                seen.add(code)
                yield Mutant(path, place[0], name.rsplit("/", 1)[1], code)


class Changed(importlib.abc.MetaPathFinder):
    """Lets the next import of one module find the changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        loader = importlib.machinery.SourceFileLoader(fullname, str(self.mutant.path))
        loader.get_code = lambda _: compile(self.mutant.code, str(self.mutant.path), "exec")  # type: ignore[method-assign]
        return importlib.machinery.ModuleSpec(fullname, loader, origin=str(self.mutant.path))


def judge_of(path: Path) -> Path:
    """The only tests that judge a file: its own."""
    return ROOT / "tests" / path.parent.name / f"test_{path.stem}.py"


def is_noticed(mutant: Mutant | None, judge: Path) -> bool:
    """Whether a test fails. In a forked process, so that nothing of the change is left."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    verdict = 1
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        if mutant is not None:
            sys.meta_path.insert(0, Changed(mutant))
        verdict = int(pytest.main([*PLAIN, f"--rootdir={ROOT}", str(judge)]))
    finally:
        os._exit(verdict)


def _change(mutant: Mutant) -> str:
    """The line before and after, as a person would mark it."""
    before = mutant.path.read_text(encoding="utf-8").splitlines()
    lines = list(difflib.unified_diff(before, mutant.code.splitlines(), lineterm="", n=0))[3:]
    return "\n".join(f"    {line}" for line in lines)


def survivors_of(path: Path) -> tuple[list[Mutant], int]:
    """The changes to a file that no test notices, and how many were tried."""
    mutants, judge = list(mutants_of(path)), judge_of(path)
    if mutants and (not judge.exists() or is_noticed(None, judge)):
        sys.exit(f"{judge.relative_to(ROOT)} must exist and pass before {path.relative_to(ROOT)} is changed")
    print(f"{path.relative_to(ROOT)}: {len(mutants)} changes", file=sys.stderr, flush=True)
    return [mutant for mutant in mutants if not is_noticed(mutant, judge)], len(mutants)


def _load_what_never_changes(known: list[Path]) -> None:
    """Every fork finds ready what is loaded here; the files that are changed are not among it."""
    import hypothesis
    import matplotlib
    import scipy.stats

    import sim.organisation

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*PLAIN, "--version"])
    loaded = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in known} & sys.modules.keys()
    assert not loaded and hypothesis and matplotlib and scipy.stats and sim.organisation, f"{loaded} would stay unchanged"
    gc.freeze()


def main(chosen: list[str]) -> None:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    known = [path for floor in FLOORS for path in sorted((ROOT / "sim" / floor).glob("*.py")) if judge_of(path).exists()]
    known += [ROOT / "sim" / f"{name}.py" for name in BESIDE]
    _load_what_never_changes(known)
    files = [ROOT / name for name in chosen] or known
    if strange := [str(path.relative_to(ROOT)) for path in files if path not in known]:
        sys.exit(f"{strange[0]} is no file of {', '.join(FLOORS)} with a test of its own, nor {', '.join(BESIDE)}")
    rows, left, tried = io.StringIO(), 0, 0
    for path in files:
        survivors, count = survivors_of(path)
        for mutant in survivors:
            print(f"{path.relative_to(ROOT)}:{mutant.line} {mutant.name}\n{_change(mutant)}", flush=True)
        if count:
            rows.write(f"| `{path.parent.name}/{path.stem}` | {count} | {len(survivors)} | {1 - len(survivors) / count:.1%} |\n")
        left, tried = left + len(survivors), tried + count
    print("\n| file | changes | unnoticed | score |\n| --- | --- | --- | --- |")
    print(f"{rows.getvalue()}| all | {tried} | {left} | {1 - left / max(1, tried):.1%} |")
    print(f"\n{sum(os.times()[:4]):.0f} s of processor time")


if __name__ == "__main__":
    main(sys.argv[1:])
