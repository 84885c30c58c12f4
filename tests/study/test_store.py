"""The store: what it holds is what was written, for the study and the place that it was written for, or someone says so."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from sim.study.execution.executor import Executor
from sim.study.execution.run_study import damaged_in, repaired, run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import specification_of
from sim.study.experiments.run_tables import block_for
from sim.study.store.blocks import SPECIFICATION, Store, StudyPart, specification_in
from sim.study.store.errors import StoreError
from sim.study.store.shards import Shard, blocks_in_file, complete_blocks, digest_in, parquet_of, shards_in, table_in

Contents = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def copy(whole: Study, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole.folder, tmp_path / "copy"))


def test_two_hundred_flipped_bits_and_cut_files_are_found_and_named(experiment: CauseRepairs, copy: Path) -> None:
    chance = np.random.default_rng(1)
    shards = shards_in(copy, specification_in(copy))
    with Store(copy, specification_of(experiment)) as store:
        for damage in range(200):
            path = shards[damage % len(shards)].path
            sound = bytearray(path.read_bytes())
            place = int(chance.integers(len(sound)))
            harmed = bytearray(sound[:place]) if damage % 4 == 0 else sound.copy()
            if damage % 4:
                harmed[place] ^= 1 << int(chance.integers(8))
            path.write_bytes(harmed)
            assert [shard.path for shard in damaged_in(copy)] == [path]
            if damage % 10 == 0:
                with pytest.raises(StoreError, match=path.name):
                    store.stored()
            path.write_bytes(sound)
    assert damaged_in(copy) == []


def test_any_flipped_bit_of_the_plan_is_found(whole: Study, tmp_path: Path) -> None:
    sound = (whole.folder / SPECIFICATION).read_bytes()
    chance = np.random.default_rng(2)
    for place in chance.integers(len(sound), size=200):
        harmed = bytearray(sound)
        harmed[place] ^= 1 << int(chance.integers(8))
        (tmp_path / SPECIFICATION).write_bytes(harmed)
        with pytest.raises(StoreError, match=SPECIFICATION):
            specification_in(tmp_path)


def test_a_plan_that_is_lost_or_damaged_is_proved_by_the_results_and_written_anew(
    experiment: CauseRepairs, whole: Study, copy: Path
) -> None:
    (copy / SPECIFICATION).write_bytes((whole.folder / SPECIFICATION).read_bytes()[:-40])
    assert run_study(experiment, copy).digest == whole.digest
    assert (copy / "damaged" / SPECIFICATION).exists()
    (copy / SPECIFICATION).unlink()
    assert run_study(experiment, copy).digest == whole.digest
    assert (copy / SPECIFICATION).read_bytes() == (whole.folder / SPECIFICATION).read_bytes()


def test_results_of_another_study_do_not_prove_a_lost_plan(study_of: Callable[..., CauseRepairs], copy: Path) -> None:
    (copy / SPECIFICATION).unlink()
    with pytest.raises(StoreError, match="missing, and the folder has no results of this study"):
        run_study(study_of(seed=5), copy)
    assert not (copy / SPECIFICATION).exists()


def test_a_file_of_another_study_or_place_is_found(study_of: Callable[..., CauseRepairs], copy: Path, tmp_path: Path) -> None:
    other = run_study(study_of(seed=5), tmp_path / "other")
    foreign = shards_in(other.folder, other.specification)[0]
    shutil.copy(foreign.path, copy / "shards")
    moved = shards_in(copy, specification_in(copy))[-1].path
    elsewhere = moved.with_name(moved.name.replace("-000000.", "-000003."))
    moved.rename(elsewhere)
    assert {shard.path.name for shard in damaged_in(copy)} == {foreign.path.name, elsewhere.name}


def test_files_of_others_are_left_alone(experiment: CauseRepairs, whole: Study, copy: Path, contents: Contents) -> None:
    kept = {copy / "notes.txt": b"mine", copy / "shards" / "notes.parquet": b"mine too", copy / "shards" / ".draft.tmp": b""}
    for path, content in kept.items():
        path.write_bytes(content)
    (copy / "shards" / f".{shards_in(copy, whole.specification)[0].path.name}.123.tmp").write_bytes(b"half")
    shards_in(copy, whole.specification)[0].path.unlink()
    run_study(experiment, copy)
    assert {path: path.read_bytes() for path in kept} == kept
    assert contents(copy).keys() - contents(whole.folder).keys() == {"notes.parquet", ".draft.tmp"}


def test_a_block_counts_once_all_of_its_tables_stand() -> None:
    def shard(table: str, block: int) -> Shard:
        return Shard(Path(table), table, block, "", "")

    assert complete_blocks([shard("a", 0), shard("b", 0), shard("a", 1), shard("c", 1)], ["a", "b"]) == {0}
    with pytest.raises(StoreError, match="nondeterminism"):
        complete_blocks([shard("a", 0), shard("a", 0)], ["a", "b"])


def test_a_block_that_comes_out_otherwise_is_not_stored(experiment: CauseRepairs, whole: Study, copy: Path) -> None:
    with Store(copy, specification_of(experiment)) as store, pytest.raises(StoreError, match="nondeterminism"):
        store.write(0, {"runs": whole.arrow("runs").slice(1)})


def test_a_study_has_one_writer_or_one_for_each_part(experiment: CauseRepairs, tmp_path: Path) -> None:
    specification = specification_of(experiment)
    with (
        Store(tmp_path, specification),
        pytest.raises(StoreError, match=f"process {os.getpid()} on {os.uname().nodename}"),
        Store(tmp_path, specification),
    ):
        pass
    with Store(tmp_path, specification, StudyPart(0, 2)), Store(tmp_path, specification, StudyPart(1, 2)):
        for taken in (StudyPart(0, 2), StudyPart(0, 1)):
            with pytest.raises(StoreError, match="another process"), Store(tmp_path, specification, taken):
                pass


def test_another_study_is_refused_with_the_difference(study_of: Callable[..., CauseRepairs], whole: Study) -> None:
    with pytest.raises(
        StoreError, match=r"cases: stored 12, requested 13; base.seed: stored 1, requested 5; settings.initiatives: stored 12"
    ):
        run_study(study_of(initiatives=13, seed=5), whole.folder)
    with pytest.raises(StoreError, match=r"population.market.elasticity.uniform: stored null, requested \[0.0, 0.1\]"):
        run_study(study_of(market={"elasticity": {"uniform": [0.0, 0.1]}}), whole.folder)


def test_another_version_of_the_model_is_refused_with_the_difference(
    whole: Study, experiment: CauseRepairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.study.experiments.experiment.MODEL_VERSION", "another")
    with pytest.raises(StoreError, match=r"\(model_version: stored \"[0-9a-f]{16}\", requested \"another\"\)"):
        run_study(experiment, whole.folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 3}', b"\xff\xfe", b"["])
def test_an_invalid_plan_is_reported_as_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SPECIFICATION).write_bytes(content)
    with pytest.raises(StoreError, match=SPECIFICATION):
        Study(tmp_path)


def test_a_plan_nested_too_deep_to_be_read_is_said_to_be_damaged(whole: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(content: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr("sim.study.store.blocks.json", SimpleNamespace(loads=loads))
    with pytest.raises(StoreError, match=f"{SPECIFICATION}: damaged"):
        specification_in(whole.folder)


def test_a_plan_is_readable_by_anybody(whole: Study) -> None:
    specification = json.loads((whole.folder / SPECIFICATION).read_text())
    assert (specification["kind"], specification["cases"], specification["tables"]) == ("causes", 12, ["initiatives", "courses", "runs"])


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Merge four blocks into a file, and the rest of a study into a last one."""
    monkeypatch.setattr("sim.study.store.blocks.blocks_in_file", lambda blocks: 4)


