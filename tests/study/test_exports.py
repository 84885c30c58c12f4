"""Tables for other programs: CSV and Stata files hold what the store holds, and a dictionary says what each column is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.io.stata import StataReader

import sim.study.execution.exports as exports
from sim.schema.initiative import Initiative
from sim.study.__main__ import main
from sim.study.execution.exports import DICTIONARY, FOLDER, LONGEST_LABEL, LONGEST_NAME, variables_for
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study, open_study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.parameter_points import ParameterPoint, ParameterPoints
from sim.study.store.blocks import StudyPart


@pytest.fixture(scope="module")
def study(experiment: CauseRepairs, tmp_path_factory: pytest.TempPathFactory) -> Study:
    done = run_study(experiment, tmp_path_factory.mktemp("exported"))
    done.export()
    return done


def dictionary_of(study: Study) -> pd.DataFrame:
    return pd.read_csv(study.folder / FOLDER / DICTIONARY, keep_default_na=False)


def plain(values: Any) -> list[Any]:
    return [None if value is None or value != value or value == "" else value for value in values]


def test_csv_files_hold_what_the_store_holds(study: Study) -> None:
    for name in study.specification["tables"]:
        told = pd.read_csv(study.folder / FOLDER / f"{name}.csv", dtype={"seed": str}, keep_default_na=False)
        table = study.table(name)
        assert list(told.columns) == list(table.columns) and len(told) == len(table) > 0
        for column in table.columns:
            if column == "seed":
                assert told[column].tolist() == table[column].astype(str).tolist()
            elif pd.api.types.is_numeric_dtype(table[column]):
                assert plain(pd.to_numeric(told[column]).astype(table[column].dtype)) == plain(table[column]), column
            else:
                assert plain(told[column]) == plain(table[column]), column


def test_stata_files_hold_what_the_store_holds(study: Study) -> None:
    known = dictionary_of(study).set_index(["table", "column"])
    for name in study.specification["tables"]:
        told, table = pd.read_stata(study.folder / FOLDER / f"{name}.dta", convert_categoricals=False), study.table(name)
        assert len(told) == len(table)
        for column in table.columns:
            given = told[known.loc[(name, column), "stata_variable"]]
            if column == "seed":
                assert given.tolist() == table[column].astype(str).tolist() and max(map(len, given)) > 15
            else:
                assert plain(given) == plain(table[column]), column


def test_names_labels_and_values_are_as_stata_takes_them(study: Study) -> None:
    known = dictionary_of(study)
    assert (
        known["stata_variable"].str.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*").all() and known["stata_variable"].str.len().max() <= LONGEST_NAME
    )
    assert not known.duplicated(["table", "stata_variable"]).any() and (known["meaning"].str.len() > 0).all()
    assert set(known["table"]) == set(study.specification["tables"])
    for name in study.specification["tables"]:
        with StataReader(study.folder / FOLDER / f"{name}.dta") as reader:
            labels = reader.variable_labels()
            values = reader.value_labels()
            assert reader.data_label.startswith(f"{name}; study {study.digest[:32]}")
        assert all(0 < len(label) <= LONGEST_LABEL for label in labels.values())
        assert name != "runs" or values["success"] == {0: "no", 1: "yes"}
    titles = known.set_index("column")["meaning"]
    assert titles["inhibitors.silos"] == "inhibitor “Silos”" and "as text" in titles["seed"].iloc[0]
    assert titles["success_sustained"].startswith("success as: Sustained")


def test_equal_results_give_equal_files(experiment: CauseRepairs, study: Study, tmp_path: Path) -> None:
    again = run_study(experiment, tmp_path)
    files = again.export()
    assert {path.name for path in files} == {path.name for path in (study.folder / FOLDER).iterdir()}
    assert all(path.read_bytes() == (study.folder / FOLDER / path.name).read_bytes() for path in files)


def test_a_long_table_has_several_files_and_a_short_one_again_one(
    study: Study, experiment: CauseRepairs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = pd.read_stata(study.folder / FOLDER / "runs.dta")
    again = run_study(experiment, tmp_path)
    again.export()
    with monkeypatch.context() as patch:
        patch.setattr(exports, "ROWS_IN_STATA", 30)
        names = {path.name for path in again.export(["stata"]) if path.name.startswith("runs")}
    assert names == {f"runs_{place}.dta" for place in range(1, 4)} and not (tmp_path / FOLDER / "runs.dta").exists()
    parts = pd.concat([pd.read_stata(tmp_path / FOLDER / name) for name in sorted(names)], ignore_index=True)
    assert parts["digest"].tolist() == whole["digest"].tolist()
    again.export(["stata"])
    assert not list((tmp_path / FOLDER).glob("runs_*.dta")) and (tmp_path / FOLDER / "runs.dta").exists()


def test_points_with_text_and_failures_are_exported(base: Initiative, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    points = (ParameterPoint("one", {"outcome": "sustained"}), ParameterPoint("one", {"outcome": "value_realised"}))
    monkeypatch.setattr(ParameterPoints, "_played", lambda *_: 1 / 0)
    study = run_study(ParameterPoints({"one": base}, points, 2, 1), tmp_path)
    study.export()
    told = pd.read_stata(tmp_path / FOLDER / "points.dta")
    assert told["outcome"].tolist() == ["sustained", "value_realised"] and told["error"].str.contains("division").all()
    assert told["employees"].isna().all() and len(pd.read_csv(tmp_path / FOLDER / "runs.csv")) == 0


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=70), unique=True, max_size=40))
def test_any_names_become_names_that_stata_tells_apart(names: list[str]) -> None:
    found = variables_for(names)
    assert list(found) == names and len(set(found.values())) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,31}", name) for name in found.values())
    assert not set(found.values()) & {"if", "in", "long", "_n", "strL"}


def test_long_paths_lose_their_first_sections() -> None:
    long = "organisation.roles.customer_service.share"
    assert variables_for([long, "weeks", "if", "2nd"]) == {
        long: "roles_customer_service_share",
        "weeks": "weeks",
        "if": "v_if",
        "2nd": "v_2nd",
    }
    twice = [f"{letter}.{'very_' * 6}long_name" for letter in "ab"]
    assert [len(name) for name in variables_for(twice).values()] == [32, 32]


def test_the_command_exports_what_is_asked_and_says_what_is_missing(
    base: Initiative, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    points = tuple(ParameterPoint("one", {"dispositions.commitment": place / 40}) for place in range(40))
    experiment = ParameterPoints({"one": base.with_({"weeks": 1})}, points, 32, 1)
    run_study(experiment, tmp_path / "some", part=StudyPart(1, 2))
    assert main(["export", str(tmp_path / "some"), "--formats", "csv"]) == 0
    assert "Only 16 of 40 cases are done" in capsys.readouterr().err and not list((tmp_path / "some" / FOLDER).glob("*.dta"))
    assert len(pd.read_csv(tmp_path / "some" / FOLDER / "points.csv")) == 16
    run_study(experiment, tmp_path / "none", is_stopped=lambda: True)
    for folder, why in (("none", "no finished results to export yet"), ("nowhere", "no study found")):
        assert main(["export", str(tmp_path / folder)]) == 3
        said = capsys.readouterr()
        assert why in said.err.splitlines()[-1] and said.out == ""


def test_columns_of_an_older_specification_keep_their_paths(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    old = open_study(study.folder)
    old.specification["work"]["population"] = {"written": "by another version"}
    meanings = {column.name: column.meaning for column in exports.columns_of(old)}
    assert meanings["inhibitors.silos"] == "silos (inhibitors)"


def test_absent_values_are_empty(study: Study) -> None:
    shares = study.arrow("initiatives")["inhibitors.silos"]
    told = pd.read_stata(study.folder / FOLDER / "initiatives.dta")["inhibitors_silos"]
    assert pa.types.is_float64(shares.type) and told.isna().sum() == shares.null_count > 0
