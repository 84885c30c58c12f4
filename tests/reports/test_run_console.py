"""The terminal says on one screen how a run ended, for whom, at what cost, and what story it was."""

from __future__ import annotations

import io

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
