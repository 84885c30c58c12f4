"""Sensitivity: known functions get the indices that mathematics gives them, and cases that were lost leave the others as they are."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.schema.levers import CONDITIONS
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.factor_screening import FactorScreening, Varied, outputs_of, screenings, sensitivities
from sim.study.population.factors import CHANCE, GROUPS, group_of, names_of
from sim.study.sensitivity.morris import ABSENT, HIGH, LEVELS, LOW, places_at, screened, steps_of
from sim.study.sensitivity.sobol import Output, Problem, Sensitivity, places_of, problem_from, problem_of, sensitivity_of

FACTORS = ("organisation.size", "organisation.levers.time", "dispositions.patience", CHANCE)


@pytest.fixture(scope="module")
def problem() -> Problem:
    """One factor of each of four groups."""
    return problem_from(FACTORS)


def found(problem: Problem, function: Callable[[np.ndarray], np.ndarray], rows: int = 1024) -> Sensitivity:
    return sensitivity_of(problem, Output("y", "An output", function(places_of(problem, rows, seed=1))))


def test_a_sum_of_independent_factors_shares_its_variance_by_their_squares(problem: Problem) -> None:
    weights = np.array([3.0, 2.0, 1.0, 0.0])
    known = found(problem, lambda places: places @ weights)
    for index, share in zip(known.indices[:3], (9 / 14, 4 / 14, 1 / 14), strict=True):
        assert index.first.value == pytest.approx(share, abs=0.03)
        assert index.total.value == pytest.approx(share, abs=0.03)
        assert index.total.low <= share <= index.total.high
    assert [index.group for index in known.indices] == ["firm", "conditions", "leaders", CHANCE]
    assert known.indices[-1].total.value == 0.0
    assert known.alone.value == pytest.approx(1.0, abs=0.03)
    assert known.lead is not None
    assert known.lead.low > 0.0
    assert "more than any other group" in known.finding


def test_ishigamis_function_has_the_indices_that_were_computed_for_it(problem: Problem) -> None:
    """Ishigami & Homma 1990: sin x + 7 sin² y + 0.1 z⁴ sin x on ±π."""

    def ishigami(places: np.ndarray) -> np.ndarray:
        x, y, z = (np.pi * (2.0 * places[:, k] - 1.0) for k in range(3))
        return np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    known = {index.group: index for index in found(problem, ishigami, 2048).indices}
    exact = {"firm": (0.3139, 0.5576), "conditions": (0.4424, 0.4424), "leaders": (0.0, 0.2437), CHANCE: (0.0, 0.0)}
    for group, (first, total) in exact.items():
        assert known[group].first.value == pytest.approx(first, abs=0.03)
        assert known[group].total.value == pytest.approx(total, abs=0.03)


def test_an_interaction_appears_only_in_total_indices(problem: Problem) -> None:
    known = found(problem, lambda places: (places[:, 0] - 0.5) * (places[:, 3] - 0.5))
    assert known.alone.value == pytest.approx(0.0, abs=0.1)
    assert {index.group: round(index.total.value) for index in known.indices} == {"firm": 1, "conditions": 0, "leaders": 0, CHANCE: 1}
    assert any("interactions of groups explain" in text for text in known.statements)


def test_few_rows_have_not_converged_and_many_have(problem: Problem) -> None:
    few, many = (found(problem, lambda places: places[:, 0] + places[:, 1], rows) for rows in (16, 4096))
    assert not few.is_converged
    assert "have not converged: at 16 rows (96 runs)" in few.statements[-1]
    assert many.is_converged
    assert [stage.rows for stage in many.stages] == [512, 1024, 2048, 4096]


def test_more_rows_begin_with_fewer(problem: Problem) -> None:
    assert np.array_equal(places_of(problem, 32, seed=3)[: 16 * problem.row], places_of(problem, 16, seed=3))


def test_a_lost_case_costs_its_row_and_no_other(problem: Problem) -> None:
    places = places_of(problem, 64, seed=1)
    values = places.sum(axis=1)
    broken = values.copy()
    broken[5 * problem.row + 2] = np.nan
    known = sensitivity_of(problem, Output("y", "An output", broken))
    kept = np.delete(values.reshape(-1, problem.row), 5, axis=0)
    assert (known.rows, known.left_out) == (63, 1)
    assert known.indices == sensitivity_of(problem, Output("y", "An output", kept.ravel())).indices


def test_a_constant_outcome_has_no_indices(problem: Problem) -> None:
    known = found(problem, lambda places: np.ones(len(places)), 8)
    assert known.indices == ()
    assert "is constant over all" in known.statements[0]


def test_cases_that_make_no_rows_are_refused(problem: Problem) -> None:
    with pytest.raises(ValueError, match="7 cases do not form complete rows of 6"):
        sensitivity_of(problem, Output("y", "An output", np.zeros(7)))


def test_results_are_ready_for_json(problem: Problem) -> None:
    known = found(problem, lambda places: places[:, 0], 16)
    assert json.loads(json.dumps(known.as_data(), allow_nan=False))["finding"] == known.finding
    assert list(known.table().columns[:3]) == ["rows", "group", "title"]


def test_every_factor_of_the_population_is_named_and_in_a_group(experiment: CauseRepairs) -> None:
    problem = problem_of(experiment.sampler)
    names = names_of(experiment.population, experiment.sampler.parts)
    titles = [names.title(factor) for factor in problem.factors]
    assert {group_of(factor) for factor in problem.factors} == {group.name for group in GROUPS}
    assert not set(titles) & set(problem.factors) - {CHANCE}
    assert len(set(titles)) == len(titles)
    for name in CONDITIONS:
        assert names.title(f"dispositions.{name}") != f"dispositions.{name}"


def test_elementary_effects_of_a_sum_are_its_weights(problem: Problem) -> None:
    levels = steps_of(problem, 4, seed=1)
    known = screened(problem, levels, Output("y", "An output", levels @ np.array([3.0, -2.0, 1.0, 0.0])))
    assert [(effect.factor, round(effect.size.value, 9), round(effect.mean.value, 9)) for effect in known.effects] == [
        ("organisation.size", 3.0, 3.0),
        ("organisation.levers.time", 2.0, -2.0),
        ("dispositions.patience", 1.0, 1.0),
        (CHANCE, 0.0, 0.0),
    ]
    assert "organisation.size has the largest single effect on an output, +300 points" in known.finding.replace("Organ", "organ")


def test_the_lowest_level_of_what_is_sometimes_there_is_its_absence(experiment: CauseRepairs) -> None:
    problem = problem_from(["inhibitors.silos", "programme.money_per_person", "organisation.size"])
    places = places_at(problem, experiment.sampler, np.array([[0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0 / (LEVELS - 1)] * 3]))
    silos, money = (experiment.sampler.distributions[name] for name in problem.factors[:2])
    assert places[0].tolist() == [ABSENT, LOW * money.chance, LOW]
    assert places[1].tolist() == [HIGH * silos.chance, ABSENT, HIGH]
    assert silos.at(places[0, 0]) is None
    assert silos.at(places[2, 0]) is not None
    assert money.at(places[1, 1]) is None


@pytest.fixture(scope="module")
def screening(study_of: Callable[..., CauseRepairs]) -> FactorScreening:
    return FactorScreening(study_of(coalitions="none", weeks=12), Varied(rows=2))


@pytest.fixture(scope="module")
def runs(screening: FactorScreening) -> pd.DataFrame:
    return pd.DataFrame([row for number in range(screening.cases) for row in screening.run(number).rows["runs"]])


def test_a_row_has_the_two_initiatives_and_one_for_each_group(screening: FactorScreening, runs: pd.DataFrame) -> None:
    assert screening.row == len(GROUPS) + 2
    assert len(runs) == 2 * screening.row
    place = [group.name for group in screening.problem.groups].index(CHANCE) + 1
    of_first = runs[runs["row"] == 0]
    seeds = of_first.set_index("place")["seed"]
    assert seeds[place] == seeds[screening.row - 1]
    assert set(seeds.drop([place, screening.row - 1])) == {seeds[0]}


def test_a_case_does_not_depend_on_where_and_when_it_runs(screening: FactorScreening) -> None:
    again = FactorScreening.from_specification(json.loads(json.dumps(screening.specification())))
    assert again.run(1) == screening.run(1)


def test_outputs_stand_where_their_runs_stood(screening: FactorScreening, runs: pd.DataFrame) -> None:
    shuffled = runs.sample(frac=1.0, random_state=1).iloc[1:]
    adoption, _, failure = outputs_of(screening, shuffled)
    for at, row in runs.iterrows():
        assert adoption.values[int(str(at))] == row["adoption_end"] or np.isnan(adoption.values[int(str(at))])
    assert np.isnan(failure.values).sum() == 1
    assert [known.output for known in sensitivities(screening, runs)] == ["adoption_end", "felt_gain", "failure"]


def test_a_row_that_cannot_be_run_is_recorded_whole(screening: FactorScreening) -> None:
    done = screening.failed(1, "lost")
    assert (done.trouble, done.rows["runs"]) == ("lost", [])
    assert [case["place"] for case in done.rows["cases"]] == list(range(screening.row))


def test_trajectories_move_one_factor_at_a_time(study_of: Callable[..., CauseRepairs]) -> None:
    screening = FactorScreening(study_of(coalitions="none", weeks=4), Varied(method="morris", rows=2))
    moved = np.diff(screening.places.reshape(2, screening.row, -1), axis=1) != 0.0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()
    fake = pd.DataFrame({"row": np.repeat([0, 1], screening.row), "place": np.tile(np.arange(screening.row), 2), "success": True})
    fake["adoption_end"] = fake["felt_gain"] = screening.levels[:, 0]
    (adoption, _) = screenings(screening, fake)
    assert adoption.effects[0].size.value == pytest.approx(1.0)
    assert adoption.statements[0].endswith(", +100 points.")


def test_rows_that_do_not_double_are_refused() -> None:
    with pytest.raises(ValueError, match="must be a power of two"):
        Varied(rows=100)
