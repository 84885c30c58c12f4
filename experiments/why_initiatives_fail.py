"""Why do initiatives fail? Many are drawn from a population, and each is run again with every single cause repaired, on the same draws.

Usage: python experiments/why_initiatives_fail.py [study.initiatives=N] [seed=N] [key.path=value …]

Examples:
  python experiments/why_initiatives_fail.py
  python experiments/why_initiatives_fail.py study.initiatives=100 study.folder=outputs/quick
  python experiments/why_initiatives_fail.py seed=2 outcome=adoption_at_deadline study.folder=outputs/other
  python experiments/why_initiatives_fail.py 'population.market.elasticity={uniform: [0, 0.1]}' study.folder=outputs/inelastic
  python experiments/why_initiatives_fail.py study.coalitions=all study.folder=outputs/all_repairs

What can be set of a study:
  study.initiatives=1000          how many are drawn; the first thousand stay the same when more are asked for
  study.coalitions=all|singles    every set of causes repaired, or each cause alone
  study.causes=[resistance,…]     which causes of configs/cause are repaired
  study.folder=FOLDER             where the study is kept (else that of hydra.run.dir); begun there, it is gone on with
  study.shards=4 study.shard=0    this process runs a quarter of it; once all are done, the same without study.shard reports
  executor=NAME                   who computes; results do not depend on it
  population=NAME                 which initiatives; any distribution of it: population.market.elasticity={uniform: [0, 1]}

The folder holds plan.json, summary.json, runs.parquet, initiatives.parquet, the figure, and shards/, the finished blocks.
Exit status: 0 done, 2 refused before anything was written, 3 trouble with the study's files, 4 some initiatives could not be run,
130 interrupted (what is finished is kept).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from sim.config import Options, Refused, command
from sim.config.library import config_dir, entry_of
from sim.engine.scenario import Initiative
from sim.study.design import Design, Settings, design_of
from sim.study.ensemble import Executor
from sim.study.place import Place
from sim.study.population import Population

SOME_FAILED = 4


class StudySettings(Settings, Place):
    """How large a study is, and where it is kept."""


class Choice(Options):
    """The population, the size and kind of the study, and who computes it."""

    engine: Literal["compiled"] = "compiled"
    study: StudySettings = StudySettings()
    population: Population
    executor: Executor = Executor()


def shelf(kind: str, name: str) -> dict[str, Any]:
    """An entry of the library, as plain data."""
    return entry_of(kind, name, (config_dir(),), "population" if kind != "cause" else "study.causes")


def designed(initiative: Initiative, choice: Choice) -> Design:
    """The study that was asked for. Raises Refused."""
    try:
        return design_of(choice.study, choice.population, initiative, shelf)
    except Refused:
        raise
    except ValueError as problem:
        raise Refused(f"population: {' '.join(str(problem).split())[:300]}") from None


def main(initiative: Initiative, choice: Choice, run_folder: Path) -> None:
    """Draw, run, store, and say what was found."""
    from sim.study.report import tell, write_results
    from sim.study.running import carried_out
    from sim.study.summary import summary_of
    from sim.views.study_figures import write_figure

    folder = choice.study.chosen(run_folder)
    design = designed(initiative, choice)
    runs = design.cases * len(design.coalitions)
    print(f"{runs:,} runs of {design.cases:,} initiatives, into {folder}", file=sys.stderr)
    study = carried_out(design, folder, choice.executor, choice.study.part)
    if folder != run_folder:
        with suppress(OSError):
            run_folder.rmdir()
    if not study.is_complete:
        print(f"This part is done; {study.done:,} of {study.owed:,} initiatives are. Without study.shard, the same command reports.")
        return
    trouble = int(study.table("initiatives")["error"].notna().sum())
    if trouble == study.owed:
        print("No initiative could be run; the table of initiatives says why.", file=sys.stderr)
        raise SystemExit(SOME_FAILED)
    summary = summary_of(design, study.runs, trouble)
    tell(summary, [*write_results(summary, study, folder), *write_figure(summary, folder)])
    if summary.failed_to_run:
        raise SystemExit(SOME_FAILED)


if __name__ == "__main__":
    command(main, "why_initiatives_fail", Choice, __doc__ or "")
