"""Evidence: definition and results of a study of causes, read once from its folder."""

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
    """Definition of a study: population, sampled quantities, causes and definitions of success."""

    population: Population
    drawn: dict[str, Any]  # distributions, by name of the sampled quantity
    names: Names  # of sampled quantities, in words
    causes: dict[str, Cause]
    cause_titles: dict[str, str]
    levels: dict[str, float]  # enabling levels of conditions
    definitions: dict[str, Success]  # of success
    definition_titles: dict[str, str]
    definition: str  # the study's definition of success, by name
    definition_title: str
    goal: float  # adoption required for success
    weeks: int
    seed: int


class Origin(NamedTuple):
    """Location of results, and versions that produced them."""

    folder: Path
    tables: tuple[str, ...]
    runs: int
    digest: str  # of all results
    model_version: str
    study_version: str
    scipy: str


class VerdictTables(NamedTuple):
    """Outcomes of the runs, by initiative."""

    plain: pd.DataFrame  # runs without repair, one row per initiative
    success: pd.DataFrame  # whether each initiative succeeds; index initiative, one column per coalition
    by_definition: dict[str, pd.DataFrame]  # the same under each definition of success, by name


class Evidence(NamedTuple):
    """All results of a study, before analysis."""

    subject: Subject
    origin: Origin
    initiatives: pd.DataFrame  # sampled values of each, or the reason it failed to run
    drawn: pd.DataFrame  # the same without redundant columns; index initiative, one column per sampled quantity
    courses: pd.DataFrame  # of the runs without repair, at intervals
    verdicts: VerdictTables
    outcomes: Outcomes | None  # with every set of causes repaired; none if sets are missing
    outcomes_by_definition: dict[str, Outcomes]
    failed_to_run: int  # number of initiatives


def evidence_of(experiment: CauseRepairs, study: Study) -> Evidence:
    """Return the evidence of a complete study. Raises ValueError if none of its initiatives ran."""
    initiatives, runs = study.table("initiatives"), study.runs
    trouble = int(np.count_nonzero(initiatives["error"].notna()))
    if trouble == len(initiatives):
        raise ValueError(f"no initiative could be run; the first: {initiatives['error'].dropna().iloc[0]}")
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
    """Return the definition of a study."""
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
    """Return the outcomes of a study; runs : one row per initiative and coalition."""
    columns = sorted(column for column in runs.columns if column.startswith(JUDGED))
    table = runs.pivot(index="initiative", columns="coalition", values=["success", *columns])
    by_definition = {column.removeprefix(JUDGED): _of(table, column) for column in columns}
    return VerdictTables(unrepaired(runs), _of(table, "success"), by_definition)


def _of(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one column per coalition, as a table even if there is only the empty coalition."""
    return cast(pd.DataFrame, table.xs(column, axis="columns", level=0))


def unrepaired(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the runs without repair."""
    return pd.DataFrame(runs[runs["coalition"] == ""])


def drawn_in(initiatives: pd.DataFrame, factors: Mapping[str, Any]) -> pd.DataFrame:
    """Return the sampled values from the table of initiatives, by number.

    factors : of the population, by dotted path. The weeks of shocks are omitted; occurrence and size carry the information.
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
