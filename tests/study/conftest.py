"""A small study: twelve initiatives of about sixty people, forty weeks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.config import config_dir, load
from sim.config.library import entry_of
from sim.engine.scenario import Initiative
from sim.study.design import Design, Settings, design_of
from sim.study.population import Population

StudyOf = Callable[..., Design]


def _shelf(kind: str, name: str) -> dict[str, Any]:
    return entry_of(kind, name, (config_dir(),), "test")


@pytest.fixture(scope="session")
def base() -> Initiative:
    return load("customer_centric", "weeks=40", "programme=do_nothing")


@pytest.fixture(scope="session")
def study_of(base: Initiative) -> StudyOf:
    """Makes a small study; whatever of the population is given replaces that section."""

    def made(initiatives: int = 12, coalitions: Any = "singles", seed: int = 1, weeks: int = 40, **changes: Any) -> Design:
        data = _shelf("population", "prior")
        data["organisation"]["size"] = {"log_uniform": [50, 70]}
        settings = Settings(initiatives=initiatives, coalitions=coalitions)
        around = base.model_copy(update={"seed": seed, "weeks": weeks})
        return design_of(settings, Population.model_validate(data | changes), around, _shelf)

    return made


@pytest.fixture(scope="session")
def design(study_of: StudyOf) -> Design:
    return study_of()
