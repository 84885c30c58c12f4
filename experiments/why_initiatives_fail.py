"""Why do initiatives fail? Many are drawn from a population, and each is run again with every set of causes repaired, on the same draws.

Usage: python experiments/why_initiatives_fail.py [study.initiatives=N] [seed=N] [key.path=value …]

Examples:
  python experiments/why_initiatives_fail.py
  python experiments/why_initiatives_fail.py study.initiatives=100 study.folder=outputs/quick
  python experiments/why_initiatives_fail.py seed=2 outcome=adoption_at_deadline study.folder=outputs/other
  python experiments/why_initiatives_fail.py 'population.market.elasticity={uniform: [0, 0.1]}' study.folder=outputs/inelastic
  python experiments/why_initiatives_fail.py study.coalitions=singles study.folder=outputs/single_repairs

What can be set of a study:
  study.initiatives=1000          how many are drawn; the first thousand stay the same when more are asked for
  study.coalitions=all|singles    every set of causes repaired, or each cause alone
  study.causes=[resistance,…]     which causes of configs/cause are repaired
  study.folder=FOLDER             where the study is kept (else that of hydra.run.dir); begun there, it is gone on with
  study.shards=4 study.shard=0    this process runs a quarter of it; once all are done, the same without study.shard reports
  study.sensitivity=128           and study.screening, study.robustness, study.tipping: how sure it is; 0 or []: not asked
  executor=NAME                   who computes; results do not depend on it
  population=NAME                 which initiatives; any distribution of it: population.market.elasticity={uniform: [0, 1]}

The folder holds report.html, figures/ and tables/ beside it, summary.json, the tables runs, initiatives and courses as Parquet, plan.json,
and shards/, the finished blocks; the smaller studies that say how sure it is have folders of their own in it. docs/study.md explains each.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the study's files, 4 some initiatives could not be run,
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.config import Options, Refused, command, load
from sim.config.library import entry_of, names_of
from sim.config.loading import DEFAULT_SCENARIO
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, cause_repairs_of
from sim.study.failure.settings import CompanionSettings
from sim.study.population.library_parts import LibraryReader
from sim.study.population.population import Population
from sim.study.store.location import StudyLocation

if TYPE_CHECKING:
    from sim.study.experiments.experiment import Experiment

SOME_FAILED = 4


class StudySettings(CauseSettings, StudyLocation, CompanionSettings):
    """How large a study is, where it is kept, and how large the studies are that say how sure it is."""


class WhyOptions(Options):
    """The population, the size and kind of the study, and who computes it."""

    engine: Literal["compiled"] = "compiled"
    study: StudySettings = StudySettings()
    population: Population
    executor: Executor = Executor()


def reader_for(choice: WhyOptions) -> LibraryReader:
    """How entries are read by kind and name: from the library, and from the folder given by --config-dir."""
    return lambda kind, name: entry_of(kind, name, choice.folders, "population" if kind != "cause" else "study.causes")


def study_asked_for(initiative: Initiative, choice: WhyOptions) -> CauseRepairs:
    """The study of causes that the options describe. Raises Refused."""
    try:
        return cause_repairs_of(choice.study, choice.population, initiative, reader_for(choice))
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(_short(problem) if str(problem).startswith("cause/") else f"population: {_short(problem)}") from None


def companions_asked_for(experiment: CauseRepairs, choice: WhyOptions) -> dict[str, Experiment]:
    """The smaller studies beside it. Raises Refused."""
    from sim.study.failure.companions import companions_of

    try:
        own = choice.folders[1] if len(choice.folders) > 1 else None
        ordinary = load(DEFAULT_SCENARIO, f"weeks={experiment.base.weeks}", f"outcome={experiment.base.outcome}", config_dir=own)
        return companions_of(experiment, choice.study, reader_for(choice), names_of("robustness", choice.folders), ordinary)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"study: {_short(problem)}") from None


def _short(problem: ValueError) -> str:
    return " ".join(str(problem).split())[:300]


def main(initiative: Initiative, choice: WhyOptions, run_folder: Path) -> None:
    """Draw, run, store, and say what was found."""
    folder = choice.study.chosen(run_folder)
    experiment = study_asked_for(initiative, choice)
    beside = companions_asked_for(experiment, choice)
    from sim.reports.why_console import tell, write_summary, write_tables
    from sim.reports.why_html import write_report
    from sim.study.execution.run_study import carried_out, this_command
    from sim.study.failure.companions import TITLES, read_companions
    from sim.study.failure.evidence import evidence_of
    from sim.study.failure.findings import findings_of

    runs = experiment.cases * len(experiment.coalitions)
    print(f"{runs:,} runs of {experiment.cases:,} initiatives, into {folder}", file=sys.stderr)
    study = carried_out(experiment, folder, choice.executor, choice.study.part)
    if folder != run_folder:
        with suppress(OSError):
            run_folder.rmdir()
    if not study.is_complete:
        print(f"This part is done; {study.done:,} of {study.owed:,} initiatives are. Without study.shard, the same command reports.")
        return
    studies = {}
    for name, companion in beside.items():
        print(f"{TITLES[name]}, into {folder / name}", file=sys.stderr)
        studies[name] = carried_out(companion, folder / name, choice.executor)
    try:
        evidence = evidence_of(experiment, study)
        findings = findings_of(evidence, read_companions(beside, studies, evidence.subject.cause_titles))
    except ValueError as problem:
        print(f"{folder}: {problem}", file=sys.stderr)
        raise SystemExit(SOME_FAILED) from None
    tell(findings, [write_summary(findings), *write_tables(study), *write_report(findings, this_command())])
    if findings.summary.failed_to_run:
        raise SystemExit(SOME_FAILED)


if __name__ == "__main__":
    command(main, "why_initiatives_fail", WhyOptions, __doc__ or "")
