"""A design of one's own: each row of a table is a point, in its order, and a table that cannot be run is refused before any run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol

import sim
from sim.schema.initiative import Initiative
from sim.study.sweep.own_design import own_design
from sim.study.sweep.sweep import variation_of_table

COMMITMENT, SPAN = "dispositions.commitment", "organisation.span"


@pytest.fixture(scope="module")
def small(base: Initiative) -> Initiative:
    return base.with_({"weeks": 4})


def test_a_table_and_its_file_give_the_same_study(small: Initiative, tmp_path: Path) -> None:
    table = pd.DataFrame({COMMITMENT: [0.9, 0.1, 0.9], SPAN: [7, 5, 7]})
    table.to_csv(tmp_path / "points.csv", index=False)
    one = sim.sweep(small, table, replicates=2, folder=tmp_path / "one")
    other = sim.sweep(small, tmp_path / "points.csv", replicates=2, folder=tmp_path / "other")
    assert one.study.digest == other.study.digest and len(one.runs) == 6
    assert pd.DataFrame(one.points[list(table.columns)]).equals(table) and one.notes[0].startswith("1 of 3 rows of table repeat another")
    first = one.runs.set_index(["point", "replicate"])["digest"]
    assert first[1, 1] == sim.simulate(small.with_({COMMITMENT: 0.1, SPAN: 5}), seed=small.seed + 1).digest
    assert list(first[0]) == list(first[2]) != list(first[1])


def test_whole_numbers_in_a_table_of_floats_are_whole(small: Initiative) -> None:
    problem = {"num_vars": 2, "names": [COMMITMENT, SPAN], "bounds": [[0.0, 1.0], [4.0, 12.0]]}
    table = pd.DataFrame(sobol.sample(problem, 2, seed=1), columns=problem["names"]).round({SPAN: 0})
    experiment, _ = variation_of_table({"small": small}, own_design(table), 1)
    assert [point.values[COMMITMENT] for point in experiment.points] == table[COMMITMENT].to_list()
    assert all(isinstance(point.values[SPAN], int) for point in experiment.points) and len(experiment.points) == len(table)


def test_words_and_truths_are_values_too(small: Initiative, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("outcome,organisation.levers.time\nsustained,1\nvalue_realised,0.5\n")
    experiment, notes = variation_of_table({"small": small}, own_design(tmp_path / "points.csv"), 1)
    assert [point.values["outcome"] for point in experiment.points] == ["sustained", "value_realised"] and notes == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file is empty; its first line names the columns"),
        (f"{COMMITMENT}\n", "0 points; allowed are 1 to"),
        ("dispositions.comitment\n0.1\n", "column dispositions: nothing is named 'comitment'; nearest: commitment"),
        ("organisation.spam\n5\n", "column organisation.spam: unknown path; nearest: organisation.span"),
        (f"{COMMITMENT},{SPAN}\n0.1,5\n0.2,\n", f"row 2: {SPAN}: missing; each point sets every column"),
        (f"{COMMITMENT},{SPAN}\n0.1,5\nNaN,5\n", f"row 2: {COMMITMENT}: missing"),
        (f"{COMMITMENT},{SPAN}\n0.1,5\nhigh,5\n", f"row 2: {COMMITMENT}: 'high' is not a number"),
        (f"{COMMITMENT},{SPAN}\nhigh,5\n", f"row 1: {COMMITMENT}: 'high' is not allowed: must be a valid number"),
        (f"{COMMITMENT},{SPAN}\n0.1,5\n1.2,5\n", f"row 2: {COMMITMENT}: 1.2 is not allowed: must be less than or equal to 1"),
        (f"{COMMITMENT},{SPAN}\n0.1,5\n0.2,5.5\n", f"row 2: {SPAN}: 5.5 is not allowed: must be a valid integer"),
        (f"{COMMITMENT},{SPAN}\n0.1,5,3\n", "row 1: 3 cells where the first line names 2 columns"),
        (f"{COMMITMENT}\ninf\n", f"row 1: {COMMITMENT}: inf is not a finite number"),
        (f",{COMMITMENT}\n0,0.1\n", "column 1 has no name"),
        (f"{COMMITMENT},{COMMITMENT}\n0.1,0.2\n", "given twice"),
        (f"seed,{COMMITMENT}\n1,0.2\n", "column seed: cannot be varied"),
        (f"dispositions,{COMMITMENT}\n1,0.2\n", f"overlaps with {COMMITMENT}"),
        ("outcome\nsustained\ntrue\n", "words beside true or false"),
        ("outcome\nsustained\nsustaned\n", "row 2: outcome: nothing is named 'sustaned'; nearest: sustained"),
        (f"{COMMITMENT};{SPAN}\n0.1;5\n", "columns are separated by commas"),
    ],
)
def test_a_table_that_cannot_be_run_is_refused_in_one_line(text: str, says: str, small: Initiative, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(ValueError) as refused:
        sim.sweep(small, path, replicates=1, folder=tmp_path / "o")
    assert str(refused.value).startswith("points.csv: ") and says in str(refused.value) and len(str(refused.value).splitlines()) == 1
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({COMMITMENT: [0.1, None]}, f"table: row 2: {COMMITMENT}: missing"),
        ({COMMITMENT: [0.1, np.nan]}, f"table: row 2: {COMMITMENT}: missing"),
        ({COMMITMENT: [0.1, "0.x"]}, f"table: row 2: {COMMITMENT}: '0.x' is not a number"),
        ({COMMITMENT: [0.1, [1]]}, "a cell holds a number, a word, or true or false"),
        ({0: [0.1, 0.2]}, "table: column 0: unknown path"),
        ({}, "table: 0 columns"),
    ],
)
def test_a_frame_that_cannot_be_run_is_refused_in_one_line(columns: Any, says: str, small: Initiative) -> None:
    with pytest.raises(ValueError) as refused:
        sim.sweep(small, pd.DataFrame(columns), replicates=1)
    assert says in str(refused.value) and len(str(refused.value).splitlines()) == 1


def test_a_file_that_is_not_there_or_no_text_is_refused(small: Initiative, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere.csv: cannot be read: No such file"):
        sim.sweep(small, tmp_path / "nowhere.csv")
    (tmp_path / "points.csv").write_bytes(b"\xff\xfeweeks\n")
    with pytest.raises(ValueError, match=r"points.csv: not text in UTF-8"):
        sim.sweep(small, tmp_path / "points.csv")


def test_what_is_neither_a_space_nor_a_table_is_refused(small: Initiative) -> None:
    with pytest.raises(ValueError, match=r"^space: list: give paths with their values, or a table"):
        sim.sweep(small, [[0.1, 0.2]])  # type: ignore[arg-type]
