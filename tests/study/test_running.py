"""Running a study: what is stored is not run again, what is missing is, and the end is the same however often it began."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.engine import prepare
from sim.study.execution.executor import Executor
from sim.study.execution.registry import experiment_from
from sim.study.execution.run_study import repaired, run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments import cause_repairs as cause_repairs_module
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import Experiment, specification_of
from sim.study.failure.evidence import evidence_of
from sim.study.failure.summary import summary_of
from sim.study.store.blocks import Store, StudyPart
from sim.study.store.errors import StoreError
from sim.study.store.shards import shards_in

Contents = Callable[[Path], dict[str, bytes]]


class Counted:
    """An experiment, and which of its cases were run."""

    def __init__(self, experiment: Experiment) -> None:
        self.ran: list[int] = []
        self._experiment = experiment

    def __getattr__(self, name: str) -> object:
        return getattr(self._experiment, name)

    def run(self, number: int) -> object:
        self.ran.append(number)
        return self._experiment.run(number)


@pytest.fixture
def blocks(study_of: Callable[..., CauseRepairs]) -> CauseRepairs:
    """Nine initiatives in blocks of eight."""
    return study_of(initiatives=9, coalitions="all", weeks=3)


def test_a_stopped_study_goes_on_to_the_same_bytes(blocks: CauseRepairs, tmp_path: Path, contents: Contents) -> None:
    ran: list[int] = []

    def is_stopped() -> bool:
        return len(list((tmp_path / "stopped" / "shards").glob("runs-*"))) > 0

    first = run_study(blocks, tmp_path / "stopped", Executor(workers=1), is_stopped)
    assert first.done in (8, 9)
    counted = Counted(blocks)
    assert run_study(counted, tmp_path / "stopped").is_complete  # pyright: ignore[reportArgumentType]
    assert counted.ran == ([8] if first.done == 8 else ran)
    run_study(blocks, tmp_path / "whole")
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")


def test_a_stop_before_anything_leaves_a_study_that_can_be_opened(blocks: CauseRepairs, tmp_path: Path) -> None:
    study = run_study(blocks, tmp_path, is_stopped=lambda: True)
    assert (study.done, study.owed) == (0, 9) and study.runs.empty


def test_parts_together_are_the_whole(blocks: CauseRepairs, tmp_path: Path, contents: Contents) -> None:
    run_study(blocks, tmp_path / "whole")
    assert not run_study(blocks, tmp_path / "parts", part=StudyPart(1, 2)).is_complete
    assert run_study(blocks, tmp_path / "parts", part=StudyPart(0, 2)).is_complete
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_stored_cases_are_not_rerun(experiment: CauseRepairs, whole: Study) -> None:
    counted = Counted(experiment)
    assert run_study(counted, whole.folder).digest == whole.digest  # pyright: ignore[reportArgumentType]
    assert counted.ran == []


def test_a_killed_writer_leaves_nothing_that_counts(experiment: CauseRepairs, whole: Study, tmp_path: Path, contents: Contents) -> None:
    first = shards_in(whole.folder, whole.specification)[0].path
    with Store(tmp_path, specification_of(experiment)):
        shutil.copy(first, tmp_path / "shards")  # one of the files of a block
        (tmp_path / "shards" / f".{first.name}.123.tmp").write_bytes(first.read_bytes()[:50])
    assert run_study(experiment, tmp_path).is_complete
    assert contents(tmp_path) == contents(whole.folder)


def test_repair_reruns_only_damaged_cases(
    blocks: CauseRepairs, tmp_path: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_study(blocks, tmp_path)
    sound = contents(tmp_path)
    name = next(name for name in sound if name.startswith("runs-000001"))
    (tmp_path / "shards" / name).write_bytes(b"")
    counted: list[Counted] = []

    def made(specification: dict) -> Counted:
        counted.append(Counted(experiment_from(specification)))
        return counted[0]

    monkeypatch.setattr("sim.study.execution.run_study.experiment_from", made)
    damaged, study = repaired(tmp_path, Executor())
    assert [shard.path.name for shard in damaged] == [name] and counted[0].ran == [8]
    assert contents(tmp_path) == sound and study.is_complete
    assert (tmp_path / "damaged" / name).read_bytes() == b""


def test_repair_touches_nothing_where_it_could_not_run_again(blocks: CauseRepairs, tmp_path: Path, contents: Contents) -> None:
    run_study(blocks, tmp_path)
    shard = shards_in(tmp_path, Study(tmp_path).specification)[0].path
    shard.write_bytes(b"")
    before = contents(tmp_path)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreError, match="created with model_version"):
        patch.setattr("sim.study.experiments.experiment.MODEL_VERSION", "another")
        repaired(tmp_path, Executor())
    assert contents(tmp_path) == before


def test_an_initiative_that_cannot_run_is_recorded_and_the_others_go_on(
    experiment: CauseRepairs, whole: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def often(initiative, *rest, **named):
        if initiative.name.endswith(".5"):
            raise ZeroDivisionError("no people\nat all")
        return prepare(initiative, *rest, **named)

    monkeypatch.setattr(cause_repairs_module, "prepare", often)
    study = run_study(experiment, tmp_path)
    row, expected = (found.table("initiatives").set_index("initiative").loc[5] for found in (study, whole))
    assert (row["error"], row["seed"]) == ("ZeroDivisionError: no people at all", expected["seed"])
    assert len(study.runs) == 11 * 7
    evidence = evidence_of(experiment, study)
    summary = summary_of(evidence.subject, evidence.verdicts, evidence.failed_to_run)
    assert (summary.initiatives, summary.failed_to_run) == (11, 1)
    assert any("1 initiatives failed to run" in remark for remark in summary.remarks)
