"""The recipe is compared with own plans in the firms as they are, in pairs, and the sentence counts what the table shows."""

from __future__ import annotations

from experiments.validation.readings import POINTS, MeasuredNumber
from experiments.validation.recipe import RECIPE, AgainstOwn, against_own, in_words
from sim.config import load


def one(low: float, high: float, succeeds: float) -> AgainstOwn:
    more = MeasuredNumber((low + high) / 2.0, low, high, 24, "pairs of runs", unit=POINTS)
    return AgainstOwn("bell", 0.5, 0.5 + more.value, more, 0.5, succeeds)


def test_a_plan_against_itself_differs_by_nothing() -> None:
    steps = load("company_a").programme.steps
    recipe = {name: step.model_dump(mode="json", exclude_defaults=True) for name, step in steps.items()}
    found = against_own("company_a", recipe, 3)
    assert found.more[:3] == (0.0, 0.0, 0.0) and found.own == found.other


def test_the_recipe_is_played_in_the_firm_as_it_is() -> None:
    found = against_own("bell", RECIPE, 2)
    assert found.own < 0.1 < found.other, "the study of Bell changes nothing; any plan of ten interventions does"


def test_the_sentence_counts_wins_losses_and_successes() -> None:
    said = in_words([one(0.1, 0.2, 1.0), one(-0.05, 0.05, 0.4), one(-0.3, -0.1, 0.6)])
    assert said.startswith("It ends above the scenario's own plan in 1 of 3 scenarios and below it in 1, by −2 points on average")
    assert said.endswith("succeeds in most runs in 2.")
