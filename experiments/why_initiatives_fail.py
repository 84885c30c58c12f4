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
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from sim.config import Options, Refused, command, load
from sim.config.library import config_dir, entry_of, names_of
from sim.config.loading import DEFAULT_SCENARIO
from sim.declared import Text
from sim.schema.initiative import Initiative
from sim.study.execution.executor import Executor
from sim.study.experiments.cause_repairs import CauseRepairs, CauseSettings, design_of
from sim.study.population.population import Population
from sim.study.store.location import StudyLocation

if TYPE_CHECKING:
    from sim.study.execution.stored_study import Study
    from sim.study.experiments.experiment import Experiment
    from sim.study.failure.findings import Companions

SOME_FAILED = 4
TIPPING_LEVELS, TIPPING_RUNS = 9, 16  # of the map: levels of each lever, runs of each point
TITLES = {
    "sensitivity": "What decides: groups of factors",
    "screening": "What decides: factors one by one",
    "robustness": "Model choices made otherwise",
    "tipping": "A map of two levers",
}


class StudySettings(CauseSettings, StudyLocation):
    """How large a study is, where it is kept, and how large the studies are that say how sure it is."""

    sensitivity: Annotated[int, Field(ge=0, le=16_384)] = 128  # rows of the Sobol indices, a power of two; 0: none
    screening: Annotated[int, Field(ge=0, le=1_000)] = 4  # trajectories of elementary effects; 0: none
    robustness: Annotated[int, Field(ge=0, le=100_000)] = 50  # initiatives under every alternative of the model; 0: none
    tipping: Annotated[list[Text], Field(max_length=2)] = ["dispositions.interest", "dispositions.commitment"]  # of a map; []: none


class WhyOptions(Options):
    """The population, the size and kind of the study, and who computes it."""

    engine: Literal["compiled"] = "compiled"
    study: StudySettings = StudySettings()
    population: Population
    executor: Executor = Executor()


def shelf(kind: str, name: str) -> dict[str, Any]:
    """An entry of the library, as plain data."""
    return entry_of(kind, name, (config_dir(),), "population" if kind != "cause" else "study.causes")


def designed(initiative: Initiative, choice: WhyOptions) -> CauseRepairs:
    """The study that was asked for. Raises Refused."""
    try:
        return design_of(choice.study, choice.population, initiative, shelf)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"population: {' '.join(str(problem).split())[:300]}") from None


def companions(design: CauseRepairs, choice: WhyOptions) -> dict[str, Experiment]:
    """Smaller studies that say how sure the conclusions are, by the folder each is kept in. Raises Refused."""
    from sim.study.experiments.factor_screening import FactorScreening, Varied
    from sim.study.experiments.model_alternatives import ModelAlternatives, alternatives_from
    from sim.study.sweep.space import levers_of
    from sim.study.sweep.sweep import variation_of

    asked = choice.study
    works: dict[str, Experiment] = {}
    try:
        if asked.sensitivity:
            works["sensitivity"] = FactorScreening(design, Varied(method="sobol", rows=asked.sensitivity))
        if asked.screening:
            works["screening"] = FactorScreening(design, Varied(method="morris", rows=asked.screening))
        if asked.robustness and design.settings.coalitions != "none":
            fewer = design.with_settings(initiatives=asked.robustness, coalitions="singles")
            works["robustness"] = ModelAlternatives(fewer, alternatives_from(names_of("robustness", (config_dir(),)), shelf))
        if asked.tipping:
            ordinary = load(DEFAULT_SCENARIO, f"weeks={design.base.weeks}", f"outcome={design.base.outcome}")
            levers = levers_of({path: [0.0, 1.0] for path in asked.tipping})
            works["tipping"], _ = variation_of({ordinary.name: ordinary}, levers, "grid", TIPPING_LEVELS**2, TIPPING_RUNS)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"study: {' '.join(str(problem).split())[:300]}") from None
    return works


def said_by(works: dict[str, Experiment], studies: dict[str, Study], design: CauseRepairs) -> Companions:
    """What the smaller studies found."""
    from sim.study.experiments.factor_screening import screenings, sensitivities
    from sim.study.failure.findings import Companions
    from sim.study.failure.robustness import robustness_of
    from sim.study.sweep.sweep import Sweep

    titles = {name: cause.title for name, cause in design.causes.items()}
    readers: dict[str, tuple[str, Callable[[Any, Study], Any]]] = {
        "sensitivity": ("sensitivities", lambda work, study: tuple(sensitivities(work, study.runs))),
        "screening": ("screenings", lambda work, study: tuple(screenings(work, study.runs))),
        "robustness": ("robustness", lambda work, study: robustness_of(study.runs, work.alternatives, titles)),
        "tipping": ("tipping", lambda work, study: Sweep(study)),
    }
    return Companions(**{field: read(works[name], studies[name]) for name, (field, read) in readers.items() if name in studies})


def main(initiative: Initiative, choice: WhyOptions, run_folder: Path) -> None:
    """Draw, run, store, and say what was found."""
    folder = choice.study.chosen(run_folder)
    design = designed(initiative, choice)
    works = companions(design, choice)
    from sim.reports.why_console import tell, write_results
    from sim.reports.why_html import write_report
    from sim.study.execution.run_study import carried_out, this_command
    from sim.study.failure.findings import findings_of

    runs = design.cases * len(design.coalitions)
    print(f"{runs:,} runs of {design.cases:,} initiatives, into {folder}", file=sys.stderr)
    study = carried_out(design, folder, choice.executor, choice.study.part)
    if folder != run_folder:
        with suppress(OSError):
            run_folder.rmdir()
    if not study.is_complete:
        print(f"This part is done; {study.done:,} of {study.owed:,} initiatives are. Without study.shard, the same command reports.")
        return
    studies = {}
    for name, work in works.items():
        print(f"{TITLES[name]}, into {folder / name}", file=sys.stderr)
        studies[name] = carried_out(work, folder / name, choice.executor)
    try:
        findings = findings_of(design, study, said_by(works, studies, design))
    except ValueError as problem:
        print(f"{folder}: {problem}", file=sys.stderr)
        raise SystemExit(SOME_FAILED) from None
    tell(findings, [*write_results(findings, study), *write_report(design, study, findings, this_command())])
    if findings.summary.failed_to_run:
        raise SystemExit(SOME_FAILED)


if __name__ == "__main__":
    command(main, "why_initiatives_fail", WhyOptions, __doc__ or "")
