"""A run has the same bits alone or among others, whole or in parts, and whichever engine it began in."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine import Repair, prepare
from sim.model import ChangeModel
from sim.schema.initiative import Initiative

SEEDS = (1, 0, 2**40 + 3)
REPAIRS = (Repair(), Repair({"vision": 0.9, "threshold": 0.5}), Repair({"finance_power": 0.1, "patience": 0.9, "people": 0.7}))


def test_lanes_are_single_runs(everything, assert_same):
    initiative = everything("vetoed")
    lanes = prepare(initiative, SEEDS, REPAIRS, watch_everyone=True).advance()
    singles = [prepare(initiative, [seed], [repair], watch_everyone=True).advance() for seed in SEEDS for repair in REPAIRS]
    assert len({int(week) for week in lanes.state.abandoned}) > 1  # lanes part ways
    for lane, single in enumerate(singles):
        assert_same(lanes, single, lane)


def _mixed(seeds: int, repairs: int) -> tuple[list[int], list[Repair]]:
    """So many seeds, far apart, and so many repairs, the first being none."""
    levels = np.linspace(0.1, 0.9, repairs).tolist()
    return [place * 2**33 + place for place in range(seeds)], [
        Repair({"vision": level, "people": 1.0 - level, "threshold": 1.2 - level} if place else {}) for place, level in enumerate(levels)
    ]


def _assert_lanes_are_single_runs(initiative: Initiative, seeds: list[int], repairs: list[Repair], assert_same) -> None:
    lanes = prepare(initiative, seeds, repairs, watch_everyone=True).advance()
    assert len({lanes.state.interest[:, lane].tobytes() for lane in range(lanes.lanes)}) == lanes.lanes
    for lane, (seed, repair) in enumerate((seed, repair) for seed in seeds for repair in repairs):
        assert_same(lanes, prepare(initiative, [seed], [repair], watch_everyone=True, alike=lanes.setting).advance(), lane)


@pytest.mark.parametrize(
    ("seeds", "repairs"), [(1, 2), (2, 1), (1, 3), (3, 1), (7, 1), (1, 7), (1, 65), (65, 1), (13, 5), (2, 65), (26, 5), (130, 1)]
)
def test_any_number_of_lanes_in_any_mixture_are_single_runs(everything, assert_same, seeds, repairs):
    """With seeds of their own, with one seed, with one seed in some blocks of lanes only, and with a lane left over."""
    _assert_lanes_are_single_runs(everything().model_copy(update={"weeks": 30}), *_mixed(seeds, repairs), assert_same)


@pytest.mark.parametrize(("seeds", "repairs"), [(1, 1), (3, 1), (1, 3), (2, 65)])
def test_a_firm_of_one_person_runs_alone_in_lanes_and_as_an_agent(everything, assert_same, seeds, repairs):
    data = everything().model_dump()
    data["organisation"] |= {"units": {"sales": data["organisation"]["units"]["sales"] | {"size": 1}}, "chief": "sales"}
    data["catalysts"]["good_tools"]["units"], data["segments"]["key"]["journey"] = ["sales"], ["sales"]
    data["definitions"]["interventions"]["new_leaders"]["audience"]["units"] = ["sales"]
    initiative = Initiative.model_validate(data)
    _assert_lanes_are_single_runs(initiative, *_mixed(seeds, repairs), assert_same)


def test_two_halves_are_a_whole(everything, assert_same):
    whole = prepare(everything(), SEEDS, watch_everyone=True).advance()
    halves = prepare(everything(), SEEDS, watch_everyone=True).advance(23).advance()
    for lane in range(len(SEEDS)):
        assert_same(whole, halves, lane, lane)


def test_the_compiled_engine_continues_a_run_of_agents(everything, assert_same):
    model = ChangeModel(everything(), seed=5, watch_everyone=True)
    for _ in range(31):
        model.step()
    assert_same(prepare(everything(), [5], watch_everyone=True).advance(), model.as_run().advance())