@pytest.fixture(scope="module")
def made(study_of: Callable[..., CauseRepairs], tmp_path_factory: pytest.TempPathFactory) -> tuple[CauseRepairs, Study]:
    """A study of six blocks, none merged."""
    experiment = study_of(initiatives=44, coalitions="all", weeks=3)
    return experiment, run_study(experiment, tmp_path_factory.mktemp("blocks"))


def same(study: Study, other: Study) -> bool:
    """Whether two studies have the same digest and tables."""
    tables = all(study.arrow(name).equals(other.arrow(name)) for name in other.specification["tables"])
    return tables and study.digest == other.digest and study.is_complete


def test_a_million_initiatives_lie_in_few_files_and_small_studies_are_not_merged() -> None:
    for runs_in_case, tables in ((64, 3), (256, 3), (7, 3), (1, 3)):
        blocks = -(-1_000_000 // block_for(runs_in_case))
        assert tables * -(-blocks // blocks_in_file(blocks)) <= 1_200
    assert blocks_in_file(125) == blocks_in_file(400) == 1 and blocks_in_file(401) == 2


@pytest.mark.usefixtures("groups")
def test_merged_blocks_are_the_same_study(made: tuple[CauseRepairs, Study], tmp_path: Path, contents: Contents) -> None:
    experiment, loose = made
    fresh, older = run_study(experiment, tmp_path / "fresh"), Path(shutil.copytree(loose.folder, tmp_path / "older"))
    assert same(Study(older), loose) and len(contents(older)) == 18
    assert same(run_study(experiment, older), loose) and same(fresh, loose) and same(Study(older), loose)
    assert len(contents(older)) == 6 and contents(older) == contents(tmp_path / "fresh")
    assert Study(older).query("select count(*) as n from runs")["n"].item() == 44 * 64
    assert run_study(experiment, older).digest == loose.digest and damaged_in(older) == []


@pytest.mark.usefixtures("groups")
def test_a_merge_that_ends_at_any_moment_loses_and_doubles_nothing(
    made: tuple[CauseRepairs, Study], tmp_path: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment, loose = made
    specification = specification_of(experiment)
    whole = contents(run_study(experiment, tmp_path / "whole").folder)
    steps, moment = iter(range(0)), -1

    def ending(call: Callable[..., Any]) -> Callable[..., Any]:
        def ends(*given: Any, **named: Any) -> Any:
            if next(steps, None) is None and ".tmp" not in str(given[-1]):
                raise InterruptedError
            return call(*given, **named)

        return ends

    monkeypatch.setattr(os, "replace", ending(os.replace))  # each file that appears or goes is a moment
    monkeypatch.setattr(Path, "unlink", ending(Path.unlink))
    ended = False
    while not ended:
        moment += 1
        folder = tmp_path / f"moment-{moment}"
        steps = iter(range(10**6))
        shutil.copytree(loose.folder, folder)
        with Store(folder, specification) as store:
            steps = iter(range(moment))
            try:
                store.merge()
                ended = True
            except InterruptedError:
                pass
            steps = iter(range(10**6))
        assert same(Study(folder), loose) and damaged_in(folder) == []
        assert Study(folder).query("select count(*) as n from courses")["n"].item() == loose.arrow("courses").num_rows
        assert same(run_study(experiment, folder), loose) and contents(folder) == whole
    assert moment >= 18 + 6


@pytest.mark.usefixtures("groups")
def test_a_damaged_merged_file_is_found_and_its_blocks_are_run_again(
    made: tuple[CauseRepairs, Study], tmp_path: Path, contents: Contents
) -> None:
    experiment, loose = made
    study = run_study(experiment, tmp_path)
    sound = contents(tmp_path)
    chance = np.random.default_rng(3)
    for shard in shards_in(tmp_path, study.specification):
        content = bytearray(sound[shard.path.name])
        content[int(chance.integers(len(content)))] ^= 1 << int(chance.integers(8))
        shard.path.write_bytes(content)
        assert damaged_in(tmp_path) == [shard]
        with pytest.raises(StoreError, match=shard.path.name):
            Study(tmp_path).arrow(shard.table)
        with pytest.raises(StoreError, match=shard.path.name):
            run_study(experiment, tmp_path)
        shard.path.write_bytes(sound[shard.path.name])
    courses = next(shard for shard in shards_in(tmp_path, study.specification) if shard.table == "courses")
    courses.path.write_bytes(b"")
    stopped = iter([False] * 3 + [True] * 10**6)
    repaired(tmp_path, Executor(workers=1), lambda: next(stopped))
    part = Study(tmp_path)  # the runs of all blocks are stored, the courses of some
    numbers = set(part.table("courses")["initiative"])
    assert 0 < part.done < 44 and set(part.runs["initiative"]) == numbers and len(numbers) == part.done
    assert part.query("select count(distinct initiative) as n from runs")["n"].item() == part.done
    _, study = repaired(tmp_path, Executor(workers=1))
    assert same(study, loose) and contents(tmp_path) == sound


@pytest.mark.usefixtures("groups")
def test_a_block_that_differs_from_the_merged_one_is_not_stored(made: tuple[CauseRepairs, Study], tmp_path: Path) -> None:
    experiment, loose = made
    run_study(experiment, tmp_path)
    with Store(tmp_path, specification_of(experiment)) as store, pytest.raises(StoreError, match="nondeterminism"):
        store.write(0, {"runs": loose.arrow("runs").slice(1)})
    other = parquet_of(loose.arrow("runs").slice(1))
    digest = digest_in(specification_in(tmp_path)["sha256"], "runs", "0", other)
    (tmp_path / "shards" / f"runs-000000.{digest}.parquet").write_bytes(other)
    with pytest.raises(StoreError, match="nondeterminism"):
        Study(tmp_path)


@pytest.mark.usefixtures("groups")
def test_a_reader_whose_files_were_merged_reads_the_same_results(made: tuple[CauseRepairs, Study], tmp_path: Path) -> None:
    experiment, loose = made
    folder = shutil.copytree(loose.folder, tmp_path / "copy")
    before, asked = Study(folder), Study(folder)
    run_study(experiment, folder)
    assert len(list((folder / "shards").iterdir())) < len(list((loose.folder / "shards").iterdir()))
    pd.testing.assert_frame_equal(before.runs, loose.runs)
    assert asked.query("select count(*) as n from runs")["n"].item() == len(loose.runs)


@pytest.mark.usefixtures("groups")
def test_a_reader_whose_results_are_gone_is_told_so(made: tuple[CauseRepairs, Study], tmp_path: Path) -> None:
    reader = Study(shutil.copytree(made[1].folder, tmp_path / "copy"))
    shutil.rmtree(reader.folder / "shards")
    for read in (lambda: reader.runs, lambda: reader.query("select 1")):
        with pytest.raises(StoreError, match="results that were there are gone"):
            read()


@pytest.mark.usefixtures("groups")
def test_a_writer_whose_files_are_removed_says_so_in_a_line(
    made: tuple[CauseRepairs, Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment, loose = made
    folder = shutil.copytree(loose.folder, tmp_path / "copy")

    def removed_meanwhile(shard: Shard) -> pa.Table:
        shard.path.unlink()
        return table_in(shard)

    monkeypatch.setattr("sim.study.store.blocks.table_in", removed_meanwhile)
    with pytest.raises(StoreError) as said:
        run_study(experiment, folder)
    assert str(said.value) == f"{folder}: cannot be used: No such file or directory; finished results are kept"
