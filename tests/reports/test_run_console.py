"""The terminal says on one screen how a run ended, for whom, at what cost, and what story it was."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

import sim
from sim.reports.run_console import tell


def told(record: sim.Record) -> str:
    written = io.StringIO()
    tell(record, console=Console(file=written, width=200, highlight=False))
    return written.getvalue()


@pytest.fixture(scope="module")
def record() -> sim.Record:
    return sim.simulate(sim.load("company_a", "weeks=60"), 7)


def test_it_says_the_outcome_the_units_the_means_and_the_story(record):
    text = told(record)
    for expected in (record.outcome.reading, "Information technology", "felt by all customers", "internal score", "money, thousand euro"):
        assert expected in text
    assert record.initiative.briefing.split(".")[0][:60] in " ".join(text.split())
    assert all(item in text for item in record.initiative.watch)
    assert any("never ran" in note for note in record.notes) and "never ran" in text


def row_of(text: str, title: str) -> list[str]:
    """The cells of the first row that begins with a title."""
    (line, *_) = [line for line in text.splitlines() if line.strip().startswith(title)]
    return line.strip().removeprefix(title).split()


@pytest.fixture(scope="module")
def hospital() -> sim.Record:
    """Half a year of a firm with one customer that gains far more than others."""
    record = sim.simulate(sim.load("baxter", "weeks=26"), 1)
    segments, weeks = record.segments.copy(), np.linspace(0.0, 1.0, 27)
    for series, first, last in (("profitability", 0.1, 0.7), ("share_of_spend", 0.3, 0.42), ("revenue", 25.0, 40.0), ("worst", 0.4, 0.3)):
        segments["test_bed_customers", series] = first + (last - first) * weeks
    segments["test_bed_customers", "churn"] = np.r_[0.0, np.full(26, 0.01)]
    segments["ordinary", "revenue"] = 0.0
    audits = {"audit_partners": 0.3 * weeks, "audit_customers": 0.2 * weeks}
    firm = record.firm.assign(mistrust=0.0, returned=-2.5, spend=3.0, silo_churn=1234.0 * weeks, **audits)
    return replace(record, segments=segments, firm=firm)


def test_what_customers_live_through_gain_and_spend_is_told_by_segment(hospital):
    """The source's one well-penetrated customer bought over a third more: growth with each customer stands beside growth in all."""
    lived, gained = told(hospital).split("What customers gained")
    lived = lived.split("Customers, start")[1]
    assert row_of(lived, "One small new hospital")[:3] == ["40%", "→", "30%"]
    assert row_of(lived, "One small new hospital")[-1] == f"{1.0 - 0.99**52:.0%}"  # a year at the pace of half a year
    cells = row_of(gained, "One small new hospital")
    assert cells[0] == "+60" and cells[-3:] == ["40", "+40%", "+60%"]
    assert row_of(gained, "Other customers")[-1] == "–"  # of no revenue


def test_the_gap_between_measured_and_felt_is_told(hospital):
    gap = hospital.internal_score - hospital.felt
    assert row_of(told(hospital), "score above felt") == [f"{gap[week]:+.2f}".replace("-", "−") for week in (0, 13, 26)]


def test_silos_results_and_the_order_of_returns_are_told(hospital):
    text = told(hospital)
    assert row_of(text, "margin on customers lost")[0] == "1,234"
    assert row_of(text, "return, euro for each euro spent") == ["−2.5"] and "mistrust" not in text
    assert "was lacking: partners 30.0, customers 20.0, employees 0.0, finance 0.0" in text
    silent = replace(hospital, firm=hospital.firm.assign(mistrust=5.0, spend=0.0, audit_partners=0.0, audit_customers=0.0))
    assert row_of(told(silent), "return, euro for each euro spent") == ["none", "spent"]
    assert row_of(told(silent), "regulators' mistrust, thousand euro to date") == ["5"] and "audits brought" not in told(silent)


def test_the_least_of_the_work_that_people_attended_to_is_told_in_its_week(hospital):
    units = hospital.units.copy()
    units.loc[:, [(unit, "attended") for unit in hospital.organisation.unit_ids]] = 1.0
    assert row_of(told(replace(hospital, units=units)), "attended to, least") == ["all"]
    units.loc[12, [(unit, "attended") for unit in hospital.organisation.unit_ids]] = 0.64
    assert row_of(told(replace(hospital, units=units)), "attended to, least") == ["64%", "in", "week", "12"]


def test_a_run_of_no_week_is_told():
    text = told(sim.simulate(sim.load("baxter", "weeks=0", "metrics=[]"), 1))
    assert row_of(text.split("Customers, start")[1], "Large hospitals")[-1] == "0%"


def test_it_says_which_condition_a_philosophy_falls_short_of_and_by_how_much():
    text = told(sim.simulate(sim.load("company_a", "weeks=4", "programme.philosophy=directive"), 1))
    assert "rival_strength is 0.30 and should be 0.60 to 1.00 (0.30 short)" in text
    suits = ("rival_strength=0.8", "commitment=0.9", "credibility=0.8", "cynicism=0.0")
    met = sim.load("company_a", "weeks=4", "programme.philosophy=directive", "catalysts={}", "inhibitors={}",
                   *(f"dispositions.{one}" for one in suits), "~organisation.units.it.levers")  # fmt: skip
    assert "philosophy" not in told(sim.simulate(met, 1))


def test_words_of_others_cannot_command_the_terminal():
    coloured = sim.load("company_a", "weeks=2").model_copy(update={"title": "[red]x[/red]\x1b[31m"})
    text = told(sim.simulate(coloured, 1))
    assert "[red]x[/red]" in text
    assert "\x1b" not in text
