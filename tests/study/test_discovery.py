"""Discovery: a box that was planted is found again, and where there is none the half held out says so."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.failure.evidence import drawn_in
from sim.study.population.factors import Names, names_of
from sim.study.prognosis.boxes import BEYOND, Limit, boxes_in, candidates_in, in_box, words_of
from sim.study.prognosis.scenario_discovery import Discovery, discovery_of

NUMBER = 800


@pytest.fixture(scope="module")
def names(experiment: CauseRepairs) -> Names:
    return names_of(experiment.population, experiment.sampler.parts)


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    """Twelve factors, one of them silos, which are only there in some, and one of them a choice."""
    chance = np.random.default_rng(4)
    columns = {
        f"organisation.levers.{name}": chance.random(NUMBER) for name in ("time", "tools", "training", "people", "metrics", "vision")
    }
    columns |= {f"dispositions.{name}": chance.random(NUMBER) for name in ("patience", "talk", "trust", "humility")}
    columns["inhibitors.silos"] = np.where(chance.random(NUMBER) < 0.5, chance.uniform(0.05, 0.55, NUMBER), np.nan)
    columns["programme.of"] = chance.choice(["as_planned", "quick_wins"], NUMBER)
    return pd.DataFrame(columns)


def planted(drawn: pd.DataFrame) -> np.ndarray:
    """Nine in ten fail where there are silos and little patience, one in ten elsewhere."""
    inside = (drawn["inhibitors.silos"].fillna(0.0) > 0.0) & (drawn["dispositions.patience"] <= 0.6)
    return np.random.default_rng(5).random(len(drawn)) < np.where(inside, 0.9, 0.1)


@pytest.fixture(scope="module")
def found(drawn: pd.DataFrame, names: Names) -> Discovery:
    return discovery_of(drawn, planted(drawn), names)


def test_a_planted_box_is_found_again(found: Discovery) -> None:
    box = found.failing[0]
    limits = {restriction.limit.factor: restriction.limit for restriction in box.restrictions}
    assert set(limits) == {"inhibitors.silos", "dispositions.patience"}
    assert limits["dispositions.patience"].high == pytest.approx(0.6, abs=0.05)
    assert limits["dispositions.patience"].low == -math.inf
    assert limits["inhibitors.silos"].low < 0.05
    assert box.density.low < 0.9 < box.density.high
    assert box.coverage.share == pytest.approx(0.27 / (0.27 + 0.07), abs=0.08)
    assert all(restriction.quasi_p < 0.001 for restriction in box.restrictions)
    assert all(restriction.again > 0.9 for restriction in box.restrictions)


def test_the_planted_rule_is_said_in_words(found: Discovery) -> None:
    assert "inhibitor “Silos”" in found.failing[0].rule
    assert "patience of the chief at most 0.6" in found.failing[0].rule
    assert found.finding.startswith("With ")
    assert "against" in found.finding


def test_boxes_share_out_the_half_held_out(found: Discovery) -> None:
    assert sum(box.density.of for box in found.boxes) == found.held_out
    assert sum(box.coverage.count for box in found.boxes) == found.failure.count
    assert sum(box.chosen.of for box in found.boxes) == found.chosen_on


def test_boxes_in_pure_noise_are_too_good_where_chosen_and_honest_where_held_out(drawn: pd.DataFrame, names: Names) -> None:
    """Ten ensembles in which nothing matters: the first box looks special to the half that chose it, and to no other."""
    chosen, held, confirmed = [], [], 0
    for seed in range(10):
        failed = np.random.default_rng(100 + seed).random(NUMBER) < 0.7
        known = discovery_of(drawn, failed, names, seed)
        first = known.boxes[0]
        assert first.chosen.share is not None
        assert first.density.share is not None
        chosen.append(first.chosen.share - 0.7)
        held.append(first.density.share - 0.7)
        confirmed += bool(known.failing)
    assert np.mean(chosen) > 0.03
    assert abs(np.mean(held)) < 3 * np.std(held) / math.sqrt(10) + 0.01
    assert confirmed <= 3  # of 10 at a level of 0.05: more has a chance of 0.001


def test_noise_is_said_to_be_noise(drawn: pd.DataFrame, names: Names) -> None:
    known = discovery_of(drawn, np.random.default_rng(101).random(NUMBER) < 0.7, names, 1)
    assert known.finding.startswith("No box is confirmed")
    assert any("not confirmed" in text for text in known.statements)
    assert known.statements[-1].endswith("The boxes are fragile.")


def test_where_all_fail_there_is_no_box(drawn: pd.DataFrame, names: Names) -> None:
    known = discovery_of(drawn, np.ones(NUMBER, bool), names)
    assert known.boxes == ()
    assert "No box could be selected" in known.finding


def test_too_few_initiatives_are_refused(drawn: pd.DataFrame, names: Names) -> None:
    with pytest.raises(ValueError, match="30 initiatives are too few"):
        discovery_of(drawn[:30], np.ones(30, bool), names)


def test_a_budget_without_limit_stands_above_every_budget() -> None:
    drawn = pd.DataFrame(
        {"programme.money_per_person": [1.0, 4.0, np.nan], "inhibitors.silos": [0.2, np.nan, 0.3], "programme.of": ["a", "b", "a"]}
    )
    columns = candidates_in(drawn)
    assert columns["programme.money_per_person"].tolist() == [1.0, 4.0, BEYOND * 4.0]
    assert columns["inhibitors.silos"].tolist() == [0.2, 0.0, 0.3]
    assert columns["programme.of=a"].tolist() == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit("dispositions.patience", "", -math.inf, 0.414), "patience of the chief at most 0.41"),
        (Limit("dispositions.patience", "", 0.414, math.inf), "patience of the chief above 0.41"),
        (Limit("dispositions.patience", "", 0.2, 0.8), "patience of the chief between 0.20 and 0.80"),
        (Limit("inhibitors.silos", "", -math.inf, 0.02), "no inhibitor “Silos”"),
        (Limit("inhibitors.silos", "", 0.02, math.inf), "inhibitor “Silos”"),
        (Limit("inhibitors.silos", "", 0.3, math.inf), "inhibitor “Silos” above 0.30"),
        (Limit("programme.of", "quick_wins", 0.5, math.inf), "the plan “Quick wins”"),
        (Limit("programme.of", "quick_wins", -math.inf, 0.5), "the plan not “Quick wins”"),
    ],
)
def test_limits_are_said_as_one_would_say_them(limit: Limit, words: str, names: Names) -> None:
    values = np.array([0.0, 0.05, 0.55]) if limit.factor == "inhibitors.silos" else np.array([0.1, 0.9])
    assert words_of(limit, values, names) == words


def test_budgets_are_said_with_what_has_no_limit(names: Names) -> None:
    values = np.array([1.5, 12.0, 24.0])
    budget = "budget per person (thousand euro)"
    assert words_of(Limit("programme.money_per_person", "", 13.0, math.inf), values, names) == f"no limit on {budget}"
    assert words_of(Limit("programme.money_per_person", "", 6.2, math.inf), values, names) == f"{budget} above 6.2 or without limit"
    assert words_of(Limit("programme.money_per_person", "", -math.inf, 6.2), values, names) == f"{budget} at most 6.2"


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_every_initiative_is_in_exactly_one_box(seed: int) -> None:
    chance = np.random.default_rng(seed)
    columns = pd.DataFrame(chance.integers(0, 5, (60, 3)).astype(float), columns=["a", "b", "c"])
    boxes = boxes_in(columns, columns["a"].to_numpy() + chance.normal(0.0, 1.0, 60) > 2.0)
    if boxes:
        assert (np.sum([in_box(box, columns) for box in boxes], axis=0) == 1).all()


def test_when_a_shock_comes_is_no_candidate(experiment: CauseRepairs) -> None:
    factors = experiment.sampler.distributions
    table = pd.DataFrame({"initiative": [7], "seed": [1], **{name: [None] for name in factors}})
    kept = drawn_in(table, factors)
    assert kept.index.tolist() == [7]
    assert "shocks.scandal.size" in kept
    assert "shocks.scandal.week" not in kept
    assert "seed" not in kept


def test_results_are_ready_for_json(found: Discovery) -> None:
    data = json.loads(json.dumps(found.as_data()))
    assert data["rules"][0] == found.boxes[0].rule
    assert len(found.table()) == sum(len(box.restrictions) for box in found.boxes)
