"""Evidence: definition and results of a study of causes, read once from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.engine.outcome import MODES
from sim.schema.success import Success
from sim.study.attribution.outcomes import JUDGED, Outcomes, SuccessTable, SuccessTables, outcomes_in
from sim.study.attribution.subgroups import TRAITS
from sim.study.execution.stored_study import Study
from sim.study.experiments.cause_repairs import CauseRepairs
from sim.study.population.causes import Cause
from sim.study.population.factors import Names, names_of
from sim.study.population.population import Population

SAMPLE = 4_096
"""Initiatives of which whole rows are held in memory, the first ones: a balanced sample, because a study draws from a Sobol sequence."""

PLAIN = ("success", "mode", "abandoned_week")
"""Columns of the runs without repair that the analysis uses."""

SPLITS = ("programme.trial_weeks", "dispositions.patience", "dispositions.commitment")
"""Columns of sponsors' patience; the first one that a population samples splits the survival analysis in two halves."""


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
    success: SuccessTable  # under the study's definition of success
    by_definition: dict[str, SuccessTable]  # under each definition of success, by name


class Sample(NamedTuple):
    """The first initiatives of a study, for methods that need all their rows in memory; all initiatives of a study that is not larger."""

    of: int  # number of initiatives that were asked for
    is_whole: bool  # whether it is all of the study
    initiatives: pd.DataFrame  # sampled values of each, or the reason it failed to run
    drawn: pd.DataFrame  # the same without redundant columns; index initiative, one column per sampled quantity
    courses: pd.DataFrame  # of the runs without repair, at intervals
    plain: pd.DataFrame  # runs without repair, one row per initiative


class Evidence(NamedTuple):
    """All results of a study, before analysis, in a few bytes per initiative; whole rows are held for a sample only."""

    subject: Subject
    origin: Origin
    traits: pd.DataFrame  # the sampled values that divide all initiatives into groups
    sample: Sample
    verdicts: VerdictTables
    outcomes: Outcomes | None  # with every set of causes repaired; none if sets are missing
    outcomes_by_definition: dict[str, Outcomes]
    failed_to_run: int  # number of initiatives


def evidence_of(experiment: CauseRepairs, study: Study, most: int = SAMPLE) -> Evidence:
    """Return the evidence of a complete study, which is read in parts. Raises ValueError if none of its initiatives ran.

    most : number of initiatives, the first ones, of which whole rows are held in memory
    """
    initiatives, traits, trouble = _initiatives_in(study, most)
    if trouble == study.owed:
        reasons = (reason for part in study.in_parts("initiatives", ["error"]) for reason in part["error"].to_pylist() if reason)
        raise ValueError(f"no initiative could be run; the first: {next(reasons)}")
    columns = ["initiative", "coalition", *PLAIN, *(f"{JUDGED}{name}" for name in sorted(experiment.base.definitions.outcomes))]
    verdicts, runs = verdicts_in((part.to_pandas() for part in study.in_parts("runs", columns)), experiment.names)
    is_whole = experiment.settings.coalitions == "all"
    by_definition = {name: outcomes_in(table) for name, table in verdicts.by_definition.items()} if is_whole else {}
    plain = pd.DataFrame(verdicts.plain[verdicts.plain["initiative"] < most])
    return Evidence(
        subject=subject_of(experiment),
        origin=_origin(study, runs),
        traits=traits,
        sample=Sample(
            of=min(most, study.owed),
            is_whole=study.owed <= most,
            initiatives=initiatives,
            drawn=drawn_in(initiatives, experiment.sampler.distributions),
            courses=_first(study, "courses", most),
            plain=plain,
        ),
        verdicts=verdicts,
        outcomes=outcomes_in(verdicts.success) if is_whole else None,
        outcomes_by_definition=by_definition,
        failed_to_run=trouble,
    )


def _first(study: Study, name: str, most: int) -> pd.DataFrame:
    """Return the rows of the first initiatives; later parts of the table are not read."""
    found = []
    for part in study.in_parts(name):
        numbers = part["initiative"].to_numpy()
        found.append(part.slice(0, int(np.searchsorted(numbers, most))))
        if len(numbers) and numbers[-1] >= most:
            break
    return pa.concat_tables(found).to_pandas()


def _initiatives_in(study: Study, most: int) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the first initiatives, the traits of all, and the number of those that failed to run."""
    first = _first(study, "initiatives", most)
    wanted = [name for name in ("initiative", *TRAITS, *SPLITS) if name in first]
    traits, trouble = [], 0
    for part in study.in_parts("initiatives", dict.fromkeys(["error", *wanted])):
        trouble += len(part) - part["error"].null_count
        traits.append(part.drop_columns("error"))
    return first, pa.concat_tables(traits).to_pandas(), trouble


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
    return verdicts_in([runs], sorted(set(runs["coalition"])))[0]


def verdicts_in(parts: Iterable[pd.DataFrame], coalitions: Sequence[str]) -> tuple[VerdictTables, int]:
    """Return the outcomes of a study and its number of runs.

    parts : the table of runs in parts, in the order of the initiatives, each with all runs of its initiatives
    coalitions : names of the sets of repairs that the study ran
    """
    collected, plain, runs = None, [], 0
    for part in parts:
        judged = sorted(column for column in part.columns if column.startswith(JUDGED))
        collected = collected or SuccessTables(coalitions, ["success", *judged])
        collected.add(part)
        plain.append(_compact(unrepaired(part)))
        runs += len(part)
    if collected is None:
        raise ValueError("the study has no runs")
    success = collected.tables()
    by_definition = {name.removeprefix(JUDGED): table for name, table in success.items() if name != "success"}
    return VerdictTables(pd.concat(plain, ignore_index=True), success["success"], by_definition), runs


def _compact(plain: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of runs without repair that the analysis uses, with modes as categories."""
    kept = plain.loc[:, ["initiative", *(name for name in PLAIN if name in plain)]]
    return kept.astype({"mode": pd.CategoricalDtype(list(MODES))} if "mode" in kept else {})


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
