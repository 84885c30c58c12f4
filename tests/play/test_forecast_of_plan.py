"""A plan on paper: what a test-bed is expected to prove, by hand."""

from __future__ import annotations

import pytest

import sim
from sim.engine import Initiative
from sim.organisation import organisation_of
from sim.play.forecast_of_plan import OnPaper, on_paper
from sim.schema.interventions import Intervention

TRIED = {"title": "Try", "description": "It tries.", "family": "structure", "weeks": 4, "ramp": 0, "fade": 0}
LEARNING = 0.5


def tried(*overrides: str, mainstreams: int | None = None) -> OnPaper:
    """A test-bed of four weeks that learns by half, and a commitment to it from a week on; any fit is proof."""
    base = sim.load(
        "customer_centric", "organisation=small", "weeks=6", "programme=do_nothing", "rules.test_bed.insight_after=0.0", *overrides
    )
    segment = sorted(base.segments)[0]
    cards = {
        "try": Intervention.model_validate(TRIED | {"does": [{"kind": "test_bed", "segment": segment, "learning": LEARNING}]}),
        "commit": Intervention.model_validate(TRIED | {"raises": {"tools": 0.5}, "needs_proof": True, "weeks": 6}),
    }
    steps: dict[str, dict[str, str | int]] = {"try": {"intervention": "try"}}
    if mainstreams is not None:
        steps["commit"] = {"intervention": "commit", "start": mainstreams}
    data = base.model_dump()
    data["definitions"]["interventions"] = {name: card.model_dump() for name, card in cards.items()}
    data["programme"]["steps"] = steps
    initiative = Initiative.model_validate(data)
    return on_paper(initiative.programme, initiative, organisation_of(initiative.organisation))


def test_the_proof_of_a_middling_idea_approaches_half_of_what_the_best_of_them_promises() -> None:
    paper = tried("rules.test_bed.promise=0.8", "rules.test_bed.revises=0.0")
    # an idea of 0.4, of which each of four weeks finds half of what is missing; the test-bed is over then
    assert paper.proof.tolist() == pytest.approx([0.2, 0.3, 0.35, 0.375, 0.375, 0.375])


def test_ideas_are_revised_as_often_as_is_to_be_expected_until_the_firm_commits_to_them() -> None:
    rules = ("rules.test_bed.promise=0.8", "rules.test_bed.revises=0.5")
    # each week a half of the ideas becomes better, by half of what is missing: 0.4, 0.55, 0.6625, 0.746875, 0.81015625
    ideas = [0.55, 0.6625, 0.746875, 0.81015625]
    fit, proven = 0.0, []
    for idea in ideas:
        fit = (fit + idea) / 2.0
        proven.append(fit)
    assert tried(*rules).proof.tolist() == pytest.approx([*proven, proven[-1], proven[-1]])
    kept = tried(*rules, mainstreams=1)  # one revision, and then none
    assert kept.proof.tolist() == pytest.approx([0.275, 0.4125, 0.48125, 0.515625, 0.515625, 0.515625])
    assert kept.plan.committed.tolist() == [0, 1, 1, 1, 1, 1]


def test_no_test_bed_proves_nothing() -> None:
    base = sim.load("customer_centric", "organisation=small", "weeks=6", "programme=do_nothing")
    paper = on_paper(base.programme, base, organisation_of(base.organisation))
    assert paper.proof.tolist() == [0.0] * 6
