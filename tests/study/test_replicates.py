"""Replicates: a run among many is the run alone, and a share of few runs is uncertain."""

from __future__ import annotations

import pytest

from sim.config import load
from sim.engine import simulate
from sim.study.comparison.replicates import replicate
from sim.study.experiments import described_runs as module
from sim.study.population.description import AS_TOLD


@pytest.fixture(scope="module")
def some():
    return replicate(load("customer_centric"), 7, 40, description=AS_TOLD)


def test_a_run_among_many_is_bit_for_bit_the_run_alone(some):
    assert some.runs["seed"].tolist() == list(range(40, 47))
    for row in (0, 3, 6):
        alone = simulate(some.initiative, int(some.runs["seed"][row]))
        assert some.runs["digest"][row] == alone.digest
        assert bool(some.runs["success"][row]) == alone.outcome.success and some.runs["mode"][row] == alone.outcome.mode
        assert some.runs["end"][row] == alone.firm["adoption"].iloc[-1]


def test_how_many_advance_together_changes_nothing(some, monkeypatch):
    monkeypatch.setattr(module, "LANES", 3)
    again = replicate(some.initiative, 7, 40, organisation=some.organisation, description=AS_TOLD)
    assert again.runs.equals(some.runs) and again.bands.equals(some.bands)


def test_bands_hold_the_runs(some):
    bands = some.bands["adoption"]
    assert len(bands) == some.initiative.weeks + 1
    assert (bands.diff(axis=1).iloc[:, 1:] >= 0.0).all().all()
    assert bands[0.5].iloc[-1] == pytest.approx(some.runs["end"].median())


def test_every_failure_has_a_mode_and_no_success_has_one(some):
    assert some.modes.sum() + some.runs["success"].sum() == 7
    assert (some.runs["mode"].isna() == some.runs["success"]).all()


def test_the_share_of_successes_lies_within_its_interval(some):
    low, high = some.success_interval
    assert 0.0 <= low <= some.success_share <= high <= 1.0 and high - low > 0.3


def test_no_runs_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        replicate(load("customer_centric"), 0)
