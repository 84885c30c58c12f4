"""A study: the same results whoever computes them, in whatever order, and however often it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sim.engine import prepare, simulate
from sim.study import ensemble as ensemble_module
from sim.study.design import Design
from sim.study.ensemble import ensemble, finished
from sim.study.store import Store, StoreError
from sim.study.study import Results, run_study
from sim.study.summary import summary_of

PROGRAM = Path(__file__).parents[2] / "experiments" / "why_initiatives_fail.py"


@pytest.fixture(scope="module")
def whole(design: Design, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    folder = tmp_path_factory.mktemp("study")
    return folder, run_study(design, folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "shards").iterdir()}


def test_every_initiative_runs_with_every_repair(design: Design, whole: tuple[Path, Results]) -> None:
    runs = whole[1].runs.to_pandas()
    assert list(runs["initiative"]) == [number for number in range(12) for _ in range(7)]
    assert list(runs["coalition"][:7]) == design.names
    assert runs["mode"].isna().equals(runs["success"])


def test_workers_do_not_matter(design: Design, whole: tuple[Path, Results], tmp_path: Path) -> None:
    run_study(design, tmp_path, workers=5)
    assert contents(tmp_path) == contents(whole[0])


def test_order_does_not_matter(design: Design, whole: tuple[Path, Results]) -> None:
    digests = {(row["initiative"], row["coalition"]): row["digest"] for row in whole[1].runs.to_pylist()}
    for number in (11, 3, 7):
        (done,) = ensemble(design, [number], 1, lambda: False)
        assert all(digests[number, row["coalition"]] == row["digest"] for row in done.runs)


def test_a_larger_study_begins_with_the_smaller(study_of: Callable[..., Design], whole: tuple[Path, Results], tmp_path: Path) -> None:
    larger = study_of(initiatives=14)
    assert run_study(larger, tmp_path).runs.slice(0, 84).equals(whole[1].runs)


def test_the_unrepaired_run_is_the_initiative_alone(design: Design, whole: tuple[Path, Results]) -> None:
    sampled = design.sampler.initiatives(4, 1)[0]
    assert sampled.initiative is not None
    record = simulate(sampled.initiative)
    row = next(row for row in whole[1].runs.to_pylist() if row["initiative"] == 4 and row["coalition"] == "")
    assert (row["digest"], row["seed"], row["success"]) == (record.digest, record.seed, record.outcome.success)


def test_repairing_nothing_changes_nothing(design: Design) -> None:
    sampled = design.sampler.initiatives(2, 1)[0]
    done = finished(sampled, ["", "nothing"], [design.repairs[0], design.repairs[0]])
    assert done.runs[0]["digest"] == done.runs[1]["digest"]


def test_a_stopped_study_goes_on_to_the_same_bytes(study_of: Callable[..., Design], tmp_path: Path) -> None:
    # blocks of four initiatives
    design = study_of(initiatives=9, coalitions="all", weeks=3)
    taken = iter([False, False, True])
    first = run_study(design, tmp_path / "stopped", is_stopped=lambda: next(taken, True))
    assert first.done == 8 and not first.is_complete
    assert run_study(design, tmp_path / "stopped").is_complete
    run_study(design, tmp_path / "whole")
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")


def test_a_killed_writer_leaves_nothing_that_counts(design: Design, whole: tuple[Path, Results], tmp_path: Path) -> None:
    shards = tmp_path / "shards"
    with Store(tmp_path, design.plan()):
        name, content = next((name, content) for name, content in contents(whole[0]).items() if name.startswith("initiatives"))
        (shards / name).write_bytes(content)  # one of the two files of a block
        (shards / f".{name}.123.tmp").write_bytes(content[:50])
    results = run_study(design, tmp_path)
    assert contents(tmp_path) == contents(whole[0])
    assert results.is_complete


def test_what_is_stored_is_not_run_again(design: Design, whole: tuple[Path, Results], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensemble_module, "prepare", None)
    assert run_study(design, whole[0]).runs.equals(whole[1].runs)


def test_any_flipped_bit_is_found_and_named(design: Design, whole: tuple[Path, Results], tmp_path: Path) -> None:
    name, content = next((name, content) for name, content in contents(whole[0]).items() if name.startswith("runs"))
    path = tmp_path / "shards" / name
    with Store(tmp_path, design.plan()) as store:
        for place in range(0, len(content), max(1, len(content) // 200)):
            flipped = bytearray(content)
            flipped[place] ^= 1 << place % 8
            path.write_bytes(flipped)
            with pytest.raises(StoreError, match=name):
                store.stored()


def test_a_damaged_file_is_made_again_once_it_is_removed(design: Design, whole: tuple[Path, Results], tmp_path: Path) -> None:
    with Store(tmp_path, design.plan()):
        for name, content in contents(whole[0]).items():
            (tmp_path / "shards" / name).write_bytes(content)
    path = next((tmp_path / "shards").glob("runs-*"))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StoreError, match=path.name):
        run_study(design, tmp_path)
    path.unlink()
    assert run_study(design, tmp_path).is_complete
    assert contents(tmp_path) == contents(whole[0])


def test_another_study_is_refused_with_the_difference(study_of: Callable[..., Design], whole: tuple[Path, Results]) -> None:
    other = study_of(initiatives=13, seed=5)
    with pytest.raises(StoreError, match=r"initiatives: 12 there, 13 here; scenario_sha256: .*; seed: 1 there, 5 here"):
        run_study(other, whole[0])


def test_a_study_has_one_writer(design: Design, tmp_path: Path) -> None:
    with Store(tmp_path, design.plan()), pytest.raises(StoreError, match=f"process {os.getpid()}"), Store(tmp_path, design.plan()):
        pass


def test_an_initiative_that_cannot_run_is_recorded_and_the_others_go_on(
    design: Design, whole: tuple[Path, Results], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def often(initiative, *rest):
        if initiative.name.endswith(".5"):
            raise ZeroDivisionError("no people\nat all")
        return prepare(initiative, *rest)

    monkeypatch.setattr(ensemble_module, "prepare", often)
    results = run_study(design, tmp_path)
    row = results.initiatives.to_pylist()[5]
    assert (row["error"], row["initiative"]) == ("ZeroDivisionError: no people at all", 5)
    assert row["seed"] == whole[1].initiatives.to_pylist()[5]["seed"]
    assert results.runs.num_rows == 11 * 7
    summary = summary_of(design, results)
    assert (summary.initiatives, summary.failed_to_run) == (11, 1)
    assert any("1 initiatives could not be run" in remark for remark in summary.remarks)


def test_all_sets_of_causes_can_be_repaired(study_of: Callable[..., Design], whole: tuple[Path, Results], tmp_path: Path) -> None:
    design = study_of(initiatives=2, coalitions="all")
    runs = run_study(design, tmp_path).runs.to_pandas()
    assert len(runs) == 2 * 64
    singles = whole[1].runs.to_pandas().query("initiative < 2").set_index(["initiative", "coalition"])["digest"]
    assert runs.set_index(["initiative", "coalition"])["digest"].loc[singles.index].equals(singles)


def command(folder: Path, *more: str) -> list[str]:
    small = "population.organisation.size={log_uniform: [50, 70]}"
    return [sys.executable, str(PROGRAM), "weeks=40", small, f"study.folder={folder}", f"hydra.run.dir={folder}", *more]


def test_the_program_prints_and_saves_what_it_found(tmp_path: Path) -> None:
    ran = subprocess.run(command(tmp_path, "study.initiatives=8", "seed=3"), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "8 initiatives of 40 weeks, seed 3" in ran.stdout and "8 of 8 initiatives" in ran.stderr
    kept = {path.name for path in tmp_path.iterdir()}
    assert {
        "plan.json",
        "summary.json",
        "runs.parquet",
        "initiatives.parquet",
        "why_initiatives_fail.svg",
        "why_initiatives_fail.png",
    } <= kept
    assert pq.read_table(tmp_path / "runs.parquet").num_rows == 56
    refused = subprocess.run(command(tmp_path, "study.initiatives=9", "seed=3"), capture_output=True, text=True, check=False)
    assert refused.returncode == 3 and "initiatives: 8 there, 9 here" in refused.stderr
    wrong = subprocess.run(command(tmp_path, "study.initiatives=0"), capture_output=True, text=True, check=False)
    assert wrong.returncode == 2 and "study.initiatives" in wrong.stderr and len(wrong.stderr.splitlines()) == 1


def test_an_interrupted_program_keeps_what_it_has_and_says_how_to_go_on(tmp_path: Path) -> None:
    started = subprocess.Popen(command(tmp_path, "study.initiatives=2000"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(tmp_path.glob("shards/runs-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=30)
    assert started.returncode == 130, said
    assert "of 2,000 initiatives done; resume with" in said and "Traceback" not in said
    assert len(list(tmp_path.glob("shards/runs-*"))) == len(list(tmp_path.glob("shards/initiatives-*"))) >= 1
