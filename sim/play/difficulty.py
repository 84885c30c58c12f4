"""Difficulty: how forgiving a scenario is, counted by simulation.

Two counts are kept for each scenario of the library: how many of the random plans of its universe succeed, and in how
many worlds its own plan succeeds. The random plans meet the firm as told, as a play does; each world has a firm of its own, drawn around
the description. `python -m sim.play.difficulty` counts them again, in two minutes, and writes them beside this file.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from sim.compiled import MODEL_VERSION
from sim.config.errors import Refused
from sim.config.library_files import names_of
from sim.config.loading import load
from sim.config.safe_yaml import read
from sim.config.yaml_output import written
from sim.declared import Declared
from sim.engine.verdicts import verdicts_of
from sim.play.background_task import WorkWatch
from sim.play.play import Play
from sim.play.random_plans import universe_of
from sim.schema.initiative import Initiative
from sim.shipped_files import config_dir
from sim.study.experiments.described_runs import described_runs
from sim.study.population.description import AS_RATED

PLANS = 200
"""Number of other plans: a plan with a share of 1 % is found with a probability of 87 %."""

FIRST = 20
"""Number of plans counted again in a spot check of the file."""

RUNS = 20
"""Number of worlds in which the scenario's own plan is run, on draws after its own seed."""

FORGIVING, FAIR, HARD = 0.25, 0.07, 0.02
"""Thresholds of the difficulty labels, in shares of successful plans; our choice."""

FILE = Path(__file__).with_name("difficulty.yaml")
HEADER = "# How forgiving each scenario is. Made by: python -m sim.play.difficulty\n"

DifficultyLevel = Literal["forgiving", "fair", "hard", "very_hard", "lost"]
Count = Annotated[int, Field(ge=0, le=100_000)]


class Difficulty(Declared):
    """Number of successful plans in a scenario."""

    plans: Count  # other plans of its universe
    succeed: Count  # of them
    first_succeed: Count  # of the first FIRST of them
    runs: Count  # of its own plan
    own_succeed: Count  # of them

    @property
    def share(self) -> float:
        """Share of other plans that succeed."""
        return self.succeed / self.plans

    @property
    def level(self) -> DifficultyLevel:
        """The difficulty label; lost: no plan succeeded, including the scenario's own."""
        if self.share >= FORGIVING:
            return "forgiving"
        if self.share >= FAIR:
            return "fair"
        if self.share >= HARD:
            return "hard"
        return "very_hard" if self.succeed or self.own_succeed else "lost"


class Counted(Declared):
    """Content of the file."""

    model_version: str
    scenarios: dict[str, Difficulty]


def difficulty_of(initiative: Initiative, plans: int = PLANS, runs: int = RUNS) -> Difficulty:
    """Play the random plans, and the scenario's own plan in other worlds, and count successes."""
    play = Play(initiative)
    others = universe_of(play, plans, WorkWatch(threads=os.cpu_count() or 1)).success
    seeds = range(initiative.seed + 1, initiative.seed + 1 + runs)
    worlds = described_runs(initiative, seeds, AS_RATED, organisation=play.organisation)
    own = sum(int(verdicts_of(run).success.sum()) for run in worlds)
    return Difficulty(plans=plans, succeed=int(others.sum()), first_succeed=int(others[:FIRST].sum()), runs=runs, own_succeed=own)


@lru_cache(maxsize=1)
def known_difficulties() -> dict[str, Difficulty]:
    """Difficulty of the library's scenarios, by name; other scenarios have none. Raises Refused for a damaged file."""
    try:
        return Counted.model_validate(read(FILE)).scenarios
    except ValidationError as problem:
        raise Refused(f"{FILE.name}: damaged ({problem.error_count()} errors); count again: python -m sim.play.difficulty") from None


def main() -> None:
    """Count for every scenario of the library, and write the file whole."""
    counted: dict[str, Difficulty] = {}
    for name in names_of("scenario", (config_dir(),)):
        counted[name] = difficulty_of(load(name))
        print(f"{name}: {counted[name].succeed} of {PLANS} other plans, {counted[name].own_succeed} of {RUNS} runs", file=sys.stderr)
    data = Counted(model_version=MODEL_VERSION, scenarios=counted).model_dump()
    new = FILE.with_suffix(".new")
    new.write_text(HEADER + written(data), encoding="utf-8")
    new.replace(FILE)


if __name__ == "__main__":
    main()
