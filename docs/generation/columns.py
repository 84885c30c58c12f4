"""Tables of a run's constants, state and records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from generation.markdown import table
from generation.meanings import FIRM_MEANING, SEGMENT_MEANING, STATE, WORLD
from sim.engine.run import prepare
from sim.engine.series import OF_SEGMENTS, OF_THE_FIRM, OF_UNITS
from sim.engine.state import FIRM, SEGMENT, State, Traces, World
from sim.schema import initiative, levers


def _few(number: int) -> dict[str, Any]:
    return {"best_connected": 0.2 * number, "kinds": ["internal"]}


def _probe() -> Any:
    """A run whose every dimension has another length, so that shapes can be named."""
    few = {f"few_{number}": {"intervention": "few", "audience": _few(number)} for number in (1, 2, 3)}
    units = {name: {"size": size} for name, size in {"a": 9, "b": 8, "c": 11, "d": 5, "e": 4}.items()}
    given = initiative.Initiative.model_validate(
        {
            "name": "probe", "title": "Probe", "briefing": "", "weeks": 11, "behaviours": ["stay", "chase", "card", "talk"],
            "metrics": [f"metric_{number}" for number in range(13)],
            "organisation": {"source": "drawn", "chief": "a", "units": units, "span": 4},
            "segments": {"one": {"share": 0.5, "panel": 7}, "two": {"share": 0.25, "panel": 6}, "three": {"share": 0.25, "panel": 2}},
            "programme": {"title": "P", "description": "", "steps": {"tie": {"intervention": "mix"}, **few}},
            "outcome": "any",
            "definitions": {
                "behaviours": {
                    name: {"title": name, "description": "", "direction": "derailing" if name == "chase" else "aligned"}
                    for name in ("stay", "chase", "card", "talk")
                },
                "metrics": {
                    f"metric_{number}": {
                        "title": "M", "description": "", "units": ["a"], "reading": {"measured_in": "%", "worst": 0.0, "best": 1.0},
                    }
                    for number in range(13)
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
        "pairs of unit and metric": len(compiled.metrics.unit), "rows of a segment": len(SEGMENT),
        "strata": len(compiled.unit_of_stratum), "circles": len(world.circle_manager), "ties": len(world.neighbour),
        "changing ties": len(world.bridge_neighbour), "quantiles": len(world.logistic),
        "steps that change ties": len(compiled.bridges.begins),
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
            f"**{title}** (`{kind.__name__}` in `sim/engine/state.py`)\n\n" + table(("column", "one for each of", "type", "meaning"), rows)
        )
    rows = [(f"`{name}`", OF_THE_FIRM[name].meaning if name in OF_THE_FIRM else FIRM_MEANING[name]) for name in FIRM]
    of_segments = [(f"`{name}`", OF_SEGMENTS[name].meaning if name in OF_SEGMENTS else SEGMENT_MEANING[name]) for name in SEGMENT]
    parts.append("**Rows of `firm`**\n\n" + table(("row", "meaning"), rows))
    parts.append("**Rows of `segment`**\n\n" + table(("row", "meaning"), of_segments))
    return "\n".join(parts)


def series() -> str:
    """What is recorded of every week."""
    levels = {"firm": OF_THE_FIRM, "unit": OF_UNITS, "customer segment": OF_SEGMENTS}
    rows = [(f"`{name}`", level, known.measured_in, known.meaning) for level, there in levels.items() for name, known in there.items()]
    recorded = ", ".join(f"`{name}`" for name in Traces._fields)
    beside = (
        "Beside them: how many practise each behaviour in each unit, the value of each metric that a unit keeps, and on request what "
        f"everybody practises ({recorded}).\n"
    )
    return table(("series", "of the", "unit of measure", "meaning"), rows) + "\n" + beside
