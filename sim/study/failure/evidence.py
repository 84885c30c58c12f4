"""Evidence: the question and the results of a study of causes, read from its folder once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from sim.schema.success import Success
from sim.study.attribution.outcomes import JUDGED, Outcomes, outcomes_in
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.population.causes import Cause
from sim.study.population.factors import Names, names_of
from sim.study.population.population import Population


class Subject(NamedTuple):
    """What was studied, and what counted as success: all that a report says of a study beside what came of it."""

    population: Population
    drawn: dict[str, Any]  # distributions, by the name of what they draw
    names: Names  # of what is drawn, in words
    causes: dict[str, Cause]
    cause_titles: dict[str, str]
    levels: dict[str, float]  # to which repairs bring conditions
    definitions: dict[str, Success]  # of success
    definition_titles: dict[str, str]
    definition: str  # that of the study, by name
    definition_title: str
    goal: float  # share of practice that counts as adopted
    weeks: int
    seed: int


class Origin(NamedTuple):
    """Where results lie, and what they were made with."""

    folder: Path
    tables: tuple[str, ...]
    runs: int
    digest: str  # of all results
    model_version: str
    study_version: str
    scipy: str


class VerdictTables(NamedTuple):
    """How the runs came out, by initiative."""

    plain: pd.DataFrame  # the runs without a repair, a row for every initiative
    success: pd.DataFrame  # whether each initiative succeeds; index initiative, a column a coalition
    by_definition: dict[str, pd.DataFrame]  # the same under every definition of success, by its name


class Evidence(NamedTuple):
    """All that is known before anything is concluded."""

    subject: Subject
    origin: Origin
    initiatives: pd.DataFrame  # what was drawn for each, or why it could not be run
    drawn: pd.DataFrame  # the same without what says nothing more; index initiative, a column for each thing drawn
    courses: pd.DataFrame  # of the runs without a repair, every few weeks
    verdicts: VerdictTables
    outcomes: Outcomes | None  # with every set of causes repaired; none where not every set was
    outcomes_by_definition: dict[str, Outcomes]
    failed_to_run: int  # initiatives


def evidence_of(experiment: CauseRepairs, study: Study) -> Evidence:
    """What a complete study left. Raises ValueError where none of its initiatives could be run."""
    initiatives, runs = study.table("initiatives"), study.runs
    trouble = int(np.count_nonzero(initiatives["error"].notna()))
    if trouble == len(initiatives):
        raise ValueError("no initiative could be run; the table of initiatives says why")
    verdicts = verdicts_of(runs)
    is_whole = experiment.settings.coalitions == "all"
    return Evidence(
        subject=subject_of(experiment),
        origin=_origin(study, len(runs)),
        initiatives=initiatives,
        drawn=drawn_in(initiatives, experiment.sampler.distributions),
        courses=study.table("courses"),
        verdicts=verdicts,
        outcomes=outcomes_in(verdicts.success) if is_whole else None,
        outcomes_by_definition={name: outcomes_in(table) for name, table in verdicts.by_definition.items()} if is_whole else {},
        failed_to_run=trouble,
    )


def subject_of(experiment: CauseRepairs) -> Subject:
    """What a study asks."""
    base, success, parts = experiment.base, experiment.base.success, experiment.sampler.parts
    definitions = dict(sorted(base.definitions.outcomes.items()))
    return Subject(
        population=experiment.population,
        drawn=experiment.sampler.distributions,
        names=names_of(experiment.population, parts),
        causes=experiment.causes,
        cause_titles={name: cause.title for name, cause in experiment.causes.items()},
        levels=experiment.levels,
        definitions=definitions,
        definition_titles={name: known.title for name, known in definitions.items()},
        definition=base.outcome,
        definition_title=success.title,
        goal=float(success.adoption),
        weeks=base.weeks,
        seed=base.seed,
    )


def verdicts_of(runs: pd.DataFrame) -> VerdictTables:
    """How the runs of a study came out; runs : a row for every initiative and coalition."""
    columns = sorted(column for column in runs.columns if column.startswith(JUDGED))
    table = runs.pivot(index="initiative", columns="coalition", values=["success", *columns])
    by_definition = {column.removeprefix(JUDGED): _of(table, column) for column in columns}
    return VerdictTables(unrepaired(runs), _of(table, "success"), by_definition)


def _of(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """A column for every coalition, also where there is only the empty one: pandas would make a series of it."""
    return cast(pd.DataFrame, table.xs(column, axis="columns", level=0))


def unrepaired(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs without a repair."""
    return pd.DataFrame(runs[runs["coalition"] == ""])


def drawn_in(initiatives: pd.DataFrame, factors: Mapping[str, Any]) -> pd.DataFrame:
    """What was drawn, of the table of initiatives, by number.

    factors : of the population, by dotted path. When a shock comes is left out: that it comes, and how hard, says as much.
    """
    kept = [name for name in factors if name in initiatives and not (name.startswith("shocks.") and name.endswith(".week"))]
    return initiatives.set_index("initiative").loc[:, kept]


def _origin(study: Study, runs: int) -> Origin:
    made = study.specification
    return Origin(
        folder=study.folder,
        tables=tuple(made["tables"]),
        runs=runs,
        digest=study.digest,
        model_version=made["model_version"],
        study_version=made["study_version"],
        scipy=made["scipy"],
    )
