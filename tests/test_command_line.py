"""The command line: refused is status 2 and a line, a run that cannot go on is status 3, a grid is one run for each point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.programs import Program

ROOT = Path(__file__).parents[1]
TINY = """\
name: tiny
title: A tiny firm
briefing: Five people.
weeks: 4
organisation: {source: drawn, units: {everyone: {size: 5}}}
behaviours: [stay_until_solved]
segments: {all: {share: 1.0}}
programme: {title: Nothing, description: Nothing is done., steps: {}}
"""
ALIAS = "a: &a x\nb: *a\n"

EXPERIMENT = """\
from sim.config import Options, StudyError, command

class Choice(Options):
    pass

def main(initiative, options, folder):
    if initiative.seed == 13:
        raise StudyError("the disk is full")
    (folder / "seed.txt").write_text(str(initiative.seed))

command(main, "initiative", Choice)
"""

PROCESSES = [
    ("a run that cannot go on", ["scenario=tiny.yaml", "seed=13", "hydra.run.dir=broken"], 3, "the disk is full"),
    ("an unknown scenario", ["scenario=compny_a"], 2, "nearest: company_a"),
    ("a file with an anchor", ["scenario=alias.yaml"], 2, "anchors are not allowed"),
    ("an option that only Hydra has", ["--experimental-rerun=nothing"], 2, "is not an option here"),
    ("a shortened option", ["--experimental-r", "nothing"], 2, "is not an option here"),
    ("a key of Hydra's own", ["hydra.searchpath=[]"], 2, "cannot be set"),
    ("a bad point of a grid", ["--multirun", "seed=1,2", "weeks=156,-4"], 2, "weeks: -4"),
    ("an empty grid", ["--multirun", "seed=range(1,1)"], 2, "0 points; allowed are 1 to 10,000"),
]


def test_the_command_line_refuses_with_status_2_and_fails_with_status_3(tmp_path: Path) -> None:
    (tmp_path / "alias.yaml").write_text(ALIAS)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "experiment.py").write_text(EXPERIMENT)
    before = sorted(path.name for path in tmp_path.iterdir())
    started = [(case, Program(["experiment.py", *case[1]], tmp_path)) for case in PROCESSES]
    for (name, _, status, says), process in started:
        ran = process.ended()
        err = ran.stderr
        assert ran.returncode == status, (name, ran)
        assert says in err and "Traceback" not in err and len(err.splitlines()) <= 2, (name, err)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "broken") == before


def test_a_program_of_ones_own_without_a_folder_writes_where_hydra_says(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "experiment.py").write_text(EXPERIMENT)
    ran = Program(["experiment.py", "scenario=tiny.yaml", "seed=5"], tmp_path).ended()
    assert ran.returncode == 0, ran
    (written,) = tmp_path.rglob("seed.txt")
    assert written.read_text() == "5"
    assert written.parent.parent.parent == tmp_path / "outputs" and (written.parent / ".hydra").is_dir()


def test_a_grid_runs_once_for_each_point_and_a_file_can_be_swept(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "experiment.py").write_text(EXPERIMENT)
    process = _start(
        tmp_path, ["--multirun", "scenario=tiny.yaml", "seed=3,4", "outcome=sustained,customer_outcome", "hydra.sweep.dir=grid"]
    )
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, (out, err)
    assert sorted(path.read_text() for path in tmp_path.glob("grid/*/seed.txt")) == ["3", "3", "4", "4"]


def _start(folder: Path, arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "experiment.py", *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
