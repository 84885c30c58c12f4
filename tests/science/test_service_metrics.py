"""Tactical metrics: they are gamed where units answer for them, and go on being measured once units do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine import prepare, record_of
from sim.engine.record import Record
from sim.model import simulate_with_agents
from sim.schema.levers import LEVER

SEEDS = range(1, 9)
QUIET = "programme=do_nothing"


def records(*overrides: str, scenario: str = "customer_centric", weeks: int = 60) -> list[Record]:
    run = prepare(sim.load(scenario, f"weeks={weeks}", *overrides), SEEDS).advance()
    return [record_of(run, lane) for lane in range(run.lanes)]


def practised(known: list[Record], behaviour: str) -> np.ndarray:
    """Share who practise a behaviour at the end, by seed."""
    return np.array([record.behaviours[behaviour].iloc[-1] for record in known])


def test_a_behaviour_that_no_metric_rewards_is_given_up():
    """Byrnes and Wass: people do what they are held accountable for."""
    rewarded = records(QUIET)
    ignored = records(QUIET, *(f"definitions.metrics.{name}.gamed_by={{}}" for name in rewarded[0].initiative.metrics_in_use))
    for behaviour in ("chase_call_time", "ship_to_fill_rate"):
        assert (practised(rewarded, behaviour) > practised(ignored, behaviour) + 0.1).all()


def test_a_unit_is_tempted_by_the_metrics_that_it_keeps_and_by_no_others():
    """Finance answers for its own projects, and ships no orders; without metrics of its own it would be tempted as the others are."""
    own = records(QUIET)[0]
    general = records(QUIET, "organisation.units.finance.metrics=[line_fill]")[0]
    shipping = sorted(own.initiative.behaviours).index("ship_to_fill_rate")
    finance = own.organisation.unit_ids.index("finance")
    asked, asked_of_shippers = (prepare(record.initiative, [1]).plan.asked for record in (own, general))
    assert asked[finance, shipping] == 0.0 and asked_of_shippers[finance, shipping] == 1.0


def test_a_score_is_the_mean_of_the_metrics_that_a_unit_keeps_by_their_weight():
    record = records("weeks=20", weeks=20)[0]
    known = record.initiative.definitions.metrics
    for unit in record.metrics.columns.unique(level="unit"):
        weight = np.array([known[name].weight for name in record.metrics[unit]])
        expected = (record.metrics[unit] * weight).sum(axis=1) / weight.sum()
        assert record.units[unit, "internal_score"].to_numpy() == pytest.approx(expected.to_numpy())


def test_readings_are_in_the_metrics_own_unit():
    record = records("weeks=20", weeks=20)[0]
    score, minutes = record.metrics["service", "call_time"], record.readings["service", "call_time"]
    assert record.readings.attrs["units"]["call_time"] == "minutes a call"
    assert minutes.to_numpy() == pytest.approx(9.0 - 6.0 * score.to_numpy())


def test_what_customers_feel_takes_the_place_of_the_score_and_the_figures_go_on():
    """Byrnes and Wass: the metrics are switched in week 60."""
    record = sim.simulate(sim.load("metric_switch"), 3)
    run = prepare(record.initiative, [3]).advance(50)
    early = run.state.unit_levers[:, LEVER["metrics"], 0].copy()
    late = run.advance(100).state.unit_levers[:, LEVER["metrics"], 0]
    assert (late[record.organisation.is_internal] > early[record.organisation.is_internal] + 0.2).all()
    for unit in ("service", "operations"):
        score, answered = record.units[unit, "internal_score"], record.units[unit, "answered"]
        apart = (answered - score).abs() / (record.felt - score).abs()
        assert apart[150] > apart[50] + 0.2
    calls = record.readings["service", "call_time"]
    assert calls[50] < calls[0] < calls[208]  # shorter calls while they count, longer ones once they do not


def test_an_own_metric_needs_no_python(tmp_path: Path):
    (tmp_path / "metric").mkdir()
    (tmp_path / "metric" / "forms_filed.yaml").write_text(
        "title: Forms filed\ndescription: Forms that a desk files on the day.\nunits: [finance]\n"
        "raised_by: {people: 0.4}\ngamed_by: {guard_the_own_turf: 0.3}\n"
        "reading: {measured_in: forms a day, worst: 10.0, best: 90.0}\n",
        encoding="utf-8",
    )
    given = ("weeks=20", "metrics=[forms_filed]", "organisation.units.finance.metrics=null")
    initiative = sim.load("customer_centric", *given, config_dir=tmp_path)
    scarce, many = (
        sim.simulate(sim.load("customer_centric", *given, f"organisation.levers.people={level}", config_dir=tmp_path), 1)
        for level in (0.2, 0.8)
    )
    assert many.readings["finance", "forms_filed"][0] == pytest.approx(scarce.readings["finance", "forms_filed"][0] + 80.0 * 0.4 * 1.2)
    assert sim.simulate(initiative, 1).digest == simulate_with_agents(initiative, 1).digest


def test_a_metric_that_no_unit_keeps_is_told():
    lonely = sim.load("customer_centric", "weeks=4", "organisation=small", "metrics=[line_fill]")
    assert "metric line_fill: no unit keeps it, so it measures nothing" in sim.simulate(lonely, 1).notes
