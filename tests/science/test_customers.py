"""Customers: the worst is remembered, and the house's own numbers are not what they feel."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from experiments.validation.customers import chain, measure_bad_experiences
from experiments.validation.ensembles import scenario
from sim.mechanisms.customers import CustomerParameters, felt_quality, mean_after, worst_after


def test_a_worst_experience_outlasts_ten_good_ones():
    """Byrnes and Wass; one customer, one bad encounter, then ten good ones in ten weeks."""
    p = CustomerParameters()
    mean = worst = 0.8
    calm = felt_quality.py_func(mean, worst, p)
    for encounter in [0.1] + [0.8] * 10:
        mean = mean_after.py_func(mean, encounter, p)
        worst = worst_after.py_func(worst, mean, encounter, p)
    assert abs(mean - 0.8) < 0.02
    assert felt_quality.py_func(mean, worst, p) < calm - 0.1


def test_internal_metrics_improve_while_felt_quality_falls_until_the_metrics_are_switched():
    """Byrnes and Wass: a year of drives on internal scores; 200 seeds. On average, and in four of five runs: times differ."""
    switched, kept = scenario("metric_switch"), scenario("metrics_kept")
    score, felt = (switched.firm[name][52] - switched.firm[name][0] for name in ("internal_score", "felt"))
    assert score.mean() > 4.0 * score.std() / np.sqrt(len(score)) and (score > 0.0).mean() > 0.8
    assert felt.mean() < -4.0 * felt.std() / np.sqrt(len(felt)) and (felt < 0.0).mean() > 0.75
    assert (switched.firm["felt"][-1] > kept.firm["felt"][-1]).mean() > 0.95
    assert (switched.firm["internal_score"][-1] < kept.firm["internal_score"][-1]).mean() > 0.95


def test_talk_raises_expectations_that_are_then_disappointed():
    """Hunsaker 2020: programmes raise expectations."""
    quiet, loud = scenario("customer_centric", "programme=do_nothing", seeds=20), scenario(
        "customer_centric", "programme=communication_only", seeds=20
    )  # fmt: skip
    assert np.median(loud.firm["expectation"][26]) > np.median(quiet.firm["expectation"][26])


def test_money_follows_customers_late():
    """Half of the final gain is felt by customers long before half of it is in the books."""
    record = sim.simulate(sim.load("company_a", "market.elasticity=0.5"), 3)
    felt, growth = record.felt - record.felt[0], record.firm["revenue"] - record.firm["revenue"][0]
    assert felt[156] > 0.1
    assert (growth >= growth[156] / 2).idxmax() > (felt >= felt[156] / 2).idxmax() + 10


def test_without_elasticity_and_customers_leaving_revenue_stands():
    quiet = sim.load(
        "company_a", "market.elasticity=0.0", "rules.gain.penetration=0.0", "rules.neighbours.voice=0.0",
        *(f"rules.customers.{n}=0.0" for n in ("churn", "courted", "word_of_mouth")),
    )  # fmt: skip
    revenue = sim.simulate(quiet, 3).firm["revenue"]
    assert revenue[0] > 0.0 and (revenue == revenue[0]).all()


def test_bad_encounters_weigh_more_than_good_ones_on_customers_used_to_ordinary_luck_and_twice_as_bad_less_than_twice():
    """Mittal et al. 1998. That every bad encounter does is not met, and docs/validation.md says so."""
    at_the_start, *used_to_luck, without_luck, in_a_row, size = measure_bad_experiences().checks
    assert not at_the_start.agrees and at_the_start.reading.value == pytest.approx(1.0, abs=1e-6)
    assert len(used_to_luck) == 3 and all(check.agrees for check in used_to_luck)
    weights = [check.reading.value for check in used_to_luck]
    assert weights == sorted(weights), "the further off, the more a bad encounter outweighs a good one"
    assert without_luck.agrees is None and in_a_row.agrees is None and size.agrees


def test_what_employees_live_through_reaches_customers_and_brings_new_ones_at_every_scale():
    """The service-profit chain, on the same draws; 12 seeds of a firm of 30 and of one of 301."""
    for size in ("small", "mid_size"):
        ends = chain(12, 0.3, f"organisation={size}")
        assert min(ends[name].mean() / ends[name].std(ddof=1) for name in ("experience", "felt", "customers")) > 3.0 / np.sqrt(12)


def test_without_elasticity_revenue_follows_only_how_many_customers_there_are():
    """Gelade and Young 2005: near zero is within reach."""
    held = tuple(f"rules.customers.{name}=0.0" for name in ("churn", "courted", "word_of_mouth"))
    held += ("rules.gain.penetration=0.0", "rules.neighbours.voice=0.0")
    ends = chain(4, 0.0, *held)
    assert (ends["felt"] > 0.0).all() and (ends["growth"] == 0.0).all()
