"""A run has the same bits alone or among others, whole or in parts, and whichever engine it began in."""

from __future__ import annotations

from sim.engine import Repair, prepare
from sim.model import ChangeModel

SEEDS = (1, 0, 2**40 + 3)
REPAIRS = (Repair(), Repair({"vision": 0.9, "threshold": 0.5}), Repair({"finance_power": 0.1, "patience": 0.9, "people": 0.7}))


def test_lanes_are_single_runs(everything, assert_same):
    initiative = everything("vetoed")
    lanes = prepare(initiative, SEEDS, REPAIRS, watch_everyone=True).advance()
    singles = [prepare(initiative, [seed], [repair], watch_everyone=True).advance() for seed in SEEDS for repair in REPAIRS]
    assert len({int(week) for week in lanes.state.abandoned}) > 1  # lanes part ways
    for lane, single in enumerate(singles):
        assert_same(lanes, single, lane)


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
