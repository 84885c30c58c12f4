"""A firm small enough to know everybody in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.organisation.organisation import NOBODY, Organisation
from sim.schema.interventions import Audience, Intervention, WeeklyCost

# employee: unit, manager, place of the address in [0, 1), threshold, openness
MAKER, OFFICE, SALES, STOCK = range(4)
PEOPLE = (
    (MAKER, None, 0.9, 0.9, 0.50),  # 0 head of a supplier
    (MAKER, 0, 0.05, 0.9, 0.50),  # 1
    (OFFICE, None, 0.8, 0.9, 0.50),  # 2 chief
    (SALES, 2, 0.5, 0.9, 0.30),  # 3 head
    (SALES, 3, 0.3, 0.9, 0.50),  # 4 manager
    (SALES, 4, 0.1, 0.9, 0.10),  # 5 team lead
    (SALES, 5, 0.05, 0.05, 0.30),  # 6
    (SALES, 5, 0.05, 0.2, 0.60),  # 7
    (SALES, 4, 0.05, 0.9, 0.95),  # 8
    (STOCK, 2, 0.6, 0.9, 0.50),  # 9 head
    (STOCK, 9, 0.05, 0.9, 0.40),  # 10
    (STOCK, 9, 0.05, 0.9, 0.50),  # 11
)
# who listens to whom, how strongly
TIES = (
    (0, 11, 1), (1, 0, 2), (4, 3, 2), (5, 4, 2), (6, 5, 4), (6, 7, 2), (7, 5, 4), (7, 6, 1), (8, 5, 1), (8, 10, 3),
    (10, 8, 3), (10, 11, 1), (11, 10, 2),
)  # fmt: skip


def _firm() -> Organisation:
    unit, managers, place, threshold, openness = zip(*PEOPLE, strict=True)
    manager = np.array([NOBODY if boss is None else boss for boss in managers], np.uint32)
    leaders = np.array(sorted({boss for boss in managers if boss is not None}), np.uint32)
    row = np.full(len(PEOPLE), NOBODY, np.uint32)
    row[leaders] = np.arange(len(leaders))
    listens = np.array([tie[0] for tie in TIES])
    return Organisation(
        unit_ids=("maker", "office", "sales", "stock"),
        unit_titles=("", "", "", ""),
        unit_kind=np.array([1, 0, 0, 0], np.uint8),
        unit_size=np.array([2, 1, 6, 3], np.uint32),
        unit_head=np.array([0, 2, 3, 9], np.uint32),
        contact=np.array([0.0, 0.2, 0.8, 0.5]),
        influence=np.ones(4),
        unit_resistance=np.zeros(4),
        unit_address=np.arange(4, dtype=np.uint64),
        employee_ids=tuple(f"e{number:02}" for number in range(len(PEOPLE))),
        unit=np.array(unit, np.uint32),
        manager=manager,
        depth=np.array([1, 2, 0, 1, 2, 3, 4, 4, 3, 1, 2, 2], np.uint8),
        address=np.array([(int(share * 2**32) << 32) + 2**31 for share in place], np.uint64),
        threshold=np.array(threshold),
        openness=np.array(openness),
        leaders=leaders,
        leader_of=np.array([NOBODY if boss == NOBODY else row[boss] for boss in manager], np.uint32),
        leader_row=row,
        start=np.concatenate(([0], np.cumsum(np.bincount(listens, minlength=len(PEOPLE))))).astype(np.uint64),
        neighbour=np.array([tie[1] for tie in TIES], np.uint32),
        strength=np.array([tie[2] for tie in TIES], np.uint8),
    )


@pytest.fixture(scope="session")
def firm() -> Organisation:
    """Twelve people in four units, one of them a supplier's: chief 2, heads 0, 3 and 9, manager 4, team lead 5."""
    return _firm()


@pytest.fixture(scope="session")
def alone(firm) -> Organisation:
    """A shop of one person, without reports and without ties."""
    one = np.zeros(1, np.uint32)
    no_leader = np.array([NOBODY], np.uint32)
    return replace(
        firm, unit_ids=("shop",), unit_titles=("",), unit_kind=np.zeros(1, np.uint8), unit_size=one + 1, unit_head=one,
        contact=np.ones(1), influence=np.ones(1), unit_resistance=np.zeros(1), unit_address=np.zeros(1, np.uint64),
        employee_ids=("shop-1",), unit=one, manager=no_leader, depth=np.zeros(1, np.uint8), address=np.zeros(1, np.uint64),
        threshold=np.ones(1), openness=np.ones(1), leaders=one[:0], leader_of=no_leader, leader_row=no_leader,
        start=np.zeros(2, np.uint64), neighbour=one[:0], strength=np.zeros(0, np.uint8),
    )  # fmt: skip


@pytest.fixture(scope="session")
def card():
    """Makes a card of the repertoire; ramp and fade are none unless said."""

    def make(cost: dict | None = None, audience: dict | None = None, **said) -> Intervention:
        what = {"raises": {"vision": 0.5}, "ramp": 0, "fade": 0, "weeks": 10} | said
        return Intervention(
            title="t", description="d", family="mindsets", cost=WeeklyCost(**(cost or {})), audience=Audience(**(audience or {})), **what
        )

    return make
