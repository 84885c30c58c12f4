"""Faults: a study keeps its finished work, resumes later, and reports the fault in one line."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from sim.study.__main__ import main as look_after
from sim.study.execution.executor import Executor
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.experiments.experiment import specification_of
from sim.study.store.blocks import Store, StudyPart
from sim.study.store.errors import StoreError
from sim.study.store.shards import shards_in
from tests.programs import SPLITTING

HERE = Path(__file__).parent
LARGE = 4_000  # initiatives: more than can be run while a test waits


class Started:
    """The small study as a process of its own, split off from one that has everything loaded."""

    def __init__(self, folder: Path, initiatives: int, kind: str = "threads", room: int = 0) -> None:
        import program

        self._said = folder.with_name(f"{folder.name}.{os.urandom(4).hex()}.said")
        target = (str(self._said), room, str(folder), initiatives, kind)
        self._process = SPLITTING.Process(target=program.main_in_process, args=target)
        self._process.start()
        self.pid = self._process.pid or 0

    def send(self, number: int) -> None:
        os.kill(self.pid, number)

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def ended(self) -> tuple[int | None, str]:
        """Its exit status, and what it said."""
        self._process.join(300)
        return self._process.exitcode, self._said.read_text()


@pytest.fixture(autouse=True)
def _found_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))


def until(happened: Callable[[], bool], seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def stored(folder: Path) -> int:
    return len(list(folder.glob("shards/runs-*")))


@pytest.fixture
def under_way(tmp_path: Path) -> Iterator[tuple[Started, Path]]:
    """A large study with a few blocks stored, and the process that goes on with it."""
    folder = tmp_path / "study"
    process = Started(folder, LARGE)
    until(lambda: stored(folder) >= 2)
    yield process, folder
    with suppress(ProcessLookupError):
        process.send(signal.SIGKILL)
    process.ended()


def test_kills_lose_nothing(is_long: bool) -> None:
    ran = subprocess.run(
        [sys.executable, str(HERE / "kill.py"), "30" if is_long else "8", "--workers", "0.15"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "ended otherwise than it: 0" in ran.stdout


@pytest.mark.parametrize(
    ("kind", "number"),
    [("threads", signal.SIGINT), ("threads", signal.SIGTERM), ("processes", signal.SIGTERM), ("dask", signal.SIGINT)],
)
def test_an_interrupted_study_keeps_what_it_has_and_says_so(tmp_path: Path, kind: str, number: int) -> None:
    folder = tmp_path / "study"
    process = Started(folder, LARGE, kind)
    until(lambda: stored(folder) >= 1)
    process.send(number)
    status, said = process.ended()
    assert status == 128 + number, said
    study = Study(folder)
    assert 0 < study.done < LARGE and "Traceback" not in said, said
    assert said.splitlines()[-1].startswith(f"{study.done:,} of {LARGE:,} initiatives done; resume with: python ")


def test_the_printed_resume_command_resumes_the_study(tmp_path: Path) -> None:
    typed = [str(HERE / "program.py"), str(tmp_path / "study"), "12", "threads"]
    process = subprocess.Popen([sys.executable, *typed], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: (tmp_path / "study" / "plan.json").exists())
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 130 and said.splitlines()[-1].endswith(f"resume with: python {' '.join(typed)}")
    status, said = Started(tmp_path / "study", 12).ended()
    assert status == 0 and Study(tmp_path / "study").is_complete, said


def test_a_second_interrupt_stops_the_study_at_once(under_way: tuple[Started, Path]) -> None:
    process, folder = under_way
    process.send(signal.SIGINT)
    time.sleep(0.05)
    with suppress(ProcessLookupError):  # its cases are short: it may have done what the first asked for
        process.send(signal.SIGTERM)
    assert process.ended()[0] in (-signal.SIGTERM, 128 + signal.SIGINT)
    assert Study(folder).done > 0 and look_after(["verify", str(folder)]) == 0


def test_a_second_writer_leaves_naming_the_first(under_way: tuple[Started, Path], experiment: CauseRepairs) -> None:
    process, folder = under_way
    with pytest.raises(StoreError, match=rf"process {process.pid} on {os.uname().nodename}"), Store(folder, specification_of(experiment)):
        pass
    assert process.is_running  # it was not waited for
    status, said = Started(folder, LARGE).ended()
    assert status == 3 and len(said.splitlines()) == 1 and f"process {process.pid}" in said


def test_a_lock_goes_with_the_process_that_held_it(under_way: tuple[Started, Path]) -> None:
    process, folder = under_way
    process.send(signal.SIGKILL)
    process.ended()
    with Store(folder, {name: value for name, value in Study(folder).specification.items() if name != "sha256"}):
        pass


def test_a_lock_is_let_go_in_whichever_thread(experiment: CauseRepairs, tmp_path: Path) -> None:
    specification = specification_of(experiment)
    with ThreadPoolExecutor(1) as elsewhere:
        store = Store(tmp_path, specification).__enter__()
        with pytest.raises(StoreError, match="another process"):
            elsewhere.submit(Store(tmp_path, specification).__enter__).result()
        elsewhere.submit(store.__exit__, None, None, None).result()
    with Store(tmp_path, specification, StudyPart(0, 2)), Store(tmp_path, specification, StudyPart(1, 3)):
        pass


def test_a_study_can_be_read_while_it_is_written(under_way: tuple[Started, Path]) -> None:
    _, folder = under_way
    for _ in range(5):
        study = Study(folder)
        runs, initiatives = study.runs, study.table("initiatives")
        assert len(initiatives) == study.done and len(runs) == 64 * study.done
        assert list(runs["initiative"].unique()) == list(initiatives["initiative"])


def test_a_folder_that_vanishes_is_said_in_a_line(under_way: tuple[Started, Path]) -> None:
    process, folder = under_way
    until(lambda: shutil.rmtree(folder, ignore_errors=True) or not folder.exists())
    status, said = process.ended()
    assert status == 3
    assert said.splitlines()[-1] == f"{folder}: cannot be used: No such file or directory; finished results are kept"
    assert "Traceback" not in said


def test_a_full_disk_is_said_in_a_line_and_the_study_goes_on_when_there_is_room(tmp_path: Path) -> None:
    full, whole = tmp_path / "full", tmp_path / "whole"
    import program

    experiment = program.small(20)
    run_study(experiment, full, is_stopped=lambda: True)  # the plan is there
    status, said = Started(full, 20, room=20_000).ended()
    assert status == 3 and said.splitlines()[-1] == f"{full}: cannot be used: File too large; finished results are kept"
    assert "Traceback" not in said and not list(full.glob("**/.*.tmp"))
    assert Study(full).done < 20 and look_after(["verify", str(full)]) == 0
    assert run_study(experiment, full).digest == run_study(experiment, whole).digest


def test_folders_that_cannot_be_used_are_said_in_a_line(experiment: CauseRepairs, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for place in (tmp_path / "file", tmp_path / "file" / "in", tmp_path / "loop" / "in", tmp_path / ("long" * 100), Path("/proc/1/study")):
        with pytest.raises(StoreError, match="cannot be used") as refused:
            run_study(experiment, place)
        assert "\n" not in str(refused.value) and len(str(refused.value)) < 250
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.getuid() == 0, reason="everything may be written by root")
def test_a_folder_that_may_only_be_read_is_said_in_a_line(experiment: CauseRepairs, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be used: Permission denied"):
        run_study(experiment, tmp_path / "study")


def test_too_many_open_files_are_said_in_a_line(experiment: CauseRepairs, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(StoreError, match="cannot be used: Too many open files"):
            run_study(experiment, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert run_study(experiment, tmp_path).is_complete


def test_verify_names_and_repair_mends(whole: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(whole.folder, tmp_path / "copy"))
    paths = [shard.path for shard in shards_in(folder, whole.specification)][:2]
    paths[0].write_bytes(b"")
    paths[1].write_bytes(paths[1].read_bytes()[:-1])
    assert look_after(["verify", str(folder)]) == 3
    said = capsys.readouterr().out
    assert all(f"{path}: damaged" in said for path in paths)
    assert look_after(["show", str(folder)]) == 0
    assert look_after(["query", str(folder), "select 1"]) == 3
    assert look_after(["repair", str(folder)]) == 0
    assert look_after(["verify", str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"intact; 12 of 12 cases done; digest {whole.digest}" in said


def test_an_unsupervised_study_is_reported_in_one_line(whole: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.json").write_text("{")
    for arguments, reason in (
        (["verify", str(tmp_path)], "damaged"),
        (["repair", str(tmp_path)], "damaged"),
        (["show", str(tmp_path / "nothing")], "no study found"),
        (["query", str(whole.folder), "selekt"], "query: "),
    ):
        assert look_after(arguments) == 3
        said = capsys.readouterr().err
        assert reason in said and len(said.splitlines()) == 1


def test_a_study_begun_by_some_is_gone_on_with_by_others(study_of: Callable[..., CauseRepairs], tmp_path: Path) -> None:
    experiment = study_of(initiatives=20, coalitions="all", weeks=3)
    whole = run_study(experiment, tmp_path / "whole")
    folder = Path(shutil.copytree(whole.folder, tmp_path / "part"))
    for shard in shards_in(folder, whole.specification):
        if shard.block == 1:
            shard.path.unlink()
    assert run_study(experiment, folder, Executor(kind="processes", workers=1)).digest == whole.digest
