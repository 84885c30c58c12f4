"""Tables: finished initiatives as columns whose types depend on the study alone, so that every block has the same shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from sim.study.design import Design
from sim.study.distributions import Choice
from sim.study.ensemble import Finished

_FLOATS = ("adoption_start", "adoption_peak", "adoption_end", "felt_gain", "revenue_growth", "spend")


def schema_of_runs(design: Design) -> pa.Schema:
    """A row for every initiative and coalition."""
    definitions = sorted(design.base.definitions.outcomes)
    return pa.schema(
        [
            ("initiative", pa.int64()),
            ("coalition", pa.string()),
            ("seed", pa.int64()),
            ("success", pa.bool_()),
            ("mode", pa.string()),
            *((f"success_{name}", pa.bool_()) for name in definitions),
            *((name, pa.float64()) for name in _FLOATS),
            ("abandoned_week", pa.int64()),
            ("digest", pa.string()),
        ]
    )


def schema_of_initiatives(design: Design) -> pa.Schema:
    """A row for every initiative: what was drawn for it, and what stopped it from running."""
    drawn = [(name, pa.string() if isinstance(known, Choice) else pa.float64()) for name, known in design.sampler.distributions.items()]
    return pa.schema([("initiative", pa.int64()), ("seed", pa.int64()), ("error", pa.string()), ("employees", pa.int64()), *drawn])


def runs_table(design: Design, block: Sequence[Finished]) -> pa.Table:
    """The runs of a block."""
    return pa.Table.from_pylist([row for done in block for row in done.runs], schema=schema_of_runs(design))


def initiatives_table(design: Design, block: Sequence[Finished]) -> pa.Table:
    """The initiatives of a block."""
    schema = schema_of_initiatives(design)
    return pa.Table.from_pylist([_initiative(done) for done in block], schema=schema)


def _initiative(done: Finished) -> dict[str, Any]:
    drawn = {name: value if isinstance(value, str) else float(value) for name, value in done.sampled.values.items()}
    known = {"initiative": done.sampled.number, "seed": done.sampled.seed, "error": done.error, "employees": done.employees}
    return known | drawn
