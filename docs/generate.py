"""The tables of docs/odd.md, made from the code: python docs/generate.py writes them, --check says whether they still agree.

A table stands between `<!-- generated: NAME -->` and `<!-- end -->`. A section that tells a rule's formulas in words carries
`<!-- describes: NAME DIGEST -->`: when the rule's formulas change, --check asks for the section to be read again, and --described NAME
says that it was. --pictures draws the README's pictures anew, which takes a minute or two.

What the code holds (names, defaults, units, ranges, shapes, the order of a week) is read from it; where a column needs a sentence that the
code does not carry, the sentence is here, and a column without one stops the program.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import io
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from sim import mechanisms
from sim.config import config_dir
from sim.config.safe_yaml import read
from sim.context import influences, levers, programme, schedule
from sim.declared import parameters_of
from sim.engine import beginning, bridges, outcome, plan, scenario, week
from sim.engine.columns import FIRM, FIRM_SERIES, SEGMENT_SERIES, UNIT_SERIES, State, Traces, World
from sim.engine.run import prepare
from sim.mechanisms import Rules
from sim.organisation import draws, listening, specification
from sim.study import causes

ODD = Path(__file__).parent / "odd.md"
DESCRIBES = re.compile(r"<!-- describes: ([a-z_]+) ?([0-9a-f]*) -->")
BLOCK = re.compile(r"(<!-- generated: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)

WORLD = {
    "unit": "unit of each employee",
    "leader_row": "own row among leaders, for those who lead",
    "row_manager": "leader heard as own manager",
    "row_head": "leader of the unit",
    "row_chief": "leader of the firm",
    "address_low": "lower half of the address at which a person's draws stand",
    "address_high": "upper half of it",
    "openness": "willingness to take up what is heard and seen",
    "start": "where each person's ties begin in the table of ties",
    "neighbour": "whom a tie is heard from",
    "strength": "of a tie, 1 to 255, whole",
    "bridge_start": "the same for ties that a programme makes or cuts",
    "bridge_neighbour": "whom such a tie is heard from",
    "bridge_strength": "its strength",
    "bridge_group": "step of the programme that makes or cuts it",
    "unit_size": "people",
    "is_internal": "whether the firm can give the unit orders",
    "contact": "share of the unit's work that customers see",
    "influence": "how much its people's example counts elsewhere",
    "unit_threshold": "what a newcomer's threshold is drawn around",
    "threshold_spread": "scale of that draw",
    "leader_employee": "the employee who leads",
    "leader_boss": "own boss among leaders, or nobody",
    "head_row": "leader of each unit",
    "customer_low": "lower half of a customer's address",
    "customer_high": "upper half of it",
    "logistic": "quantiles of the logistic distribution",
}

STATE = {
    "practice": "whether the person practised the behaviour last week: 0 or 1",
    "practice_next": "the same, this week, for others to see next week",
    "habit": "how automatic the behaviour is",
    "interest": "how far the person sees why",
    "capacity": "how far the person is able",
    "cynicism": "disbelief",
    "threshold": "pull needed before practising; on the scale of pulls, may lie outside [0, 1]",
    "is_agent": "whether the person is a change agent",
    "commitment": "walk: what the leader gives and does",
    "credibility": "how far the leader is believed",
    "signal": "what people take from the leader's acts and words",
    "reframed": "interest that reframing adds this week",
    "norm": "what one does here",
    "practising": "how many practise; people",
    "unit_interest": "mean interest in the unit last week",
    "fatigue": "tiredness of change",
    "experience": "how people are treated",
    "mended": "ease of work that audits have added",
    "sense": "how far what was introduced has been understood",
    "delivery": "quality of what the unit does for customers",
    "score": "internal tactical metrics",
    "given": "share of promised resources that is given",
    "segment_levers": "levers in force this week, for people whom the same interventions reach",
    "unit_levers": "the same, mean over the unit's people",
    "remembered": "a customer's mean of past encounters, the latest weighing most",
    "worst": "the worst experience, as far as it is remembered",
    "expectation": "what the customer expects",
    "segment_customers": "customers of the segment, relative to the start; may exceed 1",
    "segment_felt": "mean over the segment of what customers feel",
    "quality": "of this week's journey of the segment",
    "firm": "what belongs to the whole; see the next table",
    "abandoned": "week in which the programme was given up, -1 if never",
    "vetoed": "week in which finance stopped it, -1 if never",
    "takes_place": "whether a planned change of ties came to pass: 0 or 1",
}

FIRM_MEANING = {
    "vigour": "share of the programme's effect that is left; falls once it is given up",
    "proof": "what the test-bed has shown",
    "fit": "how far the test-bed has found what works",
    "champions": "share of missing benefit that counterparts see since they took part",
    "trust": "of customers in the firm",
    "board_lost": "loss of the board's patience",
    "lagged": "what customers feel, as it has reached the books",
    "felt_at_start": "what customers felt in week 0",
    "score_at_start": "the internal score in week 0",
    "value": "margin gained less cost of the programme, to date; thousand euro",
    "spent": "money spent to date; thousand euro",
    "talk": "how much leaders speak for the change",
    "walk": "the CEO's commitment",
    "felt": "what customers feel, mean over segments by their share of revenue",
    "score": "internal score, mean over people inside",
    "adoption": "share of aligned practice inside, by weight for customers",
    "derailing": "share of derailing practice inside, by weight for customers",
    "seen": "progress as sponsors see it",
    "expected": "progress as sponsors expect it by now",
    "revenue": "thousand euro a week",
    "customers": "relative to the start, by share of revenue; may exceed 1",
    "alignment": "share of people inside with interest above one half",
    "expectation": "of customers, mean over all panels",
    "credibility": "of the CEO",
}

SERIES_NAMES = {"internal_score": "score", "spend": "spent"}
UNIT_MEANING = {
    "interest": "mean over the unit's people",
    "capacity": "mean over the unit's people",
    "cynicism": "mean over the unit's people",
    "fatigue": "of the unit",
    "experience": "of the unit",
    "delivery": "of the unit",
    "internal_score": "of the unit",
    "norm": "mean over the aligned behaviours that apply, by weight for customers",
    "commitment": "of the unit's head",
    "given": "share of promised resources that is given",
    "resources": "mean of the people, time and capital levers",
}
SEGMENT_MEANING = {
    "felt": "mean over the panel",
    "worst": "mean over the panel of the worst remembered",
    "expectation": "mean over the panel",
    "customers": "relative to the start",
}


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table in Markdown."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: Any) -> str:
    """A number as people write it."""
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def parameters() -> str:
    """Every number of every rule."""
    parts = []
    for name, part in Rules._field_defaults.items():
        about = (type(part).__doc__ or "").split("\n")[0]
        rows = [
            (f"`{key}`", number(float(getattr(part, key))), known.unit, f"{number(known.low)} to {number(known.high)}", known.source)
            for key, known in parameters_of(type(part)).items()
        ]
        parts.append(f"**rules.{name}**: {about}\n\n" + table(("parameter", "default", "unit", "range", "source"), rows))
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


def _few(number: int) -> dict[str, Any]:
    return {"best_connected": 0.2 * number, "kinds": ["internal"]}


def _probe() -> Any:
    """A run whose every dimension has another length, so that shapes can be named."""
    few = {f"few_{number}": {"intervention": "few", "audience": _few(number)} for number in (1, 2, 3)}
    units = {name: {"size": size} for name, size in {"a": 9, "b": 8, "c": 10, "d": 6, "e": 4}.items()}
    given = scenario.Initiative.model_validate(
        {
            "name": "probe", "title": "Probe", "briefing": "", "weeks": 11, "behaviours": ["stay", "chase", "card", "talk"],
            "organisation": {"source": "drawn", "chief": "a", "units": units, "span": 4},
            "segments": {"one": {"share": 0.5, "panel": 7}, "two": {"share": 0.25, "panel": 6}, "three": {"share": 0.25, "panel": 2}},
            "programme": {"title": "P", "description": "", "steps": {"tie": {"intervention": "mix"}, **few}},
            "outcome": "any",
            "definitions": {
                "behaviours": {
                    name: {"title": name, "description": "", "direction": "derailing" if name == "chase" else "aligned"}
                    for name in ("stay", "chase", "card", "talk")
                },
                "interventions": {
                    "mix": {"title": "M", "description": "", "family": "agents", "does": [{"kind": "reorganise"}]},
                    "few": {
                        "title": "F", "description": "", "family": "agents", "raises": {"tools": 0.1},
                    },
                },
                "outcomes": {"any": {"title": "Any", "description": "", "kind": "sustained"}},
            },
        }
    )  # fmt: skip
    return prepare(given, range(1, 30))


def _dimensions(run: Any) -> dict[int, str]:
    compiled, world = run.plan, run.world
    lengths = {
        "employees": len(world.unit), "employees + 1": len(world.unit) + 1, "units": len(world.unit_size), "lanes": run.lanes,
        "behaviours": len(compiled.behaviours.weight), "leaders": len(world.leader_employee), "levers": len(levers.LEVER),
        "customers": len(compiled.customer_segment), "customer segments": len(compiled.segment_share), "rows of the firm": len(FIRM),
        "groups of people": len(compiled.unit_of_segment), "ties": len(world.neighbour), "changing ties": len(world.bridge_neighbour),
        "quantiles": len(world.logistic), "steps that change ties": len(compiled.bridges.begins),
    }  # fmt: skip
    named = {length: name for name, length in lengths.items()}
    if len(named) < len(lengths):
        raise ValueError(f"two dimensions of the probe have one length: {lengths}")
    return named


def _shape(column: Any, named: Mapping[int, str], leave_lanes: bool) -> str:
    if not isinstance(column, np.ndarray):
        return "one"
    words = [named[length] for length in column.shape]
    words = words[:-1] if leave_lanes else words
    return " × ".join(words) or "one"


def state_tables() -> str:
    """Who and what there is, with what changes and what does not."""
    run = _probe()
    named = _dimensions(run)
    parts = []
    for title, kind, columns, meaning in (("Constants", World, run.world, WORLD), ("State", State, run.state, STATE)):
        rows = []
        for name in kind._fields:
            column = getattr(columns, name)
            dtype = str(column.dtype) if isinstance(column, np.ndarray) else type(column).__name__
            rows.append((f"`{name}`", _shape(column, named, kind is State), dtype, meaning[name]))
        parts.append(
            f"**{title}** (`{kind.__name__}` in `sim/engine/columns.py`)\n\n"
            + table(("column", "one for each of", "type", "meaning"), rows)
        )
    rows = [(f"`{name}`", FIRM_MEANING[name]) for name in FIRM]
    parts.append("**Rows of `firm`**\n\n" + table(("row", "meaning"), rows))
    return "\n".join(parts)


def series() -> str:
    """What is recorded of every week."""
    parts = []
    firm = {SERIES_NAMES.get(name, name): name for name in FIRM_SERIES}
    rows = [(f"`{shown}`", "firm", FIRM_MEANING[known]) for known, shown in firm.items()]
    rows += [(f"`{name}`", "unit", UNIT_MEANING[name]) for name in UNIT_SERIES]
    rows += [(f"`{name}`", "customer segment", SEGMENT_MEANING[name]) for name in SEGMENT_SERIES]
    parts.append(table(("series", "of the", "meaning"), rows))
    recorded = ", ".join(f"`{name}`" for name in Traces._fields)
    parts.append(f"Beside them: how many practise each behaviour in each unit, and on request what everybody practises ({recorded}).\n")
    return "\n".join(parts)


def _comments(kind: type) -> dict[str, str]:
    """The remark that stands behind each field in the source."""
    source = inspect.getsource(kind)
    remarks = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        field = re.match(r"\s*([a-z_0-9]+):", token.line)
        if token.type == tokenize.COMMENT and field and not token.string.startswith("# fmt"):
            remarks[field[1]] = token.string.removeprefix("#").strip()
    return remarks


def _words_of(annotation: Any) -> list[str]:
    return [str(word).replace("_", " ") for word in get_args(annotation)] if get_origin(annotation) is Literal else []


def _range_of(field: Any) -> str:
    words = _words_of(field.annotation)
    if words:
        return ", ".join(words)
    limits = {key: value for item in field.metadata for key in ("ge", "gt", "le", "lt") if (value := getattr(item, key, None)) is not None}
    inner = [item for arg in getattr(field.annotation, "__args__", ()) for item in getattr(arg, "__metadata__", ())]
    for item in inner:
        for constraint in getattr(item, "metadata", ()):
            limits |= {key: value for key in ("ge", "gt", "le", "lt") if (value := getattr(constraint, key, None)) is not None}
    low = f"{number(limits['ge'])}" if "ge" in limits else (f"above {number(limits['gt'])}" if "gt" in limits else "")
    high = f"{number(limits['le'])}" if "le" in limits else (f"below {number(limits['lt'])}" if "lt" in limits else "")
    return f"{low} to {high}" if low and high else low or high or "–"


def settings() -> str:
    """What a configuration may say of people, ties, customers, market, sponsors and success, beside levers and rules."""
    kinds: tuple[type[BaseModel], ...] = (
        specification.People, specification.TiesToDraw, specification.UnitTraits, scenario.Segment, scenario.Market, scenario.Shock,
        programme.Budgets, programme.Programme, influences.Cost, scenario.Success,
    )  # fmt: skip
    parts = []
    for kind in kinds:
        remarks = _comments(kind)
        rows = []
        for name, field in kind.model_fields.items():
            if name in ("title", "description", "rows", "source", "steps", "budgets"):
                continue
            default = "required" if field.is_required() else number(field.default)
            rows.append((f"`{name}`", default, _range_of(field), remarks.get(name, "")))
        parts.append(
            f"**{kind.__name__}**: {(kind.__doc__ or '').splitlines()[0]}\n\n" + table(("setting", "default", "range", "meaning"), rows)
        )
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
        (bridges, "BRIDGE_STRENGTH", "strength of a tie that a programme makes"),
        (bridges, "WHOLE", "parts in which such ties are counted"),
        (beginning, "HABIT_OF_LONG_STANDING", "habit of those who practise in week 0"),
        (beginning, "HARD_LUCK", "scales of luck between the mean and the worst remembered in week 0"),
        (schedule, "LONGEST_WAIT", "weeks that a step may wait for leaders' time"),
        (outcome, "TOOK_OFF", "gain of adoption below which a change never took off"),
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
    calls = [node for node in ast.walk(body) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
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


def _shelf(kind: str) -> dict[str, dict[str, Any]]:
    return {path.stem: read(path, may_lack=True) for path in sorted((config_dir() / kind).glob("*.yaml"))}


def _effects(effects: Mapping[str, float] | None) -> str:
    return ", ".join(f"{name} {size:g}" for name, size in sorted((effects or {}).items()))


def library() -> str:
    """Everything that ships, by kind."""
    parts = []
    rows: list[tuple[Any, ...]] = [
        (f"`{name}`", one["title"], one["direction"], one.get("practised_by", "everyone").replace("_", " "), one.get("needs_units", 1))
        for name, one in _shelf("behaviour").items()
    ]
    parts.append("**Behaviours**\n\n" + table(("name", "title", "direction", "practised by", "units it needs"), rows))
    rows = [(f"`{name}`", one["title"], _effects(one["raises"]), one["source"]) for name, one in _shelf("catalyst").items()]
    parts.append("**Catalysts**\n\n" + table(("name", "title", "raises", "source"), rows))
    rows = [
        (f"`{name}`", one["title"], _effects(one.get("lowers")), _effects(one.get("raises")), one["source"])
        for name, one in _shelf("inhibitor").items()
    ]
    parts.append("**Inhibitors**\n\n" + table(("name", "title", "lowers", "raises", "source"), rows))
    rows = []
    for name, one in _shelf("intervention").items():
        also = [deed["kind"].replace("_", " ") for deed in one.get("does", [])]
        also += [f"removes {what}" for what in one.get("removes", {})] + [f"strengthens {what}" for what in one.get("strengthens", {})]
        also += [f"rituals: {len(one['rituals'])}"] if one.get("rituals") else []
        also += [f"says {one['says']:g}"] if one.get("says") else []
        rows.append((f"`{name}`", one["title"], one["family"], _effects(one.get("raises")), "; ".join(also), one["source"]))
    parts.append("**Interventions**\n\n" + table(("name", "title", "family", "raises", "and", "source"), rows))
    rows = [(f"`{name}`", one["title"], len(one["steps"]), one["source"]) for name, one in _shelf("programme").items()]
    parts.append("**Programmes**\n\n" + table(("name", "title", "steps", "source"), rows))
    rows = [(f"`{name}`", one["title"], one["weeks"], one["source"]) for name, one in _shelf("scenario").items()]
    parts.append("**Scenarios**\n\n" + table(("name", "title", "weeks", "source"), rows))
    rows = []
    for name, one in _shelf("organisation").items():
        units = one.get("units") or {}
        people = sum(unit.get("size", 0) for unit in units.values())
        rows.append((f"`{name}`", one["title"], len(units) or "from files", people or "from files"))
    parts.append("**Organisations**\n\n" + table(("name", "title", "units", "people"), rows))
    rows = [(f"`{name}`", one["title"], one["kind"].replace("_", " ")) for name, one in _shelf("outcome").items()]
    parts.append("**Definitions of success**\n\n" + table(("name", "title", "kind"), rows))
    rows = [(f"`{name}`", one["title"], ", ".join(one["restores"]), one["quantile"]) for name, one in _shelf("cause").items()]
    parts.append("**Causes of failure**\n\n" + table(("name", "title", "restores", "quantile"), rows))
    return "\n".join(parts)


def harmful() -> str:
    """Conditions that help by being low."""
    return ", ".join(f"`{name}`" for name in sorted(plan.HARMFUL)) + ".\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "constants": constants,
    "harmful": harmful,
    "levers": lever_tables,
    "library": library,
    "order": order,
    "parameters": parameters,
    "purposes": purposes,
    "series": series,
    "settings": settings,
    "state": state_tables,
}


def generated(text: str) -> str:
    """A text with every marked block as the code has it now. Raises ValueError for a block of another name, or one that is missing."""
    there = [name for _, name, _ in BLOCK.findall(text)]
    if sorted(there) != sorted(BLOCKS):
        raise ValueError(f"blocks: {sorted(there)}; must be, once each: {sorted(BLOCKS)}")
    return BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found[2]]()}{found[3]}", text)


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


def draw_pictures() -> None:
    """The pictures of the README, by the very commands it names."""
    programs = {
        "course_company_a.png": ("simulate", "course.png", ["scenario=company_a", "seed=7"]),
        "why_initiatives_fail.png": ("why_initiatives_fail", "figures/waterfall.png", []),
    }
    with tempfile.TemporaryDirectory() as folder:
        for picture, (program, drawn, arguments) in programs.items():
            place = Path(folder) / program
            command = [sys.executable, str(ODD.parents[1] / "experiments" / f"{program}.py"), *arguments, f"hydra.run.dir={place}"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
            shutil.copy(place / drawn, ODD.parent / "images" / picture)


def main(arguments: list[str]) -> int:
    """Write the tables; with --check say whether they agree with the code; with --described NAME … mark sections as read again."""
    if arguments == ["--pictures"]:
        draw_pictures()
        return 0
    before = ODD.read_text(encoding="utf-8")
    if arguments[:1] == ["--described"]:
        names = arguments[1:] or list(Rules._fields)
        marked = {name: f"<!-- describes: {name} {digest_of_formulas(name)} -->" for name in names}
        before = DESCRIBES.sub(lambda found: marked.get(found[1], found[0]), before)
    after = generated(before)
    if arguments == ["--check"]:
        for name in outdated(before):
            print(
                f"docs/odd.md: the formulas of sim/mechanisms/{name}.py changed: mend section 7, then --described {name}", file=sys.stderr
            )
        if before != after:
            print("docs/odd.md does not agree with the code: run python docs/generate.py", file=sys.stderr)
        return int(before != after or bool(outdated(before)))
    ODD.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
