"""An experiment whose cases do to their process what they should not."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pyarrow as pa

from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.run_tables import refuse_what_is_no_number


def _ended_by(number: signal.Signals) -> float:
    os.kill(os.getpid(), number)
    return 0.0


def _take_long() -> float:
    time.sleep(30.0)
    return 0.0


DEEDS: dict[str, Callable[[], float]] = {
    "kill": lambda: _ended_by(signal.SIGKILL),
    "crash": lambda: _ended_by(signal.SIGSEGV),
    "wait": _take_long,
    "raise": lambda: 1 / 0,
    "nothing": lambda: float("nan"),
}


class Poison(NamedTuple):
    """Cases that are their number squared, but for some that are ill, by number."""

    cases: int
    deeds: dict[int, str] = {}
    block: int = 4

    kind = "poison"
    cases_called = "numbers"

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        return {"runs": pa.schema([("number", pa.int64()), ("value", pa.float64()), ("error", pa.string())])}

    def specification(self) -> dict[str, Any]:
        return {"cases": self.cases, "deeds": {str(number): deed for number, deed in self.deeds.items()}, "block": self.block}

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> Poison:
        deeds = {int(number): deed for number, deed in specification["deeds"].items()}
        return cls(specification["cases"], deeds, specification["block"])

    def run(self, number: int) -> CaseResult:
        value = DEEDS[self.deeds[number]]() if number in self.deeds else float(number**2)
        rows = [{"number": number, "value": value, "error": None}]
        refuse_what_is_no_number(rows)
        return CaseResult(number, {"runs": rows})

    def failed(self, number: int, trouble: str) -> CaseResult:
        return CaseResult(number, {"runs": [{"number": number, "value": None, "error": trouble}]}, trouble)
