"""Causes: a repair brings conditions to what the better part of the population has, and never makes them worse."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.run import prepare
from sim.planning.arrays import FIRM_ROW, UNIT_ROW
from sim.planning.repair import HARMFUL, Repair
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.population.causes import Cause, coalitions, conditions_of, enabling_levels, name_of


def test_singles_are_nothing_and_each_cause_alone() -> None:
    assert coalitions("cab", "singles") == [frozenset(), frozenset("a"), frozenset("b"), frozenset("c")]


def test_all_are_every_set_of_causes_once() -> None:
    every = coalitions("abcdef", "all")
    assert len(every) == len(set(every)) == 64
    assert every[:7] == coalitions("abcdef", "singles")
    assert name_of(every[0]) == "" and name_of(every[-1]) == "a+b+c+d+e+f"


def test_a_repair_only_helps(experiment: CauseRepairs) -> None:
    for sampled in experiment.sampler.initiatives(0, 4):
        assert sampled.initiative is not None
        plan = prepare(sampled.initiative, [1], experiment.repairs).plan
        assert (plan.floor >= plan.floor[:, :1]).all()
        assert (plan.threshold_shift <= plan.threshold_shift[0]).all()
        for rows, conditions in ((FIRM_ROW, plan.firm), (UNIT_ROW, plan.unit)):
            for name, row in rows.items():
                better = conditions[row, ..., :1] - conditions[row] if name in HARMFUL else conditions[row] - conditions[row, ..., :1]
                assert (better >= 0.0).all(), name


def test_every_repair_changes_something_in_most_initiatives(experiment: CauseRepairs) -> None:
    changed = np.zeros(len(experiment.repairs))
    for sampled in experiment.sampler.initiatives(0, 12):
        assert sampled.initiative is not None
        run = prepare(sampled.initiative, [1], experiment.repairs)
        plain = run.plan
        levers = np.maximum(plain.standing[..., None], plain.floor)
        for repair in range(len(experiment.repairs)):
            same = all((column[..., repair] == column[..., 0]).all() for column in (levers, plain.firm, plain.unit, plain.threshold_shift))
            changed[repair] += not same
    assert changed[0] == 0
    assert (changed[1:] >= 10).all()


def test_the_level_is_the_quantile_from_the_good_end() -> None:
    cause = Cause(title="c", description="c", restores=["autonomy", "cynicism", "threshold"], quantile=0.75)
    sample = [{"autonomy": value, "cynicism": value, "threshold": value} for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert enabling_levels(sample, {"c": cause}) == {"autonomy": 0.75, "cynicism": 0.25, "threshold": 0.25}


def test_conditions_are_means_over_people_inside(experiment: CauseRepairs) -> None:
    sampled = experiment.sampler.initiatives(0, 1)[0]
    assert sampled.initiative is not None
    run = prepare(sampled.initiative, [1])
    found = conditions_of(sampled.initiative, run.organisation)
    size, inside = run.organisation.unit_size.astype(float), run.organisation.is_internal
    cynicism = run.plan.unit[UNIT_ROW["cynicism"], :, 0]
    assert found["cynicism"] == pytest.approx((cynicism * size * inside).sum() / (size * inside).sum())
    assert found["commitment"] == run.plan.firm[FIRM_ROW["commitment"], 0]
    assert found["threshold"] == run.organisation.threshold.mean()


def test_coalitions_repair_what_their_causes_repair(experiment: CauseRepairs) -> None:
    both = experiment.repairs[1].joined(experiment.repairs[2])
    assert both == Repair(experiment.repairs[1].levels | experiment.repairs[2].levels)
    assert experiment.repairs[0].levels == {}
