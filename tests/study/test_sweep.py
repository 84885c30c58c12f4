"""A sweep: what factors do to success, told from points that share their seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.engine import simulate
from sim.reports.sweep_report import write_results
from sim.schema.initiative import Initiative
from sim.study.execution.stored_study import open_study
from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints
from sim.study.sweep.factor_levels import number, parts_of, title_of
from sim.study.sweep.space import factors_of
from sim.study.sweep.sweep import Sweep, base_name, sweep, variation_of
from sim.study.sweep.tipping import curve_of, surface_of

PATIENCE, COMMITMENT = "dispositions.patience", "dispositions.commitment"


class Stored:
    """What a sweep reads of a study, with outcomes that are known."""

    digest = "none"

    def __init__(self, experiment: ParameterPoints, succeeds: Any) -> None:
        self.specification = {"work": experiment.specification()}
        chances = np.random.default_rng(5).random((len(experiment.points), experiment.replicates))
        rows = []
        for place, point in enumerate(experiment.points):
            for replicate in range(experiment.replicates):
                success = bool(chances[place, replicate] < succeeds(**{key.split(".")[-1]: value for key, value in point.values.items()}))
                mode = None if success else "stalled"
                numbers = {"adoption_end": 0.5 + 0.25 * success, "felt_gain": 0.0}
                rows.append({"point": place, "replicate": replicate, "success": success, "mode": mode, **numbers})
        self.runs = pd.DataFrame(rows)

    def table(self, _: str) -> pd.DataFrame:
        return pd.DataFrame({"point": [0], "error": [None]})


def swept(base: Initiative, space: dict[str, Any], succeeds: Any, design: Any = "grid", n: int = 36, replicates: int = 16) -> Sweep:
    experiment, _ = variation_of({"base": base}, factors_of(space), design, n, replicates)
    return Sweep(Stored(experiment, succeeds))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(base: Initiative, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sweep]:
    folder = tmp_path_factory.mktemp("sweep")
    small = base.with_({"weeks": 3})
    return folder, sweep(small, {PATIENCE: [0, 1], "organisation.span": [4, 12]}, n=4, replicates=3, folder=folder)


def test_every_point_runs_under_the_same_seeds(done: tuple[Path, Sweep]) -> None:
    runs = done[1].runs
    assert list(runs["point"]) == [point for point in range(4) for _ in range(3)]
    assert list(runs["seed"]) == [1, 2, 3] * 4


def test_a_run_of_a_point_is_the_initiative_with_its_values(done: tuple[Path, Sweep]) -> None:
    point = done[1].experiment.points[2]
    record = simulate(done[1].initiative.with_(point.values), 2)
    row = done[1].runs[(done[1].runs["point"] == 2) & (done[1].runs["seed"] == 2)].iloc[0]
    assert row["digest"] == record.digest


def test_a_sweep_is_read_back_from_its_folder(done: tuple[Path, Sweep]) -> None:
    folder, known = done
    again = Sweep(open_study(folder))
    assert again.finding == known.finding and again.points.equals(known.points) and set(again.factors) == set(known.factors)


def test_results_are_written_as_tables_and_statements(done: tuple[Path, Sweep], tmp_path: Path) -> None:
    files = write_results(done[1], tmp_path)
    assert [path.name for path in files] == ["summary.json", "points.csv", "points.parquet", "runs.parquet"]
    assert pd.read_csv(files[1]).shape == done[1].points.shape
    assert done[1].finding in files[0].read_text(encoding="utf-8")


def test_shares_of_a_point_are_counted_and_carry_wilson_intervals(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1]}, lambda patience: float(patience > 0.4), n=3, replicates=10)
    table = known.points
    assert list(table["succeeded"]) == [0, 10, 10] and list(table["stalled"]) == [1.0, 0.0, 0.0]
    assert table["high"][0] == pytest.approx(0.2775, abs=1e-4) and table["low"][1] == pytest.approx(0.7225, abs=1e-4)


def test_the_factor_that_matters_comes_first_and_the_other_does_nothing(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1], COMMITMENT: [0, 1]}, lambda patience, commitment: 0.2 + 0.6 * patience)
    first, second = known.effects
    assert first.factor == PATIENCE and first.change.is_clear and first.change.value > 0.4
    assert not second.change.is_clear or abs(second.change.value) < 0.15
    assert known.finding.startswith("Patience (dispositions) affects the success rate most: ")


def test_where_all_runs_end_alike_adoption_tells_the_points_apart(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1]}, lambda patience: 1.0, n=4)
    assert known.measure == "adoption_end" and known.overall.value == pytest.approx(0.75)
    assert known.finding == (
        "All 64 runs succeed. No factor clearly affects adoption in the last week, which is 75% [56, 94] over the whole space"
    )


def test_many_values_are_told_in_thirds_and_few_one_by_one() -> None:
    thirds = parts_of(pd.Series(np.linspace(0.0, 1.0, 30)))
    assert [len(points) for _, _, points in thirds] == [10, 10, 10] and thirds[0][0] == "0 to 0.31"
    assert [(title, points) for title, _, points in parts_of(pd.Series([8, 4, 8]))] == [("4", [1]), ("8", [0, 2])]
    words = parts_of(pd.Series(["quick_wins", None, "as_planned"], dtype=object))
    assert [(title, points) for title, _, points in words] == [("as planned", [2]), ("quick wins", [0]), ("absent", [1])]


def test_a_grid_shows_the_means_of_its_cells(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1], COMMITMENT: [0, 1]}, lambda patience, commitment: float(patience > 0.5))
    surface = surface_of(known, PATIENCE, COMMITMENT)
    assert surface.is_cells and surface.outcome.tolist() == [[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]] * 6
    place = surface.tips_at(0)
    assert place is not None and place == pytest.approx((0.5, 0.5, 0.5))
    assert (
        surface.finding
        == "Where commitment is 0, success tips at patience 0.5 [0.5, 0.5]; where commitment is 1, success tips at patience 0.5 [0.5, 0.5]"
    )


def test_among_scattered_points_the_line_lies_where_half_of_the_runs_succeed(base: Initiative) -> None:
    space = {PATIENCE: [0, 1], COMMITMENT: [0, 1]}
    known = swept(base, space, lambda patience, commitment: 1 / (1 + np.exp(-12 * (patience + commitment - 1))), "sobol", 128)
    surface = surface_of(known, PATIENCE, COMMITMENT)
    assert not surface.is_cells
    for row in (10, 20, 30):
        place = surface.tips_at(row)
        assert place is not None and place.low <= place.value <= place.high
        assert place.value == pytest.approx(1.0 - surface.y.places[row], abs=0.1)


def test_nothing_tips_where_all_is_well(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1], COMMITMENT: [0, 1]}, lambda patience, commitment: 0.9)
    assert surface_of(known, PATIENCE, COMMITMENT).finding.endswith("everywhere half or more")


def test_a_curve_over_one_factor_tips_in_one_place(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1]}, lambda patience: 1 / (1 + np.exp(-10 * (patience - 0.3))), "sobol", 64)
    place = curve_of(known, PATIENCE).tips_at(0)
    assert place is not None and place.value == pytest.approx(0.3, abs=0.06)


def test_words_are_the_rows_of_a_map(base: Initiative) -> None:
    space = {"outcome": ["sustained", "value_realised"], PATIENCE: [0, 1]}
    known = swept(base, space, lambda outcome, patience: float(patience > (0.3 if outcome == "sustained" else 0.7)), "sobol", 128)
    surface = surface_of(known, "outcome", PATIENCE)
    assert (surface.x.factor, surface.y.factor, surface.y.words) == (PATIENCE, "outcome", ("sustained", "value_realised"))
    tips = [surface.tips_at(row) for row in range(2)]
    assert [place.value for place in tips if place is not None] == pytest.approx([0.3, 0.7], abs=0.08)


def test_a_factor_that_was_not_varied_is_refused(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1]}, lambda patience: 0.5, n=2)
    with pytest.raises(ValueError, match="weeks: was not varied; varied factors: "):
        surface_of(known, PATIENCE, "weeks")


def test_several_initiatives_are_told_apart(base: Initiative) -> None:
    bases = {base_name({"programme": name}, {"programme"}): base for name in ("one", "other")}
    experiment, _ = variation_of(bases, factors_of({"programme": ["one", "other"], PATIENCE: [0, 1]}), "grid", 4, 2)
    assert experiment.points[0] == ParameterPoint("programme=one", {PATIENCE: 0.0}) and len(experiment.points) == 4
    known = Sweep(Stored(experiment, lambda patience: patience))  # type: ignore[arg-type]
    assert known.factors == ["programme", PATIENCE] and list(known.points["programme"]) == ["one", "one", "other", "other"]


def test_a_choice_that_was_not_loaded_is_refused(base: Initiative) -> None:
    with pytest.raises(ValueError, match="programme=one: load each choice"):
        variation_of({"base": base}, factors_of({"programme": ["one", "other"]}), "grid", 2, 2)


def test_factors_and_their_values_are_short_in_words() -> None:
    assert title_of("programme.start_autonomy") == "Start autonomy (programme)" and title_of("weeks") == "Weeks"
    assert [number(0.1234), number(4.0, 8.0), number(1234567.8, 1e6), number(-0.5)] == ["0.12", "4", "1,234,568", "−0.5"]


def test_former_names_are_accepted_and_name_their_replacement(base: Initiative) -> None:
    known = swept(base, {PATIENCE: [0, 1]}, lambda patience: patience, n=2)
    with pytest.warns(DeprecationWarning, match=r"Sweep\.levers is now called Sweep\.factors"):
        assert known.levers == known.factors
