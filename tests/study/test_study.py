"""A study: every initiative with every repair on the same draws, and tables that can be asked while it is still written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.engine import simulate
from sim.engine.state import FIRM_SERIES
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study, open_study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.store.errors import StoreError
from sim.study.store.shards import shards_in
from tests.programs import Program


def test_every_initiative_runs_with_every_repair(experiment: CauseRepairs, whole: Study) -> None:
    runs = whole.runs
    assert list(runs["initiative"]) == [number for number in range(12) for _ in range(7)]
    assert list(runs["coalition"][:7]) == experiment.names
    assert runs["mode"].isna().equals(runs["success"])


def test_a_larger_study_begins_with_the_smaller(study_of: Callable[..., CauseRepairs], whole: Study, tmp_path: Path) -> None:
    larger = run_study(study_of(initiatives=14), tmp_path)
    assert larger.runs[: 12 * 7].equals(whole.runs)


def test_the_unrepaired_run_is_the_initiative_alone(experiment: CauseRepairs, whole: Study) -> None:
    sampled = experiment.sampler.initiative(4)
    assert sampled.initiative is not None
    record = simulate(sampled.initiative)
    row = whole.query("select * from runs where initiative = 4 and coalition = ''").iloc[0]
    assert (row["digest"], row["seed"], row["success"]) == (record.digest, record.seed, record.outcome.success)
    course = whole.table("courses").query("initiative == 4")
    assert list(course["week"]) == list(range(0, 41, 4))
    assert course[list(FIRM_SERIES)].notna().all(axis=None)
    assert list(course["adoption"]) == pytest.approx(list(record.firm["adoption"][::4]), abs=1e-6)


def test_all_sets_of_causes_can_be_repaired(study_of: Callable[..., CauseRepairs], whole: Study, tmp_path: Path) -> None:
    runs = run_study(study_of(initiatives=2, coalitions="all"), tmp_path).runs
    assert len(runs) == 2 * 64
    singles = whole.runs.query("initiative < 2").set_index(["initiative", "coalition"])["digest"]
    assert runs.set_index(["initiative", "coalition"])["digest"].loc[singles.index].equals(singles)


def test_a_study_made_again_from_its_plan_runs_the_same(whole: Study, experiment: CauseRepairs) -> None:
    assert whole.experiment.run(3) == experiment.run(3)


def test_a_reader_of_a_running_study_sees_whole_blocks(study_of: Callable[..., CauseRepairs], tmp_path: Path) -> None:
    experiment = study_of(initiatives=20, coalitions="all", weeks=3)
    whole = run_study(experiment, tmp_path)
    runs = whole.runs
    for shard in shards_in(tmp_path, whole.specification):
        if shard.block == 2 or (shard.block, shard.table) == (1, "courses"):
            shard.path.unlink()
    part = open_study(tmp_path)
    assert (part.done, part.owed, part.is_complete) == (8, 20, False)
    assert sorted(set(part.runs["initiative"])) == sorted(set(part.table("courses")["initiative"])) == list(range(8))
    assert part.runs.equals(runs[: 8 * 64])
    assert part.query("select count(*) as n from courses")["n"][0] == len(part.table("courses"))


def test_a_damaged_file_is_never_read(whole: Study, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole.folder, tmp_path / "copy"))
    path = next(shard.path for shard in shards_in(folder, whole.specification) if shard.table == "runs")
    harmed = bytearray(path.read_bytes())
    harmed[len(harmed) // 2] ^= 1
    path.write_bytes(harmed)
    for read in (lambda study: study.runs, lambda study: study.query("select 1")):
        with pytest.raises(StoreError, match=path.name):
            read(Study(folder))


def test_a_table_that_is_not_there_is_said_with_those_that_are(whole: Study) -> None:
    with pytest.raises(KeyError, match="available tables: initiatives, courses, runs"):
        whole.table("people")


def test_the_program_prints_and_saves_what_it_found(command: Callable[..., list[str]], tmp_path: Path) -> None:
    alone = ("study.sensitivity=0", "study.screening=0", "study.robustness=0", "study.tipping=[]", "seed=3")
    ran = Program(command(tmp_path, "study.initiatives=8", *alone)[1:]).ended()
    assert ran.returncode == 0, ran.stderr
    assert "8 of 8 initiatives" in ran.stderr
    assert {"plan.json", "summary.json", "runs.parquet", "initiatives.parquet"} <= {path.name for path in tmp_path.iterdir()}
    assert pq.ParquetFile(tmp_path / "runs.parquet").metadata.num_rows == 8 * 64


def test_the_program_refuses_in_a_line(command: Callable[..., list[str]], whole: Study, tmp_path: Path) -> None:
    other = Program(command(whole.folder, "study.initiatives=9")[1:]).ended()
    assert other.returncode == 3 and "contains another study (" in other.stderr and "Traceback" not in other.stderr
    wrong = Program(command(tmp_path / "new", "executor.workers=0")[1:]).ended()
    assert wrong.returncode == 2 and wrong.stderr == "command line: executor.workers: 0 is not allowed: must be at least 1\n"
    assert not (tmp_path / "new").exists()


def test_former_names_are_accepted_and_name_their_replacement(whole: Study) -> None:
    with pytest.warns(DeprecationWarning, match=r"Study\.plan is now called Study\.specification"):
        assert whole.plan is whole.specification
    with pytest.warns(DeprecationWarning, match=r"Study\.work is now called Study\.experiment"):
        assert whole.work is whole.experiment


def test_a_table_can_be_read_in_parts_that_end_with_a_case(study_of: Callable[..., CauseRepairs], tmp_path: Path) -> None:
    study = run_study(study_of(initiatives=20, coalitions="all", weeks=3), tmp_path)
    parts = [part.to_pandas() for part in study.in_parts("runs", ["initiative", "success"], rows=500)]
    assert [sorted(set(part["initiative"])) for part in parts] == [list(range(8)), list(range(8, 16)), list(range(16, 20))]
    assert pd.concat(parts, ignore_index=True).equals(pd.DataFrame(study.runs[["initiative", "success"]]))
    with pytest.raises(KeyError, match="no column luck"):
        next(study.in_parts("runs", ["luck"]))
    with pytest.raises(KeyError, match="no such table"):
        next(study.in_parts("people"))
