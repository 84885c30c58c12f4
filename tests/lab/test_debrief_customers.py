"""What a debrief tells of customers: each sentence from the numbers of the play, and none where there is nothing to tell."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

import sim
from sim.engine.market import SILO_COSTS
from sim.lab.debrief.customers_wording import customers_said
from sim.play import Play
from sim.play.debrief import Debrief
from sim.play.gamed_metrics import WORTH_TELLING, gamed_metrics_of
from sim.play.test_bed_course import idea_course
from sim.schema.levers import RITUALS
from sim.texts import catalogue

UNITS = "organisation.units={shop: {size: 12}, office: {size: 8}}"


def told(play: Play, **changed: Any) -> list[str]:
    """What is said of a play whose record is changed."""
    record = SimpleNamespace(**{name: getattr(play.record(), name) for name in ("gap", "silo_costs", "firm", "rituals")} | changed)
    return [said.replace("\u00a0", " ") for said in customers_said(cast(Debrief, SimpleNamespace(play=play, record=record)))]


def one(said: list[str], words: str) -> str:
    """The one sentence with these words."""
    (found,) = [sentence for sentence in said if words in sentence]
    return found


@pytest.fixture(scope="module")
def audited() -> Play:
    """A firm of silos, with metrics and audits."""
    play = Play(sim.load("silo_firm", "weeks=110"), 1)
    play.advance(110)
    return play


@pytest.fixture(scope="module")
def merged() -> Play:
    play = Play(sim.load("bell"), 1)
    play.advance(208)
    return play


def test_the_gap_is_told_at_both_ends_and_where_it_is_widest(audited: Play) -> None:
    gap = audited.record().gap * 0.0 + np.interp(np.arange(111), [0, 40, 110], [0.1, 0.31, -0.012])
    assert one(told(audited, gap=gap), "internal score") == (
        "The internal score stood 10 points above what customers feel at the start, and 1 point below it at the end; "
        "they were furthest apart in week 40, by 31 points."
    )


def test_gamed_metrics_are_counted_by_hand(audited: Play) -> None:
    """What derailing practice adds to a metric is its gain at full practice times the share of people who practise it."""
    (call_time,) = [metric for metric in gamed_metrics_of(audited) if metric.metric == "call_time"]
    run, unit = audited.run, audited.organisation.unit_ids.index(call_time.unit)
    behaviour = sorted(audited.initiative.behaviours).index("chase_call_time")
    share = run.traces.practising[:, unit, behaviour, 0] / run.organisation.unit_size[unit]
    card = audited.initiative.definitions.metrics["call_time"]
    assert call_time.start == pytest.approx(share[0] * float(card.gamed_by["chase_call_time"]) * 6.0)  # minutes, from 9 to 3
    assert call_time.lifted == pytest.approx(share.max() * float(card.gamed_by["chase_call_time"])) and call_time.lifted >= WORTH_TELLING
    assert f"Call time in Customer service by {call_time.start:.2g} at the start and {call_time.end:.2g} at the end" in " ".join(
        told(audited)
    )


def test_how_the_idea_of_a_test_bed_fared_is_told() -> None:
    """Each sentence from the course of the idea: revised until it proves itself, good from the first, and kept although it fails."""
    kinds, stubborn = set(), "rules.test_bed.revises=0.0"
    for rules, seed in itertools.product(((), (stubborn,), (stubborn, "rules.test_bed.promise=1.0")), range(1, 4)):
        play = Play(sim.load("test_bed_small_customer", "weeks=70", *rules), seed)
        play.advance(70)
        course = idea_course(play)
        assert course is not None
        said = one(told(play), "test-bed")
        assert (f"first proof in week {course.proved}" in said) == (course.proved is not None)
        assert ("never proved itself" in said) == (course.proved is None)
        assert (f"revised {course.revised} time" in said) == (course.revised > 0)
        assert f"{course.first * 100:.0f} % of a full fit" in said
        kinds.add((course.proved is None, course.revised > 0))
    assert kinds >= {(False, True), (False, False), (True, False)}


def test_a_plan_without_a_test_bed_tells_of_no_idea(audited: Play) -> None:
    assert not any("test-bed" in sentence for sentence in told(audited))


def test_gamed_metrics_come_most_gamed_first_and_once(audited: Play) -> None:
    gamed = gamed_metrics_of(audited)
    assert [metric.lifted for metric in gamed] == sorted((metric.lifted for metric in gamed), reverse=True)
    assert len({metric.metric for metric in gamed}) == len(gamed) > 3


def test_a_firm_without_named_metrics_games_none() -> None:
    play = Play(sim.load("customer_centric", "metrics=[]", "weeks=2", UNITS), 1)
    play.advance(2)
    assert gamed_metrics_of(play) == [] and "own metrics" not in " ".join(told(play))


def test_silos_are_told_in_one_sentence(audited: Play) -> None:
    record = audited.record()
    ends = record.silo_costs.iloc[-1]
    whole, revenue = sum(float(ends[name]) for name in SILO_COSTS[:6]), float(record.firm["revenue"].iloc[1:].sum())
    said = one(told(audited), "Silos cost")
    assert said.startswith(
        f"Silos cost {whole:,.0f} k€ by the end, {whole / revenue * 100:.0f} % of revenue, the largest part work done again"
    )
    assert f"{ends['silo_hours']:,.0f} hours of the firm's people" in said
    assert not [said for said in told(audited, silo_costs=record.silo_costs * 0.0) if "Silos cost" in said]


def test_coverage_of_rituals_is_told_and_those_that_were_never_touched(audited: Play) -> None:
    rituals = audited.record().rituals * 0.0
    assert one(told(audited, rituals=rituals), "rituals") == "The programme touched none of the firm's eight rituals."
    some = rituals.copy()
    some.loc[20:50, "review"] = 0.8
    some.loc[20:, "training"] = 0.4
    said = told(audited, rituals=some)
    assert "into 15 % of the firm's eight rituals at its best, in week 20, and into 5 % at the end" in one(said, "eight rituals")
    never = one(said, "never touched")
    assert "reviews" not in never and "training" not in never and "advancement" in never and "rewards" in never


def test_audits_are_told_in_the_order_of_what_they_brought(audited: Play) -> None:
    firm = audited.record().firm
    brought = firm.assign(audit_customers=0.3, audit_partners=0.1, audit_employees=0.2, audit_finance=0.05)
    order = "customers 30.0, employees 20.0, partners 10.0, finance 5.0"
    assert (
        one(told(audited, firm=brought), "audits")
        == f"What workflow audits brought, in points of the ease of work that was lacking: {order}."
    )
    none = firm.assign(audit_customers=0.0, audit_partners=0.0, audit_employees=0.0, audit_finance=0.0)
    assert "audits" not in " ".join(told(audited, firm=none))


def test_a_merger_is_told_with_its_week(merged: Play, audited: Play) -> None:
    week = int(merged.run.state.overtaken[0])
    firm = merged.record().firm.loc[week]
    said = one(told(merged), "merged")
    assert (
        said.startswith(f"In week {week} the firm was merged")
        and f"{(1.0 - firm['customers']) * 100:.0f} % of its customers had left" in said
    )
    assert "merged" not in " ".join(told(audited))


@pytest.mark.parametrize("key", [*(f"ritual.{name}" for name in RITUALS), *(f"kind.{name}" for name in SILO_COSTS[:6])])
def test_every_ritual_and_kind_of_cost_has_a_name(key: str) -> None:
    assert catalogue().texts[f"debrief.customers.{key}"].strip()
