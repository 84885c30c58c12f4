"""A small study: twelve initiatives of about sixty people, forty weeks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.config import config_dir, load
from sim.config.library import entry_of
from sim.schema.initiative import Initiative
from sim.study.execution.run_study import run_study
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, cause_repairs_of
from sim.study.population.population import Population

StudyOf = Callable[..., CauseRepairs]
Contents = Callable[[Path], dict[str, bytes]]

PROGRAM = Path(__file__).parents[2] / "experiments" / "why_initiatives_fail.py"


def _read_entry(kind: str, name: str) -> dict[str, Any]:
    return entry_of(kind, name, (config_dir(),), "test")


@pytest.fixture(scope="session")
def base() -> Initiative:
    return load("customer_centric", "weeks=40", "programme=do_nothing")


@pytest.fixture(scope="session")
def study_of(base: Initiative) -> StudyOf:
    """Makes a small study; each given section of the population replaces the default."""

    def made(initiatives: int = 12, coalitions: Any = "singles", seed: int = 1, weeks: int = 40, **changes: Any) -> CauseRepairs:
        data = _read_entry("population", "prior")
        data["organisation"]["size"] = {"log_uniform": [50, 70]}
        settings = CauseSettings(initiatives=initiatives, coalitions=coalitions)
        around = base.model_copy(update={"seed": seed, "weeks": weeks})
        return cause_repairs_of(settings, Population.model_validate(data | changes), around, _read_entry)

    return made


@pytest.fixture(scope="session")
def experiment(study_of: StudyOf) -> CauseRepairs:
    return study_of()


@pytest.fixture(scope="session")
def whole(experiment: CauseRepairs, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """That study, run; its files must not be changed."""
    return run_study(experiment, tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def contents() -> Contents:
    """What lies in the shards of a folder, by name."""
    return lambda folder: {path.name: path.read_bytes() for path in (folder / "shards").iterdir()}


@pytest.fixture(scope="session")
def command() -> Callable[..., list[str]]:
    """The program, for a small study in a folder."""
    small = "population.organisation.size={log_uniform: [50, 70]}"

    def typed(folder: Path, *more: str) -> list[str]:
        return [sys.executable, str(PROGRAM), "weeks=40", small, f"study.folder={folder}", f"hydra.run.dir={folder}", *more]

    return typed
