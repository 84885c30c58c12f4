"""Reporting, by hand."""

from __future__ import annotations

import pytest

from sim.mechanisms import reporting as rules

P = rules.ReportingParameters(ceremony=0.5, pace=0.2)


def after(ceremony=0.0, demand=1.0, interest=0.0, metrics=0.0, vigour=1.0) -> float:
    return rules.ceremony_after.py_func(ceremony, demand, interest, metrics, vigour, P)


def demand(talk=0.0, talk_before=0.0, pay=0.0, pay_before=0.0) -> float:
    return rules.demand_of.py_func(talk, talk_before, pay, pay_before)


def test_words_from_the_top_and_pay_each_demand_reports_by_what_they_add() -> None:
    assert demand(talk=0.6) == demand(pay=0.6) == pytest.approx(0.6)
    assert demand(talk=0.5, pay=0.5) == pytest.approx(0.75) and demand() == 0.0
    assert demand(talk=0.7, talk_before=0.4) == demand(pay=0.7, pay_before=0.4) == pytest.approx(0.5)
    assert demand(talk=0.4, talk_before=0.4, pay=0.3, pay_before=0.5) == 0.0
    assert demand(talk=1.0, talk_before=1.0, pay=1.0, pay_before=1.0) == 0.0


def test_reports_part_from_practice_where_they_are_demanded_and_neither_understood_nor_checked() -> None:
    assert after() == pytest.approx(0.2 * 0.5)
    assert after(demand=0.4) == pytest.approx(0.2 * 0.5 * 0.4)
    assert after(interest=0.25) == after(metrics=0.25) == pytest.approx(0.2 * 0.5 * 0.75)
    assert after(interest=1.0) == after(metrics=1.0) == after(demand=0.0) == 0.0


def test_reports_come_back_to_practice_once_no_programme_asks() -> None:
    assert after(0.4, vigour=0.0) == pytest.approx(0.32)


def test_what_is_reported_is_practice_and_a_share_of_the_rest() -> None:
    assert rules.reported_of.py_func(0.3, 0.0) == 0.3
    assert rules.reported_of.py_func(0.3, 0.4) == pytest.approx(0.58)
    assert rules.reported_of.py_func(1.0, 0.4) == 1.0
