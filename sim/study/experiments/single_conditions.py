"""Single conditions as causes of their own: each repaired in turn, in orders drawn by lot, on the same random draws.

An order and its reverse (antithetic) give two contributions of every condition to an initiative's failure. Orders are free, which gives
Shapley values, or keep the conditions of a cause together, which gives Owen values.
Source: Castro, Gómez & Tejada 2009 (Shapley values from sampled orders); Mitchell et al. 2022 (antithetic orders); Owen 1977.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from sim.engine import prepare
from sim.engine.verdicts import verdicts_of
from sim.planning.repair import Repair
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import CaseResult
from sim.study.experiments.growth import Growth, Specification, TableRow, WholeCases, differs_only_in
from sim.study.experiments.run_tables import block_for
from sim.study.store.errors import one_line

LANES = 64  # runs that advance together
FREE, TOGETHER = "free", "together"
"""Kinds of orders: of all conditions, or of causes and then of the conditions within each."""

TURNS = 2  # an order and its reverse


class _Order(NamedTuple):
    """The conditions in the order of their repair."""

    kind: str
    turn: int
    conditions: tuple[str, ...]


class SingleConditions:
    """The first initiatives of a study, with every condition repaired in turn."""

    kind = "conditions"
    cases_called = "initiatives"

    def __init__(self, causes_study: CauseRepairs, initiatives: int) -> None:
        """initiatives : the first ones of the study. Raises ValueError for a study without repairs."""
        if not causes_study.levels:
            raise ValueError("coalitions: none; single conditions can only be compared if they are repaired")
        self.causes_study, self.cases = causes_study, initiatives

    @property
    def block(self) -> int:
        return block_for(2 * TURNS * len(self.cause_of))

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        number = ("initiative", pa.int64())
        order = [("orders", pa.string()), ("turn", pa.int64()), ("place", pa.int64()), ("condition", pa.string())]
        return {"initiatives": pa.schema([number, ("error", pa.string())]), "runs": pa.schema([number, *order, ("success", pa.bool_())])}

    @cached_property
    def cause_of(self) -> dict[str, str]:
        """Return the cause of each condition, by condition; the first in alphabetical order where several restore it."""
        found: dict[str, str] = {}
        for name, cause in sorted(self.causes_study.causes.items()):
            for condition in sorted(cause.restores):
                found.setdefault(condition, name)
        return dict(sorted(found.items()))

    def specification(self) -> dict[str, Any]:
        return {"design": self.causes_study.specification(), "initiatives": self.cases}

    @classmethod
    def from_specification(cls, specification: dict[str, Any]) -> SingleConditions:
        return cls(CauseRepairs.from_specification(specification["design"]), int(specification["initiatives"]))

    def orders(self, number: int) -> list[_Order]:
        """Return the orders in which the conditions of an initiative are repaired: each kind once, and its reverse."""
        chance = np.random.default_rng([self.causes_study.base.seed, number])
        free = tuple(str(one) for one in chance.permutation(list(self.cause_of)))
        together: tuple[str, ...] = ()
        for cause in chance.permutation(sorted(set(self.cause_of.values()))):
            own = [condition for condition, of in self.cause_of.items() if of == cause]
            together += tuple(str(one) for one in chance.permutation(own))
        both = ((FREE, free), (TOGETHER, together))
        return [_Order(kind, turn, order if turn == 0 else order[::-1]) for kind, order in both for turn in range(TURNS)]

    def run(self, number: int) -> CaseResult:
        sampled = self.causes_study.sampler.initiative(number)
        if sampled.initiative is None:
            return self.failed(number, sampled.trouble)
        orders = self.orders(number)
        sets = [frozenset(order.conditions[:place]) for order in orders for place in range(len(order.conditions) + 1)]
        distinct = sorted(set(sets), key=lambda some: (len(some), sorted(some)))
        try:
            met: dict[frozenset[str], bool] = {}
            for first in range(0, len(distinct), LANES):
                part = distinct[first : first + LANES]
                run = prepare(sampled.initiative, [sampled.seed], [self._repair(some) for some in part], to_the_end=True).advance()
                met |= zip(part, verdicts_of(run).success.tolist(), strict=True)
        except Exception as problem:  # any exception of a run is recorded as a result of the study
            return self.failed(number, one_line(problem))
        rows = [row for order in orders for row in _rows(number, order, met)]
        return CaseResult(number, {"initiatives": [{"initiative": number, "error": None}], "runs": rows})

    def failed(self, number: int, trouble: str) -> CaseResult:
        return CaseResult(number, {"initiatives": [{"initiative": number, "error": trouble}], "runs": []}, trouble)

    def grown_from(self, smaller: Specification) -> Growth | None:
        """Return how fewer initiatives are taken over."""
        fewer = int(smaller["initiatives"])
        same = differs_only_in(smaller, self.specification(), ("design", "settings", "initiatives"), ("initiatives",))
        if not same or fewer > self.cases:
            return None

        def case_of(row: TableRow) -> int:
            return int(row["initiative"])

        return WholeCases(lambda number: number if number < fewer else None, case_of, 2 * TURNS * len(self.cause_of))

    def with_known(self, runs: Sequence[int]) -> SingleConditions:
        """Return the experiment itself: its cases are known as a whole or not at all."""
        return self

    def _repair(self, conditions: frozenset[str]) -> Repair:
        return Repair({name: self.causes_study.levels[name] for name in sorted(conditions)})


def _rows(number: int, order: _Order, met: dict[frozenset[str], bool]) -> list[dict[str, Any]]:
    """Return one row per place of an order: the condition that is repaired there, and success with all up to it."""
    return [
        {
            "initiative": number,
            "orders": order.kind,
            "turn": order.turn,
            "place": place,
            "condition": "" if place == 0 else order.conditions[place - 1],
            "success": met[frozenset(order.conditions[:place])],
        }
        for place in range(len(order.conditions) + 1)
    ]
