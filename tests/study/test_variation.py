"""Variation: points differ by what was set and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine import simulate
from sim.schema.initiative import Initiative
from sim.study.execution.registry import experiment_from
from sim.study.execution.run_study import run_study
from sim.study.experiments.experiment import specification_of
from sim.study.experiments.parameter_points import LANES, ParameterPoint, ParameterPoints

SPAN = "organisation.span"


@pytest.fixture(scope="module")
def small(base: Initiative) -> Initiative:
    return base.with_({"weeks": 5})


def varied(small: Initiative, replicates: int = 3) -> ParameterPoints:
    points = (
        ParameterPoint("plain"),
        ParameterPoint("plain", {SPAN: 4}),
        ParameterPoint("plain", {SPAN: 4, "programme.trial_weeks": 2}),
        ParameterPoint("plain", {SPAN: 0}),
    )
    return ParameterPoints({"plain": small}, points, replicates, 7)


def test_every_point_runs_under_the_same_seeds(small: Initiative, tmp_path: Path) -> None:
    runs = run_study(varied(small), tmp_path).runs
    assert {point: list(of["seed"]) for point, of in runs.groupby("point")} == {0: [7, 8, 9], 1: [7, 8, 9], 2: [7, 8, 9]}


def test_a_point_is_the_initiative_with_what_was_set(small: Initiative, tmp_path: Path) -> None:
    runs = run_study(varied(small), tmp_path).runs.set_index(["point", "seed"])
    assert runs.loc[(0, 8), "digest"] == simulate(small, seed=8).digest
    assert runs.loc[(1, 8), "digest"] == simulate(small.with_({SPAN: 4}), seed=8).digest
    assert runs.loc[(0, 8), "digest"] != runs.loc[(1, 8), "digest"]


def test_invalid_points_are_recorded_and_the_others_run(small: Initiative, tmp_path: Path) -> None:
    points = run_study(varied(small), tmp_path).table("points").set_index("point")
    assert points["error"].notna().to_dict() == {0: False, 1: False, 2: False, 3: True}
    assert "organisation" in points.loc[3, "error"]
    assert points.loc[2, [SPAN, "programme.trial_weeks"]].to_list() == [4.0, 2.0]


def test_more_replicates_go_on_where_fewer_ended(small: Initiative) -> None:
    few, many = (
        ParameterPoints({"plain": small}, (ParameterPoint("plain"),), LANES, 7),
        ParameterPoints({"plain": small}, (ParameterPoint("plain"),), LANES + 2, 7),
    )
    assert (few.cases, many.cases) == (1, 2)
    first, second = many.run(0).rows, many.run(1).rows
    assert first == few.run(0).rows
    assert [row["seed"] for row in second["runs"]] == [7 + LANES, 8 + LANES] and second["points"] == []


def test_a_variation_is_made_again_from_its_plan(small: Initiative) -> None:
    experiment = varied(small)
    again = experiment_from(specification_of(experiment))
    assert specification_of(again) == specification_of(experiment) and again.run(1) == experiment.run(1)
