"""Why do initiatives fail? Draw initiatives; run each again with every set of causes repaired, all random draws unchanged."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

from pydantic import Field

from sim.commands.library_reader import reader_for
from sim.commands.usages import USAGES
from sim.config import Options, Refused, command, load
from sim.config.errors import hint
from sim.config.library_files import names_of
from sim.config.loading import DEFAULT_SCENARIO
from sim.config.overrides import COMMAND_LINE
from sim.declared import Identifier, Share
from sim.exit_statuses import SOME_FAILED
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, cause_repairs_of
from sim.study.failure.settings import AFFORDS, CompanionSettings, or_null
from sim.study.population.causes import CauseChange
from sim.study.population.library_parts import LibraryReader
from sim.study.population.population import Population
from sim.study.store.location import StudyLocation
from sim.typed_command import CONSOLE, this_command

if TYPE_CHECKING:
    from sim.study.experiments.experiment import Experiment

ABOUT = USAGES["why"]


class StudySettings(CauseSettings, StudyLocation, CompanionSettings):
    """Size and folder of a study, and sizes of its sensitivity analyses."""

    initiatives: Annotated[int, Field(ge=1, le=1_000_000, json_schema_extra=or_null)] = 1_000
    quantile: Share | None = None  # enabling quantile of every cause; none: that of each cause


class WhyOptions(Options):
    """The population, the settings of the study, and the executor."""

    engine: Literal["compiled"] = "compiled"
    study: StudySettings = StudySettings()
    cause: dict[Identifier, CauseChange] = {}  # what its repair restores, and to which quantile, by name of the cause
    population: Population
    executor: Executor = Executor()


def library_of(choice: WhyOptions) -> LibraryReader:
    """Return the reader of the library, in which causes are as the settings change them. Raises Refused."""
    unknown = next((name for name in choice.cause if name not in choice.study.causes), None)
    if unknown is not None:
        raise Refused(f"{COMMAND_LINE}: cause.{unknown}: not a cause of this study (study.causes){hint(unknown, choice.study.causes)}")
    of_all = {} if choice.study.quantile is None else {"quantile": choice.study.quantile}
    changed = {name: change.model_dump(exclude_none=True) for name, change in choice.cause.items()}
    return reader_for(choice, {("cause", name): of_all | changed.get(name, {}) for name in choice.study.causes})


def study_asked_for(initiative: Initiative, choice: WhyOptions) -> CauseRepairs:
    """The study of causes that the options describe. Raises Refused."""
    try:
        return cause_repairs_of(choice.study, choice.population, initiative, library_of(choice))
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"population: {_short(problem)}") from None


def companions_asked_for(experiment: CauseRepairs, choice: WhyOptions) -> dict[str, Experiment]:
    """Its sensitivity analyses by name. Raises Refused."""
    from sim.study.failure.companions import companions_of

    try:
        own = choice.folders[1] if len(choice.folders) > 1 else None
        ordinary = load(DEFAULT_SCENARIO, f"weeks={experiment.base.weeks}", f"outcome={experiment.base.outcome}", config_dir=own)
        return companions_of(experiment, choice.study, reader_for(choice), names_of("robustness", choice.folders), ordinary)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(_short(problem) if str(problem).startswith("robustness/") else f"study: {_short(problem)}") from None


def _short(problem: ValueError) -> str:
    return " ".join(str(problem).split())[:300]


def main(initiative: Initiative, choice: WhyOptions, run_folder: Path) -> None:
    """Draw the initiatives, run and store the study, write the report."""
    folder = choice.study.chosen(run_folder)
    experiment = study_asked_for(initiative, choice)
    beside = companions_asked_for(experiment, choice)
    from sim.reports.why_console import tell, write_summary, write_tables
    from sim.reports.why_html import write_report
    from sim.study.execution.exports import ROWS_IN_STATA
    from sim.study.execution.run_study import carried_out
    from sim.study.failure.companions import TITLES, read_companions
    from sim.study.failure.evidence import evidence_of
    from sim.study.failure.findings import findings_of

    runs = experiment.cases * len(experiment.coalitions)
    print(f"Depth {choice.study.depth}: {AFFORDS[choice.study.depth]}.", file=sys.stderr)
    print(f"{runs:,} runs of {experiment.cases:,} initiatives, into {folder}", file=sys.stderr)
    study = carried_out(experiment, folder, choice.executor, choice.study.part)
    if folder != run_folder:
        with suppress(OSError):
            run_folder.rmdir()
    if not study.is_complete:
        print(f"This part is done ({study.done:,} of {study.owed:,} initiatives). For the report, rerun the command without study.shard.")
        return
    studies = {}
    for name, companion in beside.items():
        print(f"{TITLES[name]}, into {folder / name}", file=sys.stderr)
        studies[name] = carried_out(companion, folder / name, choice.executor)
    print(f"Reading {study.done:,} {experiment.cases_called} in parts and analysing them", file=sys.stderr)
    try:
        evidence = evidence_of(experiment, study)
        findings = findings_of(evidence, read_companions(beside, studies, evidence))
    except ValueError as problem:
        print(f"{folder}: {problem}", file=sys.stderr)
        raise SystemExit(SOME_FAILED) from None
    print("Writing tables, figures and the report", file=sys.stderr)
    files = [write_summary(findings), *write_tables(study), *write_report(findings, this_command())]
    if runs <= ROWS_IN_STATA:
        files.append(study.export()[-1].parent)
    else:
        print(f"For CSV and Stata files: {CONSOLE} study export {folder}", file=sys.stderr)
    tell(findings, files)
    if findings.summary.failed_to_run:
        raise SystemExit(SOME_FAILED)


def start() -> NoReturn:
    """Run this command with the settings that were typed."""
    command(main, "why_initiatives_fail", WhyOptions, ABOUT)
