"""The store: what it holds is what was written, for the study and the place that it was written for, or someone says so."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.study.execution.run_study import damaged_in, run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import specification_of
from sim.study.store.blocks import SPECIFICATION, Shard, Store, StudyPart, complete_blocks, shards_in, specification_in
from sim.study.store.errors import StoreError

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
