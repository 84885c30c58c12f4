"""The sweeper: a study is split into whole shards, for any launcher, and comes together as if it had never been split."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.config import Refused
from sim.config.sweeper import is_only_for_jobs, part_of, refuse_split, shard_of
from sim.declared import Declared
from sim.study.execution.stored_study import open_study
from sim.study.store.location import StudyLocation

PROGRAM = Path(__file__).parents[1] / "experiments" / "sweep.py"
SMALL = ["scenario=company_a", "weeks=2", "space={dispositions.patience: [0, 1]}", "n=256", "replicates=2", "hydra/sweeper=design"]


class Choice(Declared):
    study: StudyLocation = StudyLocation()


def test_every_job_is_a_whole_shard_and_all_of_them_are_the_study() -> None:
    parts = [part_of(Choice(), shard_of(number, 3)).study.part for number in range(3)]
    assert [[part.owns(block) for part in parts].count(True) for block in range(20)] == [1] * 20


def test_an_unsplit_job_keeps_its_options() -> None:
    choice = Choice()
    assert part_of(choice, ["++swept.seed=3"]) is choice


def test_the_command_that_reports_is_the_same_without_jobs() -> None:
    typed = ["a.py", "n=4", "--multirun", "hydra/sweeper=design", "hydra.sweeper.jobs=2", "hydra/launcher=submitit_local", "study.folder=x"]
    assert [word for word in typed if not is_only_for_jobs(word)] == ["a.py", "n=4", "hydra/sweeper=design", "study.folder=x"]


@pytest.mark.parametrize(
    ("jobs", "sweeps", "has_study", "says"),
    [
        (2, [], False, "this program runs none"),
        (2, ["seed=1,2"], True, "'seed=1,2' asks for several"),
        (0, [], True, "hydra.sweeper.jobs: 0 is not allowed"),
        (True, [], True, "hydra.sweeper.jobs: true is not allowed"),
        ("two", [], True, "hydra.sweeper.jobs: 'two' is not allowed"),
    ],
)
def test_an_indivisible_sweep_is_refused(jobs: object, sweeps: list[str], has_study: bool, says: str) -> None:
    with pytest.raises(Refused, match=says):
        refuse_split("design", jobs, sweeps, has_study=has_study)
    refuse_split("basic", jobs, sweeps, has_study=has_study)


def test_jobs_of_a_launcher_leave_the_bytes_of_one_process(tmp_path: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_submitit_launcher")
    jobs = ["--multirun", "hydra.sweeper.jobs=2", "hydra/launcher=submitit_local", "hydra.sweep.dir=jobs"]
    started = [_start(tmp_path, "hydra.run.dir=split", *jobs), _start(tmp_path, "hydra.run.dir=whole")]
    for process in started:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, (out, err)
        assert out.splitlines()[-1].startswith(("2 of 2 jobs are done. For the report: python ", "Files: ")), out
    split, whole = (open_study(next((tmp_path / name).iterdir())) for name in ("split", "whole"))
    assert split.is_complete and split.digest == whole.digest


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(PROGRAM), *SMALL, *arguments]
    return subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
