"""Tables of the rules: numbers, weekly order, random draws, digests of formulas."""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any

from generation.markdown import number, table
from sim import mechanisms
from sim.declared import parameters_of
from sim.engine import initialisation, outcome, week
from sim.mechanisms import Rules, customers, habit
from sim.organisation import draws, listening
from sim.planning import repair, schedule, temporary_ties
from sim.schema import levers
from sim.study.population import causes

DESCRIBES = re.compile(r"<!-- describes: ([a-z_]+) ?([0-9a-f]*) -->")


def parameters() -> str:
    """Every number of every rule."""
    parts = []
    for name, part in Rules._field_defaults.items():
        about = (type(part).__doc__ or "").split("\n")[0]
        rows = [
            (f"`{key}`", number(float(getattr(part, key))), known.measured_in, f"{number(known.low)} to {number(known.high)}", known.source)
            for key, known in parameters_of(type(part)).items()
        ]
        parts.append(f"**rules.{name}**: {about}\n\n" + table(("parameter", "default", "unit of measure", "range", "source"), rows))
    return "\n".join(parts)


def lever_tables() -> str:
    """Levers and dispositions, with where they stand in an ordinary organisation."""
    kinds = {
        "Levers": levers.LEVERS,
        "Dispositions of units": levers.UNIT_DISPOSITIONS,
        "Dispositions of the firm": levers.FIRM_DISPOSITIONS,
    }
    parts = []
    for title, conditions in kinds.items():
        rows = []
        for name, known in conditions.items():
            understood = () if title != "Levers" else ("no" if name in levers.FOUNDATION else "yes",)
            rows.append((f"`{name}`", known.meaning, number(known.default), *understood))
        head = ("name", "meaning at 1", "ordinary", "needs sense") if title == "Levers" else ("name", "meaning at 1", "ordinary")
        parts.append(f"**{title}**\n\n" + table(head, rows))
    return "\n".join(parts)


def constants() -> str:
    """Numbers that are not parameters, and why they are what they are."""
    known: tuple[tuple[ModuleType, str, str], ...] = (
        (listening, "FORMAL", "weight of a tie between a person and the own manager"),
        (listening, "WITHIN", "weight of an informal tie inside a unit"),
        (listening, "BETWEEN", "weight of an informal tie across units"),
        (listening, "REVERSED", "share of its weight that a tie given in one direction only has in the other"),
        (listening, "AUTHORITY_OF_HEAD", "how much the chief and heads of units are heard"),
        (listening, "AUTHORITY_OF_LEADER", "how much other leaders are heard"),
        (listening, "AUTHORITY_OF_OTHERS", "how much everybody else is heard"),
        (listening, "ORDINARY_STRENGTH", "strength of a tie of weight and authority 1"),
        (temporary_ties, "BRIDGE_STRENGTH", "strength of a tie that a programme makes"),
        (temporary_ties, "WHOLE", "parts in which such ties are counted"),
        (habit, "FURTHEST", "logistic draws within which people differ in how fast they form habits"),
        (customers, "ORDINARY_SURPRISE", "distance of an encounter from what is remembered at which it counts by its weight alone"),
        (initialisation, "HABIT_OF_LONG_STANDING", "habit of those who practise in week 0"),
        (initialisation, "HARD_LUCK", "scales of luck between the mean and the worst remembered in week 0"),
        (schedule, "LONGEST_WAIT", "weeks that a step may wait for leaders' time"),
        (schedule, "WHILE_NEW", "attention that a step claims in its first week beyond what it claims in force, times that"),
        (outcome, "TOOK_OFF", "gain of adoption below which a change never took off"),
        (outcome, "APART", "share by which reports run ahead of practice before it is worth telling"),
        (outcome, "LEFT_BEHIND", "share of the goal below which a unit is left behind"),
        (causes, "SAMPLE", "initiatives from which enabling levels are taken"),
    )
    rows = [(f"`{name}`", number(getattr(module, name)), f"`{module.__name__}`", meaning) for module, name, meaning in known]
    return table(("constant", "value", "in", "meaning"), rows)


def purposes() -> str:
    """What is drawn, and at which purpose of the counter."""
    tree = ast.parse(inspect.getsource(draws))
    found = [
        (node.targets[0].id, node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id.isupper()
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
    ]
    return table(("purpose", "last word of the counter"), [(f"`{name}`", value) for name, value in found])


def order() -> str:
    """The stages of a week, in the order of sim/engine/week.py, each in the words of its own docstring."""
    tree = ast.parse(inspect.getsource(week))
    body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "run_weeks")
    weekly = next(node for node in body.body if isinstance(node, ast.For))
    calls = [node for node in ast.walk(weekly) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    rows: list[tuple[Any, ...]] = []
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        assert isinstance(call.func, ast.Name)
        stage = getattr(week, call.func.id, None)
        if stage is None or call.func.id.startswith("record") or call.func.id == "see_why":
            continue
        function = getattr(stage, "py_func", stage)
        said = inspect.getdoc(function) or ""
        rows.append((len(rows) + 1, f"`{function.__name__}`", f"`{function.__module__}`", " ".join(said.split("\n\n")[0].split())))
    return table(("", "stage", "in", "what happens"), rows)


def harmful() -> str:
    """Conditions that help by being low."""
    return ", ".join(f"`{name}`" for name in sorted(repair.HARMFUL)) + ".\n"


def digest_of_formulas(name: str) -> str:
    """Names the formulas of a rule; neither its words nor its parameters' defaults matter."""
    path = Path(mechanisms.__file__).parent / f"{name}.py"
    functions = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        function.body = function.body[1:] if ast.get_docstring(function) else function.body
    return hashlib.sha256("\n".join(ast.unparse(function) for function in functions).encode()).hexdigest()[:8]


def outdated(text: str) -> list[str]:
    """Rules whose section was written for other formulas, and rules without a section."""
    described = dict(DESCRIBES.findall(text))
    return [name for name in Rules._fields if described.get(name) != digest_of_formulas(name)]
